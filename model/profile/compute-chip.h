/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_CHIP_H
#define COINFERENCE_COMPUTE_CHIP_H

#include <cstddef>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief What a processor can do and what it costs: clock range, throughput and power.
 *
 * Default values are the agent's of arXiv:2602.13052 (doc/coinference.rst, "Compute delay and
 * energy").
 */
struct ComputeChip
{
    double maxFrequency{2e9};       //!< Highest clock f_max [Hz], > 0
    double flopsPerCycle{32};       //!< FLOPs per clock cycle c [FLOP/cycle], > 0
    double powerCoefficient{2e-29}; //!< psi in P = P_s + psi f^3 [W/(cycle/s)^3], >= 0
    double staticPower{0};          //!< P_s, drawn while busy whatever the clock [W], >= 0
    double pue{1};                  //!< Power usage effectiveness eta, > 0
    /**
     * Power of the idle chip before PUE [W], >= 0. Drawn while busy as well, on top of the law
     * P_s + psi f^3; a table of powers holds it already.
     */
    double idlePower{0};
    double memory{0}; //!< For weights [byte]; 0 for no limit
    /**
     * Clocks the chip can run at [Hz], strictly ascending, none above maxFrequency. Empty: any
     * clock in [0, maxFrequency].
     */
    std::vector<double> operatingPoints;
    /**
     * Power while busy at each operating point, idle power included, before PUE [W]: instead of the
     * law. Empty, or as many as there are operating points, none below idlePower.
     */
    std::vector<double> pointPowers;
    /**
     * FLOPs per cycle at each operating point, where it is not the same at all (power modes that
     * switch cores off). Empty, or as many as there are operating points.
     */
    std::vector<double> pointFlopsPerCycle;

    /**
     * @param frequency clock [Hz]
     * @return FLOPs per cycle at that clock, an operating point if they differ [FLOP/cycle]
     */
    double FlopsPerCycleAt(double frequency) const
    {
        return pointFlopsPerCycle.empty() ? flopsPerCycle
                                          : pointFlopsPerCycle[PointIndex(frequency)];
    }

    /**
     * @brief Clock cycles that a piece of work takes.
     * @param flops the work [FLOP], >= 0
     * @param frequency clock [Hz], an operating point if there are any
     * @return cycles, flops / c
     */
    double Cycles(double flops, double frequency) const
    {
        return flops / FlopsPerCycleAt(frequency);
    }

    /**
     * @brief What computing costs: eta (P_s + psi f^3) (eq. 6 and 7), or eta times the table's
     * power. Idle power is no job's, unless it is in the table.
     * @param frequency clock [Hz], an operating point if there are any
     * @return power [W]
     */
    double JobPower(double frequency) const
    {
        return pue * (pointPowers.empty()
                          ? staticPower + powerCoefficient * frequency * frequency * frequency
                          : pointPowers[PointIndex(frequency)]);
    }

    /**
     * @brief Power drawn while computing: JobPower(), and idle power where no table holds it.
     * @param frequency clock [Hz], an operating point if there are any
     * @return power [W]
     */
    double BusyPower(double frequency) const
    {
        return JobPower(frequency) + IdlePowerWhileBusy();
    }

    /** @return the part of BusyPower() that is no job's [W] */
    double IdlePowerWhileBusy() const
    {
        return pointPowers.empty() ? IdlePower() : 0;
    }

    /**
     * @brief Energy per clock cycle while computing, JobPower() / f.
     * @param frequency clock [Hz], >= 0, an operating point if there are any; > 0 if the chip has
     *        static power
     * @return energy [J/cycle]
     */
    double EnergyPerCycle(double frequency) const
    {
        return IsCubic() ? pue * powerCoefficient * frequency * frequency
                         : JobPower(frequency) / frequency;
    }

    /** @return whether power is eta psi f^3 alone, the paper's law: no static power, no table */
    bool IsCubic() const
    {
        return pointPowers.empty() && staticPower == 0;
    }

    /**
     * @brief Power drawn while no job runs, eta times idlePower.
     * @return power [W]
     */
    double IdlePower() const
    {
        return pue * idlePower;
    }

    /** @return the highest clock there is: maxFrequency, or the last operating point [Hz] */
    double HighestFrequency() const
    {
        return operatingPoints.empty() ? maxFrequency : operatingPoints.back();
    }

    /**
     * @brief Whether the chip can run at a clock.
     * @param frequency clock [Hz]
     * @return true if it is an operating point, or, without a table, in (0, maxFrequency]
     */
    bool CanRunAt(double frequency) const;

    /**
     * @brief Check every field.
     * @param prefix the field names' prefix in messages ("agent" gives "agentPue")
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate(std::string_view prefix) const;

    /**
     * @brief The server chip of arXiv:2602.13052: 10 GHz, 128 FLOP/cycle, PUE 2, psi 1e-28.
     * @return the chip
     */
    static ComputeChip PaperServer();

  private:
    /// Index of an operating point; of the next one where the clock is none.
    std::size_t PointIndex(double frequency) const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_CHIP_H */
