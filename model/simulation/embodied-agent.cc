/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "embodied-agent.h"

#include "datagram-channel.h"
#include "fluid-channel.h"
#include "or-abort.h"
#include "phase-directory.h"
#include "stream-channel.h"
#include "support/checked-field.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceEmbodiedAgent");

NS_OBJECT_ENSURE_REGISTERED(EmbodiedAgent);

namespace
{

constexpr std::uint32_t NODE_ID = std::numeric_limits<std::uint32_t>::max();

/// Two computations are each rounded to the nearest step of ns-3's clock: a design that meets T0
/// with equality may end this many after it.
const std::uint64_t ROUNDING_STEPS = 1;

/// An address with a port that the stack chooses.
Address
WithAnyPort(const Address& address)
{
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        return Inet6SocketAddress(Inet6SocketAddress::ConvertFrom(address).GetIpv6(), 0);
    }
    return InetSocketAddress(InetSocketAddress::ConvertFrom(address).GetIpv4(), 0);
}

/// A design problem in a message: some twenty numbers.
constexpr std::uint32_t REPORT_BYTES = 160;

/// Energies are sums of a few products: equality with E0 may be missed by this much, relatively.
constexpr double ENERGY_ROUNDING = 1e-9;

} // namespace

TypeId
EmbodiedAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::EmbodiedAgent")
            .SetParent<StreamedApplication>()
            .SetGroupName("Coinference")
            .AddConstructor<EmbodiedAgent>()
            .AddAttribute(
                "Remote",
                "Address and port of the edge server; a change counts from the next embedding "
                "on",
                AddressValue(),
                MakeAddressAccessor(&EmbodiedAgent::m_remote),
                MakeAddressChecker())
            .AddAttribute("Local",
                          "Address and port to send from; any if not set",
                          AddressValue(),
                          MakeAddressAccessor(&EmbodiedAgent::m_local),
                          MakeAddressChecker())
            .AddAttribute("Tos",
                          "Type of Service, or Traffic Class over IPv6, of all packets sent",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EmbodiedAgent::m_tos),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("MessageNetwork",
                          "Network without packets to use instead of sockets; null for packets",
                          PointerValue(),
                          MakePointerAccessor(&EmbodiedAgent::m_network),
                          MakePointerChecker<MessageNetwork>())
            .AddAttribute("Protocol",
                          "Socket factory: ns3::TcpSocketFactory or ns3::UdpSocketFactory",
                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                          MakeTypeIdAccessor(&EmbodiedAgent::m_protocol),
                          MakeTypeIdChecker())
            .AddAttribute("AgentId",
                          "Identity in messages and records; 4294967295 for the node's id",
                          UintegerValue(NODE_ID),
                          MakeUintegerAccessor(&EmbodiedAgent::m_agentId),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "Model",
                "Model to run: a preset (blip-2-caption, llama-3.1-8b, ..., see "
                "ModelProfile::PresetNames) or a JSON file",
                StringValue("blip-2-caption"),
                MakeStringAccessor(&EmbodiedAgent::SetModelName, &EmbodiedAgent::GetModelName),
                MakeStringChecker())
            .AddAttribute("ActivationBits",
                          "Bits per embedding value on the link; 0 for the model's",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EmbodiedAgent::m_activationBits),
                          MakeUintegerChecker<uint32_t>(0, 64))
            .AddAttribute(
                "BitWidth",
                "Bit-width b^ of the agent's part, sign included [bit]",
                UintegerValue(8),
                MakeUintegerAccessor(&EmbodiedAgent::SetBitWidth, &EmbodiedAgent::GetBitWidth),
                MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Frequency",
                          "Clock f of the agent's part [Hz]; 0 for the device's clock",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EmbodiedAgent::m_frequency),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("ServerFrequency",
                          "Clock f~ asked of the server [Hz]; 0 for its device's clock",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EmbodiedAgent::m_serverFrequency),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("MemoryFrequency",
                          "Clock of its device's memory for the agent's part [Hz]; 0 for the "
                          "device's",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EmbodiedAgent::m_memoryFrequency),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("ServerMemoryFrequency",
                          "Clock of its device's memory asked of the server [Hz]; 0 for the "
                          "device's",
                          DoubleValue(0),
                          MakeDoubleAccessor(&EmbodiedAgent::m_serverMemoryFrequency),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("StreamTokens",
                          "Whether the tokens of an answer come back one by one, as the server has "
                          "them; otherwise the answer comes back whole",
                          BooleanValue(false),
                          MakeBooleanAccessor(&EmbodiedAgent::m_streamTokens),
                          MakeBooleanChecker())
            .AddAttribute("OutputTokens",
                          "Tokens of an answer, rounded up, of a model that gives some; none for "
                          "as many as the model says, for which designs are made as well",
                          PointerValue(),
                          MakePointerAccessor(&EmbodiedAgent::m_outputTokens),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("Placement",
                          "Who runs what: split, agent (all, nothing is sent) or server (all, at "
                          "full precision, the raw input is sent)",
                          StringValue(PlacementName(Placement::SPLIT)),
                          MakeStringAccessor(&EmbodiedAgent::SetPlacementName,
                                             &EmbodiedAgent::GetPlacementName),
                          MakeStringChecker())
            .AddAttribute(
                "Split",
                "Name of the place where the model is split, one of its `splits`; empty "
                "for its own",
                StringValue(""),
                MakeStringAccessor(&EmbodiedAgent::SetSplitName, &EmbodiedAgent::GetSplitName),
                MakeStringChecker())
            .AddAttribute("DelayBudget",
                          "Deadline T0 of an inference, from sensing to result",
                          TimeValue(Seconds(3.5)),
                          MakeTimeAccessor(&EmbodiedAgent::m_delayBudget),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("EnergyBudget",
                          "Energy budget E0 of an inference [J]",
                          DoubleValue(2),
                          MakeDoubleAccessor(&EmbodiedAgent::m_energyBudget),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Priority",
                          "Priority of its requests, for a server whose device looks at it "
                          "(ComputeDevice Queueing=Priority): the higher the sooner",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EmbodiedAgent::m_priority),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute(
                "CountWaiting",
                "Whether the radio's listening, while the server has an inference, counts "
                "towards E0; otherwise only the transfers do",
                BooleanValue(false),
                MakeBooleanAccessor(&EmbodiedAgent::m_countWaiting),
                MakeBooleanChecker())
            .AddAttribute("Timeout",
                          "Give an inference up this long after sensing; 0 for never",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&EmbodiedAgent::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MaxInferences",
                          "Stop sensing after this many; 0 for no limit",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EmbodiedAgent::m_maxInferences),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("MaxInFlight",
                          "Pass over a sensing while this many inferences are under way, as if it "
                          "had not been; 0 for no limit",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EmbodiedAgent::m_maxInFlight),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("SensingInterval",
                          "Time between sensings [s]: constant for periodic sensing, exponential "
                          "for a Poisson process",
                          StringValue("ns3::ConstantRandomVariable[Constant=4]"),
                          MakePointerAccessor(&EmbodiedAgent::SetSensingInterval,
                                              &EmbodiedAgent::GetSensingInterval),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("SenseAtStart",
                          "Whether the first sensing is at the start, not one interval later",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EmbodiedAgent::SetSenseAtStart,
                                              &EmbodiedAgent::GetSenseAtStart),
                          MakeBooleanChecker())
            .AddAttribute("SensingTrace",
                          "File of sensing times since the start [s], ascending, one a line (empty "
                          "lines and what follows a # do not count); no name to use "
                          "SensingInterval",
                          StringValue(""),
                          MakeStringAccessor(&EmbodiedAgent::SetSensingTrace,
                                             &EmbodiedAgent::GetSensingTrace),
                          MakeStringChecker())
            .AddAttribute("ReportInterval",
                          "Where allocations come as messages: time between reports to the server "
                          "until there is one",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&EmbodiedAgent::m_reportInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("DatagramSize",
                          "Largest UDP payload to send, header of 80 bytes included [byte]",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&EmbodiedAgent::m_datagramSize),
                          MakeUintegerChecker<uint32_t>(CoinferenceHeader::SIZE + 1, 65507))
            .AddAttribute("PacingRate",
                          "Rate to send UDP payload at; 0 sends a message in one burst",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&EmbodiedAgent::m_pacingRate),
                          MakeDataRateChecker())
            .AddAttribute("ReassemblyTimeout",
                          "How long UDP fragments of a result wait for the rest",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&EmbodiedAgent::m_reassemblyTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Sensing",
                            "An inference is about to begin; what is set now, a Remote or an "
                            "allocation, counts for it",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_sensingTrace),
                            "ns3::coinference::EmbodiedAgent::SensingTracedCallback")
            .AddTraceSource("Sensed",
                            "An inference began",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_sensedTrace),
                            "ns3::coinference::EmbodiedAgent::InferenceTracedCallback")
            .AddTraceSource("Inference",
                            "An inference ended, one way or another",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_inferenceTrace),
                            "ns3::coinference::EmbodiedAgent::InferenceTracedCallback")
            .AddTraceSource("Tx",
                            "An embedding is handed to the network: the whole message, a "
                            "CoinferenceHeader and its payload",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_txTrace),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("Rx",
                            "A message from the server was received whole, and its sender",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_rxTrace),
                            "ns3::Packet::AddressTracedCallback");
    return tid;
}

