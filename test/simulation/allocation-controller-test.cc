/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"
#include "../support/functor-callback.h"

#include "ns3/allocation-helper.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/joint-scheme.h"
#include "ns3/random-feasible-scheme.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <memory>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A radio that draws 1 W all the time.
class SteadyRadio : public DeviceEnergyModel
{
  public:
    void SetEnergySource(Ptr<EnergySource> /* source */) override
    {
    }

    double GetTotalEnergyConsumption() const override
    {
        return Simulator::Now().GetSeconds();
    }

    void ChangeState(int /* newState */) override
    {
    }

    void HandleEnergyDepletion() override
    {
    }

    void HandleEnergyRecharged() override
    {
    }

    void HandleEnergyChanged() override
    {
    }
};

/// An update as the trace source tells of it.
struct Seen
{
    Time time;
    DesignProblem problem;
    Allocation answer;
};

/// Agents whose allocation is decided by controllers.
class AllocationControllerTest : public ::testing::Test
{
  protected:
    /// Build the scene; call before all else.
    void Build(const SceneOptions& options = SceneOptions())
    {
        scene.emplace(options);
        scene->Set("DelayBudget", TimeValue(Seconds(0.8)));
        scene->Set("EnergyBudget", DoubleValue(2));
        scene->Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    }

    ~AllocationControllerTest() override
    {
        scene.reset();
    }

    void Control(AllocationHelper& helper)
    {
        ApplicationContainer agents;
        for (const auto& agent : scene->agents)
        {
            agents.Add(agent);
        }
        controllers = helper.Install(agents, scene->server());
        for (const auto& controller : controllers)
        {
            controller->TraceConnectWithoutContext(
                "Allocation",
                CallbackOf<const DesignProblem&, const Allocation&>(
                    [this](const DesignProblem& problem, const Allocation& answer) {
                        seen.push_back({Simulator::Now(), problem, answer});
                    }));
        }
    }

    void Control(AllocationController::Reserve reserve, double delay = 0, double energy = 0)
    {
        AllocationHelper helper;
        helper.SetAttribute("Reserve", EnumValue(reserve));
        helper.SetAttribute("CommunicationDelay", TimeValue(Seconds(delay)));
        helper.SetAttribute("CommunicationEnergy", DoubleValue(energy));
        Control(helper);
    }

    std::optional<Scene> scene;
    std::vector<Ptr<AllocationController>> controllers;
    std::vector<Seen> seen;
};

} // namespace

TEST_F(AllocationControllerTest, StatesTheProblemThatIsInstalled)
{
    Build();
    auto chip = scene->Device(1)->GetChip();
    chip.pue = 1.5;
    scene->Device(1)->SetChip(chip);
    scene->Set("EnergyBudget", DoubleValue(1.75));
    AllocationHelper helper;
    helper.SetBitWidths(BitWidthSet({2, 5}));
    helper.SetAttribute("Reserve", EnumValue(AllocationController::ASSUMED));
    helper.SetAttribute("CommunicationDelay", TimeValue(MilliSeconds(125)));
    helper.SetAttribute("CommunicationEnergy", DoubleValue(0.25));
    Control(helper);
    const auto problem = controllers[0]->GetProblem();
    const auto model = SmallModel();
    EXPECT_EQ(problem.workload.agentFlops, model.agentFlops);
    EXPECT_EQ(problem.workload.serverFlops, model.serverFlops);
    EXPECT_EQ(problem.workload.fullPrecisionBits, model.fullPrecisionBits);
    EXPECT_EQ(problem.workload.weightRate, model.weightRate);
    EXPECT_EQ(problem.agent.pue, 1.5);
    EXPECT_EQ(problem.server.maxFrequency, 10e9);
    EXPECT_EQ(problem.server.pue, 2);
    EXPECT_EQ(problem.delayBudget, 0.8);
    EXPECT_EQ(problem.energyBudget, 1.75);
    EXPECT_EQ(problem.bitWidths.GetN(), 2U);
    EXPECT_EQ(problem.bitWidths.GetMax(), 5U);
    EXPECT_EQ(problem.communicationDelay, 0.125);
    EXPECT_EQ(problem.communicationEnergy, 0.25);
}

