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

RecordGroup
Alike(const std::vector<SchemeSamples>& schemes)
{
    RecordGroup group;
    group.schemes = schemes;
    return group;
}

/// What is drawn of agents that are alike: one panel a figure.
std::vector<RecordFigure>
DrawAlike(const std::vector<SchemeSamples>& schemes)
{
    auto figures = DrawRecords({Alike(schemes)}, false);
    for (const auto& figure : figures)
    {
        EXPECT_EQ(figure.panels.size(), 1U);
        EXPECT_EQ(figure.panels[0].title, "");
    }
    return figures;
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
    auto group = Alike(TwoSchemes());
    group.delayBudget = 6;
    const auto figures = DrawRecords({group}, false);
    ASSERT_EQ(figures.size(), 4U);
    EXPECT_EQ(figures[0].name, "delays");
    const auto& series = figures[0].panels[0].series;
    ASSERT_EQ(series.size(), 2U) << "one scheme with a result, and the budget";
    EXPECT_EQ(series[0].label, "joint");
    for (const auto& [time, share] :
         {std::pair{0.5, 0.0}, {1.0, 0.2}, {2.5, 0.4}, {3.0, 0.6}, {4.0, 0.8}, {6.0, 0.8}})
    {
        EXPECT_DOUBLE_EQ(ShareAt(series[0], time), share) << time;
    }
    EXPECT_DOUBLE_EQ(series[0].points.back().x, 6.3) << "beyond the budget, the last step too";
    EXPECT_EQ(series[1].points[0].x, 6);
    EXPECT_EQ(series[1].style, FigureSeries::Style::BOUND);
}

TEST(RecordFigures, MeansHaveTheirIntervals)
{
    const auto figures = DrawAlike(TwoSchemes());
    EXPECT_EQ(figures[0].panels[0].series.size(), 1U) << "no budget is known";
    const auto& energy = figures[1].panels[0].series[0].points[0];
    EXPECT_DOUBLE_EQ(energy.y, 5);
    ASSERT_TRUE(energy.error);
    // Student's t of 3 degrees of freedom, 3.182446; the sample's deviation is sqrt(20/3).
    EXPECT_NEAR(energy.error->high, 5 + 3.182446 * std::sqrt(20.0 / 3) / 2, 1e-5);
    EXPECT_EQ(figures[1].panels[0].x.categories, std::vector<std::string>{"joint"});
    EXPECT_DOUBLE_EQ(figures[2].panels[0].series[0].points[0].y, 25);
    EXPECT_EQ(figures[3].name, "quality");
    EXPECT_DOUBLE_EQ(figures[3].panels[0].series[0].points[0].y, 250);
}

TEST(RecordFigures, EnergiesFarApartAreSeen)
{
    auto schemes = TwoSchemes();
    EXPECT_FALSE(DrawAlike(schemes)[1].panels[0].y.logarithmic);
    schemes[1].AddDone(1, 0.1, 1, std::nullopt);
    EXPECT_TRUE(DrawAlike(schemes)[1].panels[0].y.logarithmic) << "5 J and 0.1 J";
    schemes[1].AddDone(1, -0.1, 1, std::nullopt);
    EXPECT_FALSE(DrawAlike(schemes)[1].panels[0].y.logarithmic) << "none is spent";
}

TEST(RecordFigures, ShowsOnlyWhatThereIs)
{
    EXPECT_TRUE(DrawAlike({}).empty());
    auto schemes = TwoSchemes();
    EXPECT_TRUE(DrawAlike({schemes[1]}).empty()) << "nothing is done";
    schemes[0].AddDone(1, 1, 1, std::nullopt);
    EXPECT_EQ(DrawAlike(schemes).back().name, "distortion")
        << "quality of some would be that of the better ones";
    schemes.push_back(TwoSchemes()[0]);
    schemes.back().scheme = "measured";
    const auto quality = DrawAlike(schemes).back();
    EXPECT_EQ(quality.name, "quality");
    EXPECT_EQ(quality.panels[0].x.categories, std::vector<std::string>{"measured"});
    EXPECT_NE(quality.caption.find("Not measured for all inferences of joint."), std::string::npos);
    schemes.pop_back();
    SchemeSamples exact;
    exact.AddDone(1, 1, 0, std::nullopt);
    EXPECT_EQ(DrawAlike({exact}).back().name, "energy") << "no distortion on a logarithmic axis";
}

