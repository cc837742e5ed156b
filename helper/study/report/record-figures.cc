/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "record-figures.h"

#include "page-figure.h"
#include "support/checked-field.h"
#include "symbol-text.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Names of schemes, in their order.
typedef std::vector<std::string> Names;

/// What a group has of a scheme, if anything ended.
const SchemeSamples*
Find(const RecordGroup& group, const std::string& scheme)
{
    const auto found = std::find_if(group.schemes.begin(),
                                    group.schemes.end(),
                                    [&](const auto& samples) { return samples.scheme == scheme; });
    return found == group.schemes.end() || found->ended == 0 ? nullptr : &*found;
}

/// Schemes of which something is done in some group.
Names
SeenIn(const std::vector<RecordGroup>& groups)
{
    Names seen;
    for (const auto& group : groups)
    {
        for (const auto& scheme : group.schemes)
        {
            if (!scheme.delays.empty() &&
                std::find(seen.begin(), seen.end(), scheme.scheme) == seen.end())
            {
                seen.push_back(scheme.scheme);
            }
        }
    }
    return seen;
}

/// Share of the inferences whose outcome is known that had their result within a time.
FigureSeries
DelaysOf(const SchemeSamples& samples)
{
    auto delays = samples.delays;
    std::sort(delays.begin(), delays.end());
    constexpr std::size_t MOST = 500; // steps that anybody sees
    const auto stride = std::max<std::size_t>(1, delays.size() / MOST);
    const auto known = static_cast<double>(samples.ended);
    FigureSeries series{samples.scheme, {{0, 0, {}}}, FigureSeries::Style::STEPS};
    for (std::size_t i = 0; i < delays.size(); ++i)
    {
        if (i % stride == stride - 1 || i + 1 == delays.size())
        {
            series.points.push_back({delays[i], static_cast<double>(i + 1) / known, {}});
        }
    }
    return series;
}

/// How far the axis of delays goes, for all groups: the last step has a tread.
double
LongestOf(const std::vector<RecordGroup>& groups)
{
    constexpr double TREAD = 1.05;
    double longest = 0;
    for (const auto& group : groups)
    {
        longest = std::max(longest, group.delayBudget.value_or(0));
        for (const auto& scheme : group.schemes)
        {
            for (const double delay : scheme.delays)
            {
                longest = std::max(longest, delay);
            }
        }
    }
    return TREAD * longest;
}

Figure
DrawDelays(const RecordGroup& group, const Names& schemes, double longest)
{
    Figure figure;
    figure.title = group.name;
    figure.x = {"Inference delay", "s", false, 0.0, {}, {}};
    figure.y = {"Share of inferences with their result", "", false, 0.0, 1.0, {}};
    for (std::size_t i = 0; i < schemes.size(); ++i)
    {
        if (const auto* samples = Find(group, schemes[i]))
        {
            auto series = DelaysOf(*samples);
            series.points.push_back({longest, series.points.back().y, {}});
            series.look = i; // the same in every panel
            figure.series.push_back(std::move(series));
        }
    }
    if (const auto& budget = group.delayBudget)
    {
        figure.series.push_back(
            {"budget T₀", {{*budget, 0, {}}, {*budget, 1, {}}}, FigureSeries::Style::BOUND});
    }
    return figure;
}

/// A mean and its interval over inferences, for each scheme.
Figure
DrawMeans(const RecordGroup& group,
          const Names& schemes,
          const FigureAxis& axis,
          SampleStatistics SchemeSamples::*statistic)
{
    Figure figure;
    figure.title = group.name;
    figure.x.label = "Scheme";
    figure.x.categories = schemes;
    figure.y = axis;
    FigureSeries series{"", {}, FigureSeries::Style::POINTS};
    for (std::size_t i = 0; i < schemes.size(); ++i)
    {
        const auto* samples = Find(group, schemes[i]);
        const auto mean = samples ? (samples->*statistic).GetMean() : std::nullopt;
        if (!mean || (axis.logarithmic && !(*mean > 0)))
        {
            continue;
        }
        auto interval = (samples->*statistic).GetConfidenceInterval();
        if (interval && axis.logarithmic && interval->low <= 0)
        {
            interval.reset();
        }
        series.points.push_back({static_cast<double>(i), *mean, interval});
    }
    figure.series.push_back(series);
    return figure;
}

/// Energies that differ too much to be seen beside each other from zero on.
bool
AreFarApart(const std::vector<RecordGroup>& groups)
{
    constexpr double FAR = 30; // times
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    for (const auto& group : groups)
    {
        for (const auto& scheme : group.schemes)
        {
            if (const auto mean = scheme.energy.GetMean())
            {
                least = std::min(least, *mean);
                most = std::max(most, *mean);
            }
        }
    }
    return least > 0 && most > FAR * least;
}

/// The same in a panel a group; none if there is nothing in any.
std::vector<Figure>
DrawMeans(const std::vector<RecordGroup>& groups,
          const Names& schemes,
          const FigureAxis& axis,
          SampleStatistics SchemeSamples::*statistic)
{
    std::vector<Figure> panels;
    bool isSeen = false;
    for (const auto& group : groups)
    {
        panels.push_back(DrawMeans(group, schemes, axis, statistic));
        isSeen = isSeen || !panels.back().series[0].points.empty();
    }
    return isSeen ? panels : std::vector<Figure>();
}

/// What the caption says of budgets of energy.
std::string
EnergyBudgets(const std::vector<RecordGroup>& groups)
{
    const auto& first = groups.front().energyBudget;
    const auto joules = [](double budget) { return WithPowers(NumberToText(budget)) + " J"; };
    if (first && std::all_of(groups.begin(), groups.end(), [&](const auto& group) {
            return group.energyBudget == first;
        }))
    {
        return "; its budget E₀ is " + joules(*first);
    }
    std::string text;
    for (const auto& group : groups)
    {
        if (group.energyBudget)
        {
            text += (text.empty() ? "; its budget E₀ is " : ", ") + joules(*group.energyBudget) +
                    " for " + group.name;
        }
    }
    return text;
}

