/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "roofline-side.h"

#include "support/bracketed-root.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();
constexpr int ROOT_BITS = 52;

} // namespace

RooflineSide::RooflineSide(const PhaseWorks& works,
                           const ComputeChip& chip,
                           double memoryClock,
                           double period)
    : m_works(works),
      m_period(period),
      m_power(chip.pue * (chip.staticPower + chip.MemoryPowerAt(memoryClock))),
      m_price(chip.pue * chip.powerCoefficient),
      m_constant(chip.HasRoofline() ? chip.pue * chip.memoryEnergy * TotalBytes(works) : 0),
      m_hasTable(!chip.operatingPoints.empty())
{
    if (m_hasTable)
    {
        SetPoints(chip, memoryClock);
        return;
    }
    m_roofline = Roofline(chip, 1, memoryClock);
    m_cycles = TotalFlops(works) * m_roofline.secondsPerFlop;
    for (const auto& work : works)
    {
        m_launches += work.steps * m_roofline.launch;
    }
    m_leastCycle = 1 / chip.HighestFrequency();
    m_leastTime = TimeAt(m_leastCycle).seconds;
    m_leastCycle = CycleOf(m_leastTime); // where all waits for memory a slower clock will do
    SetLongestTime();
}

void
RooflineSide::SetPoints(const ComputeChip& chip, double memoryClock)
{
    const double flops = TotalFlops(m_works);
    const double bytes = TotalBytes(m_works);
    for (const double clock : chip.operatingPoints)
    {
        const double time = TimeOf(m_works, Roofline(chip, clock, memoryClock)).seconds;
        m_points.push_back({clock, time, EnergyOf(chip, clock, memoryClock, flops, bytes, time)});
    }
    KeepUnbeaten(m_points);
    m_leastTime = m_points.front().time;
}

void
RooflineSide::SetLongestTime()
{
    if (m_cycles * m_price == 0)
    {
        m_mostTime = m_leastTime; // nothing is gained by a slower clock
        return;
    }
    double critical = INF;
    if (m_power > 0)
    {
        const auto slope = [this](double cycle) {
            return m_power * TimeAt(cycle).slope * m_roofline.secondsPerFlop -
                   2 * m_cycles * m_price / (cycle * cycle * cycle);
        };
        // Where arithmetic decides everywhere the time grows fastest: the root is not before that.
        const double low = std::max(m_leastCycle, std::cbrt(2 * m_price / m_power));
        double high = 2 * low;
        while (slope(high) < 0)
        {
            high *= 2;
        }
        critical = TimeAt(BracketRise(slope, low, high, ROOT_BITS).second).seconds;
    }
    m_mostTime = std::max(m_leastTime, std::min(m_period, critical));
}

PhaseTime
RooflineSide::TimeAt(double cycle) const
{
    auto roofline = m_roofline;
    roofline.secondsPerFlop *= cycle;
    return TimeOf(m_works, roofline);
}

double
RooflineSide::CycleOf(double time) const
{
    if (m_cycles == 0)
    {
        return m_leastCycle;
    }
    // Arithmetic alone takes no longer than all: from there Newton's steps on the convex t(u) come
    // down to the largest u within the time, kink by kink, and never pass it.
    double cycle = (time - m_launches) / m_cycles;
    for (int i = 0; i < 200; ++i)
    {
        const auto at = TimeAt(cycle);
        const double next = cycle - (at.seconds - time) / (at.slope * m_roofline.secondsPerFlop);
        if (!(next < cycle))
        {
            break;
        }
        cycle = next;
    }
    return std::max(cycle, m_leastCycle);
}

double
RooflineSide::EnergyAt(double cycle, double time) const
{
    const double clock = 1 / cycle;
    return (m_power > 0 ? m_power * time : 0) + m_cycles * (m_price * clock * clock) + m_constant;
}

double
RooflineSide::Energy(double time) const
{
    return time == INF ? m_constant : EnergyAt(CycleOf(time), std::max(time, m_leastTime));
}

double
RooflineSide::EnergySlope(double time) const
{
    const double cycle = CycleOf(time);
    // Just beyond it: at the kink itself rounding may have the time stand still.
    constexpr double BEYOND = 1 + 1e-12;
    const double growth = TimeAt(cycle * BEYOND).slope * m_roofline.secondsPerFlop;
    return m_power - 2 * m_cycles * m_price / (cycle * cycle * cycle * growth);
}

double
RooflineSide::TimeWithin(double energy) const
{
    if (Energy(m_mostTime) > energy)
    {
        return -1;
    }
    if (Energy(m_leastTime) <= energy)
    {
        return m_leastTime;
    }
    if (m_power == 0)
    {
        return TimeAt(std::sqrt(m_cycles * m_price / (energy - m_constant))).seconds;
    }
    const auto saving = [&](double cycle) {
        return energy - EnergyAt(cycle, TimeAt(cycle).seconds);
    };
    return TimeAt(BracketRise(saving, m_leastCycle, CycleOf(m_mostTime), ROOT_BITS).second).seconds;
}

double
RooflineSide::LeastEnergy() const
{
    if (!m_hasTable)
    {
        return Energy(m_mostTime);
    }
    double least = INF;
    for (const auto& point : m_points)
    {
        least = point.time <= m_period ? std::min(least, point.energy) : least;
    }
    return least;
}

bool
RooflineSide::ReachesLeastEnergy() const
{
    return m_hasTable || m_mostTime < INF;
}

double
RooflineSide::ClockOf(double time) const
{
    return m_cycles == 0 ? 0 : 1 / CycleOf(std::max(time, m_leastTime));
}

} // namespace coinference
} // namespace ns3
