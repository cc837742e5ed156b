/* SPDX-License-Identifier: GPL-2.0-only */
// Two robots share one edge server over Ethernet; each inference is printed when it ends.
#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include <iostream>
using namespace ns3;
using namespace ns3::coinference;

void
Print(const InferenceRecord& record)
{
    std::cout << "robot " << record.agent << ", inference " << record.sequence << ": "
              << OutcomeName(record.outcome) << " at " << record.bitWidth << " bits in "
              << record.TotalDelay().GetSeconds() << " s, of it "
              << record.CommunicationDelay().GetSeconds() << " s on the network and in the queue, "
              << record.TotalEnergy() << " J\n";
}

int
main(int argc, char* argv[])
{
    CommandLine().Parse(argc, argv);
    NodeContainer nodes(3); // two robots and the server
    InternetStackHelper().Install(nodes);
    CsmaHelper ethernet;
    ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    auto interfaces = addresses.Assign(ethernet.Install(nodes));
    NodeContainer robots(nodes.Get(0), nodes.Get(1));
    EmbodiedAgentHelper agentHelper(InetSocketAddress(interfaces.GetAddress(2), 4210));
    auto agents = agentHelper.Install(robots);      // BLIP-2, T0 = 3.5 s, E0 = 2 J by default
    EdgeServerHelper(4210).Install(nodes.Get(2));   // with the paper's chips
    AllocationHelper("joint").Install(agents, nodes.Get(2));
    for (uint32_t i = 0; i < agents.GetN(); ++i)
        agents.Get(i)->TraceConnectWithoutContext("Inference", MakeCallback(&Print));
    Simulator::Stop(Seconds(20));
    Simulator::Run();
    Simulator::Destroy();
}
