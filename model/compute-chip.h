/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_CHIP_H
#define COINFERENCE_COMPUTE_CHIP_H

#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief What a processor can do and what it costs: clock range, throughput and power.
 *
 * Default values are the agent's of arXiv:2602.13052 (theory.md, section 1).
 */
struct ComputeChip
{
    double maxFrequency{2e9};       //!< Highest clock f_max [Hz], > 0
    double flopsPerCycle{32};       //!< FLOPs per clock cycle c [FLOP/cycle], > 0
    double powerCoefficient{2e-29}; //!< psi in P = psi f^3 [W/(cycle/s)^3], >= 0
    double pue{1};                  //!< Power usage effectiveness eta, > 0
    double idlePower{0};            //!< Power of the idle chip before PUE [W], >= 0
    /**
     * Clocks the chip can run at [Hz], strictly ascending, none above maxFrequency. Empty: any
     * clock in [0, maxFrequency].
     */
    std::vector<double> operatingPoints;

    /**
     * \brief Clock cycles that a piece of work takes.
     * \param flops the work [FLOP], >= 0
     * \return cycles, flops / c
     */
    double Cycles(double flops) const
    {
        return flops / flopsPerCycle;
    }

    /**
     * \brief Power drawn while computing, eta psi f^3 (eq. 6 and 7).
     * \param frequency clock [Hz], >= 0
     * \return power [W]
     */
    double BusyPower(double frequency) const
    {
        return pue * powerCoefficient * frequency * frequency * frequency;
    }

    /**
     * \brief Energy per clock cycle while computing, eta psi f^2.
     * \param frequency clock [Hz], >= 0
     * \return energy [J/cycle]
     */
    double EnergyPerCycle(double frequency) const
    {
        return pue * powerCoefficient * frequency * frequency;
    }

    /**
     * \brief Power drawn while no job runs, eta times idlePower.
     * \return power [W]
     */
    double IdlePower() const
    {
        return pue * idlePower;
    }

    /**
     * \brief Whether the chip can run at a clock.
     * \param frequency clock [Hz]
     * \return true if it is an operating point, or, without a table, in (0, maxFrequency]
     */
    bool CanRunAt(double frequency) const;

    /**
     * \brief Check every field.
     * \param prefix the field names' prefix in messages ("agent" gives "agentPue")
     * \throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate(std::string_view prefix) const;

    /**
     * \brief The server chip of arXiv:2602.13052: 10 GHz, 128 FLOP/cycle, PUE 2, psi 1e-28.
     * \return the chip
     */
    static ComputeChip PaperServer();
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_CHIP_H */
