/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Robots of two kinds and a drone that flies out of reach and comes back, in one 802.11ax cell.
 *
 *     walker  walker  cart  cart  drone ~~~ 15 m/s, out of reach for half of the time ~~~>
 *        \        \     |    /
 *             access point ----- 1 Gbit/s ----- server
 *
 * Out of reach the drone misses a result, then computes all itself at fewer bits, and tries the
 * server again every 30 s. Why look: what is a server worth to one that cannot always reach it?
 *
 * The script is one that sweeps can run, with its own option and every scheme by name:
 *
 *     $ coinference-drone-example --schemes=joint,all-on-agent --reach=40
 *     $ coinference-sweep run examples/sweeps/drone.json --program=coinference-drone-example
 */

#include "ns3/bridge-module.h"
#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/mobility-module.h"
#include "ns3/wifi-module.h"

using namespace ns3;
using namespace ns3::coinference;

/// Where the drone is at the beginning, out there, and back again.
static void
Fly(Ptr<Node> drone, double reach, double duration)
{
    auto path = drone->GetObject<WaypointMobilityModel>();
    path->AddWaypoint(Waypoint(Seconds(0), Vector(5, 5, 10)));
    path->AddWaypoint(Waypoint(Seconds(10), Vector(5, 5, 10)));
    const double leaves = std::max(11 + reach / 15, duration / 2);
    path->AddWaypoint(Waypoint(Seconds(10 + reach / 15), Vector(reach, 5, 10)));
    path->AddWaypoint(Waypoint(Seconds(leaves), Vector(reach, 5, 10)));
    path->AddWaypoint(Waypoint(Seconds(leaves + reach / 15), Vector(5, 5, 10)));
}

int
main(int argc, char* argv[])
{
    double duration = 120;
    double reach = 400;
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.AddValue("reach", "How far the drone flies, at 15 m/s [m]", reach);
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448)); // of Ethernet
    CoinferenceScriptHelper script("joint,all-on-agent");
    return script.Run(cmd, argc, argv, [&](const std::string& scheme, auto& trace) {
        NS_ABORT_MSG_UNLESS(duration > 0 && reach > 0, "duration and reach have to be above 0");
        NodeContainer server(1);
        NodeContainer accessPoint(1);
        NodeContainer walkers(2);
        NodeContainer carts(2);
        NodeContainer drone(1);
        const NodeContainer all(walkers, carts, drone);
        MobilityHelper mobility;
        mobility.Install(accessPoint);
        mobility.SetPositionAllocator("ns3::GridPositionAllocator", "DeltaX", DoubleValue(8));
        mobility.Install(NodeContainer(walkers, carts));
        mobility.SetMobilityModel("ns3::WaypointMobilityModel");
        mobility.Install(drone);
        Fly(drone.Get(0), reach, duration);
        YansWifiPhyHelper phy;
        phy.SetChannel(YansWifiChannelHelper::Default().Create());
        phy.Set("ChannelSettings", StringValue("{42, 80, BAND_5GHZ, 0}"));
        WifiHelper wifi;
        wifi.SetStandard(WIFI_STANDARD_80211ax);
        wifi.SetRemoteStationManager("ns3::IdealWifiManager");
        WifiMacHelper mac;
        mac.SetType("ns3::ApWifiMac", "Ssid", SsidValue(Ssid("yard")));
        const auto radio = wifi.Install(phy, mac, accessPoint);
        mac.SetType("ns3::StaWifiMac", "Ssid", SsidValue(Ssid("yard")));
        const auto stations = wifi.Install(phy, mac, all);
        wifi.AssignStreams(NetDeviceContainer(radio, stations), 1000);
        CsmaHelper wire;
        wire.SetChannelAttribute("DataRate", StringValue("1Gbps"));
        const auto wired = wire.Install(NodeContainer(server, accessPoint));
        BridgeHelper().Install(accessPoint.Get(0), NetDeviceContainer(wired.Get(1), radio.Get(0)));
        InternetStackHelper().Install(NodeContainer(server, all));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        const auto near = addresses.Assign(NetDeviceContainer(wired.Get(0), stations));

        EdgeServerHelper(4210).Install(server);
        EmbodiedAgentHelper agent(InetSocketAddress(near.GetAddress(0), 4210));
        agent.SetAttribute("DelayBudget", TimeValue(Seconds(5)));
        agent.SetAttribute("EnergyBudget", DoubleValue(20));
        agent.SetAttribute("Timeout", TimeValue(Seconds(6)));
        agent.SetAttribute("SensingInterval",
                           StringValue("ns3::ConstantRandomVariable[Constant=10]"));
        CoinferenceTraceHelper::Groups groups{{"walkers", agent.Install(walkers)},
                                              {"drone", agent.Install(drone)}};
        agent.SetAttribute("Model", StringValue("git-base-caption")); // of six frames
        groups.emplace_back("carts", agent.Install(carts));
        agent.AssignStreams(all, 2000);
        AllocationHelper allocation(scheme);
        allocation.SetAttribute("MissedResults", UintegerValue(1));
        allocation.SetAttribute("RetryInterval", TimeValue(Seconds(30)));
        allocation.SetAttribute("Window", UintegerValue(5)); // forgets waits of an outage sooner
        for (auto& [name, agents] : groups)
        {
            allocation.Install(agents, server.Get(0));
        }
        for (std::uint32_t i = 0; i < all.GetN(); ++i)
        {
            all.Get(i)->GetApplication(0)->SetStartTime(Seconds(1 + 2 * i));
        }
        trace.Connect(groups, scheme);
        Simulator::Stop(Seconds(duration));
        Simulator::Run();
    });
}
