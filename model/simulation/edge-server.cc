/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edge-server.h"

#include "datagram-channel.h"
#include "fluid-channel.h"
#include "phase-directory.h"
#include "stream-channel.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceEdgeServer");

NS_OBJECT_ENSURE_REGISTERED(EdgeServer);

namespace
{

/// Whether a task's result is the last token of a streamed answer.
bool
EndsWithToken(const ComputeTask& task)
{
    return task.streams && !task.phases->empty() &&
           (task.phases->back().kind == PhaseKind::DECODE || task.phases->back().givesToken);
}

} // namespace

TypeId
EdgeServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::EdgeServer")
            .SetParent<StreamedApplication>()
            .SetGroupName("Coinference")
            .AddConstructor<EdgeServer>()
            .AddAttribute("Port",
                          "Port to listen on, over IPv4 and IPv6",
                          UintegerValue(4210),
                          MakeUintegerAccessor(&EdgeServer::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Local",
                          "Address and port to listen on alone; Port of all addresses if not set",
                          AddressValue(),
                          MakeAddressAccessor(&EdgeServer::m_local),
                          MakeAddressChecker())
            .AddAttribute("Tos",
                          "Type of Service, or Traffic Class over IPv6, of all packets sent",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EdgeServer::m_tos),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("MessageNetwork",
                          "Network without packets to use instead of sockets; null for packets",
                          PointerValue(),
                          MakePointerAccessor(&EdgeServer::m_network),
                          MakePointerChecker<MessageNetwork>())
            .AddAttribute("Protocol",
                          "Socket factory: ns3::TcpSocketFactory or ns3::UdpSocketFactory",
                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                          MakeTypeIdAccessor(&EdgeServer::m_protocol),
                          MakeTypeIdChecker())
            .AddAttribute(
                "MaxJobTime",
                "Refuse requests that would compute for longer at the clock they ask for; "
                "0 for no limit",
                TimeValue(Seconds(60)),
                MakeTimeAccessor(&EdgeServer::m_maxJobTime),
                MakeTimeChecker(Time(0)))
            .AddAttribute("MaxResultSize",
                          "Refuse requests that ask for a larger result, all tokens of a streamed "
                          "one together [byte]; 0 for no limit",
                          UintegerValue(16 << 20),
                          MakeUintegerAccessor(&EdgeServer::m_maxResultSize),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("DatagramSize",
                          "Largest UDP payload to send, header of 80 bytes included [byte]",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&EdgeServer::m_datagramSize),
                          MakeUintegerChecker<uint32_t>(CoinferenceHeader::SIZE + 1, 65507))
            .AddAttribute("PacingRate",
                          "Rate to send UDP payload at; 0 sends a message in one burst",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&EdgeServer::m_pacingRate),
                          MakeDataRateChecker())
            .AddAttribute("ReassemblyTimeout",
                          "How long UDP fragments of a message wait for the rest",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&EdgeServer::m_reassemblyTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Rx",
                            "A request was received whole, and its sender: a CoinferenceHeader and "
                            "its payload",
                            MakeTraceSourceAccessor(&EdgeServer::m_rxTrace),
                            "ns3::Packet::AddressTracedCallback")
            .AddTraceSource("Tx",
                            "A result or a refusal is handed to the network: the whole message",
                            MakeTraceSourceAccessor(&EdgeServer::m_txTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Reported",
                            "An agent reported its design problem, or acknowledged an allocation: "
                            "agent and the allocation's number",
                            MakeTraceSourceAccessor(&EdgeServer::m_reportedTrace),
                            "ns3::coinference::EdgeServer::ReportedTracedCallback")
            .AddTraceSource("Refused",
                            "A request was refused",
                            MakeTraceSourceAccessor(&EdgeServer::m_refusedTrace),
                            "ns3::coinference::EdgeServer::MessageTracedCallback");
    return tid;
}

EdgeServer::EdgeServer()
    : m_whenComputed(MakeCallback(&EdgeServer::HandleComputed, this)),
      m_whenToken(MakeCallback(&EdgeServer::HandleToken, this))
{
}

EdgeServerCounts
EdgeServer::GetCounts() const
{
    auto counts = m_counts;
    for (const auto& [key, channel] : m_channels)
    {
        counts.incomplete += channel->GetLosses();
    }
    return counts;
}

