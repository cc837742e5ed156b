/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "agent-problem.h"

#include "compute-device.h"
#include "embodied-agent.h"

namespace ns3
{
namespace coinference
{

DesignProblem
ProblemOf(const EmbodiedAgent& agent,
          const ComputeDevice& own,
          const ComputeDevice& server,
          bool keepRate)
{
    DesignProblem problem;
    problem.workload = agent.GetModelProfile().At(Placement::SPLIT);
    problem.agent = own.GetChip();
    problem.server = server.GetChip();
    problem.delayBudget = agent.GetDelayBudget().GetSeconds();
    problem.energyBudget = agent.GetEnergyBudget();
    if (const auto period = agent.GetMeanSensingInterval(); period && keepRate)
    {
        problem.period = period->GetSeconds();
    }
    return problem;
}

} // namespace coinference
} // namespace ns3
