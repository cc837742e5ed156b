/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "random-feasible-scheme.h"

#include "clock-solver.h"
#include "rate-distortion.h"

#include "ns3/uinteger.h"

#include <array>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

NS_OBJECT_ENSURE_REGISTERED(RandomFeasibleScheme);

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
    const ClockSolver solver(problem);
    const auto& bitWidths = problem.bitWidths;

    // Feasibility and objective depend on the bit-width only: work them out once each.
    std::array<double, MAX_BIT_WIDTH> objectives;
    std::uint32_t feasibleWidths = 0;
    while (feasibleWidths < bitWidths.GetN() && solver.IsFeasible(bitWidths.Get(feasibleWidths)))
    {
        objectives[feasibleWidths] =
            DistortionGap(bitWidths.Get(feasibleWidths) - 1.0, problem.weightRate);
        ++feasibleWidths;
    }
    if (feasibleWidths == 0)
    {
        return Infeasible(solver.WhyInfeasible(bitWidths.Get(0)));
    }

    std::uint32_t first = bitWidths.GetN();
    std::uint32_t feasibleDraws = 0;
    double mean = 0;
    double squares = 0;
    for (std::uint32_t draw = 0; draw < m_draws; ++draw)
    {
        const auto index = m_bitIndex->GetInteger(0, bitWidths.GetN() - 1);
        if (index >= feasibleWidths)
        {
            continue;
        }
        first = feasibleDraws == 0 ? index : first;
        ++feasibleDraws;
        // Welford's running mean and sum of squared deviations.
        const double deviation = objectives[index] - mean;
        mean += deviation / feasibleDraws;
        squares += deviation * (objectives[index] - mean);
    }
    if (feasibleDraws == 0)
    {
        // Feasible bit-widths exist but none was drawn: say why the next one above them is not.
        return Infeasible(solver.WhyInfeasible(bitWidths.Get(feasibleWidths)));
    }
    auto allocation =
        Feasible(problem, bitWidths.Get(first), *solver.LeastEnergy(bitWidths.Get(first)));
    allocation.draws = m_draws;
    allocation.feasibleDraws = feasibleDraws;
    const bool finite = std::isfinite(mean);
    allocation.objectiveMean = finite ? mean : std::numeric_limits<double>::infinity();
    allocation.objectiveStdDev = !finite             ? std::numeric_limits<double>::infinity()
                                 : feasibleDraws > 1 ? std::sqrt(squares / (feasibleDraws - 1))
                                                     : 0;
    return allocation;
}

} // namespace coinference
} // namespace ns3
