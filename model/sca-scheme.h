/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCA_SCHEME_H
#define COINFERENCE_SCA_SCHEME_H

#include "allocation-scheme.h"

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief The paper's successive convex approximation of (P1), with a feasibility re-check. Short
 * name "sca".
 *
 * b^ is relaxed to x in (1, B_max] with x <= 1/y. At iteration k the concave part of the objective
 * is linearised at x_k (eq. 34) and the coupling at y_k (eq. 35), the convex program (P4.k) is
 * solved, and so on until the objective falls by less than Tolerance. Then x is rounded to the
 * nearest element of B. **[ours]** The rounded point is re-checked, stepped down to the largest
 * feasible bit-width if need be, and the clocks are optimised again.
 *
 * (P4.k) is solved exactly: its clocks appear only in T and E, which at a given y are met by some
 * clocks if and only if y is at least some y_min (least energy falls with y); so a one-dimensional
 * convex problem in x under the linearised coupling is left.
 */
class ScaScheme : public AllocationScheme
{
  public:
    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    /** \return iterations that the last problem took; 0 if it was infeasible from the start */
    std::uint32_t GetIterations() const;

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;

  private:
    /**
     * \brief Iterate (P4.k) to convergence.
     * \param problem the problem
     * \param largest the largest x that T and E allow, > 1
     * \return x at the end
     */
    double Iterate(const DesignProblem& problem, double largest);

    double m_initialBitWidth{2};     //!< x_0
    double m_tolerance{1e-9};        //!< delta, in units of 1/lambda
    std::uint32_t m_maxIterations{}; //!< bound on the iterations
    std::uint32_t m_iterations{0};   //!< of the last problem
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCA_SCHEME_H */
