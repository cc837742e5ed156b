/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-message-network.h"

#include "cell-rates.h"
#include "run-cell.h"

#include "ns3/basic-energy-source-helper.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/mobility-model.h"

#include <algorithm>
#include <limits>
#include <sstream>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

typedef MessageNetwork::Hop Hop;
typedef MessageNetwork::Link Link;

constexpr double TCP_PAYLOAD = 1428;   // of a segment, as SetNetworkDefaults() has it [byte]
constexpr double TCP_HEADER = 32;      // with timestamps
constexpr double TCP_WINDOW = 1 << 20; // as SetNetworkDefaults() has it [byte]
constexpr double UDP_DATAGRAM = 1400;  // attribute DatagramSize's default, header included
constexpr double UDP_PAYLOAD = UDP_DATAGRAM - CoinferenceHeader::SIZE;
constexpr double UDP_HEADER = 8;
constexpr double PPP_HEADER = 2;
constexpr double ETHERNET_HEADER = 18; // with the checksum
/// What a frame waits for the channel and takes before its payload [s].
const Time CELL_DELAY = MicroSeconds(50);

/// Builds one network; the members are what several steps need.
class MessageNetworkBuilder
{
  public:
    MessageNetworkBuilder(const RunOptions& options, int64_t& stream)
        : m_options(options),
          m_groups(GroupsOf(options)),
          m_stream(stream),
          m_isTcp(options.protocol == "tcp")
    {
        m_result.messages = CreateObject<MessageNetwork>();
        for (const auto& group : m_groups)
        {
            auto& made = m_result.groups.emplace_back();
            made.agents.Create(group.agents);
            m_result.agents.Add(made.agents);
        }
        m_result.servers.Create(options.servers);
    }

    RunNetwork Build()
    {
        for (std::uint32_t i = 0; i < m_options.servers; ++i)
        {
            AddServer(i);
        }
        PlaceStations();
        const auto airtime = m_result.messages->AddLink(1);
        for (std::size_t g = 0; g < m_groups.size(); ++g)
        {
            const auto& options = m_groups[g];
            auto& group = m_result.groups[g];
            if (options.batteryEnergy > 0)
            {
                BasicEnergySourceHelper battery;
                battery.Set("BasicEnergySourceInitialEnergyJ", DoubleValue(options.batteryEnergy));
                group.batteries.Add(battery.Install(group.agents));
            }
            if (options.network == "p2p")
            {
                BuildPointToPoint(options, group.agents);
            }
            else if (options.network == "csma")
            {
                BuildBus(options, group.agents);
            }
            else
            {
                ConnectStations(options, group.agents, airtime);
            }
        }
        return m_result;
    }

  private:
    /// A cable's two directions.
    struct Cable
    {
        Hop up;
        Hop down;
    };

    Cable AddCable(const RunOptions& options)
    {
        const double cost = WireBytes(PPP_HEADER) / Payload();
        auto& network = *m_result.messages;
        return {{network.AddLink(options.linkRate), cost},
                {network.AddLink(options.linkRate), cost}};
    }

    double Payload() const
    {
        return m_isTcp ? TCP_PAYLOAD : UDP_PAYLOAD;
    }

    /// [byte]
    double IpHeader() const
    {
        return m_options.ipv6 ? 40 : 20;
    }

    /// A full packet on the wire [byte].
    double WireBytes(double linkHeader) const
    {
        return IpHeader() + linkHeader +
               (m_isTcp ? TCP_PAYLOAD + TCP_HEADER : UDP_DATAGRAM + UDP_HEADER);
    }

    /// What a node adds that sends packets on [s/bit of payload].
    double StoreTime(double linkHeader, const RunOptions& options) const
    {
        return WireBytes(linkHeader) / Payload() / options.linkRate;
    }

    void BuildBus(const RunOptions& options, const NodeContainer& agents)
    {
        BusFrames frames;
        frames.payload = 8 * Payload();
        frames.silence = SegmentSilence(options.linkRate).GetSeconds() * options.linkRate;
        frames.travel = SegmentDelay().GetSeconds() * options.linkRate;
        if (m_isTcp)
        {
            frames.perFrame = 1.0 / 2; // attribute DelAckCount's default
            frames.acknowledgement = 8 * (TCP_HEADER + IpHeader() + ETHERNET_HEADER);
            frames.mostWaiting = TCP_WINDOW / TCP_PAYLOAD;
        }
        const auto bus = m_result.messages->AddBus(options.linkRate, frames);
        const Hop hop{bus, WireBytes(ETHERNET_HEADER) / Payload(), {}};
        for (std::uint32_t i = 0; i < agents.GetN(); ++i)
        {
            Connect(agents.Get(i),
                    {hop},
                    {hop},
                    SegmentDelay(),
                    StoreTime(ETHERNET_HEADER, options),
                    true);
        }
    }

