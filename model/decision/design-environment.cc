/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-environment.h"

#include "clock-solver.h"
#include "ppo-policy.h"
#include "support/checked-field.h"

#include "ns3/rate-distortion.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// Names of PpoPolicy::Observe().
constexpr std::array<const char*, PpoPolicy::INPUTS>
    OBSERVED{"agentDelay", "serverDelay", "delay", "agentEnergy", "serverEnergy", "energy", "bits"};

void
CheckClock(const char* field, double share)
{
    if (!(share > 0 && share <= 1))
    {
        RejectField(field, NumberToText(share), "a share of the highest clock, in (0, 1]");
    }
}

} // namespace

void
DesignAction::Validate(const BitWidthSet& bitWidths) const
{
    bool isOffered = false;
    for (std::uint32_t i = 0; i < bitWidths.GetN(); ++i)
    {
        isOffered = isOffered || bitWidths.Get(i) == bitWidth;
    }
    if (!isOffered)
    {
        RejectField("bitWidth", std::to_string(bitWidth), "one of " + bitWidths.ToText());
    }
    CheckClock("agentClock", agentClock);
    CheckClock("serverClock", serverClock);
}

double
DesignReward::Of(double bits, double delayShare, double energyShare, bool isMet) const
{
    if (isMet)
    {
        // At one bit the objective is infinite; it counts as one bit less than two do.
        return (bits <= 1 ? -1 : std::log2(DistortionGap(1, 1) / DistortionGap(bits - 1, 1))) / 8;
    }
    const double beyond =
        std::max(0.0, std::log(delayShare)) + std::max(0.0, std::log(energyShare));
    return -violation - excess * std::min(beyond, LARGEST_EXCESS);
}

std::vector<double>
ObserveDesign(const DesignProblem& problem)
{
    problem.RequireWorkOfBits("a learner's environment");
    std::vector<double> observed;
    observed.reserve(problem.bitWidths.GetN() * PpoPolicy::INPUTS);
    for (std::uint32_t i = 0; i < problem.bitWidths.GetN(); ++i)
    {
        const auto at = PpoPolicy::Observe(problem, problem.bitWidths.Get(i));
        observed.insert(observed.end(), at.begin(), at.end());
    }
    return observed;
}

std::vector<std::string>
DesignObservationNames(const BitWidthSet& bitWidths)
{
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < bitWidths.GetN(); ++i)
    {
        for (const auto* name : OBSERVED)
        {
            names.push_back(std::string(name) + "@" + std::to_string(bitWidths.Get(i)));
        }
    }
    return names;
}

Allocation
AllocationOf(const DesignAction& action, const DesignProblem& problem)
{
    const auto placed = problem.Placed(action.placement);
    const auto highest = ClockSolver(placed).Highest();
    Allocation allocation;
    allocation.placement = action.placement;
    allocation.precision = action.placement == Placement::SERVER ? placed.workload.FullPrecision()
                                                                 : Precision(action.bitWidth);
    if (!placed.FitsMemory(allocation.precision.Bits()))
    {
        allocation.reason = Limit::MEMORY;
        return allocation;
    }
    allocation.status = Allocation::Status::FEASIBLE;
    if (action.placement != Placement::SERVER)
    {
        allocation.clocks.agent = placed.agent.NearestFrequency(action.agentClock * highest.agent);
    }
    if (action.placement != Placement::AGENT)
    {
        allocation.clocks.server =
            placed.server.NearestFrequency(action.serverClock * highest.server);
    }
    return allocation;
}

} // namespace coinference
} // namespace ns3
