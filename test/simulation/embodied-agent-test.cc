/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"
#include "../support/functor-callback.h"

#include "ns3/basic-energy-harvester.h"
#include "ns3/basic-energy-source.h"
#include "ns3/boolean.h"
#include "ns3/compute-energy-model.h"
#include "ns3/double.h"
#include "ns3/embodied-agent.h"
#include "ns3/simple-device-energy-model.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

// It left ns-3 some releases after this other battery came.
#if !__has_include("ns3/generic-battery-model.h")
#define COINFERENCE_TEST_LI_ION
#include "ns3/li-ion-energy-source.h"
#endif

using namespace ns3;
using namespace ns3::coinference;

namespace
{

// ---- By hand: one agent, one server, a 10 Mbit/s point-to-point link of 2 ms. ----

constexpr double RATE = 10e6;
constexpr double PROPAGATION = 2e-3;
constexpr double PPP = 2;
constexpr double UDP = 8;
constexpr double IPV4 = 20;
constexpr double IPV6 = 40;
constexpr double MESSAGE_HEADER = 80;
constexpr double TCP_WITH_TIMESTAMPS = 20 + 12;

/// Time on the link of so many bytes [s].
double
Serialization(double bytes)
{
    return bytes * 8 / RATE;
}

/// What the record of the first inference at b^ = 6, f = 1.5 GHz, f~ = 8 GHz has to say.
void
ExpectRecord(const InferenceRecord& record, double uplink, double downlink)
{
    const double agentCycles = 6 * 3.2e10 / (16 * 32.0);
    const double serverCycles = 1.28e11 / 128;
    const double agentDelay = agentCycles / 1.5e9;
    const double serverDelay = serverCycles / 8e9;
    const auto near = [](double value, double expected) {
        EXPECT_NEAR(value, expected, 1e-6 * expected);
    };
    EXPECT_EQ(record.outcome, Outcome::DONE);
    EXPECT_EQ(record.sequence, 0);
    EXPECT_EQ(record.precision.BitWidth(), 6);
    EXPECT_EQ(record.agentFrequency, 1.5e9);
    EXPECT_EQ(record.serverFrequency, 8e9);
    EXPECT_EQ(record.AgentQueueDelay(), Time(0));
    near(record.AgentComputeDelay()->GetSeconds(), agentDelay);
    near(record.UplinkDelay()->GetSeconds(), uplink);
    EXPECT_EQ(record.ServerQueueDelay(), Time(0));
    near(record.ServerComputeDelay()->GetSeconds(), serverDelay);
    near(record.DownlinkDelay()->GetSeconds(), downlink);
    near(record.TotalDelay().GetSeconds(), agentDelay + uplink + serverDelay + downlink);
    near(record.agentEnergy, 1 * 2e-29 * 1.5e9 * 1.5e9 * agentCycles);
    near(record.serverEnergy, 2 * 1e-28 * 8e9 * 8e9 * serverCycles);
    EXPECT_EQ(record.radioEnergy, 0);
    near(record.TotalEnergy(), 2e-29 * 2.25e18 * agentCycles + 2e-28 * 6.4e19 * serverCycles);
    near(record.distortionLower, 1 / (50 * std::exp2(6)));
    near(record.distortionUpper, (std::sqrt(1 + 4 / 31.0) - 1) / 100);
}

InferenceRecord
FirstRecord(const SceneOptions& options, const char* pacing = nullptr)
{
    Scene scene(options);
    scene.Set("Frequency", DoubleValue(1.5e9));
    scene.Set("ServerFrequency", DoubleValue(8e9));
    // The connection stands by the time of the first sensing, ARP and neighbor discovery are done.
    scene.Set("SenseAtStart", BooleanValue(false));
    scene.Set("MaxInferences", UintegerValue(1));
    if (pacing)
    {
        scene.Set("PacingRate", DataRateValue(DataRate(pacing)));
    }
    scene.Run(20);
    EXPECT_EQ(scene.records.size(), 1);
    return scene.records.empty() ? InferenceRecord() : scene.records[0];
}

TEST(EmbodiedAgentByHand, UdpInABurst)
{
    // 1400-byte datagrams: 2000 byte of payload travel as 1320 and 680.
    const double below = UDP + IPV4 + PPP;
    const double uplink = Serialization(1400 + below) + Serialization(680 + MESSAGE_HEADER + below);
    const double downlink = Serialization(100 + MESSAGE_HEADER + below);
    SceneOptions options;
    options.udp = true;
    ExpectRecord(FirstRecord(options), uplink + PROPAGATION, downlink + PROPAGATION);
}

TEST(EmbodiedAgentByHand, UdpPaced)
{
    // The second datagram leaves when the first one's 1400 byte are over at 2 Mbit/s.
    const double below = UDP + IPV4 + PPP;
    const double uplink = 1400 * 8 / 2e6 + Serialization(680 + MESSAGE_HEADER + below);
    const double downlink = Serialization(100 + MESSAGE_HEADER + below);
    SceneOptions options;
    options.udp = true;
    ExpectRecord(FirstRecord(options, "2Mbps"), uplink + PROPAGATION, downlink + PROPAGATION);
}

TEST(EmbodiedAgentByHand, UdpOverIpv6)
{
    const double below = UDP + IPV6 + PPP;
    const double uplink = Serialization(1400 + below) + Serialization(680 + MESSAGE_HEADER + below);
    const double downlink = Serialization(100 + MESSAGE_HEADER + below);
    SceneOptions options;
    options.udp = true;
    options.ipv6 = true;
    ExpectRecord(FirstRecord(options), uplink + PROPAGATION, downlink + PROPAGATION);
}

TEST(EmbodiedAgentByHand, Tcp)
{
    // 2080 byte in segments of 536 fit the first congestion window: 536, 536, 536, 472. ns-3's
    // socket waits 1 ns before it sends.
    const double below = TCP_WITH_TIMESTAMPS + IPV4 + PPP;
    const double uplink = 1e-9 + 3 * Serialization(536 + below) + Serialization(472 + below);
    const double downlink = 1e-9 + Serialization(100 + MESSAGE_HEADER + below);
    ExpectRecord(FirstRecord({}), uplink + PROPAGATION, downlink + PROPAGATION);
}

TEST(EmbodiedAgentByHand, TcpOverIpv6)
{
    const double below = TCP_WITH_TIMESTAMPS + IPV6 + PPP;
    const double uplink = 1e-9 + 3 * Serialization(536 + below) + Serialization(472 + below);
    const double downlink = 1e-9 + Serialization(100 + MESSAGE_HEADER + below);
    SceneOptions options;
    options.ipv6 = true;
    ExpectRecord(FirstRecord(options), uplink + PROPAGATION, downlink + PROPAGATION);
}

TEST(EmbodiedAgentByHand, TwoAgentsQueueAtTheServer)
{
    SceneOptions options;
    options.agents = 2;
    options.udp = true;
    Scene scene(options);
    scene.Set("MaxInferences", UintegerValue(1));
    scene.Set("ServerFrequency", DoubleValue(8e9));
    scene.Run(20);
    ASSERT_EQ(scene.records.size(), 2);
    // Equal links: both requests arrive in the same ns, the second one waits for the first.
    EXPECT_EQ(scene.records[0].serverReceived, scene.records[1].serverReceived);
    EXPECT_EQ(scene.records[0].ServerQueueDelay(), Time(0));
    EXPECT_EQ(scene.records[1].ServerQueueDelay(), scene.records[0].ServerComputeDelay());
    EXPECT_EQ(scene.records[1].ServerQueueDelay(), Seconds(0.125));
}

TEST(EmbodiedAgentByHand, InferencesQueueAtTheAgent)
{
    // Two sensed 0.1 s apart; each takes 6/16 x 1e9 cycles at 1 GHz.
    Scene scene({});
    scene.Set("Frequency", DoubleValue(1e9));
    scene.agents[0]->SetSensingTimes({Seconds(1), Seconds(1.1)});
    scene.Run(20);
    ASSERT_EQ(scene.records.size(), 2);
    EXPECT_EQ(scene.records[0].sensed, Seconds(3));
    EXPECT_EQ(scene.records[1].sensed, Seconds(3.1));
    EXPECT_EQ(scene.records[1].AgentQueueDelay(), Seconds(0.275));
    EXPECT_EQ(scene.records[1].AgentComputeDelay(), Seconds(0.375));
}

TEST(EmbodiedAgentByHand, AllOnTheAgent)
{
    SceneOptions options;
    options.withServer = false;
    Scene scene(options);
    scene.Set("Placement", StringValue("agent"));
    scene.Set("MaxInferences", UintegerValue(1));
    scene.Run(20);
    ASSERT_EQ(scene.records.size(), 1);
    const auto& record = scene.records[0];
    const double cycles = 6 * (3.2e10 + 1.28e11) / (16 * 32.0);
    EXPECT_EQ(record.outcome, Outcome::DONE);
    EXPECT_NEAR(record.TotalDelay().GetSeconds(), cycles / 2e9, 1e-9);
    EXPECT_NEAR(record.agentEnergy, 2e-29 * 4e18 * cycles, 1e-12);
    EXPECT_EQ(record.serverEnergy, 0);
    EXPECT_EQ(record.serverFrequency, 0);
    EXPECT_EQ(record.CommunicationDelay(), Time(0));
    EXPECT_EQ(record.DownlinkDelay(), Time(0));
}

TEST(EmbodiedAgentByHand, AllOnTheServer)
{
    // 5000 byte of raw input: 1320 three times and 1040; all work at full precision.
    SceneOptions options;
    options.udp = true;
    Scene scene(options);
    scene.Set("Placement", StringValue("server"));
    scene.Set("MaxInferences", UintegerValue(1));
    scene.Run(20);
    ASSERT_EQ(scene.records.size(), 1);
    const auto& record = scene.records[0];
    const double cycles = 1.6e11 / 128;
    const double below = UDP + IPV4 + PPP + MESSAGE_HEADER;
    EXPECT_EQ(record.precision.BitWidth(), 16);
    EXPECT_EQ(record.agentEnergy, 0);
    EXPECT_EQ(record.agentFrequency, 0);
    EXPECT_EQ(record.AgentComputeDelay(), Time(0));
    EXPECT_NEAR(record.UplinkDelay()->GetSeconds(),
                Serialization(5000 + 4 * below) + PROPAGATION,
                4e-9);
    EXPECT_NEAR(record.ServerComputeDelay()->GetSeconds(), cycles / 1e10, 1e-9);
    EXPECT_NEAR(record.serverEnergy, 2e-28 * 1e20 * cycles, 1e-9);
}

// ---- Sensing, budgets and settings ----

TEST(EmbodiedAgent, SensesPeriodically)
{
    Scene scene({});
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.5]"));
    std::vector<double> sensed;
    scene.agents[0]->TraceConnectWithoutContext(
        "Sensed",
        CallbackOf<const InferenceRecord&>([&](const InferenceRecord& record) {
            EXPECT_EQ(record.sensed, Simulator::Now());
            sensed.push_back(record.sensed.GetSeconds());
        }));
    scene.Run(4.1);
    EXPECT_EQ(sensed, (std::vector<double>{2, 2.5, 3, 3.5, 4}));
}

