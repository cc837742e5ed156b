/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How long does a drone fly on one battery? Three drones, the same camera, the same battery, and
// three ways to choose bit-width and clocks:
//
//    drone 0 (joint) ----------+
//    drone 1 (fixed-frequency) +--- server        point-to-point links, 100 Mbit/s, 2 ms
//    drone 2 (all-on-agent) ---+
//
// All meet the deadline; what differs is the energy of an inference, and so how long a battery
// lasts and how many inferences it holds. The radios are on a supply of their own.
//
//    $ coinference-battery-example --battery=10

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/energy-module.h"
#include "ns3/internet-module.h"
#include "ns3/point-to-point-module.h"

using namespace ns3;
using namespace ns3::coinference;

namespace
{

void
SwitchedOff(std::string scheme, Ptr<EmbodiedAgent> drone, double /* old power */, double power)
{
    if (power == 0)
    {
        const auto counts = drone->GetCounts();
        std::cout << scheme << ": empty after " << Simulator::Now().GetSeconds() << " s, "
                  << counts.done << " inferences done, " << counts.deadlineMet << " in time\n";
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    double battery = 20;
    double duration = 1000;
    CommandLine cmd(__FILE__);
    cmd.AddValue("battery", "Energy of a drone's battery [J]", battery);
    cmd.AddValue("duration", "Longest time to simulate [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0 && battery > 0, "duration and battery have to be above 0");

    const std::vector<std::string> schemes{"joint", "fixed-frequency", "all-on-agent"};
    NodeContainer server(1);
    NodeContainer drones(schemes.size());
    InternetStackHelper().Install(NodeContainer(server, drones));
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("2ms"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.252");

    EdgeServerHelper(4210).Install(server);
    ComputeDeviceHelper processors; // the paper's chip, which also needs 20 mW when it is idle
    processors.SetAttribute("IdlePower", DoubleValue(0.02));
    processors.Install(drones);
    BasicEnergySourceHelper batteries;
    batteries.Set("BasicEnergySourceInitialEnergyJ", DoubleValue(battery));
    const auto sources = batteries.Install(drones);
    ComputeEnergyModelHelper().Install(drones, sources);

    for (std::uint32_t i = 0; i < drones.GetN(); ++i)
    {
        const auto devices = link.Install(server.Get(0), drones.Get(i));
        const auto address = addresses.Assign(devices).GetAddress(0);
        addresses.NewNetwork();
        EmbodiedAgentHelper agent(InetSocketAddress(address, 4210));
        // What the drone's budget is for: its own battery, not the server's mains. The server's
        // part of the model would take most of it otherwise.
        agent.SetAttribute("EnergyBudget", DoubleValue(60));
        agent.SetAttribute("DelayBudget", TimeValue(Seconds(8)));
        agent.SetAttribute("SensingInterval",
                           StringValue("ns3::ConstantRandomVariable[Constant=10]"));
        auto application = agent.Install(drones.Get(i));
        application.Start(Seconds(3 * i)); // they take turns at the server
        AllocationHelper(schemes[i]).Install(application, server.Get(0));
        drones.Get(i)->GetObject<ComputeDevice>()->TraceConnectWithoutContext(
            "Power",
            MakeBoundCallback(&SwitchedOff,
                              schemes[i],
                              EmbodiedAgentHelper::GetAgent(application, 0)));
    }
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    for (std::uint32_t i = 0; i < drones.GetN(); ++i)
    {
        std::cout << schemes[i] << ": " << drones.Get(i)->GetObject<ComputeDevice>()->GetEnergy()
                  << " J drawn\n";
    }
    Simulator::Destroy();
}
