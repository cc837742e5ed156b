/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/record-figures.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3::coinference;

namespace
{

/// Of one scheme five inferences, of which one is lost; of the other all are.
std::vector<SchemeSamples>
TwoSchemes()
{
    std::vector<SchemeSamples> schemes(2);
    schemes[0].scheme = "joint";
    for (const double delay : {3.0, 1.0, 2.0, 4.0})
    {
        schemes[0].AddDone(delay, 2 * delay, 10 * delay, 100 * delay);
    }
    schemes[0].AddLost();
    schemes[1].scheme = "none in time";
    schemes[1].AddLost();
    return schemes;
}

/// Share that had its result by a time, as the stairs show it.
double
ShareAt(const FigureSeries& series, double time)
{
    double share = 0;
    for (const auto& point : series.points)
    {
        share = point.x <= time ? point.y : share;
    }
    return share;
}

TEST(RecordFigures, WhatIsLostNeverComes)
{
    RecordScales scales;
    scales.delayBudget = 6;
    const auto figures = DrawRecords(TwoSchemes(), scales);
    ASSERT_EQ(figures.size(), 4U);
    EXPECT_EQ(figures[0].name, "delays");
    const auto& series = figures[0].figure.series;
    ASSERT_EQ(series.size(), 2U) << "one scheme with a result, and the budget";
    EXPECT_EQ(series[0].label, "joint");
    for (const auto& [time, share] :
         {std::pair{0.5, 0.0}, {1.0, 0.2}, {2.5, 0.4}, {3.0, 0.6}, {4.0, 0.8}, {6.0, 0.8}})
    {
        EXPECT_DOUBLE_EQ(ShareAt(series[0], time), share) << time;
    }
    EXPECT_EQ(series[0].points.back().x, 6) << "up to the budget";
    EXPECT_EQ(series[1].points[0].x, 6);
    EXPECT_EQ(series[1].style, FigureSeries::Style::BOUND);
}

TEST(RecordFigures, MeansHaveTheirIntervals)
{
    const auto figures = DrawRecords(TwoSchemes(), RecordScales());
    EXPECT_EQ(figures[0].figure.series.size(), 1U) << "no budget is known";
    const auto& energy = figures[1].figure.series[0].points[0];
    EXPECT_DOUBLE_EQ(energy.y, 5);
    ASSERT_TRUE(energy.error);
    // Student's t of 3 degrees of freedom, 3.182446; the sample's deviation is sqrt(20/3).
    EXPECT_NEAR(energy.error->high, 5 + 3.182446 * std::sqrt(20.0 / 3) / 2, 1e-5);
    EXPECT_EQ(figures[1].figure.x.categories, std::vector<std::string>{"joint"});
    EXPECT_DOUBLE_EQ(figures[2].figure.series[0].points[0].y, 25);
    EXPECT_EQ(figures[3].name, "quality");
    EXPECT_DOUBLE_EQ(figures[3].figure.series[0].points[0].y, 250);
}

TEST(RecordFigures, ShowsOnlyWhatThereIs)
{
    EXPECT_TRUE(DrawRecords({}, RecordScales()).empty());
    auto schemes = TwoSchemes();
    EXPECT_TRUE(DrawRecords({schemes[1]}, RecordScales()).empty()) << "nothing is done";
    schemes[0].AddDone(1, 1, 1, std::nullopt);
    EXPECT_EQ(DrawRecords(schemes, RecordScales()).back().name, "distortion")
        << "quality of some would be that of the better ones";
    schemes.push_back(TwoSchemes()[0]);
    schemes.back().scheme = "measured";
    const auto quality = DrawRecords(schemes, RecordScales()).back();
    EXPECT_EQ(quality.name, "quality");
    EXPECT_EQ(quality.figure.x.categories, std::vector<std::string>{"measured"});
    EXPECT_NE(quality.caption.find("Not measured for all inferences of joint."), std::string::npos);
    schemes.pop_back();
    SchemeSamples exact;
    exact.AddDone(1, 1, 0, std::nullopt);
    EXPECT_EQ(DrawRecords({exact}, RecordScales()).back().name, "energy")
        << "no distortion on a logarithmic axis";
}

TEST(RecordFigures, ManyInferencesAreFewSteps)
{
    SchemeSamples many;
    for (int i = 1; i <= 100000; ++i)
    {
        many.AddDone(i, 1, 1, std::nullopt);
    }
    const auto series = DrawRecords({many}, RecordScales())[0].figure.series[0];
    EXPECT_LT(series.points.size(), 600U);
    EXPECT_DOUBLE_EQ(ShareAt(series, 1e5), 1);
    EXPECT_NEAR(ShareAt(series, 5e4), 0.5, 0.01);
}

} // namespace
