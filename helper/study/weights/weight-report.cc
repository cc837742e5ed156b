/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weight-report.h"

#include "report/html-text.h"
#include "report/number-text.h"
#include "report/page-figure.h"
#include "report/text-file.h"
#include "support/checked-field.h"

#include "ns3/coinference-version.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

std::string
Count(double value)
{
    const std::pair<double, const char*> units[]{{1e9, " G"}, {1e6, " M"}, {1e3, " k"}};
    for (const auto& [unit, name] : units)
    {
        if (value >= unit)
        {
            return NumberOnPage(value / unit) + name;
        }
    }
    return NumberOnPage(value);
}

double
DeadShare(const LayerStudy& study, double weights)
{
    return weights > 0 ? static_cast<double>(study.dead) / weights : 0;
}

const MagnitudeFit&
BestFit(const std::vector<MagnitudeFit>& fits)
{
    return *std::max_element(fits.begin(), fits.end(), [](const auto& a, const auto& b) {
        return a.likelihood < b.likelihood;
    });
}

std::string
FactsTable(const ModelStudy& study)
{
    const double weights = study.GetWeights();
    std::vector<std::vector<std::string>> rows{
        {"Layers with weights",
         std::to_string(std::count_if(study.layers.begin(),
                                      study.layers.end(),
                                      [](const auto& one) { return one.layer.hasWeights; }))},
        {"Weights", Count(weights)},
    };
    if (study.work)
    {
        rows.push_back({"Work [FLOP]", Count(study.all.layer.flops)});
        rows.push_back({"Cuts", std::to_string(study.work->cuts.size())});
    }
    rows.push_back({"λ of all weights [1/weight unit]", NumberOnPage(study.all.GetWeightRate())});
    rows.push_back({"Dead weights (below 10<sup>−4</sup> of their layer's mean)",
                    NumberOnPage(100 * DeadShare(study.all, weights), 3) + " %"});
    if (!study.all.fits.empty())
    {
        rows.push_back({"Law of most likelihood, one for all", BestFit(study.all.fits).law});
        rows.push_back(
            {"Entropy below the exponential's [bit]", NumberOnPage(study.all.entropyGap, 3)});
    }
    rows.push_back({"Module version", HtmlText(ModuleVersion())});
    return HtmlTable({"Model", HtmlText(study.name)}, rows, true);
}

/// Density of magnitudes in equal bins.
FigureSeries
DensityOf(const std::vector<MagnitudeHistogram::Bin>& bins, double width, double end)
{
    std::map<std::int64_t, double> counts;
    double all = 0;
    for (const auto& bin : bins)
    {
        counts[static_cast<std::int64_t>(bin.mean / width)] += static_cast<double>(bin.count);
        all += static_cast<double>(bin.count);
    }
    FigureSeries series;
    series.label = "weights";
    series.style = FigureSeries::Style::POINTS;
    for (const auto& [place, count] : counts)
    {
        const double middle = (static_cast<double>(place) + 0.5) * width;
        if (middle < end)
        {
            series.points.push_back({middle, count / all / width, {}});
        }
    }
    return series;
}

/// The counterpart of the paper's Fig. 2.
Figure
DrawDensity(const ModelStudy& study)
{
    const auto bins = study.live.GetBins();
    const double mean = MeanOf(bins);
    const double end = 8 * mean;
    Figure figure;
    figure.x = {"Magnitude |w| of a weight", "weight unit", false, 0.0, end, {}};
    figure.y = {"Density", "1/weight unit", true, {}, {}, {}};
    figure.series.push_back(DensityOf(bins, mean / 8, end));
    FigureSeries law;
    law.label = "exponential of the same mean";
    law.style = FigureSeries::Style::LINES;
    for (int i = 0; i <= 64; ++i)
    {
        const double x = end * i / 64;
        law.points.push_back({x, std::exp(-x / mean) / mean, {}});
    }
    figure.series.push_back(law);
    return figure;
}

