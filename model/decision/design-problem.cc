/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-problem.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

DesignProblem
DesignProblem::Placed(Placement placement) const
{
    auto placed = *this;
    placed.workload = workload.Placed(placement);
    if (placement == Placement::AGENT)
    {
        placed.communicationDelay = 0;
        placed.communicationEnergy = 0;
    }
    return placed;
}

void
DesignProblem::Validate() const
{
    workload.Validate();
    if (bitWidths.GetN() == 0)
    {
        RejectField("bitWidths", "[]", "at least one bit-width from 1 to 32");
    }
    agent.Validate("agent");
    server.Validate("server");
    RequireNonNegative("", "delayBudget", delayBudget);
    RequireNonNegative("", "energyBudget", energyBudget);
    RequireNonNegative("", "communicationDelay", communicationDelay);
    RequireNonNegative("", "communicationEnergy", communicationEnergy);
    RequireNonNegative("", "period", period);
}

Limit
DesignProblem::Broken(double bitWidth, const Clocks& clocks, double slack) const
{
    if (!FitsMemory(bitWidth))
    {
        return Limit::MEMORY;
    }
    const bool meetsDelay = MeetsDelay(Delay(bitWidth, clocks), slack);
    const bool meetsEnergy = MeetsEnergy(Energy(bitWidth, clocks), slack);
    if (!meetsDelay || !meetsEnergy)
    {
        return meetsEnergy ? Limit::DELAY : meetsDelay ? Limit::ENERGY : Limit::DELAY_AND_ENERGY;
    }
    return MeetsRate(bitWidth, clocks, slack) ? Limit::NONE : Limit::RATE;
}

} // namespace coinference
} // namespace ns3