EmbodiedAgent::EmbodiedAgent()
    : m_whenComputed(MakeCallback(&EmbodiedAgent::HandleComputed, this)),
      m_whenToken(MakeCallback(&EmbodiedAgent::HandleToken, this))
{
}

void
EmbodiedAgent::SetModelName(std::string name)
{
    NS_LOG_FUNCTION(this << name);
    m_modelName = std::move(name);
    m_model = nullptr;
}

std::string
EmbodiedAgent::GetModelName() const
{
    return m_modelName;
}

void
EmbodiedAgent::SetBitWidth(std::uint32_t bitWidth)
{
    NS_LOG_FUNCTION(this << bitWidth);
    m_precision = Precision(bitWidth);
}

std::uint32_t
EmbodiedAgent::GetBitWidth() const
{
    return m_precision.BitWidth();
}

void
EmbodiedAgent::SetSplitName(std::string name)
{
    NS_LOG_FUNCTION(this << name);
    // Attributes come in any order: the model may not be known yet.
    m_split = OWN_SPLIT;
    m_splitName = std::move(name);
}

std::string
EmbodiedAgent::GetSplitName() const
{
    return m_split == OWN_SPLIT ? m_splitName : GetModelProfile().splits.at(m_split).name;
}

void
EmbodiedAgent::SetPlacementName(std::string name)
{
    NS_LOG_FUNCTION(this << name);
    m_placement = OrAbort([&]() { return PlacementFromName("EmbodiedAgent Placement", name); });
}

