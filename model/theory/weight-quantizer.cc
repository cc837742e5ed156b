/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weight-quantizer.h"

#include "rate-distortion.h"
#include "support/bracketed-root.h"
#include "support/checked-field.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();
constexpr double LN2 = 0.693147180559945309417232121458;
/** Bits of a minimizer worth asking for: half of a double's, the minimum is flat. */
constexpr int MINIMIZER_BITS = 26;

/**
 * Share of one cell in E|Theta - Theta^| for lambda = 1: the integral of |theta - level|
 * exp(-theta) over [lower, upper], lower <= level <= upper. Differences from the level enter
 * through the incomplete gamma function, so that narrow cells lose no digits.
 */
double
CellDistortion(double lower, double level, double upper)
{
    const double below = level - lower;
    const double above = upper - level;
    const double left =
        below > 0 ? -below * std::expm1(-below) - boost::math::gamma_p(2, below) : 0;
    const double right = above < INF ? boost::math::gamma_p(2, above) : 1;
    return std::exp(-lower) * left + std::exp(-level) * right;
}

/**
 * Expected distortion of the uniform quantizer for lambda = 1. A bounded cell of width s costs
 * 2 e^(-s/2) (s/2 sinh(s/2) - cosh(s/2) + 1), each next one e^-s times that, the last one
 * s/2 - 1 + 2 e^(-s/2) times its share: together s/2 - tanh(s/4) and what follows.
 */
double
UniformDistortion(double levels, double step)
{
    return step / 2 - std::tanh(step / 4) +
           2 * std::exp(-levels * step) / (1 + std::exp(-step / 2));
}

/** Its derivative by the step, which rises through zero at the best one. */
double
UniformDistortionSlope(double levels, double step)
{
    const double half = std::exp(-step / 2);
    const double secant = 1 / std::cosh(step / 4);
    return 0.5 - secant * secant / 4 +
           2 * std::exp(-levels * step) *
               (half / (2 * (1 + half) * (1 + half)) - levels / (1 + half));
}

/// What lies below such a level cannot show in a distortion: its share is less than level^2.
constexpr double UNSEEN = 1e-10;

/** Expected distortion of the PoT-log quantizer without a zero for lambda = 1. */
double
GeometricPowerOfTwoDistortion(double levels, double scale)
{
    const double edge = std::sqrt(0.5);
    double distortion = 0;
    double level = scale;
    double upper = INF;
    for (double k = 0;; ++k)
    {
        const bool last = k + 1 == levels || level < UNSEEN;
        const double lower = last ? 0 : level * edge;
        distortion += CellDistortion(lower, level, upper);
        if (last)
        {
            return distortion;
        }
        upper = lower;
        level /= 2;
    }
}

/** Expected distortion of the PoT-log quantizer with a zero for lambda = 1. */
double
PowerOfTwoDistortion(double levels, double scale)
{
    if (levels == 1)
    {
        return CellDistortion(0, scale, INF);
    }
    double distortion = 0;
    double level = scale;
    double upper = INF;
    for (double k = 0; k + 1 < levels && level >= UNSEEN; ++k)
    {
        const bool last = k + 2 == levels;
        const double lower = level * (last ? 0.5 : 0.75);
        distortion += CellDistortion(lower, level, upper);
        upper = lower;
        level /= 2;
    }
    return distortion + CellDistortion(0, 0, upper);
}

/**
 * The scale of least distortion. There is one minimum per octave, all nearly the same once the
 * scale is out in the tail: Brent's method in overlapping octaves, and the smallest of the best.
 */
template <typename Distortion>
double
BestScale(Distortion distortion)
{
    const auto ofLogarithm = [&](double logScale) { return distortion(std::exp2(logScale)); };
    double bestScale = 0;
    double least = INF;
    for (double middle = -1; middle <= 5; middle += 0.5)
    {
        const auto best = boost::math::tools::brent_find_minima(ofLogarithm,
                                                                middle - 0.5,
                                                                middle + 0.5,
                                                                MINIMIZER_BITS);
        if (best.second < least * (1 - 1e-6))
        {
            bestScale = std::exp2(best.first);
            least = best.second;
        }
    }
    return bestScale;
}

