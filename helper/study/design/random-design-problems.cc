/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-design-problems.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr std::uint32_t WIDEST = 16;

} // namespace

RandomDesignProblems::RandomDesignProblems(int64_t stream)
    : m_uniform(CreateObject<UniformRandomVariable>())
{
    m_uniform->SetStream(stream);
}

double
RandomDesignProblems::Between(double least, double most)
{
    return std::exp(m_uniform->GetValue(std::log(least), std::log(most)));
}

BitWidthSet
RandomDesignProblems::BitWidths()
{
    BitWidthSet set;
    const auto kind = m_uniform->GetInteger(0, 3);
    if (kind < 2)
    {
        return set;
    }
    set.Clear();
    if (kind == 2)
    {
        const auto largest = m_uniform->GetInteger(1, WIDEST);
        for (std::uint32_t bitWidth = 1; bitWidth <= largest; ++bitWidth)
        {
            set.Add(bitWidth);
        }
        return set;
    }
    const auto draws = m_uniform->GetInteger(1, WIDEST);
    for (std::uint32_t i = 0; i < draws; ++i)
    {
        set.Add(m_uniform->GetInteger(1, WIDEST));
    }
    return set;
}

DesignProblem
RandomDesignProblems::Next()
{
    DesignProblem problem;
    const bool blip = m_uniform->GetInteger(0, 1) == 0;
    problem.workload.agentFlops = (blip ? 520.96e9 : 140.6e9) * Between(0.5, 2);
    problem.workload.serverFlops = (blip ? 12.70e9 : 71.67e9) * Between(0.5, 2);
    for (auto* chip : {&problem.agent, &problem.server})
    {
        chip->maxFrequency *= Between(0.5, 2);
        chip->flopsPerCycle *= Between(0.5, 2);
        chip->powerCoefficient *= Between(0.5, 2);
    }
    problem.delayBudget = Between(0.5, 8);
    problem.energyBudget = Between(0.5, 8);
    if (m_uniform->GetInteger(0, 1) == 0)
    {
        problem.communicationDelay = problem.delayBudget * m_uniform->GetValue(0, 0.3);
        problem.communicationEnergy = problem.energyBudget * m_uniform->GetValue(0, 0.3);
    }
    problem.bitWidths = BitWidths();
    return problem;
}

void
RandomDesignProblems::AddOperatingPoints(DesignProblem& problem)
{
    for (auto* chip : {&problem.agent, &problem.server})
    {
        const auto n = m_uniform->GetInteger(2, 12);
        auto& points = chip->operatingPoints;
        points = {chip->maxFrequency};
        while (points.size() < n)
        {
            points.push_back(chip->maxFrequency * m_uniform->GetValue(0.1, 1));
        }
        std::sort(points.begin(), points.end());
        points.erase(std::unique(points.begin(), points.end()), points.end());
    }
}

} // namespace coinference
} // namespace ns3
