/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "embodied-agent.h"

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
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

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

/// Energies are sums of a few products: equality with E0 may be missed by this much, relatively.
constexpr double ENERGY_ROUNDING = 1e-9;

/// The mean of the usual laws of intervals; nothing for others.
std::optional<double>
MeanOf(const RandomVariableStream& stream)
{
    if (const auto* constant = dynamic_cast<const ConstantRandomVariable*>(&stream))
    {
        return constant->GetConstant();
    }
    if (const auto* exponential = dynamic_cast<const ExponentialRandomVariable*>(&stream))
    {
        // A bound cuts off the tail and draws again.
        return exponential->GetBound() == 0 ? std::optional<double>(exponential->GetMean())
                                            : std::nullopt;
    }
    if (const auto* uniform = dynamic_cast<const UniformRandomVariable*>(&stream))
    {
        return (uniform->GetMin() + uniform->GetMax()) / 2;
    }
    return std::nullopt;
}

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
                "Model to run: a preset (blip-2-caption, git-base-caption, blip-2, git-base) or a "
                "JSON "
                "file",
                StringValue("blip-2-caption"),
                MakeStringAccessor(&EmbodiedAgent::SetModelName, &EmbodiedAgent::GetModelName),
                MakeStringChecker())
            .AddAttribute("ActivationBits",
                          "Bits per embedding value on the link; 0 for the model's",
                          UintegerValue(0),
                          MakeUintegerAccessor(&EmbodiedAgent::m_activationBits),
                          MakeUintegerChecker<uint32_t>(0, 64))
            .AddAttribute("BitWidth",
                          "Bit-width b^ of the agent's part, sign included [bit]",
                          UintegerValue(8),
                          MakeUintegerAccessor(&EmbodiedAgent::m_bitWidth),
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
            .AddAttribute("Placement",
                          "Who runs what: split, agent (all, nothing is sent) or server (all, at "
                          "full precision, the raw input is sent)",
                          StringValue("split"),
                          MakeStringAccessor(&EmbodiedAgent::SetPlacementName,
                                             &EmbodiedAgent::GetPlacementName),
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
            .AddAttribute("SensingInterval",
                          "Time between sensings [s]: constant for periodic sensing, exponential "
                          "for a Poisson process",
                          StringValue("ns3::ConstantRandomVariable[Constant=4]"),
                          MakePointerAccessor(&EmbodiedAgent::m_interval),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("SenseAtStart",
                          "Whether the first sensing is at the start, not one interval later",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EmbodiedAgent::m_senseAtStart),
                          MakeBooleanChecker())
            .AddAttribute("SensingTrace",
                          "File of sensing times since the start [s], ascending, one a line (empty "
                          "lines and lines that begin with # are skipped); no name to use "
                          "SensingInterval",
                          StringValue(""),
                          MakeStringAccessor(&EmbodiedAgent::m_sensingTrace),
                          MakeStringChecker())
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
            .AddTraceSource("Sensed",
                            "An inference began",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_sensedTrace),
                            "ns3::coinference::EmbodiedAgent::InferenceTracedCallback")
            .AddTraceSource("Inference",
                            "An inference ended, one way or another",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_inferenceTrace),
                            "ns3::coinference::EmbodiedAgent::InferenceTracedCallback")
            .AddTraceSource("Tx",
                            "An embedding was handed to the network",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_txTrace),
                            "ns3::coinference::EmbodiedAgent::MessageTracedCallback")
            .AddTraceSource("Rx",
                            "A message from the server was received whole",
                            MakeTraceSourceAccessor(&EmbodiedAgent::m_rxTrace),
                            "ns3::coinference::EmbodiedAgent::MessageTracedCallback");
    return tid;
}

EmbodiedAgent::EmbodiedAgent()
    : m_whenComputed(MakeCallback(&EmbodiedAgent::HandleComputed, this))
{
}

void
EmbodiedAgent::SetModelName(std::string name)
{
    m_model = ModelProfile::Load(name);
    m_modelName = std::move(name);
}

