/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SAMPLE_STATISTICS_H
#define COINFERENCE_SAMPLE_STATISTICS_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief A two-sided confidence interval of a mean, in the sample's unit.
 */
struct ConfidenceInterval
{
    double low{0};  //!< lower end
    double high{0}; //!< upper end

    /** @return half of the interval's width */
    double HalfWidth() const
    {
        return (high - low) / 2;
    }
};

/**
 * @ingroup coinference-output
 * @brief Statistics of a sample that is kept whole, so that percentiles are exact.
 *
 * What a sample is too small to tell is absent (std::nullopt), never NaN. Values may be positive
 * infinity, as D_U is at one bit: they make the mean infinite and leave it without a confidence
 * interval. Results do not depend on the order in which the values came.
 */
class SampleStatistics
{
  public:
    /**
     * @brief Add a value.
     * @param value the value
     * @throw std::invalid_argument for NaN and minus infinity
     */
    void Add(double value);

    /** @return how many values there are */
    std::size_t GetN() const
    {
        return m_values.size();
    }

    /** @return the arithmetic mean; absent if there are no values */
    std::optional<double> GetMean() const;

    /** @return the sample standard deviation (divisor n - 1), infinite where the mean is; absent
     *          below two values */
    std::optional<double> GetStdDev() const;

    /**
     * @brief Student t interval of the mean, taking the values as independent.
     * @param level confidence level, between 0 and 1
     * @return the interval; absent below two values or if one of them is infinite
     * @throw std::invalid_argument if the level is not between 0 and 1
     */
    std::optional<ConfidenceInterval> GetConfidenceInterval(double level = 0.95) const;

    /**
     * @brief Half-width of the confidence interval relative to the mean's magnitude.
     * @param level confidence level, between 0 and 1
     * @return the ratio, infinite if only the mean is 0, and 0 if both are; absent where the
     *         interval is
     */
    std::optional<double> GetRelativeHalfWidth(double level = 0.95) const;

    /**
     * @brief Percentile, interpolated linearly between the two nearest values (type 7 of Hyndman
     * and Fan, the default of R and NumPy).
     * @param percent from 0 (the minimum) to 100 (the maximum)
     * @return the percentile; absent if there are no values
     * @throw std::invalid_argument if percent is outside 0 to 100
     */
    std::optional<double> GetPercentile(double percent) const;

  private:
    /** @brief Sort the values if they are not sorted. */
    void Sort() const;

    mutable std::vector<double> m_values; //!< the sample
    mutable bool m_sorted{true};          //!< whether the sample is in ascending order
};

/**
 * @ingroup coinference-output
 * @brief Differences of two samples in pairs, for what was measured on common random numbers.
 *
 * Pairing removes what both have in common: the interval of the mean difference is then narrower
 * than what the two intervals on their own suggest.
 *
 * @param first,second values by replication number
 * @return first - second of every replication in which both are there and finite
 */
SampleStatistics PairedDifferences(const std::map<std::uint64_t, double>& first,
                                   const std::map<std::uint64_t, double>& second);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SAMPLE_STATISTICS_H */
