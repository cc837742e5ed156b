/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload.h"

#include "support/checked-field.h"

#include "ns3/rate-distortion.h"

#include <array>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// Distortions at lambda = 1 of each whole number of bits that there is: the functions take longer
/// than all else that answers a problem.
std::array<Distortions, MAX_FULL_PRECISION_BITS + 1>
UnitDistortions()
{
    std::array<Distortions, MAX_FULL_PRECISION_BITS + 1> all;
    for (std::uint32_t bits = 1; bits < all.size(); ++bits)
    {
        const double rate = bits - 1.0;
        all[bits] = {DistortionLowerBound(rate, 1),
                     DistortionRateFunction(rate, 1),
                     ScalarDistortion(rate, 1),
                     DistortionUpperBound(rate, 1)};
    }
    return all;
}

} // namespace

const char*
PlacementName(Placement placement)
{
    switch (placement)
    {
    case Placement::SPLIT:
        return "split";
    case Placement::AGENT:
        return "agent";
    case Placement::SERVER:
        break;
    }
    return "server";
}

Placement
PlacementFromName(const std::string& field, const std::string& name)
{
    for (const auto placement : {Placement::SPLIT, Placement::AGENT, Placement::SERVER})
    {
        if (name == PlacementName(placement))
        {
            return placement;
        }
    }
    RejectField(field, name, "split, agent or server");
}

Distortions
Workload::DistortionsAt(const Precision& precision) const
{
    static const auto UNIT = UnitDistortions();
    const auto bits = precision.BitWidth();
    if (bits < 1 || bits > MAX_FULL_PRECISION_BITS)
    {
        RejectField("bitWidth", std::to_string(bits), "from 1 to 64");
    }
    const auto& unit = UNIT[bits];
    return {unit.lower / weightRate,
            unit.exact / weightRate,
            unit.scalar / weightRate,
            unit.upper / weightRate};
}

Workload
Workload::Placed(Placement placement) const
{
    auto placed = *this;
    if (placement == Placement::AGENT)
    {
        placed.agentFlops = agentFlops + serverFlops;
        placed.serverFlops = 0;
        placed.weights = weights + serverWeights;
        placed.serverWeights = 0;
        placed.uplinkBytes = 0;
        placed.downlinkBytes = 0;
    }
    else if (placement == Placement::SERVER)
    {
        placed.agentFlops = 0;
        placed.serverFlops = agentFlops + serverFlops;
        placed.weights = 0;
        placed.serverWeights = serverWeights + weights;
    }
    return placed;
}

void
Workload::Validate() const
{
    RequireNonNegative("", "agentFlops", agentFlops);
    RequireNonNegative("", "serverFlops", serverFlops);
    if (!(fullPrecisionBits >= 1 && fullPrecisionBits <= MAX_FULL_PRECISION_BITS &&
          fullPrecisionBits == std::floor(fullPrecisionBits)))
    {
        RejectField("fullPrecisionBits",
                    NumberToText(fullPrecisionBits),
                    "a whole number from 1 to 64");
    }
    RequirePositive("", "weightRate", weightRate);
    RequirePositive("", "weights", weights);
    RequireNonNegative("", "serverWeights", serverWeights);
}

} // namespace coinference
} // namespace ns3