TEST(RecordFigures, GroupsHavePanels)
{
    std::vector<RecordGroup> groups{Alike(TwoSchemes()), Alike(TwoSchemes())};
    groups[0].name = "robots";
    groups[0].energyBudget = 2;
    groups[1].name = "drones";
    groups[1].energyBudget = 20;
    groups[1].delayBudget = 6;
    groups[0].schemes[0].scheme = "other";
    groups[0].schemes.push_back(TwoSchemes()[0]); // joint
    const auto figures = DrawRecords(groups, true);
    ASSERT_EQ(figures.size(), 4U);
    const auto& delays = figures[0].panels;
    ASSERT_EQ(delays.size(), 2U);
    EXPECT_EQ(delays[0].title, "robots");
    EXPECT_EQ(delays[1].title, "drones");
    ASSERT_EQ(delays[0].series.size(), 2U);
    ASSERT_EQ(delays[1].series.size(), 2U) << "joint and the budget, which only drones have";
    EXPECT_EQ(delays[0].series[1].label, "joint");
    EXPECT_EQ(delays[1].series[0].label, "joint");
    EXPECT_EQ(delays[0].series[1].look, delays[1].series[0].look) << "one scheme, one color";
    EXPECT_DOUBLE_EQ(delays[0].series[0].points.back().x, 6.3) << "all axes beyond the longest";
    EXPECT_NE(figures[1].caption.find("E₀ is 2 J for robots, 20 J for drones."), std::string::npos)
        << figures[1].caption;
    EXPECT_EQ(figures[1].panels[0].x.categories, (std::vector<std::string>{"other", "joint"}));
    EXPECT_EQ(figures[1].panels[1].x.categories, figures[1].panels[0].x.categories);
    ASSERT_EQ(figures[1].panels[1].series[0].points.size(), 1U) << "drones have no other";
    EXPECT_EQ(figures[1].panels[1].series[0].points[0].x, 1);
    EXPECT_EQ(figures[3].name, "quality");
    groups[0].schemes[1].AddDone(1, 1, 1, 1); // of "none in time", which drones lose
    const auto drones = DrawRecords(groups, true)[0].panels[1].series;
    ASSERT_EQ(drones.size(), 3U);
    EXPECT_EQ(drones[0].label, "none in time");
    EXPECT_EQ(drones[0].points.back().y, 0) << "never, which is not the same as not run";
    groups[1].quality.label = "Accuracy";
    EXPECT_EQ(DrawRecords(groups, true).back().name, "distortion") << "two qualities on one axis";
    for (auto& scheme : groups[1].schemes)
    {
        scheme.quality = SampleStatistics();
    }
    const auto quality = DrawRecords(groups, true).back();
    EXPECT_EQ(quality.name, "quality") << "drones have none";
    EXPECT_EQ(quality.panels.size(), 1U);
    EXPECT_NE(quality.caption.find("is worth to robots."), std::string::npos) << quality.caption;
}

TEST(RecordFigures, ManyInferencesAreFewSteps)
{
    SchemeSamples many;
    for (int i = 1; i <= 100000; ++i)
    {
        many.AddDone(i, 1, 1, std::nullopt);
    }
    const auto series = DrawAlike({many})[0].panels[0].series[0];
    EXPECT_LT(series.points.size(), 600U);
    EXPECT_DOUBLE_EQ(ShareAt(series, 1e5), 1);
    EXPECT_NEAR(ShareAt(series, 5e4), 0.5, 0.01);
}

} // namespace
