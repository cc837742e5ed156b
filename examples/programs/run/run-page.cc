/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-page.h"

#include "output/inference-summary.h"
#include "report/html-text.h"
#include "report/page-figure.h"
#include "report/quantity-label.h"
#include "report/text-file.h"
#include "run-report.h"
#include "support/checked-field.h"

#include <algorithm>
#include <functional>
#include <sstream>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::vector<Ptr<InferenceTrace>> Traces;
typedef std::function<double(const InferenceRecord&)> Value;

/// Those that have something to show.
Traces
WithResults(const Traces& traces)
{
    Traces some;
    std::copy_if(traces.begin(), traces.end(), std::back_inserter(some), [](const auto& trace) {
        return trace->counts.done > 0;
    });
    return some;
}

/// Share of the inferences whose outcome is known that had their result within a time.
FigureSeries
DelaysOf(const InferenceTrace& trace)
{
    std::vector<double> delays;
    for (const auto& record : trace.records)
    {
        if (record.outcome == Outcome::DONE)
        {
            delays.push_back(record.TotalDelay().GetSeconds());
        }
    }
    std::sort(delays.begin(), delays.end());
    constexpr std::size_t MOST = 500; // steps that anybody sees
    const auto stride = std::max<std::size_t>(1, delays.size() / MOST);
    const auto known = static_cast<double>(trace.records.size());
    FigureSeries series{trace.scheme, {{0, 0, {}}}, FigureSeries::Style::STEPS};
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
DrawDelays(const Traces& traces, const RunOptions& options)
{
    Figure figure;
    figure.x = {"Delay from sensing to result", "s", false, 0.0, {}, {}};
    figure.y = {"Share of inferences with their result", "", false, 0.0, 1.0, {}};
    double longest = options.delayBudget;
    for (const auto& trace : traces)
    {
        figure.series.push_back(DelaysOf(*trace));
        longest = std::max(longest, figure.series.back().points.back().x);
    }
    for (auto& series : figure.series)
    {
        series.points.push_back({longest, series.points.back().y, {}});
    }
    if (options.groupOptions.empty())
    {
        figure.series.push_back({"budget T₀",
                                 {{options.delayBudget, 0, {}}, {options.delayBudget, 1, {}}},
                                 FigureSeries::Style::BOUND});
    }
    return figure;
}

/// A mean and its interval over inferences, for each scheme in which there are any.
Figure
DrawMeans(const Traces& traces, const FigureAxis& axis, const Value& valueOf, bool isPositive)
{
    Figure figure;
    figure.y = axis;
    FigureSeries series{"", {}, FigureSeries::Style::POINTS};
    for (const auto& trace : traces)
    {
        SampleStatistics sample;
        for (const auto& record : trace->records)
        {
            if (record.outcome == Outcome::DONE)
            {
                sample.Add(valueOf(record));
            }
        }
        const double mean = sample.GetMean().value_or(0);
        figure.x.categories.push_back(trace->scheme);
        auto interval = sample.GetConfidenceInterval();
        if (interval && isPositive && interval->low <= 0)
        {
            interval.reset();
        }
        if (mean > 0 || !isPositive)
        {
            series.points.push_back(
                {static_cast<double>(figure.x.categories.size()) - 1, mean, interval});
        }
    }
    figure.x.label = "Scheme";
    figure.series.push_back(series);
    return figure;
}

std::string
Paragraph(const std::function<void(std::ostream&)>& print)
{
    std::ostringstream text;
    print(text);
    return text.str().empty() ? "" : "<p>" + HtmlMath(text.str()) + "</p>\n";
}

std::string
SchemesTable(const Traces& traces, const RunOptions& options)
{
    auto lines = TableLines(traces, options);
    std::vector<std::string> header;
    for (std::size_t i = 0; i < lines[0].size(); ++i)
    {
        header.push_back(
            HtmlMath(lines[0][i] + (lines[1][i].empty() ? "" : " [" + lines[1][i] + "]")));
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 2; i < lines.size(); ++i)
    {
        rows.emplace_back();
        for (const auto& cell : lines[i])
        {
            rows.back().push_back(HtmlText(cell));
        }
    }
    return HtmlTable(header, rows);
}

} // namespace

void
WriteRunPage(const Traces& traces, const RunOptions& options, const std::string& folder)
{
    std::string figures;
    int number = 0;
    const auto draw =
        [&](const Figure& figure, const std::string& name, const std::string& caption) {
            figures += PageFigure({figure},
                                  folder + "/" + name,
                                  "Figure " + std::to_string(++number) + ". " + caption,
                                  {},
                                  options.paper);
        };
    const auto seen = WithResults(traces);
    const std::string intervals = " Means over inferences with 95 % intervals, which take them as "
                                  "independent.";
    if (!seen.empty())
    {
        draw(DrawDelays(seen, options),
             "delays",
             "When results came, of all inferences whose outcome is known: what is lost never "
             "comes.");
        draw(DrawMeans(
                 seen,
                 {"Energy of an inference", "J", false, 0.0, {}, {}},
                 [](const InferenceRecord& record) { return record.TotalEnergy(); },
                 false),
             "energy",
             (options.groupOptions.empty() ? "What an inference costs; its budget E₀ is " +
                                                 NumberToText(options.energyBudget) + " J."
                                           : std::string("What an inference costs.")) +
                 intervals);
        // Of groups each has its own lambda.
        const bool isOne = options.groupOptions.empty();
        const double lambda = isOne ? options.profile.weightRate : 1;
        const auto distortion = DrawMeans(
            seen,
            {isOne ? "Distortion of all weights, λ Σ n D_S" : "Distortion of all weights, Σ n D_S",
             isOne ? "" : "weight unit",
             true,
             {},
             {},
             {}},
            [lambda](const InferenceRecord& record) { return record.totalDistortion * lambda; },
            true);
        if (!distortion.series[0].points.empty())
        {
            draw(distortion,
                 "distortion",
                 "What quantization costs, over all weights; nothing where none is quantized." +
                     intervals);
        }
        const bool isMeasured = std::all_of(seen.begin(), seen.end(), [](const auto& trace) {
            return std::all_of(trace->records.begin(),
                               trace->records.end(),
                               [](const auto& record) {
                                   return record.quality || record.outcome != Outcome::DONE;
                               });
        });
        if (isOne && isMeasured && !options.profile.quality.empty())
        {
            const auto& table = options.profile.quality[options.profile.qualityUsed];
            draw(DrawMeans(
                     seen,
                     {LabelOf(table.name).text,
                      table.unit == "1" ? "" : table.unit,
                      false,
                      {},
                      {},
                      {}},
                     [](const InferenceRecord& record) { return *record.quality; },
                     false),
                 "quality",
                 "What the task is worth, by the model's table for the quantizer " +
                     table.quantizer + "." + intervals);
        }
    }
    std::string body = Paragraph([&](std::ostream& out) { PrintScenario(options, out); }) +
                       SchemesTable(traces, options) +
                       Paragraph([&](std::ostream& out) { PrintNotes(traces, out); });
    body += seen.empty() ? "<p>No scheme had a result.</p>\n" : "<h2>Figures</h2>\n" + figures;
    WriteTextFile(folder + "/report.html", HtmlPage("Run of " + options.profile.name, body));
}

} // namespace coinference
} // namespace ns3
