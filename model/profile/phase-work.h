/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PHASE_WORK_H
#define COINFERENCE_PHASE_WORK_H

#include "compute-chip.h"
#include "model-phase.h"

#include <boost/container/static_vector.hpp>
#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief What a phase asks of a chip at some precision: arithmetic, and bytes out of its memory.
 *
 * What each step asks for grows linearly: step k = 0, 1, ... has flops + k flopsGrowth and
 * weightBytes + otherBytes + cacheBytes + k cacheGrowth.
 */
struct PhaseWork
{
    PhaseKind kind{PhaseKind::VISION}; //!< what it does
    double flops{0};                   //!< of the first step [FLOP]
    double flopsGrowth{0};             //!< more of each later one [FLOP]
    double weightBytes{0};             //!< weights that each step reads [byte]
    double otherBytes{0};              //!< that each step moves besides [byte]
    double cacheBytes{0};              //!< of the cache, in the first step [byte]
    double cacheGrowth{0};             //!< more in each later one [byte]
    double tokens{1};                  //!< of a step
    std::uint32_t steps{1};            //!< how many
    bool givesToken{false};            //!< whether its end is the first token of an answer
    bool isOfCycles{false};            //!< whether it is arithmetic at c f alone: of no phase

    /**
     * @param step which step, from 0
     * @return its arithmetic [FLOP]
     */
    double FlopsOf(double step) const
    {
        return flops + step * flopsGrowth;
    }

    /**
     * @param step which step, from 0
     * @return what it reads of the cache [byte]
     */
    double CacheBytesOf(double step) const
    {
        return cacheBytes + step * cacheGrowth;
    }

    /** @return arithmetic of all steps [FLOP] */
    double TotalFlops() const
    {
        return steps * FlopsOf((steps - 1.0) / 2);
    }

    /** @return what all steps read [byte] */
    double TotalBytes() const
    {
        return steps * (weightBytes + otherBytes + CacheBytesOf((steps - 1.0) / 2));
    }
};

/**
 * @ingroup coinference-profile
 * @brief Work of phases in the order in which they run.
 */
typedef boost::container::static_vector<PhaseWork, MOST_PHASES> PhaseWorks;

/**
 * @ingroup coinference-profile
 * @brief How fast a chip is at given clocks: its roofline.
 *
 * A step takes max(flops/F, bytes/B) + launch: arithmetic and memory run side by side.
 */
struct Roofline
{
    double secondsPerFlop{0}; //!< 1/(mfu c f), without a roofline 1/(c f) [s/FLOP]
    double secondsPerByte{0}; //!< 1/(mbu BW) [s/byte]; 0 for a memory that is never in the way
    double launch{0};         //!< of a step [s]

    /** @brief A memory and arithmetic that take no time. */
    Roofline() = default;

    /**
     * @param chip a valid chip
     * @param clock f [Hz], > 0
     * @param memoryClock f_m, one of the chip's memory's [Hz]; 0 for the highest
     */
    Roofline(const ComputeChip& chip, double clock, double memoryClock)
        : secondsPerFlop(1 / (chip.PhaseFlopsPerCycleAt(clock) * clock)),
          secondsPerByte(chip.SecondsPerByte(memoryClock)),
          launch(chip.HasRoofline() ? chip.launchOverhead : 0)
    {
    }

    /**
     * @param flops arithmetic [FLOP]
     * @param bytes out of the memory [byte]
     * @return the time of a step [s]
     */
    double StepTime(double flops, double bytes) const
    {
        const double arithmetic = flops * secondsPerFlop;
        const double memory = bytes * secondsPerByte;
        return (arithmetic > memory ? arithmetic : memory) + launch;
    }
};

/**
 * @ingroup coinference-profile
 * @brief The time of a phase, and what of it arithmetic takes.
 */
struct PhaseTime
{
    double seconds{0}; //!< all steps, launches included [s]
    double slope{0};   //!< FLOP of those steps whose time arithmetic decides: what the time grows
                       //!< by if a FLOP takes a second longer
};

/**
 * @ingroup coinference-profile
 * @brief Time of all steps of a phase, in closed form.
 * @param work the phase
 * @param roofline of the chip
 * @return the time
 */
PhaseTime TimeOf(const PhaseWork& work, const Roofline& roofline);

/**
 * @ingroup coinference-profile
 * @param works phases
 * @param roofline of the chip
 * @return the time of all, one after the other
 */
PhaseTime TimeOf(const PhaseWorks& works, const Roofline& roofline);

/**
 * @ingroup coinference-profile
 * @brief What some arithmetic and traffic cost on a chip in a time (doc/coinference.rst, "Token
 * models").
 *
 * eta ((P_s + P_m) t + psi f^3 t_flops + e_B bytes), with t_flops the time that the arithmetic
 * alone would take; with a table of powers eta ((P(f) + P_m) t + e_B bytes).
 *
 * @param chip a valid chip
 * @param clock f [Hz], > 0
 * @param memoryClock f_m [Hz]; 0 for the highest
 * @param flops arithmetic [FLOP]
 * @param bytes traffic [byte]
 * @param seconds t [s]
 * @return energy [J]
 */
double EnergyOf(const ComputeChip& chip,
                double clock,
                double memoryClock,
                double flops,
                double bytes,
                double seconds);

/**
 * @ingroup coinference-profile
 * @param works phases
 * @return arithmetic of all [FLOP]
 */
double TotalFlops(const PhaseWorks& works);

/**
 * @ingroup coinference-profile
 * @param works phases
 * @return traffic of all [byte]
 */
double TotalBytes(const PhaseWorks& works);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PHASE_WORK_H */