int64_t
EdgeServer::AssignStreams(int64_t /* stream */)
{
    NS_LOG_FUNCTION(this);
    return 0;
}

std::size_t
EdgeServer::GetBacklog() const
{
    return m_requests.size();
}

std::size_t
EdgeServer::GetChannels() const
{
    return m_channels.size();
}

void
EdgeServer::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [key, channel] : m_channels)
    {
        channel->Abandon(); // nothing is sent any more
    }
    for (auto& listener : m_listeners)
    {
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeNullCallback<void, Ptr<Socket>, const Address&>());
    }
    m_listeners.clear();
    TakeBackRequests(); // before any is refused: what would carry the refusal may be gone
    StopApplication();
    m_device = nullptr;
    m_network = nullptr;
    StreamedApplication::DoDispose();
}

void
EdgeServer::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_device = GetNode()->GetObject<ComputeDevice>();
    NS_ABORT_MSG_UNLESS(m_device,
                        "EdgeServer: no ComputeDevice is aggregated to node "
                            << GetNode()->GetId());
    if (m_network)
    {
        AddChannel(Create<FluidChannel>(m_network, GetNode(), true));
        return;
    }
    if (!m_local.IsInvalid())
    {
        Listen(m_local);
        return;
    }
    Listen(InetSocketAddress(Ipv4Address::GetAny(), m_port));
    Listen(Inet6SocketAddress(Ipv6Address::GetAny(), m_port));
}

void
EdgeServer::Listen(const Address& local)
{
    NS_LOG_FUNCTION(this);
    auto socket = Socket::CreateSocket(GetNode(), m_protocol);
    NS_ABORT_MSG_IF(socket->Bind(local) < 0,
                    "EdgeServer: cannot bind " << ServerName(local) << " on node "
                                               << GetNode()->GetId());
    SetSocketTos(*socket, m_tos);
    if (socket->GetSocketType() != Socket::NS3_SOCK_STREAM)
    {
        AddChannel(
            Create<DatagramChannel>(socket, m_datagramSize, m_pacingRate, m_reassemblyTimeout));
        return;
    }
    socket->Listen();
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeCallback(&EdgeServer::HandleAccept, this));
    m_listeners.push_back(socket);
}

void
EdgeServer::StopApplication()
{
    NS_LOG_FUNCTION(this);
    for (auto& listener : m_listeners)
    {
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeNullCallback<void, Ptr<Socket>, const Address&>());
        listener->Close();
    }
    m_listeners.clear();
    // Who waits for a result is told that it will not come: a datagram socket has no other way.
    for (const auto& [tag, request] : TakeBackRequests())
    {
        Answer(request, MakeRefusal(request));
    }
    const auto channels = m_channels; // what listens below may close some
    for (const auto& [key, channel] : channels)
    {
        channel->Flush();
    }
    while (!m_channels.empty())
    {
        RemoveChannel(m_channels.begin()->second);
    }
}

std::map<std::uint64_t, EdgeServer::Request>
EdgeServer::TakeBackRequests()
{
    NS_LOG_FUNCTION(this);
    // The newest first, so that no other one is started only to be canceled.
    for (auto request = m_requests.rbegin(); request != m_requests.rend(); ++request)
    {
        m_device->Cancel(request->second.job);
    }
    m_counts.aborted += m_requests.size();
    std::map<std::uint64_t, Request> requests;
    requests.swap(m_requests);
    return requests;
}

void
EdgeServer::HandleAccept(Ptr<Socket> socket, const Address& from)
{
    NS_LOG_FUNCTION(this << socket << from);
    SetSocketTos(*socket, m_tos);
    AddChannel(Create<StreamChannel>(socket, true));
}

void
EdgeServer::AddChannel(Ptr<MessageChannel> channel)
{
    NS_LOG_FUNCTION(this);
    channel->SetCallbacks(MakeCallback(&EdgeServer::HandleMessage, this),
                          MakeCallback(&EdgeServer::HandleMalformed, this),
                          MakeCallback(&EdgeServer::RemoveChannel, this));
    m_channels[++m_lastChannel] = channel;
    m_channelKeys[PeekPointer(channel)] = m_lastChannel;
}

void
EdgeServer::RemoveChannel(Ptr<MessageChannel> channel)
{
    NS_LOG_FUNCTION(this);
    channel->Close(); // what is there in part is lost with it
    m_counts.incomplete += channel->GetLosses();
    const auto key = m_channelKeys.find(PeekPointer(channel));
    m_channels.erase(key->second);
    m_channelKeys.erase(key);
}

