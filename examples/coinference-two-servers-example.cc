/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// An edge server nearby that dies, and a cloud behind a slow link that does not.
//
//    robot 0 --+                +---- edge    1 Gbit/s, 0.5 ms; stops at half time
//              +--- gateway ----+
//    robot 1 --+                +---- cloud   50 Mbit/s, 40 ms; three times as fast
//
// Robots measure how long each server takes with all that comes with it and go to the faster one.
// When the edge dies they miss a result or two and leave it. The design gives up bits for the
// longer way to the cloud, at first more than it needs: what was lost counts for the reserve as
// long as it is remembered.
//
//    $ coinference-two-servers-example --selection=static     # tries the edge again and again

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/point-to-point-module.h"

#include <map>
#include <set>

using namespace ns3;
using namespace ns3::coinference;

/// What came of the inferences with a server.
struct Tally
{
    int ended{0};
    int inTime{0};
    double bits{0};
    double network{0}; // [s], of those that were done
    int done{0};
};

int
main(int argc, char* argv[])
{
    double duration = 400;
    std::string selection = "measured-delay";
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.AddValue("selection", "static, least-loaded or measured-delay", selection);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    NS_ABORT_MSG_UNLESS(
        std::set<std::string>({"static", "least-loaded", "measured-delay"}).count(selection),
        "selection = " << selection << " is not allowed: static, least-loaded or measured-delay");
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
    NodeContainer robots(2);
    NodeContainer gateway(1);
    NodeContainer servers(2); // edge and cloud
    InternetStackHelper().Install(NodeContainer(robots, gateway, servers));
    PointToPointHelper link;
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto connect = [&](Ptr<Node> node, const std::string& rate, const std::string& delay) {
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", StringValue(delay));
        const auto interfaces = addresses.Assign(link.Install(gateway.Get(0), node));
        addresses.NewNetwork();
        return interfaces.GetAddress(1);
    };
    connect(robots.Get(0), "1Gbps", "0.5ms");
    connect(robots.Get(1), "1Gbps", "0.5ms");
    const InetSocketAddress edge(connect(servers.Get(0), "1Gbps", "0.5ms"), 4210);
    const InetSocketAddress cloud(connect(servers.Get(1), "50Mbps", "40ms"), 4210);
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    auto chip = ComputeChip::PaperServer();
    ComputeDeviceHelper(chip).Install(servers.Get(0));
    chip.flopsPerCycle *= 3;
    ComputeDeviceHelper(chip).Install(servers.Get(1));
    auto applications = EdgeServerHelper(4210).Install(servers);
    applications.Get(0)->SetStopTime(Seconds(duration / 2));

    EmbodiedAgentHelper agent(edge);
    agent.SetAttribute("DelayBudget", TimeValue(Seconds(5)));
    agent.SetAttribute("EnergyBudget", DoubleValue(20));
    agent.SetAttribute("Timeout", TimeValue(Seconds(6)));
    agent.SetAttribute("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=8]"));
    auto agents = agent.Install(robots);
    agents.Get(1)->SetStartTime(Seconds(4));
    AllocationHelper("joint").Install(agents, servers.Get(0));
    ServerSelectionHelper choice(selection);
    choice.AddServer(edge, servers.Get(0));
    choice.AddServer(cloud, servers.Get(1));
    choice.Install(agents);
    CoinferenceTraceHelper trace;
    trace.Connect(agents, "joint");
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    trace.Close();
    std::map<std::string, Tally> tallies;
    for (const auto& record : trace.GetTraces().back()->records)
    {
        auto& tally = tallies[record.server == Address(cloud) ? "cloud" : "edge"];
        ++tally.ended;
        tally.inTime += record.deadlineMet;
        tally.bits += record.precision.Bits();
        tally.done += record.outcome == Outcome::DONE;
        tally.network += record.CommunicationDelay().value_or(Time(0)).GetSeconds();
    }
    for (const auto& [name, tally] : tallies)
    {
        std::cout << name << ": " << tally.ended << " inferences, " << tally.inTime << " in time, "
                  << tally.bits / tally.ended << " bits, "
                  << (tally.done > 0 ? tally.network / tally.done : 0)
                  << " s on the network and in the queue\n";
    }
    Simulator::Destroy();
}
