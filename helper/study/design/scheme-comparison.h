/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCHEME_COMPARISON_H
#define COINFERENCE_SCHEME_COMPARISON_H

#include "ns3/allocation-scheme.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Counts how a scheme's answers compare with the exact ones of JointScheme, problem by
 * problem.
 *
 * A problem is solvable if the joint scheme finds it feasible, and solved if the scheme's answer is
 * feasible too. Shares and means of nothing are NaN.
 */
class SchemeComparison
{
  public:
    /**
     * @brief Count one problem.
     * @param problem the problem
     * @param answer the scheme's answer
     * @param optimum the joint scheme's answer
     */
    void Add(const DesignProblem& problem, const Allocation& answer, const Allocation& optimum);

    /** @return problems counted */
    std::uint64_t GetN() const
    {
        return m_n;
    }

    /** @return problems that are solvable */
    std::uint64_t GetSolvable() const
    {
        return m_solvable;
    }

    /** @return feasible answers, also such as move the whole model to one machine */
    std::uint64_t GetFeasible() const
    {
        return m_feasible;
    }

    /** @return share of the solvable problems that are solved */
    double GetSolvedShare() const;

    /** @return share of the solved problems whose bit-width is optimal */
    double GetOptimalShare() const;

    /** @return share of the solved problems whose bit-width is at most one step of B too small */
    double GetWithinOneStepShare() const;

    /** @return mean of the optimal bit-width less the scheme's over the solved problems [bit] */
    double GetMeanBitsLost() const;

    /**
     * @return optimality gap: mean of objective / optimum - 1 over the solved problems whose answer
     *         has a finite objective, which one bit has not
     */
    double GetMeanGap() const;

    /** @return mean of energy / the optimum's energy over the solved problems of optimal width */
    double GetMeanEnergyRatio() const;

  private:
    std::uint64_t m_n{0};             //!< problems
    std::uint64_t m_feasible{0};      //!< feasible answers
    std::uint64_t m_solvable{0};      //!< problems that are solvable
    std::uint64_t m_solved{0};        //!< solvable and solved
    std::uint64_t m_optimal{0};       //!< solved with the optimal bit-width
    std::uint64_t m_withinOneStep{0}; //!< solved with it or the next smaller one
    std::uint64_t m_finite{0};        //!< solved with a finite objective
    double m_bitsLost{0};             //!< sum over the solved [bit]
    double m_gap{0};                  //!< sum of objective / optimum - 1
    double m_energyRatio{0};          //!< sum of energy / optimum's
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCHEME_COMPARISON_H */
