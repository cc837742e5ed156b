/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Cars under an LTE cell, the edge server behind the core network. Needs ns-3's module lte.
//
//    car 0 (UE) --+
//                 +-- eNB --- SGW/PGW ------------- server
//    car 1 (UE) --+          (EPC)     10 Gbit/s, 10 ms
//
// Over 5 MHz of LTE the embedding, 724 kB at 16 bits a value, takes 0.4 s of T0 = 5 s: the design
// gives up a bit of the weights for it. At 8 bits a value it takes 0.2 s, and the weights keep
// theirs.
//
//    $ coinference-lte-example --activationBits=16

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/lte-module.h"
#include "ns3/mobility-module.h"
#include "ns3/point-to-point-module.h"

using namespace ns3;
using namespace ns3::coinference;

int
main(int argc, char* argv[])
{
    double duration = 40;
    std::uint32_t activationBits = 8;
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.AddValue("activationBits", "Bits per embedding value on the link", activationBits);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1400));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
    // The acknowledgments wait at the radio: room for a window of them.
    Config::SetDefault("ns3::LteRlcUm::MaxTxBufferSize", UintegerValue(1 << 20));

    NodeContainer cars(2);
    NodeContainer base(1);
    NodeContainer server(1);
    MobilityHelper mobility;
    mobility.SetPositionAllocator("ns3::GridPositionAllocator", "DeltaX", DoubleValue(50));
    mobility.Install(NodeContainer(base, cars)); // 50 and 100 m from the mast

    auto epc = CreateObject<PointToPointEpcHelper>();
    auto lte = CreateObject<LteHelper>();
    lte->SetEpcHelper(epc);
    lte->SetEnbDeviceAttribute("UlBandwidth", UintegerValue(25)); // 5 MHz
    lte->SetEnbDeviceAttribute("DlBandwidth", UintegerValue(25));
    InternetStackHelper internet;
    internet.Install(NodeContainer(server, cars));
    PointToPointHelper wire;
    wire.SetDeviceAttribute("DataRate", StringValue("10Gbps"));
    wire.SetChannelAttribute("Delay", StringValue("10ms"));
    Ipv4AddressHelper addresses("1.0.0.0", "255.0.0.0");
    const auto address =
        addresses.Assign(wire.Install(epc->GetPgwNode(), server.Get(0))).GetAddress(1);
    Ipv4StaticRoutingHelper routing;
    routing.GetStaticRouting(server.Get(0)->GetObject<Ipv4>())
        ->AddNetworkRouteTo("7.0.0.0", "255.0.0.0", 1); // where EPC addresses its UEs
    const auto masts = lte->InstallEnbDevice(base);
    const auto radios = lte->InstallUeDevice(cars);
    lte->AssignStreams(masts, 1000);
    lte->AssignStreams(radios, 2000);
    epc->AssignUeIpv4Address(radios);
    for (std::uint32_t i = 0; i < cars.GetN(); ++i)
    {
        routing.GetStaticRouting(cars.Get(i)->GetObject<Ipv4>())
            ->SetDefaultRoute(epc->GetUeDefaultGatewayAddress(), 1);
        lte->Attach(radios.Get(i), masts.Get(0));
    }

    EdgeServerHelper(4210).Install(server);
    EmbodiedAgentHelper agent(InetSocketAddress(address, 4210));
    agent.SetAttribute("ActivationBits", UintegerValue(activationBits));
    agent.SetAttribute("DelayBudget", TimeValue(Seconds(5)));
    agent.SetAttribute("EnergyBudget", DoubleValue(20));
    agent.SetAttribute("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=8]"));
    auto agents = agent.Install(cars);
    agents.Get(0)->SetStartTime(Seconds(1));
    agents.Get(1)->SetStartTime(Seconds(5));
    AllocationHelper("joint").Install(agents, server.Get(0));
    CoinferenceTraceHelper trace;
    trace.Connect(agents, "joint");
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    trace.Close();
    for (const auto& record : trace.GetTraces().back()->records)
    {
        std::cout << "car " << record.agent << " at " << record.sensed.GetSeconds()
                  << " s: " << OutcomeName(record.outcome) << " at " << record.precision
                  << " bits in " << record.TotalDelay().GetSeconds() << " s, uplink "
                  << record.UplinkDelay().value_or(Time(0)).GetSeconds() << " s, "
                  << (record.deadlineMet ? "in time" : "too late") << "\n";
    }
    Simulator::Destroy();
}
