/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-scheme.h"

#include "support/checked-field.h"

#include "ns3/log.h"
#include "ns3/object-factory.h"
#include "ns3/rate-distortion.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceAllocationScheme");

NS_OBJECT_ENSURE_REGISTERED(AllocationScheme);

namespace
{

const std::string TYPE_PREFIX = "ns3::coinference::";
const std::string TYPE_SUFFIX = "Scheme";

/// "fixed-frequency" -> "ns3::coinference::FixedFrequencyScheme"
std::string
TypeNameOf(const std::string& shortName)
{
    std::string typeName = TYPE_PREFIX;
    bool wordStarts = true;
    for (char letter : shortName)
    {
        if (letter == '-')
        {
            wordStarts = true;
            continue;
        }
        typeName += wordStarts ? static_cast<char>(std::toupper(letter)) : letter;
        wordStarts = false;
    }
    return typeName + TYPE_SUFFIX;
}

/// The inverse of TypeNameOf(); a name of another form comes back as it is.
std::string
ShortNameOf(const std::string& typeName)
{
    const auto affixes = TYPE_PREFIX.size() + TYPE_SUFFIX.size();
    if (typeName.size() <= affixes || typeName.rfind(TYPE_PREFIX, 0) != 0)
    {
        return typeName;
    }
    std::string shortName;
    for (char letter : typeName.substr(TYPE_PREFIX.size(), typeName.size() - affixes))
    {
        if (std::isupper(static_cast<unsigned char>(letter)))
        {
            shortName += shortName.empty() ? "" : "-";
            letter = static_cast<char>(std::tolower(letter));
        }
        shortName += letter;
    }
    return TypeNameOf(shortName) == typeName ? shortName : typeName;
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
    std::vector<std::string> names;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const auto tid = TypeId::GetRegistered(i);
        if (tid.IsChildOf(GetTypeId()) && tid.HasConstructor())
        {
            names.push_back(ShortNameOf(tid.GetName()));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

Ptr<AllocationScheme>
AllocationScheme::Create(const std::string& name)
{
    TypeId tid;
    const bool found = TypeId::LookupByNameFailSafe(name, &tid) ||
                       TypeId::LookupByNameFailSafe(TypeNameOf(name), &tid);
    if (!found || !tid.IsChildOf(GetTypeId()) || !tid.HasConstructor())
    {
        std::string known;
        for (const auto& other : GetNames())
        {
            known += known.empty() ? other : ", " + other;
        }
        RejectField("scheme", name, "one of " + known);
    }
    ObjectFactory factory;
    factory.SetTypeId(tid);
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
                        ? std::to_string(allocation.precision.BitWidth()) + " bit"
                        : std::string("infeasible, ") + LimitName(allocation.reason)));
    if (!allocation.IsFeasible())
    {
        return allocation;
    }
    const auto check = [&allocation](const DesignProblem& placed) {
        return placed.Broken(allocation.precision.BitWidth(), allocation.clocks, RECHECK_SLACK);
    };
    const auto broken = allocation.placement == Placement::SPLIT
                            ? check(problem)
                            : check(problem.Placed(allocation.placement));
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
    allocation.delay = problem.Delay(precision.BitWidth(), clocks);
    allocation.energy = problem.Energy(precision.BitWidth(), clocks);
    allocation.distortionUpper = distortions.upper;
    allocation.distortionLower = distortions.lower;
    allocation.distortionTrue = distortions.exact;
    allocation.distortionScalar = distortions.scalar;
    allocation.totalDistortion = problem.workload.TotalDistortion(distortions);
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
