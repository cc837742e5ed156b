/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Agents that share a server: does each decide for itself, or one coordinator for all?
//
//    robot 0 --+
//      ...     +--- Ethernet, 1 Gbit/s --- server
//    robot n --+
//
// All sense at the same moments. Alone, each takes the cheapest clocks that meet its deadline, slow
// ones at the server, where the others then wait. Together the bits are fewer, the clocks higher
// where it matters, and every deadline is guaranteed whatever the arrivals.
//
//    $ coinference-together-example --robots=6

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"

using namespace ns3;
using namespace ns3::coinference;

namespace
{

void
Simulate(bool together, std::uint32_t robots, double duration)
{
    NodeContainer nodes(robots + 1); // the server is the last
    const auto server = nodes.Get(robots);
    InternetStackHelper().Install(nodes);
    CsmaHelper ethernet;
    ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
    const auto devices = ethernet.Install(nodes);
    ethernet.AssignStreams(devices, 100);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto address = addresses.Assign(devices).GetAddress(robots);
    EdgeServerHelper(4210).Install(server);
    EmbodiedAgentHelper agent(InetSocketAddress(address, 4210)); // runs BLIP-2, writes captions
    agent.SetAttribute("DelayBudget", TimeValue(Seconds(8)));
    agent.SetAttribute("EnergyBudget", DoubleValue(6));
    agent.SetAttribute("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=10]"));
    agent.SetAttribute("MaxInFlight", UintegerValue(1)); // what the guarantee is for
    ApplicationContainer agents;
    for (std::uint32_t i = 0; i < robots; ++i)
    {
        agents.Add(agent.Install(nodes.Get(i)));
    }
    AllocationHelper allocation("joint");
    if (together)
    {
        // What is left out of T0 for both transmissions.
        allocation.SetCoordinatorAttribute("CommunicationDelay", TimeValue(Seconds(0.1)));
        const auto answer = allocation.InstallTogether(agents, server)->Update();
        if (!answer.IsFeasible())
        {
            std::cout << "together: no bits can be guaranteed (" << LimitName(answer.reason)
                      << ")\n";
            Simulator::Destroy();
            return;
        }
        std::cout << "together: every request is served within " << answer.serverTime << " s\n";
    }
    else
    {
        allocation.Install(agents, server);
    }
    CoinferenceTraceHelper trace;
    trace.Connect(agents, together ? "together" : "alone");
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    trace.Close();

    double distortion = 0;
    Time longest;
    const auto& result = *trace.GetTraces().back();
    for (const auto& record : result.records)
    {
        distortion += record.totalDistortion / static_cast<double>(result.records.size());
        longest = std::max(longest, record.TotalDelay());
    }
    std::cout << (together ? "together: " : "alone: ") << result.counts.deadlineMet << " of "
              << result.records.size() << " in time, the longest " << longest.GetSeconds()
              << " s; mean distortion of all weights " << distortion << "\n";
    Simulator::Destroy();
}

} // namespace

int
main(int argc, char* argv[])
{
    std::uint32_t robots = 5;
    double duration = 200;
    CommandLine cmd(__FILE__);
    cmd.AddValue("robots", "Number of robots", robots);
    cmd.AddValue("duration", "Time to simulate each case [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    Simulate(false, robots, duration);
    Simulate(true, robots, duration);
}
