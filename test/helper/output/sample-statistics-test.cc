/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/sample-statistics.h"

#include <cmath>
#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>
#include <random>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();

SampleStatistics
Sample(std::initializer_list<double> values)
{
    SampleStatistics sample;
    for (const double value : values)
    {
        sample.Add(value);
    }
    return sample;
}

} // namespace

TEST(SampleStatistics, TellsNothingOfAnEmptySample)
{
    const SampleStatistics sample;
    EXPECT_EQ(sample.GetN(), 0);
    EXPECT_FALSE(sample.GetMean());
    EXPECT_FALSE(sample.GetStdDev());
    EXPECT_FALSE(sample.GetConfidenceInterval());
    EXPECT_FALSE(sample.GetPercentile(50));
}

TEST(SampleStatistics, KnowsNoSpreadOfOneValue)
{
    const auto sample = Sample({3});
    EXPECT_EQ(sample.GetMean(), 3);
    EXPECT_FALSE(sample.GetStdDev());
    EXPECT_FALSE(sample.GetConfidenceInterval());
    EXPECT_FALSE(sample.GetRelativeHalfWidth());
    EXPECT_EQ(sample.GetPercentile(99), 3);
}

TEST(SampleStatistics, FollowsStudentsTables)
{
    // t(0.975; 4) = 2.776445, t(0.995; 4) = 4.604095 (any printed table).
    const auto sample = Sample({1, 2, 3, 4, 5});
    EXPECT_EQ(sample.GetMean(), 3);
    EXPECT_DOUBLE_EQ(*sample.GetStdDev(), std::sqrt(2.5));
    const auto interval = sample.GetConfidenceInterval();
    EXPECT_NEAR(interval->low, 3 - 2.776445 * std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(interval->high, 3 + 2.776445 * std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(sample.GetConfidenceInterval(0.99)->HalfWidth(), 4.604095 * std::sqrt(0.5), 1e-6);
    EXPECT_NEAR(*sample.GetRelativeHalfWidth(), 2.776445 * std::sqrt(0.5) / 3, 1e-6);
}

TEST(SampleStatistics, CoversTheMeanAsOftenAsItPromises)
{
    std::mt19937 generator(7);
    std::normal_distribution<double> normal(10, 3);
    int covered = 0;
    constexpr int TRIALS = 4000;
    for (int trial = 0; trial < TRIALS; ++trial)
    {
        SampleStatistics sample;
        for (int i = 0; i < 4; ++i)
        {
            sample.Add(normal(generator));
        }
        const auto interval = sample.GetConfidenceInterval();
        covered += interval->low <= 10 && 10 <= interval->high;
    }
    // Four standard errors of a share of 0.95; the normal quantile instead of Student's gives 0.85.
    EXPECT_NEAR(covered / double(TRIALS), 0.95, 4 * std::sqrt(0.95 * 0.05 / TRIALS));
}

TEST(SampleStatistics, KeepsDigitsFarFromZero)
{
    const auto sample = Sample({1e9 + 1, 1e9 + 2, 1e9 + 3});
    EXPECT_DOUBLE_EQ(*sample.GetMean(), 1e9 + 2);
    EXPECT_DOUBLE_EQ(*sample.GetStdDev(), 1);
    SampleStatistics equal;
    for (int i = 0; i < 10; ++i)
    {
        equal.Add(0.1);
    }
    EXPECT_EQ(equal.GetMean(), 0.1);
    EXPECT_EQ(equal.GetStdDev(), 0);
    EXPECT_EQ(equal.GetRelativeHalfWidth(), 0);
}

TEST(SampleStatistics, InterpolatesPercentilesLikeNumPy)
{
    // numpy.percentile([15, 20, 35, 40, 50], [0, 5, 30, 40, 50, 99, 100])
    const auto sample = Sample({50, 15, 40, 20, 35});
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(0), 15);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(5), 16);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(30), 23);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(40), 29);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(50), 35);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(99), 49.6);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(100), 50);
}

TEST(SampleStatistics, DoesNotDependOnTheOrder)
{
    const auto up = Sample({0.1, 0.2, 0.3, 0.7});
    const auto mixed = Sample({0.3, 0.1, 0.7, 0.2});
    EXPECT_EQ(up.GetMean(), mixed.GetMean());
    EXPECT_EQ(up.GetStdDev(), mixed.GetStdDev());
    EXPECT_EQ(up.GetPercentile(33), mixed.GetPercentile(33));
}

TEST(SampleStatistics, CarriesInfinityWithoutMakingNaN)
{
    const auto sample = Sample({1, INFINITE, 2, INFINITE});
    EXPECT_EQ(sample.GetMean(), INFINITE);
    EXPECT_EQ(sample.GetStdDev(), INFINITE);
    EXPECT_FALSE(sample.GetConfidenceInterval());
    EXPECT_FALSE(sample.GetRelativeHalfWidth());
    EXPECT_EQ(sample.GetPercentile(50), INFINITE);
    EXPECT_EQ(sample.GetPercentile(90), INFINITE);
    EXPECT_DOUBLE_EQ(*sample.GetPercentile(20), 1.6);
    EXPECT_EQ(Sample({INFINITE, INFINITE, INFINITE}).GetMean(), INFINITE);
}

TEST(SampleStatistics, TellsZeroMeansApart)
{
    EXPECT_EQ(Sample({-1, 1}).GetRelativeHalfWidth(), INFINITE);
    EXPECT_EQ(Sample({0, 0}).GetRelativeHalfWidth(), 0);
}

TEST(SampleStatistics, RefusesWhatHasNoMeaning)
{
    SampleStatistics sample;
    EXPECT_THROW(sample.Add(std::nan("")), std::invalid_argument);
    EXPECT_THROW(sample.Add(-INFINITE), std::invalid_argument);
    EXPECT_EQ(sample.GetN(), 0);
    EXPECT_THROW(sample.GetPercentile(101), std::invalid_argument);
    EXPECT_THROW(sample.GetPercentile(std::nan("")), std::invalid_argument);
    EXPECT_THROW(sample.GetConfidenceInterval(1), std::invalid_argument);
}

TEST(PairedDifferences, RemovesWhatIsCommon)
{
    const std::map<std::uint64_t, double> joint{{1, 10.1}, {2, 20.1}, {3, 35.1}};
    const std::map<std::uint64_t, double> fixed{{1, 10}, {2, 20}, {3, 35}};
    const auto differences = PairedDifferences(joint, fixed);
    EXPECT_EQ(differences.GetN(), 3);
    EXPECT_NEAR(*differences.GetMean(), 0.1, 1e-12);
    EXPECT_LT(differences.GetConfidenceInterval()->HalfWidth(), 1e-12);
}

TEST(PairedDifferences, PairsByReplication)
{
    const std::map<std::uint64_t, double> first{{1, 1}, {2, 5}, {4, 7}, {5, INFINITE}};
    const std::map<std::uint64_t, double> second{{2, 2}, {3, 9}, {4, INFINITE}, {5, INFINITE}};
    const auto differences = PairedDifferences(first, second);
    EXPECT_EQ(differences.GetN(), 1);
    EXPECT_EQ(differences.GetMean(), 3);
}
