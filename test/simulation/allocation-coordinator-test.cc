/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"
#include "../support/functor-callback.h"

#include "ns3/allocation-coordinator.h"
#include "ns3/allocation-helper.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <functional>
#include <gtest/gtest.h>
#include <memory>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

class AllocationCoordinatorTest : public testing::Test
{
  protected:
    /// Agents of SmallModel on fast links; T0 and E0 are such that the server is what is scarce.
    void Build(std::uint32_t agents, const std::string& scheme = "joint")
    {
        SceneOptions options;
        options.agents = agents;
        options.rate = "1Gbps";
        Build(
            options,
            [](AllocationHelper&) {},
            scheme);
    }

    void Build(const SceneOptions& options,
               const std::function<void(AllocationHelper&)>& set,
               const std::string& scheme = "joint")
    {
        scene = std::make_unique<Scene>(options);
        scene->Set("DelayBudget", TimeValue(Seconds(1.2)));
        scene->Set("EnergyBudget", DoubleValue(4));
        scene->Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=2]"));
        scene->Set("MaxInFlight", UintegerValue(1));
        ApplicationContainer applications;
        for (const auto& agent : scene->agents)
        {
            applications.Add(agent);
        }
        AllocationHelper helper;
        helper.SetCoordinatorAttribute("CommunicationDelay", TimeValue(Seconds(0.05)));
        set(helper);
        coordinator = helper.InstallTogether(applications, scene->server(), scheme);
    }

    void TearDown() override
    {
        coordinator = nullptr;
        scene.reset();
    }

    /// Every record, and that there are some.
    void ExpectAllInTime(std::size_t atLeast) const
    {
        EXPECT_GE(scene->records.size(), atLeast);
        for (const auto& record : scene->records)
        {
            ASSERT_EQ(record.outcome, Outcome::DONE);
            ASSERT_TRUE(record.deadlineMet)
                << record.agent << " at " << record.sensed << ": " << record.TotalDelay();
            ASSERT_TRUE(record.energyBudgetMet);
        }
    }

    std::unique_ptr<Scene> scene;
    Ptr<AllocationCoordinator> coordinator;
};

} // namespace

TEST_F(AllocationCoordinatorTest, StatesWhatIsInstalled)
{
    Build(3);
    const auto problem = coordinator->GetProblem();
    ASSERT_EQ(problem.agents.size(), 3);
    const auto& own = problem.agents[1].problem;
    EXPECT_EQ(own.workload.agentFlops, SmallModel().agentFlops);
    EXPECT_EQ(own.delayBudget, 1.2);
    EXPECT_EQ(own.energyBudget, 4);
    EXPECT_EQ(own.period, 2);
    EXPECT_EQ(own.communicationDelay, 0.05);
    EXPECT_EQ(own.server.maxFrequency, scene->Device(0)->GetChip().maxFrequency);
    EXPECT_EQ(problem.objective, SharedObjective::SUM);
    coordinator->SetAttribute("Objective", StringValue("max"));
    EXPECT_EQ(coordinator->GetProblem().objective, SharedObjective::MAX);
}

TEST_F(AllocationCoordinatorTest, GivesEachAgentItsPartAtTheStart)
{
    Build(3);
    scene->Run(5);
    const auto& answer = coordinator->GetAllocation();
    ASSERT_TRUE(answer.IsFeasible());
    EXPECT_EQ(coordinator->GetUpdates(), 1);
    ASSERT_GE(scene->records.size(), 3);
    for (const auto& record : scene->records)
    {
        const auto& share = answer.agents[record.agent - 1];
        EXPECT_EQ(record.precision, share.precision);
        EXPECT_EQ(record.agentFrequency, share.clocks.agent);
        EXPECT_EQ(record.serverFrequency, share.clocks.server);
        EXPECT_LE((*record.ServerQueueDelay() + *record.ServerComputeDelay()).GetSeconds(),
                  answer.serverTime + 1e-8);
    }
}

