# SPDX-License-Identifier: GPL-2.0-only
# The same as my-first-coinference.py with the Python bindings of ns-3.36 (pybindgen), where every
# module is a Python module of its own; each inference is printed at the end.
import ns.coinference as ci
import ns.core
import ns.csma
import ns.internet
import ns.network

nodes = ns.network.NodeContainer()
nodes.Create(3)  # two robots and the server
internet = ns.internet.InternetStackHelper()
internet.Install(nodes)
ethernet = ns.csma.CsmaHelper()
ethernet.SetChannelAttribute("DataRate", ns.core.StringValue("1Gbps"))
devices = ethernet.Install(nodes)
addresses = ns.internet.Ipv4AddressHelper(
    ns.network.Ipv4Address("10.0.0.0"), ns.network.Ipv4Mask("255.255.255.0")
)
server = addresses.Assign(devices).GetAddress(2)

edge = ci.EdgeServerHelper(4210)  # chips are the paper's unless set otherwise
edge.Install(nodes.Get(2))
agent = ci.EmbodiedAgentHelper(ns.network.InetSocketAddress(server, 4210))
agent.SetAttribute("EnergyBudget", ns.core.DoubleValue(20))  # runs BLIP-2; T0 = 3.5 s, every 4 s
robots = ns.network.NodeContainer(nodes.Get(0))
robots.Add(nodes.Get(1))
agents = agent.Install(robots)
agents.Get(1).SetStartTime(ns.core.Seconds(3))  # they take turns
allocation = ci.AllocationHelper("joint")
allocation.Install(agents, nodes.Get(2))  # reserve for the network: measured

trace = ci.CoinferenceTraceHelper()
trace.Connect(agents, "joint")
ns.core.Simulator.Stop(ns.core.Seconds(20))
ns.core.Simulator.Run()
trace.Close()
for run in trace.GetTraces():
    for record in run.records:
        print(
            f"robot {record.agent}: at {record.precision.BitWidth()} bits in "
            f"{record.TotalDelay().GetSeconds():.6g} s; {record.TotalEnergy():.6g} J"
        )
ns.core.Simulator.Destroy()
