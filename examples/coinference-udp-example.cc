/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// TCP or UDP? A car sends its embedding, 724 kB in 550 datagrams, over a link that loses packets.
//
//    car ---------------- server        point-to-point, 100 Mbit/s, 5 ms, losses at the server
//
// TCP sends again what was lost, which takes time. UDP does not: one datagram lost loses the
// inference, which ends at its Timeout. So UDP is a choice for clean links, where it spares TCP's
// slow start; and it has to be paced below the link's rate (PacingRate), or its burst of 550
// datagrams overflows the car's queue. A car that hears nothing for three inferences in a row
// computes alone, and tries the server again every 10 s.
//
//    $ coinference-udp-example --loss=0.001

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;
using namespace ns3::coinference;

namespace
{

void
Simulate(bool udp, const std::string& pacing, double loss, double duration)
{
    NodeContainer nodes(2); // the car and the server
    InternetStackHelper().Install(nodes);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    const auto devices = link.Install(nodes);
    auto errors = CreateObject<RateErrorModel>();
    errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    errors->SetRate(loss);
    errors->AssignStreams(1);
    devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    TrafficControlHelper queue;
    queue.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", StringValue("200p"));
    queue.Install(devices);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto server = addresses.Assign(devices).GetAddress(1);

    const TypeIdValue protocol(udp ? UdpSocketFactory::GetTypeId() : TcpSocketFactory::GetTypeId());
    EdgeServerHelper edge(4210);
    edge.SetAttribute("Protocol", protocol);
    edge.Install(nodes.Get(1));
    EmbodiedAgentHelper agent(InetSocketAddress(server, 4210));
    agent.SetAttribute("Protocol", protocol);
    agent.SetAttribute("PacingRate", StringValue(pacing)); // of datagrams alone
    agent.SetAttribute("EnergyBudget", DoubleValue(20));
    agent.SetAttribute("Timeout", TimeValue(Seconds(6)));
    agent.SetAttribute("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=7]"));
    const auto car = agent.Install(nodes.Get(0));
    AllocationHelper allocation("joint");
    allocation.SetAttribute("CommunicationDelay", TimeValue(Seconds(0.1))); // to begin with
    allocation.Install(car, nodes.Get(1));
    CoinferenceTraceHelper trace;
    trace.Connect(car, udp ? "udp" : "tcp");
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    trace.Close();

    Time uplink;
    int crossed = 0;
    const auto& result = *trace.GetTraces().back();
    for (const auto& record : result.records)
    {
        if (record.placement == Placement::SPLIT && record.UplinkDelay())
        {
            uplink += *record.UplinkDelay();
            ++crossed;
        }
    }
    std::cout << (udp ? "UDP paced at " + pacing : "TCP") << ", loss " << loss << ": "
              << result.counts.deadlineMet << " in time, " << result.counts.timedOut
              << " timed out; " << crossed << " embeddings crossed, in "
              << uplink.GetSeconds() / std::max(crossed, 1) << " s on average\n";
    Simulator::Destroy();
}

} // namespace

int
main(int argc, char* argv[])
{
    double loss = 0.001;
    double duration = 140;
    CommandLine cmd(__FILE__);
    cmd.AddValue("loss", "Share of the packets that is lost", loss);
    cmd.AddValue("duration", "Time to simulate each case [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0 && loss >= 0 && loss < 1,
                        "duration has to be above 0, loss from 0 to below 1");

    for (const double rate : {0.0, loss})
    {
        Simulate(false, "0bps", rate, duration);
        Simulate(true, "90Mbps", rate, duration);
        Simulate(true, "0bps", rate, duration); // not paced: in one burst
    }
}
