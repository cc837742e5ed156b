/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/blip2-problem.h"
#include "../support/linear-policy.h"
#include "design/random-design-problems.h"
#include "design/scheme-comparison.h"

#include "ns3/joint-scheme.h"
#include "ns3/ppo-scheme.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A stream that neither training nor coinference-compare uses.
constexpr int64_t STREAM = 4000;

/// The same random problems whatever ran before.
class PpoSchemeTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    void TearDown() override
    {
        RngSeedManager::SetSeed(m_seed);
        RngSeedManager::SetRun(m_run);
    }

    const std::uint32_t m_seed{RngSeedManager::GetSeed()};
    const std::uint64_t m_run{RngSeedManager::GetRun()};
};

/// A policy that always takes the largest bit-width and given clocks.
PpoPolicy
Greedy(float agentLog, float serverLog)
{
    return LinearPolicy(1, agentLog, serverLog);
}

} // namespace

TEST_F(PpoSchemeTest, IsChosenByName)
{
    const auto names = AllocationScheme::GetNames();
    EXPECT_NE(std::find(names.begin(), names.end(), "ppo"), names.end());
    EXPECT_EQ(AllocationScheme::Create("ppo")->GetInstanceTypeId(), PpoScheme::GetTypeId());
}

TEST_F(PpoSchemeTest, SaysThatAPolicyIsMissing)
{
    const auto scheme = CreateObject<PpoScheme>();
    scheme->SetAttribute("Policy", StringValue("/nowhere/ppo.json"));
    EXPECT_THROW(scheme->Solve(Blip2()), std::invalid_argument);
    scheme->SetAttribute("Policy", StringValue(""));
    EXPECT_NO_THROW(scheme->Solve(Blip2()));
}

TEST_F(PpoSchemeTest, NamesTheBudgetThatItsProposalBreaks)
{
    const auto scheme = CreateObject<PpoScheme>();
    auto problem = Blip2();

    // Eight bits take 4 s at the highest clocks, and 2.6 J; slower takes longer and costs less.
    scheme->Use(Greedy(0, 0));
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY_AND_ENERGY);
    problem.delayBudget = 5;
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::ENERGY);
    scheme->Use(Greedy(-1, -1));
    EXPECT_EQ(scheme->Solve(problem).reason, Limit::DELAY);
    problem.delayBudget = 20;
    EXPECT_EQ(scheme->Solve(problem).status, Allocation::Status::FEASIBLE);

    // No repair: another bit-width would do.
    problem.delayBudget = 5;
    EXPECT_TRUE(CreateObject<JointScheme>()->Solve(problem).IsFeasible());
    EXPECT_FALSE(scheme->Solve(problem).IsFeasible());
}

TEST_F(PpoSchemeTest, NeverBeatsTheOptimum)
{
    const auto ppo = CreateObject<PpoScheme>();
    const auto joint = CreateObject<JointScheme>();
    RandomDesignProblems random(STREAM);
    for (int i = 0; i < 4000; ++i)
    {
        auto problem = random.Next();
        if (i % 2 == 0)
        {
            random.AddOperatingPoints(problem);
        }
        const auto answer = ppo->Solve(problem);
        if (!answer.IsFeasible())
        {
            continue;
        }
        const auto optimum = joint->Solve(problem);
        ASSERT_TRUE(optimum.IsFeasible());
        EXPECT_GE(answer.objective, optimum.objective);
        EXPECT_LE(problem.Delay(answer.precision.BitWidth(), answer.clocks),
                  problem.delayBudget * (1 + 1e-9));
        EXPECT_LE(problem.Energy(answer.precision.BitWidth(), answer.clocks),
                  problem.energyBudget * (1 + 1e-9));
        EXPECT_TRUE(problem.agent.CanRunAt(answer.clocks.agent));
        EXPECT_TRUE(problem.server.CanRunAt(answer.clocks.server));
    }
}

TEST_F(PpoSchemeTest, AnswersTheSameTwice)
{
    const auto one = CreateObject<PpoScheme>();
    const auto other = CreateObject<PpoScheme>();
    RandomDesignProblems random(STREAM);
    for (int i = 0; i < 200; ++i)
    {
        const auto problem = random.Next();
        const auto first = one->Solve(problem);
        const auto second = other->Solve(problem);
        EXPECT_EQ(first.status, second.status);
        EXPECT_EQ(first.precision.BitWidth(), second.precision.BitWidth());
        EXPECT_EQ(first.clocks.agent, second.clocks.agent);
        EXPECT_EQ(first.clocks.server, second.clocks.server);
    }
}

TEST_F(PpoSchemeTest, ShippedPolicyIsARival)
{
    // A baseline that hardly works would flatter the joint design.
    const auto ppo = CreateObject<PpoScheme>();
    const auto joint = CreateObject<JointScheme>();
    RandomDesignProblems random(STREAM);
    SchemeComparison comparison;
    for (int i = 0; i < 2000; ++i)
    {
        const auto problem = random.Next();
        comparison.Add(problem, ppo->Solve(problem), joint->Solve(problem));
    }
    EXPECT_GT(comparison.GetSolvable(), 1000U);
    EXPECT_GT(comparison.GetSolvedShare(), 0.97);
    EXPECT_GT(comparison.GetWithinOneStepShare(), 0.98);
    EXPECT_GT(comparison.GetOptimalShare(), 0.88);
}

TEST_F(PpoSchemeTest, ShippedPolicySolvesThePapersProblems)
{
    const auto ppo = CreateObject<PpoScheme>();
    const auto joint = CreateObject<JointScheme>();
    auto git = Blip2();
    git.workload.agentFlops = 140.6e9;
    git.workload.serverFlops = 71.67e9;
    git.delayBudget = 2;
    for (const auto& problem : {Blip2(), git})
    {
        const auto answer = ppo->Solve(problem);
        ASSERT_TRUE(answer.IsFeasible());
        EXPECT_GE(answer.precision.BitWidth() + 1, joint->Solve(problem).precision.BitWidth());
    }
}
