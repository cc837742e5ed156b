/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A robot that walks from one Wi-Fi access point to another.
//
//     robot  ~~~ 80 m at 2 m/s ~~~>
//     AP 0 ------- Ethernet ------- AP 1          both bridge the cell "hall" onto the Ethernet
//                     |
//                  server
//
// On its way it loses the first access point, finds the second and goes on: address and connection
// stay, what is under way when the link breaks comes late or is given up by the Timeout. Why look:
// what a hand-over costs an embodied agent is a few inferences, not an average delay.

#include "ns3/bridge-module.h"
#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/mobility-module.h"
#include "ns3/network-module.h"
#include "ns3/wifi-module.h"

#include <iostream>
#include <map>

using namespace ns3;
using namespace ns3::coinference;

static Mac48Address g_accessPoint; //!< that the robot is associated with

/// In time and not, by the access point at the end.
static std::map<Mac48Address, std::pair<int, int>> g_inferences;

static void
Associated(Mac48Address accessPoint)
{
    std::cout << Simulator::Now().GetSeconds() << " s: associated with " << accessPoint << "\n";
    g_accessPoint = accessPoint;
}

static void
Ended(const InferenceRecord& record)
{
    auto& [inTime, others] = g_inferences[g_accessPoint];
    record.deadlineMet ? ++inTime : ++others;
}

int
main(int argc, char* argv[])
{
    double duration = 60;
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "simulated time [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    NodeContainer server(1);
    NodeContainer accessPoints(2);
    NodeContainer robot(1);
    MobilityHelper mobility;
    auto places = CreateObject<ListPositionAllocator>();
    places->Add(Vector(0, 0, 0));
    places->Add(Vector(80, 0, 0));
    mobility.SetPositionAllocator(places);
    mobility.Install(accessPoints);
    mobility.SetMobilityModel("ns3::ConstantVelocityMobilityModel");
    mobility.Install(robot);
    robot.Get(0)->GetObject<ConstantVelocityMobilityModel>()->SetVelocity(Vector(2, 0, 0));
    CsmaHelper ethernet;
    ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
    const auto wired = ethernet.Install(NodeContainer(server, accessPoints));
    auto channel = YansWifiChannelHelper::Default();
    YansWifiPhyHelper phy;
    phy.SetChannel(channel.Create());
    phy.Set("ChannelSettings", StringValue("{42, 80, BAND_5GHZ, 0}"));
    WifiHelper wifi;
    wifi.SetStandard(WIFI_STANDARD_80211ac);
    const SsidValue cell(Ssid("hall"));
    WifiMacHelper mac;
    mac.SetType("ns3::ApWifiMac", "Ssid", cell);
    const auto radios = wifi.Install(phy, mac, accessPoints);
    for (std::uint32_t i = 0; i < 2; ++i)
    {
        BridgeHelper().Install(accessPoints.Get(i),
                               NetDeviceContainer(wired.Get(1 + i), radios.Get(i)));
    }
    mac.SetType("ns3::StaWifiMac", "Ssid", cell);
    const auto station = wifi.Install(phy, mac, robot);
    InternetStackHelper().Install(NodeContainer(server, robot));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto interfaces = addresses.Assign(NetDeviceContainer(wired.Get(0), station.Get(0)));
    EdgeServerHelper(4210).Install(server);
    EmbodiedAgentHelper agent(InetSocketAddress(interfaces.GetAddress(0), 4210));
    agent.SetAttribute("DelayBudget", TimeValue(Seconds(5)));
    agent.SetAttribute("EnergyBudget", DoubleValue(20));
    agent.SetAttribute("Timeout", TimeValue(Seconds(10)));
    agent.SetAttribute("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=5]"));
    auto agents = agent.Install(robot);
    agents.Start(Seconds(1));
    AllocationHelper allocation("joint");
    allocation.SetAttribute("CommunicationDelay", TimeValue(MilliSeconds(300)));
    allocation.Install(agents, server.Get(0));
    station.Get(0)->GetObject<WifiNetDevice>()->GetMac()->TraceConnectWithoutContext(
        "Assoc",
        MakeCallback(&Associated));
    agents.Get(0)->TraceConnectWithoutContext("Inference", MakeCallback(&Ended));
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    for (const auto& [accessPoint, ended] : g_inferences)
    {
        std::cout << "at " << accessPoint << ": " << ended.first << " inferences in time, "
                  << ended.second << " not\n";
    }
    Simulator::Destroy();
    return 0;
}
