/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-network.h"

#include "run-cell.h"
#include "run-lte-cell.h"

#include "ns3/basic-energy-source-helper.h"
#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/csma-helper.h"
#include "ns3/csma-net-device.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/ssid.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/uinteger.h"
#include "ns3/wifi-helper.h"
#include "ns3/wifi-mac-helper.h"
#include "ns3/wifi-radio-energy-model-helper.h"
#include "ns3/yans-wifi-helper.h"

#include <cmath>
#include <limits>
#include <sstream>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

/// Stands for the mains [J]: never used up, yet small enough for ns-3's battery arithmetic.
constexpr double MAINS = 1e9;
/// Agents with a point-to-point link of their own to the gateway, and to a router, at most, unless
/// there are so many that routers would be more than the agents of one.
constexpr std::uint32_t MOST_LINKS = 16;

/// Subnets of the routers' links are numbered from here, beyond those of any agent.
constexpr std::uint32_t FIRST_ROUTER = 1 << 20;

/// Where the addresses of the next subnet come from.
struct Subnets
{
    Ipv4AddressHelper ipv4{"10.0.0.0", "255.255.0.0"}; // room for 60,000 agents each
    Ipv6AddressHelper ipv6{"fd00::", Ipv6Prefix(64)};  // ns-3 does not forward 2001:db8::
};

/// Builds one network; the members are what several steps need.
class NetworkBuilder
{
  public:
    NetworkBuilder(const RunOptions& options, int64_t& stream)
        : m_options(options),
          m_groups(GroupsOf(options)),
          m_stream(stream)
    {
        m_network.groups.resize(m_groups.size());
        // Agents first, so that they are numbered from 0 in records.
        for (std::size_t g = 0; g < m_groups.size(); ++g)
        {
            m_network.groups[g].agents.Create(m_groups[g].agents);
            m_network.agents.Add(m_network.groups[g].agents);
        }
        m_gateway.Create(1);
        m_network.servers.Create(options.servers);
    }

    RunNetwork Build()
    {
        m_internet.SetIpv4StackInstall(!m_options.ipv6);
        m_internet.SetIpv6StackInstall(m_options.ipv6);
        NodeContainer all(m_network.agents, m_gateway, m_network.servers);
        m_internet.Install(all);
        for (std::size_t g = 0; g < m_groups.size(); ++g)
        {
            AddBatteries(m_groups[g], m_network.groups[g]);
        }
        BuildWifi();
        BuildLte();
        for (std::size_t g = 0; g < m_groups.size(); ++g)
        {
            if (m_groups[g].network == "csma")
            {
                BuildCsma(m_groups[g], m_network.groups[g].agents);
            }
            else if (m_groups[g].network == "p2p")
            {
                BuildPointToPoint(m_groups[g], m_network.groups[g].agents);
            }
        }
        BuildWires();
        m_stream += m_internet.AssignStreams(all, m_stream);
        m_stream += m_internet.AssignStreams(m_routers, m_stream);
        return m_network;
    }

  private:
    /// Energy sources where something draws from them: batteries, and what radios are fed by.
    static void AddBatteries(const RunOptions& options, RunGroup& group)
    {
        const bool isOnMains = options.batteryEnergy == 0;
        if (isOnMains && options.network != "wifi")
        {
            return;
        }
        BasicEnergySourceHelper battery;
        battery.Set("BasicEnergySourceInitialEnergyJ",
                    DoubleValue(isOnMains ? MAINS : options.batteryEnergy));
        if (isOnMains)
        {
            // Never empty: nobody needs to look.
            battery.Set("PeriodicEnergyUpdateInterval", TimeValue(Seconds(MAINS)));
        }
        // Not assigned: the container is an Object, which must not be.
        group.batteries.Add(battery.Install(group.agents));
    }

    /// Agents of all groups on one access network.
    NodeContainer AgentsOn(const std::string& network) const
    {
        NodeContainer nodes;
        for (std::size_t g = 0; g < m_groups.size(); ++g)
        {
            if (m_groups[g].network == network)
            {
                nodes.Add(m_network.groups[g].agents);
            }
        }
        return nodes;
    }