TEST_F(AllocationControllerTest, NoReserveIgnoresTheAssumedOne)
{
    Build();
    Control(AllocationController::NONE, 0.1, 0.1);
    EXPECT_EQ(controllers[0]->GetProblem().communicationDelay, 0);
    EXPECT_EQ(controllers[0]->GetProblem().communicationEnergy, 0);
}

TEST_F(AllocationControllerTest, SolvesAtTheStartAndTheAgentObeys)
{
    Build();
    Control(AllocationController::ASSUMED, 0.05);
    EXPECT_EQ(controllers[0]->GetUpdates(), 0U);
    scene->Run(6);
    const auto expected = CreateObject<JointScheme>()->Solve(controllers[0]->GetProblem());
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].time, Time(0));
    EXPECT_EQ(controllers[0]->GetUpdates(), 1U);
    EXPECT_EQ(controllers[0]->GetAllocation().status, Allocation::Status::OPTIMAL);
    ASSERT_GE(scene->records.size(), 3U);
    for (const auto& record : scene->records)
    {
        EXPECT_EQ(record.precision.BitWidth(), expected.precision.BitWidth());
        EXPECT_EQ(record.agentFrequency, expected.clocks.agent);
        EXPECT_EQ(record.serverFrequency, expected.clocks.server);
    }
}

TEST_F(AllocationControllerTest, SolvesBeforeTheRunWhenAsked)
{
    Build();
    Control(AllocationController::NONE);
    const auto answer = controllers[0]->Update();
    EXPECT_TRUE(answer.IsFeasible());
    EXPECT_EQ(controllers[0]->GetAllocation().precision.BitWidth(), answer.precision.BitWidth());
    scene->Run(3);
    EXPECT_EQ(controllers[0]->GetUpdates(), 1U); // not once more at the start
}

// Without a reserve the design leaves no time for the network: every deadline is missed by what
// the network takes. With enough of one every deadline is met.
TEST_F(AllocationControllerTest, AReserveDecidesWhetherDeadlinesAreMet)
{
    Build();
    Control(AllocationController::NONE);
    scene->Run(12);
    auto counts = scene->Counts();
    EXPECT_GT(counts.done, 5U);
    EXPECT_EQ(counts.deadlineMet, 0U);
    for (const auto& record : scene->records)
    {
        const auto excess = record.TotalDelay() - Seconds(0.8);
        EXPECT_LE(Abs(excess - *record.CommunicationDelay()), NanoSeconds(2));
    }
    const double needed = scene->records[0].CommunicationDelay()->GetSeconds();

    scene.reset();
    Build();
    Control(AllocationController::ASSUMED, needed * 1.5);
    scene->Run(12);
    counts = scene->Counts();
    EXPECT_GT(counts.done, 5U);
    EXPECT_EQ(counts.deadlineMet, counts.done);
}

TEST_F(AllocationControllerTest, MeasuredReserveMeetsDeadlinesAtSteadyState)
{
    SceneOptions options;
    options.agents = 5; // they keep each other waiting at the server
    Build(options);
    scene->Set("DelayBudget", TimeValue(Seconds(3.5)));
    scene->Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=4]"));
    auto model = ModelProfile::Load("blip-2");
    model.embeddingValues = 1000;
    for (const auto& agent : scene->agents)
    {
        agent->SetModelProfile(model);
    }
    Control(AllocationController::MEASURED);
    scene->Run(802);
    std::uint64_t late = 0;
    std::uint64_t all = 0;
    Time queued;
    for (const auto& record : scene->records)
    {
        if (record.sensed > Seconds(100))
        {
            ++all;
            late += !record.deadlineMet;
            queued = std::max(queued, record.ServerQueueDelay().value_or(Time()));
        }
    }
    EXPECT_GT(queued, MilliSeconds(50)); // the contention is there
    EXPECT_GT(all, 800U);
    EXPECT_LE(late, all / 50);
    for (const auto& controller : controllers)
    {
        EXPECT_GT(controller->GetUpdates(), 1U);
        EXPECT_LT(controller->GetUpdates(), 40U); // of 200 inferences
        EXPECT_TRUE(controller->GetAllocation().IsFeasible());
    }
}

