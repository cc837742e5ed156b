/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weights/magnitude-laws.h"

#include "ns3/rate-distortion.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace ns3::coinference;

namespace
{

typedef std::vector<double> Sample;

template <typename Law>
Sample
Draw(Law law, std::size_t count = 200'000)
{
    std::mt19937_64 random(11);
    Sample sample;
    for (std::size_t i = 0; i < count; ++i)
    {
        sample.push_back(std::abs(law(random)));
    }
    return sample;
}

std::vector<MagnitudeHistogram::Bin>
BinsOf(const Sample& sample)
{
    MagnitudeHistogram histogram;
    for (const double x : sample)
    {
        histogram.Add(x);
    }
    EXPECT_EQ(histogram.GetCount(), sample.size());
    return histogram.GetBins();
}

const MagnitudeFit&
FitOf(const std::vector<MagnitudeFit>& fits, const std::string& law)
{
    return *std::find_if(fits.begin(), fits.end(), [&law](const auto& f) { return f.law == law; });
}

/// Mean logarithm of a density, one magnitude after the other.
double
LikelihoodOf(const Sample& sample, const std::function<double(double)>& logDensity)
{
    double sum = 0;
    for (const double x : sample)
    {
        sum += logDensity(x);
    }
    return sum / double(sample.size());
}

TEST(MagnitudeLaws, BinsKeepCountsAndMeans)
{
    const auto sample = Draw(std::lognormal_distribution<double>(0, 5), 10'000);
    double count = 0;
    double sum = 0;
    for (const auto& bin : BinsOf(sample))
    {
        EXPECT_LE(bin.low, bin.mean * (1 + 1e-7));
        EXPECT_LE(bin.mean, bin.high * (1 + 1e-7));
        EXPECT_LE(bin.high, bin.low * (1 + 1.0 / 4096 + 1e-12));
        count += double(bin.count);
        sum += double(bin.count) * bin.mean;
    }
    double wanted = 0;
    for (const double x : sample)
    {
        wanted += x;
    }
    EXPECT_EQ(count, 10'000);
    EXPECT_NEAR(sum, wanted, 1e-10 * wanted);
}

TEST(MagnitudeLaws, TheLawThatMadeThemIsFound)
{
    const auto ofGamma = FitLaws(BinsOf(Draw(std::gamma_distribution<double>(0.6, 3))));
    EXPECT_NEAR(*FitOf(ofGamma, "gamma").shape, 0.6, 0.01);
    EXPECT_NEAR(FitOf(ofGamma, "gamma").scale, 3, 0.05);
    const auto ofWeibull = FitLaws(BinsOf(Draw(std::weibull_distribution<double>(1.7, 0.02))));
    EXPECT_NEAR(*FitOf(ofWeibull, "Weibull").shape, 1.7, 0.02);
    EXPECT_NEAR(FitOf(ofWeibull, "Weibull").scale, 0.02, 2e-4);
    const auto ofNormal = FitLaws(BinsOf(Draw(std::normal_distribution<double>(0, 0.5))));
    EXPECT_NEAR(FitOf(ofNormal, "half-normal").scale, 0.5, 0.005);
    EXPECT_NEAR(*FitOf(ofNormal, "generalised normal").shape, 2, 0.03);
    const auto ofExponential = FitLaws(BinsOf(Draw(std::exponential_distribution<double>(50))));
    EXPECT_NEAR(FitOf(ofExponential, "exponential").scale, 0.02, 2e-4);
    EXPECT_NEAR(*FitOf(ofExponential, "generalised normal").shape, 1, 0.02);
    for (const auto& [fits, law] : {std::pair{ofGamma, "gamma"},
                                    {ofWeibull, "Weibull"},
                                    {ofNormal, "half-normal"},
                                    {ofExponential, "exponential"}})
    {
        EXPECT_LT(FitOf(fits, law).distance, 0.004) << law;
        for (const auto& fit : fits)
        {
            EXPECT_LT(fit.likelihood, FitOf(fits, law).likelihood + 1e-4) << fit.law << law;
        }
    }
}

TEST(MagnitudeLaws, LikelihoodsAndDistancesAreThoseOfTheSample)
{
    const auto sample = Draw(std::gamma_distribution<double>(0.8, 2), 5000);
    const auto fits = FitLaws(BinsOf(sample));
    const auto& weibull = FitOf(fits, "Weibull");
    const double k = *weibull.shape;
    const auto weibullDensity = [&](double x) {
        return std::log(k / weibull.scale) + (k - 1) * std::log(x / weibull.scale) -
               std::pow(x / weibull.scale, k);
    };
    EXPECT_NEAR(weibull.likelihood, LikelihoodOf(sample, weibullDensity), 1e-6);
    const auto& gamma = FitOf(fits, "gamma");
    const double a = *gamma.shape;
    EXPECT_NEAR(gamma.likelihood,
                LikelihoodOf(sample,
                             [&](double x) {
                                 return (a - 1) * std::log(x) - x / gamma.scale - std::lgamma(a) -
                                        a * std::log(gamma.scale);
                             }),
                1e-6);
    const auto& general = FitOf(fits, "generalised normal");
    const double beta = *general.shape;
    EXPECT_NEAR(general.likelihood,
                LikelihoodOf(sample,
                             [&](double x) {
                                 return std::log(beta / general.scale) - std::lgamma(1 / beta) -
                                        std::pow(x / general.scale, beta);
                             }),
                1e-6);
    auto sorted = sample;
    std::sort(sorted.begin(), sorted.end());
    double distance = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i)
    {
        const double law = 1 - std::exp(-std::pow(sorted[i] / weibull.scale, k));
        distance = std::max({distance, law - i / 5000.0, (i + 1) / 5000.0 - law});
    }
    EXPECT_NEAR(weibull.distance, distance, 1e-4);
}

TEST(MagnitudeLaws, EntropyGapsAreThoseOfTheLaws)
{
    EXPECT_NEAR(EntropyGap(BinsOf(Draw(std::exponential_distribution<double>(50)))), 0, 0.003);
    // Half-normal: mean sigma sqrt(2/pi), entropy ln(pi e/2)/2 of sigma 1.
    const double gap =
        (1 + 0.5 * std::log(2 / M_PI) - 0.5 * std::log(M_PI * M_E / 2)) / std::log(2.0);
    EXPECT_NEAR(EntropyGap(BinsOf(Draw(std::normal_distribution<double>(0, 7)))), gap, 0.003);
}

TEST(MagnitudeLaws, WithoutALawTheBoundIsThatOfTheExponentialForOne)
{
    const auto bins = BinsOf(Draw(std::exponential_distribution<double>(2), 1'000'000));
    const double mean = MeanOf(bins);
    for (const double rate : {0.5, 1.0, 3.0, 7.0, 15.0})
    {
        const double bound = DistortionUpperBound(rate, 1 / mean);
        EXPECT_NEAR(LawFreeUpperBound(bins, rate), bound, 0.005 * bound) << rate;
    }
    EXPECT_TRUE(std::isinf(LawFreeUpperBound(bins, 0)));
}

} // namespace
