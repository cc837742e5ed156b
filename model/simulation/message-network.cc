/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-network.h"

#include "fair-shares.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <deque>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceMessageNetwork");

NS_OBJECT_ENSURE_REGISTERED(MessageNetwork);

namespace
{

/// Addresses made up for agents begin here; no host has one of this class.
constexpr std::uint32_t FIRST_ADDRESS = 0xf0000000;

/// What a message has to carry.
double
BitsOf(const CoinferenceHeader& header)
{
    return 8.0 * (static_cast<double>(header.payloadSize) + CoinferenceHeader::SIZE);
}

void
CheckCost(double cost)
{
    NS_ABORT_MSG_UNLESS(
        cost > 0 && std::isfinite(cost),
        "MessageNetwork hop cost = " << cost << " is not allowed: it must be above 0 and finite");
}

void
CheckField(const char* name, double value, bool isAllowed, const char* allowed)
{
    NS_ABORT_MSG_UNLESS(isAllowed && !std::isnan(value),
                        "MessageNetwork bus " << name << " = " << value
                                              << " is not allowed: it must be " << allowed);
}

void
CheckFrames(const BusFrames& frames)
{
    CheckField("payload",
               frames.payload,
               frames.payload > 0 && std::isfinite(frames.payload),
               "above 0 and finite");
    CheckField("travel", frames.travel, frames.travel >= 0, "at least 0");
    CheckField("silence",
               frames.silence,
               frames.silence >= frames.travel && std::isfinite(frames.silence),
               "at least travel and finite");
    CheckField("perFrame", frames.perFrame, frames.perFrame >= 0 && frames.perFrame <= 1, "0 to 1");
    CheckField("acknowledgement",
               frames.acknowledgement,
               frames.perFrame == 0 || frames.acknowledgement > 0,
               "above 0");
    CheckField("mostWaiting", frames.mostWaiting, frames.mostWaiting > 0, "above 0");
}

/// A Visitor's kinds of transfers: where they come from matters on a bus.
enum Kind : std::uint32_t
{
    FROM_STATION,
    FROM_GATEWAY
};

} // namespace

/// Messages of one port to another, the first under way.
struct MessageNetwork::Flow
{
    std::deque<Message> messages;
    const Route* route{nullptr};
    double own{1}; //!< share of the rate that is the message's, not of what is before it
    FairShares::Transfer transfer;
};

MessageNetwork::MessageNetwork()
    : m_shares(std::make_unique<FairShares>())
{
}

MessageNetwork::~MessageNetwork() = default;

TypeId
MessageNetwork::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::MessageNetwork")
                            .SetParent<Object>()
                            .SetGroupName("Coinference")
                            .AddConstructor<MessageNetwork>();
    return tid;
}

MessageNetwork::Link
MessageNetwork::AddLink(double rate)
{
    NS_LOG_FUNCTION(this << rate);
    NS_ABORT_MSG_UNLESS(
        rate > 0 && std::isfinite(rate),
        "MessageNetwork link rate = " << rate << " is not allowed: it must be above 0 and finite");
    m_links.emplace_back();
    return m_shares->AddLink(rate);
}

MessageNetwork::Link
MessageNetwork::AddBus(double rate, const BusFrames& frames)
{
    NS_LOG_FUNCTION(this << rate);
    CheckFrames(frames);
    const Link link = AddLink(rate);
    m_links[link].bus.emplace(rate, frames);
    m_shares->SetLoad(link, 0);
    m_buses.push_back(link);
    return link;
}

void
MessageNetwork::SetRoute(Ptr<Node> from, Ptr<Node> to, const Route& route)
{
    NS_LOG_FUNCTION(this << from << to);
    for (const auto& hop : route.hops)
    {
        NS_ABORT_MSG_UNLESS(hop.link < m_links.size(),
                            "MessageNetwork: a route has link " << hop.link
                                                                << ", which has not been added");
        CheckCost(hop.cost);
    }
    NS_ABORT_MSG_UNLESS(route.weight > 0 && std::isfinite(route.weight),
                        "MessageNetwork route weight = "
                            << route.weight << " is not allowed: it must be above 0 and finite");
    NS_ABORT_MSG_UNLESS(route.mostRate > 0,
                        "MessageNetwork route rate = " << route.mostRate
                                                       << " is not allowed: it must be above 0");
    NS_ABORT_MSG_IF(route.delay.IsStrictlyNegative(),
                    "MessageNetwork route delay = " << route.delay
                                                    << " is not allowed: it must not be negative");
    NS_ABORT_MSG_IF(route.hops.empty() && std::isinf(route.mostRate) && route.delay.IsZero(),
                    "MessageNetwork: a route without links needs a rate or a delay");
    m_routes[{from->GetId(), to->GetId()}] = route;
}