std::string
EmbodiedAgent::GetPlacementName() const
{
    return PlacementName(m_placement);
}

void
EmbodiedAgent::SetModelProfile(const ModelProfile& model)
{
    NS_LOG_FUNCTION(this << model.name);
    OrAbort([&model]() { model.Validate(); });
    m_model = std::make_shared<const ModelProfile>(model);
    m_modelName = model.name;
}

const ModelProfile&
EmbodiedAgent::GetModelProfile() const
{
    if (!m_model)
    {
        m_model = OrAbort([this]() { return ModelProfile::LoadOnce(m_modelName); });
    }
    return *m_model;
}

void
EmbodiedAgent::SetAllocation(const Allocation& allocation)
{
    NS_LOG_FUNCTION(this << allocation.precision);
    NS_ABORT_MSG_UNLESS(allocation.IsFeasible(),
                        "EmbodiedAgent: an infeasible allocation cannot be applied");
    m_precision = allocation.precision;
    m_split = allocation.split;
    m_splitName.clear();
    m_frequency = allocation.clocks.agent;
    m_serverFrequency = allocation.clocks.server;
    m_memoryFrequency = allocation.clocks.agentMemory;
    m_serverMemoryFrequency = allocation.clocks.serverMemory;
    m_placement = allocation.placement;
}

void
EmbodiedAgent::ReportToServer()
{
    NS_LOG_FUNCTION(this);
    m_reports = true;
    SetSensing(false);
    if (m_running)
    {
        Report();
    }
}

void
EmbodiedAgent::Report()
{
    NS_LOG_FUNCTION(this);
    m_nextReport.Cancel();
    if (!m_running || !m_device->IsOn())
    {
        return;
    }
    CoinferenceHeader header;
    header.type = CoinferenceHeader::REPORT;
    header.agent = GetAgentId();
    header.sequence = m_allocationNumber;
    header.payloadSize = REPORT_BYTES;
    header.priority = m_priority;
    if (m_allocationNumber == 0)
    {
        m_nextReport = Simulator::Schedule(m_reportInterval, &EmbodiedAgent::Report, this);
    }
    if (const auto channel = OpenChannel())
    {
        channel->Send(header, WithTos(m_remote, m_tos));
    }
}

void
EmbodiedAgent::HandleAllocation(const CoinferenceHeader& header)
{
    NS_LOG_FUNCTION(this << header);
    if (!m_reports)
    {
        NS_LOG_INFO("an allocation that was not asked for");
        return;
    }
    // An older one may come late.
    if (header.sequence > m_allocationNumber)
    {
        m_allocationNumber = header.sequence;
        Allocation allocation;
        allocation.status = Allocation::Status::FEASIBLE;
        allocation.precision = Precision(header.bitWidth);
        allocation.clocks.agent = header.agentFrequency;
        allocation.clocks.server = header.serverFrequency;
        SetAllocation(allocation);
        SetSensing(true);
    }
    Report();
}

void
EmbodiedAgent::SetSensing(bool on)
{
    NS_LOG_FUNCTION(this << on);
    if (on == m_senses)
    {
        return;
    }
    m_senses = on;
    m_nextSensing.Cancel();
    ScheduleNextSensing(false);
}

void
EmbodiedAgent::SetSensingTimes(const std::vector<Time>& times)
{
    NS_LOG_FUNCTION(this);
    m_schedule.SetTimes(times);
}

void
EmbodiedAgent::SetSensingInterval(Ptr<RandomVariableStream> interval)
{
    NS_LOG_FUNCTION(this);
    m_schedule.SetInterval(interval);
}

Ptr<RandomVariableStream>
EmbodiedAgent::GetSensingInterval() const
{
    return m_schedule.GetInterval();
}

void
EmbodiedAgent::SetSenseAtStart(bool atStart)
{
    NS_LOG_FUNCTION(this << atStart);
    m_schedule.SetAtStart(atStart);
}

bool
EmbodiedAgent::GetSenseAtStart() const
{
    return m_schedule.GetAtStart();
}