typedef std::vector<const RecordGroup*> GroupPointers;

/// Groups whose model tells a quality of anything.
GroupPointers
WithQuality(const std::vector<RecordGroup>& groups)
{
    GroupPointers told;
    for (const auto& group : groups)
    {
        if (std::any_of(group.schemes.begin(), group.schemes.end(), [](const auto& scheme) {
                return scheme.quality.GetN() > 0;
            }))
        {
            told.push_back(&group);
        }
    }
    return told;
}

/// Of all groups the same quality, or it could not stand on one axis.
bool
HaveOneQuality(const GroupPointers& groups)
{
    const auto& first = *groups.front();
    return !first.quality.label.empty() &&
           std::all_of(groups.begin(), groups.end(), [&](const auto* group) {
               return group->quality.label == first.quality.label &&
                      group->quality.unit == first.quality.unit &&
                      group->quantizer == first.quantizer;
           });
}

/// Which inferences have a quality is no accident: whether all of a scheme's have, and there are
/// any.
bool
IsMeasured(const GroupPointers& groups, const std::string& scheme)
{
    std::size_t done = 0;
    std::size_t measured = 0;
    for (const auto* group : groups)
    {
        if (const auto* samples = Find(*group, scheme))
        {
            done += samples->delays.size();
            measured += samples->quality.GetN();
        }
    }
    return done > 0 && measured == done;
}

/// What the task is worth, if that is the same for all whose model tells it.
std::optional<RecordFigure>
DrawQuality(const std::vector<RecordGroup>& groups,
            const Names& schemes,
            const std::string& intervals)
{
    const auto told = WithQuality(groups);
    Names measured;
    std::string others;
    for (const auto& scheme : schemes)
    {
        if (IsMeasured(told, scheme))
        {
            measured.push_back(scheme);
            continue;
        }
        others += (others.empty() ? " Not measured for all inferences of " : ", ") + scheme;
    }
    if (measured.empty() || !HaveOneQuality(told))
    {
        return std::nullopt;
    }
    const auto& first = *told.front();
    const bool isOfOne = told.size() == 1 && groups.size() > 1;
    RecordFigure figure{"quality",
                        "What the task is worth" + (isOfOne ? " to " + first.name : "") +
                            (first.quantizer.empty() ? std::string(".")
                                                     : ", by the model's table for the quantizer " +
                                                           first.quantizer + ".") +
                            intervals + others + (others.empty() ? "" : "."),
                        {}};
    for (const auto* group : told)
    {
        figure.panels.push_back(
            DrawMeans(*group, measured, first.quality, &SchemeSamples::quality));
    }
    return figure;
}

} // namespace

void
SchemeSamples::AddLost()
{
    ++ended;
}

void
SchemeSamples::AddDone(double delay,
                       double itsEnergy,
                       double itsDistortion,
                       std::optional<double> itsQuality)
{
    ++ended;
    delays.push_back(delay);
    energy.Add(itsEnergy);
    distortion.Add(itsDistortion);
    if (itsQuality)
    {
        quality.Add(*itsQuality);
    }
}

std::vector<RecordFigure>
DrawRecords(const std::vector<RecordGroup>& groups, bool isDistortionScaled)
{
    const auto seen = SeenIn(groups);
    std::vector<RecordFigure> figures;
    if (seen.empty())
    {
        return figures;
    }
    const std::string intervals =
        " Means over inferences with 95 % intervals, which take them as independent.";
    std::vector<Figure> delays;
    const double longest = LongestOf(groups);
    for (const auto& group : groups)
    {
        delays.push_back(DrawDelays(group, seen, longest));
    }
    figures.push_back({"delays",
                       "When results came, of all inferences whose outcome is known: what is lost "
                       "never comes.",
                       std::move(delays)});
    FigureAxis joules{"Energy per inference", "J", AreFarApart(groups), {}, {}, {}};
    if (!joules.logarithmic)
    {
        joules.min = 0;
    }
    figures.push_back({"energy",
                       "What an inference costs" + EnergyBudgets(groups) + "." + intervals,
                       DrawMeans(groups, seen, joules, &SchemeSamples::energy)});
    FigureAxis axis{"Distortion of all weights, Σ n D_S", "weight unit", true, {}, {}, {}};
    if (isDistortionScaled)
    {
        axis.label = "Distortion of all weights, λ Σ n D_S";
        axis.unit = "";
    }
    auto distortion = DrawMeans(groups, seen, axis, &SchemeSamples::distortion);
    if (!distortion.empty())
    {
        figures.push_back(
            {"distortion",
             "What quantization costs, over all weights; nothing where none is quantized." +
                 intervals,
             std::move(distortion)});
    }
    if (auto quality = DrawQuality(groups, seen, intervals))
    {
        figures.push_back(std::move(*quality));
    }
    return figures;
}

std::string
RecordsSection(const std::vector<RecordGroup>& groups,
               bool isDistortionScaled,
               const std::string& folder,
               const FigurePaper& paper)
{
    std::string html;
    int number = 0;
    for (const auto& [name, caption, panels] : DrawRecords(groups, isDistortionScaled))
    {
        html += PageFigure(panels,
                           folder + "/" + name,
                           "Figure " + std::to_string(++number) + ". " + caption,
                           {},
                           paper);
    }
    return html.empty() ? "<p>No scheme had a result.</p>\n" : "<h2>Figures</h2>\n" + html;
}

} // namespace coinference
} // namespace ns3
