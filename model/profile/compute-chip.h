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
 * @brief A clock that a chip's memory can run at.
 */
struct MemoryPoint
{
    double clock{0};     //!< f_m [Hz], > 0
    double bandwidth{0}; //!< BW there [byte/s], > 0
    double power{0};     //!< P_m there, while busy, before PUE [W], >= 0
};

/**
 * @ingroup coinference-profile
 * @brief What a processor can do and what it costs: clock range, throughput and power.
 *
 * A chip that tells its memory's bandwidth has a roofline, which counts for models that tell their
 * phases (ModelProfile::phases): without either, arithmetic decides alone, as in the paper.
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

    double memoryBandwidth{0}; //!< BW [byte/s]; 0: there is no roofline, see memoryPoints
    double mfu{0.7};           //!< share of c f that a phase's arithmetic reaches, in (0, 1]
    double mbu{0.8};           //!< share of BW that a phase's traffic reaches, in (0, 1]
    double launchOverhead{0};  //!< of each step of a phase [s], >= 0
    double memoryPower{0};     //!< P_m, of the memory while busy, before PUE [W], >= 0
    double memoryEnergy{0};    //!< e_B, of moving a byte, before PUE [J/byte], >= 0
    /**
     * Clocks that the memory can run at, strictly ascending, instead of one memoryBandwidth and
     * memoryPower. Empty: it has but one.
     */
    std::vector<MemoryPoint> memoryPoints;

    /** @return whether the memory may be what a phase waits for */
    bool HasRoofline() const
    {
        return memoryBandwidth > 0 || !memoryPoints.empty();
    }

    /**
     * @param frequency clock [Hz], an operating point if they differ
     * @return FLOP per cycle that a phase reaches: c times mfu; c without a roofline
     */
    double PhaseFlopsPerCycleAt(double frequency) const
    {
        return HasRoofline() ? mfu * FlopsPerCycleAt(frequency) : FlopsPerCycleAt(frequency);
    }

    /**
     * @param memoryClock f_m, one of memoryPoints [Hz]; 0 for the highest
     * @return time that a byte takes, 1/(mbu BW) [s/byte]; 0 without a roofline
     */
    double SecondsPerByte(double memoryClock) const
    {
        return !HasRoofline() ? 0
                              : 1 / (mbu * (memoryPoints.empty() ? memoryBandwidth
                                                                 : PointOf(memoryClock).bandwidth));
    }

    /**
     * @param memoryClock f_m, one of memoryPoints [Hz]; 0 for the highest
     * @return P_m, before PUE; 0 without a roofline [W]
     */
    double MemoryPowerAt(double memoryClock) const
    {
        return !HasRoofline() ? 0 : memoryPoints.empty() ? memoryPower : PointOf(memoryClock).power;
    }

    /**
     * @param memoryClock a clock [Hz]
     * @return whether it is one of memoryPoints, or 0
     */
    bool HasMemoryClock(double memoryClock) const;

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
     * @param frequency a clock wanted, in (0, HighestFrequency()] [Hz]
     * @return the chip's own nearest to it, the lower of two equally near; without a table the same
     */
    double NearestFrequency(double frequency) const;

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
    /// A memory's point; the last for 0 and for a clock above all.
    const MemoryPoint& PointOf(double memoryClock) const;
    void ValidateMemory(std::string_view prefix) const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_CHIP_H */