/// Cell k (from n, the lowest, to 1) of the optimal quantizer of n levels for lambda = 1.
double
OptimalCellDistortion(double levels, double k, double weightRate)
{
    const double all = levels * (levels + 1);
    const double lower = k == levels ? 0 : std::log(all / (k * (k + 1)));
    const double upper = k == 1 ? INF : std::log(all / (k * (k - 1)));
    return CellDistortion(weightRate * lower,
                          weightRate * std::log(all / (k * k)),
                          weightRate * upper) /
           weightRate;
}

/** Expected distortion of the optimal quantizer for lambda = 1 under another rate. */
double
OptimalDistortion(double levels, double weightRate)
{
    constexpr double SUMMED = 1 << 14;
    double distortion = 0;
    for (double k = 1; k <= std::min(levels, SUMMED); ++k)
    {
        distortion += OptimalCellDistortion(levels, k, weightRate);
    }
    if (levels <= SUMMED)
    {
        return distortion;
    }
    // The rest by the midpoint rule read backwards: narrow cells change slowly. In ln k, since they
    // span decades; the lowest cell, cut off at 0, apart.
    const auto inLogarithm = [&](double logarithm) {
        const double k = std::exp(logarithm);
        return k * OptimalCellDistortion(levels, std::min(k, levels - 0.5), weightRate);
    };
    return distortion + OptimalCellDistortion(levels, levels, weightRate) +
           boost::math::quadrature::gauss_kronrod<double, 61>::integrate(inLogarithm,
                                                                         std::log(SUMMED + 0.5),
                                                                         std::log(levels - 0.5),
                                                                         10,
                                                                         1e-10);
}

} // namespace

WeightQuantizer::WeightQuantizer(std::uint32_t bitWidth)
    : m_bitWidth(bitWidth)
{
    if (bitWidth < 1 || bitWidth > 32)
    {
        RejectField("bitWidth", std::to_string(bitWidth), "from 1 to 32");
    }
}

std::unique_ptr<ScalarQuantizer>
ScalarQuantizer::Create(const std::string& name, std::uint32_t bitWidth, double weightRate)
{
    if (name == "uniform")
    {
        return std::make_unique<UniformQuantizer>(
            UniformQuantizer::ForWeightRate(bitWidth, weightRate));
    }
    if (name == "pot-log")
    {
        return std::make_unique<PowerOfTwoQuantizer>(
            PowerOfTwoQuantizer::ForWeightRate(bitWidth, weightRate));
    }
    if (name == "pot-log-geometric")
    {
        return std::make_unique<GeometricPowerOfTwoQuantizer>(
            GeometricPowerOfTwoQuantizer::ForWeightRate(bitWidth, weightRate));
    }
    if (name == "optimal-scalar")
    {
        return std::make_unique<OptimalQuantizer>(bitWidth, weightRate);
    }
    RejectField("quantizer", name, "one of " + boost::algorithm::join(GetNames(), ", "));
}

std::vector<std::string>
ScalarQuantizer::GetNames()
{
    return {"optimal-scalar", "pot-log", "pot-log-geometric", "uniform"};
}

ScalarQuantizer::ScalarQuantizer(std::uint32_t bitWidth)
    : WeightQuantizer(bitWidth),
      m_levels(std::exp2(bitWidth - 1.0))
{
}

double
ScalarQuantizer::Quantize(double weight) const
{
    return std::copysign(QuantizeMagnitude(std::abs(weight)), weight);
}

void
ScalarQuantizer::QuantizeInPlace(Eigen::Ref<Eigen::MatrixXd> weights) const
{
    weights = weights.unaryExpr([this](double weight) { return Quantize(weight); });
}

