/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"
#include "../support/functor-callback.h"

#include "ns3/allocation-helper.h"
#include "ns3/boolean.h"
#include "ns3/constant-position-mobility-model.h"
#include "ns3/constant-velocity-mobility-model.h"
#include "ns3/double.h"
#include "ns3/edge-server-helper.h"
#include "ns3/embodied-agent-helper.h"
#include "ns3/enum.h"
#include "ns3/server-selection-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Agents and two servers on one Ethernet; the second server is half as fast.
class ServerSelectionTest : public testing::Test
{
  protected:
    void Build(const std::string& kind, std::uint32_t count = 1, bool withController = false)
    {
        nodes.Create(count + 2);
        InternetStackHelper().Install(nodes);
        CsmaHelper ethernet;
        ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
        ethernet.SetChannelAttribute("Delay", StringValue("10us"));
        const auto devices = ethernet.Install(nodes);
        ethernet.AssignStreams(devices, 500);
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        const auto interfaces = addresses.Assign(devices);
        EdgeServerHelper fast(4210);
        servers.Add(fast.Install(nodes.Get(0)));
        EdgeServerHelper slow(4210);
        slow.SetDeviceAttribute("MaxFrequency", DoubleValue(5e9));
        servers.Add(slow.Install(nodes.Get(1)));
        NodeContainer own;
        for (std::uint32_t i = 0; i < count; ++i)
        {
            own.Add(nodes.Get(2 + i));
        }
        EmbodiedAgentHelper helper(InetSocketAddress(interfaces.GetAddress(0), 4210));
        helper.SetAttribute("SensingInterval",
                            StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        helper.SetAttribute("Timeout", TimeValue(Seconds(2)));
        helper.SetAttribute("EnergyBudget", DoubleValue(50));
        helper.SetAttribute("BitWidth", UintegerValue(4));
        agents = helper.Install(own);
        for (std::uint32_t i = 0; i < count; ++i)
        {
            const auto agent = EmbodiedAgentHelper::GetAgent(agents, i);
            agent->SetModelProfile(SmallModel());
            agent->TraceConnectWithoutContext(
                "Inference",
                CallbackOf<const InferenceRecord&>(
                    [this](const InferenceRecord& record) { records.push_back(record); }));
        }
        if (withController)
        {
            AllocationHelper().Install(agents, nodes.Get(0));
        }
        ServerSelectionHelper selection(kind);
        selection.SetAttribute("RetryInterval", TimeValue(Seconds(20)));
        for (std::uint32_t i = 0; i < 2; ++i)
        {
            remotes.emplace_back(InetSocketAddress(interfaces.GetAddress(i), 4210));
            selection.AddServer(remotes.back(), nodes.Get(i));
        }
        selections = selection.Install(agents);
    }

    void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }

    void TearDown() override
    {
        selections.clear();
        agents = ApplicationContainer();
        servers = ApplicationContainer();
        Simulator::Destroy();
    }

    /// Of an agent: nothing is lost.
    void ExpectBalance() const
    {
        for (std::uint32_t i = 0; i < agents.GetN(); ++i)
        {
            const auto counts = EmbodiedAgentHelper::GetAgent(agents, i)->GetCounts();
            EXPECT_EQ(counts.generated,
                      counts.done + counts.dropped + counts.timedOut + counts.inFlight);
        }
    }

    NodeContainer nodes;
    ApplicationContainer servers;
    ApplicationContainer agents;
    std::vector<Address> remotes;
    std::vector<Ptr<ServerSelection>> selections;
    std::vector<InferenceRecord> records;
};

} // namespace

