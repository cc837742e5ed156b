/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-chip.h"

#include "support/checked-field.h"

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

double
ComputeChip::NearestFrequency(double frequency) const
{
    if (operatingPoints.empty())
    {
        return frequency;
    }
    const auto above = std::lower_bound(operatingPoints.begin(), operatingPoints.end(), frequency);
    if (above == operatingPoints.begin())
    {
        return *above;
    }
    const double below = *std::prev(above);
    return above == operatingPoints.end() || frequency - below <= *above - frequency ? below
                                                                                     : *above;
}

std::size_t
ComputeChip::PointIndex(double frequency) const
{
    const auto place = std::lower_bound(operatingPoints.begin(), operatingPoints.end(), frequency);
    return std::min<std::size_t>(place - operatingPoints.begin(), operatingPoints.size() - 1);
}

const MemoryPoint&
ComputeChip::PointOf(double memoryClock) const
{
    const auto isBelow = [](const MemoryPoint& point, double clock) { return point.clock < clock; };
    const auto place =
        memoryClock == 0
            ? memoryPoints.end()
            : std::lower_bound(memoryPoints.begin(), memoryPoints.end(), memoryClock, isBelow);
    return place == memoryPoints.end() ? memoryPoints.back() : *place;
}

bool
ComputeChip::HasMemoryClock(double memoryClock) const
{
    return memoryClock == 0 || (!memoryPoints.empty() && PointOf(memoryClock).clock == memoryClock);
}

namespace
{

void
RequireAfter(std::string_view prefix, const char* name, double value, double previous)
{
    if (value <= previous)
    {
        RejectField(std::string(prefix) + name,
                    NumberToText(value) + " after " + NumberToText(previous),
                    "in ascending order without repetition");
    }
}

/// One of the lists that go with the operating points.
void
RequireOneEach(std::string_view prefix,
               const char* name,
               const std::vector<double>& values,
               std::size_t points)
{
    if (!values.empty() && values.size() != points)
    {
        RejectField(std::string(prefix) + name,
                    std::to_string(values.size()) + " values",
                    "as many as there are operating points, " + std::to_string(points));
    }
    for (double value : values)
    {
        RequirePositive(prefix, name, value);
    }
}

} // namespace

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
    RequireNonNegative(prefix, "StaticPower", staticPower);
    RequirePositive(prefix, "Pue", pue);
    RequireNonNegative(prefix, "IdlePower", idlePower);
    RequireNonNegative(prefix, "Memory", memory);
    double previous = 0;
    for (double point : operatingPoints)
    {
        RequireAfter(prefix, "Frequencies", point, previous);
        if (point > maxFrequency)
        {
            RejectField(std::string(prefix) + "Frequencies",
                        NumberToText(point),
                        "at most " + std::string(prefix) +
                            "MaxFrequency = " + NumberToText(maxFrequency));
        }
        previous = point;
    }
    RequireOneEach(prefix, "Powers", pointPowers, operatingPoints.size());
    RequireOneEach(prefix, "PointFlopsPerCycle", pointFlopsPerCycle, operatingPoints.size());
    for (double power : pointPowers)
    {
        if (power < idlePower)
        {
            RejectField(std::string(prefix) + "Powers",
                        NumberToText(power),
                        "at least " + std::string(prefix) + "IdlePower = " +
                            NumberToText(idlePower) + ": a table holds the idle power");
        }
    }
    if (!pointPowers.empty() && staticPower > 0)
    {
        RejectField(std::string(prefix) + "StaticPower",
                    NumberToText(staticPower),
                    "0 where " + std::string(prefix) + "Powers are given: they hold it");
    }
    ValidateMemory(prefix);
}

void
ComputeChip::ValidateMemory(std::string_view prefix) const
{
    RequireNonNegative(prefix, "MemoryBandwidth", memoryBandwidth);
    RequireShare(prefix, "Mfu", mfu);
    RequireShare(prefix, "Mbu", mbu);
    RequireNonNegative(prefix, "LaunchOverhead", launchOverhead);
    RequireNonNegative(prefix, "MemoryPower", memoryPower);
    RequireNonNegative(prefix, "MemoryEnergy", memoryEnergy);
    double previous = 0;
    for (const auto& point : memoryPoints)
    {
        RequirePositive(prefix, "MemoryPoints", point.clock);
        RequirePositive(prefix, "MemoryPoints", point.bandwidth);
        RequireNonNegative(prefix, "MemoryPoints", point.power);
        RequireAfter(prefix, "MemoryPoints", point.clock, previous);
        previous = point.clock;
    }
    if (!memoryPoints.empty() && memoryPower > 0)
    {
        RejectField(std::string(prefix) + "MemoryPower",
                    NumberToText(memoryPower),
                    "0 where " + std::string(prefix) + "MemoryPoints are given: they hold it");
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