void
EmbodiedAgent::SetSensingTrace(std::string path)
{
    NS_LOG_FUNCTION(this << path);
    m_schedule.SetTrace(std::move(path));
}

std::string
EmbodiedAgent::GetSensingTrace() const
{
    return m_schedule.GetTrace();
}

void
EmbodiedAgent::AddRadioEnergyModel(Ptr<DeviceEnergyModel> model, double listeningPower)
{
    NS_LOG_FUNCTION(this << model << listeningPower);
    NS_ABORT_MSG_UNLESS(listeningPower >= 0 && listeningPower <= LARGEST_QUANTITY,
                        "listeningPower = " << listeningPower
                                            << " W is not allowed: it must be at least 0");
    m_radios.push_back(model);
    m_listeningPower += listeningPower;
}

InferenceCounts
EmbodiedAgent::GetCounts() const
{
    auto counts = m_counts;
    counts.inFlight = m_inFlight.size() + m_abandoned;
    return counts;
}

std::uint32_t
EmbodiedAgent::GetAgentId() const
{
    return m_agentId == NODE_ID ? GetNode()->GetId() : m_agentId;
}

Time
EmbodiedAgent::GetDelayBudget() const
{
    return m_delayBudget;
}

double
EmbodiedAgent::GetEnergyBudget() const
{
    return m_energyBudget;
}

std::optional<Time>
EmbodiedAgent::GetMeanSensingInterval() const
{
    return m_schedule.MeanInterval();
}

std::uint64_t
EmbodiedAgent::GetLateResults() const
{
    return m_lateResults;
}

std::uint32_t
EmbodiedAgent::GetMissedResults() const
{
    return m_missedResults;
}

std::uint64_t
EmbodiedAgent::GetMalformed() const
{
    return m_malformed;
}

int64_t
EmbodiedAgent::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    m_schedule.GetInterval()->SetStream(stream);
    if (!m_outputTokens)
    {
        return 1;
    }
    m_outputTokens->SetStream(stream + 1);
    return 2;
}

void
EmbodiedAgent::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (const auto& connection : m_connections)
    {
        connection.channel->Abandon();
    }
    StopApplication();
    if (m_device)
    {
        m_device->RemoveSwitchObserver(MakeCallback(&EmbodiedAgent::HandleSwitch, this));
    }
    m_device = nullptr;
    m_network = nullptr;
    m_radios.clear();
    StreamedApplication::DoDispose();
}

void
EmbodiedAgent::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_device = GetNode()->GetObject<ComputeDevice>();
    NS_ABORT_MSG_UNLESS(m_device,
                        "EmbodiedAgent: no ComputeDevice is aggregated to node "
                            << GetNode()->GetId());
    if (!m_observesSwitch)
    {
        m_device->AddSwitchObserver(MakeCallback(&EmbodiedAgent::HandleSwitch, this));
        m_observesSwitch = true;
    }
    m_running = true;
    m_schedule.Begin(Simulator::Now());
    if (m_placement != Placement::AGENT && m_device->IsOn())
    {
        OpenChannel(); // ahead of the first embedding, which need not wait for the connection
    }
    if (m_reports)
    {
        Report();
    }
    ScheduleNextSensing(true);
}

void
EmbodiedAgent::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_nextSensing.Cancel();
    m_nextReport.Cancel();
    CloseChannels();
    // The newest first, so that no other job is started only to be canceled.
    InFlightMap abandoned;
    abandoned.swap(m_inFlight); // whatever is found out below ends none of them
    for (auto place = abandoned.rbegin(); place != abandoned.rend(); ++place)
    {
        place->second.timeout.Cancel();
        if (place->second.job != 0)
        {
            m_device->Cancel(place->second.job);
        }
    }
    m_abandoned += abandoned.size();
}

void
EmbodiedAgent::ScheduleNextSensing(bool first)
{
    NS_LOG_FUNCTION(this << first);
    if (!m_running || !m_senses || !m_device->IsOn() ||
        (m_maxInferences > 0 && m_counts.generated >= m_maxInferences))
    {
        return;
    }
    if (const auto wait = m_schedule.NextWait(Simulator::Now(), first))
    {
        m_nextSensing = Simulator::Schedule(*wait, &EmbodiedAgent::Sense, this);
    }
}

