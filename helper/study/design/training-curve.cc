/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "training-curve.h"

#include "support/checked-field.h"

#include "ns3/coinference-data-folder.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

const char* const HEADER = "update,episodes,mean reward [8 bit],training feasible share,"
                           "clock deviation,solved share,optimal share,bits lost [bit],"
                           "optimality gap";

/// The columns after the two counts, in the header's order.
constexpr double TrainingPoint::*COLUMNS[] = {&TrainingPoint::meanReward,
                                              &TrainingPoint::feasibleShare,
                                              &TrainingPoint::clockDeviation,
                                              &TrainingPoint::solvedShare,
                                              &TrainingPoint::optimalShare,
                                              &TrainingPoint::bitsLost,
                                              &TrainingPoint::gap};

TrainingPoint
ParseRow(const std::string& row)
{
    TrainingPoint point;
    char* rest = nullptr;
    point.update = static_cast<std::uint32_t>(std::strtoul(row.c_str(), &rest, 10));
    const auto complain = [&row]() { RejectField("row", "\"" + row + "\"", "nine numbers"); };
    if (rest == row.c_str() || *rest != ',')
    {
        complain();
    }
    const char* number = rest + 1;
    point.episodes = std::strtoull(number, &rest, 10);
    for (auto column : COLUMNS)
    {
        if (rest == number || *rest != ',')
        {
            complain();
        }
        number = rest + 1;
        point.*column = std::strtod(number, &rest);
    }
    if (rest == number || *rest != '\0')
    {
        complain();
    }
    return point;
}

/// One column against the episodes; what is no number is left out.
FigureSeries
Series(const TrainingCurve& curve, const char* label, double TrainingPoint::*column, double scale)
{
    FigureSeries series;
    series.label = label;
    series.style = FigureSeries::Style::LINES;
    for (const auto& point : curve)
    {
        const double y = scale * (point.*column);
        if (!std::isnan(y))
        {
            series.points.push_back({static_cast<double>(point.episodes) / 1000, y});
        }
    }
    return series;
}

Figure
AgainstEpisodes(const char* title, FigureAxis y, std::vector<FigureSeries> series)
{
    Figure figure;
    figure.title = title;
    figure.x.label = "training episodes";
    figure.x.unit = "1000";
    figure.y = std::move(y);
    figure.series = std::move(series);
    return figure;
}

} // namespace

std::string
TrainingCurveToCsv(const TrainingCurve& curve)
{
    std::string text = std::string(HEADER) + "\n";
    for (const auto& point : curve)
    {
        text += std::to_string(point.update) + "," + std::to_string(point.episodes);
        for (auto column : COLUMNS)
        {
            text += "," + NumberToText(point.*column);
        }
        text += "\n";
    }
    return text;
}

TrainingCurve
ReadTrainingCurve(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
    {
        throw std::invalid_argument("cannot read training curve " + path);
    }
    try
    {
        std::string row;
        if (!std::getline(file, row) || row != HEADER)
        {
            RejectField("header", "\"" + row + "\"", HEADER);
        }
        TrainingCurve curve;
        while (std::getline(file, row))
        {
            curve.push_back(ParseRow(row));
        }
        return curve;
    }
    catch (const std::exception& error)
    {
        throw std::invalid_argument("training curve " + path + ": " + error.what());
    }
}

std::string
ShippedTrainingCurvePath()
{
    return (DataFolder() / "policies" / "ppo-curve.csv").string();
}

Figure
TrainingRewardFigure(const TrainingCurve& curve)
{
    FigureAxis reward;
    reward.label = "mean reward of an episode";
    reward.unit = "8 bit";
    return AgainstEpisodes("PPO: reward while training",
                           reward,
                           {Series(curve, "ppo", &TrainingPoint::meanReward, 1)});
}

Figure
TrainingShareFigure(const TrainingCurve& curve)
{
    FigureAxis share;
    share.label = "share of held-out problems";
    share.unit = "%";
    share.min = 0;
    share.max = 100;
    return AgainstEpisodes(
        "PPO: feasibility and optimality while training",
        share,
        {Series(curve, "solved, of the solvable", &TrainingPoint::solvedShare, 100),
         Series(curve, "optimal bit-width, of the solved", &TrainingPoint::optimalShare, 100)});
}

Figure
TrainingGapFigure(const TrainingCurve& curve)
{
    FigureAxis gap;
    gap.label = "mean optimality gap of held-out problems";
    gap.unit = "%";
    gap.logarithmic = true;
    auto series = Series(curve, "ppo", &TrainingPoint::gap, 100);
    // A logarithmic axis has no place for the gap of a policy that is exact.
    auto& points = series.points;
    for (auto point = points.begin(); point != points.end();)
    {
        point = point->y > 0 ? point + 1 : points.erase(point);
    }
    return AgainstEpisodes("PPO: optimality gap while training", gap, {series});
}

} // namespace coinference
} // namespace ns3
