/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/basic-energy-source-helper.h"
#include "ns3/basic-energy-source.h"
#include "ns3/compute-device-helper.h"
#include "ns3/compute-device.h"
#include "ns3/compute-energy-model-helper.h"
#include "ns3/compute-energy-model.h"
#include "ns3/csma-helper.h"
#include "ns3/double.h"
#include "ns3/edge-server-helper.h"
#include "ns3/edge-server.h"
#include "ns3/embodied-agent-helper.h"
#include "ns3/embodied-agent.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

class CoinferenceHelperTest : public ::testing::Test
{
  protected:
    ~CoinferenceHelperTest() override
    {
        Simulator::Destroy();
    }

    EmbodiedAgentHelper agentHelper{InetSocketAddress("10.0.0.1", 4210)};
};

} // namespace

TEST_F(CoinferenceHelperTest, AFewLinesMakeARun)
{
    NodeContainer nodes(3);
    InternetStackHelper().Install(nodes);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto interfaces = addresses.Assign(CsmaHelper().Install(nodes));
    NodeContainer robots(nodes.Get(0), nodes.Get(1));
    const auto agents =
        EmbodiedAgentHelper(InetSocketAddress(interfaces.GetAddress(2), 99)).Install(robots);
    const auto servers = EdgeServerHelper(99).Install(nodes.Get(2));
    Simulator::Stop(Seconds(6));
    Simulator::Run();
    EXPECT_EQ(DynamicCast<EdgeServer>(servers.Get(0))->GetCounts().served, 2U);
    for (std::uint32_t i = 0; i < 2; ++i)
    {
        EXPECT_EQ(DynamicCast<EmbodiedAgent>(agents.Get(i))->GetCounts().done, 1U);
    }
}

TEST_F(CoinferenceHelperTest, NodesWithoutAProcessorGetThePapers)
{
    NodeContainer nodes(2);
    agentHelper.Install(nodes.Get(0));
    EdgeServerHelper(4210).Install(nodes.Get(1));
    const auto agentChip = nodes.Get(0)->GetObject<ComputeDevice>()->GetChip();
    EXPECT_EQ(agentChip.maxFrequency, 2e9);
    EXPECT_EQ(agentChip.flopsPerCycle, 32);
    EXPECT_EQ(agentChip.powerCoefficient, 2e-29);
    EXPECT_EQ(agentChip.pue, 1);
    const auto serverChip = nodes.Get(1)->GetObject<ComputeDevice>()->GetChip();
    EXPECT_EQ(serverChip.maxFrequency, 10e9);
    EXPECT_EQ(serverChip.flopsPerCycle, 128);
    EXPECT_EQ(serverChip.powerCoefficient, 1e-28);
    EXPECT_EQ(serverChip.pue, 2);
}

TEST_F(CoinferenceHelperTest, AttributesReachApplicationAndProcessor)
{
    agentHelper.SetAttribute("BitWidth", UintegerValue(5));
    agentHelper.SetDeviceAttribute("MaxFrequency", DoubleValue(1.5e9));
    EdgeServerHelper serverHelper(4211);
    serverHelper.SetDeviceAttribute("OperatingPoints", StringValue("1e9,2e9"));
    NodeContainer nodes(2);
    const auto agents = agentHelper.Install(nodes.Get(0));
    const auto servers = serverHelper.Install(nodes.Get(1));
    UintegerValue value;
    agents.Get(0)->GetAttribute("BitWidth", value);
    EXPECT_EQ(value.Get(), 5U);
    servers.Get(0)->GetAttribute("Port", value);
    EXPECT_EQ(value.Get(), 4211U);
    EXPECT_EQ(nodes.Get(0)->GetObject<ComputeDevice>()->GetChip().maxFrequency, 1.5e9);
    EXPECT_EQ(nodes.Get(1)->GetObject<ComputeDevice>()->GetFrequency(), 2e9);
}

