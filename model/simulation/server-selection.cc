/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-selection.h"

#include "allocation-controller.h"
#include "embodied-agent.h"
#include "or-abort.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"
#include "ns3/vector.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceServerSelection");

NS_OBJECT_ENSURE_REGISTERED(ServerSelection);
NS_OBJECT_ENSURE_REGISTERED(StaticServerSelection);
NS_OBJECT_ENSURE_REGISTERED(NearestServerSelection);
NS_OBJECT_ENSURE_REGISTERED(LeastLoadedServerSelection);
NS_OBJECT_ENSURE_REGISTERED(MeasuredDelayServerSelection);

TypeId
ServerSelection::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::ServerSelection")
            .SetParent<Object>()
            .SetGroupName("Coinference")
            .AddAttribute(
                "MissedResults",
                "Inferences in a row that were sent to a server and came to nothing after "
                "which it is left; keep it below the AllocationController's, which goes on "
                "alone",
                UintegerValue(2),
                MakeUintegerAccessor(&ServerSelection::m_missedResults),
                MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("RetryInterval",
                          "Time after which a server that was left may be chosen again; doubled by "
                          "every try of it that comes to nothing, up to 32 times as long",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&ServerSelection::m_retryInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Smoothing",
                          "Weight of the newest delay in the mean that is kept of a server's",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&ServerSelection::m_smoothing),
                          MakeDoubleChecker<double>(0.001, 1))
            .AddTraceSource("Selected",
                            "Another server was chosen: the one before, and the new one",
                            MakeTraceSourceAccessor(&ServerSelection::m_selectedTrace),
                            "ns3::coinference::ServerSelection::SelectedTracedCallback");
    return tid;
}

void
ServerSelection::AddServer(const Address& remote, Ptr<ComputeDevice> device)
{
    NS_LOG_FUNCTION(this << remote << device);
    NS_ABORT_MSG_UNLESS(device, "ServerSelection: a server needs a ComputeDevice");
    Server server;
    server.remote = remote;
    server.device = device;
    m_servers.push_back(server);
    if (m_servers.size() == 1 && m_observes)
    {
        Use(0);
    }
}

const std::vector<ServerSelection::Server>&
ServerSelection::GetServers() const
{
    return m_servers;
}

std::size_t
ServerSelection::GetSelected() const
{
    return m_selected;
}

std::uint64_t
ServerSelection::GetChanges() const
{
    return m_changes;
}

Ptr<EmbodiedAgent>
ServerSelection::GetAgent() const
{
    return GetObject<EmbodiedAgent>();
}

void
ServerSelection::NotifyNewAggregate()
{
    const auto agent = GetAgent();
    if (agent && !m_observes)
    {
        m_observes = true;
        agent->TraceConnectWithoutContext("Sensing",
                                          MakeCallback(&ServerSelection::HandleSensing, this));
        agent->TraceConnectWithoutContext("Inference",
                                          MakeCallback(&ServerSelection::HandleInference, this));
        if (!m_servers.empty())
        {
            Use(0);
        }
    }
    Object::NotifyNewAggregate();
}

void
ServerSelection::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_servers.clear();
    Object::DoDispose();
}

void
ServerSelection::Use(std::size_t index)
{
    const auto& server = m_servers[index];
    const auto agent = GetAgent();
    agent->SetAttribute("Remote", AddressValue(server.remote));
    if (const auto controller = GetObject<AllocationController>())
    {
        controller->SetServerDevice(server.device);
        if (controller->GetUpdates() > 0)
        {
            OrAbort([&controller]() { controller->Update(); });
        }
    }
    m_selected = index;
}

Time
ServerSelection::LeaveTime(const Server& server) const
{
    constexpr std::uint32_t MOST_DOUBLINGS = 5;
    return m_retryInterval * static_cast<int64_t>(1 << std::min(server.tries, MOST_DOUBLINGS));
}

void
ServerSelection::HandleSensing(std::uint32_t sequence)
{
    NS_LOG_FUNCTION(this << sequence);
    NS_ABORT_MSG_IF(m_servers.empty(), "ServerSelection: no server has been added");
    const auto now = Simulator::Now();
    std::vector<std::size_t> candidates;
    std::size_t longestLeft = 0;
    for (std::size_t i = 0; i < m_servers.size(); ++i)
    {
        if (m_servers[i].leftUntil <= now)
        {
            candidates.push_back(i);
        }
        longestLeft = m_servers[i].leftUntil < m_servers[longestLeft].leftUntil ? i : longestLeft;
    }
    const auto chosen = candidates.empty() ? longestLeft : DoSelect(candidates);
    NS_ASSERT_MSG(chosen < m_servers.size(), "DoSelect() chose what is no server");
    if (auto& server = m_servers[chosen]; server.missed >= m_missedResults)
    {
        // One inference tries it again; what comes of that is known before the next does.
        server.isTried = !candidates.empty();
        server.leftUntil = now + LeaveTime(server);
    }
    if (chosen == m_selected)
    {
        return;
    }
    NS_LOG_INFO("from " << ServerName(m_servers[m_selected].remote) << " to "
                        << ServerName(m_servers[chosen].remote));
    const auto before = m_servers[m_selected].remote;
    ++m_changes;
    Use(chosen);
    m_selectedTrace(before, m_servers[chosen].remote);
}