TEST(EmbodiedAgent, SensesAsAPoissonProcess)
{
    Scene scene({});
    scene.Set("Placement", StringValue("agent"));
    scene.Set("SensingInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.02]"));
    scene.agents[0]->AssignStreams(5); // the new variable's
    scene.Set("Timeout", TimeValue(MilliSeconds(1)));
    scene.Run(202);
    // 10,000 expected, standard deviation 100.
    EXPECT_NEAR(static_cast<double>(scene.Counts().generated), 10000, 400);
}

TEST(EmbodiedAgent, SensesByATraceFile)
{
    const std::string name = testing::TempDir() + "coinference-sensing-trace.txt";
    std::ofstream(name) << "# seconds\n0.25\n\n0.25\n1.5\r\n7\n";
    Scene scene({});
    scene.Set("SensingTrace", StringValue(name));
    scene.Run(30);
    std::remove(name.c_str());
    ASSERT_EQ(scene.records.size(), 4);
    EXPECT_EQ(scene.records[0].sensed, Seconds(2.25));
    EXPECT_EQ(scene.records[1].sensed, Seconds(2.25));
    EXPECT_EQ(scene.records[2].sensed, Seconds(3.5));
    EXPECT_EQ(scene.records[3].sensed, Seconds(9));
}

TEST(EmbodiedAgent, RefusesABadTraceFile)
{
    const std::string name = testing::TempDir() + "coinference-bad-trace.txt";
    for (const char* text :
         {"1\n0.5\n", "1\nsoon\n", "-1\n", "1 2\n", "nan\n", "inf\n", "# none\n"})
    {
        std::ofstream(name) << text;
        Scene scene({});
        scene.Set("SensingTrace", StringValue(name));
        EXPECT_DEATH(scene.Run(5), "sensing-trace|bad-trace") << text;
    }
    std::remove(name.c_str());
    Scene scene({});
    scene.Set("SensingTrace", StringValue(name));
    EXPECT_DEATH(scene.Run(5), "a file that can be read");
}

