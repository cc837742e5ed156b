/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/mean-text.h"

#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>
#include <string>

using namespace ns3::coinference;

namespace
{

SampleStatistics
SampleOf(std::initializer_list<double> values)
{
    SampleStatistics sample;
    for (const double value : values)
    {
        sample.Add(value);
    }
    return sample;
}

TEST(MeanText, ShowsAsManyDigitsAsTheIntervalAllows)
{
    const auto mean = [](std::initializer_list<double> values) {
        return HtmlMean(SampleOf(values));
    };
    EXPECT_EQ(mean({}), "–");
    EXPECT_EQ(mean({0}), "0");
    EXPECT_EQ(mean({2.5}), "2.5");
    EXPECT_EQ(mean({123456.7}), "123457");
    EXPECT_EQ(mean({2.5, 2.5}), "2.5");
    EXPECT_EQ(mean({1, 2, 3}), "2.0 ± 2.5");
    EXPECT_EQ(mean({100, 200, 300}), "200 ± 248");
    EXPECT_EQ(mean({1000, 2000, 3000}), "(2.0 ± 2.5)·10<sup>3</sup>");
    EXPECT_EQ(mean({1e-5, 2e-5, 3e-5}), "(2.0 ± 2.5)·10<sup>-5</sup>");
    EXPECT_EQ(mean({1e9}), "1·10<sup>9</sup>");
    EXPECT_EQ(mean({1, std::numeric_limits<double>::infinity()}), "∞");
}

TEST(MeanText, IsMathematicsInLatex)
{
    EXPECT_EQ(TexMean(SampleOf({1, 2, 3})), "$2.0 \\pm 2.5$");
    EXPECT_EQ(TexMean(SampleOf({1e-5, 2e-5, 3e-5})), "$(2.0 \\pm 2.5) \\cdot 10^{-5}$");
    EXPECT_EQ(TexMean(SampleOf({1, std::numeric_limits<double>::infinity()})), "$\\infty$");
}

} // namespace
