/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fixed-frequency-scheme.h"

#include "clock-solver.h"

#include "ns3/log.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceFixedFrequencyScheme");

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
    NS_LOG_FUNCTION(this);
    const auto clocks = ClockSolver(problem).Highest();
    const auto& bitWidths = problem.bitWidths;
    auto broken = Limit::NONE;
    for (auto i = bitWidths.GetN(); i-- > 0;)
    {
        const auto bitWidth = bitWidths.Get(i);
        broken = problem.Broken(bitWidth, clocks);
        if (broken == Limit::NONE)
        {
            return Feasible(problem, Precision(bitWidth), clocks);
        }
    }
    return Infeasible(broken);
}

} // namespace coinference
} // namespace ns3
