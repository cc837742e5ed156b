/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "joint-scheme.h"

#include "clock-solver.h"
#include "support/checked-field.h"

#include "ns3/boolean.h"
#include "ns3/coinference-compat.h"
#include "ns3/enum.h"
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
            .AddAttribute("Objective",
                          "What is the best: Distortion, the least, or Quality, the highest of the "
                          "model's table",
                          EnumValue(DISTORTION),
                          MakeEnumAccessorOf<Objective>(&JointScheme::m_objective),
                          MakeEnumChecker(DISTORTION, "Distortion", QUALITY, "Quality"))
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
    if (m_objective == QUALITY)
    {
        return SolveForQuality(problem);
    }
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

Allocation
JointScheme::SolveForQuality(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    if (!problem.workload.quality)
    {
        RejectField("objective", "quality", "distortion where the model has no table of quality");
    }
    const ClockSolver solver(problem);
    std::optional<Allocation> best;
    std::optional<std::uint32_t> least; // of those with a quality
    bool isAllMeasured = true;
    for (std::uint32_t i = 0; i < problem.bitWidths.GetN(); ++i)
    {
        const auto bits = problem.bitWidths.Get(i);
        const auto quality = problem.workload.QualityAt(Precision(bits));
        const auto clocks = solver.LeastFeasibleEnergy(bits);
        isAllMeasured = isAllMeasured && (!clocks || problem.workload.quality->IsMeasured(bits));
        least = quality && !least ? bits : least;
        // Fewer bits are never dearer: of equals the first.
        if (quality && clocks && (!best || *quality > *best->quality))
        {
            best = Feasible(problem, Precision(bits), *clocks);
        }
    }
    if (!least)
    {
        RejectField("bitWidths",
                    problem.bitWidths.ToText(),
                    "within those of the table of quality");
    }
    if (!best)
    {
        return Infeasible(solver.WhyInfeasible(*least));
    }
    // Of what is not measured nothing is proven.
    best->status = isAllMeasured ? Allocation::Status::OPTIMAL : Allocation::Status::FEASIBLE;
    return *best;
}

} // namespace coinference
} // namespace ns3