    /// One cell for the stations of all groups; nothing if there are none.
    void BuildWifi()
    {
        if (AgentsOn("wifi").GetN() == 0)
        {
            return;
        }
        PlaceCell("wifi", m_gateway, m_groups, AgentsOfGroups(m_network), m_stream);
        auto channelHelper = YansWifiChannelHelper::Default();
        auto channel = channelHelper.Create();
        m_stream += channelHelper.AssignStreams(channel, m_stream);
        YansWifiPhyHelper phy;
        phy.SetChannel(channel);
        phy.Set("ChannelSettings", StringValue("{42, 80, BAND_5GHZ, 0}"));
        WifiHelper wifi;
        wifi.SetStandard(m_options.wifiStandard == "802.11ax" ? WIFI_STANDARD_80211ax
                                                              : WIFI_STANDARD_80211ac);
        wifi.SetRemoteStationManager(m_options.rateAdaptation == "ideal"
                                         ? "ns3::IdealWifiManager"
                                         : "ns3::MinstrelHtWifiManager");
        WifiMacHelper mac;
        const SsidValue ssid(Ssid("coinference"));
        mac.SetType("ns3::ApWifiMac", "Ssid", ssid);
        auto devices = wifi.Install(phy, mac, m_gateway);
        mac.SetType("ns3::StaWifiMac", "Ssid", ssid, "ActiveProbing", BooleanValue(false));
        for (std::size_t g = 0; g < m_groups.size(); ++g)
        {
            if (m_groups[g].network == "wifi")
            {
                auto& group = m_network.groups[g];
                const auto stations = wifi.Install(phy, mac, group.agents);
                group.radios = WifiRadioEnergyModelHelper().Install(stations, group.batteries);
                devices.Add(stations);
            }
        }
        m_stream += wifi.AssignStreams(devices, m_stream);
        Connect(devices, m_subnets);
    }

    /// One cell for the users of all groups, its core network on a wire to the gateway.
    void BuildLte()
    {
        const auto users = AgentsOn("lte");
        if (users.GetN() == 0)
        {
            return;
        }
        NodeContainer mast(1);
        PlaceCell("lte", mast, m_groups, AgentsOfGroups(m_network), m_stream);
        const auto cell = BuildLteCell(mast.Get(0), users, m_options.lteBandwidth, m_stream);
        m_stream += cell.streams;
        const auto devices = Wire(m_options, m_gateway.Get(0), cell.gateway);
        const auto interfaces = ConnectIpv4(devices, m_subnets);
        const auto ipv4 = m_gateway.Get(0)->GetObject<Ipv4>();
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(
            Ipv4Address("7.0.0.0"), // where the core network addresses its users
            Ipv4Mask("255.0.0.0"),
            interfaces.GetAddress(1),
            ipv4->GetInterfaceForDevice(devices.Get(0)));
    }

    /**
     * Lets stations take turns: a sender is silent after a frame, and the others look at the bus
     * about once in that time. With ns-3's defaults they look every 1 ms at most, in which one
     * sender keeps the bus for 80 frames at 1 Gbit/s, and then nobody has it for as long.
     */
    static void LetTakeTurns(const NetDeviceContainer& devices, double rate)
    {
        const auto silence = SegmentSilence(rate);
        for (std::uint32_t i = 0; i < devices.GetN(); ++i)
        {
            const auto device = DynamicCast<CsmaNetDevice>(devices.Get(i));
            device->SetInterframeGap(silence);
            // After 1 slot, then after 1 or 2, as often as it takes: the last two parameters have
            // each other's names in ns-3's header.
            device->SetBackoffParams(silence, 1, 3, 2, std::numeric_limits<std::uint32_t>::max());
        }
    }

    void BuildCsma(const RunOptions& options, const NodeContainer& agents)
    {
        CsmaHelper csma;
        // A CSMA device does not hold its node back: what its queue cannot take is lost.
        csma.SetQueue("ns3::DropTailQueue<Packet>", "MaxSize", StringValue("1000p"));
        csma.SetChannelAttribute("DataRate", DataRateValue(RateOf(options)));
        csma.SetChannelAttribute("Delay", TimeValue(SegmentDelay()));
        const auto devices = csma.Install(NodeContainer(m_gateway, agents));
        LetTakeTurns(devices, options.linkRate);
        m_stream += csma.AssignStreams(devices, m_stream);
        AddLosses(devices);
        Connect(devices, m_subnets);
    }

    /**
     * A node looks through all its routes for each packet. So that this grows as little as it can
     * with the agents, many are behind routers, of which the gateway has one route each: as many
     * routers as there are agents behind one of them. How far away the server is does not depend on
     * the number then.
     */
    void BuildPointToPoint(const RunOptions& options, const NodeContainer& nodes)
    {
        const auto agents = nodes.GetN();
        const auto links = AgentsOfARouter(agents);
        if (links == 0)
        {
            for (std::uint32_t i = 0; i < agents; ++i)
            {
                Connect(Wire(options, m_gateway.Get(0), nodes.Get(i)), m_subnets);
            }
            return;
        }
        NodeContainer routers;
        routers.Create((agents + links - 1) / links);
        m_internet.Install(routers);
        m_routers.Add(routers);
        // Subnets of a router's agents have a prefix of their own.
        const auto first = (m_nextSubnet + links - 1) / links * links;
        for (std::uint32_t r = 0; r < routers.GetN(); ++r)
        {
            ConnectBranch(options,
                          m_gateway.Get(0),
                          routers.Get(r),
                          m_nextRouter++,
                          first + r * links,
                          links);
            ForwardOnly(routers.Get(r));
        }
        ForwardOnly(m_gateway.Get(0));
        for (std::uint32_t i = 0; i < agents; ++i)
        {
            ConnectBranch(options, routers.Get(i / links), nodes.Get(i), first + i, first + i, 0);
        }
        m_nextSubnet = first + agents;
    }