void
MessageNetwork::AddAddress(const Address& address, Ptr<Node> node)
{
    NS_LOG_FUNCTION(this << address << node);
    m_addresses[WithoutTos(address)] = node;
}

Address
MessageNetwork::WithoutTos(const Address& address)
{
    if (!InetSocketAddress::IsMatchingType(address))
    {
        return address;
    }
    const auto inet = InetSocketAddress::ConvertFrom(address);
    return InetSocketAddress(inet.GetIpv4(), inet.GetPort());
}

double
MessageNetwork::GetRate(Ptr<Node> from, Ptr<Node> to) const
{
    double rate = 0;
    for (const auto& [ports, id] : m_flowOf)
    {
        const auto& flow = *m_flows[id - 1];
        const bool isIt = m_ports[ports.first].node == from && m_ports[ports.second].node == to;
        rate += isIt ? m_shares->GetRate(flow.transfer) * flow.own : 0;
    }
    return rate;
}

std::size_t
MessageNetwork::GetInFlight() const
{
    std::size_t count = m_delivering;
    for (const auto& flow : m_flows)
    {
        count += flow->messages.size();
    }
    return count;
}

void
MessageNetwork::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_share.Cancel();
    m_next.Cancel();
    m_shares->Clear();
    m_flows.clear();
    m_flowOf.clear();
    m_routes.clear(); // and the nodes that their costs may hold
    m_addresses.clear();
    for (auto& port : m_ports)
    {
        port.node = nullptr;
    }
    Object::DoDispose();
}

std::uint32_t
MessageNetwork::Attach(Peer* peer, Ptr<Node> node, bool isServer)
{
    NS_LOG_FUNCTION(this << node << isServer);
    const auto port = static_cast<std::uint32_t>(m_ports.size());
    Address address;
    if (isServer)
    {
        NS_ABORT_MSG_IF(m_servers.count(node->GetId()),
                        "MessageNetwork: a server listens already on node " << node->GetId());
        m_servers[node->GetId()] = port;
        m_serverPorts.push_back(port);
    }
    else
    {
        address = InetSocketAddress(Ipv4Address(FIRST_ADDRESS + port), 1);
        m_agents[address] = port;
    }
    m_ports.push_back({peer, node, address, isServer});
    return port;
}

void
MessageNetwork::Detach(std::uint32_t port)
{
    NS_LOG_FUNCTION(this << port);
    auto& own = m_ports[port];
    own.peer = nullptr;
    if (own.isServer)
    {
        m_servers.erase(own.node ? own.node->GetId() : 0);
    }
    else
    {
        m_agents.erase(own.address);
    }
    if (!own.isServer)
    {
        for (auto flow = m_flowOf.lower_bound({port, 0});
             flow != m_flowOf.end() && flow->first.first == port;
             ++flow)
        {
            Drop(flow->second);
        }
        for (const auto server : m_serverPorts)
        {
            if (const auto flow = m_flowOf.find({server, port}); flow != m_flowOf.end())
            {
                Drop(flow->second);
            }
        }
        return;
    }
    for (const auto& [ports, id] : m_flowOf)
    {
        if (ports.first == port || ports.second == port)
        {
            Drop(id);
        }
        if (ports.second == port && m_ports[ports.first].peer)
        {
            Simulator::Schedule(m_flows[id - 1]->route->delay,
                                &MessageNetwork::TellClosed,
                                Ptr<MessageNetwork>(this),
                                ports.first);
        }
    }
}

void
MessageNetwork::Drop(std::uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    auto& flow = *m_flows[id - 1];
    flow.messages.clear();
    if (flow.transfer.IsOn())
    {
        m_shares->End(flow.transfer, Simulator::Now());
        ShareSoon();
    }
    LeaveGateway(flow);
}