TEST_F(AllocationCoordinatorTest, EveryInferenceIsInTimeWhateverTheArrivals)
{
    // The server is full: alone each would ask for more than its part.
    for (const char* law : {"ns3::ConstantRandomVariable[Constant=1.5]",
                            "ns3::ExponentialRandomVariable[Mean=1.5]",
                            "ns3::ExponentialRandomVariable[Mean=4]",
                            "ns3::UniformRandomVariable[Min=0.1|Max=3]"})
    {
        for (int seed = 0; seed < 4; ++seed)
        {
            SCOPED_TRACE(std::string(law) + " " + std::to_string(seed));
            Build(4);
            scene->Set("SensingInterval", StringValue(law));
            scene->Set("DelayBudget", TimeValue(Seconds(1.1)));
            coordinator->SetAttribute("KeepRate", BooleanValue(false));
            for (std::size_t k = 0; k < scene->agents.size(); ++k)
            {
                scene->agents[k]->AssignStreams(1000 * seed + 10 * static_cast<int64_t>(k));
                scene->agents[k]->SetStartTime(Seconds(2) +
                                               Seconds(0.11 * seed * static_cast<double>(k)));
            }
            scene->Run(60);
            ASSERT_TRUE(coordinator->GetAllocation().IsFeasible());
            EXPECT_EQ(coordinator->GetAllocation().binding, Limit::SERVER);
            ExpectAllInTime(40);
            TearDown();
        }
    }
}

TEST_F(AllocationCoordinatorTest, TheGuaranteeHoldsOnSlicesOnProcessorsAndInBatches)
{
    struct Server
    {
        const char* name;
        std::vector<std::pair<std::string, std::string>> attributes;
        bool keepsEnergy;
    };

    for (const Server& server :
         {Server{"slices", {{"Queueing", "Partitioned"}}, true},
          Server{"processors", {{"Processors", "2"}}, true},
          Server{"batches",
                 {{"MaxBatch", "3"}, {"BatchWait", "+30ms"}, {"BatchFixedShare", "0.6"}},
                 false}})
    {
        for (int seed = 0; seed < 3; ++seed)
        {
            SCOPED_TRACE(std::string(server.name) + " " + std::to_string(seed));
            Build(4);
            for (const auto& [name, value] : server.attributes)
            {
                scene->Device(0)->SetAttribute(name, StringValue(value));
            }
            scene->Set("SensingInterval", StringValue("ns3::ExponentialRandomVariable[Mean=2]"));
            coordinator->SetAttribute("KeepRate", BooleanValue(false));
            for (std::size_t k = 0; k < scene->agents.size(); ++k)
            {
                scene->agents[k]->AssignStreams(1000 * seed + 10 * static_cast<int64_t>(k));
            }
            scene->Run(60);
            ASSERT_TRUE(coordinator->GetAllocation().IsFeasible());
            EXPECT_EQ(coordinator->GetProblem().server,
                      server.name == std::string("slices") ? ServerDiscipline::PARTITIONED
                                                           : ServerDiscipline::FIFO);
            EXPECT_GE(scene->records.size(), 40);
            for (const auto& record : scene->records)
            {
                ASSERT_EQ(record.outcome, Outcome::DONE);
                ASSERT_TRUE(record.deadlineMet) << record.agent << " at " << record.sensed;
                ASSERT_TRUE(record.energyBudgetMet || !server.keepsEnergy);
            }
            TearDown();
        }
    }
}

TEST_F(AllocationCoordinatorTest, EachAloneIsNotAlwaysInTime)
{
    // What the guarantee is worth: the same agents with designs of their own.
    Build(4, "each-alone");
    EXPECT_FALSE(coordinator->Update().IsFeasible());
    EXPECT_EQ(coordinator->GetInfeasibleUpdates(), 1);
    scene->Run(10);
    EXPECT_TRUE(scene->records.empty()) << "who has no allocation does not sense";
}

TEST_F(AllocationCoordinatorTest, AgentsReportAndAreToldByMessages)
{
    for (const bool isLossy : {false, true})
    {
        SceneOptions options;
        options.agents = 3;
        options.udp = isLossy;
        options.lossRate = isLossy ? 0.2 : 0;
        options.rate = "100Mbps";
        options.delay = MilliSeconds(10);
        Build(options, [](AllocationHelper& helper) {
            helper.SetCoordinatorAttribute("Messages", BooleanValue(true));
        });
        std::vector<double> decided;
        coordinator->TraceConnectWithoutContext(
            "Allocation",
            CallbackOf<const SharedProblem&, const SharedAllocation&>(
                [&decided](const SharedProblem&, const SharedAllocation&) {
                    decided.push_back(Simulator::Now().GetSeconds());
                }));
        scene->Set("Timeout", TimeValue(Seconds(2))); // what is lost is not waited for
        // What would be decided is known before; nobody is told.
        EXPECT_TRUE(coordinator->Update().IsFeasible());
        scene->agents[2]->SetStartTime(Seconds(20));
        scene->Run(60);
        ASSERT_GE(decided.size(), 3);
        EXPECT_GE(decided[1], 2.01) << "a report takes its way";
        EXPECT_GE(decided.back(), 20.01) << "again for who comes later";
        EXPECT_EQ(coordinator->GetAllocation().agents.size(), 3);
        int done = 0;
        for (const auto& record : scene->records)
        {
            done += record.outcome == Outcome::DONE;
            EXPECT_GT(record.sensed, Seconds(2.02)) << "an allocation takes its way too";
            // From then on all have what was decided last.
            if (record.sensed > Seconds(40))
            {
                const auto& share = coordinator->GetAllocation().agents[record.agent - 1];
                EXPECT_EQ(record.precision, share.precision);
                EXPECT_EQ(record.agentFrequency, share.clocks.agent);
            }
            if (!isLossy)
            {
                EXPECT_TRUE(record.deadlineMet);
            }
        }
        EXPECT_GT(done, isLossy ? 25 : 40);
        TearDown();
    }
}

