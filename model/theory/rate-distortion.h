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
 * @file
 * @ingroup coinference-theory
 *
 * Rate and distortion of weight quantization (arXiv:2602.13052, section IV). Magnitudes of weights
 * are Exponential(lambda), distortion is the expected absolute error per weight, in the weights'
 * unit; rates are in bit per weight, the sign bit not included: R = b^ - 1.
 *
 * The true distortion-rate function has a closed form. At slope s = -dR/dD (in nat) a reproduction
 * with an atom of mass lambda/s at a = ln(1 + lambda/s)/lambda and the density
 * (1 - lambda^2/s^2) lambda exp(-lambda y) beyond meets the Kuhn-Tucker conditions of the rate-
 * distortion problem for every s >= lambda, and gives lambda D = ln(1 + lambda/s). Eliminating s,
 *
 *     R(D) = -log2(2 (1 - exp(-lambda D))),    D(R) = -ln(1 - 2^-(R + 1))/lambda,
 *
 * between the paper's bounds at every rate, equal to ln 2 / lambda at R = 0. (blahut-arimoto.h
 * finds the same numbers without it.)
 *
 * All functions throw std::domain_error, naming the argument, unless weightRate is positive and
 * finite, rates are >= 0 and distortions are > 0 and finite. Distortions, their gap and their
 * slopes are within 4 units in the last place of the exact value at every rate, tiny or huge, that
 * does not underflow. So is R_U; R_L and R(D) lose relative accuracy towards zero rate, where they
 * are exact for a distortion one unit in the last place away.
 */

/**
 * @ingroup coinference-theory
 * @brief D_L(R) = 2^-R / (2 lambda), the Shannon lower bound of the distortion (eq. 24).
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the bound [weight unit]
 */
double DistortionLowerBound(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief R_L(D) = -log2(2 lambda D), the inverse of D_L, or 0 where that is negative: no rate is.
 * @param distortion D [weight unit], > 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return lower bound of the rate [bit]
 */
double RateLowerBound(double distortion, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief R_U(D) = log2(1/(lambda D) + lambda D/(lambda D + 1)), the rate of a test channel that
 * adds Laplace noise (eq. 25).
 * @param distortion D [weight unit], > 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return upper bound of the rate [bit], > 0
 */
double RateUpperBound(double distortion, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief D_U(R) = (sqrt(1 + 4/(2^R - 1)) - 1)/(2 lambda), the inverse of R_U (eq. 26).
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the bound [weight unit]; infinite at R = 0
 */
double DistortionUpperBound(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief D(R) = -ln(1 - 2^-(R + 1))/lambda, the least distortion that any code of rate R can have.
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the distortion [weight unit]
 */
double DistortionRateFunction(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief R(D) = -log2(2 (1 - exp(-lambda D))), the inverse of D(R), or 0 beyond D = ln 2 / lambda.
 * @param distortion D [weight unit], > 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the least rate [bit] that any code of distortion D can have
 */
double RateDistortionFunction(double distortion, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief ln 2 / lambda, the distortion without any rate: that of the median, the best constant.
 * @param weightRate lambda [1/weight unit], > 0
 * @return the distortion [weight unit]
 */
double ZeroRateDistortion(double weightRate);

/**
 * @ingroup coinference-theory
 * @brief The lesser of D_U(R) and ln 2 / lambda: still an upper bound, and finite at R = 0.
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the bound [weight unit]
 */
double TightDistortionUpperBound(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief D_U(R) - D_L(R), the objective of problem (P1).
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the gap [weight unit], falling with R; infinite at R = 0
 */
double DistortionGap(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief D_S(R), the distortion of the best scalar quantizer of magnitudes, 2^R levels:
 * ln(1 + 2^-R)/lambda.
 *
 * D_L < D <= D_S < D_U at every whole number of bits; finite at R = 0, and a real code attains it
 * (OptimalQuantizer): what distortions of agents, layers or splits are added up and compared in.
 *
 * @param rate R [bit], >= 0; a code has it at whole numbers, in between it is interpolation
 * @param weightRate lambda [1/weight unit], > 0
 * @return the distortion [weight unit], falling with R; ln 2 / lambda at R = 0
 */
double ScalarDistortion(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief dD_L/dR.
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the slope [weight unit/bit], < 0
 */
double DistortionLowerBoundSlope(double rate, double weightRate);

/**
 * @ingroup coinference-theory
 * @brief dD_U/dR.
 * @param rate R [bit], >= 0
 * @param weightRate lambda [1/weight unit], > 0
 * @return the slope [weight unit/bit], < 0; minus infinity at R = 0
 */
double DistortionUpperBoundSlope(double rate, double weightRate);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RATE_DISTORTION_H */
