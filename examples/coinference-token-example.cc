/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Answers that come back word by word: robots look at a scene with Qwen2.5-VL-3B, its vision
// encoder quantized on their Jetson, its language model on one GPU that all share.
//
//    robot 0 --- 200 Mbit/s ---+
//    robot 1 --- 200 Mbit/s ---+--- server: RTX 4090
//       ...                    |
//
// A step of decoding reads all weights for one token: 8 ms for 6 GB. First come first served the
// GPU reads them for one robot at a time; with continuous batching a pass gives each robot that
// waits its next token, and who comes joins at the next pass. The robot sees the first word when
// it crosses the link, not when the answer is whole. Lengths of answers differ.
//
//    $ coinference-token-example --robots=8

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/point-to-point-module.h"

#include <iomanip>

using namespace ns3;
using namespace ns3::coinference;

/// Simulate with a discipline of the server, and print a line of what came of it.
void
RunWith(const std::string& queueing, std::uint32_t count, double duration)
{
    NodeContainer server(1);
    NodeContainer robots(count);
    InternetStackHelper().Install(NodeContainer(server, robots));
    ComputeDeviceHelper gpu(LoadChip("rtx-4090"));
    gpu.SetAttribute("Queueing", StringValue(queueing));
    gpu.SetAttribute("CacheMemory", DoubleValue(14e9)); // 24 GB less the weights
    gpu.Install(server);
    EdgeServerHelper(4210).Install(server);
    ComputeDeviceHelper(LoadChip("jetson-agx-orin")).Install(robots);

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("200Mbps"));
    link.SetChannelAttribute("Delay", TimeValue(MilliSeconds(2)));
    ApplicationContainer agents;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        Ipv4AddressHelper addresses(("10.0." + std::to_string(i) + ".0").c_str(), "255.255.255.0");
        const auto near = addresses.Assign(link.Install(server.Get(0), robots.Get(i)));
        EmbodiedAgentHelper robot(InetSocketAddress(near.GetAddress(0), 4210));
        robot.SetAttribute("Model", StringValue("qwen2.5-vl-3b"));
        robot.SetAttribute("StreamTokens", BooleanValue(true));
        robot.SetAttribute("OutputTokens",
                           StringValue("ns3::ExponentialRandomVariable[Mean=32|Bound=200]"));
        robot.SetAttribute("DelayBudget", TimeValue(Seconds(2)));
        robot.SetAttribute("EnergyBudget", DoubleValue(200));
        robot.SetAttribute("SensingInterval",
                           StringValue("ns3::ExponentialRandomVariable[Mean=2]"));
        agents.Add(robot.Install(robots.Get(i)));
        robot.AssignStreams(NodeContainer(robots.Get(i)), 10 * i);
    }
    AllocationHelper allocation("joint");
    allocation.SetSchemeAttribute("LeastDelay", BooleanValue(true));
    allocation.Install(agents, server.Get(0));
    CoinferenceTraceHelper trace;
    trace.Connect(agents, queueing);
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    trace.Close();

    InferenceCounts counts;
    double first = 0;
    double each = 0;
    double longer = 0; // answers of more than a token
    for (const auto& record : trace.GetTraces().back()->records)
    {
        counts.Count(record);
        if (const auto perToken = record.TimePerToken())
        {
            first += record.TimeToFirstToken()->GetSeconds();
            each += perToken->GetSeconds();
            ++longer;
        }
    }
    const double energy = server.Get(0)->GetObject<ComputeDevice>()->GetEnergy();
    std::cout << std::left << std::setw(11) << queueing << std::right << std::fixed
              << std::setprecision(0) << std::setw(6) << counts.done << std::setw(11)
              << 100.0 * counts.deadlineMet / (counts.done + counts.dropped + counts.timedOut)
              << std::setw(18) << 1e3 * first / longer << std::setw(16) << std::setprecision(1)
              << 1e3 * each / longer << std::setw(12) << energy / counts.done << "\n";
    Simulator::Destroy();
}

int
main(int argc, char* argv[])
{
    std::uint32_t robots = 8;
    double duration = 30;
    CommandLine cmd(__FILE__);
    cmd.AddValue("robots", "How many robots", robots);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448)); // of Ethernet
    std::cout << "server       done  in 2 s [%]  first token [ms]  per token [ms]  server [J]\n";
    for (const char* queueing : {"Fifo", "Continuous"})
    {
        RunWith(queueing, robots, duration);
    }
}
