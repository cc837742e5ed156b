/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ROOFLINE_SIDE_H
#define COINFERENCE_ROOFLINE_SIDE_H

#include "compute-side.h"

#include "ns3/phase-work.h"

#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief What time costs on a side whose work is counted phase by phase (doc/coinference.rst,
 * "Token models"), at one clock of its memory.
 *
 * With u = 1/f a step takes max(a u, m) + launch, so the time t(u) of all is convex, flat as long
 * as every step waits for memory, and straight between the kinks. Energy is P t(u) + K/u^2 + a
 * constant, P what is drawn whatever the clock and K = eta psi times the cycles. Within a time the
 * slowest clock is the cheapest, u(t) is concave, and so e(t) = P t + K/u(t)^2 is convex: what
 * SidePair needs.
 */
class RooflineSide
{
  public:
    /**
     * @param works what the side is to do; empty for nothing
     * @param chip a valid chip; without a roofline arithmetic alone counts, at mfu 1
     * @param memoryClock f_m, one of its memory's [Hz]; 0 for the highest
     * @param period longest time for a job [s]; infinite for no limit
     */
    RooflineSide(const PhaseWorks& works,
                 const ComputeChip& chip,
                 double memoryClock,
                 double period);

    /** @return whether there are operating points */
    bool HasTable() const
    {
        return m_hasTable;
    }

    /** @return how many of them are worth using */
    std::size_t GetPointCount() const
    {
        return m_points.size();
    }

    /**
     * @param index which, the fastest and dearest first
     * @return its clock, and what the work takes and costs there
     */
    const ComputeSide::Point& GetPoint(std::size_t index) const
    {
        return m_points[index];
    }

    /** @return longest time for a job [s] */
    double GetPeriod() const
    {
        return m_period;
    }

    /** @return the least time, whatever the period [s] */
    double LeastTime() const
    {
        return m_leastTime;
    }

    /** @return without a table: the longest time worth taking, within the period; may be infinite
     */
    double MostTime() const
    {
        return m_mostTime;
    }

    /**
     * @brief Without a table: the least that the work costs in a time.
     * @param time t [s]
     * @return e(t) [J]
     */
    double Energy(double time) const;

    /**
     * @brief Without a table: de/dt, towards longer times.
     * @param time t [s]
     * @return the slope [W]
     */
    double EnergySlope(double time) const;

    /**
     * @brief Without a table: the least time in which the work costs no more than some energy.
     * @param energy what it may cost [J]
     * @return the time [s]; negative if it costs more in any time up to MostTime()
     */
    double TimeWithin(double energy) const;

    /** @return the least energy, whatever the time but within the period [J] */
    double LeastEnergy() const;

    /** @return whether some clock costs exactly LeastEnergy() */
    bool ReachesLeastEnergy() const;

    /**
     * @brief Without a table: the slowest clock that takes no longer than a time.
     * @param time t [s]; below LeastTime() it is that
     * @return the clock; 0 without work [Hz]
     */
    double ClockOf(double time) const;

    /** @return nothing: where memory is waited for, energy is no constant over time^2 */
    static std::optional<double> GetTimeShare()
    {
        return std::nullopt;
    }

  private:
    /// Time at u = 1/f, and its slope towards slower clocks.
    PhaseTime TimeAt(double cycle) const;
    /// The largest u within a time.
    double CycleOf(double time) const;
    double EnergyAt(double cycle, double time) const;
    void SetPoints(const ComputeChip& chip, double memoryClock);
    void SetLongestTime();

    PhaseWorks m_works;           //!< what to do
    Roofline m_roofline;          //!< at a clock of 1 Hz
    double m_period;              //!< longest time for a job [s]
    double m_cycles{0};           //!< of all arithmetic
    double m_launches{0};         //!< of all steps [s]
    double m_power{0};            //!< P, drawn whatever the clock [W]
    double m_price{0};            //!< K/cycles, eta psi [J/(cycle Hz^2)]
    double m_constant{0};         //!< of the traffic [J]
    bool m_hasTable{false};       //!< whether there are operating points
    double m_leastCycle{0};       //!< the slowest clock's 1/f that is as fast as the highest
    double m_leastTime{0};        //!< at the highest clock [s]
    double m_mostTime{0};         //!< beyond which slower is dearer [s]
    ComputeSide::Points m_points; //!< by rising time
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ROOFLINE_SIDE_H */