TEST(EmbodiedAgent, ABatteryThatComesBackDoesNotLoseTheNextSensingTime)
{
    Scene scene({});
    scene.agents[0]->SetSensingTimes({Seconds(1), Seconds(3), Seconds(5)});
    // Off from 4.5 to 4.7 s: the sensing at 2 + 3 s is still to come then.
    Simulator::Schedule(Seconds(4.5), &ComputeDevice::PowerOff, scene.Device(1));
    Simulator::Schedule(Seconds(4.7), &ComputeDevice::PowerOn, scene.Device(1));
    scene.Run(30);
    ASSERT_EQ(scene.records.size(), 3);
    EXPECT_EQ(scene.records[1].sensed, Seconds(5));
    EXPECT_EQ(scene.Counts().done, 3);
}

TEST(EmbodiedAgent, TakesNewSettingsFromTheNextInferenceOn)
{
    Scene scene({});
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    Simulator::Schedule(Seconds(2.05), [&] {
        scene.Set("BitWidth", UintegerValue(3));
        scene.Set("Frequency", DoubleValue(1e9));
        scene.Set("ServerFrequency", DoubleValue(5e9));
        scene.Set("ActivationBits", UintegerValue(64));
    });
    Simulator::Schedule(Seconds(3.05), [&] {
        Allocation allocation;
        EXPECT_DEATH(scene.agents[0]->SetAllocation(allocation), "infeasible");
        allocation.status = Allocation::Status::FEASIBLE;
        allocation.precision = Precision(2);
        allocation.clocks = {5e8, 2e9};
        allocation.placement = Placement::AGENT;
        scene.agents[0]->SetAllocation(allocation);
    });
    std::vector<std::uint32_t> sizes;
    scene.agents[0]->TraceConnectWithoutContext(
        "Tx",
        CallbackOf<Ptr<const Packet>>([&](Ptr<const Packet> message) {
            sizes.push_back(message->GetSize() - CoinferenceHeader::SIZE);
        }));
    scene.Run(5.5);
    ASSERT_EQ(scene.records.size(), 3);
    EXPECT_EQ(scene.records[0].precision.BitWidth(), 6);
    EXPECT_EQ(scene.records[0].agentFrequency, 2e9);
    EXPECT_EQ(scene.records[0].serverFrequency, 1e10);
    EXPECT_EQ(scene.records[1].precision.BitWidth(), 3);
    EXPECT_EQ(scene.records[1].agentFrequency, 1e9);
    EXPECT_EQ(scene.records[1].serverFrequency, 5e9);
    EXPECT_EQ(scene.records[2].precision.BitWidth(), 2);
    EXPECT_EQ(scene.records[2].placement, Placement::AGENT);
    EXPECT_EQ(sizes, (std::vector<std::uint32_t>{2000, 8000}));
}

