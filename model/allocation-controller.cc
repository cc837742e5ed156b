/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-controller.h"

#include "checked-field.h"
#include "embodied-agent.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceAllocationController");

NS_OBJECT_ENSURE_REGISTERED(AllocationController);

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
            .AddTraceSource("Allocation",
                            "The problem was solved: problem and answer",
                            MakeTraceSourceAccessor(&AllocationController::m_allocationTrace),
                            "ns3::coinference::AllocationController::AllocationTracedCallback");
    return tid;
}

void
AllocationController::SetServerDevice(Ptr<ComputeDevice> device)
{
    m_server = device;
}

void
AllocationController::SetBitWidths(const BitWidthSet& bitWidths)
{
    m_bitWidths = bitWidths;
}

DesignProblem
AllocationController::GetProblem() const
{
    const auto agent = GetObject<EmbodiedAgent>();
    const auto device = agent ? agent->GetNode()->GetObject<ComputeDevice>() : nullptr;
    if (!agent || !device || !m_server)
    {
        throw std::logic_error(
            !agent    ? "AllocationController: it is not aggregated to an EmbodiedAgent"
            : !device ? "AllocationController: the agent's node has no ComputeDevice"
                      : "AllocationController: SetServerDevice() has not been called");
    }
    DesignProblem problem;
    problem.SetModel(agent->GetModelProfile());
    problem.bitWidths = m_bitWidths;
    problem.agent = device->GetChip();
    problem.server = m_server->GetChip();
    problem.delayBudget = agent->GetDelayBudget().GetSeconds();
    problem.energyBudget = agent->GetEnergyBudget();
    if (m_reserve != NONE)
    {
        problem.communicationDelay = m_delay ? m_delay->Get() : m_communicationDelay.GetSeconds();
        problem.communicationEnergy = m_energy ? m_energy->Get() : m_communicationEnergy;
    }
    return problem;
}

Allocation
AllocationController::Update()
{
    const auto problem = GetProblem();
    if (!m_scheme)
    {
        throw std::logic_error("AllocationController: attribute Scheme is not set");
    }
    m_changed = false;
    auto answer = Solve(problem);
    if (!answer.IsFeasible() && m_delay)
    {
        const auto fastest = SolveWithLessReserve(problem);
        answer = fastest.IsFeasible() ? fastest : answer;
    }
    const auto agent = GetObject<EmbodiedAgent>();
    if (answer.IsFeasible())
    {
        agent->SetAllocation(answer);
    }
    if (answer.IsFeasible() || !m_inForce.IsFeasible())
    {
        m_inForce = answer;
    }
    agent->SetSensing(m_inForce.IsFeasible());
    return answer;
}

Allocation
AllocationController::Solve(const DesignProblem& problem)
{
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
    auto reduced = problem;
    const auto solve = [&](double share) {
        reduced.communicationDelay = share * problem.communicationDelay;
        reduced.communicationEnergy = share * problem.communicationEnergy;
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
    reduced.communicationDelay = feasible * problem.communicationDelay;
    reduced.communicationEnergy = feasible * problem.communicationEnergy;
    ++m_updates;
    m_allocationTrace(reduced, best);
    return best;
}

const Allocation&
AllocationController::GetAllocation() const
{
    return m_inForce;
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
    return m_scheme ? m_scheme->AssignStreams(stream) : 0;
}

void
AllocationController::NotifyNewAggregate()
{
    const auto agent = GetObject<EmbodiedAgent>();
    if (agent && !m_observes)
    {
        m_observes = true;
        agent->TraceConnectWithoutContext(
            "Inference",
            MakeCallback(&AllocationController::HandleInference, this));
    }
    Object::NotifyNewAggregate();
}

void
AllocationController::DoInitialize()
{
    if (m_updates == 0)
    {
        Update();
    }
    Object::DoInitialize();
}

void
AllocationController::DoDispose()
{
    m_nextUpdate.Cancel();
    m_scheme = nullptr;
    m_server = nullptr;
    Object::DoDispose();
}

void
AllocationController::HandleInference(const InferenceRecord& record)
{
    const bool measures = record.outcome == Outcome::DONE && record.placement != Placement::AGENT;
    if (m_reserve != MEASURED || !measures)
    {
        return;
    }
    if (!m_delay)
    {
        const ReservePolicy policy{m_window, m_quantile, m_margin, m_hysteresis};
        m_delay.emplace(policy, m_communicationDelay.GetSeconds());
        m_energy.emplace(policy, m_communicationEnergy);
    }
    const bool delayChanged = m_delay->Add(record.CommunicationDelay().GetSeconds());
    const bool energyChanged = m_energy->Add(record.radioEnergy);
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
    if (m_changed)
    {
        Update();
    }
}

} // namespace coinference
} // namespace ns3