void
EmbodiedAgent::Sense()
{
    NS_LOG_FUNCTION(this << m_nextSequence);
    if (m_maxInFlight > 0 && m_inFlight.size() >= m_maxInFlight)
    {
        NS_LOG_INFO("agent " << GetAgentId() << " passes over a sensing");
        m_schedule.Take();
        ScheduleNextSensing(false);
        return;
    }
    m_sensingTrace(m_nextSequence);
    if (!m_running || !m_senses || !m_device->IsOn() || !m_nextSensing.IsExpired())
    {
        return; // what listens has stopped it, or planned anew
    }
    const auto sequence = m_nextSequence++;
    ++m_counts.generated;
    NS_LOG_INFO("agent " << GetAgentId() << " senses " << sequence);
    m_schedule.Take();
    const auto place = m_inFlight.try_emplace(m_inFlight.end(), sequence);
    auto& workload = place->second.workload;
    workload = CurrentWorkload();
    place->second.phases = m_workload.phases;
    auto& record = place->second.record;
    record.agent = GetAgentId();
    record.sequence = sequence;
    record.placement = m_placement;
    record.precision = m_placement == Placement::SERVER ? workload.FullPrecision() : m_precision;
    record.split = m_placement == Placement::SPLIT ? m_split : OWN_SPLIT;
    record.agentFrequency = m_placement == Placement::SERVER ? 0 : m_frequency;
    record.serverFrequency = m_placement == Placement::AGENT ? 0 : m_serverFrequency;
    record.sensed = Simulator::Now();
    record.agentMemoryFrequency = m_placement == Placement::SERVER ? 0 : m_memoryFrequency;
    record.serverMemoryFrequency = m_placement == Placement::AGENT ? 0 : m_serverMemoryFrequency;
    record.askedServerFrequency = record.serverFrequency;
    record.tokens = DrawTokens(workload);
    record.countsWaiting = m_countWaiting;
    const auto distortions = workload.DistortionsAt(record.precision);
    record.distortionLower = distortions.lower;
    record.distortionTrue = distortions.exact;
    record.distortionScalar = distortions.scalar;
    record.distortionUpper = distortions.upper;
    record.totalDistortion = distortions.total;
    record.quality = workload.QualityAt(record.precision);
    if (m_timeout.IsStrictlyPositive())
    {
        place->second.timeout =
            Simulator::Schedule(m_timeout, &EmbodiedAgent::HandleTimeout, this, sequence);
    }
    ScheduleNextSensing(false);
    const InferenceRecord begun = record;
    m_sensedTrace(begun);
    // What listens may have stopped this application, or switched the device off.
    const auto still = m_inFlight.find(sequence);
    if (still != m_inFlight.end())
    {
        ComputeOrSend(still);
    }
}

const Workload&
EmbodiedAgent::CurrentWorkload()
{
    const auto& model = GetModelProfile();
    if (!m_splitName.empty())
    {
        m_split = OrAbort([&]() { return model.FindSplit("EmbodiedAgent Split", m_splitName); });
        m_splitName.clear();
    }
    auto& cached = m_workload;
    if (cached.model != m_model || cached.placement != m_placement || cached.split != m_split ||
        cached.activationBits != m_activationBits)
    {
        cached = {m_model,
                  m_placement,
                  m_split,
                  m_activationBits,
                  m_placement == Placement::SPLIT ? model.AtSplit(m_split, m_activationBits)
                                                  : model.At(m_placement, m_activationBits),
                  0,
                  0,
                  nullptr};
        const auto works = cached.workload.ServerWorks();
        cached.phases = works.empty() ? 0 : EnterPhases(works);
        NS_ABORT_MSG_IF(cached.workload.uplinkBytes > CoinferenceHeader::MAX_PAYLOAD,
                        "EmbodiedAgent ActivationBits = "
                            << m_activationBits
                            << " is not allowed: an embedding must have at most 2147483648 bytes");
    }
    RequireWidths(cached.workload);
    return cached.workload;
}

void
EmbodiedAgent::RequireWidths(const Workload& workload) const
{
    const auto* widths = m_precision.Widths();
    const auto layers = workload.layers ? workload.layers->size() : 0;
    NS_ABORT_MSG_IF(widths && m_placement != Placement::SERVER && widths->size() != layers,
                    "EmbodiedAgent: an allocation of " << widths->size()
                                                       << " bit-widths is not allowed: the model "
                                                          "has "
                                                       << layers << " layers there");
}

void
EmbodiedAgent::ComputeOrSend(InFlightMap::iterator place)
{
    NS_LOG_FUNCTION(this);
    auto& record = place->second.record;
    const auto sequence = record.sequence;
    if (record.placement == Placement::SERVER)
    {
        record.computeStarted = record.sensed;
        record.computeFinished = record.sensed;
        SendEmbedding(place);
        return;
    }
    const auto job = m_device->Submit(TaskOf(place->second), sequence, m_whenComputed);
    place = m_inFlight.find(sequence); // a sink of the device's traces may have ended it
    if (place == m_inFlight.end())
    {
        return;
    }
    place->second.job = job;
    if (job == 0)
    {
        End(place, m_device->IsOn() ? Outcome::DROPPED : Outcome::BATTERY_EMPTY);
    }
}