std::string
EmbodiedAgent::GetModelName() const
{
    return m_modelName;
}

void
EmbodiedAgent::SetPlacementName(std::string name)
{
    m_placement = PlacementFromName("EmbodiedAgent Placement", name);
}

std::string
EmbodiedAgent::GetPlacementName() const
{
    return PlacementName(m_placement);
}

void
EmbodiedAgent::SetModelProfile(const ModelProfile& model)
{
    model.Validate();
    m_model = model;
    m_modelName = model.name;
}

const ModelProfile&
EmbodiedAgent::GetModelProfile() const
{
    return m_model;
}

void
EmbodiedAgent::SetAllocation(const Allocation& allocation)
{
    if (!allocation.IsFeasible())
    {
        RejectField("allocation", "infeasible", "feasible to be applied");
    }
    m_bitWidth = allocation.precision.BitWidth();
    m_frequency = allocation.clocks.agent;
    m_serverFrequency = allocation.clocks.server;
    m_placement = allocation.placement;
}

void
EmbodiedAgent::SetSensing(bool on)
{
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
    for (std::size_t i = 0; i < times.size(); ++i)
    {
        if (times[i].IsStrictlyNegative() || (i > 0 && times[i] < times[i - 1]))
        {
            RejectField("sensing time " + std::to_string(i + 1),
                        NumberToText(times[i].GetSeconds()) + " s",
                        "at least 0 and not before the one before it");
        }
    }
    m_sensingTimes = times;
}

void
EmbodiedAgent::LoadSensingTrace()
{
    std::ifstream file(m_sensingTrace);
    if (!file)
    {
        throw std::invalid_argument("cannot read SensingTrace " + m_sensingTrace);
    }
    std::vector<Time> times;
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number)
    {
        std::istringstream text(line);
        if ((text >> std::ws).eof() || text.peek() == '#')
        {
            continue;
        }
        double seconds = 0;
        if (!(text >> seconds) || !(text >> std::ws).eof() || !(seconds >= 0 && seconds < 9e9))
        {
            RejectField(m_sensingTrace + " line " + std::to_string(number),
                        "\"" + line + "\"",
                        "one number of seconds from 0 to 9e9");
        }
        times.push_back(Seconds(seconds));
    }
    if (times.empty())
    {
        throw std::invalid_argument("SensingTrace " + m_sensingTrace + " has no sensing time");
    }
    SetSensingTimes(times);
}

void
EmbodiedAgent::AddRadioEnergyModel(Ptr<DeviceEnergyModel> model, double listeningPower)
{
    RequireNonNegative("", "listeningPower", listeningPower);
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
    if (m_sensingTrace.empty() && m_sensingTimes.empty())
    {
        const auto mean = MeanOf(*m_interval);
        return mean && *mean > 0 ? std::optional<Time>(Seconds(*mean)) : std::nullopt;
    }
    if (m_sensingTimes.size() < 2 || m_sensingTimes.front() == m_sensingTimes.back())
    {
        return std::nullopt;
    }
    const auto span = m_sensingTimes.back() - m_sensingTimes.front();
    return span / static_cast<std::int64_t>(m_sensingTimes.size() - 1);
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
    m_interval->SetStream(stream);
    return 1;
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
    m_radios.clear();
    StreamedApplication::DoDispose();
}

void
EmbodiedAgent::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_device = GetNode()->GetObject<ComputeDevice>();
    if (!m_device)
    {
        throw std::logic_error("EmbodiedAgent: no ComputeDevice is aggregated to node " +
                               std::to_string(GetNode()->GetId()));
    }
    if (!m_observesSwitch)
    {
        m_device->AddSwitchObserver(MakeCallback(&EmbodiedAgent::HandleSwitch, this));
        m_observesSwitch = true;
    }
    if (!m_sensingTrace.empty())
    {
        LoadSensingTrace();
    }
    m_running = true;
    m_startTime = Simulator::Now();
    m_nextTime = 0;
    if (m_placement != Placement::AGENT && m_device->IsOn())
    {
        OpenChannel(); // ahead of the first embedding, which need not wait for the connection
    }
    ScheduleNextSensing(true);
}