void
MessageNetwork::TellClosed(std::uint32_t port)
{
    NS_LOG_FUNCTION(this << port);
    if (auto* peer = m_ports[port].peer)
    {
        peer->HandleClosed();
    }
}

const MessageNetwork::Route&
MessageNetwork::RouteOf(const Port& from, const Port& to) const
{
    const auto route = m_routes.find({from.node->GetId(), to.node->GetId()});
    NS_ABORT_MSG_IF(route == m_routes.end(),
                    "MessageNetwork: there is no route from node "
                        << from.node->GetId() << " to node " << to.node->GetId());
    return route->second;
}

bool
MessageNetwork::Send(std::uint32_t port, const CoinferenceHeader& header, const Address& to)
{
    NS_LOG_FUNCTION(this << port << header << to);
    const auto address = WithoutTos(to);
    std::uint32_t receiver = 0;
    if (m_ports[port].isServer)
    {
        const auto agent = m_agents.find(address);
        if (agent == m_agents.end())
        {
            return false;
        }
        receiver = agent->second;
    }
    else
    {
        const auto node = m_addresses.find(address);
        NS_ABORT_MSG_IF(node == m_addresses.end(),
                        "MessageNetwork: no node has the address that node "
                            << m_ports[port].node->GetId() << " sends to");
        const auto server = m_servers.find(node->second->GetId());
        if (server == m_servers.end())
        {
            // Nobody listens: told as a connection that is refused.
            Simulator::ScheduleNow(&MessageNetwork::TellClosed, Ptr<MessageNetwork>(this), port);
            return false;
        }
        receiver = server->second;
    }
    auto& id = m_flowOf[{port, receiver}];
    if (id == 0)
    {
        const auto& route = RouteOf(m_ports[port], m_ports[receiver]);
        id = m_flows.size() + 1;
        m_flows.push_back(std::make_unique<Flow>());
        m_flows.back()->route = &route;
        m_flows.back()->transfer.owner = id;
    }
    auto& flow = *m_flows[id - 1];
    flow.messages.push_back({header, port, receiver});
    if (flow.messages.size() == 1)
    {
        Begin(flow);
    }
    return true;
}

std::size_t
MessageNetwork::Queued(std::uint32_t port) const
{
    std::size_t count = 0;
    for (auto flow = m_flowOf.lower_bound({port, 0}); flow != m_flowOf.end(); ++flow)
    {
        if (flow->first.first != port)
        {
            break;
        }
        count += m_flows[flow->second - 1]->messages.size();
    }
    return count;
}

MessageNetwork::SharedLink*
MessageNetwork::BusBefore(const Flow& flow)
{
    if (flow.route->fromGateway)
    {
        for (const auto& hop : flow.route->hops)
        {
            if (m_links[hop.link].bus)
            {
                return &m_links[hop.link];
            }
        }
    }
    return nullptr;
}

void
MessageNetwork::UpdateBus(SharedLink& link)
{
    link.bus->Advance((Simulator::Now() - link.updated).GetSeconds());
    link.updated = Simulator::Now();
}

void
MessageNetwork::Begin(Flow& flow)
{
    NS_LOG_FUNCTION(this << flow.transfer.owner);
    if (auto* link = BusBefore(flow))
    {
        UpdateBus(*link);
        if (!link->bus->Push(flow.transfer.owner))
        {
            return; // behind another one
        }
    }
    Start(flow);
}

void
MessageNetwork::LeaveGateway(const Flow& flow)
{
    NS_LOG_FUNCTION(this << flow.transfer.owner);
    if (auto* link = BusBefore(flow))
    {
        UpdateBus(*link);
        if (link->bus->Pop(flow.transfer.owner) && !link->bus->IsEmpty())
        {
            Start(*m_flows[link->bus->GetFirst() - 1]);
        }
    }
}