void
EdgeServer::HandleMalformed(Ptr<MessageChannel> channel)
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO("malformed message dropped");
    ++m_counts.malformed;
    // What follows in a damaged stream cannot be understood; other datagrams can.
    if (DynamicCast<StreamChannel>(channel))
    {
        RemoveChannel(channel);
    }
}

bool
EdgeServer::IsWithinLimits(const CoinferenceHeader& header, const ComputeTask& task) const
{
    const double jobTime = m_device->GetJobTime(task);
    std::uint64_t streamed = 0; // tokens of the answer
    for (std::size_t i = 0; task.streams && i < task.phases->size(); ++i)
    {
        const auto& work = (*task.phases)[i];
        streamed += (work.kind == PhaseKind::DECODE ? work.steps : 0) + (work.givesToken ? 1 : 0);
    }
    return (m_maxJobTime.IsZero() || jobTime <= m_maxJobTime.GetSeconds()) &&
           (m_maxResultSize == 0 || (header.resultSize <= m_maxResultSize &&
                                     streamed * header.tokenSize <= m_maxResultSize));
}

ComputeTask
EdgeServer::TaskOf(const CoinferenceHeader& header) const
{
    ComputeTask task;
    task.flops = header.serverFlops;
    task.frequency = header.serverFrequency;
    const auto queueing = m_device->GetQueueing();
    const bool isPhased = m_device->GetChip().HasRoofline() || header.tokenSize > 0 ||
                          queueing == ComputeDevice::CONTINUOUS;
    // Slices share no memory: there work is cycles, and an answer comes back whole.
    if (header.phases != 0 && isPhased && queueing != ComputeDevice::PARTITIONED)
    {
        static const auto NOTHING = std::make_shared<const PhaseWorks>();
        const auto works = FindPhases(header.phases);
        task.phases = works ? WithTokens(works, header.tokens) : NOTHING;
        task.model = header.phases;
        task.memoryFrequency = header.memoryFrequency;
        task.streams = header.tokenSize > 0;
        if (task.streams)
        {
            task.token = m_whenToken;
        }
    }
    return task;
}

std::uint64_t
EdgeServer::TrySubmit(const CoinferenceHeader& header, const ComputeTask& task, std::uint64_t tag)
{
    NS_LOG_FUNCTION(this << tag);
    if (!IsWithinLimits(header, task))
    {
        NS_LOG_WARN("request refused: beyond MaxJobTime or MaxResultSize: " << header);
        ++m_counts.overLimit;
        return 0;
    }
    // What a peer asks for is not this program's mistake: refuse it and go on.
    if (!m_device->CanRun(task))
    {
        NS_LOG_WARN("request refused: no such clock, or too long: " << header);
        return 0;
    }
    JobUrgency urgency;
    urgency.priority = header.priority;
    if (header.deadline.IsStrictlyPositive())
    {
        urgency.deadline = header.deadline;
    }
    return m_device->Submit(task, tag, m_whenComputed, urgency);
}

void
EdgeServer::HandleMessage(Ptr<MessageChannel> channel,
                          const CoinferenceHeader& header,
                          const Address& from)
{
    NS_LOG_FUNCTION(this << header << from);
    if (header.type == CoinferenceHeader::REPORT)
    {
        HandleReport(channel, header, from);
        return;
    }
    if (header.type != CoinferenceHeader::REQUEST)
    {
        HandleMalformed(channel);
        return;
    }
    ++m_counts.received;
    Request request{m_channelKeys.at(PeekPointer(channel)), from, header, Simulator::Now(), 0, 0};
    if (!m_rxTrace.IsEmpty())
    {
        m_rxTrace(MakeMessage(header), from);
    }
    if (!m_device->IsOn())
    {
        ++m_counts.aborted; // without power it answers nobody
        return;
    }
    const auto task = TaskOf(header);
    request.resultSize = EndsWithToken(task) ? header.tokenSize : header.resultSize;
    const auto tag = ++m_lastRequest;
    m_requests.emplace_hint(m_requests.end(), tag, request);
    const auto job = TrySubmit(request.header, task, tag);
    const auto place = m_requests.find(tag);
    if (place == m_requests.end())
    {
        return; // the battery was found empty, or what listens has stopped this application
    }
    if (job != 0)
    {
        place->second.job = job;
        return;
    }
    m_requests.erase(place);
    Refuse(request);
}