TEST(EmbodiedAgent, JudgesByTheBudgetsOfTheMoment)
{
    Scene scene({});
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    scene.Set("EnergyBudget", DoubleValue(100));
    Simulator::Schedule(Seconds(2.9),
                        [&] { scene.Set("DelayBudget", TimeValue(MilliSeconds(1))); });
    Simulator::Schedule(Seconds(3.9), [&] { scene.Set("EnergyBudget", DoubleValue(1)); });
    scene.Run(4.9);
    ASSERT_EQ(scene.records.size(), 3);
    EXPECT_TRUE(scene.records[0].deadlineMet && scene.records[0].energyBudgetMet);
    EXPECT_TRUE(!scene.records[1].deadlineMet && scene.records[1].energyBudgetMet);
    EXPECT_TRUE(!scene.records[2].deadlineMet && !scene.records[2].energyBudgetMet);
    EXPECT_EQ(scene.Counts().deadlineMet, 1);
    EXPECT_EQ(scene.Counts().energyMet, 2);
}

TEST(EmbodiedAgent, GivesUpInEachStepAfterTheTimeout)
{
    // 0.1875 s at the agent, some ms on the link, 0.1 s at the server.
    const std::vector<std::pair<double, int>> stepsReached = {{0.1, 1}, {0.188, 2}, {0.25, 2}};
    for (const auto& [timeout, reached] : stepsReached)
    {
        Scene scene({});
        scene.Set("Timeout", TimeValue(Seconds(timeout)));
        scene.Set("MaxInferences", UintegerValue(1));
        scene.Run(10);
        ASSERT_EQ(scene.records.size(), 1) << timeout;
        const auto& record = scene.records[0];
        EXPECT_EQ(record.outcome, Outcome::TIMED_OUT);
        EXPECT_EQ(record.TotalDelay(), Seconds(timeout));
        EXPECT_EQ(record.computeStarted, Seconds(2)) << "known although it did not end";
        EXPECT_EQ(record.computeFinished < Time(0), reached < 2);
        EXPECT_NEAR(record.agentEnergy, 0.16 * std::min(timeout, 0.1875), 1e-9);
        EXPECT_EQ(record.CommunicationDelay(), std::nullopt);
        EXPECT_EQ(record.serverEnergy, 0);
        EXPECT_FALSE(scene.Device(1)->IsBusy());
        EXPECT_EQ(scene.Counts().timedOut, 1);
        EXPECT_EQ(scene.agents[0]->GetLateResults(), reached == 2 ? 1 : 0);
    }
}

TEST(EmbodiedAgent, AFullQueueDropsAtOnce)
{
    Scene scene({});
    scene.Device(1)->SetAttribute("MaxQueue", UintegerValue(1));
    scene.agents[0]->SetSensingTimes({Seconds(0), Seconds(0), Seconds(0)});
    scene.Run(10);
    ASSERT_EQ(scene.records.size(), 3);
    EXPECT_EQ(scene.records[0].outcome, Outcome::DROPPED);
    EXPECT_EQ(scene.records[0].sequence, 2);
    EXPECT_EQ(scene.records[0].TotalDelay(), Time(0));
    EXPECT_EQ(scene.records[0].AgentComputeDelay(), std::nullopt);
    EXPECT_EQ(scene.Counts().done, 2);
}

TEST(EmbodiedAgent, ARefusalTellsWhenItWasReceived)
{
    Scene scene({});
    scene.Set("ServerFrequency", DoubleValue(2e10)); // the server cannot
    scene.Set("MaxInferences", UintegerValue(1));
    scene.Run(10);
    ASSERT_EQ(scene.records.size(), 1);
    EXPECT_EQ(scene.records[0].outcome, Outcome::DROPPED);
    EXPECT_GT(scene.records[0].UplinkDelay(), MilliSeconds(3));
    EXPECT_EQ(scene.records[0].ServerQueueDelay(), std::nullopt);
    EXPECT_EQ(scene.edge->GetCounts().refused, 1);
}

TEST(EmbodiedAgent, StopsInTheMiddleOfEverything)
{
    for (const bool udp : {false, true})
    {
        for (double stop : {2.0, 2.1, 2.1885, 2.19, 2.25})
        {
            SceneOptions options;
            options.udp = udp;
            Scene scene(options);
            scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.01]"));
            scene.agents[0]->SetStopTime(Seconds(stop));
            scene.Run(10);
            const auto counts = scene.Counts();
            EXPECT_EQ(counts.inFlight, counts.generated) << stop;
            EXPECT_TRUE(scene.records.empty());
            EXPECT_FALSE(scene.Device(1)->IsBusy());
            EXPECT_EQ(scene.edge->GetBacklog(), 0);
            EXPECT_EQ(scene.edge->GetChannels(), udp ? 2 : 0);
        }
    }
}

TEST(EmbodiedAgent, NeedsADeviceAndARemote)
{
    auto node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    auto agent = CreateObject<EmbodiedAgent>();
    node->AddApplication(agent);
    EXPECT_DEATH(Simulator::Run(), "no ComputeDevice is aggregated to node 0");
    Simulator::Destroy();

    node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    node->AggregateObject(CreateObject<ComputeDevice>());
    agent = CreateObject<EmbodiedAgent>();
    node->AddApplication(agent);
    EXPECT_DEATH(Simulator::Run(), "attribute Remote is not set");
    Simulator::Destroy();
}

