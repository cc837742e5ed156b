/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/blahut-arimoto.h"
#include "ns3/rate-distortion.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace ns3::coinference;

namespace
{

constexpr double LAMBDA = 50;

/** Rates 0 to 8 bit in steps of a quarter, computed once. */
const std::vector<RateDistortionPoint>&
Curve()
{
    static const auto curve = ExponentialRateDistortion(8, 33, LAMBDA);
    return curve;
}

} // namespace

TEST(BlahutArimoto, CurveSpansTheRates)
{
    ASSERT_EQ(Curve().size(), 33u);
    EXPECT_LT(Curve().front().rate, 0.01);
    for (std::size_t i = 1; i < Curve().size(); ++i)
    {
        EXPECT_NEAR(Curve()[i].rate, 0.25 * i, 0.01);
    }
}

TEST(BlahutArimoto, LiesBetweenTheBounds)
{
    for (const auto& point : Curve())
    {
        EXPECT_GT(point.distortion, DistortionLowerBound(point.rate, LAMBDA)) << point.rate;
        EXPECT_LT(point.distortion, TightDistortionUpperBound(point.rate, LAMBDA)) << point.rate;
    }
}

TEST(BlahutArimoto, AgreesWithTheClosedFormFromAbove)
{
    for (const auto& point : Curve())
    {
        const double truth = DistortionRateFunction(point.rate, LAMBDA);
        EXPECT_GT(point.distortion, truth) << point.rate;
        EXPECT_LT(point.distortion, truth * 1.001) << point.rate;
    }
}

TEST(BlahutArimoto, CurveFallsAndIsConvex)
{
    for (std::size_t i = 1; i < Curve().size(); ++i)
    {
        const auto& a = Curve()[i - 1];
        const auto& b = Curve()[i];
        EXPECT_GT(b.rate, a.rate);
        EXPECT_LT(b.distortion, a.distortion);
        // A chord of a convex curve is as steep as the tangents at its ends, or between.
        const double chord = (b.rate - a.rate) * std::log(2.0) / (a.distortion - b.distortion);
        EXPECT_GT(chord, a.slope);
        EXPECT_LT(chord, b.slope);
    }
}

TEST(BlahutArimoto, ScalesWithTheWeightRate)
{
    for (double slope : {1.0, 1.75, 12.5})
    {
        const auto unit = BlahutArimoto(slope, 1);
        for (double weightRate : {0.03125, 1024.0})
        {
            const auto point = BlahutArimoto(slope * weightRate, weightRate);
            EXPECT_DOUBLE_EQ(point.rate, unit.rate);
            EXPECT_DOUBLE_EQ(point.distortion * weightRate, unit.distortion);
        }
    }
}

TEST(BlahutArimoto, BelowTheCriticalSlopeNoRateIsWorthIt)
{
    for (double share : {0.4, 0.6, 0.8})
    {
        const auto point = BlahutArimoto(share * LAMBDA, LAMBDA);
        EXPECT_LT(point.rate, 2e-3) << share;
        // R + s D, which is what the tolerance is about.
        const double best = share * std::log(2.0);
        const double found = point.rate * std::log(2.0) + point.slope * point.distortion;
        EXPECT_GT(found, best) << share;
        EXPECT_LT(found, best + BlahutArimotoOptions().tolerance) << share;
    }
}

TEST(BlahutArimoto, GridErrorIsAnEighthOfTheSquaredCellWidth)
{
    BlahutArimotoOptions options;
    options.tolerance = 2e-5;
    for (double cellWidth : {0.25, 0.125})
    {
        options.cellWidth = cellWidth;
        const auto point = BlahutArimoto(127 * LAMBDA, LAMBDA, options);
        const double excess = point.distortion / DistortionRateFunction(point.rate, LAMBDA) - 1;
        const double law = cellWidth * cellWidth / 8;
        EXPECT_NEAR(excess, law, 0.1 * law) << cellWidth;
    }
}

TEST(BlahutArimoto, GapBoundsWhatAnEarlyStopCosts)
{
    const double slope = 7 * LAMBDA;
    const double best =
        RateDistortionFunction(std::log1p(1.0 / 7) / LAMBDA, LAMBDA) * std::log(2.0) +
        7 * std::log1p(1.0 / 7);
    double previous = std::numeric_limits<double>::infinity();
    for (std::uint32_t iterations : {1u, 5u, 25u, 125u})
    {
        BlahutArimotoOptions options;
        options.maxIterations = iterations;
        const auto point = BlahutArimoto(slope, LAMBDA, options);
        EXPECT_EQ(point.iterations, iterations);
        EXPECT_GT(point.rateGap * std::log(2.0), options.tolerance);
        const double excess = point.rate * std::log(2.0) + slope * point.distortion - best;
        const double grid = slope * point.distortion * options.cellWidth * options.cellWidth / 8;
        EXPECT_GT(excess, 0);
        EXPECT_LT(excess, point.rateGap * std::log(2.0) + grid);
        EXPECT_LT(excess, previous);
        previous = excess;
    }
}

TEST(BlahutArimoto, RefusesWhatHasNoMeaning)
{
    const double nan = std::nan("");
    for (double bad : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()})
    {
        EXPECT_THROW(BlahutArimoto(bad, LAMBDA), std::invalid_argument);
        EXPECT_THROW(BlahutArimoto(LAMBDA, bad), std::invalid_argument);
        BlahutArimotoOptions options;
        options.cellWidth = bad;
        EXPECT_THROW(BlahutArimoto(LAMBDA, LAMBDA, options), std::invalid_argument);
        options = {};
        options.tolerance = bad;
        EXPECT_THROW(BlahutArimoto(LAMBDA, LAMBDA, options), std::invalid_argument);
    }
    BlahutArimotoOptions options;
    options.maxIterations = 0;
    EXPECT_THROW(BlahutArimoto(LAMBDA, LAMBDA, options), std::invalid_argument);
    EXPECT_THROW(BlahutArimoto(1e12, LAMBDA), std::invalid_argument);
    EXPECT_THROW(ExponentialRateDistortion(17, 5, LAMBDA), std::invalid_argument);
    EXPECT_THROW(ExponentialRateDistortion(nan, 5, LAMBDA), std::invalid_argument);
    EXPECT_THROW(ExponentialRateDistortion(8, 1, LAMBDA), std::invalid_argument);
}
