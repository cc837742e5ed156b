/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Agents need not be alike: robots that caption what they see on a Jetson AGX Orin, and cameras
// with a smaller model on an Orin Nano, over different networks to one server.
//
//    robot 0 --+                              +-- camera 0
//    robot 1 --+--- Ethernet --- server ------+            point-to-point links, 20 Mbit/s
//                   1 Gbit/s                  +-- camera 1
//
// Each kind has its own helper: attributes of the agent (model, budgets, sensing) and of its
// processor. All records go to one trace, and to a file that a spreadsheet opens.
//
//    $ coinference-mixed-agents-example --output=inferences.csv

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/point-to-point-module.h"

#include <map>

using namespace ns3;
using namespace ns3::coinference;

int
main(int argc, char* argv[])
{
    double duration = 120;
    std::string output;
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.AddValue("output", "CSV file for all records; none if empty", output);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");

    NodeContainer server(1);
    NodeContainer robots(2);
    NodeContainer cameras(2);
    InternetStackHelper().Install(NodeContainer(server, robots, cameras));
    CsmaHelper ethernet;
    ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto devices = ethernet.Install(NodeContainer(server, robots));
    const auto wired = addresses.Assign(devices).GetAddress(0);
    // Chips that come with the module: measured operating points, idle power, memory.
    ComputeDeviceHelper(LoadChip("rtx-3090")).Install(server);
    EdgeServerHelper(4210).Install(server);
    ComputeDeviceHelper(LoadChip("jetson-agx-orin")).Install(robots);
    ComputeDeviceHelper(LoadChip("jetson-orin-nano")).Install(cameras);

    EmbodiedAgentHelper robot(InetSocketAddress(wired, 4210));
    robot.SetAttribute("Model", StringValue("blip-2-caption"));
    robot.SetAttribute("DelayBudget", TimeValue(Seconds(4)));
    robot.SetAttribute("EnergyBudget", DoubleValue(60));
    robot.SetAttribute("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=8]"));
    auto agents = robot.Install(robots);

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("20Mbps"));
    for (std::uint32_t i = 0; i < cameras.GetN(); ++i)
    {
        addresses.SetBase(("10.1." + std::to_string(i) + ".0").c_str(), "255.255.255.0");
        const auto near =
            addresses.Assign(link.Install(server.Get(0), cameras.Get(i))).GetAddress(0);
        EmbodiedAgentHelper camera(InetSocketAddress(near, 4210));
        camera.SetAttribute("Model", StringValue("git-base"));
        camera.SetAttribute("DelayBudget", TimeValue(Seconds(6)));
        camera.SetAttribute("EnergyBudget", DoubleValue(60));
        camera.SetAttribute("SensingInterval",
                            StringValue("ns3::ExponentialRandomVariable[Mean=15]"));
        agents.Add(camera.Install(cameras.Get(i)));
        camera.AssignStreams(NodeContainer(cameras.Get(i)), 10 * i);
    }
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        agents.Get(i)->SetStartTime(Seconds(2 * i));
    }
    // Of all designs with the most bits the cheapest uses up the deadline, and the server's time
    // that others wait for: where agents share a server that has time to spare, take the fastest.
    AllocationHelper allocation("joint");
    allocation.SetSchemeAttribute("LeastDelay", BooleanValue(true));
    allocation.Install(agents, server.Get(0));
    CoinferenceTraceHelper trace;
    trace.Connect(agents, "joint");
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    trace.Close();

    std::map<std::uint32_t, InferenceCounts> counts;
    std::map<std::uint32_t, InferenceRecord> last;
    for (const auto& record : trace.GetTraces().back()->records)
    {
        counts[record.agent].Count(record);
        last[record.agent] = record;
    }
    for (const auto& [agent, record] : last)
    {
        std::cout << (agent <= 2 ? "robot " : "camera ") << agent << ": "
                  << counts[agent].deadlineMet << " of " << counts[agent].done
                  << " in time; the last at " << record.precision << " bits, "
                  << record.agentFrequency / 1e6 << " MHz, " << record.TotalDelay().GetSeconds()
                  << " s, " << record.TotalEnergy() << " J\n";
    }
    if (!output.empty())
    {
        trace.WriteCsv(output);
    }
    Simulator::Destroy();
}