TEST_F(ServerSelectionTest, LeavesAServerThatDiesAndComesBack)
{
    Build("static");
    // Its interface goes down, so that nobody says that it is gone.
    const auto ipv4 = nodes.Get(0)->GetObject<Ipv4>();
    Simulator::Schedule(Seconds(9.9), &Ipv4::SetDown, ipv4, 1);
    Simulator::Schedule(Seconds(25), &Ipv4::SetUp, ipv4, 1);
    std::vector<std::pair<double, Address>> selected;
    selections[0]->TraceConnectWithoutContext(
        "Selected",
        CallbackOf<const Address&, const Address&>([&](const Address&, const Address& to) {
            selected.emplace_back(Simulator::Now().GetSeconds(), to);
        }));
    Run(60);
    ExpectBalance();
    std::map<std::string, std::map<Outcome, int>> outcomes;
    for (const auto& record : records)
    {
        ++outcomes[ServerName(record.server)][record.outcome];
    }
    // Two time out before it is left, others were under way by then; all are told apart.
    auto& first = outcomes[ServerName(remotes[0])];
    auto& second = outcomes[ServerName(remotes[1])];
    EXPECT_EQ(first[Outcome::TIMED_OUT], 3);
    EXPECT_EQ(second[Outcome::TIMED_OUT] + second[Outcome::DROPPED], 0);
    EXPECT_GT(first[Outcome::DONE], 30);
    EXPECT_GT(second[Outcome::DONE], 15);
    ASSERT_EQ(selected.size(), 2);
    EXPECT_EQ(selected[0].second, remotes[1]);
    EXPECT_NEAR(selected[0].first, 13, 0.01) << "2 s after the second that was lost";
    EXPECT_EQ(selected[1].second, remotes[0]);
    EXPECT_GE(selected[1].first, 33);
}

TEST_F(ServerSelectionTest, ADeadServerIsTriedEverMoreSeldom)
{
    Build("static");
    Simulator::Schedule(Seconds(9.9), &Ipv4::SetDown, nodes.Get(0)->GetObject<Ipv4>(), 1);
    Run(400);
    const auto lost = std::count_if(records.begin(), records.end(), [](const auto& record) {
        return record.outcome != Outcome::DONE;
    });
    // Three were under way; it is tried after 20 s, 40 s, 80 s and 160 s.
    EXPECT_EQ(lost, 3 + 4);
}

TEST_F(ServerSelectionTest, WhereNoneAnswersNoneIsLeftForLong)
{
    Build("static");
    const auto first = nodes.Get(0)->GetObject<Ipv4>();
    const auto second = nodes.Get(1)->GetObject<Ipv4>();
    for (const auto& ipv4 : {first, second})
    {
        Simulator::Schedule(Seconds(9.9), &Ipv4::SetDown, ipv4, 1);
    }
    // The agent comes back to one of them, and later to the one that it would rather have.
    Simulator::Schedule(Seconds(100), &Ipv4::SetUp, second, 1);
    Simulator::Schedule(Seconds(130), &Ipv4::SetUp, first, 1);
    Run(300);
    EXPECT_EQ(selections[0]->GetSelected(), 0);
    EXPECT_EQ(records.back().outcome, Outcome::DONE);
}

TEST_F(ServerSelectionTest, WhatADeadServerWasWaitedForSaysNothingOfAnother)
{
    Build("static", 1, true);
    const auto controller = agents.Get(0)->GetObject<AllocationController>();
    controller->SetAttribute("Reserve", EnumValue(AllocationController::MEASURED));
    agents.Get(0)->SetAttribute("DelayBudget", TimeValue(Seconds(1)));
    Simulator::Schedule(Seconds(9.9), &Ipv4::SetDown, nodes.Get(0)->GetObject<Ipv4>(), 1);
    double before = 0;
    Simulator::Schedule(Seconds(9),
                        [&]() { before = controller->GetProblem().communicationDelay; });
    Run(30);
    EXPECT_GT(before, 0);
    EXPECT_EQ(selections[0]->GetSelected(), 1);
    const auto after = controller->GetProblem().communicationDelay;
    EXPECT_LT(after, 0.1) << "not the 2 s of waiting";
    double longest = 0; // of the second server's
    for (const auto& record : records)
    {
        if (record.outcome == Outcome::DONE && record.server == remotes[1])
        {
            longest = std::max(longest, record.CommunicationDelay()->GetSeconds());
        }
    }
    EXPECT_NEAR(after, 1.2 * longest, 1e-6) << "the quantile and the margin of its own";
    EXPECT_GT(controller->GetProblem().communicationDelay, 0);
}

