/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/blip2-problem.h"

#include "ns3/design-environment.h"
#include "ns3/ppo-policy.h"
#include "ns3/rate-distortion.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

DesignProblem
Problem()
{
    auto problem = Blip2();
    problem.delayBudget = 3.5;
    problem.energyBudget = 2;
    return problem;
}

TEST(DesignRewardTest, WithinTheBudgetsItIsTheLogarithmOfTheObjective)
{
    const DesignReward reward;
    EXPECT_EQ(reward.Of(2, 1, 1, true), 0);
    EXPECT_EQ(reward.Of(1, 0.1, 0.1, true), -1.0 / 8);
    // The objective at rate R, of any lambda.
    const auto objective = [](double rate) {
        return DistortionUpperBound(rate, 50) - DistortionLowerBound(rate, 50);
    };
    for (int bits = 2; bits <= 16; ++bits)
    {
        EXPECT_NEAR(reward.Of(bits, 1, 1, true),
                    std::log2(objective(1) / objective(bits - 1)) / 8,
                    1e-12)
            << bits;
    }
}

TEST(DesignRewardTest, BeyondABudgetItFallsWithTheLogarithm)
{
    const DesignReward reward{0.25, 0.5};
    EXPECT_DOUBLE_EQ(reward.Of(8, std::exp(1.0), 0.5, false), -0.25 - 0.5);
    EXPECT_DOUBLE_EQ(reward.Of(8, std::exp(1.0), std::exp(2.0), false), -0.25 - 1.5);
    EXPECT_DOUBLE_EQ(reward.Of(8, 1e300, 1e300, false), reward.OfLoss());
    EXPECT_DOUBLE_EQ(reward.OfLoss(), -2.75);
}

TEST(DesignEnvironmentTest, ObservationsAreThoseOfThePolicyAtEachBitWidth)
{
    auto problem = Problem();
    problem.bitWidths = BitWidthSet({2, 5});
    const auto observed = ObserveDesign(problem);
    const auto names = DesignObservationNames(problem.bitWidths);
    ASSERT_EQ(observed.size(), 2 * PpoPolicy::INPUTS);
    ASSERT_EQ(names.size(), observed.size());
    EXPECT_EQ(names.front(), "agentDelay@2");
    EXPECT_EQ(names.back(), "bits@5");
    const auto at5 = PpoPolicy::Observe(problem, 5);
    for (std::size_t i = 0; i < at5.size(); ++i)
    {
        EXPECT_EQ(observed[PpoPolicy::INPUTS + i], at5[i]);
    }
}

TEST(DesignEnvironmentTest, AnActionIsAnAllocation)
{
    auto problem = Problem();
    const auto split = AllocationOf({6, 0.5, 0.25, Placement::SPLIT}, problem);
    ASSERT_TRUE(split.IsFeasible());
    EXPECT_EQ(split.precision.BitWidth(), 6);
    EXPECT_DOUBLE_EQ(split.clocks.agent, 0.5 * problem.agent.maxFrequency);
    EXPECT_DOUBLE_EQ(split.clocks.server, 0.25 * problem.server.maxFrequency);

    const auto server = AllocationOf({6, 0.5, 0.25, Placement::SERVER}, problem);
    EXPECT_EQ(server.precision.BitWidth(), 16);
    EXPECT_EQ(server.clocks.agent, 0);
    const auto alone = AllocationOf({6, 0.5, 0.25, Placement::AGENT}, problem);
    EXPECT_EQ(alone.precision.BitWidth(), 6);
    EXPECT_EQ(alone.clocks.server, 0);

    problem.agent.operatingPoints = {0.4e9, 1e9, 1.6e9};
    EXPECT_EQ(AllocationOf({6, 0.5, 1, Placement::SPLIT}, problem).clocks.agent, 1e9);
    EXPECT_EQ(AllocationOf({6, 0.01, 1, Placement::SPLIT}, problem).clocks.agent, 0.4e9);
    EXPECT_EQ(AllocationOf({6, 0.43, 1, Placement::SPLIT}, problem).clocks.agent, 0.4e9);
}

TEST(DesignEnvironmentTest, WeightsThatTheMemoryDoesNotHoldAreNoAllocation)
{
    auto problem = Problem();
    problem.workload.weights = 1e9;
    problem.agent.memory = 0.6e9;
    EXPECT_TRUE(AllocationOf({4, 1, 1, Placement::SPLIT}, problem).IsFeasible());
    const auto answer = AllocationOf({5, 1, 1, Placement::SPLIT}, problem);
    EXPECT_FALSE(answer.IsFeasible());
    EXPECT_EQ(answer.reason, Limit::MEMORY);
}

TEST(DesignEnvironmentTest, ActionsAreChecked)
{
    const BitWidthSet widths({1, 2});
    EXPECT_NO_THROW((DesignAction{2, 1, 1e-3, Placement::SPLIT}.Validate(widths)));
    EXPECT_THROW((DesignAction{3, 1, 1, Placement::SPLIT}.Validate(widths)), std::invalid_argument);
    for (const double clock : {0.0, -1.0, 1.01, std::nan("")})
    {
        EXPECT_THROW((DesignAction{2, clock, 1, Placement::SPLIT}.Validate(widths)),
                     std::invalid_argument);
        EXPECT_THROW((DesignAction{2, 1, clock, Placement::SPLIT}.Validate(widths)),
                     std::invalid_argument);
    }
}

} // namespace
