/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_SIDE_H
#define COINFERENCE_COMPUTE_SIDE_H

#include "ns3/compute-chip.h"

#include <boost/container/small_vector.hpp>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief What time costs on one side of a design problem (doc/coinference.rst, "The joint design").
 *
 * Without a table w cycles in time t cost e(t) = eta P_s t + eta psi w^3/t^2: convex, least at the
 * critical time t* = (2 psi w^3/P_s)^(1/3), beyond which slower is dearer. With a table only the
 * points that no other beats in both time and energy are kept. A stream leaves at most its period
 * for one job.
 *
 * Cycles are counted at the chip's flopsPerCycle throughout.
 */
class ComputeSide
{
  public:
    /** @brief An operating point: what a cycle takes and costs there. */
    struct Point
    {
        double clock;  //!< [Hz]
        double time;   //!< [s/cycle]
        double energy; //!< [J/cycle]
    };

    /**
     * @param chip a valid chip
     * @param period longest time for a job [s]; infinite for no limit
     */
    ComputeSide(const ComputeChip& chip, double period);

    /** @brief Operating points, of the paper's chips few. */
    typedef boost::container::small_vector<Point, 32> Points;

    /** @return whether there are operating points */
    bool HasTable() const
    {
        return !m_points.empty();
    }

    /** @return the operating points worth using, the fastest and dearest first */
    const Points& GetPoints() const
    {
        return m_points;
    }

    /** @return longest time for a job [s] */
    double GetPeriod() const
    {
        return m_period;
    }

    /**
     * @param cycles w, >= 0
     * @return the least time that they take, whatever the period [s]
     */
    double LeastTime(double cycles) const;

    /**
     * @brief Without a table: the longest time worth taking.
     * @param cycles w, >= 0
     * @return the lesser of period and critical time, but no less than LeastTime(); may be infinite
     */
    double MostTime(double cycles) const;

    /**
     * @brief Without a table: the time within a limit in which cycles cost least.
     * @param cycles w, >= 0
     * @param limit how long they may take; below LeastTime() it is that [s]
     * @return the time, within MostTime() [s]
     */
    double CheapestTime(double cycles, double limit) const;

    /**
     * @brief With a table: the point at which cycles cost least, and take no longer than a limit
     * or the period.
     * @param cycles w, >= 0
     * @param limit how long they may take, but for rounding [s]
     * @return the point; null if all are too slow
     */
    const Point* CheapestPoint(double cycles, double limit) const;

    /**
     * @brief Without a table: what cycles cost in a time.
     * @param cycles w, >= 0
     * @param time t, >= LeastTime(); > 0 unless there is no work [s]
     * @return e(t) [J]
     */
    double Energy(double cycles, double time) const;

    /**
     * @brief Without a table: de/dt.
     * @param cycles w, >= 0
     * @param time t, > 0 unless there is no work [s]
     * @return the slope, <= 0 up to the critical time [W]
     */
    double EnergySlope(double cycles, double time) const;

    /**
     * @brief Without a table: the least time in which cycles cost no more than some energy.
     * @param cycles w, >= 0
     * @param energy what they may cost [J]
     * @return the time [s]; negative if they cost more in any time up to MostTime()
     */
    double TimeWithin(double cycles, double energy) const;

    /**
     * @brief The least energy of some cycles, whatever the time but within the period.
     * @param cycles w, >= 0
     * @return the energy [J]; without static power a limit that no clock reaches, 0 without a
     *         period
     */
    double LeastEnergy(double cycles) const;

    /**
     * @param cycles w, >= 0
     * @return whether some clock costs exactly LeastEnergy()
     */
    bool ReachesLeastEnergy(double cycles) const;

    /**
     * @brief Without a table: the clock that takes a time.
     * @param cycles w, >= 0
     * @param time t [s]
     * @return the clock, at most the highest; 0 without work [Hz]
     */
    double ClockOf(double cycles, double time) const;

    /** @return (eta psi)^(1/3): without static power times relate like this times the cycles */
    double GetTimeShare() const
    {
        return m_timeShare;
    }

    /** @return whether some power is drawn whatever the clock */
    bool HasStaticPower() const
    {
        return m_staticPower > 0;
    }

  private:
    double m_highest;     //!< f_max [Hz]
    double m_period;      //!< longest time for a job [s]
    double m_staticPower; //!< eta P_s [W]
    double m_price;       //!< eta psi [J/(cycle Hz^2)]
    double m_timeShare;   //!< (eta psi)^(1/3)
    Points m_points;      //!< by rising time, falling energy
};

/**
 * @ingroup coinference-decision
 * @brief Bring operating points into order, the fastest first, and drop those that another beats in
 * both time and energy.
 * @param points the points
 */
void KeepUnbeaten(ComputeSide::Points& points);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_SIDE_H */
