/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-scheme.h"

#include "clock-solver.h"

#include "ns3/log.h"
#include "ns3/string.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceSplitScheme");

NS_OBJECT_ENSURE_REGISTERED(SplitScheme);

TypeId
SplitScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::SplitScheme")
            .SetParent<AllocationScheme>()
            .SetGroupName("Coinference")
            .AddConstructor<SplitScheme>()
            .AddAttribute(
                "Scheme",
                "Who answers each split: joint, or layered for a bit-width a layer",
                StringValue("joint"),
                MakeStringAccessor(&SplitScheme::SetSchemeName, &SplitScheme::GetSchemeName),
                MakeStringChecker());
    return tid;
}

void
SplitScheme::SetSchemeName(std::string name)
{
    NS_LOG_FUNCTION(this << name);
    // Made here, not where it is needed: schemes answer in many threads, ns-3 makes objects in one.
    const auto names = AllocationScheme::GetNames();
    m_scheme = std::find(names.begin(), names.end(), name) == names.end()
                   ? nullptr
                   : AllocationScheme::Create(name);
    m_schemeName = std::move(name);
}

std::string
SplitScheme::GetSchemeName() const
{
    return m_schemeName;
}

Allocation
SplitScheme::SolveOption(const DesignProblem& problem, const SplitOption& option)
{
    NS_LOG_FUNCTION(this << option.split);
    const auto decided = problem.Decided(option);
    if (option.placement != Placement::SERVER)
    {
        auto answer = m_scheme->Solve(decided);
        answer.placement = option.placement;
        answer.split = option.split;
        return answer;
    }
    // Nothing is quantized: the bits are those of the server's weights.
    const ClockSolver solver(decided);
    const auto precision = decided.workload.FullPrecision();
    const auto clocks = solver.LeastFeasibleEnergy(precision.Bits());
    if (!clocks)
    {
        return Infeasible(solver.WhyInfeasible(precision.Bits()));
    }
    auto answer = Feasible(decided, precision, *clocks, Placement::SERVER);
    answer.status = Allocation::Status::OPTIMAL;
    return answer;
}

Allocation
SplitScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    if (!m_scheme)
    {
        m_scheme = AllocationScheme::Create(m_schemeName); // which says what there is
    }
    if (DynamicCast<SplitScheme>(m_scheme))
    {
        throw std::invalid_argument("SplitScheme Scheme = split is not allowed: it must be one "
                                    "that answers a given split");
    }
    auto options = problem.splits;
    if (options.empty())
    {
        options.push_back({Placement::SPLIT,
                           OWN_SPLIT,
                           problem.workload,
                           problem.communicationDelay,
                           problem.communicationEnergy});
        for (const auto end : {Placement::AGENT, Placement::SERVER})
        {
            const auto placed = problem.Placed(end);
            options.push_back({end,
                               OWN_SPLIT,
                               placed.workload,
                               placed.communicationDelay,
                               placed.communicationEnergy});
        }
    }
    Allocation best;
    std::optional<Limit> reason; // of the first
    bool isProven = true;
    for (const auto& option : options)
    {
        const auto answer = SolveOption(problem, option);
        reason = reason ? reason : answer.reason;
        isProven = isProven && answer.status != Allocation::Status::FEASIBLE;
        if (answer.IsFeasible() &&
            (!best.IsFeasible() || answer.totalDistortion < best.totalDistortion ||
             (answer.totalDistortion == best.totalDistortion && answer.energy < best.energy)))
        {
            best = answer;
        }
    }
    if (!best.IsFeasible())
    {
        return Infeasible(*reason);
    }
    best.status = isProven ? Allocation::Status::OPTIMAL : Allocation::Status::FEASIBLE;
    return best;
}

} // namespace coinference
} // namespace ns3
