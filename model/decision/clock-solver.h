/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CLOCK_SOLVER_H
#define COINFERENCE_CLOCK_SOLVER_H

#include "compute-side.h"
#include "design-problem.h"

#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Best clocks of a design problem at a fixed bit-width, exactly (doc/coinference.rst, "The
 * joint design").
 *
 * With A = eta psi a and S = eta~ psi~ s (a, s: cycles of agent and server) the least of
 * A f^2 + S f~^2 under a/f + s/f~ <= T needs, by its Lagrange condition, the clock ratio
 * f/f~ = (eta~ psi~ / (eta psi))^(1/3), whatever the budget and the work. Both are scaled to meet
 * the delay with equality; a clock beyond its maximum is set there and the other takes the rest.
 * The least delay under an energy budget has the same ratio. Discrete operating points on either
 * side are searched exactly, in time linear in the number of points.
 *
 * With static power, tables of powers or throughputs, or the period of a stream, times take the
 * clocks' place: each side's energy is convex in its time (ComputeSide), the best split of T0 is
 * where the slopes are equal, one root, or at an end (SidePair). Budgets may then be left with
 * slack. So it is where a side is counted phase by phase (RooflineSide), once for each pair of
 * clocks that the memories have.
 *
 * Keeps a reference to the problem, which must outlive it and not change; allocates nothing, unless
 * a table has more than 32 points.
 */
class ClockSolver
{
  public:
    /** @param problem a validated problem */
    explicit ClockSolver(const DesignProblem& problem);

    /**
     * @brief Clocks of least energy among those that meet the delay budget and the period.
     * @param bitWidth b^, a real number >= 0
     * @return the clocks, or nothing if no clocks meet T0; E0 is not looked at. A side without work
     *         has clock 0, or its lowest operating point.
     */
    std::optional<Clocks> LeastEnergy(double bitWidth) const;

    /**
     * @brief Clocks of least delay among those that meet the energy budget and the period.
     * @param bitWidth b^, a real number >= 0
     * @return the clocks, or nothing if no clocks finish within E0; T0 is not looked at. A side
     *         without work has clock 0, or an operating point.
     */
    std::optional<Clocks> LeastDelay(double bitWidth) const;

    /**
     * @brief Clocks of least energy among those that meet both budgets and the period.
     * @param bitWidth b^, a real number >= 0
     * @return the clocks, or nothing if the bit-width is infeasible, memory included
     */
    std::optional<Clocks> LeastFeasibleEnergy(double bitWidth) const;

    /**
     * @brief Whether a bit-width is feasible.
     * @param bitWidth b^, a real number >= 0
     * @return true if T <= T0, E <= E0 and the period can hold together and the weights fit
     */
    bool IsFeasible(double bitWidth) const
    {
        return LeastFeasibleEnergy(bitWidth).has_value();
    }

    /**
     * @brief The highest clocks there are.
     * @return f_max and f~_max, or the last operating points
     */
    Clocks Highest() const
    {
        return m_highest;
    }

    /**
     * @brief What makes a bit-width infeasible.
     * @param bitWidth b^ for which IsFeasible() is false
     * @return MEMORY if the weights do not fit; RATE if without the period it would be feasible;
     *         DELAY if the fastest clocks are too slow, ENERGY if those of least energy cost too
     * much (the lowest, without static power; without a table: if E0 leaves nothing to compute
     * with), DELAY_AND_ENERGY if both are so, or if each budget can be met but not both at once
     */
    Limit WhyInfeasible(double bitWidth) const;

  private:
    ClockSolver(const DesignProblem& problem, double period);
    /// Do something with the pair of sides, where times take the clocks' place: with each pair of
    /// memory clocks, clocks found are completed by them.
    template <typename Action>
    void ForEachPair(double bitWidth, Action action) const;
    std::optional<Clocks> LeastEnergyOfTimes(double bitWidth) const;
    std::optional<Clocks> LeastDelayOfTimes(double bitWidth) const;
    // WhyInfeasible(), memory and period aside.
    Limit WhyInfeasibleOfClocks(double agentCycles) const;
    Limit WhyInfeasibleOfTimes(double bitWidth) const;
    Limit WhyInfeasible(double leastDelay, double leastEnergy, bool isReached) const;
    std::optional<Clocks> LeastEnergyContinuous(double agentCycles) const;
    std::optional<Clocks> LeastEnergyDiscrete(double agentCycles) const;
    std::optional<Clocks> LeastDelayContinuous(double agentCycles) const;
    std::optional<Clocks> LeastDelayDiscrete(double agentCycles) const;
    double Delay(double agentCycles, const Clocks& clocks) const;
    double Energy(double agentCycles, const Clocks& clocks) const;

    const DesignProblem& m_problem; //!< the problem
    double m_serverCycles;          //!< s
    double m_agentPrice;            //!< eta psi [J/(cycle Hz^2)]
    double m_serverPrice;           //!< eta~ psi~ [J/(cycle Hz^2)]
    double m_clockRatio;            //!< f/f~ at the optimum; 0 or infinite if one side is free
    double m_time;                  //!< T0 without the reserve [s]
    double m_energy;                //!< E0 without the reserve [J]
    double m_period;                //!< longest time for a job [s]
    Clocks m_highest;               //!< highest clocks there are
    bool m_hasTables;               //!< whether a chip has operating points
    bool m_isPhased;                //!< whether a side is counted phase by phase
    bool m_isOfClocks;              //!< whether the paper's laws hold: the sides are not needed
    std::optional<ComputeSide> m_agentSide;  //!< what time costs there
    std::optional<ComputeSide> m_serverSide; //!< what time costs there
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CLOCK_SOLVER_H */
