/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reference-schemes.h"

#include "clock-solver.h"

#include "ns3/log.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceReferenceSchemes");

NS_OBJECT_ENSURE_REGISTERED(AllOnAgentScheme);
NS_OBJECT_ENSURE_REGISTERED(AllOnServerScheme);
NS_OBJECT_ENSURE_REGISTERED(FullPrecisionScheme);

TypeId
AllOnAgentScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::AllOnAgentScheme")
                            .SetParent<AllocationScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<AllOnAgentScheme>();
    return tid;
}

Allocation
AllOnAgentScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const auto placed = problem.Placed(Placement::AGENT);
    const ClockSolver solver(placed);
    for (auto i = placed.bitWidths.GetN(); i-- > 0;)
    {
        const auto bitWidth = placed.bitWidths.Get(i);
        if (const auto clocks = solver.LeastFeasibleEnergy(bitWidth))
        {
            return Feasible(placed, Precision(bitWidth), *clocks, Placement::AGENT);
        }
    }
    return Infeasible(solver.WhyInfeasible(placed.bitWidths.Get(0)));
}

namespace
{

/// Whether full precision is feasible under a placement, and at which clocks.
template <typename MakeFeasible, typename MakeInfeasible>
Allocation
AtFullPrecision(const DesignProblem& placed, MakeFeasible feasible, MakeInfeasible infeasible)
{
    const ClockSolver solver(placed);
    const auto precision = placed.workload.FullPrecision();
    if (const auto clocks = solver.LeastFeasibleEnergy(precision.BitWidth()))
    {
        return feasible(precision, *clocks);
    }
    return infeasible(solver.WhyInfeasible(precision.BitWidth()));
}

} // namespace

TypeId
AllOnServerScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::AllOnServerScheme")
                            .SetParent<AllocationScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<AllOnServerScheme>();
    return tid;
}

Allocation
AllOnServerScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const auto placed = problem.Placed(Placement::SERVER);
    return AtFullPrecision(
        placed,
        [&placed](const Precision& precision, const Clocks& clocks) {
            return Feasible(placed, precision, clocks, Placement::SERVER);
        },
        Infeasible);
}

TypeId
FullPrecisionScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::FullPrecisionScheme")
                            .SetParent<AllocationScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<FullPrecisionScheme>();
    return tid;
}

Allocation
FullPrecisionScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    return AtFullPrecision(
        problem,
        [&problem](const Precision& precision, const Clocks& clocks) {
            return Feasible(problem, precision, clocks);
        },
        Infeasible);
}

} // namespace coinference
} // namespace ns3