void
EmbodiedAgent::StopApplication()
{
    NS_LOG_FUNCTION(this);
    m_running = false;
    m_nextSensing.Cancel();
    CloseChannels();
    // The newest first, so that no other job is started only to be cancelled.
    for (auto place = m_inFlight.rbegin(); place != m_inFlight.rend(); ++place)
    {
        place->second.timeout.Cancel();
        if (place->second.job != 0)
        {
            m_device->Cancel(place->second.job);
        }
    }
    m_abandoned += m_inFlight.size();
    m_inFlight.clear();
}

void
EmbodiedAgent::ScheduleNextSensing(bool first)
{
    if (!m_running || !m_senses || !m_device->IsOn() ||
        (m_maxInferences > 0 && m_counts.generated >= m_maxInferences))
    {
        return;
    }
    Time wait;
    if (!m_sensingTimes.empty())
    {
        // Times that passed while the battery was empty are gone.
        const auto elapsed = Simulator::Now() - m_startTime;
        while (m_nextTime < m_sensingTimes.size() && m_sensingTimes[m_nextTime] < elapsed)
        {
            ++m_nextTime;
        }
        if (m_nextTime == m_sensingTimes.size())
        {
            return;
        }
        wait = m_sensingTimes[m_nextTime] - elapsed;
    }
    else if (!first || !m_senseAtStart)
    {
        const double seconds = m_interval->GetValue();
        if (!(seconds > 0 && seconds < 9e9))
        {
            RejectField("SensingInterval", NumberToText(seconds), "above 0 and below 9e9 s");
        }
        wait = std::max(Seconds(seconds), TimeStep(1)); // rounding to 0 would stop the clock
    }
    m_nextSensing = Simulator::Schedule(wait, &EmbodiedAgent::Sense, this);
}

