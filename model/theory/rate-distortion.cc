/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rate-distortion.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double LN2 = 0.693147180559945309417232121458;
constexpr double INF = std::numeric_limits<double>::infinity();

[[noreturn]] void
Refuse(const char* argument, double value, const char* allowed)
{
    throw std::domain_error(std::string(argument) + " = " + NumberToText(value) +
                            " is not allowed: it must be " + allowed);
}

void
RequireWeightRate(double weightRate)
{
    if (!(weightRate > 0 && weightRate < INF))
    {
        Refuse("weightRate", weightRate, "positive and finite");
    }
}

void
RequireRate(double rate)
{
    if (!(rate >= 0))
    {
        Refuse("rate", rate, "at least 0");
    }
}

void
RequireDistortion(double distortion)
{
    if (!(distortion > 0 && distortion < INF))
    {
        Refuse("distortion", distortion, "positive and finite");
    }
}

/**
 * lambda D_U(R). With v = 2^-R and w = 1 - v the root of x^2 + x - v/w is written with its
 * conjugate, so that nothing cancels at high rates or overflows at any. expm1 keeps w exact below
 * one bit; above, 1 - v does, where R ln 2 would carry its rounding into the exponent.
 */
double
UnitUpperBound(double rate)
{
    const double v = std::exp2(-rate);
    const double w = rate < 1 ? -std::expm1(-rate * LN2) : 1 - v;
    return 2 * v / (w + std::sqrt(w * (w + 4 * v)));
}

} // namespace

double
DistortionLowerBound(double rate, double weightRate)
{
    RequireRate(rate);
    RequireWeightRate(weightRate);
    return 0.5 * std::exp2(-rate) / weightRate;
}

double
RateLowerBound(double distortion, double weightRate)
{
    RequireDistortion(distortion);
    RequireWeightRate(weightRate);
    return std::max(0.0, -std::log2(2 * weightRate * distortion));
}

double
RateUpperBound(double distortion, double weightRate)
{
    RequireDistortion(distortion);
    RequireWeightRate(weightRate);
    // 1/x + x/(x + 1) = 1 + 1/(x (x + 1)): log1p keeps small rates exact.
    const double x = weightRate * distortion;
    return std::log1p(1 / (x * (x + 1))) / LN2;
}

double
DistortionUpperBound(double rate, double weightRate)
{
    RequireRate(rate);
    RequireWeightRate(weightRate);
    return UnitUpperBound(rate) / weightRate;
}

double
DistortionRateFunction(double rate, double weightRate)
{
    RequireRate(rate);
    RequireWeightRate(weightRate);
    return -std::log1p(-0.5 * std::exp2(-rate)) / weightRate;
}

double
RateDistortionFunction(double distortion, double weightRate)
{
    RequireDistortion(distortion);
    RequireWeightRate(weightRate);
    return std::max(0.0, -std::log2(-2 * std::expm1(-weightRate * distortion)));
}

double
ZeroRateDistortion(double weightRate)
{
    RequireWeightRate(weightRate);
    return LN2 / weightRate;
}

double
TightDistortionUpperBound(double rate, double weightRate)
{
    return std::min(DistortionUpperBound(rate, weightRate), ZeroRateDistortion(weightRate));
}

double
DistortionGap(double rate, double weightRate)
{
    RequireRate(rate);
    RequireWeightRate(weightRate);
    // D_U lies between 1 and infinity times 2 D_L, so this difference loses at most one bit.
    return (UnitUpperBound(rate) - 0.5 * std::exp2(-rate)) / weightRate;
}

double
ScalarDistortion(double rate, double weightRate)
{
    RequireRate(rate);
    RequireWeightRate(weightRate);
    return std::log1p(std::exp2(-rate)) / weightRate;
}

double
DistortionLowerBoundSlope(double rate, double weightRate)
{
    return -LN2 * DistortionLowerBound(rate, weightRate);
}

double
DistortionUpperBoundSlope(double rate, double weightRate)
{
    RequireRate(rate);
    RequireWeightRate(weightRate);
    // From 2^R = 1 + 1/(x^2 + x): dx/dR = -ln 2 (x^2 + x)(x^2 + x + 1)/(2x + 1).
    const double x = UnitUpperBound(rate);
    const double q = x * (x + 1);
    return q < INF ? -LN2 * q * ((q + 1) / (2 * x + 1)) / weightRate : -INF;
}

} // namespace coinference
} // namespace ns3
