/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "phase-work.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// Sum of first + k growth over k from `from` up to, but not including, `to`.
double
SumOf(double first, double growth, double from, double to)
{
    return (to - from) * (first + growth * (from + to - 1) / 2);
}

} // namespace

PhaseTime
TimeOf(const PhaseWork& work, const Roofline& roofline)
{
    const double steps = work.steps;
    const double firstMemory =
        (work.weightBytes + work.otherBytes + work.cacheBytes) * roofline.secondsPerByte;
    const double memoryGrowth = work.cacheGrowth * roofline.secondsPerByte;
    // By how much arithmetic is longer than memory, step by step on a straight line.
    const double first = work.flops * roofline.secondsPerFlop - firstMemory;
    const double growth = work.flopsGrowth * roofline.secondsPerFlop - memoryGrowth;
    const double last = first + growth * (steps - 1);
    double from = 0; // steps [from, to) take as long as their arithmetic
    double to = steps;
    if (first < 0 && last < 0)
    {
        to = 0;
    }
    else if (first < 0)
    {
        from = std::clamp(std::ceil(-first / growth), 0.0, steps);
    }
    else if (last < 0)
    {
        to = std::clamp(std::floor(first / -growth) + 1, 0.0, steps);
    }
    PhaseTime time;
    time.slope = SumOf(work.flops, work.flopsGrowth, from, to);
    time.seconds = time.slope * roofline.secondsPerFlop +
                   SumOf(firstMemory, memoryGrowth, 0, from) +
                   SumOf(firstMemory, memoryGrowth, to, steps) + steps * roofline.launch;
    return time;
}

PhaseTime
TimeOf(const PhaseWorks& works, const Roofline& roofline)
{
    PhaseTime all;
    for (const auto& work : works)
    {
        const auto time = TimeOf(work, roofline);
        all.seconds += time.seconds;
        all.slope += time.slope;
    }
    return all;
}

double
EnergyOf(const ComputeChip& chip,
         double clock,
         double memoryClock,
         double flops,
         double bytes,
         double seconds)
{
    const double drawn =
        chip.pointPowers.empty() ? chip.pue * chip.staticPower : chip.JobPower(clock);
    const double cycles = flops / chip.PhaseFlopsPerCycleAt(clock);
    const double dynamic =
        chip.pointPowers.empty() ? chip.pue * chip.powerCoefficient * clock * clock * cycles : 0;
    return (drawn + chip.pue * chip.MemoryPowerAt(memoryClock)) * seconds + dynamic +
           (chip.HasRoofline() ? chip.pue * chip.memoryEnergy * bytes : 0);
}

double
TotalFlops(const PhaseWorks& works)
{
    double flops = 0;
    for (const auto& work : works)
    {
        flops += work.TotalFlops();
    }
    return flops;
}

double
TotalBytes(const PhaseWorks& works)
{
    double bytes = 0;
    for (const auto& work : works)
    {
        bytes += work.TotalBytes();
    }
    return bytes;
}

} // namespace coinference
} // namespace ns3