TEST(EmbodiedAgent, RefusesWhatHasNoMeaning)
{
    auto agent = CreateObject<EmbodiedAgent>();
    EXPECT_DEATH(agent->SetAttribute("Placement", StringValue("cloud")), "split, agent or server");
    EXPECT_FALSE(agent->SetAttributeFailSafe("BitWidth", UintegerValue(0)));
    EXPECT_FALSE(agent->SetAttributeFailSafe("BitWidth", UintegerValue(65)));
    EXPECT_FALSE(agent->SetAttributeFailSafe("EnergyBudget", DoubleValue(std::nan(""))));
    EXPECT_FALSE(agent->SetAttributeFailSafe("Frequency", DoubleValue(-1)));
    EXPECT_FALSE(agent->SetAttributeFailSafe("DelayBudget", TimeValue(Seconds(-1))));
    auto model = SmallModel();
    model.weightRate = 0;
    EXPECT_DEATH(agent->SetModelProfile(model), "weightRate");
    agent->SetAttribute("Model", StringValue("no-such-model")); // read where it is needed
    EXPECT_DEATH(agent->GetModelProfile(), "no-such-model");
    Scene scene({});
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=-1]"));
    EXPECT_DEATH(scene.Run(10), "SensingInterval = -1");
}

// ---- What can go wrong on the way ----

TEST(EmbodiedAgent, ConnectsAgainWhenTheServerComesBack)
{
    SceneOptions options;
    options.withServer = false;
    Scene scene(options);
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    const auto first = scene.AddServer(Seconds(4.5), Seconds(7.25)); // in the middle of a job
    const auto second = scene.AddServer(Seconds(9.5), Time(0));
    scene.Run(12.9);
    // Without a server, an inference is dropped or waits for it: releases of ns-3 differ in what a
    // socket does that finds no listener.
    ASSERT_EQ(scene.records.size(), 11);
    std::uint64_t done = 0;
    for (const auto& record : scene.records)
    {
        const double sensed = record.sensed.GetSeconds();
        if ((sensed > 4.5 && sensed < 7) || sensed > 9.5)
        {
            EXPECT_EQ(record.outcome, Outcome::DONE) << sensed;
        }
        if (record.sensed == Seconds(7))
        {
            EXPECT_EQ(record.outcome, Outcome::DROPPED);
            EXPECT_NEAR(record.ended.GetSeconds(), 7.252, 1e-3) << "with the server's FIN";
        }
        done += record.outcome == Outcome::DONE;
    }
    EXPECT_EQ(first->GetCounts().served + second->GetCounts().served, done);
    EXPECT_EQ(first->GetCounts().aborted, 1);
    EXPECT_EQ(first->GetChannels(), 0);
}

TEST(EmbodiedAgent, AServerNodeThatIsSilentEndsInTimeouts)
{
    SceneOptions options;
    options.lossRate = 1;
    for (const bool udp : {false, true})
    {
        options.udp = udp;
        Scene scene(options);
        scene.Run(300);
        const auto counts = scene.Counts();
        EXPECT_EQ(counts.done, 0);
        EXPECT_GT(counts.timedOut, 50);
        EXPECT_EQ(counts.generated,
                  counts.done + counts.dropped + counts.timedOut + counts.inFlight);
    }
}

TEST(EmbodiedAgent, AnUnreachableServerDropsAtOnce)
{
    Scene scene({});
    scene.Set("Remote", AddressValue(InetSocketAddress("192.168.77.1", 4210)));
    scene.Run(11);
    EXPECT_EQ(scene.Counts().dropped, 3);
}

TEST(EmbodiedAgent, AnEmptyBatteryStopsItAndARechargeLetsItGoOn)
{
    SceneOptions options;
    Scene scene(options);
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.2]"));
    auto source = CreateObject<BasicEnergySource>();
    source->SetNode(scene.nodes.Get(1));
    source->SetInitialEnergy(1);
    source->SetEnergyUpdateInterval(MilliSeconds(10));
    auto harvester = CreateObject<BasicEnergyHarvester>();
    harvester->SetNode(scene.nodes.Get(1));
    harvester->SetEnergySource(source);
    harvester->SetAttribute("HarvestablePower",
                            StringValue("ns3::ConstantRandomVariable[Constant=0.02]"));
    source->ConnectEnergyHarvester(harvester);
    ComputeEnergyModel::Install(scene.Device(1), source);
    source->Initialize();
    harvester->Initialize();
    scene.Run(60);
    const auto counts = scene.Counts();
    EXPECT_GE(counts.batteryEmpty, 3);
    EXPECT_EQ(counts.generated, counts.done + counts.dropped + counts.timedOut + counts.inFlight);
    // It worked, rested and worked again: in gaps of 2.5 s for 0.05 J at 0.02 W.
    int rests = 0;
    for (std::size_t i = 1; i < scene.records.size(); ++i)
    {
        rests += scene.records[i].sensed - scene.records[i - 1].sensed > Seconds(2);
    }
    EXPECT_GT(rests, 5);
    EXPECT_GT(counts.done, 20);
    EXPECT_EQ(scene.agents[0]->GetLateResults(), 0) << "a node without power receives nothing";
    harvester->Dispose();
    source->Dispose();
}

