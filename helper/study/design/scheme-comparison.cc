/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scheme-comparison.h"

#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

namespace
{

double
Quotient(double sum, std::uint64_t n)
{
    return n > 0 ? sum / n : std::numeric_limits<double>::quiet_NaN();
}

/// How many bit-widths the problem offers from one up to another.
std::uint32_t
Steps(const BitWidthSet& bitWidths, std::uint32_t from, std::uint32_t to)
{
    std::uint32_t steps = 0;
    for (std::uint32_t i = 0; i < bitWidths.GetN(); ++i)
    {
        steps += bitWidths.Get(i) > from && bitWidths.Get(i) <= to ? 1 : 0;
    }
    return steps;
}

} // namespace

void
SchemeComparison::Add(const DesignProblem& problem,
                      const Allocation& answer,
                      const Allocation& optimum)
{
    ++m_n;
    m_feasible += answer.IsFeasible() ? 1 : 0;
    m_solvable += optimum.IsFeasible() ? 1 : 0;
    if (!answer.IsFeasible() || !optimum.IsFeasible())
    {
        return;
    }
    ++m_solved;
    m_bitsLost += static_cast<double>(optimum.precision.BitWidth()) -
                  static_cast<double>(answer.precision.BitWidth());
    m_withinOneStep +=
        Steps(problem.bitWidths, answer.precision.BitWidth(), optimum.precision.BitWidth()) <= 1
            ? 1
            : 0;
    if (answer.precision.BitWidth() == optimum.precision.BitWidth())
    {
        ++m_optimal;
        m_energyRatio += optimum.energy > 0 ? answer.energy / optimum.energy : 1;
    }
    if (std::isfinite(answer.objective))
    {
        ++m_finite;
        m_gap += answer.objective / optimum.objective - 1;
    }
}

double
SchemeComparison::GetSolvedShare() const
{
    return Quotient(m_solved, m_solvable);
}

double
SchemeComparison::GetOptimalShare() const
{
    return Quotient(m_optimal, m_solved);
}

double
SchemeComparison::GetWithinOneStepShare() const
{
    return Quotient(m_withinOneStep, m_solved);
}

double
SchemeComparison::GetMeanBitsLost() const
{
    return Quotient(m_bitsLost, m_solved);
}

double
SchemeComparison::GetMeanGap() const
{
    return Quotient(m_gap, m_finite);
}

double
SchemeComparison::GetMeanEnergyRatio() const
{
    return Quotient(m_energyRatio, m_optimal);
}

} // namespace coinference
} // namespace ns3
