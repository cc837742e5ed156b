/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weight-quantizer.h"

#include "checked-field.h"

#include <algorithm>
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
/** Bits of a minimiser worth asking for: half of a double's, the minimum is flat. */
constexpr int MINIMISER_BITS = 26;

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

/** Expected distortion of the uniform quantizer for lambda = 1. */
double
UniformDistortion(double levels, double step)
{
    const double middle = step / 2;
    // Bounded cells are copies of the first, each exp(-step) times the one before.
    const double copies = std::expm1(-(levels - 1) * step) / std::expm1(-step);
    const double last = (levels - 1) * step;
    return copies * CellDistortion(0, middle, step) + CellDistortion(last, last + middle, INF);
}

/** Expected distortion of the PoT-log quantizer for lambda = 1. */
double
PowerOfTwoDistortion(double levels, double scale)
{
    // What lies below such a level cannot show in the sum: its share is less than level^2.
    constexpr double UNSEEN = 1e-10;
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

} // namespace

std::unique_ptr<WeightQuantizer>
WeightQuantizer::Create(const std::string& name, std::uint32_t bitWidth, double weightRate)
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
    RejectField("quantizer", name, "uniform or pot-log");
}

std::vector<std::string>
WeightQuantizer::GetNames()
{
    return {"uniform", "pot-log"};
}

WeightQuantizer::WeightQuantizer(std::uint32_t bitWidth)
    : m_bitWidth(bitWidth),
      m_levels(std::exp2(bitWidth - 1.0))
{
    if (bitWidth < 1 || bitWidth > 32)
    {
        RejectField("bitWidth", std::to_string(bitWidth), "from 1 to 32");
    }
}

double
WeightQuantizer::Quantize(double weight) const
{
    return std::copysign(QuantizeMagnitude(std::abs(weight)), weight);
}

void
WeightQuantizer::QuantizeInPlace(Eigen::Ref<Eigen::MatrixXd> weights) const
{
    weights = weights.unaryExpr([this](double weight) { return Quantize(weight); });
}

UniformQuantizer::UniformQuantizer(std::uint32_t bitWidth, double step)
    : WeightQuantizer(bitWidth),
      m_step(step)
{
    RequirePositive("", "step", step);
}

UniformQuantizer
UniformQuantizer::ForWeightRate(std::uint32_t bitWidth, double weightRate)
{
    RequirePositive("", "weightRate", weightRate);
    const double levels = UniformQuantizer(bitWidth, 1).GetLevels();
    // The best step spans several decades: from 2 ln 2 at one level down to about ln(n)/n at n.
    const auto distortion = [levels](double logStep) {
        return UniformDistortion(levels, std::exp(logStep));
    };
    const auto best = boost::math::tools::brent_find_minima(distortion,
                                                            std::log(0.5 / levels),
                                                            std::log(4 * LN2),
                                                            MINIMISER_BITS);
    return UniformQuantizer(bitWidth, std::exp(best.first) / weightRate);
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

PowerOfTwoQuantizer::PowerOfTwoQuantizer(std::uint32_t bitWidth, double scale)
    : WeightQuantizer(bitWidth),
      m_scale(scale)
{
    RequirePositive("", "scale", scale);
}

PowerOfTwoQuantizer
PowerOfTwoQuantizer::ForWeightRate(std::uint32_t bitWidth, double weightRate)
{
    RequirePositive("", "weightRate", weightRate);
    const double levels = PowerOfTwoQuantizer(bitWidth, 1).GetLevels();
    const auto distortion = [levels](double logScale) {
        return PowerOfTwoDistortion(levels, std::exp2(logScale));
    };
    double bestScale = 0;
    double least = INF;
    for (double middle = -1; middle <= 5; middle += 0.5)
    {
        const auto best = boost::math::tools::brent_find_minima(distortion,
                                                                middle - 0.5,
                                                                middle + 0.5,
                                                                MINIMISER_BITS);
        if (best.second < least * (1 - 1e-6))
        {
            bestScale = std::exp2(best.first);
            least = best.second;
        }
    }
    return PowerOfTwoQuantizer(bitWidth, bestScale / weightRate);
}

double
PowerOfTwoQuantizer::ExpectedDistortion(double weightRate) const
{
    RequirePositive("", "weightRate", weightRate);
    return PowerOfTwoDistortion(GetLevels(), m_scale * weightRate) / weightRate;
}

double
PowerOfTwoQuantizer::QuantizeMagnitude(double magnitude) const
{
    if (std::isnan(magnitude))
    {
        return magnitude;
    }
    const double exponent = std::round(std::log2(m_scale / magnitude));
    return std::ldexp(m_scale, -int(std::clamp(exponent, 0.0, std::min(GetLevels() - 1, 1e4))));
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