void
EdgeServer::HandleReport(Ptr<MessageChannel> channel,
                         const CoinferenceHeader& header,
                         const Address& from)
{
    NS_LOG_FUNCTION(this << header << from);
    if (m_device->IsOn()) // without power it hears nobody
    {
        m_reports[header.agent] =
            {m_channelKeys.at(PeekPointer(channel)), from, header, Simulator::Now(), 0, 0};
        m_reportedTrace(header.agent, header.sequence);
    }
}

bool
EdgeServer::SendAllocation(std::uint32_t agent,
                           std::uint32_t number,
                           const Precision& precision,
                           const Clocks& clocks)
{
    NS_LOG_FUNCTION(this << agent << number);
    const auto report = m_reports.find(agent);
    const auto channel =
        report == m_reports.end() ? m_channels.end() : m_channels.find(report->second.channel);
    if (channel == m_channels.end())
    {
        return false;
    }
    CoinferenceHeader header;
    header.type = CoinferenceHeader::ALLOCATION;
    header.agent = agent;
    header.sequence = number;
    header.payloadSize = 1;
    header.bitWidth = static_cast<std::uint8_t>(precision.BitWidth());
    header.agentFrequency = clocks.agent;
    header.serverFrequency = clocks.server;
    channel->second->Send(header, WithTos(report->second.peer, m_tos));
    return true;
}

void
EdgeServer::Refuse(const Request& request)
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO("refused: inference " << request.header.sequence << " of agent "
                                      << request.header.agent);
    ++m_counts.refused;
    m_refusedTrace(request.header, request.peer);
    Answer(request, MakeRefusal(request));
}

CoinferenceHeader
EdgeServer::MakeRefusal(const Request& request)
{
    CoinferenceHeader refusal;
    refusal.type = CoinferenceHeader::REFUSAL;
    refusal.payloadSize = 1;
    refusal.serverReceived = request.received;
    refusal.serverStarted = request.received;
    refusal.serverFinished = request.received;
    return refusal;
}

void
EdgeServer::HandleToken(std::uint64_t tag, std::uint64_t count)
{
    NS_LOG_FUNCTION(this << tag << count);
    const auto place = m_requests.find(tag);
    if (place == m_requests.end())
    {
        return; // what listens to the device has stopped this application
    }
    const Request request = place->second;
    CoinferenceHeader token;
    token.type = CoinferenceHeader::TOKEN;
    token.payloadSize = request.header.tokenSize;
    token.resultSize = static_cast<std::uint32_t>(count);
    token.serverReceived = request.received;
    token.serverStarted = Simulator::Now();
    token.serverFinished = Simulator::Now();
    Answer(request, token);
}

void
EdgeServer::HandleComputed(const ComputeReport& report)
{
    NS_LOG_FUNCTION(this);
    const auto place = m_requests.find(report.tag);
    if (place == m_requests.end())
    {
        return; // what listens to the device has stopped this application
    }
    const Request request = place->second;
    m_requests.erase(place);
    if (report.tooLate)
    {
        ++m_counts.tooLate;
        Refuse(request);
        return;
    }
    if (!report.completed)
    {
        ++m_counts.aborted;
        return;
    }
    ++m_counts.served;
    CoinferenceHeader result;
    result.type = CoinferenceHeader::RESULT;
    result.payloadSize = request.resultSize;
    result.serverFrequency = report.frequency;
    result.serverReceived = request.received;
    result.serverStarted = *report.started;
    result.serverFinished = report.finished;
    result.serverEnergy = report.energy;
    Answer(request, result);
}

void
EdgeServer::Answer(const Request& request, CoinferenceHeader header)
{
    NS_LOG_FUNCTION(this);
    header.agent = request.header.agent;
    header.sequence = request.header.sequence;
    header.bitWidth = request.header.bitWidth;
    const auto channel = m_channels.find(request.channel);
    if (channel == m_channels.end())
    {
        ++m_counts.undeliverable;
        return;
    }
    const auto open = channel->second; // a sink may stop this application
    if (!m_txTrace.IsEmpty())
    {
        m_txTrace(MakeMessage(header));
    }
    open->Send(header, WithTos(request.peer, m_tos));
}

} // namespace coinference
} // namespace ns3