ComputeTask
EmbodiedAgent::TaskOf(const InFlight& inference)
{
    const auto& record = inference.record;
    const auto& workload = inference.workload;
    ComputeTask task;
    task.flops = workload.AgentFlops(record.precision);
    task.frequency = task.flops == 0 ? 0 : record.agentFrequency;
    const bool hasTokens = workload.agentPhases && TokensOf(*workload.agentPhases) > 0;
    const auto queueing = m_device->GetQueueing();
    const bool isPhased =
        m_device->GetChip().HasRoofline() || hasTokens || queueing == ComputeDevice::CONTINUOUS;
    // Slices share no memory: there work is cycles.
    if (!workload.agentPhases || !isPhased || queueing == ComputeDevice::PARTITIONED)
    {
        return task;
    }
    const double bits = record.precision.Bits();
    if (!m_workload.works || m_workload.bits != bits)
    {
        m_workload.works = std::make_shared<const PhaseWorks>(workload.AgentWorks(bits));
        m_workload.bits = bits;
    }
    task.phases = WithTokens(m_workload.works, record.tokens);
    task.memoryFrequency = record.agentMemoryFrequency;
    task.token = m_whenToken;
    return task;
}

std::uint32_t
EmbodiedAgent::DrawTokens(const Workload& workload) const
{
    const auto mean = static_cast<std::uint32_t>(workload.Tokens());
    if (mean == 0 || !m_outputTokens)
    {
        return mean;
    }
    const double tokens = std::ceil(m_outputTokens->GetValue());
    NS_ABORT_MSG_UNLESS(tokens >= 1 && tokens <= CoinferenceHeader::MAX_TOKENS,
                        "EmbodiedAgent OutputTokens = "
                            << tokens << " is not allowed: it must be from 1 to 1000000");
    return static_cast<std::uint32_t>(tokens);
}

void
EmbodiedAgent::HandleToken(std::uint64_t tag, std::uint64_t count)
{
    NS_LOG_FUNCTION(this << tag << count);
    const auto place = m_inFlight.find(static_cast<std::uint32_t>(tag));
    if (place != m_inFlight.end())
    {
        TakeToken(place->second.record, count);
    }
}

void
EmbodiedAgent::TakeToken(InferenceRecord& record, std::uint64_t count)
{
    NS_LOG_FUNCTION(this << record.sequence << count);
    if (record.tokens == 0)
    {
        return;
    }
    record.firstToken = record.firstToken.value_or(Simulator::Now());
    if (count >= record.tokens)
    {
        record.lastToken = record.lastToken.value_or(Simulator::Now());
    }
}

void
EmbodiedAgent::HandleComputed(const ComputeReport& report)
{
    NS_LOG_FUNCTION(this);
    const auto place = m_inFlight.find(static_cast<std::uint32_t>(report.tag));
    if (place == m_inFlight.end())
    {
        return; // ended by a sink of the device's trace JobEnded
    }
    TakeReport(place->second, report);
    auto& record = place->second.record;
    if (!report.completed)
    {
        End(place, Outcome::BATTERY_EMPTY);
        return;
    }
    record.computeFinished = report.finished;
    if (record.placement == Placement::AGENT)
    {
        record.serverReceived = report.finished;
        record.serverStarted = report.finished;
        record.serverFinished = report.finished;
        End(place, Outcome::DONE);
        return;
    }
    SendEmbedding(place);
}

void
EmbodiedAgent::TakeReport(InFlight& inference, const ComputeReport& report)
{
    inference.job = 0;
    inference.record.agentEnergy = report.energy;
    if (report.started)
    {
        inference.record.computeStarted = report.started;
        inference.record.agentFrequency = report.frequency;
    }
}

void
EmbodiedAgent::SendEmbedding(InFlightMap::iterator place)
{
    NS_LOG_FUNCTION(this);
    auto& inference = place->second;
    const auto& record = inference.record;
    CoinferenceHeader header;
    header.type = CoinferenceHeader::REQUEST;
    header.bitWidth = static_cast<std::uint8_t>(record.precision.BitWidth());
    header.agent = record.agent;
    header.priority = m_priority;
    header.deadline = record.sensed + m_delayBudget;
    header.sequence = record.sequence;
    header.payloadSize = static_cast<std::uint32_t>(inference.workload.uplinkBytes);
    header.resultSize = static_cast<std::uint32_t>(inference.workload.downlinkBytes);
    header.serverFlops = inference.workload.serverFlops;
    header.phases = inference.phases;
    if (record.tokens > 0 && header.phases != 0)
    {
        header.tokens = record.tokens;
        header.tokenSize = m_streamTokens ? m_model->tokenBytes : 0;
        header.serverFlops =
            record.tokens == inference.workload.Tokens()
                ? header.serverFlops
                : TotalFlops(*WithTokens(FindPhases(header.phases), record.tokens));
    }
    header.memoryFrequency = record.serverMemoryFrequency;
    header.serverFrequency = header.serverFlops == 0 ? 0 : record.serverFrequency;
    inference.radioEnergyBefore = RadioEnergy();
    inference.sent = true;
    inference.record.server = m_remote;
    const auto channel = OpenChannel();
    if (!channel)
    {
        End(place, Outcome::DROPPED);
        return;
    }
    inference.channel = channel;
    if (!m_txTrace.IsEmpty())
    {
        m_txTrace(MakeMessage(header)); // a sink may stop this application
    }
    channel->Send(header, WithTos(m_remote, m_tos));
}

