/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-controller.h"

#include "agent-problem.h"
#include "embodied-agent.h"
#include "measured-communication.h"
#include "or-abort.h"
#include "support/checked-field.h"

#include "ns3/abort.h"
#include "ns3/address.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/reference-schemes.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceAllocationController");

NS_OBJECT_ENSURE_REGISTERED(AllocationController);

namespace
{

/// Whom an agent sends to.
Address
RemoteOf(const EmbodiedAgent& agent)
{
    AddressValue remote;
    agent.GetAttribute("Remote", remote);
    return remote.Get();
}

/// Whether anything of the budgets is kept for communication.
bool
HasReserve(const DesignProblem& problem)
{
    return problem.communicationDelay > 0 || problem.communicationEnergy > 0 ||
           std::any_of(problem.splits.begin(), problem.splits.end(), [](const auto& split) {
               return split.communicationDelay > 0 || split.communicationEnergy > 0;
           });
}

} // namespace

TypeId
AllocationController::GetTypeId()
{
    static const ReservePolicy defaults;
    static TypeId tid =
        TypeId("ns3::coinference::AllocationController")
            .SetParent<Object>()
            .SetGroupName("Coinference")
            .AddConstructor<AllocationController>()
            .AddAttribute("Scheme",
                          "The AllocationScheme that answers the design problem",
                          PointerValue(),
                          MakePointerAccessor(&AllocationController::m_scheme),
                          MakePointerChecker<AllocationScheme>())
            .AddAttribute("ServerDevice",
                          "The ComputeDevice of the edge server",
                          PointerValue(),
                          MakePointerAccessor(&AllocationController::m_server),
                          MakePointerChecker<ComputeDevice>())
            .AddAttribute("BitWidths",
                          "Bit-widths to choose from, as 1,2,4 or 1-8 [bit]",
                          StringValue("1-8"),
                          MakeStringAccessor(&AllocationController::SetBitWidthsText,
                                             &AllocationController::GetBitWidthsText),
                          MakeStringChecker())
            .AddAttribute("Reserve",
                          "Where the communication's part of the budgets comes from",
                          EnumValue(MEASURED),
                          MakeEnumAccessorOf<Reserve>(&AllocationController::m_reserve),
                          MakeEnumChecker(NONE, "None", ASSUMED, "Assumed", MEASURED, "Measured"))
            .AddAttribute("CommunicationDelay",
                          "Reserve for uplink, server queue and downlink; if measured, the one to "
                          "begin with",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&AllocationController::m_communicationDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("CommunicationEnergy",
                          "Reserve for the agent's radio [J]; if measured, the one to begin with",
                          DoubleValue(0),
                          MakeDoubleAccessor(&AllocationController::m_communicationEnergy),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("Splits",
                          "Places to cut the model that a scheme may choose from: all, or names "
                          "separated by commas; empty where the split is not chosen",
                          StringValue(""),
                          MakeStringAccessor(&AllocationController::m_splits),
                          MakeStringChecker())
            .AddAttribute("KeepInput",
                          "Whether the raw input may not leave the agent: with Splits, not all on "
                          "the server",
                          BooleanValue(false),
                          MakeBooleanAccessor(&AllocationController::m_keepInput),
                          MakeBooleanChecker())
            .AddAttribute("UplinkRate",
                          "With Splits: rate at which payloads are expected to cross, beside "
                          "CommunicationDelay, unless measured [bit/s]; 0: in proportion to the "
                          "reserve of another payload",
                          DoubleValue(0),
                          MakeDoubleAccessor(&AllocationController::m_uplinkRate),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute(
                "KeepRate",
                "Whether agent and server have to keep up with the stream of sensings, "
                "each within the mean time between them; otherwise an inference is looked "
                "at alone",
                BooleanValue(true),
                MakeBooleanAccessor(&AllocationController::m_keepRate),
                MakeBooleanChecker())
            .AddAttribute("Window",
                          "If measured: number of latest inferences that the reserve looks at",
                          UintegerValue(defaults.window),
                          MakeUintegerAccessor(&AllocationController::m_window),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Quantile",
                          "If measured: quantile of the window that the reserve has to cover",
                          DoubleValue(defaults.quantile),
                          MakeDoubleAccessor(&AllocationController::m_quantile),
                          MakeDoubleChecker<double>(SMALLEST_QUANTITY, 1))
            .AddAttribute("Margin",
                          "If measured: what the reserve is set above the quantile, relative",
                          DoubleValue(defaults.margin),
                          MakeDoubleAccessor(&AllocationController::m_margin),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("Hysteresis",
                          "If measured: how much lower a new reserve must be, relative, for the "
                          "old one to be given up",
                          DoubleValue(defaults.hysteresis),
                          MakeDoubleAccessor(&AllocationController::m_hysteresis),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("UpdateInterval",
                          "If measured: time between updates; 0 to update with each inference that "
                          "changes the reserve",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&AllocationController::m_updateInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("MissedResults",
                          "Inferences in a row without any word from the server after which the "
                          "agent computes alone, or pauses if it cannot; 0 for never. Without a "
                          "Timeout of the agent nothing is ever missed over UDP",
                          UintegerValue(3),
                          MakeUintegerAccessor(&AllocationController::m_missedResults),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("RetryInterval",
                          "Time after which an agent without its server sends it one inference "
                          "again",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&AllocationController::m_retryInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Fallback",
                            "The agent goes on without the server (true), or with it again",
                            MakeTraceSourceAccessor(&AllocationController::m_fallbackTrace),
                            "ns3::coinference::AllocationController::FallbackTracedCallback")
            .AddTraceSource("Allocation",
                            "The problem was solved: problem and answer",
                            MakeTraceSourceAccessor(&AllocationController::m_allocationTrace),
                            "ns3::coinference::AllocationController::AllocationTracedCallback");
    return tid;
}

void
AllocationController::SetServerDevice(Ptr<ComputeDevice> device)
{
    NS_LOG_FUNCTION(this);
    m_server = device;
}

void
AllocationController::SetBitWidths(const BitWidthSet& bitWidths)
{
    NS_LOG_FUNCTION(this);
    SetBitWidthsText(bitWidths.ToText());
}

void
AllocationController::SetBitWidthsText(std::string text)
{
    NS_LOG_FUNCTION(this << text);
    m_bitWidthsText = std::move(text);
    m_bitWidths.reset();
}

std::string
AllocationController::GetBitWidthsText() const
{
    return m_bitWidthsText;
}

DesignProblem
AllocationController::GetProblem() const
{
    const auto agent = GetObject<EmbodiedAgent>();
    const auto device = agent ? agent->GetNode()->GetObject<ComputeDevice>() : nullptr;
    NS_ABORT_MSG_UNLESS(agent, "AllocationController: it is not aggregated to an EmbodiedAgent");
    NS_ABORT_MSG_UNLESS(device, "AllocationController: the agent's node has no ComputeDevice");
    NS_ABORT_MSG_UNLESS(m_server, "AllocationController: attribute ServerDevice is not set");
    if (!m_bitWidths)
    {
        m_bitWidths = OrAbort([this]() {
            return BitWidthSet::FromText("AllocationController BitWidths", m_bitWidthsText);
        });
    }
    auto problem = ProblemOf(*agent, *device, *m_server, m_keepRate);
    problem.bitWidths = *m_bitWidths;
    const auto reserves = ReserveFor(m_splits.empty() ? 0 : problem.workload.uplinkBytes);
    problem.communicationDelay = reserves.delay;
    problem.communicationEnergy = reserves.energy;
    problem.splits = SplitOptions();
    return problem;
}

std::vector<SplitOption>
AllocationController::SplitOptions() const
{
    if (m_splits.empty())
    {
        return {};
    }
    const auto& model = GetObject<EmbodiedAgent>()->GetModelProfile();
    const auto splits =
        OrAbort([&]() { return SplitsFromText("AllocationController Splits", model, m_splits); });
    auto options = SplitOptionsOf(model, splits, m_keepInput);
    for (auto& option : options)
    {
        if (option.placement != Placement::AGENT) // which sends nothing
        {
            const auto reserves = ReserveFor(option.workload.uplinkBytes);
            option.communicationDelay = reserves.delay;
            option.communicationEnergy = reserves.energy;
        }
    }
    return options;
}

AllocationController::Reserves
AllocationController::ReserveFor(std::uint64_t bytes) const
{
    return ReserveFor(bytes, RemoteOf(*GetObject<EmbodiedAgent>()));
}

AllocationController::Reserves
AllocationController::ReserveFor(std::uint64_t bytes, const Address& remote) const
{
    if (m_reserve == NONE)
    {
        return {0, 0};
    }
    const auto own = m_measured.find({remote, bytes});
    if (own != m_measured.end() && IsCurrent(own->second))
    {
        return {own->second.delay.Get(), own->second.energy.Get()};
    }
    Reserves reserves{m_communicationDelay.GetSeconds(), m_communicationEnergy};
    if (m_splits.empty())
    {
        return reserves;
    }
    const auto& model = GetObject<EmbodiedAgent>()->GetModelProfile();
    auto known = model.At(Placement::SPLIT).uplinkBytes;
    const auto distance = [bytes](std::uint64_t other) {
        return std::abs(std::log(static_cast<double>(other) / static_cast<double>(bytes)));
    };
    auto nearest = m_measured.end();
    for (auto other = m_measured.begin(); other != m_measured.end(); ++other)
    {
        const auto& [server, payload] = other->first;
        if (other != own && server == remote &&
            (nearest == m_measured.end() || distance(payload) < distance(nearest->first.second)))
        {
            nearest = other;
        }
    }
    if (m_uplinkRate > 0)
    {
        reserves.delay += 8.0 * static_cast<double>(bytes) / m_uplinkRate;
    }
    else if (nearest != m_measured.end() || own == m_measured.end())
    {
        if (nearest != m_measured.end())
        {
            known = nearest->first.second;
            reserves = {nearest->second.least, nearest->second.energy.Get()};
        }
        const double ratio = static_cast<double>(bytes) / static_cast<double>(known);
        reserves = {reserves.delay * ratio, reserves.energy * ratio};
    }
    if (own != m_measured.end())
    {
        reserves.delay = std::min(reserves.delay, own->second.least);
    }
    return reserves;
}

bool
AllocationController::IsCurrent(const Measured& measured) const
{
    return m_splits.empty() || Simulator::Now() < measured.latest + measured.keep;
}

void
AllocationController::ScheduleForgetting()
{
    NS_LOG_FUNCTION(this);
    if (m_splits.empty())
    {
        return; // what is measured holds for ever
    }
    m_forget.Cancel();
    Time next = Time::Max();
    for (const auto& [way, measured] : m_measured)
    {
        if (IsCurrent(measured))
        {
            next = std::min(next, measured.latest + measured.keep);
        }
    }
    if (next != Time::Max())
    {
        m_forget = Simulator::Schedule(next - Simulator::Now(),
                                       &AllocationController::HandleForgotten,
                                       this);
    }
}

void
AllocationController::HandleForgotten()
{
    NS_LOG_FUNCTION(this);
    OrAbort([this]() { Update(); });
    ScheduleForgetting();
}

std::uint64_t
AllocationController::PayloadOf(const InferenceRecord& record) const
{
    return m_splits.empty()
               ? 0
               : WorkloadOf(record, GetObject<EmbodiedAgent>()->GetModelProfile()).uplinkBytes;
}

Allocation
AllocationController::Update()
{
    NS_LOG_FUNCTION(this);
    const auto problem = GetProblem();
    NS_ABORT_MSG_UNLESS(m_scheme, "AllocationController: attribute Scheme is not set");
    m_changed = false;
    auto answer = Solve(problem);
    // Neither a guess nor what was measured once proves that there is no time.
    if (!answer.IsFeasible() && m_reserve == MEASURED && HasReserve(problem))
    {
        const auto fastest = SolveWithLessReserve(problem);
        const auto remote = RemoteOf(*GetObject<EmbodiedAgent>());
        const auto own = m_measured.lower_bound({remote, 0});
        if (fastest.IsFeasible() && (own == m_measured.end() || own->first.first != remote))
        {
            m_guessTooLarge.insert(remote);
        }
        answer = fastest.IsFeasible() ? fastest : answer;
    }
    if (answer.IsFeasible() || !m_withServer.IsFeasible())
    {
        m_withServer = answer;
    }
    if (!m_isAlone)
    {
        Apply(m_withServer);
    }
    return answer;
}

void
AllocationController::Apply(const Allocation& allocation)
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO(
        "agent " << GetObject<EmbodiedAgent>()->GetAgentId() << ": "
                 << (allocation.IsFeasible()
                         ? NumberToText(allocation.precision.Bits()) + " bit"
                         : std::string("nothing feasible: ") + LimitName(allocation.reason)));
    m_inForce = allocation;
    Give(allocation);
}

void
AllocationController::Give(const Allocation& allocation)
{
    NS_LOG_FUNCTION(this);
    const auto agent = GetObject<EmbodiedAgent>();
    if (allocation.IsFeasible())
    {
        agent->SetAllocation(allocation);
    }
    agent->SetSensing(allocation.IsFeasible());
}

void
AllocationController::GoAlone()
{
    NS_LOG_FUNCTION(this);
    if (!m_isAlone)
    {
        NS_LOG_INFO("no word from the server for " << m_missedResults << " inferences");
        m_isAlone = true;
        ++m_fallbacks;
        m_fallbackTrace(true);
    }
    Apply(OrAbort([this]() { return CreateObject<AllOnAgentScheme>()->Solve(GetProblem()); }));
    m_nextRetry.Cancel();
    m_nextRetry = Simulator::Schedule(m_retryInterval, &AllocationController::Retry, this);
}

void
AllocationController::Retry()
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO("one inference with the server again");
    m_isRetrying = true;
    Give(m_withServer);
}

void
AllocationController::HandleSensed(const InferenceRecord& record)
{
    NS_LOG_FUNCTION(this << record.sequence);
    // One inference tries the server; those behind it are not to wait for it.
    if (m_isRetrying && record.placement != Placement::AGENT)
    {
        m_isRetrying = false;
        GoAlone();
    }
}

void
AllocationController::WatchServer()
{
    NS_LOG_FUNCTION(this);
    if (m_missedResults == 0)
    {
        return;
    }
    const auto missed = GetObject<EmbodiedAgent>()->GetMissedResults();
    if (m_isAlone && missed == 0)
    {
        NS_LOG_INFO("the server answers again");
        m_isAlone = false;
        m_isRetrying = false;
        m_nextRetry.Cancel();
        m_fallbackTrace(false);
        Apply(m_withServer);
    }
    else if (!m_isAlone && missed >= m_missedResults)
    {
        GoAlone();
    }
}

Allocation
AllocationController::Solve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const auto answer = m_scheme->Solve(problem);
    ++m_updates;
    if (!answer.IsFeasible())
    {
        NS_LOG_INFO("infeasible: " << LimitName(answer.reason));
        ++m_infeasibleUpdates;
        m_infeasibleReason = answer.reason;
    }
    m_allocationTrace(problem, answer);
    return answer;
}

Allocation
AllocationController::SolveWithLessReserve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    auto reduced = problem;
    const auto reduce = [&](double share) {
        reduced.communicationDelay = share * problem.communicationDelay;
        reduced.communicationEnergy = share * problem.communicationEnergy;
        for (std::size_t i = 0; i < reduced.splits.size(); ++i)
        {
            const auto& whole = problem.splits[i];
            reduced.splits[i].communicationDelay = share * whole.communicationDelay;
            reduced.splits[i].communicationEnergy = share * whole.communicationEnergy;
        }
    };
    const auto solve = [&](double share) {
        reduce(share);
        return m_scheme->Solve(reduced);
    };
    double feasible = 0;
    double infeasible = 1;
    auto best = solve(feasible);
    if (!best.IsFeasible())
    {
        return best;
    }
    // 20 halvings: closer than any measurement is exact.
    for (int i = 0; i < 20; ++i)
    {
        const double middle = (feasible + infeasible) / 2;
        const auto answer = solve(middle);
        (answer.IsFeasible() ? feasible : infeasible) = middle;
        best = answer.IsFeasible() ? answer : best;
    }
    reduce(feasible);
    ++m_updates;
    m_allocationTrace(reduced, best);
    return best;
}

const Allocation&
AllocationController::GetAllocation() const
{
    return m_inForce;
}

bool
AllocationController::IsAlone() const
{
    return m_isAlone;
}

std::uint64_t
AllocationController::GetFallbacks() const
{
    return m_fallbacks;
}

std::uint64_t
AllocationController::GetUpdates() const
{
    return m_updates;
}

std::uint64_t
AllocationController::GetInfeasibleUpdates() const
{
    return m_infeasibleUpdates;
}

Limit
AllocationController::GetInfeasibleReason() const
{
    return m_infeasibleReason;
}

int64_t
AllocationController::AssignStreams(int64_t stream)
{
    NS_LOG_FUNCTION(this << stream);
    return m_scheme ? m_scheme->AssignStreams(stream) : 0;
}

void
AllocationController::NotifyNewAggregate()
{
    NS_LOG_FUNCTION(this);
    const auto agent = GetObject<EmbodiedAgent>();
    if (agent && !m_observes)
    {
        m_observes = true;
        agent->TraceConnectWithoutContext(
            "Inference",
            MakeCallback(&AllocationController::HandleInference, this));
        agent->TraceConnectWithoutContext("Sensed",
                                          MakeCallback(&AllocationController::HandleSensed, this));
    }
    Object::NotifyNewAggregate();
}

void
AllocationController::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    if (m_updates == 0)
    {
        OrAbort([this]() { Update(); });
    }
    Object::DoInitialize();
}

void
AllocationController::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_nextUpdate.Cancel();
    m_nextRetry.Cancel();
    m_forget.Cancel();
    m_scheme = nullptr;
    m_server = nullptr;
    Object::DoDispose();
}

void
AllocationController::HandleInference(const InferenceRecord& record)
{
    NS_LOG_FUNCTION(this << record.sequence);
    WatchServer();
    const auto delay =
        MeasuredCommunication(record, GetObject<EmbodiedAgent>()->GetModelProfile(), *m_server);
    if (m_reserve != MEASURED || !delay)
    {
        return;
    }
    const auto payload = PayloadOf(record);
    const std::pair<Address, std::uint64_t> way{record.server, payload};
    auto place = m_measured.find(way);
    if (place == m_measured.end() || !IsCurrent(place->second))
    {
        const ReservePolicy policy{m_window, m_quantile, m_margin, m_hysteresis};
        // A guess that leaves no answer is not waited for to fall.
        const auto begin = m_guessTooLarge.erase(record.server) > 0
                               ? Reserves{0, 0}
                               : ReserveFor(payload, record.server);
        const bool isNew = place == m_measured.end();
        const auto keep = isNew ? m_retryInterval : place->second.keep * 2;
        const auto least = isNew ? delay->GetSeconds() : place->second.least;
        const Measured measured{ReserveEstimator(policy, begin.delay),
                                ReserveEstimator(policy, begin.energy),
                                least,
                                Simulator::Now(),
                                keep};
        place = m_measured.insert_or_assign(way, measured).first;
    }
    place->second.least = std::min(place->second.least, delay->GetSeconds());
    place->second.latest = Simulator::Now();
    ScheduleForgetting();
    const bool delayChanged = place->second.delay.Add(delay->GetSeconds());
    // Of what was lost only the energy of waiting is known, a bound where waiting counts.
    const bool isKnown = record.outcome == Outcome::DONE || record.countsWaiting;
    const bool energyChanged = isKnown && place->second.energy.Add(record.CommunicationEnergy());
    m_changed = m_changed || delayChanged || energyChanged;
    if (m_updateInterval.IsZero())
    {
        UpdateIfChanged();
    }
    else if (m_nextUpdate.IsExpired())
    {
        m_nextUpdate =
            Simulator::Schedule(m_updateInterval, &AllocationController::UpdateIfChanged, this);
    }
}

void
AllocationController::UpdateIfChanged()
{
    NS_LOG_FUNCTION(this);
    if (m_changed)
    {
        for (const auto& [way, measured] : m_measured)
        {
            NS_LOG_INFO("reserve for " << way.second << " byte: " << measured.delay.Get() << " s, "
                                       << measured.energy.Get() << " J");
        }
        OrAbort([this]() { Update(); });
    }
}

} // namespace coinference
} // namespace ns3
