/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CLOCK_SOLVER_H
#define COINFERENCE_CLOCK_SOLVER_H

#include "design-problem.h"

#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief Best clocks of a design problem at a fixed bit-width, exactly (theory.md, section 6).
 *
 * With A = eta psi a and S = eta~ psi~ s (a, s: cycles of agent and server) the least of
 * A f^2 + S f~^2 under a/f + s/f~ <= T needs, by its Lagrange condition, the clock ratio
 * f/f~ = (eta~ psi~ / (eta psi))^(1/3), whatever the budget and the work. Both are scaled to meet
 * the delay with equality; a clock beyond its maximum is set there and the other takes the rest.
 * The least delay under an energy budget has the same ratio. Discrete operating points on either
 * side are searched exactly, in time linear in the number of points.
 *
 * Keeps a reference to the problem, which must outlive it and not change; allocates nothing.
 */
class ClockSolver
{
  public:
    /** \param problem a validated problem */
    explicit ClockSolver(const DesignProblem& problem);

    /**
     * \brief Clocks of least energy among those that meet the delay budget.
     * \param bitWidth b^, a real number >= 0
     * \return the clocks, or nothing if no clocks meet T0; E0 is not looked at. A side without work
     *         has clock 0, or its lowest operating point.
     */
    std::optional<Clocks> LeastEnergy(double bitWidth) const;

    /**
     * \brief Clocks of least delay among those that meet the energy budget.
     * \param bitWidth b^, a real number >= 0
     * \return the clocks, or nothing if no clocks finish within E0; T0 is not looked at. A side
     *         without work has clock 0, or an operating point.
     */
    std::optional<Clocks> LeastDelay(double bitWidth) const;

    /**
     * \brief Clocks of least energy among those that meet both budgets.
     * \param bitWidth b^, a real number >= 0
     * \return the clocks, or nothing if the bit-width is infeasible
     */
    std::optional<Clocks> LeastFeasibleEnergy(double bitWidth) const;

    /**
     * \brief Whether some clocks meet both budgets.
     * \param bitWidth b^, a real number >= 0
     * \return true if T <= T0 and E <= E0 can hold together
     */
    bool IsFeasible(double bitWidth) const
    {
        return LeastFeasibleEnergy(bitWidth).has_value();
    }

    /**
     * \brief The highest clocks there are.
     * \return f_max and f~_max, or the last operating points
     */
    Clocks Highest() const
    {
        return m_highest;
    }

    /**
     * \brief Which budget makes a bit-width infeasible.
     * \param bitWidth b^ for which IsFeasible() is false
     * \return DELAY if the highest clocks are too slow, ENERGY if the lowest cost too much (without
     *         a table: if E0 leaves nothing to compute with), DELAY_AND_ENERGY if both are so, or
     *         if each budget can be met but not both at once
     */
    Limit WhyInfeasible(double bitWidth) const;

  private:
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
    Clocks m_highest;               //!< highest clocks there are
    bool m_hasTables;               //!< whether a chip has operating points
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CLOCK_SOLVER_H */
