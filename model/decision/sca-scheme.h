/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCA_SCHEME_H
#define COINFERENCE_SCA_SCHEME_H

#include "allocation-scheme.h"

#include "ns3/traced-callback.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The paper's successive convex approximation of (P1), with a feasibility re-check. Short
 * name "sca".
 *
 * b^ is relaxed to x in (1, B_max] with x <= 1/y. At iteration k the concave part of the objective
 * is linearised at x_k (eq. 34) and the coupling at y_k (eq. 35), the convex program (P4.k) is
 * solved, and so on until the objective falls by less than Tolerance. Then x is rounded to the
 * nearest element of B. **[ours]** The rounded point is re-checked, stepped down to the largest
 * feasible bit-width if need be, and the clocks are optimized again.
 *
 * (P4.k) is convex in (x, y, f, f~) and is solved exactly, in two steps. The clocks appear only in
 * T and E, which read with 1/y as the bit-width. Both rise with 1/y at any clocks, so some clocks
 * meet T0 and E0 if and only if y >= y_min = 1/(largest feasible real bit-width): the clocks
 * project out. The objective depends on x alone and the linearised coupling x <= (2 - y/y_k)/y_k
 * allows the more the smaller y is, so x may go up to its value at y_min, or B_max: what is left is
 * one convex function of x on an interval. Its minimizer is unique; every y from y_min to the one
 * that makes the coupling tight solves (P4.k) with it, and the tight one is taken, y = y_k (2 - x
 * y_k), the choice that anticipates least. (x_k, y_k) is feasible for (P4.k) and the surrogate
 * majorises the objective, touching it at x_k: so the objective never rises. It stops falling only
 * where x y = 1 and y = y_min or x = B_max: the limit is the largest feasible x. Close to y_min the
 * coupling gives y_min x_(k+1) = 1 - (1 - y_min x_k)^2: convergence is quadratic.
 *
 * The paper leaves the start and delta open: x_0 = InitialBitWidth, y_0 = 1/x_0, delta = Tolerance.
 * Operating points are relaxed to the range below the highest one, and met again after rounding.
 */
class ScaScheme : public AllocationScheme
{
  public:
    /**
     * TracedCallback signature for the iterates.
     *
     * @param [in] k the iteration, from 1
     * @param [in] x the relaxed bit-width [bit]
     * @param [in] y the bit-width's reciprocal that the clocks are set for [1/bit]
     * @param [in] objective D_U(x - 1) - D_L(x - 1) [weight unit]
     */
    typedef void (*IterationTracedCallback)(uint32_t k, double x, double y, double objective);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return iterations that the last problem took; 0 if it was infeasible from the start */
    std::uint32_t GetIterations() const;

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;

  private:
    /**
     * @brief Iterate (P4.k) to convergence.
     * @param problem the problem
     * @param largest the largest x that T and E allow, > 1
     * @return x at the end
     */
    double Iterate(const DesignProblem& problem, double largest);

    double m_initialBitWidth{2};        //!< x_0
    double m_tolerance{1e-12};          //!< delta, in units of 1/lambda
    std::uint32_t m_maxIterations{200}; //!< bound on the iterations
    std::uint32_t m_iterations{0};      //!< of the last problem
    TracedCallback<uint32_t, double, double, double> m_iterationTrace; //!< k, x, y, objective
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCA_SCHEME_H */
