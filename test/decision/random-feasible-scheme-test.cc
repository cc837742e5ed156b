/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/blip2-problem.h"

#include "ns3/random-feasible-scheme.h"
#include "ns3/rate-distortion.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::coinference;

TEST(RandomFeasibleScheme, DescribesItsFeasibleDraws)
{
    // Feasible are 2 and 6, not 8: both equally likely, so every statistic is known.
    auto problem = Blip2();
    problem.bitWidths = BitWidthSet({2, 6, 8});
    const auto scheme = CreateObject<RandomFeasibleScheme>();
    scheme->SetAttribute("Draws", UintegerValue(300000));
    EXPECT_EQ(scheme->AssignStreams(1), 1);
    const auto answer = scheme->Solve(problem);
    ASSERT_EQ(answer.status, Allocation::Status::FEASIBLE);
    EXPECT_TRUE(answer.precision.BitWidth() == 2 || answer.precision.BitWidth() == 6);
    EXPECT_EQ(answer.draws, 300000u);
    EXPECT_NEAR(answer.feasibleDraws, 200000, 5 * std::sqrt(300000 * 2.0 / 9));
    EXPECT_NEAR(answer.bitWidthMean, 4, 0.03);
    EXPECT_NEAR(answer.bitWidthStdDev, 2, 0.01);

    // The share of sixes follows from the mean; all else must agree with it.
    const double n = answer.feasibleDraws;
    const double six = (answer.bitWidthMean - 2) / 4;
    const double spread = std::sqrt(six * (1 - six) * n / (n - 1));
    const double two = DistortionGap(1, 50);
    const double step = DistortionGap(5, 50) - two;
    EXPECT_NEAR(answer.bitWidthStdDev, 4 * spread, 1e-9);
    EXPECT_NEAR(answer.objectiveMean, two + six * step, 1e-12);
    EXPECT_NEAR(answer.objectiveStdDev, std::abs(step) * spread, 1e-12);
    const double upperTwo = DistortionUpperBound(1, 50);
    const double upperStep = DistortionUpperBound(5, 50) - upperTwo;
    EXPECT_NEAR(answer.tightUpperMean, upperTwo + six * upperStep, 1e-12);
    EXPECT_NEAR(answer.tightUpperStdDev, std::abs(upperStep) * spread, 1e-12);
}

TEST(RandomFeasibleScheme, OneBitLeavesAllMeansFinite)
{
    auto problem = Blip2();
    problem.bitWidths = BitWidthSet({1, 2});
    const auto scheme = CreateObject<RandomFeasibleScheme>();
    scheme->AssignStreams(1);
    const auto answer = scheme->Solve(problem);
    EXPECT_EQ(answer.feasibleDraws, 400u);
    const double ones = 2 - answer.bitWidthMean;
    EXPECT_NEAR(ones, 0.5, 0.15);
    EXPECT_NEAR(answer.tightUpperMean,
                ones * std::log(2) / 50 + (1 - ones) * DistortionUpperBound(1, 50),
                1e-12);
    EXPECT_NEAR(answer.objectiveMean, answer.tightUpperMean - ones / 100 - (1 - ones) / 200, 1e-12);
    EXPECT_NEAR(answer.totalMean / problem.workload.weights,
                ones * std::log(2) / 50 + (1 - ones) * std::log(1.5) / 50,
                1e-12);
    EXPECT_GT(answer.objectiveStdDev, 0);
    EXPECT_GT(answer.tightUpperStdDev, 0);
    EXPECT_TRUE(std::isfinite(answer.tightUpperStdDev));
}

TEST(RandomFeasibleScheme, SaysWhyNoDrawWasFeasible)
{
    auto problem = Blip2();
    const auto scheme = CreateObject<RandomFeasibleScheme>();
    scheme->AssignStreams(1);
    problem.delayBudget = 0.1;
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY);

    // One bit of eight is feasible, but the only draw may miss it: then the next bit-width's
    // reason.
    problem.delayBudget = 0.6;
    scheme->SetAttribute("Draws", UintegerValue(1));
    int missed = 0;
    for (int i = 0; i < 200; ++i)
    {
        const auto answer = scheme->Solve(problem);
        missed += !answer.IsFeasible();
        EXPECT_EQ(answer.IsFeasible() ? Limit::NONE : Limit::DELAY, answer.reason);
    }
    EXPECT_NEAR(missed, 175, 25);
}
