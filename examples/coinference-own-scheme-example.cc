/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A scheme of one's own beside the module's. This one asks for at least MinBitWidth bits and then
// takes the slowest pair of clocks, of equal shares of the highest ones, that meets the deadline:
// simple, and worth comparing with the joint design, which splits the time between both chips by
// what a second costs on each.
//
//    robot ------------ server        Ethernet, 1 Gbit/s
//
// A scheme is one subclass with a TypeId. It is then chosen by name like the module's own:
// "equal-clocks" is ns3::coinference::EqualClocksScheme.
//
//    $ coinference-own-scheme-example --ns3::coinference::EqualClocksScheme::MinBitWidth=3

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"

using namespace ns3;
using namespace ns3::coinference;

namespace ns3
{
namespace coinference
{

/// The most bits, at clocks that are the same share of both chips' highest.
class EqualClocksScheme : public AllocationScheme
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::coinference::EqualClocksScheme")
                                .SetParent<AllocationScheme>()
                                .AddConstructor<EqualClocksScheme>()
                                .AddAttribute("MinBitWidth",
                                              "Fewer bits than these are no answer [bit]",
                                              UintegerValue(2),
                                              MakeUintegerAccessor(&EqualClocksScheme::m_least),
                                              MakeUintegerChecker<uint32_t>(1, 32));
        return tid;
    }

  protected:
    Allocation DoSolve(const DesignProblem& problem) override
    {
        auto broken = Limit::DELAY;
        for (auto i = problem.bitWidths.GetN(); i-- > 0;)
        {
            const auto bits = problem.bitWidths.Get(i);
            for (double share = 0.01; bits >= m_least && share <= 1; share += 0.01)
            {
                const Clocks clocks{share * problem.agent.maxFrequency,
                                    share * problem.server.maxFrequency};
                broken = problem.Broken(bits, clocks); // deadline, energy, rate, memory
                if (broken == Limit::NONE)
                {
                    return Feasible(problem, bits, clocks);
                }
            }
        }
        return Infeasible(broken);
    }

  private:
    std::uint32_t m_least{2}; //!< attribute MinBitWidth
};

NS_OBJECT_ENSURE_REGISTERED(EqualClocksScheme);

} // namespace coinference
} // namespace ns3

int
main(int argc, char* argv[])
{
    double duration = 100;
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate with each scheme [s]", duration);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");

    for (const std::string scheme : {"joint", "equal-clocks"})
    {
        NodeContainer nodes(2); // the robot and the server
        InternetStackHelper().Install(nodes);
        CsmaHelper ethernet;
        ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        const auto server = addresses.Assign(ethernet.Install(nodes)).GetAddress(1);
        EdgeServerHelper(4210).Install(nodes.Get(1));
        EmbodiedAgentHelper agent(InetSocketAddress(server, 4210));
        agent.SetAttribute("EnergyBudget", DoubleValue(20));
        const auto robot = agent.Install(nodes.Get(0));
        AllocationHelper(scheme).Install(robot, nodes.Get(1));
        CoinferenceTraceHelper trace;
        trace.Connect(robot, scheme);
        Simulator::Stop(Seconds(duration));
        Simulator::Run();
        trace.Close();
        const auto& last = trace.GetTraces().back()->records.back();
        std::cout << scheme << ": " << trace.GetTraces().back()->counts.deadlineMet
                  << " inferences in time, the last at " << last.precision << " bits and "
                  << last.TotalEnergy() << " J\n";
        Simulator::Destroy();
    }
}