TEST(EmbodiedAgent, SinksMayStopEverything)
{
    // Whatever happens, a sink switches the device off and on again.
    for (const char* trace : {"Sensed", "Tx", "Rx", "Inference"})
    {
        Scene scene({});
        scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.05]"));
        int calls = 0;
        const auto flip = [&] {
            if (++calls % 3 == 0)
            {
                scene.Device(1)->PowerOff();
                scene.Device(1)->PowerOn();
            }
        };
        if (std::string(trace) == "Tx")
        {
            scene.agents[0]->TraceConnectWithoutContext(
                trace,
                CallbackOf<Ptr<const Packet>>([&](Ptr<const Packet>) { flip(); }));
        }
        else if (std::string(trace) == "Rx")
        {
            scene.agents[0]->TraceConnectWithoutContext(
                trace,
                CallbackOf<Ptr<const Packet>, const Address&>(
                    [&](Ptr<const Packet>, const Address&) { flip(); }));
        }
        else
        {
            scene.agents[0]->TraceConnectWithoutContext(
                trace,
                CallbackOf<const InferenceRecord&>([&](const InferenceRecord&) { flip(); }));
        }
        scene.Run(20);
        EXPECT_GT(calls, 6) << trace;
        const auto counts = scene.Counts();
        EXPECT_EQ(counts.generated,
                  counts.done + counts.dropped + counts.timedOut + counts.inFlight)
            << trace;
    }
}

TEST(EmbodiedAgent, RemoteChangesInTheRun)
{
    for (const bool udp : {false, true})
    {
        SCOPED_TRACE(udp);
        SceneOptions options;
        options.udp = udp;
        options.csma = true;
        options.agents = 1;
        Scene scene(options);
        scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.5]"));
        // A second server on the same node, at another port, and a port where nobody is.
        auto second = CreateObject<EdgeServer>();
        second->SetAttribute("Port", UintegerValue(4300));
        if (udp)
        {
            second->SetAttribute("Protocol", TypeIdValue(UdpSocketFactory::GetTypeId()));
        }
        scene.server()->AddApplication(second);
        AddressValue remote;
        scene.agents[0]->GetAttribute("Remote", remote);
        const auto first = InetSocketAddress::ConvertFrom(remote.Get());
        const auto move = [&](double at, std::uint16_t port) {
            Simulator::Schedule(Seconds(at), [&scene, first, port] {
                scene.Set("Remote", AddressValue(InetSocketAddress(first.GetIpv4(), port)));
            });
        };
        move(6, 4300);
        move(12, 4210);
        scene.Run(18);
        std::map<std::string, std::uint32_t> done;
        for (const auto& record : scene.records)
        {
            ASSERT_EQ(record.outcome, Outcome::DONE);
            const bool is_second =
                record.computeFinished >= Seconds(6) && record.computeFinished < Seconds(12);
            const auto name = ServerName(record.server);
            EXPECT_EQ(name.substr(name.find(':')), is_second ? ":4300" : ":4210");
            ++done[name];
        }
        EXPECT_EQ(done.size(), 2);
        EXPECT_EQ(second->GetCounts().served + scene.edge->GetCounts().served,
                  scene.records.size() + scene.Counts().inFlight);
        EXPECT_LE(scene.edge->GetChannels(), 2) << "no connection is left behind";
        EXPECT_LE(second->GetChannels(), udp ? 2 : 0);
    }
}

TEST(EmbodiedAgent, AServerThatStopsLetsGoOfItsRequests)
{
    for (const bool udp : {false, true})
    {
        SCOPED_TRACE(udp);
        SceneOptions options;
        options.udp = udp;
        options.withServer = false;
        Scene scene(options);
        scene.edge = scene.AddServer(Seconds(0), Seconds(5));
        scene.Set("ServerFrequency", DoubleValue(1e8)); // 10 s of work
        scene.Set("Timeout", TimeValue(Seconds(100)));
        scene.Set("MaxInferences", UintegerValue(1));
        scene.Run(20);
        ASSERT_EQ(scene.records.size(), 1);
        EXPECT_EQ(scene.records[0].outcome, Outcome::DROPPED);
        EXPECT_NEAR(scene.records[0].ended.GetSeconds(), 5, 0.1);
        EXPECT_EQ(scene.edge->GetCounts().aborted, 1);
    }
}

#ifdef COINFERENCE_TEST_LI_ION
TEST(EmbodiedAgent, AgentAndServerGoOnWhenASourceThatTellsAtEveryUpdateIsEmpty)
{
    for (const std::uint32_t emptied : {0U, 1U}) // the server's, the agent's
    {
        SCOPED_TRACE(emptied);
        SceneOptions options;
        options.agents = 2;
        Scene scene(options);
        scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        scene.Set("Timeout", TimeValue(Seconds(2)));
        const auto device = scene.Device(emptied);
        device->SetAttribute("IdlePower", DoubleValue(0.5));
        auto source = CreateObject<LiIonEnergySource>();
        source->SetInitialEnergy(8);
        source->SetNode(scene.nodes.Get(emptied));
        auto model = ComputeEnergyModel::Install(device, source);
        source->Initialize();
        Simulator::Schedule(Seconds(60), [&] {
            EXPECT_FALSE(device->IsOn());
            source->IncreaseRemainingEnergy(1e6);
            model->HandleEnergyRecharged();
        });
        scene.Run(90);
        EXPECT_TRUE(device->IsOn());
        const auto counts = scene.Counts();
        EXPECT_GT(counts.done, emptied == 0 ? 50 : 100);
        EXPECT_EQ(counts.generated,
                  counts.done + counts.dropped + counts.timedOut + counts.inFlight);
        // Without power a server answers nobody.
        EXPECT_EQ(counts.timedOut > 50, emptied == 0);
        source->Dispose();
    }
}
#endif