void
ServerSelection::HandleInference(const InferenceRecord& record)
{
    NS_LOG_FUNCTION(this << record.sequence);
    const auto isIt = [&record](const Server& server) { return server.remote == record.server; };
    const auto place = std::find_if(m_servers.begin(), m_servers.end(), isIt);
    if (place == m_servers.end() || record.outcome == Outcome::BATTERY_EMPTY)
    {
        return; // nothing was sent, or it tells nothing of the server
    }
    if (record.outcome != Outcome::DONE)
    {
        place->tries += place->isTried ? 1 : 0;
        place->isTried = false;
        if (++place->missed >= m_missedResults)
        {
            NS_LOG_INFO(ServerName(place->remote) << " is left");
            place->leftUntil = Simulator::Now() + LeaveTime(*place);
        }
        return;
    }
    place->missed = 0;
    place->tries = 0;
    place->isTried = false;
    place->leftUntil = Time(0);
    const double delay = (record.ended - *record.computeFinished).GetSeconds();
    place->delay = place->delay ? *place->delay + m_smoothing * (delay - *place->delay) : delay;
}

TypeId
StaticServerSelection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::StaticServerSelection")
                            .SetParent<ServerSelection>()
                            .SetGroupName("Coinference")
                            .AddConstructor<StaticServerSelection>();
    return tid;
}

std::size_t
StaticServerSelection::DoSelect(const std::vector<std::size_t>& candidates)
{
    return candidates.front();
}

namespace
{

/// Where a node is; by name, so that the library does not need ns-3's module mobility.
Vector
PositionOf(const Node& node)
{
    TypeId mobility;
    const bool isKnown = TypeId::LookupByNameFailSafe("ns3::MobilityModel", &mobility);
    const auto model = isKnown ? node.GetObject<Object>(mobility) : nullptr;
    NS_ABORT_MSG_UNLESS(model,
                        "NearestServerSelection: node " << node.GetId() << " has no MobilityModel");
    VectorValue position;
    model->GetAttribute("Position", position);
    return position.Get();
}

/// The candidate of the least value, the first of equals.
template <typename Value>
std::size_t
LeastOf(const std::vector<std::size_t>& candidates, const Value& value)
{
    return *std::min_element(candidates.begin(), candidates.end(), [&](auto a, auto b) {
        return value(a) < value(b);
    });
}

} // namespace

TypeId
NearestServerSelection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::NearestServerSelection")
                            .SetParent<ServerSelection>()
                            .SetGroupName("Coinference")
                            .AddConstructor<NearestServerSelection>();
    return tid;
}

std::size_t
NearestServerSelection::DoSelect(const std::vector<std::size_t>& candidates)
{
    const auto own = PositionOf(*GetAgent()->GetNode());
    return LeastOf(candidates, [&](std::size_t i) {
        const auto node = GetServers()[i].device->GetObject<Node>();
        NS_ABORT_MSG_UNLESS(node, "NearestServerSelection: a server's device is on no node");
        return CalculateDistance(own, PositionOf(*node));
    });
}

TypeId
LeastLoadedServerSelection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::LeastLoadedServerSelection")
                            .SetParent<ServerSelection>()
                            .SetGroupName("Coinference")
                            .AddConstructor<LeastLoadedServerSelection>();
    return tid;
}

std::size_t
LeastLoadedServerSelection::DoSelect(const std::vector<std::size_t>& candidates)
{
    return LeastOf(candidates, [this](std::size_t i) {
        const auto& device = *GetServers()[i].device;
        return device.GetQueueLength() + (device.IsBusy() ? 1 : 0);
    });
}

TypeId
MeasuredDelayServerSelection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::MeasuredDelayServerSelection")
                            .SetParent<ServerSelection>()
                            .SetGroupName("Coinference")
                            .AddConstructor<MeasuredDelayServerSelection>();
    return tid;
}

std::size_t
MeasuredDelayServerSelection::DoSelect(const std::vector<std::size_t>& candidates)
{
    return LeastOf(candidates, [this](std::size_t i) { return GetServers()[i].delay.value_or(0); });
}

} // namespace coinference
} // namespace ns3
