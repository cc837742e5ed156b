/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design/training-curve.h"
#include "report/draw-figure.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

const double NOTHING = std::numeric_limits<double>::quiet_NaN();

TrainingCurve
Curve()
{
    return {{10, 1000, -0.1, 0.25, 0.3, NOTHING, 0.5, 1.5, 12},
            {20, 2000, 1.0 / 3, 0.75, 0.1, 0.875, 0.625, 0.5, 0}};
}

/// What reading a file with this text complains about.
std::string
ComplaintAbout(const std::string& text, TrainingCurve* curve = nullptr)
{
    const auto path = std::filesystem::temp_directory_path() /
                      ("coinference-curve-" + std::to_string(getpid()) + ".csv");
    std::ofstream(path) << text;
    std::string complaint;
    try
    {
        const auto read = ReadTrainingCurve(path.string());
        if (curve)
        {
            *curve = read;
        }
    }
    catch (const std::invalid_argument& error)
    {
        complaint = error.what();
    }
    std::filesystem::remove(path);
    return complaint;
}

} // namespace

TEST(TrainingCurve, ReadsBackWhatItWrote)
{
    TrainingCurve curve;
    EXPECT_EQ(ComplaintAbout(TrainingCurveToCsv(Curve()), &curve), "");
    ASSERT_EQ(curve.size(), 2U);
    EXPECT_EQ(curve[1].update, 20U);
    EXPECT_EQ(curve[1].episodes, 2000U);
    EXPECT_EQ(curve[1].meanReward, 1.0 / 3);
    EXPECT_EQ(curve[1].gap, 0);
    EXPECT_TRUE(std::isnan(curve[0].solvedShare));
}

TEST(TrainingCurve, SaysWhatIsWrongWithAFile)
{
    const auto good = TrainingCurveToCsv(Curve());
    EXPECT_THROW(ReadTrainingCurve("/nowhere/curve.csv"), std::invalid_argument);
    EXPECT_NE(ComplaintAbout("").find("header"), std::string::npos);
    EXPECT_NE(ComplaintAbout("x" + good).find("header"), std::string::npos);
    for (const char* row : {"x", "30", "30,1,2", "30,1,2,3,4,5,6,7,8,9", "30,1,2,3,4,5,6,7,"})
    {
        EXPECT_NE(ComplaintAbout(good + row).find("nine numbers"), std::string::npos) << row;
    }
}

TEST(TrainingCurve, DrawsWhatIsThere)
{
    const auto shares = TrainingShareFigure(Curve());
    ASSERT_EQ(shares.series.size(), 2U);
    ASSERT_EQ(shares.series[0].points.size(), 1U); // the other is NaN
    EXPECT_EQ(shares.series[0].points[0].x, 2);
    EXPECT_EQ(shares.series[0].points[0].y, 87.5);
    EXPECT_EQ(TrainingRewardFigure(Curve()).series.at(0).points.size(), 2U);
    // A gap of 0 has no place on a logarithmic axis.
    EXPECT_EQ(TrainingGapFigure(Curve()).series.at(0).points.size(), 1U);
    EXPECT_NO_THROW(GnuplotScript(TrainingGapFigure(Curve()), "gap"));
}

TEST(TrainingCurve, ComesWithThePolicy)
{
    const auto curve = ReadTrainingCurve(ShippedTrainingCurvePath());
    ASSERT_GE(curve.size(), 10U);
    EXPECT_GT(curve.back().meanReward, curve.front().meanReward);
    EXPECT_LT(curve.back().gap, curve.front().gap);
}
