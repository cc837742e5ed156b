/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-coordinator.h"

#include "agent-problem.h"
#include "embodied-agent.h"
#include "or-abort.h"
#include "support/checked-field.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceAllocationCoordinator");

NS_OBJECT_ENSURE_REGISTERED(AllocationCoordinator);

namespace
{

/// What an agent is given of a joint answer.
Allocation
AllocationOf(const AgentShare& share)
{
    Allocation allocation;
    allocation.status = Allocation::Status::FEASIBLE;
    allocation.precision = share.precision;
    allocation.clocks = share.clocks;
    allocation.delay = share.delay;
    allocation.energy = share.energy;
    return allocation;
}

} // namespace

TypeId
AllocationCoordinator::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::AllocationCoordinator")
            .SetParent<Object>()
            .SetGroupName("Coinference")
            .AddConstructor<AllocationCoordinator>()
            .AddAttribute("Scheme",
                          "The SharedScheme that answers the joint problem",
                          PointerValue(),
                          MakePointerAccessor(&AllocationCoordinator::m_scheme),
                          MakePointerChecker<SharedScheme>())
            .AddAttribute("Objective",
                          "What is minimized over the agents' total distortions: sum or max",
                          StringValue("sum"),
                          MakeStringAccessor(&AllocationCoordinator::m_objective),
                          MakeStringChecker())
            .AddAttribute("BitWidths",
                          "Bit-widths to choose from, as 1,2,4 or 1-8 [bit]",
                          StringValue("1-8"),
                          MakeStringAccessor(&AllocationCoordinator::m_bitWidths),
                          MakeStringChecker())
            .AddAttribute("CommunicationDelay",
                          "Reserve for uplink and downlink, without the time at the server, which "
                          "is in the design",
                          TimeValue(Seconds(0.3)),
                          MakeTimeAccessor(&AllocationCoordinator::m_communicationDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("CommunicationEnergy",
                          "Reserve for an agent's radio [J]",
                          DoubleValue(0),
                          MakeDoubleAccessor(&AllocationCoordinator::m_communicationEnergy),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("KeepRate",
                          "Whether agents and server have to keep up with the streams of sensings; "
                          "otherwise an inference of each agent is looked at alone",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AllocationCoordinator::m_keepRate),
                          MakeBooleanChecker())
            .AddAttribute("Messages",
                          "Whether agents report and are told by messages over the network; set "
                          "before agents join",
                          BooleanValue(false),
                          MakeBooleanAccessor(&AllocationCoordinator::m_messages),
                          MakeBooleanChecker())
            .AddAttribute("ResendInterval",
                          "With Messages: time after which an allocation is sent again unless it "
                          "has been acknowledged",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&AllocationCoordinator::m_resendInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddTraceSource("Allocation",
                            "The joint problem was solved: problem and answer",
                            MakeTraceSourceAccessor(&AllocationCoordinator::m_trace),
                            "ns3::coinference::AllocationCoordinator::AllocationTracedCallback");
    return tid;
}

void
AllocationCoordinator::Join(Ptr<EmbodiedAgent> agent)
{
    NS_LOG_FUNCTION(this << agent);
    const auto device = agent->GetNode()->GetObject<ComputeDevice>();
    NS_ABORT_MSG_UNLESS(device,
                        "AllocationCoordinator: the node of agent " << agent->GetAgentId()
                                                                    << " has no ComputeDevice");
    for (const auto& member : m_members)
    {
        NS_ABORT_MSG_IF(member.agent == agent,
                        "AllocationCoordinator: agent " << agent->GetAgentId()
                                                        << " has joined already");
    }
    if (!HasMemberOn(device))
    {
        device->AddSwitchObserver(MakeCallback(&AllocationCoordinator::HandleSwitch, this));
    }
    Member member;
    member.agent = agent;
    member.device = device;
    m_members.push_back(member);
    if (m_messages)
    {
        agent->ReportToServer(); // its report is what brings it into the problem
        return;
    }
    UpdateSoon();
}

void
AllocationCoordinator::Leave(Ptr<EmbodiedAgent> agent)
{
    NS_LOG_FUNCTION(this << agent);
    const auto isIt = [&agent](const Member& member) { return member.agent == agent; };
    const auto place = std::find_if(m_members.begin(), m_members.end(), isIt);
    NS_ABORT_MSG_IF(place == m_members.end(),
                    "AllocationCoordinator: agent " << agent->GetAgentId() << " has not joined");
    const auto device = place->device;
    agent->SetSensing(true); // if it had nothing to go by it waited for this coordinator
    m_members.erase(place);
    if (!HasMemberOn(device))
    {
        device->RemoveSwitchObserver(MakeCallback(&AllocationCoordinator::HandleSwitch, this));
    }
    UpdateSoon();
}

bool
AllocationCoordinator::HasMemberOn(Ptr<ComputeDevice> device) const
{
    return std::any_of(m_members.begin(), m_members.end(), [&device](const Member& member) {
        return member.device == device;
    });
}

std::size_t
AllocationCoordinator::GetN() const
{
    return std::count_if(m_members.begin(), m_members.end(), [](const Member& member) {
        return member.device->IsOn();
    });
}

Ptr<ComputeDevice>
AllocationCoordinator::ServerDevice() const
{
    const auto device = GetObject<ComputeDevice>();
    NS_ABORT_MSG_UNLESS(device,
                        "AllocationCoordinator: it is not aggregated to a node with a "
                        "ComputeDevice");
    return device;
}

bool
AllocationCoordinator::IsPresent(const Member& member) const
{
    // Before the simulation all are asked what would be decided.
    return member.device->IsOn() && (!m_messages || !IsInitialized() || member.hasReported);
}

void
AllocationCoordinator::ListenToServer()
{
    NS_LOG_FUNCTION(this);
    const auto node = GetObject<Node>();
    for (std::uint32_t i = 0; node && i < node->GetNApplications() && !m_edge; ++i)
    {
        m_edge = DynamicCast<EdgeServer>(node->GetApplication(i));
    }
    NS_ABORT_MSG_UNLESS(m_edge, "AllocationCoordinator: Messages needs an EdgeServer on its node");
    m_edge->TraceConnectWithoutContext("Reported",
                                       MakeCallback(&AllocationCoordinator::HandleReported, this));
}

void
AllocationCoordinator::HandleReported(std::uint32_t agent, std::uint32_t allocation)
{
    NS_LOG_FUNCTION(this << agent << allocation);
    for (auto& member : m_members)
    {
        if (member.agent->GetAgentId() != agent)
        {
            continue;
        }
        member.acknowledged = std::max(member.acknowledged, allocation);
        if (!member.hasReported)
        {
            member.hasReported = true;
            UpdateSoon();
        }
        return;
    }
}

void
AllocationCoordinator::SendAllocations()
{
    NS_LOG_FUNCTION(this);
    m_resend.Cancel();
    bool isComplete = true;
    for (const auto& member : m_members)
    {
        if (member.share && IsPresent(member) && member.acknowledged < m_number)
        {
            isComplete = false;
            m_edge->SendAllocation(member.agent->GetAgentId(),
                                   m_number,
                                   member.share->precision,
                                   member.share->clocks);
        }
    }
    if (!isComplete)
    {
        m_resend =
            Simulator::Schedule(m_resendInterval, &AllocationCoordinator::SendAllocations, this);
    }
}

std::vector<AllocationCoordinator::Member*>
AllocationCoordinator::Present()
{
    std::vector<Member*> present;
    for (auto& member : m_members)
    {
        if (IsPresent(member))
        {
            present.push_back(&member);
        }
    }
    return present;
}

SharedProblem
AllocationCoordinator::GetProblem() const
{
    NS_ABORT_MSG_UNLESS(m_objective == "sum" || m_objective == "max",
                        "AllocationCoordinator Objective = "
                            << m_objective << " is not allowed: it must be sum or max");
    const auto bitWidths = OrAbort(
        [this]() { return BitWidthSet::FromText("AllocationCoordinator BitWidths", m_bitWidths); });
    const auto server = ServerDevice();
    SharedProblem problem;
    problem.objective = m_objective == "sum" ? SharedObjective::SUM : SharedObjective::MAX;
    problem.server = server->GetQueueing() == ComputeDevice::PARTITIONED
                         ? ServerDiscipline::PARTITIONED
                         : ServerDiscipline::FIFO;
    // A processor stays free for so long at most while someone waits for others.
    const Time reserve = m_communicationDelay + server->GetBatchWait();
    for (const auto& member : m_members)
    {
        if (!IsPresent(member))
        {
            continue;
        }
        SharedAgent agent;
        agent.problem = ProblemOf(*member.agent, *member.device, *server, m_keepRate);
        agent.problem.bitWidths = bitWidths;
        agent.problem.communicationDelay = reserve.GetSeconds();
        agent.problem.communicationEnergy = m_communicationEnergy;
        problem.agents.push_back(agent);
    }
    return problem;
}

SharedAllocation
AllocationCoordinator::Update()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_UNLESS(m_scheme, "AllocationCoordinator: attribute Scheme is not set");
    m_update.Cancel();
    const auto present = Present();
    if (present.empty())
    {
        return {};
    }
    const auto problem = GetProblem();
    const auto answer = m_scheme->Solve(problem);
    ++m_updates;
    if (answer.IsFeasible() || !m_allocation.IsFeasible())
    {
        m_allocation = answer;
    }
    m_infeasibleUpdates += answer.IsFeasible() ? 0 : 1;
    NS_LOG_INFO(present.size() << " agents: "
                               << (answer.IsFeasible()
                                       ? "served within " + std::to_string(answer.serverTime) + " s"
                                       : std::string("nothing feasible")));
    if (m_messages)
    {
        if (answer.IsFeasible() && IsInitialized())
        {
            ++m_number;
            for (auto& member : m_members)
            {
                member.share.reset();
            }
            for (std::size_t k = 0; k < present.size(); ++k)
            {
                present[k]->share = answer.agents[k];
            }
            SendAllocations();
        }
        m_trace(problem, answer);
        return answer;
    }
    for (std::size_t k = 0; k < present.size(); ++k)
    {
        auto& member = *present[k];
        if (answer.IsFeasible())
        {
            member.agent->SetAllocation(AllocationOf(answer.agents[k]));
            member.hasAllocation = true;
        }
        member.agent->SetSensing(member.hasAllocation);
    }
    m_trace(problem, answer);
    return answer;
}

void
AllocationCoordinator::UpdateSoon()
{
    if (IsInitialized() && m_update.IsExpired())
    {
        m_update = Simulator::ScheduleNow([this]() { OrAbort([this]() { Update(); }); });
    }
}

void
AllocationCoordinator::HandleSwitch(bool on)
{
    NS_LOG_FUNCTION(this << on);
    UpdateSoon();
}

const SharedAllocation&
AllocationCoordinator::GetAllocation() const
{
    return m_allocation;
}

std::uint64_t
AllocationCoordinator::GetUpdates() const
{
    return m_updates;
}

std::uint64_t
AllocationCoordinator::GetInfeasibleUpdates() const
{
    return m_infeasibleUpdates;
}

int64_t
AllocationCoordinator::AssignStreams(int64_t stream)
{
    return m_scheme ? m_scheme->AssignStreams(stream) : 0;
}

void
AllocationCoordinator::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    if (m_messages)
    {
        ListenToServer();
    }
    else if (m_updates == 0)
    {
        OrAbort([this]() { Update(); });
    }
    Object::DoInitialize();
}

void
AllocationCoordinator::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_update.Cancel();
    m_resend.Cancel();
    m_edge = nullptr;
    for (const auto& member : m_members)
    {
        member.device->RemoveSwitchObserver(
            MakeCallback(&AllocationCoordinator::HandleSwitch, this));
    }
    m_members.clear();
    m_scheme = nullptr;
    Object::DoDispose();
}

} // namespace coinference
} // namespace ns3