TEST_F(AllocationControllerTest, TheReserveIsWhatTheRecordsShow)
{
    Build();
    for (auto& agent : scene->agents)
    {
        agent->AddRadioEnergyModel(CreateObject<SteadyRadio>());
    }
    AllocationHelper helper;
    helper.SetAttribute("Margin", DoubleValue(0.5));
    Control(helper);
    scene->Run(3.5);
    ASSERT_EQ(scene->records.size(), 1U);
    ASSERT_EQ(seen.size(), 2U);
    const auto& record = scene->records[0];
    EXPECT_EQ(seen[0].problem.communicationDelay, 0);
    EXPECT_EQ(seen[1].time, record.ended);
    EXPECT_DOUBLE_EQ(seen[1].problem.communicationDelay,
                     1.5 * record.CommunicationDelay()->GetSeconds());
    EXPECT_GT(record.radioEnergy, 0);
    EXPECT_DOUBLE_EQ(seen[1].problem.communicationEnergy, 1.5 * record.radioEnergy);
}

TEST_F(AllocationControllerTest, UpdatesPeriodicallyIfAsked)
{
    Build();
    AllocationHelper helper;
    helper.SetAttribute("UpdateInterval", TimeValue(Seconds(5)));
    Control(helper);
    scene->Run(20);
    ASSERT_EQ(seen.size(), 2U); // later measurements are within the margin of the first
    EXPECT_EQ(seen[1].time, scene->records[0].ended + Seconds(5));
    for (const auto& record : scene->records)
    {
        EXPECT_EQ(record.deadlineMet, record.sensed >= seen[1].time);
    }
}

TEST_F(AllocationControllerTest, WhoFindsNothingDoesNotStart)
{
    Build();
    scene->Set("EnergyBudget", DoubleValue(1e-6));
    Control(AllocationController::NONE);
    scene->Run(10);
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].answer.status, Allocation::Status::INFEASIBLE);
    EXPECT_EQ(controllers[0]->GetInfeasibleUpdates(), 1U);
    EXPECT_EQ(controllers[0]->GetInfeasibleReason(), seen[0].answer.reason);
    EXPECT_FALSE(controllers[0]->GetAllocation().IsFeasible());
    EXPECT_EQ(scene->Counts().generated, 0U);
}

TEST_F(AllocationControllerTest, WhoFindsSomethingLaterStartsThen)
{
    Build();
    scene->Set("EnergyBudget", DoubleValue(1e-6));
    Control(AllocationController::NONE);
    Simulator::Schedule(Seconds(5), [this]() {
        scene->Set("EnergyBudget", DoubleValue(2));
        EXPECT_TRUE(controllers[0]->Update().IsFeasible());
    });
    scene->Run(10);
    ASSERT_FALSE(scene->records.empty());
    EXPECT_EQ(scene->records[0].sensed, Seconds(6)); // an interval later
    EXPECT_GT(scene->Counts().done, 2U);
}

TEST_F(AllocationControllerTest, WhoFindsNothingLaterKeepsWhatItHas)
{
    Build();
    Control(AllocationController::ASSUMED, 0.05);
    const auto before = controllers[0]->Update();
    Simulator::Schedule(Seconds(5), [this]() {
        scene->Set("DelayBudget", TimeValue(Seconds(0.06)));
        EXPECT_FALSE(controllers[0]->Update().IsFeasible());
    });
    scene->Run(10);
    EXPECT_EQ(controllers[0]->GetUpdates(), 2U);
    EXPECT_EQ(controllers[0]->GetInfeasibleUpdates(), 1U);
    EXPECT_EQ(controllers[0]->GetAllocation().precision.BitWidth(), before.precision.BitWidth());
    ASSERT_GE(scene->records.size(), 6U);
    for (const auto& record : scene->records)
    {
        EXPECT_EQ(record.agentFrequency, before.clocks.agent);
        // It goes on, and its deadlines are those of now.
        EXPECT_EQ(record.deadlineMet, record.ended < Seconds(5));
    }
}

