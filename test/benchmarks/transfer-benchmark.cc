/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What moving bytes with the module's applications costs, beside ns-3's own BulkSend and PacketSink
// moving as many over the same topology. Both run in turns and the medians are compared. Times are
// the process's own on the processor, which is the wall time of a machine that does nothing else: a
// busy one must not blur the ratio. Exit status 1 if a ratio is above --limit.
//
// Then the cost of an inference against the number of agents.

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/edge-server.h"
#include "ns3/embodied-agent.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr std::uint64_t MESSAGE = 723712; // a BLIP-2 embedding at 16 bits per value
constexpr std::uint16_t PORT = 4210;

double
SecondsOf(const std::function<void()>& run)
{
    const auto start = std::clock();
    run();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double
Median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
}

/// Two nodes; the address of the second.
struct Pair
{
    explicit Pair(bool csma)
    {
        nodes.Create(2);
        InternetStackHelper().Install(nodes);
        NetDeviceContainer devices;
        if (csma)
        {
            CsmaHelper link;
            link.SetChannelAttribute("DataRate", StringValue("100Mbps"));
            link.SetChannelAttribute("Delay", StringValue("10us"));
            devices = link.Install(nodes);
        }
        else
        {
            PointToPointHelper link;
            link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
            link.SetChannelAttribute("Delay", StringValue("1ms"));
            devices = link.Install(nodes);
        }
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        remote = InetSocketAddress(addresses.Assign(devices).GetAddress(1), PORT);
    }

    NodeContainer nodes;
    Address remote;
};

void
BulkSend(bool csma, std::uint32_t messages)
{
    Pair pair(csma);
    const auto bytes = messages * (MESSAGE + CoinferenceHeader::SIZE);
    BulkSendHelper source("ns3::TcpSocketFactory", pair.remote);
    source.SetAttribute("MaxBytes", UintegerValue(bytes));
    source.Install(pair.nodes.Get(0));
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), PORT));
    const auto sinks = sink.Install(pair.nodes.Get(1));
    Simulator::Run();
    if (StaticCast<PacketSink>(sinks.Get(0))->GetTotalRx() != bytes)
    {
        throw std::runtime_error("BulkSend did not move all bytes");
    }
    Simulator::Destroy();
}

/// Work that takes no time to speak of: the link is what is measured.
ModelProfile
LightModel()
{
    ModelProfile model;
    model.name = "light";
    model.agentFlops = 1;
    model.serverFlops = 1;
    model.embeddingValues = MESSAGE / 2;
    model.activationBits = 16;
    model.resultBytes = 1;
    return model;
}

void
Coinference(bool csma, std::uint32_t messages)
{
    Pair pair(csma);
    for (std::uint32_t i = 0; i < 2; ++i)
    {
        pair.nodes.Get(i)->AggregateObject(CreateObject<ComputeDevice>());
    }
    auto server = CreateObject<EdgeServer>();
    pair.nodes.Get(1)->AddApplication(server);
    auto agent = CreateObject<EmbodiedAgent>();
    agent->SetModelProfile(LightModel());
    agent->SetAttribute("Remote", AddressValue(pair.remote));
    agent->SetAttribute("Timeout", TimeValue(Time(0)));
    agent->SetSensingTimes(std::vector<Time>(messages, Time(0))); // all queue on the channel
    pair.nodes.Get(0)->AddApplication(agent);
    Simulator::Run();
    if (agent->GetCounts().done != messages)
    {
        throw std::runtime_error("the agent did not move all bytes");
    }
    Simulator::Destroy();
}

bool
Compare(const char* name, bool csma, std::uint32_t messages, int rounds, double limit)
{
    std::vector<double> reference;
    std::vector<double> ours;
    for (int round = 0; round < rounds; ++round)
    {
        reference.push_back(SecondsOf([=] { BulkSend(csma, messages); }));
        ours.push_back(SecondsOf([=] { Coinference(csma, messages); }));
    }
    const double ratio = Median(ours) / Median(reference);
    std::printf("%-15s %6.1f MB  BulkSend %7.1f ms  coinference %7.1f ms  ratio %.3f%s\n",
                name,
                messages * MESSAGE / 1e6,
                Median(reference) * 1e3,
                Median(ours) * 1e3,
                ratio,
                ratio <= limit ? "" : "  ABOVE THE LIMIT");
    return ratio <= limit;
}

/// Each agent on a link of its own to the server.
void
Scale(std::uint32_t agents, bool udp)
{
    NodeContainer nodes(agents + 1);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(nodes);
    nodes.Get(0)->AggregateObject(CreateObject<ComputeDevice>());
    const TypeId protocol = udp ? UdpSocketFactory::GetTypeId() : TcpSocketFactory::GetTypeId();
    auto server = CreateObject<EdgeServer>();
    server->SetAttribute("Protocol", TypeIdValue(protocol));
    nodes.Get(0)->AddApplication(server);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");
    std::vector<Ptr<EmbodiedAgent>> applications;
    auto model = LightModel();
    model.embeddingValues = 10000;
    for (std::uint32_t i = 1; i <= agents; ++i)
    {
        const auto interfaces = addresses.Assign(link.Install(nodes.Get(0), nodes.Get(i)));
        addresses.NewNetwork();
        nodes.Get(i)->AggregateObject(CreateObject<ComputeDevice>());
        auto agent = CreateObject<EmbodiedAgent>();
        agent->SetModelProfile(model);
        agent->SetAttribute("Protocol", TypeIdValue(protocol));
        agent->SetAttribute("Remote",
                            AddressValue(InetSocketAddress(interfaces.GetAddress(0), PORT)));
        agent->SetAttribute("SensingInterval",
                            StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        agent->SetStartTime(MilliSeconds(i)); // not all at once
        nodes.Get(i)->AddApplication(agent);
        applications.push_back(agent);
    }
    Simulator::Stop(Seconds(10));
    const double seconds = SecondsOf([] { Simulator::Run(); });
    std::uint64_t done = 0;
    for (const auto& agent : applications)
    {
        done += agent->GetCounts().done;
    }
    std::printf("%s %5u agents  %6lu inferences  %6.2f s  %6.1f us and %5.1f events each\n",
                udp ? "UDP" : "TCP",
                agents,
                static_cast<unsigned long>(done),
                seconds,
                1e6 * seconds / done,
                static_cast<double>(Simulator::GetEventCount()) / done);
    Simulator::Destroy();
}

} // namespace

int
main(int argc, char* argv[])
{
    std::uint32_t messages = 30;
    int rounds = 9;
    double limit = 1.1;
    std::uint32_t mostAgents = 800;
    CommandLine command(__FILE__);
    command.AddValue("messages", "embeddings of 723712 byte to move", messages);
    command.AddValue("rounds", "runs of each kind, in turns", rounds);
    command.AddValue("limit", "largest ratio of the wall times allowed", limit);
    command.AddValue("agents", "scale up to so many agents; 0 to leave that out", mostAgents);
    command.Parse(argc, argv);
    bool good = Compare("point-to-point", false, messages, rounds, limit);
    good = Compare("csma", true, messages, rounds, limit) && good;
    for (const bool udp : {false, true})
    {
        for (std::uint32_t agents = 100; agents <= mostAgents; agents *= 2)
        {
            Scale(agents, udp);
        }
    }
    return good ? 0 : 1;
}
