/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-message-network.h"

#include "ns3/basic-energy-source-helper.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

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

constexpr double TCP_PAYLOAD = 1428;  // of a segment, as SetNetworkDefaults() has it [byte]
constexpr double TCP_HEADER = 32;     // with timestamps
constexpr double UDP_DATAGRAM = 1400; // attribute DatagramSize's default, header included
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
    explicit MessageNetworkBuilder(const RunOptions& options)
        : m_options(options),
          m_isTcp(options.protocol == "tcp")
    {
        m_result.messages = CreateObject<MessageNetwork>();
        m_result.agents.Create(options.agents);
        m_result.servers.Create(options.servers);
    }

    RunNetwork Build()
    {
        if (m_options.batteryEnergy > 0)
        {
            BasicEnergySourceHelper battery;
            battery.Set("BasicEnergySourceInitialEnergyJ", DoubleValue(m_options.batteryEnergy));
            m_result.batteries.Add(battery.Install(m_result.agents));
        }
        for (std::uint32_t i = 0; i < m_options.servers; ++i)
        {
            AddServer(i);
        }
        if (m_options.network == "p2p")
        {
            BuildPointToPoint();
        }
        else if (m_options.network == "csma")
        {
            const auto bus = m_result.messages->AddLink(m_options.linkRate);
            ConnectAll({bus, BusCost()}, SegmentDelay(), StoreTime(ETHERNET_HEADER));
        }
        else
        {
            const auto airtime = m_result.messages->AddLink(1);
            ConnectAll({airtime, 1 / m_options.cellRate}, CELL_DELAY, 0);
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

    Cable AddCable()
    {
        const double cost = WireBytes(PPP_HEADER) / Payload();
        auto& network = *m_result.messages;
        return {{network.AddLink(m_options.linkRate), cost},
                {network.AddLink(m_options.linkRate), cost}};
    }

    double Payload() const
    {
        return m_isTcp ? TCP_PAYLOAD : UDP_PAYLOAD;
    }

    /// A full packet on the wire [byte].
    double WireBytes(double linkHeader) const
    {
        const double ip = m_options.ipv6 ? 40 : 20;
        return ip + linkHeader + (m_isTcp ? TCP_PAYLOAD + TCP_HEADER : UDP_DATAGRAM + UDP_HEADER);
    }

    /// What a node adds that sends packets on [s/bit of payload].
    double StoreTime(double linkHeader) const
    {
        return WireBytes(linkHeader) / Payload() / m_options.linkRate;
    }

    /// What a bit takes of a bus: frames, nothing else while they travel, and acknowledgements.
    double BusCost() const
    {
        const double travel = SegmentDelay().GetSeconds() * m_options.linkRate / 8; // [byte]
        const double ip = m_options.ipv6 ? 40 : 20;
        const double acknowledgement =
            m_isTcp ? (TCP_HEADER + ip + ETHERNET_HEADER + travel) / 2 : 0;
        return (WireBytes(ETHERNET_HEADER) + travel + acknowledgement) / Payload();
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
        m_servers.push_back(AddCable());
    }

    void Connect(std::uint32_t agent,
                 std::vector<Hop> up,
                 std::vector<Hop> down,
                 Time delay,
                 double store)
    {
        const Time wire = Seconds(m_options.linkDelay);
        for (std::uint32_t i = 0; i < m_options.servers; ++i)
        {
            auto there = up;
            there.push_back(m_servers[i].up);
            auto back = down;
            back.push_back(m_servers[i].down);
            const auto node = m_result.agents.Get(agent);
            const auto server = m_result.servers.Get(i);
            const double packet = 8 * Payload();
            const Time all = delay + wire;
            m_result.messages->SetRoute(node, server, {there, all, store, packet, MostRate()});
            m_result.messages->SetRoute(server, node, {back, all, store, packet, MostRate()});
        }
    }

    /// All agents on one link, in both directions.
    void ConnectAll(const Hop& shared, Time delay, double store)
    {
        for (std::uint32_t i = 0; i < m_options.agents; ++i)
        {
            Connect(i, {shared}, {shared}, delay, store);
        }
    }

    void BuildPointToPoint()
    {
        const auto behind = AgentsOfARouter(m_options.agents);
        const Time hop = Seconds(m_options.linkDelay);
        const double store = StoreTime(PPP_HEADER);
        Cable router{};
        for (std::uint32_t i = 0; i < m_options.agents; ++i)
        {
            const auto own = AddCable();
            if (behind == 0)
            {
                Connect(i, {own.up}, {own.down}, hop, store);
                continue;
            }
            if (i % behind == 0)
            {
                router = AddCable();
            }
            Connect(i, {own.up, router.up}, {own.down, router.down}, hop + hop, 2 * store);
        }
    }

    const RunOptions& m_options;
    bool m_isTcp;
    RunNetwork m_result;
    std::vector<Cable> m_servers; // to each of them
};

} // namespace

RunNetwork
BuildMessageNetwork(const RunOptions& options)
{
    return MessageNetworkBuilder(options).Build();
}

} // namespace coinference
} // namespace ns3