// Two agents come to the server at once. The first, which never waits, takes its time there, so
// the second would have to reserve more than it has: it does what it can, and says so.
TEST_F(AllocationControllerTest, ATooLargeMeasuredReserveIsUsedAsFarAsPossible)
{
    SceneOptions options;
    options.agents = 2;
    Build(options);
    Control(AllocationController::MEASURED);
    scene->Run(5);
    std::size_t infeasible = 0;
    while (infeasible < seen.size() && seen[infeasible].answer.IsFeasible())
    {
        ++infeasible;
    }
    ASSERT_LT(infeasible + 1, seen.size());
    const auto& wanted = seen[infeasible];
    const auto& taken = seen[infeasible + 1];
    EXPECT_EQ(wanted.time, taken.time);
    ASSERT_TRUE(taken.answer.IsFeasible());
    const double share = taken.problem.communicationDelay / wanted.problem.communicationDelay;
    EXPECT_GT(share, 0);
    EXPECT_LT(share, 1);
    auto more = taken.problem;
    more.communicationDelay = wanted.problem.communicationDelay * (share + 1e-5);
    EXPECT_FALSE(CreateObject<JointScheme>()->Solve(more).IsFeasible());
    EXPECT_GT(controllers[1]->GetInfeasibleUpdates(), 0U);
    EXPECT_EQ(controllers[1]->GetAllocation().clocks.server, taken.answer.clocks.server);
    EXPECT_GT(taken.answer.clocks.server, seen[1].answer.clocks.server);
}

// What is assumed before the first measurement is a guess: it keeps nobody from finding out.
TEST_F(AllocationControllerTest, ATooLargeGuessGivesWayToTheFirstMeasurement)
{
    Build();
    Control(AllocationController::MEASURED, 10);
    EXPECT_EQ(controllers[0]->GetProblem().communicationDelay, 10);
    scene->Run(5);
    ASSERT_GE(scene->records.size(), 3U);
    EXPECT_LT(controllers[0]->GetProblem().communicationDelay, 0.8);
    EXPECT_GT(scene->records[2].precision.BitWidth(), scene->records[0].precision.BitWidth());
    // A reserve that is assumed for good does.
    Simulator::Destroy();
    seen.clear();
    Build();
    Control(AllocationController::ASSUMED, 10);
    scene->Run(5);
    EXPECT_TRUE(scene->records.empty());
}

TEST_F(AllocationControllerTest, LostInferencesMeasureWhatTheyWereWaitedFor)
{
    SceneOptions options;
    options.withServer = false;
    Build(options);
    scene->Set("Timeout", TimeValue(Seconds(2)));
    Control(AllocationController::MEASURED);
    controllers[0]->SetAttribute("MissedResults", UintegerValue(0));
    scene->Run(15);
    EXPECT_EQ(scene->Counts().done, 0U);
    EXPECT_GT(scene->records.size(), 5U);
    EXPECT_EQ(controllers[0]->GetFallbacks(), 0U);
    // No server answers in time: the reserve says so, and the status.
    EXPECT_GT(controllers[0]->GetInfeasibleUpdates(), 0U);
    EXPECT_EQ(controllers[0]->GetInfeasibleReason(), Limit::DELAY);
    const auto& record = scene->records.front();
    EXPECT_GT(controllers[0]->GetProblem().communicationDelay,
              (record.ended - *record.computeFinished).GetSeconds() - 0.5);
}

