/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BLAHUT_ARIMOTO_H
#define COINFERENCE_BLAHUT_ARIMOTO_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-theory
 * @brief One point found by Blahut-Arimoto: a rate and distortion that some code attains.
 */
struct RateDistortionPoint
{
    double slope{0};             //!< s = -dR/dD [nat/weight unit]
    double rate{0};              //!< R [bit]
    double distortion{0};        //!< D [weight unit]
    double rateGap{0};           //!< R is at most this far above the optimum on the grid [bit]
    std::uint32_t iterations{0}; //!< iterations used
};

/**
 * @ingroup coinference-theory
 * @brief How fine and how long to compute. The defaults keep D within 1e-3 (relative) of the true
 * D(R) at slopes from lambda up.
 */
struct BlahutArimotoOptions
{
    double cellWidth{1.0 / 16};         //!< width w of the first cell times the slope, 0 < w <= 1
    double tolerance{3e-4};             //!< stop at this duality gap [nat], > 0
    std::uint32_t maxIterations{20000}; //!< or after so many iterations, >= 1
};

/**
 * @ingroup coinference-theory
 * @brief The point of slope s on the rate-distortion curve of exponential magnitudes under
 * absolute error, by the Blahut-Arimoto algorithm.
 *
 * Independent of the closed form in rate-distortion.h, which it checks.
 *
 * Magnitudes are cut into cells that widen as exp(lambda theta / 3), which spreads the error
 * evenly; the last is unbounded, so no tail is lost. The channel sees only the cell, and
 * reproduces at cell edges: then the distance between any cell and any edge is exactly that of the
 * cell's mean. So every point found is attained by a real channel and lies on or above the true
 * curve. The grid puts it above by w^2/8 of D, the unfinished iteration by less than the tolerance
 * in R + s D, the quantity that is minimized.
 *
 * @param slope s [nat/weight unit], > 0; the rate is zero up to s = lambda
 * @param weightRate lambda [1/weight unit], > 0
 * @param options grid and stopping rule
 * @return the point; if maxIterations ended the run its rateGap exceeds the tolerance
 * @throw std::invalid_argument naming the field, its value and what is allowed; the grid, of
 *        3 slope/(lambda cellWidth) cells, may have 10 million
 */
RateDistortionPoint BlahutArimoto(double slope,
                                  double weightRate,
                                  const BlahutArimotoOptions& options = BlahutArimotoOptions());

/**
 * @ingroup coinference-theory
 * @brief The rate-distortion curve from rate 0 to about maxRate.
 *
 * The time doubles with each bit of rate: about a second for the point at 8 bit.
 *
 * @param maxRate rate of the last point [bit], 0 to 16
 * @param count number of points, >= 2, about evenly spaced in rate
 * @param weightRate lambda [1/weight unit], > 0
 * @param options grid and stopping rule
 * @return the points, rates ascending
 * @throw std::invalid_argument naming the field, its value and what is allowed
 */
std::vector<RateDistortionPoint> ExponentialRateDistortion(
    double maxRate,
    std::uint32_t count,
    double weightRate,
    const BlahutArimotoOptions& options = BlahutArimotoOptions());

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BLAHUT_ARIMOTO_H */