void
MessageNetwork::Start(Flow& flow)
{
    double bits = BitsOf(flow.messages.front().header);
    flow.own = 1;
    m_costs.clear();
    const auto& hops = flow.route->hops;
    for (const auto& hop : hops)
    {
        m_costs.push_back(hop.costNow ? hop.costNow() : hop.cost);
        CheckCost(m_costs.back());
    }
    if (auto* link = BusBefore(flow))
    {
        bits = WaitForTurns(flow, bits, *link);
    }
    auto& transfer = flow.transfer;
    transfer.weight = flow.route->weight; // which may have changed since the last message
    transfer.most = flow.route->mostRate;
    transfer.kind = flow.route->fromGateway ? FROM_GATEWAY : FROM_STATION;
    transfer.Clear();
    for (std::size_t h = 0; h < hops.size(); ++h)
    {
        transfer.Add(hops[h].link, m_costs[h]);
    }
    m_shares->Begin(transfer, bits, Simulator::Now());
    ShareSoon();
}

double
MessageNetwork::WaitForTurns(Flow& flow, double bits, SharedLink& link)
{
    const auto& hops = flow.route->hops;
    double all = bits;
    for (std::size_t h = 0; h < hops.size(); ++h)
    {
        if (&m_links[hops[h].link] == &link)
        {
            const auto turns = link.bus->Start(bits, m_costs[h]);
            all = turns.bits;
            flow.own = bits / turns.bits;
            m_costs[h] = turns.cost;
        }
    }
    for (std::size_t h = 0; h < hops.size(); ++h)
    {
        // Other links carry no more than before.
        m_costs[h] *= &m_links[hops[h].link] == &link ? 1 : flow.own;
    }
    return all;
}

void
MessageNetwork::ShareSoon()
{
    if (m_share.IsExpired())
    {
        m_share = Simulator::ScheduleNow(&MessageNetwork::ShareLinks, this);
    }
}

void
MessageNetwork::LoadBuses()
{
    for (const auto index : m_buses)
    {
        auto& link = m_links[index];
        UpdateBus(link);
        const auto flows = m_shares->GetTransfers(index);
        const std::uint32_t answers = link.bus->IsEmpty() ? 0 : 1;
        m_shares->SetLoad(index, flows >= answers ? link.bus->Load(flows - answers) : 0);
    }
}

void
MessageNetwork::CountOnBuses()
{
    for (const auto index : m_buses)
    {
        auto& bus = *m_links[index].bus;
        m_shares->Visit(index, [&bus](double rate, std::size_t count, std::uint32_t kind) {
            bus.Count(rate, count, kind == FROM_GATEWAY);
        });
        bus.SetRates();
    }
}

void
MessageNetwork::ShareLinks()
{
    NS_LOG_FUNCTION(this);
    LoadBuses();
    m_shares->Share(Simulator::Now());
    CountOnBuses();
    PlanNext();
}

void
MessageNetwork::PlanNext()
{
    m_next.Cancel();
    if (const auto next = m_shares->GetNextEnd())
    {
        m_next = Simulator::Schedule(Max(*next - Simulator::Now(), Time(0)),
                                     &MessageNetwork::HandleEnds,
                                     this);
    }
}

void
MessageNetwork::HandleEnds()
{
    NS_LOG_FUNCTION(this);
    m_shares->TakeEnded(Simulator::Now(), m_ended);
    for (const auto id : m_ended)
    {
        HandleSent(id);
    }
    ShareSoon();
}

void
MessageNetwork::HandleSent(std::uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    auto& flow = *m_flows[id - 1];
    const auto message = flow.messages.front();
    flow.messages.pop_front();
    LeaveGateway(flow);
    ++m_delivering;
    const auto& route = *flow.route;
    const double bits = BitsOf(message.header);
    const Time stored = Seconds(route.storeTime * std::min(bits, route.packetBits));
    Simulator::Schedule(route.delay + stored,
                        &MessageNetwork::Deliver,
                        Ptr<MessageNetwork>(this),
                        message);
    if (!flow.messages.empty())
    {
        Begin(flow);
    }
    ShareSoon();
}

void
MessageNetwork::Deliver(Message message)
{
    NS_LOG_FUNCTION(this << message.header);
    --m_delivering;
    const auto& from = m_ports[message.from];
    if (auto* peer = m_ports[message.to].peer)
    {
        peer->Receive(message.header, from.isServer ? Address() : from.address);
    }
}

} // namespace coinference
} // namespace ns3