TEST(EmbodiedAgent, ASimulationMayEndWhileTheServerComputes)
{
    for (const bool udp : {false, true})
    {
        SceneOptions options;
        options.udp = udp;
        options.agents = 3;
        Scene scene(options);
        scene.Set("ServerFrequency", DoubleValue(1e8));
        scene.Set("Timeout", TimeValue(Seconds(100)));
        scene.Run(8);
        EXPECT_GT(scene.edge->GetBacklog(), 1);
    }
}

TEST(EmbodiedAgent, RequestsBeyondTheServersLimitsAreRefused)
{
    Scene scene({});
    scene.Set("ServerFrequency", DoubleValue(1e7)); // 100 s of work
    scene.Set("MaxInferences", UintegerValue(2));
    scene.Run(20);
    ASSERT_EQ(scene.records.size(), 2);
    EXPECT_EQ(scene.records[0].outcome, Outcome::DROPPED);
    EXPECT_EQ(scene.edge->GetCounts().refused, 2);
    EXPECT_EQ(scene.edge->GetCounts().overLimit, 2);
    EXPECT_EQ(scene.agents[0]->GetMissedResults(), 0) << "a refusal is a word from the server";
    EXPECT_FALSE(scene.Device(0)->IsBusy());
}

TEST(EmbodiedAgent, LargeResultsAreRefused)
{
    Scene scene({});
    auto model = scene.agents[0]->GetModelProfile();
    model.resultBytes = 16 << 20;
    scene.agents[0]->SetModelProfile(model);
    scene.Set("MaxInferences", UintegerValue(1));
    scene.edge->SetAttribute("MaxResultSize", UintegerValue((16 << 20) - 1));
    scene.Run(20);
    EXPECT_EQ(scene.edge->GetCounts().overLimit, 1);
    ASSERT_EQ(scene.records.size(), 1);
    EXPECT_EQ(scene.records[0].outcome, Outcome::DROPPED);
}

/// A radio of 2 W whatever it does, of which 1.5 W are for listening; dispose of the source.
static Ptr<BasicEnergySource>
AddRadio(Scene& scene)
{
    auto source = CreateObject<BasicEnergySource>();
    source->SetInitialEnergy(1e3);
    source->SetNode(scene.nodes.Get(1));
    auto radio = CreateObject<SimpleDeviceEnergyModel>();
    radio->SetEnergySource(source);
    source->AppendDeviceEnergyModel(radio);
    radio->SetNode(scene.nodes.Get(1));
    radio->SetCurrentA(2 / source->GetSupplyVoltage());
    // This model counts only up to its last change: change it often.
    for (int i = 0; i < 20000; ++i)
    {
        Simulator::Schedule(MilliSeconds(i), [radio, source] {
            radio->SetCurrentA(2 / source->GetSupplyVoltage());
        });
    }
    scene.agents[0]->AddRadioEnergyModel(radio, 1.5);
    return source;
}

TEST(EmbodiedAgent, WaitingIsToldApartFromTransfers)
{
    for (const bool counts : {false, true})
    {
        Scene scene({});
        scene.Set("MaxInferences", UintegerValue(1));
        scene.Set("CountWaiting", BooleanValue(counts));
        const auto source = AddRadio(scene);
        scene.Run(20);
        ASSERT_EQ(scene.records.size(), 1);
        const auto& record = scene.records[0];
        const double waiting =
            (*record.ServerQueueDelay() + *record.ServerComputeDelay()).GetSeconds();
        const double sent = (record.ended - *record.computeFinished).GetSeconds();
        EXPECT_NEAR(record.radioWaitingEnergy, 1.5 * waiting, 1e-9);
        EXPECT_NEAR(record.radioEnergy, 2 * sent - 1.5 * waiting, 0.01);
        EXPECT_DOUBLE_EQ(record.TotalEnergy(),
                         record.agentEnergy + record.serverEnergy + record.radioEnergy +
                             (counts ? record.radioWaitingEnergy : 0));
        source->Dispose();
    }
}

TEST(EmbodiedAgent, WhatComesToNothingWasWaitedForSinceItWasSent)
{
    Scene scene({});
    scene.Set("MaxInferences", UintegerValue(1));
    scene.Set("Timeout", TimeValue(Seconds(10)));
    scene.edge->SetStopTime(Time(1)); // nobody is there
    const auto source = AddRadio(scene);
    scene.Run(20);
    ASSERT_EQ(scene.records.size(), 1);
    const auto& record = scene.records[0];
    EXPECT_NE(record.outcome, Outcome::DONE);
    const double sent = (record.ended - *record.computeFinished).GetSeconds();
    EXPECT_GT(sent, 0);
    EXPECT_NEAR(record.radioWaitingEnergy, 1.5 * sent, 0.01);
    EXPECT_NEAR(record.radioEnergy, 0.5 * sent, 0.01);
    source->Dispose();
}

