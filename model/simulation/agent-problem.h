/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_AGENT_PROBLEM_H
#define COINFERENCE_AGENT_PROBLEM_H

#include "ns3/design-problem.h"

namespace ns3
{
namespace coinference
{

class ComputeDevice;
class EmbodiedAgent;

/**
 * @ingroup coinference-simulation
 * @brief What an agent and the two processors say of its design problem.
 *
 * The bit-widths and the reserve for the network are those who decide's to set.
 *
 * @param agent the agent: model, budgets and sensings
 * @param own its node's processor
 * @param server the server's processor
 * @param keepRate whether the problem has the sensings' mean interval as its period
 * @return the problem
 */
DesignProblem ProblemOf(const EmbodiedAgent& agent,
                        const ComputeDevice& own,
                        const ComputeDevice& server,
                        bool keepRate);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_AGENT_PROBLEM_H */
