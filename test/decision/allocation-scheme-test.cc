/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/blip2-problem.h"
#include "../support/random-problem.h"

#include "ns3/allocation-scheme.h"
#include "ns3/fixed-frequency-scheme.h"
#include "ns3/joint-scheme.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A user's scheme: always some bits, or an answer that is wrong.
class ConstantScheme : public AllocationScheme
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("test::ConstantScheme")
                                .SetParent<AllocationScheme>()
                                .SetGroupName("Coinference")
                                .AddConstructor<ConstantScheme>()
                                .AddAttribute("Bits",
                                              "Bit-width to answer [bit]",
                                              UintegerValue(3),
                                              MakeUintegerAccessor(&ConstantScheme::m_bits),
                                              MakeUintegerChecker<uint32_t>(1, 32));
        return tid;
    }

  protected:
    Allocation DoSolve(const DesignProblem& problem) override
    {
        return Feasible(problem, m_bits, {problem.agent.maxFrequency, problem.server.maxFrequency});
    }

  private:
    std::uint32_t m_bits{3};
};

NS_OBJECT_ENSURE_REGISTERED(ConstantScheme);

} // namespace

TEST(AllocationScheme, KnowsItsNames)
{
    const auto names = AllocationScheme::GetNames();
    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    for (const auto* name : {"joint",
                             "sca",
                             "fixed-frequency",
                             "random-feasible",
                             "all-on-agent",
                             "all-on-server",
                             "full-precision",
                             "test::ConstantScheme"})
    {
        EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    }
    for (const auto& name : names)
    {
        EXPECT_TRUE(AllocationScheme::Create(name)) << name;
    }
}

TEST(AllocationScheme, IsCreatedByShortAndByFullName)
{
    EXPECT_TRUE(DynamicCast<FixedFrequencyScheme>(AllocationScheme::Create("fixed-frequency")));
    EXPECT_TRUE(DynamicCast<FixedFrequencyScheme>(
        AllocationScheme::Create("ns3::coinference::FixedFrequencyScheme")));
}

TEST(AllocationScheme, ListsTheSchemesThereAreForAnUnknownName)
{
    for (const auto* name : {"", "jiont", "JOINT", "-", "ns3::Node", "allocation", "joint "})
    {
        try
        {
            AllocationScheme::Create(name);
            FAIL() << name;
        }
        catch (const std::invalid_argument& error)
        {
            const std::string message = error.what();
            EXPECT_EQ(message.find("scheme = " + std::string(name) + " is not allowed"), 0u);
            EXPECT_NE(message.find("fixed-frequency"), std::string::npos) << message;
        }
    }
}

TEST(AllocationScheme, TakesAUsersOwn)
{
    const auto scheme = AllocationScheme::Create("test::ConstantScheme");
    const auto problem = Blip2();
    auto relaxed = problem;
    relaxed.energyBudget = 10;
    const auto answer = scheme->Solve(relaxed);
    EXPECT_EQ(answer.status, Allocation::Status::FEASIBLE);
    EXPECT_EQ(answer.precision.BitWidth(), 3u);
    EXPECT_DOUBLE_EQ(answer.delay, relaxed.Delay(3, {2e9, 1e10}));
    EXPECT_EQ(scheme->AssignStreams(5), 0);
}

TEST(AllocationScheme, RefusesAClaimThatBreaksABudget)
{
    const auto scheme = AllocationScheme::Create("test::ConstantScheme");
    scheme->SetAttribute("Bits", UintegerValue(8)); // 4.07 s
    EXPECT_THROW(scheme->Solve(Blip2()), std::logic_error);
}

TEST(AllocationScheme, ChecksTheProblem)
{
    auto problem = Blip2();
    problem.delayBudget = -1;
    for (const auto& name : AllocationScheme::GetNames())
    {
        EXPECT_THROW(AllocationScheme::Create(name)->Solve(problem), std::invalid_argument) << name;
    }
}