Ptr<MessageChannel>
EmbodiedAgent::OpenChannel()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(m_remote.IsInvalid(),
                    "EmbodiedAgent: attribute Remote is not set on node " << GetNode()->GetId());
    for (const auto& connection : m_connections)
    {
        if (connection.remote == m_remote)
        {
            return connection.channel;
        }
    }
    CloseUnused();
    Ptr<MessageChannel> channel;
    if (m_network)
    {
        channel = Create<FluidChannel>(m_network, GetNode(), false);
        ListenTo(channel);
    }
    else
    {
        channel = OpenSocket();
    }
    if (channel)
    {
        m_connections.push_back({m_remote, channel});
    }
    return channel;
}

void
EmbodiedAgent::ListenTo(Ptr<MessageChannel> channel)
{
    NS_LOG_FUNCTION(this);
    channel->SetCallbacks(MakeCallback(&EmbodiedAgent::HandleMessage, this),
                          MakeCallback(&EmbodiedAgent::HandleMalformed, this),
                          MakeCallback(&EmbodiedAgent::HandleClosed, this));
}

Ptr<MessageChannel>
EmbodiedAgent::OpenSocket()
{
    NS_LOG_FUNCTION(this);
    auto socket = Socket::CreateSocket(GetNode(), m_protocol);
    const bool isV6 = Inet6SocketAddress::IsMatchingType(m_remote);
    int bound = !m_local.IsInvalid() ? socket->Bind(m_local)
                : isV6               ? socket->Bind6()
                                     : socket->Bind();
    if (bound < 0 && !m_local.IsInvalid())
    {
        // A connection of before, to another server or not quite gone, may have the port still.
        NS_LOG_INFO("the port of Local is in use: another one");
        bound = socket->Bind(WithAnyPort(m_local));
    }
    NS_ABORT_MSG_IF(bound < 0,
                    "EmbodiedAgent: cannot bind a socket on node " << GetNode()->GetId());
    SetSocketTos(*socket, m_tos);
    const bool isStream = socket->GetSocketType() == Socket::NS3_SOCK_STREAM;
    Ptr<MessageChannel> channel;
    if (isStream)
    {
        channel = Create<StreamChannel>(socket, false);
    }
    else
    {
        channel =
            Create<DatagramChannel>(socket, m_datagramSize, m_pacingRate, m_reassemblyTimeout);
    }
    ListenTo(channel);
    if (isStream && socket->Connect(WithTos(m_remote, m_tos)) < 0)
    {
        NS_LOG_WARN("no way to " << ServerName(m_remote) << " yet");
        channel->Close();
        return nullptr;
    }
    return channel;
}

void
EmbodiedAgent::CloseChannels()
{
    NS_LOG_FUNCTION(this);
    for (const auto& connection : m_connections)
    {
        connection.channel->Close();
    }
    m_connections.clear();
}

void
EmbodiedAgent::CloseUnused()
{
    const auto isUnused = [this](const Connection& connection) {
        const auto uses = [&connection](const auto& entry) {
            return entry.second.channel == connection.channel;
        };
        if (connection.remote == m_remote ||
            std::any_of(m_inFlight.begin(), m_inFlight.end(), uses))
        {
            return false;
        }
        connection.channel->Close();
        return true;
    };
    m_connections.erase(std::remove_if(m_connections.begin(), m_connections.end(), isUnused),
                        m_connections.end());
}

void
EmbodiedAgent::HandleMessage(Ptr<MessageChannel> channel,
                             const CoinferenceHeader& header,
                             const Address& from)
{
    NS_LOG_FUNCTION(this << header);
    if (header.type == CoinferenceHeader::REQUEST || header.type == CoinferenceHeader::REPORT ||
        header.agent != GetAgentId())
    {
        HandleMalformed(channel);
        return;
    }
    m_missedResults = 0;
    if (header.type == CoinferenceHeader::ALLOCATION)
    {
        HandleAllocation(header);
        return;
    }
    if (!m_rxTrace.IsEmpty())
    {
        m_rxTrace(MakeMessage(header), from);
    }
    const auto place = m_inFlight.find(header.sequence);
    if (header.type == CoinferenceHeader::TOKEN)
    {
        if (place != m_inFlight.end() && place->second.channel == channel)
        {
            TakeToken(place->second.record, header.resultSize);
        }
        return;
    }
    if (place == m_inFlight.end() || place->second.channel != channel)
    {
        NS_LOG_INFO("late: inference " << header.sequence << " had ended");
        ++m_lateResults;
        return;
    }
    auto& record = place->second.record;
    if (header.serverReceived < *record.computeFinished || header.serverFinished > Simulator::Now())
    {
        HandleMalformed(channel); // no server of this simulation has such a clock
        return;
    }
    if (header.type == CoinferenceHeader::REFUSAL)
    {
        record.serverReceived = header.serverReceived;
        End(place, Outcome::DROPPED);
        return;
    }
    record.serverFrequency = header.serverFrequency;
    record.serverReceived = header.serverReceived;
    record.serverStarted = header.serverStarted;
    record.serverFinished = header.serverFinished;
    record.serverEnergy = header.serverEnergy;
    End(place, Outcome::DONE);
}