TEST_F(AllocationCoordinatorTest, SharesAgainWhenAgentsLeaveAndJoinAndRunEmpty)
{
    Build(5);
    scene->Set("DelayBudget", TimeValue(Seconds(1.25)));
    std::vector<std::pair<std::size_t, std::uint32_t>> updates; // agents, bits of the first
    coordinator->TraceConnectWithoutContext(
        "Allocation",
        CallbackOf<const SharedProblem&, const SharedAllocation&>(
            [&](const SharedProblem& problem, const SharedAllocation& answer) {
                ASSERT_TRUE(answer.IsFeasible());
                updates.emplace_back(problem.agents.size(), answer.agents[0].precision.BitWidth());
            }));
    Simulator::Schedule(Seconds(10), [&] {
        coordinator->Leave(scene->agents[3]);
        coordinator->Leave(scene->agents[4]); // in one: one update
        scene->agents[3]->SetSensing(false);
        scene->agents[4]->SetSensing(false);
    });
    Simulator::Schedule(Seconds(20), &ComputeDevice::PowerOff, scene->Device(3));
    Simulator::Schedule(Seconds(30), &ComputeDevice::PowerOn, scene->Device(3));
    Simulator::Schedule(Seconds(40), [&] {
        scene->agents[3]->SetSensing(true);
        coordinator->Join(scene->agents[3]);
    });
    scene->Run(50);
    ASSERT_EQ(updates.size(), 5);
    const std::size_t expected[] = {5, 3, 2, 3, 4};
    for (std::size_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(updates[i].first, expected[i]) << i;
    }
    EXPECT_GT(updates[1].second, updates[0].second) << "who stays has more bits";
    EXPECT_EQ(updates[2].second, updates[1].second) << "all that there are";
    EXPECT_EQ(updates[3].second, updates[1].second);
    EXPECT_LE(updates[4].second, updates[3].second);
    EXPECT_EQ(coordinator->GetN(), 4);
}

TEST_F(AllocationCoordinatorTest, KeepsWhatThereWasWhereNothingIsFeasible)
{
    Build(3);
    Simulator::Schedule(Seconds(10), [&] {
        scene->agents[1]->SetAttribute("DelayBudget", TimeValue(MilliSeconds(60)));
        EXPECT_FALSE(coordinator->Update().IsFeasible());
    });
    scene->Run(20);
    EXPECT_TRUE(coordinator->GetAllocation().IsFeasible());
    EXPECT_EQ(coordinator->GetInfeasibleUpdates(), 1);
    EXPECT_GE(scene->records.size(), 24) << "they go on";
}

TEST_F(AllocationCoordinatorTest, EndsTheProgramForAScriptsMistake)
{
    Build(2);
    EXPECT_DEATH(coordinator->Join(scene->agents[0]), "has joined already");
    coordinator->Leave(scene->agents[0]);
    EXPECT_DEATH(coordinator->Leave(scene->agents[0]), "has not joined");
    coordinator->SetAttribute("Objective", StringValue("mean"));
    EXPECT_DEATH(coordinator->GetProblem(), "sum or max");
    const auto lost = CreateObject<AllocationCoordinator>();
    EXPECT_DEATH(lost->GetProblem(), "not aggregated to a node");
}

TEST(EmbodiedAgentInFlight, PassesOverSensings)
{
    Scene scene({});
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.1]"));
    scene.Set("MaxInFlight", UintegerValue(1));
    scene.Run(12);
    ASSERT_GE(scene.records.size(), 5);
    for (std::size_t i = 1; i < scene.records.size(); ++i)
    {
        EXPECT_GE(scene.records[i].sensed, scene.records[i - 1].ended);
        EXPECT_EQ(scene.records[i].sequence, i);
    }
}
