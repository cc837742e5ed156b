/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "magnitude-histogram.h"

#include "little-endian.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ns3
{
namespace coinference
{

namespace
{

// A float's bits, read as a number, rise with it: those of the exponent and of 2^-12 of the value.
constexpr unsigned DROPPED_BITS = 11;
constexpr std::size_t BINS = 0x7f800000U >> DROPPED_BITS;

std::size_t
IndexOf(double magnitude)
{
    constexpr double LARGEST = std::numeric_limits<float>::max();
    const auto single = static_cast<float>(std::min(magnitude, LARGEST));
    return BitsAs<std::uint32_t>(single) >> DROPPED_BITS;
}

double
EdgeOf(std::size_t index)
{
    return index < BINS ? BitsAs<float>(static_cast<std::uint32_t>(index << DROPPED_BITS))
                        : std::numeric_limits<double>::infinity();
}

} // namespace

void
MagnitudeHistogram::MakeBins()
{
    if (m_counts.empty())
    {
        m_counts.assign(BINS, 0);
        m_sums.assign(BINS, 0);
    }
}

void
MagnitudeHistogram::Add(double magnitude)
{
    MakeBins();
    const auto index = IndexOf(magnitude);
    ++m_counts[index];
    m_sums[index] += magnitude;
}

void
MagnitudeHistogram::Add(const MagnitudeHistogram& other)
{
    if (other.m_counts.empty())
    {
        return;
    }
    MakeBins();
    for (std::size_t i = 0; i < BINS; ++i)
    {
        m_counts[i] += other.m_counts[i];
        m_sums[i] += other.m_sums[i];
    }
}

std::uint64_t
MagnitudeHistogram::GetCount() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), std::uint64_t{0});
}

std::vector<MagnitudeHistogram::Bin>
MagnitudeHistogram::GetBins() const
{
    std::vector<Bin> bins;
    for (std::size_t i = 0; i < m_counts.size(); ++i)
    {
        if (m_counts[i] > 0)
        {
            const double mean = m_sums[i] / static_cast<double>(m_counts[i]);
            bins.push_back({EdgeOf(i), EdgeOf(i + 1), mean, m_counts[i]});
        }
    }
    return bins;
}

} // namespace coinference
} // namespace ns3