std::vector<double>
ScalarQuantizer::ListLevels() const
{
    constexpr std::uint32_t MOST_BITS = 20;
    if (GetBitWidth() > MOST_BITS)
    {
        RejectField("bitWidth", std::to_string(GetBitWidth()), "from 1 to 20 for a list of levels");
    }
    std::vector<double> levels;
    for (double index = 0; index < m_levels; ++index)
    {
        const double level = LevelAt(index);
        if (levels.empty() || level > levels.back())
        {
            levels.push_back(level);
        }
    }
    return levels;
}

UniformQuantizer::UniformQuantizer(std::uint32_t bitWidth, double step)
    : ScalarQuantizer(bitWidth),
      m_step(step)
{
    RequirePositive("", "step", step);
}

UniformQuantizer
UniformQuantizer::ForWeightRate(std::uint32_t bitWidth, double weightRate)
{
    RequirePositive("", "weightRate", weightRate);
    const double levels = UniformQuantizer(bitWidth, 1).GetLevels();
    // The best step spans several decades: from 2 ln 2 at one level down to about ln(n)/n at n. A
    // minimizer would find half its digits.
    const auto slope = [levels](double logStep) {
        return UniformDistortionSlope(levels, std::exp(logStep));
    };
    const auto ends = BracketRise(slope, std::log(0.5 / levels), std::log(4 * LN2), 52);
    return UniformQuantizer(bitWidth, std::exp((ends.first + ends.second) / 2) / weightRate);
}

double
UniformQuantizer::ExpectedDistortion(double weightRate) const
{
    RequirePositive("", "weightRate", weightRate);
    return UniformDistortion(GetLevels(), m_step * weightRate) / weightRate;
}

double
UniformQuantizer::QuantizeMagnitude(double magnitude) const
{
    return (std::min(std::floor(magnitude / m_step), GetLevels() - 1) + 0.5) * m_step;
}

double
UniformQuantizer::LevelAt(double index) const
{
    return (index + 0.5) * m_step;
}

ScaledQuantizer::ScaledQuantizer(std::uint32_t bitWidth, double scale)
    : ScalarQuantizer(bitWidth),
      m_scale(scale)
{
    RequirePositive("", "scale", scale);
}

PowerOfTwoQuantizer::PowerOfTwoQuantizer(std::uint32_t bitWidth, double scale)
    : ScaledQuantizer(bitWidth, scale)
{
}

PowerOfTwoQuantizer
PowerOfTwoQuantizer::ForWeightRate(std::uint32_t bitWidth, double weightRate)
{
    RequirePositive("", "weightRate", weightRate);
    const double levels = PowerOfTwoQuantizer(bitWidth, 1).GetLevels();
    const auto distortion = [levels](double scale) { return PowerOfTwoDistortion(levels, scale); };
    return PowerOfTwoQuantizer(bitWidth, BestScale(distortion) / weightRate);
}

double
PowerOfTwoQuantizer::ExpectedDistortion(double weightRate) const
{
    RequirePositive("", "weightRate", weightRate);
    return PowerOfTwoDistortion(GetLevels(), GetScale() * weightRate) / weightRate;
}

double
PowerOfTwoQuantizer::QuantizeMagnitude(double magnitude) const
{
    if (std::isnan(magnitude))
    {
        return magnitude;
    }
    const double lowest = GetLevels() - 2; // exponent of the lowest level but zero
    const double ratio = magnitude / (0.75 * GetScale());
    if (ratio >= 1 || lowest < 0)
    {
        return GetScale();
    }
    // Level k takes ratios from 2^-k up; the lowest one from two thirds of that, its half.
    const double k = ratio > 0 ? -double(std::ilogb(ratio)) : INF;
    if (k <= lowest)
    {
        return std::ldexp(GetScale(), -int(k));
    }
    const double level = std::ldexp(GetScale(), -int(std::min(lowest, 1e4)));
    return magnitude >= level / 2 ? level : 0;
}

