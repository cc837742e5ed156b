/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sorted-magnitudes.h"

#include "nearest-whole.h"

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <utility>

namespace ns3
{
namespace coinference
{

SortedMagnitudes::SortedMagnitudes(std::vector<double> magnitudes)
    : m_values(std::move(magnitudes))
{
    std::sort(m_values.begin(), m_values.end());
    m_sums.reserve(m_values.size() + 1);
    for (const double value : m_values)
    {
        m_sums.push_back(m_sums.back() + value);
    }
}

SortedMagnitudes::SortedMagnitudes(std::vector<double> magnitudes,
                                   const std::vector<double>& counts)
    : m_values(std::move(magnitudes)),
      m_counts{0}
{
    for (std::size_t i = 0; i < m_values.size(); ++i)
    {
        m_sums.push_back(m_sums.back() + counts[i] * m_values[i]);
        m_counts.push_back(m_counts.back() + counts[i]);
    }
}

namespace
{

/// Steps, at most, at which a level meets a magnitude or the middle of two levels does, that are
/// looked through: some 8 MB.
constexpr double MOST_EVENTS = 5e5;

} // namespace

double
SortedMagnitudes::MeanErrorOfSteps(double step, std::size_t steps) const
{
    if (steps < m_values.size() / 4)
    {
        return MeanError(steps + 1,
                         [step](std::size_t j) { return static_cast<double>(j) * step; });
    }
    // Most levels are of no magnitude.
    const auto most = static_cast<double>(steps);
    const double perStep = 1 / step;
    double error = 0;
    for (std::size_t i = 0; i < m_values.size(); ++i)
    {
        const double level = std::min(NearestWhole(m_values[i] * perStep), most);
        const double times = m_counts.empty() ? 1 : m_counts[i + 1] - m_counts[i];
        error += times * std::abs(m_values[i] - level * step);
    }
    return error / GetCount();
}

double
SortedMagnitudes::LeastErrorStep(std::size_t steps, const SortedMagnitudes& coarse) const
{
    const auto most = static_cast<double>(steps);
    // Where the largest level is a twentieth of the mean, all but nothing is cut off.
    const double lowest = GetMean() / 20 / most;
    // Any step's error is a limit for the best: what is cut off alone must cost less.
    const double whole = GetLargest() / most; // nothing is cut off
    double least = MeanErrorOfSteps(whole, steps);
    double best = whole;
    const auto take = [&](double step) {
        const double error = MeanErrorOfSteps(step, steps);
        best = error < least ? step : best;
        least = std::min(least, error);
    };
    constexpr int TRIED = 24;
    for (int i = 1; i < TRIED; ++i)
    {
        const double step = lowest * std::pow(whole / lowest, static_cast<double>(i) / TRIED);
        if (coarse.MeanErrorOfSteps(step, steps) < least)
        {
            take(step);
        }
    }
    // A little below, for what rounding makes of the limit.
    const double low = std::max(lowest, LowestTop(least) / most * (1 - 1e-9));
    if (CountEvents(low, whole, most) <= MOST_EVENTS)
    {
        const double high = HighestStep(whole, steps, least);
        if (CountEvents(low, high, most) <= MOST_EVENTS)
        {
            take(LeastOfAll(low, high, most));
            return best;
        }
    }
    take(LeastOfGrid(low, 1.2 * whole, steps, coarse));
    if (&coarse != this)
    {
        return best; // of many magnitudes the error changes smoothly with the step
    }
    // The very best of as wide a window around it as is cheap to look through.
    const double levels = m_sums.back() / best; // of all magnitudes together, or less
    const double width = std::min(0.05, MOST_EVENTS / (8 * levels));
    take(LeastOfAll(best * (1 - width), best * (1 + width), most));
    return best;
}

double
SortedMagnitudes::HighestStep(double whole, std::size_t steps, double error) const
{
    // Where the step is twice the largest magnitude, only zero is left. Between two steps the error
    // changes by no more than levels move with the step, on the mean.
    const double end = 2 * GetLargest();
    const auto most = static_cast<double>(steps);
    constexpr double RATIO = 1.005;
    double highest = whole;
    double errorAt = MeanErrorOfSteps(whole, steps);
    for (double step = whole; step < end; step *= RATIO)
    {
        const double next = std::min(step * RATIO, end);
        const double errorAtNext = MeanErrorOfSteps(next, steps);
        const double speed = std::min(most, GetMean() / step + 0.5);
        if ((errorAt + errorAtNext - speed * (next - step)) / 2 < error)
        {
            highest = next;
        }
        errorAt = errorAtNext;
    }
    return highest;
}

double
SortedMagnitudes::LowestTop(double error) const
{
    // Mean of what is above a top falls with it; twice as near each time.
    double low = 0;
    double high = GetLargest();
    const auto cutOff = [this](double top) {
        const auto first = FirstFrom(0, top);
        return (m_sums.back() - m_sums[first] - top * (GetCount() - CountBefore(first))) /
               GetCount();
    };
    for (int i = 0; i < 50; ++i)
    {
        const double middle = (low + high) / 2;
        (cutOff(middle) > error ? low : high) = middle;
    }
    return low;
}

double
SortedMagnitudes::CountEvents(double low, double high, double most) const
{
    if (!m_counts.empty())
    {
        double events = 0;
        for (const double value : m_values)
        {
            events += 2 * (std::min(value / low, most) - std::min(value / high, most));
        }
        return events;
    }
    const auto levels = [&](double step) {
        const auto first = FirstFrom(0, most * step);
        return m_sums[first] / step + most * (GetCount() - CountBefore(first));
    };
    return 2 * (levels(low) - levels(high));
}

double
SortedMagnitudes::LeastOfAll(double low, double high, double most) const
{
    // The error is linear in the step but where a level meets a magnitude, which bends it up, and
    // where the middle of two levels does: the least is at one of the former.
    struct Bend
    {
        double step;
        double change; // of the slope
    };

    std::vector<Bend> bends{{high, 0}};
    bends.reserve(static_cast<std::size_t>(CountEvents(low, high, most)) + 1);
    double error = 0;
    double slope = 0;
    for (std::size_t i = 0; i < m_values.size(); ++i)
    {
        const double value = m_values[i];
        const double times = CountBefore(i + 1) - CountBefore(i);
        const double first = std::min(std::ceil(value / low - 0.5), most);
        error += times * std::abs(value - first * low);
        slope += times * (value > first * low ? -first : first);
        for (double k = first; k >= 1; --k)
        {
            const double met = value / k;
            const double left = value / (k - 0.5);
            if (met > high)
            {
                break;
            }
            if (met > low)
            {
                bends.push_back({met, 2 * k * times});
            }
            if (left > low && left <= high)
            {
                bends.push_back({left, -(2 * k - 1) * times});
            }
        }
    }
    std::sort(bends.begin(), bends.end(), [](const Bend& a, const Bend& b) {
        return a.step < b.step;
    });
    double best = low;
    double least = error;
    double step = low;
    for (const auto& bend : bends)
    {
        error += slope * (bend.step - step);
        step = bend.step;
        slope += bend.change;
        if (error < least)
        {
            best = step;
            least = error;
        }
    }
    return best;
}

double
SortedMagnitudes::LeastOfGrid(double low,
                              double high,
                              std::size_t steps,
                              const SortedMagnitudes& coarse) const
{
    // Few magnitudes make many dips, and cost little to try.
    const double affordable = 1e7 / static_cast<double>(coarse.m_values.size());
    const double points = std::clamp(affordable, 100.0, 20000.0);
    const double first = std::log(low);
    const double width = (std::log(high) - first) / (points - 1);
    std::vector<double> errors;
    for (double i = 0; i < points; ++i)
    {
        errors.push_back(coarse.MeanErrorOfSteps(std::exp(first + width * i), steps));
    }
    std::vector<std::size_t> dips;
    for (std::size_t i = 1; i + 1 < errors.size(); ++i)
    {
        if (errors[i] <= errors[i - 1] && errors[i] <= errors[i + 1])
        {
            dips.push_back(i);
        }
    }
    constexpr std::size_t MOST_DIPS = 3;
    const auto kept = std::min(MOST_DIPS, dips.size());
    std::partial_sort(dips.begin(),
                      dips.begin() + static_cast<std::ptrdiff_t>(kept),
                      dips.end(),
                      [&errors](auto a, auto b) { return errors[a] < errors[b]; });
    dips.resize(kept);
    const auto errorOf = [&](double logStep) { return MeanErrorOfSteps(std::exp(logStep), steps); };
    double best = std::log(high);
    double least = errorOf(best);
    // Bins show a dip some widths off.
    const int around = &coarse == this ? 0 : 6;
    for (const auto dip : dips)
    {
        double middle = first + width * static_cast<double>(dip);
        double lowest = around == 0 ? 0 : std::numeric_limits<double>::infinity();
        const double dipAt = middle;
        for (int i = -around; around > 0 && i <= around; ++i)
        {
            const double place = dipAt + i * width / 2;
            const double error = errorOf(place);
            middle = error < lowest ? place : middle;
            lowest = std::min(lowest, error);
        }
        const auto found =
            boost::math::tools::brent_find_minima(errorOf, middle - width, middle + width, 26);
        if (found.second < least)
        {
            best = found.first;
            least = found.second;
        }
    }
    return std::exp(best);
}

} // namespace coinference
} // namespace ns3
