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
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::vector<const SchemeSamples*> Samples;

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

Figure
DrawDelays(const Samples& schemes, const std::optional<double>& budget)
{
    Figure figure;
    figure.x = {"Delay from sensing to result", "s", false, 0.0, {}, {}};
    figure.y = {"Share of inferences with their result", "", false, 0.0, 1.0, {}};
    double longest = budget.value_or(0);
    for (const auto* scheme : schemes)
    {
        figure.series.push_back(DelaysOf(*scheme));
        longest = std::max(longest, figure.series.back().points.back().x);
    }
    for (auto& series : figure.series)
    {
        series.points.push_back({longest, series.points.back().y, {}});
    }
    if (budget)
    {
        figure.series.push_back(
            {"budget T₀", {{*budget, 0, {}}, {*budget, 1, {}}}, FigureSeries::Style::BOUND});
    }
    return figure;
}

/// A mean and its interval over inferences, for each scheme.
Figure
DrawMeans(const Samples& schemes,
          const FigureAxis& axis,
          SampleStatistics SchemeSamples::*statistic)
{
    Figure figure;
    figure.y = axis;
    FigureSeries series{"", {}, FigureSeries::Style::POINTS};
    for (const auto* scheme : schemes)
    {
        const auto& sample = scheme->*statistic;
        const double mean = sample.GetMean().value_or(0);
        figure.x.categories.push_back(scheme->scheme);
        auto interval = sample.GetConfidenceInterval();
        if (interval && axis.logarithmic && interval->low <= 0)
        {
            interval.reset();
        }
        if (mean > 0 || !axis.logarithmic)
        {
            series.points.push_back(
                {static_cast<double>(figure.x.categories.size()) - 1, mean, interval});
        }
    }
    figure.x.label = "Scheme";
    figure.series.push_back(series);
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
DrawRecords(const std::vector<SchemeSamples>& schemes, const RecordScales& scales)
{
    Samples seen;
    for (const auto& scheme : schemes)
    {
        if (!scheme.delays.empty())
        {
            seen.push_back(&scheme);
        }
    }
    std::vector<RecordFigure> figures;
    if (seen.empty())
    {
        return figures;
    }
    const std::string intervals =
        " Means over inferences with 95 % intervals, which take them as independent.";
    figures.push_back({"delays",
                       "When results came, of all inferences whose outcome is known: what is lost "
                       "never comes.",
                       DrawDelays(seen, scales.delayBudget)});
    figures.push_back(
        {"energy",
         (scales.energyBudget ? "What an inference costs; its budget E₀ is " +
                                    WithPowers(NumberToText(*scales.energyBudget)) + " J."
                              : std::string("What an inference costs.")) +
             intervals,
         DrawMeans(seen,
                   {"Energy of an inference", "J", false, 0.0, {}, {}},
                   &SchemeSamples::energy)});
    FigureAxis axis{"Distortion of all weights, Σ n D_S", "weight unit", true, {}, {}, {}};
    if (scales.isDistortionScaled)
    {
        axis.label = "Distortion of all weights, λ Σ n D_S";
        axis.unit = "";
    }
    auto distortion = DrawMeans(seen, axis, &SchemeSamples::distortion);
    if (!distortion.series[0].points.empty())
    {
        figures.push_back(
            {"distortion",
             "What quantization costs, over all weights; nothing where none is quantized." +
                 intervals,
             std::move(distortion)});
    }
    // Which inferences have one is no accident: a scheme's is shown only if all of its have.
    Samples measured;
    std::string others;
    for (const auto* scheme : seen)
    {
        if (scheme->quality.GetN() == scheme->delays.size())
        {
            measured.push_back(scheme);
            continue;
        }
        others += (others.empty() ? " Not measured for all inferences of " : ", ") + scheme->scheme;
    }
    others += others.empty() ? "" : ".";
    if (!measured.empty() && !scales.hasGroups)
    {
        figures.push_back(
            {"quality",
             "What the task is worth" +
                 (scales.quantizer.empty()
                      ? std::string(".")
                      : ", by the model's table for the quantizer " + scales.quantizer + ".") +
                 intervals + others,
             DrawMeans(measured, scales.quality, &SchemeSamples::quality)});
    }
    return figures;
}

std::string
RecordsSection(const std::vector<SchemeSamples>& schemes,
               const RecordScales& scales,
               const std::string& folder,
               const FigurePaper& paper)
{
    std::string html;
    int number = 0;
    for (const auto& [name, caption, figure] : DrawRecords(schemes, scales))
    {
        html += PageFigure({figure},
                           folder + "/" + name,
                           "Figure " + std::to_string(++number) + ". " + caption,
                           {},
                           paper);
    }
    return html.empty() ? "<p>No scheme had a result.</p>\n" : "<h2>Figures</h2>\n" + html;
}

} // namespace coinference
} // namespace ns3