TEST_F(AllocationControllerTest, WithoutItsServerAnAgentComputesAlone)
{
    SceneOptions options;
    options.withServer = false;
    Build(options);
    scene->Set("Timeout", TimeValue(Seconds(1)));
    Control(AllocationController::NONE);
    std::vector<bool> alone;
    controllers[0]->TraceConnectWithoutContext("Fallback", CallbackOf<bool>([&](bool is) {
                                                   alone.push_back(is);
                                               }));
    scene->Run(60);
    const auto& records = scene->records;
    std::uint32_t sent = 0;
    for (const auto& record : records)
    {
        sent += record.placement != Placement::AGENT;
        EXPECT_EQ(record.outcome == Outcome::DONE, record.placement == Placement::AGENT);
        EXPECT_EQ(record.server.IsInvalid(), record.placement == Placement::AGENT);
    }
    EXPECT_EQ(alone, (std::vector<bool>{true}));
    EXPECT_TRUE(controllers[0]->IsAlone());
    // Three missed, then one try in ten seconds.
    EXPECT_GE(sent, 3U + 4U);
    EXPECT_LE(sent, 3U + 7U);
    EXPECT_GT(scene->Counts().done, 3 * sent);
    EXPECT_EQ(scene->Counts().deadlineMet, scene->Counts().done);
}

TEST_F(AllocationControllerTest, WithoutServerAndMemoryAnAgentPauses)
{
    SceneOptions options;
    options.withServer = false;
    Build(options);
    scene->Set("Timeout", TimeValue(Seconds(1)));
    scene->Device(1)->SetAttribute("Memory", DoubleValue(100)); // of the split part's weights
    auto model = scene->agents[0]->GetModelProfile();
    model.agentWeights = 100;
    model.serverWeights = 1e6;
    scene->agents[0]->SetModelProfile(model);
    Control(AllocationController::NONE);
    Simulator::Schedule(Seconds(15), [this] {
        EXPECT_EQ(controllers[0]->GetAllocation().reason, Limit::MEMORY);
    });
    scene->Run(60);
    EXPECT_TRUE(controllers[0]->IsAlone());
    for (const auto& record : scene->records)
    {
        EXPECT_EQ(record.placement, Placement::SPLIT);
        EXPECT_NE(record.outcome, Outcome::DONE);
    }
    EXPECT_GE(scene->records.size(), 5U);
    EXPECT_LE(scene->records.size(), 12U);
}

TEST_F(AllocationControllerTest, AServerThatComesBackIsUsedAgain)
{
    Build();
    scene->Set("Timeout", TimeValue(Seconds(1)));
    Control(AllocationController::NONE);
    const auto server = scene->Device(0);
    Simulator::Schedule(Seconds(10), &ComputeDevice::PowerOff, server);
    Simulator::Schedule(Seconds(40), &ComputeDevice::PowerOn, server);
    std::vector<double> when;
    controllers[0]->TraceConnectWithoutContext("Fallback", CallbackOf<bool>([&](bool) {
                                                   when.push_back(Simulator::Now().GetSeconds());
                                               }));
    scene->Run(80);
    ASSERT_EQ(when.size(), 2U);
    EXPECT_GT(when[0], 10);
    EXPECT_LT(when[0], 20);
    EXPECT_GT(when[1], 40);
    EXPECT_LT(when[1], 40 + 10 + 5);
    for (const auto& record : scene->records)
    {
        if (record.sensed > Seconds(when[1] + 1))
        {
            EXPECT_EQ(record.placement, Placement::SPLIT);
            EXPECT_EQ(record.outcome, Outcome::DONE);
        }
    }
    EXPECT_FALSE(controllers[0]->IsAlone());
}

