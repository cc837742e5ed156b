/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fixed-frequency-scheme.h"

#include "clock-solver.h"

namespace ns3
{
namespace coinference
{

NS_OBJECT_ENSURE_REGISTERED(FixedFrequencyScheme);

TypeId
FixedFrequencyScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::FixedFrequencyScheme")
                            .SetParent<AllocationScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<FixedFrequencyScheme>();
    return tid;
}

Allocation
FixedFrequencyScheme::DoSolve(const DesignProblem& problem)
{
    const auto clocks = ClockSolver(problem).Highest();
    const auto& bitWidths = problem.bitWidths;
    bool meetsDelay = false;
    bool meetsEnergy = false;
    for (auto i = bitWidths.GetN(); i-- > 0;)
    {
        const auto bitWidth = bitWidths.Get(i);
        meetsDelay = problem.MeetsDelay(problem.Delay(bitWidth, clocks));
        meetsEnergy = problem.MeetsEnergy(problem.Energy(bitWidth, clocks));
        if (meetsDelay && meetsEnergy)
        {
            return Feasible(problem, bitWidth, clocks);
        }
    }
    if (meetsDelay != meetsEnergy)
    {
        return Infeasible(meetsDelay ? Limit::ENERGY : Limit::DELAY);
    }
    return Infeasible(Limit::DELAY_AND_ENERGY);
}

} // namespace coinference
} // namespace ns3
