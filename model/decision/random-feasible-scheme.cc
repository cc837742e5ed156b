/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-feasible-scheme.h"

#include "clock-solver.h"

#include "ns3/log.h"
#include "ns3/rate-distortion.h"
#include "ns3/uinteger.h"

#include <array>
#include <cmath>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceRandomFeasibleScheme");

NS_OBJECT_ENSURE_REGISTERED(RandomFeasibleScheme);

namespace
{

/// What the draws of each index into B say of a quantity that depends on the index only.
struct DrawCounts
{
    std::array<std::uint32_t, MAX_BIT_WIDTH> counts{}; //!< feasible draws of each index
    std::uint32_t feasible{0};                         //!< sum of the counts

    /// Sample mean and standard deviation.
    template <typename Quantity>
    void Describe(Quantity quantity, double& mean, double& stdDev) const
    {
        mean = 0;
        ForEachDrawn([&](std::uint32_t i) { mean += quantity(i) * counts[i] / feasible; });
        double squares = 0;
        ForEachDrawn([&](std::uint32_t i) {
            const double deviation = quantity(i) - mean;
            squares += deviation * deviation * counts[i];
        });
        stdDev = feasible > 1 ? std::sqrt(squares / (feasible - 1)) : 0;
    }

    template <typename Action>
    void ForEachDrawn(Action action) const
    {
        for (std::uint32_t i = 0; i < counts.size(); ++i)
        {
            if (counts[i] > 0)
            {
                action(i);
            }
        }
    }
};

} // namespace

TypeId
RandomFeasibleScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::RandomFeasibleScheme")
                            .SetParent<AllocationScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<RandomFeasibleScheme>()
                            .AddAttribute("Draws",
                                          "Number of random bit-widths drawn for a problem",
                                          UintegerValue(400),
                                          MakeUintegerAccessor(&RandomFeasibleScheme::m_draws),
                                          MakeUintegerChecker<uint32_t>(1, 100000000));
    return tid;
}

RandomFeasibleScheme::RandomFeasibleScheme()
    : m_bitIndex(CreateObject<UniformRandomVariable>())
{
}

int64_t
RandomFeasibleScheme::AssignStreams(int64_t stream)
{
    m_bitIndex->SetStream(stream);
    return 1;
}

Allocation
RandomFeasibleScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const ClockSolver solver(problem);
    const auto& bitWidths = problem.bitWidths;

    // Whether a draw is feasible depends on its bit-width only: work it out once for each.
    std::uint32_t feasibleWidths = 0;
    while (feasibleWidths < bitWidths.GetN() && solver.IsFeasible(bitWidths.Get(feasibleWidths)))
    {
        ++feasibleWidths;
    }
    if (feasibleWidths == 0)
    {
        return Infeasible(solver.WhyInfeasible(bitWidths.Get(0)));
    }

    DrawCounts drawn;
    std::uint32_t first = 0;
    for (std::uint32_t draw = 0; draw < m_draws; ++draw)
    {
        const auto index = m_bitIndex->GetInteger(0, bitWidths.GetN() - 1);
        if (index >= feasibleWidths)
        {
            continue;
        }
        first = drawn.feasible == 0 ? index : first;
        ++drawn.counts[index];
        ++drawn.feasible;
    }
    if (drawn.feasible == 0)
    {
        // Feasible bit-widths exist but none was drawn: say why the next one above them is not.
        return Infeasible(solver.WhyInfeasible(bitWidths.Get(feasibleWidths)));
    }
    auto allocation = Feasible(problem,
                               Precision(bitWidths.Get(first)),
                               *solver.LeastEnergy(bitWidths.Get(first)));
    allocation.draws = m_draws;
    allocation.feasibleDraws = drawn.feasible;
    const auto distortions = [&](std::uint32_t i) {
        return problem.workload.DistortionsAt(Precision(bitWidths.Get(i)));
    };
    const auto tightUpper = [&](std::uint32_t i) {
        return std::min(distortions(i).upper, ZeroRateDistortion(problem.workload.weightRate));
    };
    // At one bit D_U is infinite, and would swallow every mean: ln 2/lambda bounds as well.
    drawn.Describe([&](std::uint32_t i) { return tightUpper(i) - distortions(i).lower; },
                   allocation.objectiveMean,
                   allocation.objectiveStdDev);
    drawn.Describe(tightUpper, allocation.tightUpperMean, allocation.tightUpperStdDev);
    drawn.Describe([&](std::uint32_t i) { return distortions(i).total; },
                   allocation.totalMean,
                   allocation.totalStdDev);
    drawn.Describe([&](std::uint32_t i) { return double(bitWidths.Get(i)); },
                   allocation.bitWidthMean,
                   allocation.bitWidthStdDev);
    return allocation;
}

} // namespace coinference
} // namespace ns3