Figure
DrawRates(const ModelStudy& study)
{
    Figure figure;
    figure.x = {"Layer", "", false, {}, {}, {}};
    figure.y = {"λ", "1/weight unit", true, {}, {}, {}};
    FigureSeries series;
    series.label = "a layer's own";
    series.style = FigureSeries::Style::POINTS;
    double number = 0;
    for (const auto& one : study.layers)
    {
        number += one.layer.hasWeights ? 1 : 0;
        if (one.GetWeightRate() > 0)
        {
            series.points.push_back({number, one.GetWeightRate(), {}});
        }
    }
    FigureSeries pooled;
    pooled.label = "all weights";
    pooled.style = FigureSeries::Style::LINES;
    pooled.points = {{0, study.all.GetWeightRate(), {}},
                     {number + 1, study.all.GetWeightRate(), {}}};
    figure.series = {series, pooled};
    return figure;
}

Figure
DrawErrors(const ModelStudy& study)
{
    Figure figure;
    figure.x = {"Bits b̂ of a weight", "bit", false, 0.5, MOST_MEASURED_BITS + 0.5, {}};
    figure.y = {"Mean error of a weight, in means of |w|", "", true, {}, {}, {}};
    const double mean = study.all.mean;
    const auto add = [&](const std::string& label, const std::string& quantizer, auto valueOf) {
        FigureSeries series;
        series.label = label;
        series.style =
            quantizer.empty() ? FigureSeries::Style::BOUND : FigureSeries::Style::LINES_AND_POINTS;
        for (const auto& row : study.all.rows)
        {
            const auto& wanted = quantizer.empty() ? QuantizerNames().front() : quantizer;
            const double value = valueOf(row) / mean;
            if (row.quantizer == wanted && value > 0 && std::isfinite(value))
            {
                series.points.push_back({double(row.bits), value, {}});
            }
        }
        figure.series.push_back(series);
    };
    for (const auto* name : {"absmax-tensor",
                             "absmax-channel",
                             "absmax-g32",
                             "least-l1",
                             "uniform",
                             "pot-log",
                             "optimal-scalar"})
    {
        add(name, name, [](const QuantizerRow& row) { return row.error; });
    }
    add("D_U", "", [](const QuantizerRow& row) { return row.upperBound; });
    add("D", "", [](const QuantizerRow& row) { return row.trueBound; });
    add("D_L", "", [](const QuantizerRow& row) { return row.lowerBound; });
    return figure;
}

Figure
DrawCuts(const ModelStudy& study)
{
    Figure figure;
    figure.x = {"Share of the work before the cut", "%", false, 0.0, 100.0, {}};
    figure.y = {"Values that cross", "", true, {}, {}, {}};
    FigureSeries series;
    series.label = "cuts";
    series.style = FigureSeries::Style::POINTS;
    std::vector<double> before{0};
    for (const auto& one : study.layers)
    {
        before.push_back(before.back() + one.layer.flops);
    }
    for (const auto& cut : study.work->cuts)
    {
        series.points.push_back(
            {100 * before[cut.layers] / before.back(), double(cut.crossing), {}});
    }
    FigureSeries input;
    input.label = "the input itself";
    input.style = FigureSeries::Style::LINES;
    input.points = {{0, double(study.work->inputValues), {}},
                    {100, double(study.work->inputValues), {}}};
    figure.series = {series, input};
    return figure;
}

std::string
LayersTable(const ModelStudy& study)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : study.layers)
    {
        const auto weights = static_cast<double>(one.layer.GetWeights());
        const bool isFitted = !one.fits.empty();
        rows.push_back({HtmlText(one.layer.name),
                        HtmlText(one.layer.operation),
                        one.layer.hasWeights ? Count(weights) : "–",
                        study.work ? Count(one.layer.flops) : "–",
                        one.mean > 0 ? NumberOnPage(one.GetWeightRate()) : "–",
                        one.layer.hasWeights ? NumberOnPage(100 * DeadShare(one, weights), 3) : "–",
                        isFitted ? BestFit(one.fits).law : "–",
                        isFitted ? NumberOnPage(one.fits.front().distance, 2) : "–",
                        isFitted ? NumberOnPage(one.entropyGap, 2) : "–"});
    }
    return HtmlTable({"Layer",
                      "Operator",
                      "Weights",
                      "Work [FLOP]",
                      "λ [1/weight unit]",
                      "Dead [%]",
                      "Law of most likelihood",
                      "KS of the exponential",
                      "Entropy gap [bit]"},
                     rows);
}

