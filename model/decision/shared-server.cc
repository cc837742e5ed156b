/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-server.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

SharedServer::SharedServer(const SharedProblem& problem)
    : m_problem(problem),
      m_options(problem.agents.size()),
      m_values(problem.agents.size() * MAX_BIT_WIDTH)
{
    for (std::size_t k = 0; k < GetN(); ++k)
    {
        const auto& agent = problem.agents[k];
        const auto& work = agent.problem.workload;
        const auto& bitWidths = agent.problem.bitWidths;
        while (m_options[k] < bitWidths.GetN() &&
               agent.problem.FitsMemory(bitWidths.Get(m_options[k])))
        {
            const auto distortions = work.DistortionsAt(Precision(bitWidths.Get(m_options[k])));
            m_values[k * MAX_BIT_WIDTH + m_options[k]] = agent.weight * distortions.total;
            ++m_options[k];
        }
    }
}

double
SharedServer::Objective(const Choice& choice) const
{
    double sum = 0;
    double largest = 0;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const double value = GetValue(k, choice[k]);
        sum += value;
        largest = std::max(largest, value);
    }
    return m_problem.objective == SharedObjective::SUM ? sum : largest;
}

} // namespace coinference
} // namespace ns3
