/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scheme-answers.h"

#include "ns3/random-feasible-scheme.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{
namespace coinference
{

SchemeAnswerer::SchemeAnswerer(Ptr<AllocationScheme> scheme,
                               std::uint32_t draws,
                               std::int64_t stream)
    : m_scheme(std::move(scheme))
{
    m_scheme->AssignStreams(stream);
    if (DynamicCast<RandomFeasibleScheme>(m_scheme))
    {
        m_answers = draws;
        m_scheme->SetAttribute("Draws", UintegerValue(1));
    }
}

SchemeAnswers
SchemeAnswerer::Solve(const DesignProblem& problem)
{
    SchemeAnswers answers;
    for (std::uint32_t i = 0; i < m_answers; ++i)
    {
        const auto allocation = m_scheme->Solve(problem);
        if (allocation.IsFeasible())
        {
            answers.feasible.push_back(allocation);
        }
        answers.reason = allocation.reason;
    }
    return answers;
}

} // namespace coinference
} // namespace ns3
