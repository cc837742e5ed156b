/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/allocation-scheme.h"
#include "ns3/model-profile.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::coinference;

TEST(FixedFrequencyScheme, IsInfeasibleForBlip2AtThePapersBudgets)
{
    // At f_max and f~_max six bits cost 6 x 0.0814 J on the agent and 1.98 J on the server.
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    const auto scheme = AllocationScheme::Create("fixed-frequency");
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::ENERGY);

    // 2.4 J leave room for 0.4156 J on the agent: five bits.
    problem.energyBudget = 2.4;
    auto answer = scheme->Solve(problem);
    EXPECT_EQ(answer.status, Allocation::Status::FEASIBLE);
    EXPECT_EQ(answer.precision.BitWidth(), 5u);
    EXPECT_EQ(answer.clocks.agent, 2e9);
    EXPECT_EQ(answer.clocks.server, 1e10);
    EXPECT_NEAR(answer.delay, 5 * 0.50875 + 0.00992, 1e-5);
    EXPECT_NEAR(answer.energy, 1.984375 + 5 * 0.0814, 1e-9);

    problem.energyBudget = 100;
    EXPECT_EQ(scheme->Solve(problem).precision.BitWidth(), 6u); // delay-bound
    problem.delayBudget = 0.1;
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY);
    problem.energyBudget = 1;
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY_AND_ENERGY);
}

TEST(FixedFrequencyScheme, RunsAtTheHighestOperatingPoints)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    problem.agent.operatingPoints = {5e8, 1.5e9};
    problem.server.operatingPoints = {1e9, 2e9};
    const auto answer = AllocationScheme::Create("fixed-frequency")->Solve(problem);
    EXPECT_EQ(answer.clocks.agent, 1.5e9);
    EXPECT_EQ(answer.clocks.server, 2e9);
    EXPECT_EQ(answer.precision.BitWidth(), 5u); // 5 x 0.678 s
}