/// In a process of its own, as ns-3's resolution is set once.
TEST(EmbodiedAgentDeathTest, StepsNotReachedHaveNoTimeAtAnyResolution)
{
    const auto run = [](Time::Unit unit) {
        Time::SetResolution(unit);
        SceneOptions options;
        options.withServer = false;
        bool fine = true;
        {
            Scene scene(options);
            scene.Set("Timeout", TimeValue(Seconds(2)));
            scene.Run(10);
            fine = scene.records.size() > 1;
            for (const auto& record : scene.records)
            {
                fine = fine && !record.serverReceived && !record.DownlinkDelay() &&
                       !record.CommunicationDelay() && record.TotalDelay() <= Seconds(2);
            }
        }
        options.withServer = true;
        {
            Scene scene(options);
            scene.Run(10);
            fine = fine && scene.Counts().done > 0;
            for (const auto& record : scene.records)
            {
                fine = fine && record.CommunicationDelay()->GetSeconds() < 5 &&
                       record.AgentComputeDelay()->IsStrictlyPositive();
            }
        }
        std::fprintf(stderr, fine ? "fine\n" : "not fine\n");
        _exit(fine ? 0 : 1); // ns-3 asserts at exit that no test of its own is running
    };
    EXPECT_EXIT(run(Time::MS), testing::ExitedWithCode(0), "^fine");
    EXPECT_EXIT(run(Time::US), testing::ExitedWithCode(0), "^fine");
    EXPECT_EXIT(run(Time::PS), testing::ExitedWithCode(0), "^fine");
}

// ---- Nothing is lost, and the same seed gives the same bytes ----

void
ExpectConserved(const Scene& scene)
{
    const auto counts = scene.Counts();
    EXPECT_GT(counts.generated, 0);
    EXPECT_EQ(counts.generated, counts.done + counts.dropped + counts.timedOut + counts.inFlight);
    EXPECT_EQ(scene.records.size(), counts.generated - counts.inFlight);
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    for (const auto& record : scene.records)
    {
        EXPECT_TRUE(seen.emplace(record.agent, record.sequence).second) << "recorded twice";
        // Steps reached are in order.
        Time last = record.sensed;
        for (const auto& step : {record.computeStarted,
                                 record.computeFinished,
                                 record.serverReceived,
                                 record.serverStarted,
                                 record.serverFinished,
                                 std::optional<Time>(record.ended)})
        {
            if (step)
            {
                EXPECT_GE(*step, last);
                last = *step;
            }
        }
    }
    const auto server = scene.edge->GetCounts();
    EXPECT_EQ(server.received,
              server.served + server.refused + server.aborted + scene.edge->GetBacklog());
    EXPECT_GE(server.served, counts.done);
}

/// A scene in which everything goes wrong at times.
std::string
RunHarshScene(bool udp, std::uint32_t run)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    SceneOptions options;
    options.agents = 4;
    options.udp = udp;
    options.csma = run % 3 == 2;
    options.ipv6 = run % 4 == 3;
    options.lossRate = 0.01 * (run % 8);
    std::string text;
    {
        Scene scene(options);
        scene.Set("SensingInterval", StringValue("ns3::ExponentialRandomVariable[Mean=0.4]"));
        scene.Set("Timeout", TimeValue(Seconds(1 + run % 3)));
        scene.Device(0)->SetAttribute("MaxQueue", UintegerValue(run % 4));
        std::vector<Ptr<BasicEnergySource>> sources;
        for (std::uint32_t i = 0; i < 4; ++i)
        {
            scene.agents[i]->AssignStreams(10 * i);
            auto source = CreateObject<BasicEnergySource>();
            source->SetNode(scene.nodes.Get(i + 1));
            source->SetInitialEnergy(0.3 * (i + 1));
            source->SetEnergyUpdateInterval(MilliSeconds(20));
            ComputeEnergyModel::Install(scene.Device(i + 1), source);
            source->Initialize();
            sources.push_back(source);
        }
        // The server's power fails for a while.
        Simulator::Schedule(Seconds(12), &ComputeDevice::PowerOff, scene.Device(0));
        Simulator::Schedule(Seconds(15), &ComputeDevice::PowerOn, scene.Device(0));
        scene.Run(25);
        ExpectConserved(scene);
        text = scene.Text();
        for (auto& source : sources)
        {
            source->Dispose();
        }
    }
    RngSeedManager::SetRun(1);
    return text;
}

class HarshScene : public testing::TestWithParam<bool>
{
};

TEST_P(HarshScene, LosesNothingWithAnySeed)
{
    std::set<std::string> different;
    for (std::uint32_t run = 1; run <= 24; ++run)
    {
        SCOPED_TRACE("run " + std::to_string(run));
        different.insert(RunHarshScene(GetParam(), run));
    }
    EXPECT_EQ(different.size(), 24);
}

TEST_P(HarshScene, GivesTheSameBytesForTheSameSeed)
{
    const auto text = RunHarshScene(GetParam(), 7);
    EXPECT_GT(text.size(), 1000);
    EXPECT_EQ(text, RunHarshScene(GetParam(), 7));
}

INSTANTIATE_TEST_SUITE_P(Protocols, HarshScene, testing::Bool(), [](const auto& info) {
    return info.param ? "Udp" : "Tcp";
});

TEST(EmbodiedAgent, AThousandOfThemRun)
{
    for (const bool udp : {false, true})
    {
        SceneOptions options;
        options.agents = 1000;
        options.udp = udp;
        Scene scene(options);
        scene.Set("ActivationBits", UintegerValue(4));
        scene.Set("MaxInferences", UintegerValue(1));
        scene.Set("Timeout", TimeValue(Time(0)));
        scene.Run(200);
        EXPECT_EQ(scene.Counts().done, 1000);
        ExpectConserved(scene);
    }
}

} // namespace