std::string
QuantizersTable(const ModelStudy& study)
{
    const std::vector<std::uint32_t> shown{2, 3, 4, 5, 6, 8, 10, 12, 16};
    std::vector<std::string> header{"Mean error in means of |w|"};
    std::vector<std::vector<std::string>> rows;
    for (const auto bits : shown)
    {
        header.push_back(std::to_string(bits) + " bit");
    }
    const auto add = [&](const std::string& label, const std::string& quantizer, auto valueOf) {
        std::vector<std::string> cells{HtmlMath(label)};
        for (const auto& row : study.all.rows)
        {
            if (row.quantizer == quantizer &&
                std::find(shown.begin(), shown.end(), row.bits) != shown.end())
            {
                cells.push_back(NumberOnPage(valueOf(row) / study.all.mean, 3));
            }
        }
        rows.push_back(cells);
    };
    for (const auto& name : QuantizerNames())
    {
        add(name, name, [](const QuantizerRow& row) { return row.error; });
    }
    const auto& any = QuantizerNames().front();
    add("D_L", any, [](const QuantizerRow& row) { return row.lowerBound; });
    add("D", any, [](const QuantizerRow& row) { return row.trueBound; });
    add("D_S", any, [](const QuantizerRow& row) { return row.scalarBound; });
    add("D_U", any, [](const QuantizerRow& row) { return row.upperBound; });
    add("no law, lower", any, [](const QuantizerRow& row) { return row.lawFreeLowerBound; });
    add("no law, upper", any, [](const QuantizerRow& row) { return row.lawFreeUpperBound; });
    return HtmlTable(header, rows);
}

std::string
FitsTable(const ModelStudy& study)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& fit : study.all.fits)
    {
        rows.push_back({fit.law,
                        NumberOnPage(fit.scale),
                        fit.shape ? NumberOnPage(*fit.shape) : "–",
                        NumberOnPage(fit.distance, 3),
                        NumberOnPage(fit.likelihood)});
    }
    return HtmlTable({"One law for all weights",
                      "Scale [weight unit]",
                      "Shape",
                      "Kolmogorov-Smirnov",
                      "Mean log-likelihood [nat]"},
                     rows);
}

std::vector<std::string>
QuantizersOf(const OutputStudy& outputs)
{
    std::vector<std::string> names;
    for (const auto& row : outputs.rows)
    {
        if (names.empty() || names.back() != row.quantizer)
        {
            names.push_back(row.quantizer);
        }
    }
    return names;
}

/// A line a quantizer, of the points of its rows that have one.
std::vector<FigureSeries>
LinesOf(const OutputStudy& outputs,
        const std::function<std::optional<FigurePoint>(const OutputRow&)>& pointOf)
{
    std::vector<FigureSeries> lines;
    for (const auto& name : QuantizersOf(outputs))
    {
        auto& line = lines.emplace_back();
        line.label = name;
        line.style = FigureSeries::Style::LINES_AND_POINTS;
        for (const auto& row : outputs.rows)
        {
            const auto point = row.quantizer == name ? pointOf(row) : std::nullopt;
            if (point && std::isfinite(point->y))
            {
                line.points.push_back(*point);
            }
        }
    }
    return lines;
}

const FigureAxis BITS_AXIS{"Bits b̂ of a weight", "bit", false, {}, {}, {}};
const FigureAxis OUTPUT_ERROR_AXIS{"Relative error of the outputs", "", true, {}, {}, {}};

Figure
DrawOutputErrors(const OutputStudy& outputs)
{
    // Without intervals: of an error's logarithm they would be crooked.
    return {"", BITS_AXIS, OUTPUT_ERROR_AXIS, LinesOf(outputs, [](const OutputRow& row) {
                const double error = row.absolute.value;
                return error > 0 ? std::optional<FigurePoint>({double(row.bits), error, {}})
                                 : std::nullopt;
            })};
}

