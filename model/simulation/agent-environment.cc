/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "agent-environment.h"

#include "agent-problem.h"
#include "embodied-agent.h"
#include "measured-communication.h"

#include "ns3/abort.h"
#include "ns3/coinference-compat.h"
#include "ns3/node.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// What is left of a node's batteries; 1 without any.
double
BatteryShare(const Node& node)
{
    const auto sources = node.GetObject<EnergySourceContainer>();
    double initial = 0;
    double left = 0;
    for (std::uint32_t i = 0; sources && i < sources->GetN(); ++i)
    {
        initial += sources->Get(i)->GetInitialEnergy();
        left += sources->Get(i)->GetRemainingEnergy();
    }
    return initial > 0 ? left / initial : 1;
}

/// Of nothing, and of what is next to it, as much as a learner can make something of.
double
ShareOf(double part, double budget)
{
    constexpr double LARGEST = 1e6;
    return part == 0 ? 0 : std::min(part / budget, LARGEST);
}

} // namespace

AgentEnvironment::AgentEnvironment(Ptr<EmbodiedAgent> agent,
                                   Ptr<ComputeDevice> server,
                                   const EnvironmentSettings& settings)
    : m_agent(agent),
      m_device(agent->GetNode()->GetObject<ComputeDevice>()),
      m_server(server),
      m_settings(settings),
      m_delay(ReservePolicy(), settings.communicationDelay),
      m_energy(ReservePolicy(), settings.communicationEnergy)
{
    NS_ABORT_MSG_UNLESS(m_device, "AgentEnvironment: the agent's node has no ComputeDevice");
    NS_ABORT_MSG_UNLESS(m_server, "AgentEnvironment: there is no device of the server");
    NS_ABORT_MSG_IF(agent->GetObject<AllocationController>(),
                    "AgentEnvironment: agent " << agent->GetAgentId()
                                               << " has an AllocationController, which decides");
    m_action.bitWidth = settings.bitWidths.GetMax();
    const auto problem = Problem();
    problem.Validate();
    problem.RequireWorkOfBits("a learner's environment");
    m_agent->SetSensing(false); // before there is an action
    m_agent->TraceConnectWithoutContext("Inference",
                                        MakeCallback(&AgentEnvironment::HandleInference, this));
}

AgentEnvironment::~AgentEnvironment()
{
    m_agent->TraceDisconnectWithoutContext("Inference",
                                           MakeCallback(&AgentEnvironment::HandleInference, this));
}

std::vector<std::string>
AgentEnvironment::ObservationNames(const BitWidthSet& bitWidths)
{
    auto names = DesignObservationNames(bitWidths);
    names.insert(names.end(),
                 {"communicationDelay",
                  "communicationEnergy",
                  "uplinkDelay",
                  "agentQueue",
                  "serverQueue",
                  "inFlight",
                  "missedResults",
                  "battery"});
    return names;
}

std::vector<double>
AgentEnvironment::ObservationOf(const DesignProblem& problem)
{
    auto observed = ObserveDesign(problem);
    observed.insert(observed.end(),
                    {ShareOf(problem.communicationDelay, problem.delayBudget),
                     ShareOf(problem.communicationEnergy, problem.energyBudget),
                     0,
                     0,
                     0,
                     0,
                     0,
                     1});
    return observed;
}

std::vector<double>
AgentEnvironment::Observe() const
{
    const auto problem = Problem();
    auto observed = ObserveDesign(problem);
    const auto jobs = [](const ComputeDevice& device) {
        return static_cast<double>(device.GetQueueLength() + device.GetRunning());
    };
    observed.insert(observed.end(),
                    {ShareOf(problem.communicationDelay, problem.delayBudget),
                     ShareOf(problem.communicationEnergy, problem.energyBudget),
                     ShareOf(m_uplinkDelay.GetSeconds(), problem.delayBudget),
                     jobs(*m_device),
                     jobs(*m_server),
                     static_cast<double>(m_agent->GetCounts().inFlight),
                     static_cast<double>(m_agent->GetMissedResults()),
                     BatteryShare(*m_agent->GetNode())});
    return observed;
}

DesignProblem
AgentEnvironment::Problem() const
{
    auto problem = ProblemOf(*m_agent, *m_device, *m_server, m_settings.keepRate);
    problem.bitWidths = m_settings.bitWidths;
    if (m_settings.reserve != AllocationController::NONE)
    {
        problem.communicationDelay = m_delay.Get();
        problem.communicationEnergy = m_energy.Get();
    }
    return problem;
}

void
AgentEnvironment::Act(const DesignAction& action)
{
    const auto allocation = AllocationOf(action, Problem());
    if (!allocation.IsFeasible())
    {
        m_reward -= m_settings.reward.violation;
        return;
    }
    m_action = action;
    m_agent->SetAllocation(allocation);
    m_agent->SetSensing(true);
}

std::vector<InferenceRecord>
AgentEnvironment::TakeRecords()
{
    return std::exchange(m_records, {});
}

double
AgentEnvironment::TakeReward()
{
    return std::exchange(m_reward, 0);
}

bool
AgentEnvironment::HasEnded() const
{
    return !m_device->IsOn();
}

void
AgentEnvironment::HandleInference(const InferenceRecord& record)
{
    const auto delay = MeasuredCommunication(record, m_agent->GetModelProfile(), *m_server);
    if (delay && m_settings.reserve == AllocationController::MEASURED)
    {
        m_delay.Add(delay->GetSeconds());
        if (record.outcome == Outcome::DONE || record.countsWaiting)
        {
            m_energy.Add(record.CommunicationEnergy());
        }
    }
    m_uplinkDelay = record.UplinkDelay().value_or(m_uplinkDelay);
    m_reward += record.outcome == Outcome::DONE
                    ? m_settings.reward.Of(record.precision.Bits(),
                                           record.TotalDelay().GetSeconds() /
                                               m_agent->GetDelayBudget().GetSeconds(),
                                           record.TotalEnergy() / m_agent->GetEnergyBudget(),
                                           record.deadlineMet && record.energyBudgetMet)
                    : m_settings.reward.OfLoss();
    m_records.push_back(record);
}

} // namespace coinference
} // namespace ns3