    /// Spare a node the search through all its addresses for each packet that it forwards.
    static void ForwardOnly(Ptr<Node> node)
    {
        if (const auto ipv4 = node->GetObject<Ipv4>())
        {
            // One attribute, which changed its name and sense with the releases.
            ipv4->SetAttributeFailSafe("WeakEsModel", BooleanValue(false));
            ipv4->SetAttributeFailSafe("StrongEndSystemModel", BooleanValue(true));
        }
    }

    void BuildWires()
    {
        for (std::uint32_t i = 0; i < m_network.servers.GetN(); ++i)
        {
            m_network.remotes.push_back(
                Connect(Wire(m_options, m_gateway.Get(0), m_network.servers.Get(i)), m_subnets));
        }
    }

    /// Address of a host on a subnet of two, counted from 11.0.0.0.
    static Ipv4Address TreeIpv4(std::uint32_t subnet, std::uint32_t host)
    {
        return Ipv4Address((11U << 24) + 4 * subnet + host);
    }

    /// Prefix of a subnet, counted from fd01::.
    static Ipv6Address TreeIpv6(std::uint32_t subnet)
    {
        std::ostringstream text;
        text << "fd01:0:" << std::hex << (subnet >> 16) << ":" << (subnet & 0xffff) << "::";
        return Ipv6Address(text.str().c_str());
    }

    static Ipv6Prefix PrefixOf(std::uint32_t subnets)
    {
        std::uint8_t length = 64;
        for (; subnets > 1; subnets /= 2)
        {
            --length;
        }
        return Ipv6Prefix(length);
    }

    /// Address a device as the helpers do, but without the list of all addresses that they search.
    void AddressOnTree(Ptr<NetDevice> device, std::uint32_t subnet, std::uint32_t host)
    {
        const auto ipv4 = device->GetNode()->GetObject<Ipv4>();
        const auto index = ipv4->AddInterface(device);
        ipv4->AddAddress(index,
                         Ipv4InterfaceAddress(TreeIpv4(subnet, host), Ipv4Mask("255.255.255.252")));
        ipv4->SetMetric(index, 1);
        ipv4->SetUp(index);
        // As large as the one that the helpers install, but without a queue for each flow.
        TrafficControlHelper queue;
        queue.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", StringValue("10240p"));
        queue.Install(device);
        if (host == 2)
        {
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->SetDefaultRoute(TreeIpv4(subnet, 1),
                                                                              index);
        }
    }

    /**
     * Link a node to the one above it.
     * @param options of the link
     * @param above the node above, which sends it all that is for those below
     * @param below the node
     * @param subnet number of the link's subnet
     * @param first number of the first subnet below it
     * @param subnets how many subnets there are below it, a power of two; 0 for an agent
     */
    void ConnectBranch(const RunOptions& options,
                       Ptr<Node> above,
                       Ptr<Node> below,
                       std::uint32_t subnet,
                       std::uint32_t first,
                       std::uint32_t subnets)
    {
        const auto devices = Wire(options, above, below);
        if (m_options.ipv6)
        {
            Ipv6AddressHelper helper(TreeIpv6(subnet), Ipv6Prefix(64));
            auto interfaces = helper.Assign(devices);
            interfaces.SetForwarding(0, true);
            interfaces.SetDefaultRouteInAllNodes(0);
            if (subnets > 0)
            {
                interfaces.SetForwarding(1, true);
                const auto [ipv6, index] = *interfaces.Begin();
                Ipv6StaticRoutingHelper().GetStaticRouting(ipv6)->AddNetworkRouteTo(
                    TreeIpv6(first),
                    PrefixOf(subnets),
                    interfaces.GetLinkLocalAddress(1),
                    index);
            }
            return;
        }
        AddressOnTree(devices.Get(0), subnet, 1);
        AddressOnTree(devices.Get(1), subnet, 2);
        if (subnets > 0)
        {
            const auto ipv4 = above->GetObject<Ipv4>();
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddNetworkRouteTo(
                TreeIpv4(first, 0),
                Ipv4Mask(~(4 * subnets - 1)),
                TreeIpv4(subnet, 2),
                ipv4->GetInterfaceForDevice(devices.Get(0)));
        }
    }