Figure
DrawTask(const OutputStudy& outputs)
{
    auto name = outputs.measure.name;
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    Figure figure{"", BITS_AXIS, {name, "", false, {}, {}, {}}, {}};
    figure.series = LinesOf(outputs, [](const OutputRow& row) {
        return row.task ? std::optional<FigurePoint>(
                              {double(row.bits), row.task->value, row.task->interval})
                        : std::nullopt;
    });
    FigureSeries full;
    full.label = "full precision";
    full.style = FigureSeries::Style::LINES;
    full.points = {{double(outputs.rows.front().bits), outputs.full->value, {}},
                   {double(outputs.rows.back().bits), outputs.full->value, {}}};
    figure.series.push_back(full);
    return figure;
}

Figure
DrawLinearity(const OutputStudy& outputs)
{
    return {"",
            {"Mean error of a weight, in means of |w|", "", true, {}, {}, {}},
            OUTPUT_ERROR_AXIS,
            LinesOf(outputs, [](const OutputRow& row) {
                const double error = row.absolute.value;
                return row.distortion > 0 && error > 0
                           ? std::optional<FigurePoint>({row.distortion, error, {}})
                           : std::nullopt;
            })};
}

std::string
WithInterval(const Measured& measured, double scale, int digits)
{
    auto text = NumberOnPage(scale * measured.value, digits);
    if (measured.interval)
    {
        text += " (" + NumberOnPage(scale * measured.interval->low, digits) + "–" +
                NumberOnPage(scale * measured.interval->high, digits) + ")";
    }
    return text;
}

/// One value of all rows: a line a quantizer, a column a number of bits.
std::string
OutputsTable(const OutputStudy& outputs,
             const std::string& label,
             const std::function<std::string(const OutputRow&)>& cellOf)
{
    std::vector<std::string> header{label};
    std::vector<std::vector<std::string>> lines;
    for (const auto& row : outputs.rows)
    {
        if (lines.empty() || lines.back()[0] != row.quantizer)
        {
            lines.push_back({row.quantizer});
        }
        lines.back().push_back(cellOf(row));
        if (lines.size() == 1)
        {
            header.push_back(std::to_string(row.bits) + " bit");
        }
    }
    return HtmlTable(header, lines);
}

/// From which width on the task is worth what it is at full precision, within the interval of that.
std::string
FewestBitsTable(const OutputStudy& outputs)
{
    const auto& full = outputs.full.value();
    const double low = full.interval ? full.interval->low : full.value;
    const double high = full.interval ? full.interval->high : full.value;
    std::vector<std::vector<std::string>> rows;
    for (const auto& quantizer : QuantizersOf(outputs))
    {
        std::string fewest = "none of these";
        for (auto row = outputs.rows.rbegin(); row != outputs.rows.rend(); ++row)
        {
            if (row->quantizer != quantizer)
            {
                continue;
            }
            const double value = row->task.value().value;
            if (!(outputs.measure.isError ? value <= high : value >= low))
            {
                break;
            }
            fewest = std::to_string(row->bits);
        }
        rows.push_back({quantizer, fewest});
    }
    return HtmlTable({"", "Fewest bits from which on it is as at full precision"}, rows, true);
}

std::string
OutputsSection(const OutputStudy& outputs)
{
    std::string text =
        "<p>" + std::to_string(outputs.samples) + " samples (" + HtmlText(outputs.data) + "), " +
        (outputs.split.empty()
             ? std::string("all layers quantized")
             : "layers up to " + HtmlText(outputs.split) +
                   " quantized, what crosses there rounded to " +
                   std::to_string(outputs.activationBits) + " bit, the rest as it is") +
        "; intervals are of 95 %, of the errors they are in quality.csv.</p>\n";
    if (outputs.full)
    {
        const bool isShare = outputs.measure.best == 1;
        const double scale = isShare ? 100 : 1;
        const auto label = HtmlText(outputs.measure.name) + (isShare ? " [%]" : "");
        text += "<p>At full precision: " + label + " " + WithInterval(*outputs.full, scale, 4) +
                ".</p>\n";
        text += FewestBitsTable(outputs);
        text += OutputsTable(outputs, label, [scale](const OutputRow& row) {
            return WithInterval(row.task.value(), scale, 2);
        });
    }
    text += OutputsTable(outputs, "relative L1 error of the outputs [%]", [](const OutputRow& row) {
        return NumberOnPage(100 * row.absolute.value, 3);
    });
    text +=
        OutputsTable(outputs,
                     "relative root mean square error of the outputs [%]",
                     [](const OutputRow& row) { return NumberOnPage(100 * row.square.value, 3); });
    text += OutputsTable(outputs, "mean error of a weight, λD [%]", [](const OutputRow& row) {
        return NumberOnPage(100 * row.distortion, 3);
    });
    return text;
}