    /// The stations' ways, which are those that they walk with packets.
    void PlaceStations()
    {
        const bool anyWifi = std::any_of(m_groups.begin(), m_groups.end(), [](const auto& group) {
            return group.network == "wifi";
        });
        if (anyWifi)
        {
            m_accessPoint.Create(1);
            PlaceCell("wifi", m_accessPoint, m_groups, AgentsOfGroups(m_result), m_stream);
        }
    }

    void ConnectStations(const RunOptions& options, const NodeContainer& agents, Link airtime)
    {
        const CellRates rates(m_options.wifiStandard, m_options.rateAdaptation, options.speed > 0);
        for (std::uint32_t i = 0; i < agents.GetN(); ++i)
        {
            Hop hop{airtime, 1, {}};
            if (m_options.cellRate > 0)
            {
                hop.cost = 1 / m_options.cellRate;
            }
            else
            {
                const auto station = agents.Get(i)->GetObject<MobilityModel>();
                const auto accessPoint = m_accessPoint.Get(0)->GetObject<MobilityModel>();
                hop.costNow = [rates, station, accessPoint]() {
                    return 1 / rates.At(station->GetDistanceFrom(accessPoint));
                };
            }
            Connect(agents.Get(i), {hop}, {hop}, CELL_DELAY, 0);
        }
    }

    /// The most that a sender sends [bit/s of payload].
    double MostRate() const
    {
        const double pacing = m_options.pacingRate * UDP_PAYLOAD / UDP_DATAGRAM;
        return m_isTcp || m_options.pacingRate == 0 ? std::numeric_limits<double>::infinity()
                                                    : pacing;
    }

    void AddServer(std::uint32_t index)
    {
        std::ostringstream host;
        Address address;
        if (m_options.ipv6)
        {
            host << "fd00:0:0:" << std::hex << index + 1 << "::2";
            address = Inet6SocketAddress(Ipv6Address(host.str().c_str()), RUN_PORT);
        }
        else
        {
            host << "10." << index + 1 << ".0.2";
            address = InetSocketAddress(Ipv4Address(host.str().c_str()), RUN_PORT);
        }
        m_result.remotes.push_back(address);
        m_result.messages->AddAddress(address, m_result.servers.Get(index));
        m_servers.push_back(AddCable(m_options));
    }

    void Connect(Ptr<Node> node,
                 std::vector<Hop> up,
                 std::vector<Hop> down,
                 Time delay,
                 double store,
                 bool isFromGateway = false)
    {
        const Time wire = Seconds(m_options.linkDelay);
        for (std::uint32_t i = 0; i < m_options.servers; ++i)
        {
            auto there = up;
            there.push_back(m_servers[i].up);
            auto back = down;
            back.push_back(m_servers[i].down);
            const auto server = m_result.servers.Get(i);
            const double packet = 8 * Payload();
            const Time all = delay + wire;
            m_result.messages->SetRoute(node, server, {there, all, store, packet, MostRate()});
            m_result.messages->SetRoute(server,
                                        node,
                                        {back, all, store, packet, MostRate(), 1, isFromGateway});
        }
    }

    void BuildPointToPoint(const RunOptions& options, const NodeContainer& agents)
    {
        const auto behind = AgentsOfARouter(agents.GetN());
        const Time hop = Seconds(options.linkDelay);
        const double store = StoreTime(PPP_HEADER, options);
        Cable router{};
        for (std::uint32_t i = 0; i < agents.GetN(); ++i)
        {
            const auto own = AddCable(options);
            if (behind == 0)
            {
                Connect(agents.Get(i), {own.up}, {own.down}, hop, store);
                continue;
            }
            if (i % behind == 0)
            {
                router = AddCable(options);
            }
            Connect(agents.Get(i),
                    {own.up, router.up},
                    {own.down, router.down},
                    hop + hop,
                    2 * store);
        }
    }

    const RunOptions& m_options;
    const std::vector<RunOptions> m_groups;
    int64_t& m_stream;
    bool m_isTcp;
    NodeContainer m_accessPoint; // none without Wi-Fi
    RunNetwork m_result;
    std::vector<Cable> m_servers; // to each of them
};

} // namespace

RunNetwork
BuildMessageNetwork(const RunOptions& options, int64_t& stream)
{
    return MessageNetworkBuilder(options, stream).Build();
}

} // namespace coinference
} // namespace ns3
