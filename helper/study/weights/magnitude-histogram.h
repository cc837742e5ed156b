/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MAGNITUDE_HISTOGRAM_H
#define COINFERENCE_MAGNITUDE_HISTOGRAM_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Counts and sums of magnitudes in bins 2^-12 of their value wide, whatever the number.
 *
 * What is computed from the bins' means is within some 1e-8, relatively, of what all magnitudes
 * give; distribution functions are exact at the bins' edges.
 */
class MagnitudeHistogram
{
  public:
    /** @brief Magnitudes that are nearly the same. */
    struct Bin
    {
        double low;          //!< no magnitude in it is less
        double high;         //!< all magnitudes in it are less
        double mean;         //!< theirs
        std::uint64_t count; //!< how many, at least one
    };

    /** @param magnitude |w|, finite */
    void Add(double magnitude);

    /** @param other what it holds is added */
    void Add(const MagnitudeHistogram& other);

    /** @return how many magnitudes there are */
    std::uint64_t GetCount() const;

    /** @return bins that are not empty, in order */
    std::vector<Bin> GetBins() const;

  private:
    /// Some 16 MB, where there is something to count.
    void MakeBins();

    std::vector<std::uint64_t> m_counts;
    std::vector<double> m_sums;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MAGNITUDE_HISTOGRAM_H */
