/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MAGNITUDE_LAWS_H
#define COINFERENCE_MAGNITUDE_LAWS_H

#include "magnitude-histogram.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief A law of magnitudes, fitted by maximum likelihood, and how well it holds.
 */
struct MagnitudeFit
{
    std::string law;             //!< exponential, half-normal, gamma, Weibull, generalised normal
    double scale{0};             //!< its scale [weight unit]: mean, sigma, theta, lambda, alpha
    std::optional<double> shape; //!< k, k, beta of the last three
    double distance{0};          //!< Kolmogorov-Smirnov, the largest difference of distribution
                                 //!< functions, to 1e-4
    double likelihood{0};        //!< mean logarithm of the density [nat per weight]
};

/**
 * @ingroup coinference-weights
 * @brief Fit the five laws.
 * @param bins magnitudes, all above 0
 * @return the fits, always in the same order; none if there are no bins
 */
std::vector<MagnitudeFit> FitLaws(const std::vector<MagnitudeHistogram::Bin>& bins);

/**
 * @ingroup coinference-weights
 * @brief Mean of magnitudes.
 * @param bins the magnitudes, at least one
 * @return their mean [weight unit]
 */
double MeanOf(const std::vector<MagnitudeHistogram::Bin>& bins);

/**
 * @ingroup coinference-weights
 * @brief How much less entropy magnitudes have than exponential ones of the same mean; the Shannon
 * lower bound D_L falls by a factor of 2 to this.
 *
 * From a histogram of bins a twentieth of the mean wide, with Miller and Madow's correction; noise
 * makes it less than 0 where few magnitudes are all but exponential.
 *
 * @param bins the magnitudes, at least one
 * @return the gap [bit]
 */
double EntropyGap(const std::vector<MagnitudeHistogram::Bin>& bins);

/**
 * @ingroup coinference-weights
 * @brief D_U of no law: the distortion that codes of a rate can have on these magnitudes, R_U(D) =
 * log2((mean + D E exp(-|w|/D))/D), the test channel of (25) with the data in place of a law.
 * @param bins the magnitudes, at least one
 * @param rate R [bit], >= 0
 * @return the bound [weight unit]; infinite at R = 0
 */
double LawFreeUpperBound(const std::vector<MagnitudeHistogram::Bin>& bins, double rate);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MAGNITUDE_LAWS_H */
