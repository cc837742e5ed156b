/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sample-statistics.h"

#include "support/checked-field.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

void
SampleStatistics::Add(double value)
{
    if (std::isnan(value) || value == -std::numeric_limits<double>::infinity())
    {
        RejectField("sample value", NumberToText(value), "a number or infinity");
    }
    m_sorted = m_values.empty() || (m_sorted && m_values.back() <= value);
    m_values.push_back(value);
}

void
SampleStatistics::Sort() const
{
    if (!m_sorted)
    {
        std::sort(m_values.begin(), m_values.end());
        m_sorted = true;
    }
}

std::optional<double>
SampleStatistics::GetMean() const
{
    if (m_values.empty())
    {
        return std::nullopt;
    }
    Sort();
    // Offsets from the median stay small: no cancellation, and equal values give themselves.
    const double center = m_values[m_values.size() / 2];
    if (std::isinf(m_values.back()))
    {
        return m_values.back();
    }
    double offsets = 0;
    for (const double value : m_values)
    {
        offsets += value - center;
    }
    return center + offsets / static_cast<double>(m_values.size());
}

std::optional<double>
SampleStatistics::GetStdDev() const
{
    if (m_values.size() < 2)
    {
        return std::nullopt;
    }
    const double mean = *GetMean();
    if (std::isinf(mean))
    {
        return mean;
    }
    double squares = 0;
    for (const double value : m_values)
    {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(m_values.size() - 1));
}

std::optional<ConfidenceInterval>
SampleStatistics::GetConfidenceInterval(double level) const
{
    if (!(level > 0 && level < 1))
    {
        RejectField("confidence level", NumberToText(level), "between 0 and 1");
    }
    const auto deviation = GetStdDev();
    if (!deviation || std::isinf(*deviation))
    {
        return std::nullopt;
    }
    const auto n = static_cast<double>(m_values.size());
    const boost::math::students_t distribution(n - 1);
    const double quantile =
        boost::math::quantile(boost::math::complement(distribution, (1 - level) / 2));
    const double halfWidth = quantile * *deviation / std::sqrt(n);
    const double mean = *GetMean();
    return ConfidenceInterval{mean - halfWidth, mean + halfWidth};
}

std::optional<double>
SampleStatistics::GetRelativeHalfWidth(double level) const
{
    const auto interval = GetConfidenceInterval(level);
    if (!interval)
    {
        return std::nullopt;
    }
    const double halfWidth = interval->HalfWidth();
    return halfWidth == 0 ? 0 : halfWidth / std::abs(*GetMean());
}

std::optional<double>
SampleStatistics::GetPercentile(double percent) const
{
    if (!(percent >= 0 && percent <= 100))
    {
        RejectField("percentile", NumberToText(percent), "from 0 to 100");
    }
    if (m_values.empty())
    {
        return std::nullopt;
    }
    Sort();
    const double rank = percent / 100 * static_cast<double>(m_values.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const double fraction = rank - static_cast<double>(below);
    // Between equal values, infinite ones among them, there is nothing to interpolate.
    if (fraction == 0 || m_values[below] == m_values[below + 1])
    {
        return m_values[below];
    }
    return m_values[below] + fraction * (m_values[below + 1] - m_values[below]);
}

SampleStatistics
PairedDifferences(const std::map<std::uint64_t, double>& first,
                  const std::map<std::uint64_t, double>& second)
{
    SampleStatistics differences;
    for (const auto& [replication, value] : first)
    {
        const auto other = second.find(replication);
        if (other != second.end() && std::isfinite(value) && std::isfinite(other->second))
        {
            differences.Add(value - other->second);
        }
    }
    return differences;
}

} // namespace coinference
} // namespace ns3
