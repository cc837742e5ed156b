/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "magnitude-laws.h"

#include "support/bracketed-root.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::vector<MagnitudeHistogram::Bin> Bins;

constexpr double INF = std::numeric_limits<double>::infinity();
/// Fourteen digits are enough, and double precision has them.
typedef boost::math::policies::policy<boost::math::policies::promote_double<false>> Fast;
constexpr int BITS = 40; // of roots
constexpr int MINIMIZER_BITS = 26;
// Shapes that are looked for; weights are between 0.3 and 2.
const double LOWEST_SHAPE = std::log(0.02);
const double HIGHEST_SHAPE = std::log(200);

/// Mean of a function of the magnitudes.
template <typename Function>
double
MeanWith(const Bins& bins, Function function)
{
    double sum = 0;
    double count = 0;
    for (const auto& bin : bins)
    {
        sum += static_cast<double>(bin.count) * function(bin.mean);
        count += static_cast<double>(bin.count);
    }
    return sum / count;
}

/// Largest difference between the magnitudes' distribution function and a law's.
double
Distance(const Bins& bins, const std::function<double(double)>& law)
{
    double all = 0;
    for (const auto& bin : bins)
    {
        all += static_cast<double>(bin.count);
    }
    double distance = 0;
    double below = 0;
    for (const auto& bin : bins)
    {
        distance = std::max(distance, std::abs(law(bin.low) - below / all));
        below += static_cast<double>(bin.count);
        distance = std::max(distance, std::abs(law(bin.high) - below / all));
    }
    return distance;
}

/// The shape of most likelihood.
template <typename Likelihood>
double
BestShape(Likelihood likelihood)
{
    const auto cost = [&](double logShape) { return -likelihood(std::exp(logShape)); };
    return std::exp(
        boost::math::tools::brent_find_minima(cost, LOWEST_SHAPE, HIGHEST_SHAPE, MINIMIZER_BITS)
            .first);
}

/// The root of a falling function of a logarithm between two; an end if it is beyond.
template <typename Function>
double
FallingRoot(Function function, double low, double high)
{
    const auto rising = [&function](double logarithm) { return -function(logarithm); };
    const auto ends = BracketRise(rising, low, high, BITS);
    return (ends.first + ends.second) / 2;
}

} // namespace

double
MeanOf(const Bins& bins)
{
    return MeanWith(bins, [](double x) { return x; });
}

std::vector<MagnitudeFit>
FitLaws(const Bins& bins)
{
    if (bins.empty())
    {
        return {};
    }
    std::vector<MagnitudeFit> fits;
    const auto add = [&](const char* law,
                         double scale,
                         std::optional<double> shape,
                         double likelihood,
                         const std::function<double(double)>& distribution) {
        fits.push_back({law, scale, shape, Distance(bins, distribution), likelihood});
    };
    // In units of the mean, so that powers neither overflow nor vanish.
    const double mean = MeanOf(bins);
    const auto power = [&](double exponent) {
        return MeanWith(bins, [&](double x) { return std::pow(x / mean, exponent); });
    };
    const double meanLog = MeanWith(bins, [&](double x) { return std::log(x / mean); });
    const double unit = std::log(mean);

    add("exponential", mean, {}, -1 - unit, [mean](double x) { return -std::expm1(-x / mean); });

    const double sigma = std::sqrt(power(2));
    add("half-normal",
        sigma * mean,
        {},
        0.5 * std::log(2 / M_PI) - std::log(sigma) - 0.5 - unit,
        [=](double x) { return std::erf(x / (mean * sigma * std::sqrt(2))); });

    // ln k - digamma(k) = ln mean - mean ln.
    const double k = std::exp(FallingRoot(
        [&](double logShape) {
            const double shape = std::exp(logShape);
            return logShape - boost::math::digamma(shape) + meanLog;
        },
        LOWEST_SHAPE,
        std::log(1e6)));
    add("gamma",
        mean / k,
        k,
        k * std::log(k) - std::lgamma(k) + (k - 1) * meanLog - k - unit,
        [=](double x) {
            return std::isinf(x) ? 1 : boost::math::gamma_p(k, x * k / mean, Fast());
        });

    const auto weibull = [&](double shape) {
        return std::log(shape) - std::log(power(shape)) + (shape - 1) * meanLog - 1;
    };
    const double w = BestShape(weibull);
    const double weibullScale = std::pow(power(w), 1 / w);
    add("Weibull", weibullScale * mean, w, weibull(w) - unit, [=](double x) {
        return -std::expm1(-std::pow(x / (mean * weibullScale), w));
    });

    const auto generalised = [&](double shape) {
        return std::log(shape) - std::log(shape * power(shape)) / shape - std::lgamma(1 / shape) -
               1 / shape;
    };
    const double beta = BestShape(generalised);
    const double alpha = std::pow(beta * power(beta), 1 / beta);
    add("generalised normal", alpha * mean, beta, generalised(beta) - unit, [=](double x) {
        const double t = std::pow(x / (mean * alpha), beta);
        return std::isinf(t) ? 1 : boost::math::gamma_p(1 / beta, t, Fast());
    });
    return fits;
}

double
EntropyGap(const Bins& bins)
{
    const double mean = MeanOf(bins);
    const double width = mean / 20;
    std::map<double, double> counts;
    double all = 0;
    for (const auto& bin : bins)
    {
        counts[std::floor(bin.mean / width)] += static_cast<double>(bin.count);
        all += static_cast<double>(bin.count);
    }
    double entropy = (static_cast<double>(counts.size()) - 1) / (2 * all) + std::log(width);
    for (const auto& [place, count] : counts)
    {
        entropy -= count / all * std::log(count / all);
    }
    return (1 + std::log(mean) - entropy) / std::log(2);
}

double
LawFreeUpperBound(const Bins& bins, double rate)
{
    const double mean = MeanOf(bins);
    if (rate <= 0)
    {
        return INF;
    }
    const auto excess = [&](double logDistortion) {
        const double d = std::exp(logDistortion); // in units of the mean
        const double near = MeanWith(bins, [&](double x) { return std::exp(-x / (mean * d)); });
        return std::log2(1 / d + near) - rate;
    };
    return mean * std::exp(FallingRoot(excess, std::log(1e-12), std::log(1e6)));
}

} // namespace coinference
} // namespace ns3