void
EmbodiedAgent::Sense()
{
    NS_LOG_FUNCTION(this << m_nextSequence);
    const auto sequence = m_nextSequence++;
    ++m_counts.generated;
    ++m_nextTime;
    const auto place = m_inFlight.try_emplace(m_inFlight.end(), sequence);
    auto& workload = place->second.workload;
    workload = CurrentWorkload();
    auto& record = place->second.record;
    record.agent = GetAgentId();
    record.sequence = sequence;
    record.placement = m_placement;
    record.precision =
        m_placement == Placement::SERVER ? workload.FullPrecision() : Precision(m_bitWidth);
    record.agentFrequency = m_placement == Placement::SERVER ? 0 : m_frequency;
    record.serverFrequency = m_placement == Placement::AGENT ? 0 : m_serverFrequency;
    record.sensed = Simulator::Now();
    record.countsWaiting = m_countWaiting;
    const auto distortions = workload.DistortionsAt(record.precision);
    record.distortionLower = distortions.lower;
    record.distortionTrue = distortions.exact;
    record.distortionScalar = distortions.scalar;
    record.distortionUpper = distortions.upper;
    record.totalDistortion = workload.TotalDistortion(distortions);
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

Workload
EmbodiedAgent::CurrentWorkload() const
{
    const auto workload = m_model.At(m_placement, m_activationBits);
    if (workload.uplinkBytes > CoinferenceHeader::MAX_PAYLOAD)
    {
        RejectField("EmbodiedAgent ActivationBits",
                    std::to_string(m_activationBits),
                    "such that the embedding has at most 2147483648 bytes");
    }
    return workload;
}

void
EmbodiedAgent::ComputeOrSend(InFlightMap::iterator place)
{
    auto& record = place->second.record;
    const auto sequence = record.sequence;
    if (record.placement == Placement::SERVER)
    {
        record.computeStarted = record.sensed;
        record.computeFinished = record.sensed;
        SendEmbedding(place);
        return;
    }
    const double flops = place->second.workload.AgentFlops(record.precision);
    const auto job =
        m_device->Submit(flops, flops == 0 ? 0 : record.agentFrequency, sequence, m_whenComputed);
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

void
EmbodiedAgent::HandleComputed(const ComputeReport& report)
{
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
    auto& inference = place->second;
    const auto& record = inference.record;
    CoinferenceHeader header;
    header.type = CoinferenceHeader::REQUEST;
    header.bitWidth = static_cast<std::uint8_t>(record.precision.BitWidth());
    header.agent = record.agent;
    header.sequence = record.sequence;
    header.payloadSize = static_cast<std::uint32_t>(inference.workload.uplinkBytes);
    header.resultSize = static_cast<std::uint32_t>(inference.workload.downlinkBytes);
    header.serverFlops = inference.workload.serverFlops;
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
    m_txTrace(header); // a sink may stop this application
    channel->Send(header, m_remote);
}

Ptr<MessageChannel>
EmbodiedAgent::OpenChannel()
{
    NS_LOG_FUNCTION(this);
    if (m_remote.IsInvalid())
    {
        throw std::logic_error("EmbodiedAgent: attribute Remote is not set on node " +
                               std::to_string(GetNode()->GetId()));
    }
    for (const auto& connection : m_connections)
    {
        if (connection.remote == m_remote)
        {
            return connection.channel;
        }
    }
    CloseUnused();
    auto socket = Socket::CreateSocket(GetNode(), m_protocol);
    const bool isV6 = Inet6SocketAddress::IsMatchingType(m_remote);
    if ((isV6 ? socket->Bind6() : socket->Bind()) < 0)
    {
        throw std::runtime_error("EmbodiedAgent: cannot bind a socket on node " +
                                 std::to_string(GetNode()->GetId()));
    }
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
    channel->SetCallbacks(MakeCallback(&EmbodiedAgent::HandleMessage, this),
                          MakeCallback(&EmbodiedAgent::HandleMalformed, this),
                          MakeCallback(&EmbodiedAgent::HandleClosed, this));
    if (isStream && socket->Connect(m_remote) < 0)
    {
        NS_LOG_WARN("no way to " << ServerName(m_remote) << " yet");
        channel->Close();
        return nullptr;
    }
    m_connections.push_back({m_remote, channel});
    return channel;
}

void
EmbodiedAgent::CloseChannels()
{
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
                             const Address& /* from */)
{
    NS_LOG_FUNCTION(this << header);
    if (header.type == CoinferenceHeader::REQUEST || header.agent != GetAgentId())
    {
        HandleMalformed(channel);
        return;
    }
    m_missedResults = 0;
    m_rxTrace(header);
    const auto place = m_inFlight.find(header.sequence);
    if (place == m_inFlight.end() || place->second.channel != channel)
    {
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
    EndAll(Outcome::DROPPED,
           [&channel](const InFlight& inference) { return inference.channel == channel; });
}

template <typename Condition>
void
EmbodiedAgent::EndAll(Outcome outcome, Condition condition)
{
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
        ScheduleNextSensing(false);
        return;
    }
    m_nextSensing.Cancel();
    CloseChannels();
    EndAll(Outcome::BATTERY_EMPTY, [](const InFlight&) { return true; });
}

void
EmbodiedAgent::HandleTimeout(std::uint32_t sequence)
{
    const auto place = m_inFlight.find(sequence);
    auto& inference = place->second;
    if (inference.job != 0)
    {
        TakeReport(inference, m_device->Cancel(inference.job));
    }
    if (inference.channel)
    {
        inference.channel->Withdraw(sequence);
    }
    End(place, Outcome::TIMED_OUT);
}

void
EmbodiedAgent::End(InFlightMap::iterator place, Outcome outcome)
{
    place->second.timeout.Cancel();
    auto record = place->second.record;
    record.ended = Simulator::Now();
    record.outcome = outcome;
    const bool done = outcome == Outcome::DONE;
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
