/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_JOINT_SCHEME_H
#define COINFERENCE_JOINT_SCHEME_H

#include "allocation-scheme.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The exact optimum of (P1), with a certificate (doc/coinference.rst, "The joint design").
 * Short name "joint".
 *
 * The objective falls strictly with b^, while the least delay, and the least energy at a given
 * delay, rise with it. So the optimum is the largest feasible bit-width, found by bisection of the
 * set; the clocks follow in closed form (ClockSolver). Status is OPTIMAL, and `binding` says why
 * the next bit-width is infeasible.
 *
 * With attribute Objective set to Quality it looks instead through all bit-widths for the highest
 * of the model's measured quality, which need not rise with the bits; the status is OPTIMAL if all
 * that are feasible have been measured.
 */
class JointScheme : public AllocationScheme
{
  public:
    /** @brief What is the best. */
    enum Objective
    {
        DISTORTION, //!< the least: the most bits that are feasible (P1)
        QUALITY     //!< the highest of the model's table, which need not be that of the most bits
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;

  private:
    /// Of the widths that are measured the feasible one of the highest quality.
    Allocation SolveForQuality(const DesignProblem& problem);

    Objective m_objective{DISTORTION}; //!< what is the best
    bool m_leastDelay{false};          //!< return the fastest feasible clocks, not the cheapest
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_JOINT_SCHEME_H */