TEST_F(AllocationControllerTest, TheProblemHasThePeriodOfItsStream)
{
    Build();
    Control(AllocationController::NONE);
    scene->Set("SensingInterval", StringValue("ns3::ExponentialRandomVariable[Mean=3]"));
    EXPECT_DOUBLE_EQ(controllers[0]->GetProblem().period, 3);
    scene->Set("SensingInterval", StringValue("ns3::UniformRandomVariable[Min=1|Max=2]"));
    EXPECT_DOUBLE_EQ(controllers[0]->GetProblem().period, 1.5);
    scene->Set("SensingInterval", StringValue("ns3::ParetoRandomVariable"));
    EXPECT_EQ(controllers[0]->GetProblem().period, 0);
    scene->agents[0]->SetSensingTimes({Seconds(1), Seconds(2), Seconds(9)});
    EXPECT_DOUBLE_EQ(controllers[0]->GetProblem().period, 4);
    controllers[0]->SetAttribute("KeepRate", BooleanValue(false));
    EXPECT_EQ(controllers[0]->GetProblem().period, 0);
    scene.reset();
}

TEST_F(AllocationControllerTest, RandomSchemesFollowTheirStreams)
{
    const auto drawn = [this](int64_t stream) {
        SceneOptions options;
        options.agents = 8;
        Build(options);
        AllocationHelper helper("random-feasible");
        Control(helper);
        for (const auto& controller : controllers)
        {
            EXPECT_EQ(controller->AssignStreams(stream++), 1);
        }
        std::vector<std::uint32_t> bits;
        for (const auto& controller : controllers)
        {
            bits.push_back(controller->Update().precision.BitWidth());
        }
        controllers.clear();
        scene.reset();
        return bits;
    };
    const auto first = drawn(100);
    EXPECT_EQ(drawn(100), first);
    EXPECT_NE(drawn(200), first);
}

TEST_F(AllocationControllerTest, SaysWhatIsMissing)
{
    auto controller = CreateObject<AllocationController>();
    EXPECT_DEATH(controller->GetProblem(), "not aggregated to an EmbodiedAgent");
    Build();
    scene->agents[0]->AggregateObject(controller);
    EXPECT_DEATH(controller->GetProblem(), "ServerDevice is not set");
    controller->SetAttribute("ServerDevice", PointerValue(scene->Device(0)));
    EXPECT_EQ(controller->GetProblem().bitWidths.GetN(), 8);
    controller->SetAttribute("BitWidths", StringValue("2,5-7"));
    EXPECT_EQ(controller->GetProblem().bitWidths.ToText(), "2,5,6,7");
    EXPECT_DEATH(controller->Update(), "Scheme is not set");
    controller->SetAttribute("BitWidths", StringValue("2,five"));
    EXPECT_DEATH(controller->GetProblem(), "AllocationController BitWidths = 2,five");
    scene.reset();
}

namespace
{

/// SmallModel with a split before which little is done, and one behind which little crosses.
ModelProfile
SplitModel()
{
    auto model = SmallModel();
    model.agentWeights = 1e6;
    model.serverWeights = 3e6;
    model.embeddingValues = 100000;
    model.splits = {{"early", 1.6e10, 1.44e11, 5e5, 3.5e6, 0, 100000, 0},
                    {"late", 6.4e10, 0.96e11, 2e6, 2e6, 0, 500, 0}};
    return model;
}

} // namespace

TEST_F(AllocationControllerTest, CutsTheModelWhereTheLinkAllows)
{
    // 200,000 byte take 0.16 s at 10 Mbit/s, and 1.6 s at 1 Mbit/s.
    for (const bool isSlow : {false, true})
    {
        SceneOptions options;
        options.rate = isSlow ? "1Mbps" : "10Mbps";
        Build(options);
        scene->Set("DelayBudget", TimeValue(Seconds(1.2)));
        scene->Set("Timeout", TimeValue(Seconds(5)));
        scene->agents[0]->SetModelProfile(SplitModel());
        AllocationHelper helper("split");
        helper.SetAttribute("Splits", StringValue("all"));
        helper.SetAttribute("KeepInput", BooleanValue(true));
        helper.SetAttribute("CommunicationDelay", TimeValue(Seconds(0.2)));
        Control(helper);
        scene->Run(30);
        ASSERT_GT(scene->records.size(), 10);
        const auto& first = scene->records.front();
        const auto& last = scene->records.back();
        EXPECT_EQ(first.split, 0) << "the fewest weights are quantized";
        EXPECT_EQ(last.split, isSlow ? 1 : 0) << "what it takes has been measured";
        EXPECT_EQ(last.placement, Placement::SPLIT);
        EXPECT_TRUE(last.deadlineMet);
        EXPECT_EQ(last.totalDistortion, (isSlow ? 2e6 : 5e5) * last.distortionScalar);
        // Each split has the reserve that was measured of it.
        const auto problem = controllers[0]->GetProblem();
        ASSERT_EQ(problem.splits.size(), 3);
        EXPECT_GT(problem.splits[0].communicationDelay, isSlow ? 1.6 : 0.16);
        EXPECT_LT(problem.splits[1].communicationDelay, 0.2);
        EXPECT_EQ(problem.splits[2].placement, Placement::AGENT);
        EXPECT_EQ(problem.splits[2].communicationDelay, 0);
        scene.reset();
        seen.clear();
    }
}