void
EmbodiedAgent::HandleMalformed(Ptr<MessageChannel> channel)
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO("malformed message dropped");
    ++m_malformed;
    if (DynamicCast<StreamChannel>(channel))
    {
        channel->Close();
        HandleClosed(channel);
    }
}

void
EmbodiedAgent::HandleClosed(Ptr<MessageChannel> channel)
{
    NS_LOG_FUNCTION(this);
    // Another one is opened for the next embedding.
    const auto isIt = [&channel](const Connection& other) { return other.channel == channel; };
    m_connections.erase(std::remove_if(m_connections.begin(), m_connections.end(), isIt),
                        m_connections.end());
    if (m_reports && m_running)
    {
        // Allocations come on the way of the last report.
        m_nextReport.Cancel();
        m_nextReport = Simulator::Schedule(m_reportInterval, &EmbodiedAgent::Report, this);
    }
    EndAll(Outcome::DROPPED,
           [&channel](const InFlight& inference) { return inference.channel == channel; });
}

template <typename Condition>
void
EmbodiedAgent::EndAll(Outcome outcome, Condition condition)
{
    NS_LOG_FUNCTION(this);
    // Looked up one by one: what listens to the end of one may end others.
    std::vector<std::uint32_t> sequences;
    for (const auto& [sequence, inference] : m_inFlight)
    {
        if (condition(inference))
        {
            sequences.push_back(sequence);
        }
    }
    for (const auto sequence : sequences)
    {
        const auto place = m_inFlight.find(sequence);
        if (place != m_inFlight.end())
        {
            End(place, outcome);
        }
    }
}

void
EmbodiedAgent::HandleSwitch(bool on)
{
    NS_LOG_FUNCTION(this << on);
    if (!m_running)
    {
        return;
    }
    if (on)
    {
        if (m_reports)
        {
            Report(); // on a new connection
        }
        ScheduleNextSensing(false);
        return;
    }
    m_nextSensing.Cancel();
    m_nextReport.Cancel();
    CloseChannels();
    EndAll(Outcome::BATTERY_EMPTY, [](const InFlight&) { return true; });
}

void
EmbodiedAgent::HandleTimeout(std::uint32_t sequence)
{
    NS_LOG_FUNCTION(this << sequence);
    auto place = m_inFlight.find(sequence);
    if (const auto job = place->second.job; job != 0)
    {
        const auto report = m_device->Cancel(job);
        place = m_inFlight.find(sequence); // the battery may have been found empty
        if (place == m_inFlight.end())
        {
            return;
        }
        TakeReport(place->second, report);
    }
    if (const auto channel = place->second.channel)
    {
        channel->Withdraw(sequence);
    }
    End(place, Outcome::TIMED_OUT);
}

void
EmbodiedAgent::End(InFlightMap::iterator place, Outcome outcome)
{
    NS_LOG_FUNCTION(this);
    place->second.timeout.Cancel();
    auto record = place->second.record;
    record.ended = Simulator::Now();
    record.outcome = outcome;
    const bool done = outcome == Outcome::DONE;
    if (done)
    {
        TakeToken(record, record.tokens); // the last, or all of an answer that came back whole
    }
    if (place->second.sent)
    {
        const double all = RadioEnergy() - place->second.radioEnergyBefore;
        // What came to nothing is waited for since it was sent.
        const auto waiting = done ? *record.ServerQueueDelay() + *record.ServerComputeDelay()
                                  : record.ended - *record.computeFinished;
        record.radioWaitingEnergy = std::min(m_listeningPower * waiting.GetSeconds(), all);
        record.radioEnergy = all - record.radioWaitingEnergy;
        // A refusal told of the server; who ends for want of power learns nothing of it.
        const bool heard = done || record.serverReceived || outcome == Outcome::BATTERY_EMPTY;
        m_missedResults += heard ? 0 : 1;
    }
    record.deadlineMet = done && record.TotalDelay() <= m_delayBudget + TimeStep(ROUNDING_STEPS);
    record.energyBudgetMet = done && record.TotalEnergy() <= m_energyBudget * (1 + ENERGY_ROUNDING);
    m_inFlight.erase(place);
    if (m_connections.size() > 1)
    {
        CloseUnused(); // of an earlier server
    }
    NS_LOG_INFO("inference " << record.sequence << " of agent " << record.agent << ": "
                             << OutcomeName(outcome) << " after "
                             << record.TotalDelay().GetSeconds() << " s");
    m_counts.Count(record);
    m_inferenceTrace(record);
}

double
EmbodiedAgent::RadioEnergy() const
{
    double energy = 0;
    for (const auto& radio : m_radios)
    {
        energy += radio->GetTotalEnergyConsumption();
    }
    return energy;
}

} // namespace coinference
} // namespace ns3
