/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SORTED_MAGNITUDES_H
#define COINFERENCE_SORTED_MAGNITUDES_H

#include "magnitude-histogram.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Magnitudes in order, with their sums: the error of a code of many levels then costs time
 * by the levels and not by the weights.
 */
class SortedMagnitudes
{
  public:
    /** @brief None. */
    SortedMagnitudes() = default;

    /** @param magnitudes in any order */
    explicit SortedMagnitudes(std::vector<double> magnitudes);

    /**
     * @param magnitudes in rising order
     * @param counts how often each occurs
     */
    SortedMagnitudes(std::vector<double> magnitudes, const std::vector<double>& counts);

    /** @return how many there are */
    double GetCount() const
    {
        return CountBefore(m_values.size());
    }

    /** @return their mean; NaN if there are none */
    double GetMean() const
    {
        return m_sums.back() / GetCount();
    }

    /** @return the largest, 0 if there are none */
    double GetLargest() const
    {
        return m_values.empty() ? 0 : m_values.back();
    }

    /**
     * @brief Mean distance to the nearest level.
     * @param levels how many there are, >= 1
     * @param levelAt gives level 0, 1, ..., rising
     * @return the mean error
     */
    template <typename LevelAt>
    double MeanError(std::size_t levels, LevelAt levelAt) const
    {
        double error = 0;
        std::size_t begin = 0;
        double level = levelAt(std::size_t{0});
        for (std::size_t j = 0; j < levels && begin < m_values.size(); ++j)
        {
            const bool isLast = j + 1 == levels;
            const double next = isLast ? std::numeric_limits<double>::infinity() : levelAt(j + 1);
            const auto middle = FirstFrom(begin, level);
            const auto end =
                isLast ? m_values.size() : FirstFrom(middle, level + (next - level) / 2);
            error += level * (CountBefore(middle) - CountBefore(begin)) -
                     (m_sums[middle] - m_sums[begin]);
            error +=
                m_sums[end] - m_sums[middle] - level * (CountBefore(end) - CountBefore(middle));
            begin = end;
            level = next;
        }
        return error / GetCount();
    }

    /**
     * @brief Mean distance to the nearest of the levels 0, step, ..., steps x step.
     * @param step between levels, > 0
     * @param steps levels but zero
     * @return the mean error
     */
    double MeanErrorOfSteps(double step, std::size_t steps) const;

    /**
     * @brief The step of least mean error of levels 0, step, ..., steps x step: the very best where
     * at most half a million steps that can have it have a level at a magnitude or half-way between
     * two, which is so of some 50,000 magnitudes at 8 bits and of some 200 at 16; else the very
     * best of a window around the best of a fine grid. Never worse than the step at which nothing
     * is cut off.
     * @param steps levels but zero, >= 1
     * @param coarse what the grid is tried on: these magnitudes, or bins of them where they are
     * many
     * @return the step, > 0
     */
    double LeastErrorStep(std::size_t steps, const SortedMagnitudes& coarse) const;

  private:
    /// The lowest top level that what is cut off above allows an error at.
    double LowestTop(double error) const;
    /// A step above which, wherever nothing is cut off, the error is above one.
    double HighestStep(double whole, std::size_t steps, double error) const;
    /// How many bends LeastOfAll() looks through, nearly.
    double CountEvents(double low, double high, double most) const;
    double LeastOfAll(double low, double high, double most) const;
    double LeastOfGrid(double low,
                       double high,
                       std::size_t steps,
                       const SortedMagnitudes& coarse) const;

    /// Index of the first magnitude that is not below a value, looked for from another one on.
    std::size_t FirstFrom(std::size_t begin, double value) const
    {
        std::size_t jump = 1;
        std::size_t low = begin;
        std::size_t high = begin;
        while (high < m_values.size() && m_values[high] < value)
        {
            low = high + 1;
            high += jump;
            jump *= 2;
        }
        const auto first = m_values.begin() + static_cast<std::ptrdiff_t>(low);
        const auto last =
            m_values.begin() + static_cast<std::ptrdiff_t>(std::min(high, m_values.size()));
        return static_cast<std::size_t>(std::lower_bound(first, last, value) - m_values.begin());
    }

    double CountBefore(std::size_t index) const
    {
        return m_counts.empty() ? static_cast<double>(index) : m_counts[index];
    }

    std::vector<double> m_values;  // in rising order
    std::vector<double> m_sums{0}; // of the magnitudes before each
    std::vector<double> m_counts;  // of the magnitudes before each; empty if each occurs once
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SORTED_MAGNITUDES_H */
