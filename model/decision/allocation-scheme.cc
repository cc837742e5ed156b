/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-scheme.h"

#include "scheme-name.h"
#include "support/checked-field.h"

#include "ns3/log.h"
#include "ns3/object-factory.h"

#include <stdexcept>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceAllocationScheme");

NS_OBJECT_ENSURE_REGISTERED(AllocationScheme);

namespace
{

SchemeNames
Names()
{
    return {AllocationScheme::GetTypeId(), "Scheme"};
}

} // namespace

TypeId
AllocationScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::AllocationScheme")
                            .SetParent<Object>()
                            .SetGroupName("Coinference");
    return tid;
}

std::vector<std::string>
AllocationScheme::GetNames()
{
    return Names().GetAll();
}

Ptr<AllocationScheme>
AllocationScheme::Create(const std::string& name)
{
    ObjectFactory factory;
    factory.SetTypeId(Names().Find(name));
    return factory.Create<AllocationScheme>();
}

int64_t
AllocationScheme::AssignStreams(int64_t /* stream */)
{
    return 0;
}

Allocation
AllocationScheme::Solve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    problem.Validate();
    const auto allocation = DoSolve(problem);
    NS_LOG_INFO(GetInstanceTypeId().GetName()
                << ": "
                << (allocation.IsFeasible()
                        ? NumberToText(allocation.precision.Bits()) + " bit"
                        : std::string("infeasible, ") + LimitName(allocation.reason)));
    if (!allocation.IsFeasible())
    {
        return allocation;
    }
    const auto check = [&allocation](const DesignProblem& decided) {
        return decided.Broken(allocation.precision, allocation.clocks, RECHECK_SLACK);
    };
    const bool isOwn = allocation.placement == Placement::SPLIT && allocation.split == OWN_SPLIT &&
                       problem.splits.empty();
    const auto broken =
        isOwn ? check(problem) : check(problem.Decided(allocation.placement, allocation.split));
    if (broken != Limit::NONE)
    {
        throw std::logic_error(GetInstanceTypeId().GetName() + " answered delay " +
                               NumberToText(allocation.delay) + " s and energy " +
                               NumberToText(allocation.energy) +
                               " J, which breaks a limit: " + LimitName(broken));
    }
    return allocation;
}

Allocation
AllocationScheme::Feasible(const DesignProblem& problem,
                           const Precision& precision,
                           const Clocks& clocks,
                           Placement placement)
{
    const auto distortions = problem.workload.DistortionsAt(precision);
    Allocation allocation;
    allocation.status = Allocation::Status::FEASIBLE;
    allocation.placement = placement;
    allocation.precision = precision;
    allocation.clocks = clocks;
    allocation.delay = problem.Delay(precision.Bits(), clocks);
    allocation.energy = problem.Energy(precision.Bits(), clocks);
    allocation.distortionUpper = distortions.upper;
    allocation.distortionLower = distortions.lower;
    allocation.distortionTrue = distortions.exact;
    allocation.distortionScalar = distortions.scalar;
    allocation.totalDistortion = distortions.total;
    if (problem.workload.agentPhases || problem.workload.serverPhases)
    {
        allocation.tokenTimes = problem.TokenTimesAt(precision.Bits(), clocks);
    }
    allocation.quality = problem.workload.QualityAt(precision);
    // D_U is more than twice D_L at any rate: nothing cancels.
    allocation.objective = allocation.distortionUpper - allocation.distortionLower;
    return allocation;
}

Allocation
AllocationScheme::Infeasible(Limit reason)
{
    Allocation allocation;
    allocation.reason = reason;
    return allocation;
}

} // namespace coinference
} // namespace ns3
