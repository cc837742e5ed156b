/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design/scheme-comparison.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace ns3::coinference;

namespace
{

Allocation
Answer(std::uint32_t bitWidth, double objective, double energy)
{
    Allocation allocation;
    allocation.status = Allocation::Status::FEASIBLE;
    allocation.precision = Precision(bitWidth);
    allocation.objective = objective;
    allocation.energy = energy;
    return allocation;
}

} // namespace

TEST(SchemeComparison, HasNoNumbersWithoutProblems)
{
    const SchemeComparison comparison;
    EXPECT_EQ(comparison.GetN(), 0U);
    EXPECT_TRUE(std::isnan(comparison.GetSolvedShare()));
    EXPECT_TRUE(std::isnan(comparison.GetMeanBitsLost()));
    EXPECT_TRUE(std::isnan(comparison.GetMeanGap()));
}

TEST(SchemeComparison, CountsByHand)
{
    constexpr double INF = std::numeric_limits<double>::infinity();
    DesignProblem problem;
    problem.bitWidths = BitWidthSet({1, 2, 4, 8});
    SchemeComparison comparison;
    comparison.Add(problem, Answer(8, 1, 3), Answer(8, 1, 2));
    comparison.Add(problem, Answer(4, 3, 1), Answer(8, 1, 2));   // one step, four bits
    comparison.Add(problem, Answer(1, INF, 1), Answer(4, 3, 2)); // two steps, three bits
    comparison.Add(problem, Allocation(), Answer(4, 3, 2));
    comparison.Add(problem, Allocation(), Allocation());
    // A scheme that moves the whole model may do what (P1) cannot.
    comparison.Add(problem, Answer(8, 1, 1), Allocation());

    EXPECT_EQ(comparison.GetN(), 6U);
    EXPECT_EQ(comparison.GetFeasible(), 4U);
    EXPECT_EQ(comparison.GetSolvable(), 4U);
    EXPECT_DOUBLE_EQ(comparison.GetSolvedShare(), 0.75);
    EXPECT_DOUBLE_EQ(comparison.GetOptimalShare(), 1.0 / 3);
    EXPECT_DOUBLE_EQ(comparison.GetWithinOneStepShare(), 2.0 / 3);
    EXPECT_DOUBLE_EQ(comparison.GetMeanBitsLost(), 7.0 / 3);
    EXPECT_DOUBLE_EQ(comparison.GetMeanGap(), 1);
    EXPECT_DOUBLE_EQ(comparison.GetMeanEnergyRatio(), 1.5);
}