std::string
EffectsSection(const ModelStudy& study)
{
    const auto& outputs = study.outputs.value();
    std::vector<std::vector<std::string>> rows;
    for (const auto& effect : outputs.effects)
    {
        rows.push_back({HtmlText(study.layers[effect.layer].layer.name),
                        NumberOnPage(100 * effect.distortion, 3),
                        NumberOnPage(100 * effect.square, 3),
                        NumberOnPage(effect.sensitivity, 3)});
    }
    return "<p>Each layer alone at " + std::to_string(outputs.effectsBits) + " bit of " +
           HtmlText(outputs.effectsQuantizer) + ". All together the outputs' error is " +
           NumberOnPage(100 * outputs.together, 3) + " %; the layers' own add up to " +
           NumberOnPage(100 * outputs.quadrature, 3) +
           " % in quadrature. A sensitivity is the error "
           "per weight and distortion, 1 on the mean of all weights.</p>\n" +
           HtmlTable({"Layer", "λD [%]", "Relative error of the outputs [%]", "Sensitivity"}, rows);
}

} // namespace

std::string
WriteWeightReport(const ModelStudy& study, const std::string& folder, const FigurePaper& paper)
{
    std::filesystem::create_directories(folder);
    int number = 0;
    std::string figures;
    const auto draw =
        [&](const Figure& figure, const std::string& name, const std::string& caption) {
            ++number;
            figures += PageFigure({figure},
                                  folder + "/" + name,
                                  "Figure " + std::to_string(number) + ". " + caption,
                                  {},
                                  paper);
        };
    if (!study.all.fits.empty())
    {
        draw(DrawDensity(study),
             "magnitudes",
             "How often weights have a magnitude, beside the exponential law (the paper's Fig. 2). "
             "A "
             "straight line is exponential; above it at both ends, layers differ in their λ.");
        draw(DrawRates(study), "rates", "λ, one over the mean of |w|, of each layer.");
        draw(DrawErrors(study),
             "errors",
             "What quantizers do to the weights, measured, beside the bounds for exponential "
             "weights, of all layers together.");
    }
    if (study.work && !study.work->cuts.empty())
    {
        draw(DrawCuts(study),
             "cuts",
             "What crosses the link where the model is cut, against the work that the agent has "
             "done by then.");
    }
    if (study.outputs && study.outputs->full)
    {
        draw(DrawTask(*study.outputs),
             "quality",
             "What the task is worth with quantized weights, beside full precision.");
    }
    if (study.outputs)
    {
        draw(DrawOutputErrors(*study.outputs),
             "outputs",
             "How far the outputs are off, relative to theirs at full precision.");
        draw(DrawLinearity(*study.outputs),
             "linearity",
             "The outputs' error against the weights'. Within a quantizer a straight line as long "
             "as errors are small; lines apart mean that the weights' error does not tell which "
             "quantizer is better.");
    }
    std::string body = FactsTable(study) + "<h2>Figures</h2>\n" + figures;
    if (study.outputs)
    {
        body += "<h2>Outputs of the quantized model</h2>\n" + OutputsSection(*study.outputs);
        body += study.outputs->effects.empty()
                    ? ""
                    : "<h2>Layers one by one</h2>\n" + EffectsSection(study);
    }
    body += "<h2>Quantizers</h2>\n" + QuantizersTable(study);
    body += "<h2>Laws</h2>\n" + FitsTable(study);
    body += "<h2>Layers</h2>\n" + LayersTable(study);
    const auto path = folder + "/report.html";
    WriteTextFile(path, HtmlPage("Weights of " + study.name, body));
    return path;
}

} // namespace coinference
} // namespace ns3
