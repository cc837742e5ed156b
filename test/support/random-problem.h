/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RANDOM_PROBLEM_H
#define COINFERENCE_RANDOM_PROBLEM_H

#include "ns3/design-problem.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>

namespace ns3
{
namespace coinference
{

/// Which chips of a random problem have operating points.
enum class Tables
{
    NONE,
    AGENT,
    SERVER,
    BOTH
};

/**
 * @brief Random design problems for tests and benchmarks.
 *
 * Quantities are log-uniform over several decades; the budgets lie around what a random bit-width
 * needs, so that the problems straddle feasibility. A share of them is degenerate: no work or no
 * price on a side, a reserve that uses up its budget, a budget of 0.
 */
class RandomProblem
{
  public:
    explicit RandomProblem(std::uint64_t seed)
        : m_engine(seed)
    {
    }

    /// The same on every platform, unlike the standard library's distributions.
    double Uniform(double low, double high)
    {
        return low + (high - low) * static_cast<double>(m_engine() >> 11) * 0x1p-53;
    }

    double LogUniform(double low, double high)
    {
        return std::exp(Uniform(std::log(low), std::log(high)));
    }

    bool Chance(double probability)
    {
        return Uniform(0, 1) < probability;
    }

    std::uint32_t Integer(std::uint32_t low, std::uint32_t high)
    {
        return low + static_cast<std::uint32_t>(Uniform(0, high - low + 1.0));
    }

    /**
     * @param tables which chips have operating points
     * @param degenerate whether degenerate problems may come
     * @return a valid problem
     */
    DesignProblem Next(Tables tables, bool degenerate)
    {
        const auto odd = [&](double probability) { return degenerate && Chance(probability); };
        DesignProblem problem;
        problem.workload.agentFlops = odd(0.03) ? 0 : LogUniform(1e9, 1e13);
        problem.workload.serverFlops = odd(0.03) ? 0 : LogUniform(1e9, 1e13);
        problem.workload.fullPrecisionBits = Chance(0.5) ? 16 : Integer(1, 64);
        DrawBitWidths(problem);
        DrawChip(problem.agent, tables == Tables::AGENT || tables == Tables::BOTH);
        DrawChip(problem.server, tables == Tables::SERVER || tables == Tables::BOTH);
        problem.agent.powerCoefficient *= odd(0.03) ? 0 : 1;
        problem.server.powerCoefficient *= odd(0.03) ? 0 : 1;
        problem.workload.weightRate = LogUniform(1, 1e3);

        // What some bit-width needs at clocks somewhere below the highest.
        const double bitWidth = Uniform(0.7, 1.2 * problem.bitWidths.GetMax());
        const Clocks clocks{problem.agent.maxFrequency * LogUniform(0.03, 1.2),
                            problem.server.maxFrequency * LogUniform(0.03, 1.2)};
        const double delay = problem.Delay(bitWidth, clocks);
        const double energy = problem.Energy(bitWidth, clocks);
        problem.delayBudget = delay * LogUniform(0.5, 4);
        problem.energyBudget = energy * LogUniform(0.2, 5);
        if (Chance(0.5))
        {
            problem.communicationDelay = problem.delayBudget * LogUniform(1e-3, 0.9);
            problem.communicationEnergy = problem.energyBudget * LogUniform(1e-3, 0.9);
        }
        problem.delayBudget *= odd(0.01) ? 0 : 1;
        problem.energyBudget *= odd(0.01) ? 0 : 1;
        problem.communicationDelay =
            odd(0.02) ? problem.delayBudget * (Chance(0.5) ? 1 : 1.5) : problem.communicationDelay;
        problem.communicationEnergy = odd(0.02) ? problem.energyBudget * (Chance(0.5) ? 1 : 1.5)
                                                : problem.communicationEnergy;
        return problem;
    }

  private:
    void DrawBitWidths(DesignProblem& problem)
    {
        problem.bitWidths.Clear();
        if (Chance(0.5))
        {
            const auto largest = Integer(1, MAX_BIT_WIDTH);
            for (std::uint32_t bitWidth = 1; bitWidth <= largest; ++bitWidth)
            {
                problem.bitWidths.Add(bitWidth);
            }
            return;
        }
        for (auto i = Integer(1, 12); i > 0; --i)
        {
            problem.bitWidths.Add(Integer(1, MAX_BIT_WIDTH));
        }
    }

    void DrawChip(ComputeChip& chip, bool hasTable)
    {
        chip.maxFrequency = LogUniform(1e8, 3e10);
        chip.flopsPerCycle = LogUniform(1, 1e3);
        chip.pue = Uniform(1, 2.5);
        chip.powerCoefficient = LogUniform(1e-31, 1e-26);
        if (hasTable)
        {
            for (auto i = Integer(1, 10); i > 0; --i)
            {
                chip.operatingPoints.push_back(chip.maxFrequency * LogUniform(0.02, 1));
            }
            auto& points = chip.operatingPoints;
            std::sort(points.begin(), points.end());
            points.erase(std::unique(points.begin(), points.end()), points.end());
        }
    }

    std::mt19937_64 m_engine;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RANDOM_PROBLEM_H */
