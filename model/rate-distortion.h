/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RATE_DISTORTION_H
#define COINFERENCE_RATE_DISTORTION_H

namespace ns3
{
namespace coinference
{

/**
 * \defgroup coinference Quantization-aware co-inference
 *
 * Rate and distortion of weight quantization (arXiv:2602.13052, section IV). Magnitudes of weights
 * are Exponential(lambda), distortion is the expected absolute error per weight, in the weights'
 * unit; rates are in bit per weight, the sign bit not included: R = b^ - 1.
 *
 * All functions throw std::domain_error, naming the argument, unless weightRate is positive and
 * finite, rates are >= 0 and distortions are > 0.
 */

/**
 * \ingroup coinference
 * \brief D_L(R) = 2^-R / (2 lambda), the Shannon lower bound of the distortion (eq. 24).
 * \param rate R [bit], >= 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return the bound [weight unit]
 */
double DistortionLowerBound(double rate, double weightRate);

/**
 * \ingroup coinference
 * \brief R_L(D) = -log2(2 lambda D), the inverse of D_L, or 0 where that is negative: no rate is.
 * \param distortion D [weight unit], > 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return lower bound of the rate [bit]
 */
double RateLowerBound(double distortion, double weightRate);

/**
 * \ingroup coinference
 * \brief R_U(D) = log2(1/(lambda D) + lambda D/(lambda D + 1)), the rate of a test channel that
 * adds Laplace noise (eq. 25).
 * \param distortion D [weight unit], > 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return upper bound of the rate [bit], > 0
 */
double RateUpperBound(double distortion, double weightRate);

/**
 * \ingroup coinference
 * \brief D_U(R) = (sqrt(1 + 4/(2^R - 1)) - 1)/(2 lambda), the inverse of R_U (eq. 26).
 * \param rate R [bit], >= 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return the bound [weight unit]; infinite at R = 0
 */
double DistortionUpperBound(double rate, double weightRate);

/**
 * \ingroup coinference
 * \brief ln 2 / lambda, the distortion without any rate: that of the median, the best constant.
 * \param weightRate lambda [1/weight unit], > 0
 * \return the distortion [weight unit]
 */
double ZeroRateDistortion(double weightRate);

/**
 * \ingroup coinference
 * \brief The lesser of D_U(R) and ln 2 / lambda: still an upper bound, and finite at R = 0.
 * \param rate R [bit], >= 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return the bound [weight unit]
 */
double TightDistortionUpperBound(double rate, double weightRate);

/**
 * \ingroup coinference
 * \brief D_U(R) - D_L(R), the objective of problem (P1), without cancellation at any rate.
 * \param rate R [bit], >= 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return the gap [weight unit], falling with R; infinite at R = 0
 */
double DistortionGap(double rate, double weightRate);

/**
 * \ingroup coinference
 * \brief dD_L/dR.
 * \param rate R [bit], >= 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return the slope [weight unit/bit], < 0
 */
double DistortionLowerBoundSlope(double rate, double weightRate);

/**
 * \ingroup coinference
 * \brief dD_U/dR.
 * \param rate R [bit], >= 0
 * \param weightRate lambda [1/weight unit], > 0
 * \return the slope [weight unit/bit], < 0; minus infinity at R = 0
 */
double DistortionUpperBoundSlope(double rate, double weightRate);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RATE_DISTORTION_H */