TEST(AllocationScheme, SameStreamsGiveTheSameAnswers)
{
    // The module's own: schemes that other tests register need not keep the budgets.
    for (const char* name : {"all-on-agent",
                             "all-on-server",
                             "fixed-frequency",
                             "full-precision",
                             "joint",
                             "ppo",
                             "random-feasible",
                             "sca"})
    {
        SCOPED_TRACE(name);
        const auto one = AllocationScheme::Create(name);
        const auto other = AllocationScheme::Create(name);
        EXPECT_EQ(one->AssignStreams(17), other->AssignStreams(17));
        RandomProblem random(5);
        for (int i = 0; i < 200; ++i)
        {
            const auto problem = random.Next(static_cast<Tables>(i % 4), true);
            const auto a = one->Solve(problem);
            const auto b = other->Solve(problem);
            ASSERT_EQ(a.status, b.status);
            ASSERT_EQ(a.precision.BitWidth(), b.precision.BitWidth());
            ASSERT_EQ(a.clocks.agent, b.clocks.agent);
            ASSERT_EQ(a.clocks.server, b.clocks.server);
            ASSERT_EQ(a.feasibleDraws, b.feasibleDraws);
            ASSERT_EQ(a.bitWidthMean, b.bitWidthMean);
        }
    }
}

TEST(AllocationScheme, NoneBeatsTheJointDesign)
{
    RandomProblem random(23);
    const auto joint = CreateObject<JointScheme>();
    int beaten = 0;
    for (int i = 0; i < 4000; ++i)
    {
        SCOPED_TRACE(i);
        auto problem = random.Next(static_cast<Tables>(i % 4), true);
        // Full precision answers (P1) only where b is in B.
        problem.workload.fullPrecisionBits = problem.bitWidths.GetMax();
        const auto best = joint->Solve(problem);
        for (const auto* name : {"sca", "fixed-frequency", "random-feasible", "full-precision"})
        {
            SCOPED_TRACE(name);
            const auto scheme = AllocationScheme::Create(name);
            scheme->AssignStreams(i);
            const auto answer = scheme->Solve(problem);
            if (!answer.IsFeasible())
            {
                beaten += best.IsFeasible();
                continue;
            }
            ASSERT_TRUE(best.IsFeasible());
            ASSERT_LE(best.objective, answer.objective);
            ASSERT_LE(answer.delay, problem.delayBudget * (1 + 1e-9));
            ASSERT_LE(answer.energy, problem.energyBudget * (1 + 1e-9));
            beaten += best.objective < answer.objective;
            if (best.precision.BitWidth() == answer.precision.BitWidth())
            {
                ASSERT_LE(best.energy, answer.energy * (1 + 1e-9));
            }
            ASSERT_LE(best.totalDistortion,
                      answer.draws > 0 ? answer.totalMean * (1 + 1e-12) : answer.totalDistortion);
        }
    }
    EXPECT_GT(beaten, 1000);
}

TEST(PlacedProblem, MovesTheWork)
{
    auto problem = Blip2();
    problem.communicationDelay = 0.1;
    problem.communicationEnergy = 0.2;
    const double all = problem.workload.agentFlops + problem.workload.serverFlops;
    const auto agent = problem.Placed(Placement::AGENT);
    EXPECT_EQ(agent.workload.agentFlops, all);
    EXPECT_EQ(agent.workload.serverFlops, 0);
    EXPECT_EQ(agent.communicationDelay, 0);
    EXPECT_EQ(agent.communicationEnergy, 0);
    const auto server = problem.Placed(Placement::SERVER);
    EXPECT_EQ(server.workload.agentFlops, 0);
    EXPECT_EQ(server.workload.serverFlops, all);
    EXPECT_EQ(server.communicationDelay, 0.1);
    EXPECT_EQ(server.communicationEnergy, 0.2);
    EXPECT_EQ(problem.Placed(Placement::SPLIT).workload.agentFlops, problem.workload.agentFlops);
}
