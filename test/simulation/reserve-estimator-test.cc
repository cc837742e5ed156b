/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/reserve-estimator.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

constexpr ReservePolicy PLAIN{4, 1, 0.25, 0.125};

} // namespace

TEST(ReserveEstimator, RisesAtOnceAndByTheMargin)
{
    ReserveEstimator estimator(PLAIN, 0.5);
    EXPECT_FALSE(estimator.Add(0.5)); // what is covered changes nothing
    EXPECT_DOUBLE_EQ(estimator.Get(), 0.5);
    EXPECT_TRUE(estimator.Add(0.8));
    EXPECT_DOUBLE_EQ(estimator.Get(), 1.0);
}

TEST(ReserveEstimator, FallsOnlyAfterAWholeTrial)
{
    ReserveEstimator estimator(PLAIN, 1);
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_FALSE(estimator.Add(0.4));
    }
    EXPECT_TRUE(estimator.Add(0.4));
    EXPECT_DOUBLE_EQ(estimator.Get(), 0.5);
}

TEST(ReserveEstimator, DoesNotFallByLessThanTheHysteresis)
{
    ReserveEstimator estimator(PLAIN, 1);
    for (int i = 0; i < 100; ++i)
    {
        EXPECT_FALSE(estimator.Add(0.72)); // 0.9 with the margin, above 1 - 1/8
    }
    EXPECT_DOUBLE_EQ(estimator.Get(), 1);
}

TEST(ReserveEstimator, EachFallTakenBackDoublesThePatience)
{
    ReserveEstimator estimator(PLAIN, 1);
    for (std::uint64_t patience = 4; patience <= 64; patience *= 2)
    {
        EXPECT_EQ(estimator.GetPatience(), patience);
        std::uint64_t added = 1;
        while (!estimator.Add(0.4))
        {
            ++added;
        }
        // The window has to forget the peak first, so a trial may have to be repeated.
        EXPECT_GE(added, patience);
        EXPECT_LE(added, 2 * patience);
        EXPECT_LT(estimator.Get(), 0.8);
        EXPECT_TRUE(estimator.Add(0.8));
        EXPECT_DOUBLE_EQ(estimator.Get(), 1);
    }
}

TEST(ReserveEstimator, AQuantileLeavesOutliersUncovered)
{
    ReservePolicy policy{10, 0.9, 0.25, 0.125};
    ReserveEstimator estimator(policy, 0);
    for (int i = 0; i < 9; ++i)
    {
        estimator.Add(1);
    }
    EXPECT_DOUBLE_EQ(estimator.Get(), 1.25);
    EXPECT_FALSE(estimator.Add(100)); // one of ten
    EXPECT_DOUBLE_EQ(estimator.Get(), 1.25);
    EXPECT_TRUE(estimator.Add(100)); // two of ten
    EXPECT_DOUBLE_EQ(estimator.Get(), 125);
}

// The worst feedback: the smaller the reserve, the longer the delays that it has to cover.
TEST(ReserveEstimator, CannotSwingForEver)
{
    ReserveEstimator estimator(PLAIN, 1);
    int changes = 0;
    int uncovered = 0;
    for (int i = 0; i < 100000; ++i)
    {
        const double measured = estimator.Get() > 0.6 ? 0.2 : 0.9;
        uncovered += measured > estimator.Get();
        changes += estimator.Add(measured);
    }
    EXPECT_GT(changes, 4); // it did try
    EXPECT_LE(uncovered, std::log2(100000));
    EXPECT_LE(changes, 2 * std::log2(100000));
}

TEST(ReserveEstimator, SteadyNoiseIsCoveredAndRisesAreFew)
{
    std::mt19937 generator(7);
    std::uniform_real_distribution<double> noise(0.05, 0.2);
    ReserveEstimator estimator(ReservePolicy(), 0);
    int uncovered = 0;
    for (int i = 0; i < 10000; ++i)
    {
        const double measured = noise(generator);
        uncovered += measured > estimator.Get();
        estimator.Add(measured);
    }
    EXPECT_LE(uncovered, std::log(0.2 / 0.05) / std::log(1.2) + 1);
    EXPECT_LE(estimator.Get(), 0.2 * 1.2);
}

TEST(ReserveEstimator, FollowsALastingChangeForTheBetter)
{
    ReserveEstimator estimator(PLAIN, 0);
    for (int i = 0; i < 1000; ++i)
    {
        estimator.Add(2);
    }
    for (int i = 0; i < 16; ++i)
    {
        estimator.Add(0.4);
    }
    EXPECT_DOUBLE_EQ(estimator.Get(), 0.5);
}

TEST(ReserveEstimator, RefusesWhatIsNotAllowed)
{
    const double inf = std::numeric_limits<double>::infinity();
    const double nan = std::nan("");
    EXPECT_DEATH(ReserveEstimator({0, 1, 0, 0}), "Window");
    EXPECT_DEATH(ReserveEstimator({1, 0, 0, 0}), "Quantile");
    EXPECT_DEATH(ReserveEstimator({1, 1.1, 0, 0}), "Quantile");
    EXPECT_DEATH(ReserveEstimator({1, 1, -0.1, 0}), "Margin");
    EXPECT_DEATH(ReserveEstimator({1, 1, inf, 0}), "Margin");
    EXPECT_DEATH(ReserveEstimator({1, 1, 0, 1}), "Hysteresis");
    EXPECT_DEATH(ReserveEstimator(ReservePolicy(), -1), "initial reserve");
    EXPECT_DEATH(ReserveEstimator(ReservePolicy(), nan), "initial reserve");
}