double
PowerOfTwoQuantizer::LevelAt(double index) const
{
    const double highest = GetLevels() - 1;
    return index == 0 && highest > 0 ? 0 : std::ldexp(GetScale(), -int(highest - index));
}

GeometricPowerOfTwoQuantizer::GeometricPowerOfTwoQuantizer(std::uint32_t bitWidth, double scale)
    : ScaledQuantizer(bitWidth, scale)
{
}

GeometricPowerOfTwoQuantizer
GeometricPowerOfTwoQuantizer::ForWeightRate(std::uint32_t bitWidth, double weightRate)
{
    RequirePositive("", "weightRate", weightRate);
    const double levels = GeometricPowerOfTwoQuantizer(bitWidth, 1).GetLevels();
    const auto distortion = [levels](double scale) {
        return GeometricPowerOfTwoDistortion(levels, scale);
    };
    return GeometricPowerOfTwoQuantizer(bitWidth, BestScale(distortion) / weightRate);
}

double
GeometricPowerOfTwoQuantizer::ExpectedDistortion(double weightRate) const
{
    RequirePositive("", "weightRate", weightRate);
    return GeometricPowerOfTwoDistortion(GetLevels(), GetScale() * weightRate) / weightRate;
}

double
GeometricPowerOfTwoQuantizer::QuantizeMagnitude(double magnitude) const
{
    if (std::isnan(magnitude))
    {
        return magnitude;
    }
    const double exponent = std::round(std::log2(GetScale() / magnitude));
    return std::ldexp(GetScale(), -int(std::clamp(exponent, 0.0, std::min(GetLevels() - 1, 1e4))));
}

double
GeometricPowerOfTwoQuantizer::LevelAt(double index) const
{
    return std::ldexp(GetScale(), -int(GetLevels() - 1 - index));
}

OptimalQuantizer::OptimalQuantizer(std::uint32_t bitWidth, double weightRate)
    : ScalarQuantizer(bitWidth),
      m_weightRate(weightRate)
{
    RequirePositive("", "weightRate", weightRate);
}

double
OptimalQuantizer::ExpectedDistortion(double weightRate) const
{
    RequirePositive("", "weightRate", weightRate);
    return weightRate == m_weightRate
               ? ScalarDistortion(GetBitWidth() - 1.0, weightRate)
               : OptimalDistortion(GetLevels(), weightRate / m_weightRate) / m_weightRate;
}

double
OptimalQuantizer::QuantizeMagnitude(double magnitude) const
{
    if (std::isnan(magnitude))
    {
        return magnitude;
    }
    // Cell k, counted from the top, takes what lies from T = ln(n (n + 1)/(k (k + 1))) up: the
    // least k with k (k + 1) >= n (n + 1) exp(-magnitude).
    const double all = GetLevels() * (GetLevels() + 1);
    const double product = all * std::exp(-magnitude * m_weightRate);
    const double root = (std::sqrt(1 + 4 * product) - 1) / 2;
    const double k = std::clamp(std::ceil(root), 1.0, GetLevels());
    return std::log(all / (k * k)) / m_weightRate;
}

double
OptimalQuantizer::LevelAt(double index) const
{
    const double k = GetLevels() - index;
    return std::log(GetLevels() * (GetLevels() + 1) / (k * k)) / m_weightRate;
}

double
EstimateWeightRate(const Eigen::Ref<const Eigen::MatrixXd>& weights)
{
    if (weights.size() == 0)
    {
        RejectField("weights", "none", "at least one");
    }
    const double mean = weights.cwiseAbs().mean();
    if (!(mean > 0 && mean < INF))
    {
        RejectField("mean(|w|)", NumberToText(mean), "positive and finite");
    }
    return 1 / mean;
}

} // namespace coinference
} // namespace ns3
