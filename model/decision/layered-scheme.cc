/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "layered-scheme.h"

#include "clock-solver.h"
#include "joint-scheme.h"
#include "layer-widths.h"

#include "ns3/log.h"

#include <utility>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceLayeredScheme");

NS_OBJECT_ENSURE_REGISTERED(LayeredScheme);

namespace
{

/// The most bits that the budgets and the rate allow, a real number, up to the largest of B; the
/// least of them is feasible.
double
MostBits(const ClockSolver& solver, const BitWidthSet& bitWidths)
{
    double feasible = bitWidths.Get(0);
    double infeasible = bitWidths.Get(bitWidths.GetN() - 1);
    if (solver.IsFeasible(infeasible))
    {
        return infeasible;
    }
    // As close as a double can tell them apart.
    for (int i = 0; i < 60; ++i)
    {
        const double middle = (feasible + infeasible) / 2;
        (solver.IsFeasible(middle) ? feasible : infeasible) = middle;
    }
    return feasible;
}

} // namespace

TypeId
LayeredScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::LayeredScheme")
                            .SetParent<AllocationScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<LayeredScheme>();
    return tid;
}

LayeredScheme::LayeredScheme()
    : m_oneWidth(CreateObject<JointScheme>())
{
}

Allocation
LayeredScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    problem.RequireWorkOfBits("a width a layer");
    const auto& workload = problem.workload;
    if (!workload.layers)
    {
        return m_oneWidth->Solve(problem);
    }
    // The memory is the knapsack's: widths that differ fill it otherwise than their mean would.
    auto unlimited = problem;
    unlimited.agent.memory = 0;
    const ClockSolver solver(unlimited);
    const double least = problem.bitWidths.Get(0);
    if (!solver.IsFeasible(least))
    {
        return Infeasible(solver.WhyInfeasible(least));
    }
    const double most = MostBits(solver, problem.bitWidths);
    LayerWidthProblem knapsack;
    for (const auto& layer : *workload.layers)
    {
        knapsack.layers.push_back(
            {layer.Importance(workload.weightRate), layer.flops, layer.weights});
        knapsack.work += layer.flops * most;
    }
    for (std::uint32_t i = 0; i < problem.bitWidths.GetN(); ++i)
    {
        knapsack.widths.push_back(problem.bitWidths.Get(i));
        auto one = workload;
        one.weightRate = 1;
        knapsack.distortions.push_back(one.DistortionsAt(Precision(knapsack.widths.back())).scalar);
    }
    if (problem.agent.memory > 0)
    {
        knapsack.storage = problem.agent.memory * 8;
    }
    auto chosen = ChooseLayerWidths(knapsack);
    if (chosen.widths.empty())
    {
        return Infeasible(Limit::MEMORY);
    }
    const auto precision = workload.WithWidths(std::move(chosen.widths));
    const auto clocks = solver.LeastFeasibleEnergy(std::min(precision.Bits(), most));
    auto allocation = Feasible(problem, precision, *clocks);
    allocation.status =
        chosen.isOptimal ? Allocation::Status::OPTIMAL : Allocation::Status::FEASIBLE;
    return allocation;
}

} // namespace coinference
} // namespace ns3