    static DataRate RateOf(const RunOptions& options)
    {
        return DataRate(static_cast<std::uint64_t>(options.linkRate));
    }

    NetDeviceContainer Wire(const RunOptions& options, Ptr<Node> first, Ptr<Node> second)
    {
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(RateOf(options)));
        link.SetChannelAttribute("Delay", TimeValue(Seconds(options.linkDelay)));
        const auto devices = link.Install(first, second);
        AddLosses(devices);
        return devices;
    }

    void AddLosses(const NetDeviceContainer& devices)
    {
        for (std::uint32_t i = 0; i < devices.GetN() && m_options.packetLoss > 0; ++i)
        {
            auto losses = CreateObject<RateErrorModel>();
            losses->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            losses->SetRate(m_options.packetLoss);
            m_stream += losses->AssignStreams(m_stream);
            devices.Get(i)->SetAttribute("ReceiveErrorModel", PointerValue(losses));
        }
    }

    /**
     * Number a subnet whose first device is the one that the others send all through that is not
     * for this subnet.
     * @return where a server on its second device is found
     */
    Address Connect(const NetDeviceContainer& devices, Subnets& subnets)
    {
        if (m_options.ipv6)
        {
            const auto interfaces = ConnectIpv6(devices, subnets);
            return Inet6SocketAddress(interfaces.GetAddress(1, 1), RUN_PORT);
        }
        const auto interfaces = ConnectIpv4(devices, subnets);
        return InetSocketAddress(interfaces.GetAddress(1), RUN_PORT);
    }

    static Ipv4InterfaceContainer ConnectIpv4(const NetDeviceContainer& devices, Subnets& subnets)
    {
        const auto interfaces = subnets.ipv4.Assign(devices);
        subnets.ipv4.NewNetwork();
        Ipv4StaticRoutingHelper routing;
        for (std::uint32_t i = 1; i < devices.GetN(); ++i)
        {
            const auto [ipv4, index] = interfaces.Get(i);
            routing.GetStaticRouting(ipv4)->SetDefaultRoute(interfaces.GetAddress(0), index);
        }
        return interfaces;
    }

    static Ipv6InterfaceContainer ConnectIpv6(const NetDeviceContainer& devices, Subnets& subnets)
    {
        auto interfaces = subnets.ipv6.Assign(devices);
        subnets.ipv6.NewNetwork();
        interfaces.SetForwarding(0, true);
        interfaces.SetDefaultRouteInAllNodes(0);
        return interfaces;
    }

    const RunOptions& m_options;
    const std::vector<RunOptions> m_groups;
    int64_t& m_stream;
    std::uint32_t m_nextSubnet{0}; // of agents behind routers
    std::uint32_t m_nextRouter{FIRST_ROUTER};
    RunNetwork m_network;
    NodeContainer m_gateway;
    NodeContainer m_routers; // between gateway and agents
    InternetStackHelper m_internet;
    Subnets m_subnets;
};

} // namespace

void
SetNetworkDefaults()
{
    SetLteDefaults();
    // ns-3's 536 bytes are those of 1983; 1428 fit Ethernet and Wi-Fi under IPv6 with timestamps.
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1428));
    // An embedding is some hundred kilobytes: it should not wait for room in the buffers.
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(1 << 20));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(1 << 20));
    // The first embedding sent over UDP waits for its next hop's address, all fragments of it.
    Config::SetDefault("ns3::ArpCache::PendingQueueSize", UintegerValue(1000));
    Config::SetDefault("ns3::NdiscCache::UnresolvedQueueSize", UintegerValue(1000));
}

std::vector<NodeContainer>
AgentsOfGroups(const RunNetwork& network)
{
    std::vector<NodeContainer> agents;
    for (const auto& group : network.groups)
    {
        agents.push_back(group.agents);
    }
    return agents;
}

Time
SegmentSilence(double rate)
{
    constexpr double FRAME = 8 * 1518; // the longest [bit]
    // Who waits looks in whole silences: would frames be as many, they would miss the same end
    // again and again.
    return Max(Seconds(FRAME / 20.5 / rate), SegmentDelay() + SegmentDelay());
}

std::uint32_t
AgentsOfARouter(std::uint32_t agents)
{
    if (agents <= MOST_LINKS)
    {
        return 0;
    }
    // A power of two, so that a router's subnets have a prefix of their own.
    std::uint32_t links = MOST_LINKS;
    while (links * links < agents)
    {
        links *= 2;
    }
    return links;
}

RunNetwork
BuildNetwork(const RunOptions& options, int64_t& stream)
{
    return NetworkBuilder(options, stream).Build();
}

} // namespace coinference
} // namespace ns3
