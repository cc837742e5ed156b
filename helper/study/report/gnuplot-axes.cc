/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gnuplot-axes.h"

#include "figure-measure.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ns3
{
namespace coinference
{

namespace
{

/// More whole numbers than these leave the ticks to gnuplot, and such a span of them.
constexpr std::size_t MOST_TICKS = 9;
constexpr double LONGEST_SPAN = 10;
constexpr double LARGEST_TICK = 1e9;

/// Room for a legend within the axes, as a share of what is drawn: for its frame and each name.
constexpr double LEGEND_SHARE = 0.05;
constexpr double NAME_SHARE = 0.075;

/// Few whole numbers: these, and of a linear axis those between.
std::vector<double>
TicksOf(const FigureAxis& axis, const std::set<double>& values)
{
    const auto isWhole = [](double value) { return value == std::floor(value); };
    if (values.size() < 2 || !axis.categories.empty() ||
        !std::all_of(values.begin(), values.end(), isWhole))
    {
        return {};
    }
    if (axis.logarithmic)
    {
        return values.size() <= MOST_TICKS ? std::vector<double>(values.begin(), values.end())
                                           : std::vector<double>();
    }
    const double first = std::ceil(axis.min.value_or(*values.begin()));
    const double last = axis.max.value_or(*values.rbegin());
    if (!(last - first <= LONGEST_SPAN) || std::abs(first) > LARGEST_TICK)
    {
        return {};
    }
    std::vector<double> ticks;
    for (int i = 0; first + i <= last; ++i)
    {
        ticks.push_back(first + i);
    }
    return ticks;
}

/// How far a point on a logarithmic axis is at least from the other one.
constexpr double LOG_AIR = 1.06;

/// Values that decades would leave small: ends and ticks are 1, 2 or 5 times a power of ten then.
bool
LabelWithinADecade(GnuplotAxis& ends)
{
    if (ends.low < 1e-2 || ends.high > 1e4 || ends.high >= 10 * ends.low)
    {
        return false; // or numbers that labels show as powers of ten
    }
    std::vector<double> ticks;
    const double first = std::pow(10, std::floor(std::log10(ends.low)));
    for (const double decade : {first, 10 * first})
    {
        for (const double factor : {1, 2, 5})
        {
            ticks.push_back(factor * decade);
        }
    }
    ticks.push_back(100 * first);
    const auto low = std::upper_bound(ticks.begin(), ticks.end(), ends.low * (1 + 1e-9)) - 1;
    const auto high = std::lower_bound(ticks.begin(), ticks.end(), ends.high * (1 - 1e-9));
    ends.ticks.assign(low, high + 1);
    if (ends.ticks.size() < 2)
    {
        ends.ticks.clear();
        return false;
    }
    ends.low = std::min(*low, ends.low / LOG_AIR);
    ends.high = std::max(*high, ends.high * LOG_AIR);
    return true;
}

/// Ends that leave air around what is drawn, and on a logarithmic axis at least two labels.
void
Widen(GnuplotAxis& ends, const FigureAxis& axis)
{
    if (axis.logarithmic && !ends.ticks.empty())
    {
        const double air = std::pow(ends.high / ends.low, 0.03);
        ends.low /= air;
        ends.high *= air;
        return;
    }
    if (axis.logarithmic && LabelWithinADecade(ends))
    {
        return;
    }
    if (axis.logarithmic)
    {
        const double low = std::pow(10, std::floor(std::log10(ends.low) + 1e-9));
        const double high = std::pow(10, std::ceil(std::log10(ends.high) - 1e-9));
        ends.low = std::min(low, ends.low / LOG_AIR);
        ends.high = std::max(high > low ? high : 10 * low, ends.high * LOG_AIR);
        return;
    }
    // Of values that differ by less than labels tell, 5 % of the value: 127 looks like 127.
    const double most = std::max(std::abs(ends.low), std::abs(ends.high));
    const double size = ends.high - ends.low > 1e-6 * most ? ends.high - ends.low : most;
    const double air = size > 0 ? 0.05 * size : 1;
    // An axis that begins near zero begins at zero: lengths then compare as values do.
    const bool fromZero = ends.ticks.empty() && ends.low >= 0 && ends.low < 0.4 * ends.high;
    // Below it where points would lie on the other axis.
    const double zero = ends.low < 0.02 * ends.high ? -0.02 * ends.high : 0;
    ends.low = fromZero ? zero : ends.low - air;
    ends.high += air;
}

/// The axis' ends: given, or around its points, or anything if there are none.
void
Settle(GnuplotAxis& ends, const FigureAxis& axis, const std::set<double>& values)
{
    if (!axis.categories.empty())
    {
        ends = {-0.5, static_cast<double>(axis.categories.size()) - 0.5, {}};
    }
    else if (!values.empty())
    {
        ends.ticks = TicksOf(axis, values);
        Widen(ends, axis);
    }
    else
    {
        ends = {1, 10, {}};
    }
    ends.low = axis.min.value_or(ends.low);
    ends.high = axis.max.value_or(ends.high);
}

void
LeaveRoom(GnuplotAxis& ends, const FigureAxis& axis, std::size_t names)
{
    if (!axis.max)
    {
        const double share = LEGEND_SHARE + NAME_SHARE * static_cast<double>(names);
        ends.high = axis.logarithmic ? ends.high * std::pow(ends.high / ends.low, share)
                                     : ends.high + share * (ends.high - ends.low);
    }
}

std::string
TicksScript(const std::string& name, const GnuplotAxis& ends)
{
    std::string script = "set " + name + "tics (";
    for (std::size_t i = 0; i < ends.ticks.size(); ++i)
    {
        script += (i == 0 ? "" : ", ") + NumberToText(ends.ticks[i]);
    }
    return script + ")\n";
}

} // namespace

void
GnuplotAxis::Take(double value)
{
    low = std::min(low, value);
    high = std::max(high, value);
}

GnuplotAxes
GnuplotAxes::Around(const std::vector<Figure>& panels)
{
    GnuplotAxes axes;
    std::set<double> xs;
    std::set<double> ys;
    const auto& first = panels.front();
    for (const auto& panel : panels)
    {
        for (const auto& series : panel.series)
        {
            for (const auto& point : series.points)
            {
                if (!std::isfinite(point.x) || !std::isfinite(point.y))
                {
                    continue;
                }
                xs.insert(point.x);
                ys.insert(point.y);
                axes.x.Take(point.x);
                axes.y.Take(point.y);
                if (point.error)
                {
                    axes.y.Take(point.error->high);
                    // A bar that leaves a logarithmic axis does not stretch it.
                    axes.y.Take(first.y.logarithmic && point.error->low <= 0 ? point.y
                                                                             : point.error->low);
                }
                if (point.box)
                {
                    axes.y.Take(point.box->low);
                    axes.y.Take(point.box->high);
                }
            }
        }
    }
    Settle(axes.x, first.x, xs);
    Settle(axes.y, first.y, ys);
    if (first.legend == Figure::Legend::INSIDE && panels.size() == 1)
    {
        LeaveRoom(axes.y, first.y, first.series.size());
    }
    return axes;
}

std::string
AxisText(const FigureAxis& axis)
{
    return axis.unit.empty() ? axis.label : axis.label + " [" + axis.unit + "]";
}

std::string
GnuplotAxisScript(const std::string& name,
                  const FigureAxis& axis,
                  const GnuplotAxis& ends,
                  const GnuplotText& write,
                  bool hasLabels,
                  double room)
{
    auto script = "set " + name + "label " + write.InLines(hasLabels ? AxisText(axis) : "", room) +
                  " noenhanced\n";
    const bool isPlain = ends.low * LOG_AIR >= 1e-3 && ends.high <= 1e5 * LOG_AIR;
    if (axis.logarithmic)
    {
        script += "set logscale " + name + " 10\nset m" + name +
                  (ends.ticks.empty() ? "tics 10\n" : "tics 1\n");
    }
    if (!hasLabels)
    {
        script += "set format " + name + " ''\n";
    }
    else if (axis.logarithmic)
    {
        script += "set format " + name +
                  (isPlain       ? " '%g'\n"
                   : write.isTex ? " '$10^{%T}$'\n"
                                 : " '10^{%T}'\n");
    }
    else
    {
        script += "set format " + name + (write.isTex ? " '$%h$'\n" : " '% h'\n");
    }
    if (!ends.ticks.empty())
    {
        script += TicksScript(name, ends);
    }
    if (!axis.categories.empty())
    {
        script += "set " + name + "tics noenhanced (";
        for (std::size_t i = 0; i < axis.categories.size(); ++i)
        {
            script += (i == 0 ? "" : ", ") +
                      write(hasLabels ? Shortened(axis.categories[i], LONGEST_CATEGORY) : "") +
                      " " + std::to_string(i);
        }
        script += ")\n";
    }
    return script + "set " + name + "range [" + NumberToText(ends.low) + ":" +
           NumberToText(ends.high) + "]\n";
}

} // namespace coinference
} // namespace ns3