TEST_F(ServerSelectionTest, LeavesAServerThatRefuses)
{
    Build("static");
    servers.Get(0)->SetAttribute("MaxJobTime", TimeValue(MilliSeconds(1)));
    Run(15);
    ExpectBalance();
    ASSERT_GE(records.size(), 10);
    EXPECT_EQ(records[0].outcome, Outcome::DROPPED);
    EXPECT_EQ(records[1].outcome, Outcome::DROPPED);
    for (std::size_t i = 2; i < records.size(); ++i)
    {
        EXPECT_EQ(records[i].outcome, Outcome::DONE);
        EXPECT_EQ(records[i].server, remotes[1]);
    }
}

TEST_F(ServerSelectionTest, LeastLoadedSharesTheWork)
{
    Build("least-loaded", 6);
    for (std::uint32_t i = 0; i < 6; ++i)
    {
        agents.Get(i)->SetAttribute("ServerFrequency", DoubleValue(4e9)); // 0.25 s each
    }
    Run(20);
    std::map<std::string, int> done;
    for (const auto& record : records)
    {
        done[ServerName(record.server)] += record.outcome == Outcome::DONE;
    }
    EXPECT_EQ(done.size(), 2);
    // They sense at once, before any has reached a server: that is where the choice is blind.
    EXPECT_GT(done[ServerName(remotes[0])], 20);
    EXPECT_GT(done[ServerName(remotes[1])], 10);
}

TEST_F(ServerSelectionTest, MeasuredDelayTriesAllAndTakesTheFaster)
{
    Build("measured-delay");
    Run(20);
    ASSERT_GE(records.size(), 15);
    EXPECT_EQ(records[1].server, remotes[1]) << "one that was never tried";
    for (std::size_t i = 4; i < records.size(); ++i)
    {
        EXPECT_EQ(records[i].server, remotes[0]);
    }
    EXPECT_GT(*selections[0]->GetServers()[1].delay, *selections[0]->GetServers()[0].delay);
}

TEST_F(ServerSelectionTest, TheNearestChangesOnTheWay)
{
    Build("nearest");
    for (std::uint32_t i = 0; i < 2; ++i)
    {
        auto still = CreateObject<ConstantPositionMobilityModel>();
        still->SetPosition(Vector(100 * i, 0, 0));
        nodes.Get(i)->AggregateObject(still);
    }
    auto moving = CreateObject<ConstantVelocityMobilityModel>();
    nodes.Get(2)->AggregateObject(moving);
    moving->SetVelocity(Vector(5, 0, 0)); // in the middle after 10 s
    Run(20);
    ASSERT_GE(records.size(), 15);
    for (const auto& record : records)
    {
        EXPECT_EQ(record.server, remotes[record.sensed > Seconds(10) ? 1 : 0]) << record.sensed;
        EXPECT_EQ(record.outcome, Outcome::DONE);
    }
    EXPECT_EQ(selections[0]->GetChanges(), 1);
}

TEST_F(ServerSelectionTest, TheControllerDecidesForTheChipChosen)
{
    Build("measured-delay", 1, true);
    Run(20);
    const auto controller = agents.Get(0)->GetObject<AllocationController>();
    const auto selected = selections[0]->GetSelected();
    EXPECT_EQ(controller->GetProblem().server.maxFrequency, selected == 0 ? 1e10 : 5e9);
    bool hasUsedBoth[2] = {false, false};
    for (const auto& record : records)
    {
        const int which = record.server == remotes[0] ? 0 : 1;
        hasUsedBoth[which] = true;
        EXPECT_LE(record.serverFrequency, which == 0 ? 1e10 : 5e9);
        EXPECT_NE(record.outcome, Outcome::DROPPED) << "asked for a clock of the other's";
    }
    EXPECT_TRUE(hasUsedBoth[0] && hasUsedBoth[1]);
}

TEST_F(ServerSelectionTest, EndsTheProgramForAScriptsMistake)
{
    EXPECT_THROW(ServerSelectionHelper("best"), std::invalid_argument);
    Build("nearest");
    EXPECT_DEATH(Run(5), "has no MobilityModel");
    EXPECT_DEATH(ServerSelectionHelper("static").Install(agents), "has a ServerSelection already");
    EXPECT_DEATH(ServerSelectionHelper("static").AddServer(remotes[0], CreateObject<Node>()),
                 "has no ComputeDevice");
}