TEST_F(CoinferenceHelperTest, AProcessorThatIsThereIsKept)
{
    auto chip = ComputeChip::PaperServer();
    chip.idlePower = 12.5;
    chip.operatingPoints = {1e9, 10e9};
    NodeContainer node(1);
    ComputeDeviceHelper(chip).Install(node);
    const auto device = node.Get(0)->GetObject<ComputeDevice>();
    EXPECT_EQ(device->GetChip().idlePower, 12.5);
    EXPECT_EQ(device->GetChip().operatingPoints, chip.operatingPoints);
    EdgeServerHelper(4210).Install(node);
    agentHelper.Install(node);
    EXPECT_EQ(node.Get(0)->GetObject<ComputeDevice>(), device);
    EXPECT_EQ(node.Get(0)->GetNApplications(), 2U);

    // What could only be ignored is refused.
    agentHelper.SetDeviceAttribute("IdlePower", DoubleValue(1));
    EXPECT_DEATH(agentHelper.Install(node), "has a ComputeDevice already");
    EXPECT_DEATH(ComputeDeviceHelper().Install(node), "has a ComputeDevice already");
}

TEST_F(CoinferenceHelperTest, RefusesAChipThatCannotBe)
{
    ComputeDeviceHelper devices;
    devices.SetAttribute("OperatingPoints", StringValue("3e9")); // above MaxFrequency
    NodeContainer node(1);
    devices.Install(node);
    const auto device = node.Get(0)->GetObject<ComputeDevice>();
    EXPECT_DEATH(device->Initialize(), "at most ComputeDevice MaxFrequency");
}

TEST_F(CoinferenceHelperTest, BatteriesFeedProcessors)
{
    NodeContainer nodes(2);
    ComputeDeviceHelper devices;
    devices.SetAttribute("IdlePower", DoubleValue(3));
    devices.Install(nodes);
    BasicEnergySourceHelper batteries;
    batteries.Set("BasicEnergySourceInitialEnergyJ", DoubleValue(100));
    const auto sources = batteries.Install(nodes);
    const auto models = ComputeEnergyModelHelper().Install(nodes, sources);
    ASSERT_EQ(models.GetN(), 2U);
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    for (std::uint32_t i = 0; i < 2; ++i)
    {
        EXPECT_DOUBLE_EQ(models.Get(i)->GetTotalEnergyConsumption(), 30);
        EXPECT_NEAR(sources.Get(i)->GetRemainingEnergy(), 70, 1e-9);
    }
    NodeContainer bare(1);
    EXPECT_DEATH(ComputeEnergyModelHelper().Install(nodes, batteries.Install(bare)),
                 "1 energy sources for 2 nodes");
    EXPECT_DEATH(ComputeEnergyModelHelper().Install(bare, batteries.Install(bare)),
                 "has no ComputeDevice");
}

TEST_F(CoinferenceHelperTest, RadioModelsAreMatchedOneToOne)
{
    NodeContainer nodes(2);
    const auto agents = agentHelper.Install(nodes);
    BasicEnergySourceHelper batteries;
    const auto models = ComputeEnergyModelHelper().Install(nodes, batteries.Install(nodes));
    EmbodiedAgentHelper::AddRadioEnergyModels(agents, models);
    EXPECT_DEATH(
        EmbodiedAgentHelper::AddRadioEnergyModels(ApplicationContainer(agents.Get(0)), models),
        "2 radio energy models for 1 agents");
    EXPECT_DEATH(
        EmbodiedAgentHelper::AddRadioEnergyModels(EdgeServerHelper(1).Install(nodes), models),
        "is no EmbodiedAgent");
}

TEST_F(CoinferenceHelperTest, StreamsFixWhenAgentsSense)
{
    agentHelper.SetAttribute("SensingInterval",
                             StringValue("ns3::ExponentialRandomVariable[Mean=1]"));
    agentHelper.SetAttribute("SenseAtStart", StringValue("false"));
    NodeContainer nodes(3);
    agentHelper.Install(nodes);
    EdgeServerHelper server(4210);
    server.Install(nodes.Get(2)); // has no randomness, is passed over
    EXPECT_EQ(agentHelper.AssignStreams(nodes, 7), 3);
    EXPECT_EQ(server.AssignStreams(nodes, 7), 0);
}
