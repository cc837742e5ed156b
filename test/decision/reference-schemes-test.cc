/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/blip2-problem.h"

#include "ns3/allocation-scheme.h"
#include "ns3/rate-distortion.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::coinference;

TEST(ReferenceSchemes, AllOnAgentSendsNothing)
{
    auto problem = Blip2();
    problem.communicationDelay = 3.4;
    problem.communicationEnergy = 1.9;
    const auto answer = AllocationScheme::Create("all-on-agent")->Solve(problem);
    ASSERT_EQ(answer.status, Allocation::Status::FEASIBLE);
    EXPECT_EQ(answer.placement, Placement::AGENT);
    // 533.66e9 / 16 / 64e9 = 0.521 s per bit at f_max: six bits in 3.127 s.
    EXPECT_EQ(answer.precision.BitWidth(), 6u);
    const double cycles = 6 * 533.66e9 / 16 / 32;
    EXPECT_NEAR(answer.delay, 3.5, 1e-12);
    EXPECT_NEAR(answer.clocks.agent, cycles / 3.5, 1e-3);
    EXPECT_EQ(answer.clocks.server, 0);
    EXPECT_NEAR(answer.energy, 2e-29 * std::pow(cycles, 3) / 3.5 / 3.5, 1e-12);

    problem.delayBudget = 0.5;
    EXPECT_EQ(AllocationScheme::Create("all-on-agent")->Solve(problem).reason, Limit::DELAY);
}

TEST(ReferenceSchemes, AllOnServerKeepsFullPrecisionAndTheReserve)
{
    auto problem = Blip2();
    problem.communicationDelay = 0.5;
    const auto scheme = AllocationScheme::Create("all-on-server");
    // 533.66e9 / 128 cycles in 3 s: 2e-28 c^3 / 9 = 1.61 J.
    const auto answer = scheme->Solve(problem);
    ASSERT_EQ(answer.status, Allocation::Status::FEASIBLE);
    EXPECT_EQ(answer.placement, Placement::SERVER);
    EXPECT_EQ(answer.precision.BitWidth(), 16u);
    EXPECT_EQ(answer.clocks.agent, 0);
    const double cycles = 533.66e9 / 128;
    EXPECT_NEAR(answer.clocks.server, cycles / 3, 1e-3);
    EXPECT_NEAR(answer.delay, 3.5, 1e-12);
    EXPECT_NEAR(answer.energy, 2e-28 * std::pow(cycles, 3) / 9, 1e-12);
    EXPECT_DOUBLE_EQ(answer.distortionUpper, DistortionUpperBound(15, 50));
    problem.energyBudget = 1.6;
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY_AND_ENERGY);
}

TEST(ReferenceSchemes, FullPrecisionTakesSixteenTimesOneBit)
{
    auto problem = Blip2();
    const auto scheme = AllocationScheme::Create("full-precision");
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY); // 16 x 0.509 s = 8.14 s
    problem.delayBudget = 9;
    const auto answer = scheme->Solve(problem);
    ASSERT_EQ(answer.status, Allocation::Status::FEASIBLE);
    EXPECT_EQ(answer.placement, Placement::SPLIT);
    EXPECT_EQ(answer.precision.BitWidth(), 16u);
    EXPECT_NEAR(answer.delay, 9, 1e-12);
}
