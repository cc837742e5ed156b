/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-chip.h"

#include "checked-field.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

bool
ComputeChip::CanRunAt(double frequency) const
{
    if (operatingPoints.empty())
    {
        return frequency > 0 && frequency <= maxFrequency;
    }
    return std::binary_search(operatingPoints.begin(), operatingPoints.end(), frequency);
}

void
ComputeChip::Validate(std::string_view prefix) const
{
    // The points first: where a maximum follows from them, a bad one is theirs.
    for (double point : operatingPoints)
    {
        RequirePositive(prefix, "Frequencies", point);
    }
    RequirePositive(prefix, "MaxFrequency", maxFrequency);
    RequirePositive(prefix, "FlopsPerCycle", flopsPerCycle);
    RequireNonNegative(prefix, "PowerCoefficient", powerCoefficient);
    RequirePositive(prefix, "Pue", pue);
    RequireNonNegative(prefix, "IdlePower", idlePower);
    double previous = 0;
    for (double point : operatingPoints)
    {
        if (point <= previous)
        {
            RejectField(std::string(prefix) + "Frequencies",
                        NumberToText(point) + " after " + NumberToText(previous),
                        "in ascending order without repetition");
        }
        if (point > maxFrequency)
        {
            RejectField(std::string(prefix) + "Frequencies",
                        NumberToText(point),
                        "at most " + std::string(prefix) +
                            "MaxFrequency = " + NumberToText(maxFrequency));
        }
        previous = point;
    }
}

ComputeChip
ComputeChip::PaperServer()
{
    ComputeChip chip;
    chip.maxFrequency = 10e9;
    chip.flopsPerCycle = 128;
    chip.powerCoefficient = 1e-28;
    chip.pue = 2;
    return chip;
}

} // namespace coinference
} // namespace ns3
