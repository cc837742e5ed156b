/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-side.h"

#include "design-problem.h"
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

} // namespace

ComputeSide::ComputeSide(const ComputeChip& chip, double period)
    : m_highest(chip.HighestFrequency()),
      m_period(period),
      m_staticPower(chip.pue * chip.staticPower),
      m_price(chip.pue * chip.powerCoefficient),
      m_timeShare(std::cbrt(m_price))
{
    for (double clock : chip.operatingPoints)
    {
        // In cycles at the chip's own throughput.
        const double cycles = chip.flopsPerCycle / chip.FlopsPerCycleAt(clock);
        m_points.push_back({clock, cycles / clock, cycles * chip.EnergyPerCycle(clock)});
    }
    KeepUnbeaten(m_points);
}

void
KeepUnbeaten(ComputeSide::Points& points)
{
    // What takes no less time than another and costs no less is never worth it.
    std::sort(points.begin(),
              points.end(),
              [](const ComputeSide::Point& a, const ComputeSide::Point& b) {
                  return a.time != b.time ? a.time < b.time : a.energy < b.energy;
              });
    double least = INF;
    const auto isBeaten = [&least](const ComputeSide::Point& point) {
        const bool beaten = point.energy >= least;
        least = std::min(least, point.energy);
        return beaten;
    };
    points.erase(std::remove_if(points.begin(), points.end(), isBeaten), points.end());
}

double
ComputeSide::LeastTime(double cycles) const
{
    return cycles * (HasTable() ? m_points.front().time : 1 / m_highest);
}

double
ComputeSide::MostTime(double cycles) const
{
    const double critical =
        m_staticPower > 0 ? cycles * std::cbrt(2 * m_price / m_staticPower) : INF;
    return cycles == 0 ? 0 : std::max(LeastTime(cycles), std::min(m_period, critical));
}

double
ComputeSide::CheapestTime(double cycles, double limit) const
{
    return std::max(LeastTime(cycles), std::min(limit, MostTime(cycles)));
}

const ComputeSide::Point*
ComputeSide::CheapestPoint(double cycles, double limit) const
{
    const double most = std::min(limit, m_period) * (1 + FEASIBILITY_SLACK);
    const Point* cheapest = nullptr;
    for (const auto& point : m_points)
    {
        cheapest = cycles * point.time <= most ? &point : cheapest; // the slower the cheaper
    }
    return cheapest;
}

double
ComputeSide::Energy(double cycles, double time) const
{
    if (cycles == 0)
    {
        return 0;
    }
    const double clock = cycles / time;
    // In an unlimited time only the limit is left, without a static power.
    return (m_staticPower > 0 ? m_staticPower * time : 0) + cycles * (m_price * clock * clock);
}

double
ComputeSide::EnergySlope(double cycles, double time) const
{
    if (cycles == 0)
    {
        return 0;
    }
    const double clock = cycles / time;
    return m_staticPower - 2 * m_price * clock * clock * clock;
}

double
ComputeSide::TimeWithin(double cycles, double energy) const
{
    const double least = LeastTime(cycles);
    const double most = MostTime(cycles);
    if (Energy(cycles, most) > energy)
    {
        return -1;
    }
    if (Energy(cycles, least) <= energy)
    {
        return least;
    }
    if (m_staticPower == 0)
    {
        return cycles / std::sqrt(energy / (cycles * m_price));
    }
    const auto excess = [&](double time) { return Energy(cycles, time) - energy; };
    return BracketRoot(excess, least, most, 52).second;
}

double
ComputeSide::LeastEnergy(double cycles) const
{
    if (!HasTable())
    {
        return Energy(cycles, MostTime(cycles));
    }
    double least = cycles == 0 ? 0 : INF;
    for (const auto& point : m_points)
    {
        least = cycles * point.time <= m_period ? std::min(least, cycles * point.energy) : least;
    }
    return least;
}

bool
ComputeSide::ReachesLeastEnergy(double cycles) const
{
    return HasTable() || cycles == 0 || m_price == 0 || MostTime(cycles) < INF;
}

double
ComputeSide::ClockOf(double cycles, double time) const
{
    if (cycles == 0)
    {
        return 0;
    }
    return time > 0 ? std::min(cycles / time, m_highest) : m_highest;
}

} // namespace coinference
} // namespace ns3
