// SPDX-License-Identifier: GPL-2.0-only
// Two robots share an edge server on one Ethernet; each inference is printed when it ends.
#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"

using namespace ns3;
using namespace ns3::coinference;

void
Print(const InferenceRecord& record)
{
    std::cout << "robot " << record.agent << ": " << OutcomeName(record.outcome) << " at "
              << record.precision << " bits in " << record.TotalDelay().GetSeconds() << " s, of it "
              << record.CommunicationDelay().value_or(Time()).GetSeconds()
              << " s on the network and in the queue; " << record.TotalEnergy() << " J\n";
}

int
main(int argc, char* argv[])
{
    double duration = 20;
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    NodeContainer nodes(3); // two robots and the server
    InternetStackHelper().Install(nodes);
    CsmaHelper ethernet;
    ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    auto server = addresses.Assign(ethernet.Install(nodes)).GetAddress(2);
    EdgeServerHelper(4210).Install(nodes.Get(2)); // chips are the paper's unless set otherwise
    EmbodiedAgentHelper agent(InetSocketAddress(server, 4210)); // runs BLIP-2, writes captions
    agent.SetAttribute("EnergyBudget", DoubleValue(20));        // T0 = 3.5 s, every 4 s
    auto agents = agent.Install(NodeContainer(nodes.Get(0), nodes.Get(1)));
    agents.Get(1)->SetStartTime(Seconds(3));                 // they take turns
    AllocationHelper("joint").Install(agents, nodes.Get(2)); // reserve for the network: measured
    agents.Get(0)->TraceConnectWithoutContext("Inference", MakeCallback(&Print));
    agents.Get(1)->TraceConnectWithoutContext("Inference", MakeCallback(&Print));
    Simulator::Stop(Seconds(duration));
    Simulator::Run();
    Simulator::Destroy();
}
