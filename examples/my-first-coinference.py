# SPDX-License-Identifier: GPL-2.0-only
# The same as my-first-coinference.cc with ns-3's Python bindings: two robots share an edge server
# on one Ethernet; each inference is printed at the end.
import os

# The bindings look for headers beside the libraries that a module links; Eigen has none.
os.environ.setdefault("CPLUS_INCLUDE_PATH", "/usr/include/eigen3")

from ns import ns

# Some releases call all of ns-3 "ns.coinference" as well, like every module.
ns.cppyy.cppdef("namespace coinference = ns3::coinference;")
ci = ns.cppyy.gbl.coinference

nodes = ns.NodeContainer()
nodes.Create(3)  # two robots and the server
internet = ns.InternetStackHelper()
internet.Install(nodes)
ethernet = ns.CsmaHelper()
ethernet.SetChannelAttribute("DataRate", ns.StringValue("1Gbps"))
devices = ethernet.Install(nodes)
addresses = ns.Ipv4AddressHelper(ns.Ipv4Address("10.0.0.0"), ns.Ipv4Mask("255.255.255.0"))
server = addresses.Assign(devices).GetAddress(2)

edge = ci.EdgeServerHelper(4210)  # chips are the paper's unless set otherwise
edge.Install(nodes.Get(2))
agent = ci.EmbodiedAgentHelper(ns.InetSocketAddress(server, 4210).ConvertTo())
agent.SetAttribute("EnergyBudget", ns.DoubleValue(20))  # runs BLIP-2; T0 = 3.5 s, every 4 s
robots = ns.NodeContainer(nodes.Get(0), nodes.Get(1))
agents = agent.Install(robots)
agents.Get(1).SetStartTime(ns.Seconds(3))  # they take turns
allocation = ci.AllocationHelper("joint")
allocation.Install(agents, nodes.Get(2))  # reserve for the network: measured

trace = ci.CoinferenceTraceHelper()
trace.Connect(agents, "joint")
ns.Simulator.Stop(ns.Seconds(20))
ns.Simulator.Run()
trace.Close()
for record in trace.GetTraces().back().records:
    print(
        f"robot {record.agent}: at {record.precision.BitWidth()} bits in "
        f"{record.TotalDelay().GetSeconds():.6g} s; {record.TotalEnergy():.6g} J"
    )
ns.Simulator.Destroy()