TEST_F(AllocationControllerTest, AnAssumedRateTellsEverySplit)
{
    Build();
    scene->agents[0]->SetModelProfile(SplitModel());
    AllocationHelper helper("split");
    helper.SetAttribute("Splits", StringValue("early,late"));
    helper.SetAttribute("Reserve", EnumValue(AllocationController::ASSUMED));
    helper.SetAttribute("CommunicationDelay", TimeValue(Seconds(0.01)));
    helper.SetAttribute("UplinkRate", DoubleValue(1e6));
    Control(helper);
    const auto problem = controllers[0]->GetProblem();
    ASSERT_EQ(problem.splits.size(), 4);
    EXPECT_DOUBLE_EQ(problem.splits[0].communicationDelay, 0.01 + 1.6);
    EXPECT_DOUBLE_EQ(problem.splits[1].communicationDelay, 0.01 + 0.008);
    EXPECT_EQ(problem.splits[3].placement, Placement::SERVER);
    EXPECT_DOUBLE_EQ(problem.splits[3].communicationDelay, 0.01 + 0.04) << "5000 byte of input";
    // Without a rate in proportion to the bytes of the model's own split.
    controllers[0]->SetAttribute("UplinkRate", DoubleValue(0));
    EXPECT_DOUBLE_EQ(controllers[0]->GetProblem().splits[0].communicationDelay, 0.01);
    EXPECT_DOUBLE_EQ(controllers[0]->GetProblem().splits[1].communicationDelay, 0.01 / 200);
}

TEST_F(AllocationControllerTest, AgentsRunWidthsOfLayers)
{
    Build();
    auto model = SmallModel();
    model.agentWeights = 3e6;
    model.layers = std::make_shared<const ModelLayers>(
        ModelLayers{{"a", "", 1e6, 1.6e10, 0, 1}, {"b", "", 2e6, 1.6e10, 0, 1}});
    scene->agents[0]->SetModelProfile(model);
    scene->Set("DelayBudget", TimeValue(Seconds(0.43)));
    AllocationHelper helper("layered");
    helper.SetAttribute("Reserve", EnumValue(AllocationController::NONE));
    Control(helper);
    scene->Run(10);
    ASSERT_GT(scene->records.size(), 3);
    const auto& record = scene->records.front();
    ASSERT_TRUE(record.precision.Widths());
    const auto& widths = *record.precision.Widths();
    ASSERT_EQ(widths.size(), 2);
    EXPECT_GT(widths[1], widths[0]) << "for the same work its weights count twice";
    EXPECT_DOUBLE_EQ(record.precision.Bits(), (widths[0] + widths[1]) / 2.0);
    const double cycles = 3.2e10 * record.precision.Bits() / 16 / 32;
    EXPECT_NEAR(record.AgentComputeDelay()->GetSeconds(), cycles / record.agentFrequency, 1e-9);
    const auto scalar = [](int bits) { return std::log1p(std::pow(2, 1 - bits)) / 50; };
    EXPECT_NEAR(record.totalDistortion, 1e6 * scalar(widths[0]) + 2e6 * scalar(widths[1]), 1e-6);
}
