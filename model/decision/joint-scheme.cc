/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "joint-scheme.h"

#include "clock-solver.h"

#include "ns3/boolean.h"
#include "ns3/log.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceJointScheme");

NS_OBJECT_ENSURE_REGISTERED(JointScheme);

TypeId
JointScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::JointScheme")
            .SetParent<AllocationScheme>()
            .SetGroupName("Coinference")
            .AddConstructor<JointScheme>()
            .AddAttribute("LeastDelay",
                          "Among the clocks that are feasible at the optimal bit-width return "
                          "those of least delay, not those of least energy",
                          BooleanValue(false),
                          MakeBooleanAccessor(&JointScheme::m_leastDelay),
                          MakeBooleanChecker());
    return tid;
}

Allocation
JointScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    const ClockSolver solver(problem);
    const auto& bitWidths = problem.bitWidths;

    // Invariant: everything below `low` is feasible, `clocks` are those of the last feasible one;
    // everything from `high` on is infeasible.
    std::uint32_t low = 0;
    std::uint32_t high = bitWidths.GetN();
    Clocks clocks;
    while (low < high)
    {
        const auto middle = (low + high) / 2;
        if (const auto found = solver.LeastFeasibleEnergy(bitWidths.Get(middle)))
        {
            clocks = *found;
            low = middle + 1;
        }
        else
        {
            high = middle;
        }
    }
    if (low == 0)
    {
        return Infeasible(solver.WhyInfeasible(bitWidths.Get(0)));
    }
    const auto bitWidth = bitWidths.Get(low - 1);
    if (m_leastDelay)
    {
        // Rounding may put the fastest clocks a hair behind the cheapest, or beyond E0, where both
        // budgets leave but one point.
        const auto fastest = solver.LeastDelay(bitWidth);
        if (fastest && problem.MeetsEnergy(problem.Energy(bitWidth, *fastest)) &&
            problem.Delay(bitWidth, *fastest) <= problem.Delay(bitWidth, clocks))
        {
            clocks = *fastest;
        }
    }
    auto allocation = Feasible(problem, Precision(bitWidth), clocks);
    allocation.status = Allocation::Status::OPTIMAL;
    if (low < bitWidths.GetN())
    {
        allocation.binding = solver.WhyInfeasible(bitWidths.Get(low));
    }
    return allocation;
}

} // namespace coinference
} // namespace ns3
