/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-3.h"

#include "output/sample-statistics.h"
#include "paper-setting.h"
#include "report/text-file.h"
#include "support/checked-field.h"
#include "trained-network.h"

#include "ns3/coinference-data-folder.h"
#include "ns3/distortion-propagation.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// What was measured with one quantizer at one bit-width.
struct Point
{
    double bits{0};
    double weights{0}; // distortion of the parameters
    double output{0};  // mean distortion of the outputs
    ConfidenceInterval interval;
};

/// The paper's constants: output distortion by distortion of the parameters.
struct Constants
{
    double linear{0};  // where distortion is small: of the most bits
    double largest{0}; // over the bits: times it the parameters' distortion is a bound
};

Constants
ConstantsOf(const std::vector<Point>& points)
{
    Constants constants;
    for (const auto& point : points)
    {
        constants.linear = point.output / point.weights;
        constants.largest = std::max(constants.largest, constants.linear);
    }
    return constants;
}

/// Measured, predicted and bounded, of one quantizer.
void
AddLines(Figure& figure, const std::string& quantizer, const std::vector<Point>& points)
{
    const auto constants = ConstantsOf(points);
    FigureSeries measured{quantizer + ", measured", {}};
    FigureSeries predicted{quantizer + ", linear", {}, FigureSeries::Style::LINES};
    FigureSeries bound{quantizer + ", ratio", {}, FigureSeries::Style::LINES};
    for (const auto& point : points)
    {
        measured.points.push_back({point.bits, point.output, point.interval});
        predicted.points.push_back({point.bits, constants.linear * point.weights});
        bound.points.push_back({point.bits, constants.largest * point.weights});
    }
    figure.series.insert(figure.series.end(), {measured, predicted, bound});
}

const char* const LINES_CAPTION =
    " Linear: the distortion of the parameters times the ratio that the two have at the most bits. "
    "Ratio: times the largest over the bits, the paper's constant, which makes it a bound.";

/// What FCDNN-16 does with one quantizer, and the proven bounds.
struct Measured
{
    std::vector<Point> points;
    std::vector<double> largest; // of the outputs' distortions
    std::vector<double> bounds;
    std::vector<double> paperBounds;
    double worst{0}; // largest share of its bound that a distortion reached
};

Measured
Measure(const TrainedNetwork& trained, const std::string& quantizer, std::uint32_t maxBitWidth)
{
    std::vector<Eigen::VectorXd> outputs;
    for (const auto& input : trained.inputs)
    {
        outputs.push_back(ReluNetworkOutput(trained.weights, input));
    }
    Measured measured;
    for (std::uint32_t bitWidth = 1; bitWidth <= maxBitWidth; ++bitWidth)
    {
        const auto quantized =
            QuantizedNetwork(trained.weights, quantizer, bitWidth, trained.weights.size());
        double sum = 0;
        double count = 0;
        for (std::size_t i = 0; i < quantized.size(); ++i)
        {
            sum += (quantized[i] - trained.weights[i]).cwiseAbs().sum();
            count += static_cast<double>(quantized[i].size());
        }
        const double bound = OutputDistortionBound(trained.weights, quantized);
        SampleStatistics distortion;
        for (std::size_t i = 0; i < outputs.size(); ++i)
        {
            const double one =
                (ReluNetworkOutput(quantized, trained.inputs[i]) - outputs[i]).cwiseAbs().sum();
            distortion.Add(one);
            measured.worst = std::max(measured.worst, one / bound);
        }
        const double mean = *distortion.GetMean();
        measured.points.push_back(
            {double(bitWidth),
             sum / count,
             mean,
             distortion.GetConfidenceInterval().value_or(ConfidenceInterval{mean, mean})});
        measured.largest.push_back(*distortion.GetPercentile(100));
        measured.bounds.push_back(bound);
        measured.paperBounds.push_back(PaperOutputDistortionBound(trained.weights, quantized));
    }
    return measured;
}

void
MeasureFcdnn(const OutputDistortionOptions& options, PaperResults& results)
{
    const auto trained = ReadTrainedNetwork(options.inputs);
    results.assumptions.push_back(
        "Fig. 3: FCDNN-16 (784-64-128-256-512-256-128-64-32 and back, ReLU, no biases) was trained "
        "as an autoencoder of MNIST's digits by coinference-train-fcdnn (the paper's weights are "
        "not published); lambda is 1/mean|w| of each layer; inputs are " +
        std::to_string(trained.inputs.size()) +
        " digits that it was not trained with, ||x||_1 = 1.");

    PaperTable table{"fig3",
                     "Output distortion of FCDNN-16 and its bounds",
                     {"quantizer",
                      "bitWidth [bit]",
                      "parameterDistortion [weight unit]",
                      "outputDistortionMean",
                      "outputDistortionCi95Low",
                      "outputDistortionCi95High",
                      "outputDistortionMax",
                      "linearPrediction",
                      "largestRatioBound",
                      "bound",
                      "paperBound"},
                     {}};
    const FigureAxis bits{"Bit-width of the weights", "bit"};
    const FigureAxis distortion{"Output distortion (1-norm)", "", true};
    PaperFigure picture{"Fig. 3",
                        "fig3",
                        std::string("Output distortion ||f(x, W) − f(x, Ŵ)||₁ of FCDNN-16, "
                                    "trained on digits, means over digits with 95 % intervals.") +
                            LINES_CAPTION,
                        {"FCDNN-16", bits, distortion, {}}};
    PaperFigure boundPicture{
        "Fig. 3",
        "fig3-bound",
        "The proven bounds: of appendix A, and the same with the norms of Ŵ as they are. Both grow "
        "with the product of the norms of 15 layers: they hold, and are far away.",
        {"FCDNN-16", bits, distortion, {}}};
    double worst = 0;
    double most = 1;
    double nearest = 0;
    bool falls = true;
    for (const auto& quantizer : PaperQuantizers())
    {
        const auto measured = Measure(trained, quantizer, options.maxBitWidth);
        const auto constants = ConstantsOf(measured.points);
        AddLines(picture.figure, quantizer, measured.points);
        FigureSeries means{quantizer + ", measured", {}};
        FigureSeries bounds{quantizer + ", bound", {}, FigureSeries::Style::LINES};
        FigureSeries paperBounds{quantizer + ", paper's bound", {}, FigureSeries::Style::LINES};
        for (std::size_t i = 0; i < measured.points.size(); ++i)
        {
            const auto& at = measured.points[i];
            table.rows.push_back({quantizer,
                                  NumberToText(at.bits),
                                  NumberToText(at.weights),
                                  NumberToText(at.output),
                                  NumberToText(at.interval.low),
                                  NumberToText(at.interval.high),
                                  NumberToText(measured.largest[i]),
                                  NumberToText(constants.linear * at.weights),
                                  NumberToText(constants.largest * at.weights),
                                  NumberToText(measured.bounds[i]),
                                  NumberToText(measured.paperBounds[i])});
            means.points.push_back({at.bits, at.output, at.interval});
            bounds.points.push_back({at.bits, measured.bounds[i]});
            paperBounds.points.push_back({at.bits, measured.paperBounds[i]});
            most = std::max(most, constants.largest * at.weights / at.output);
            if (quantizer == "uniform" && i > 0)
            {
                falls = falls && measured.paperBounds[i] < measured.paperBounds[i - 1] &&
                        measured.points[i].weights < measured.points[i - 1].weights;
                nearest = at.output / measured.points[0].output;
            }
        }
        worst = std::max(worst, measured.worst);
        boundPicture.figure.series.insert(boundPicture.figure.series.end(),
                                          {means, bounds, paperBounds});
    }
    AddCheck(results,
             "Fig. 3: the proven output bound holds for every digit",
             worst <= 1,
             "largest share of the bound reached: " + ShortNumber(worst));
    AddCheck(
        results,
        "Fig. 3: parameter distortion and the paper's bound fall with every bit (uniform), and "
        "with them the outputs' distortion from the least to the most bits",
        falls && nearest < 1,
        "at " + std::to_string(options.maxBitWidth) + " bit the outputs' is " +
            ShortNumber(nearest) + " of that at 1 bit");
    AddCheck(results,
             "Fig. 3: parameter distortion times the largest ratio is a bound within reach",
             most < 1e3,
             "above what was measured by a factor of " + ShortNumber(most) +
                 " at most; the proven bounds are above by " + ShortNumber(1 / worst) +
                 " at least");
    results.figures.push_back(std::move(picture));
    results.figures.push_back(std::move(boundPicture));
    results.tables.push_back(std::move(table));
}

/// A public model whose outputs coinference-profile --evaluate measured (data/outputs/README.md).
struct PublicModel
{
    const char* file; // without .csv
    const char* name;
    const char* inputs;
};

constexpr PublicModel PUBLIC_MODELS[]{
    {"pp-ocrv4-reader", "PP-OCRv4's text recogniser", "64 rendered signs"},
    {"blazeface", "BlazeFace", "normally distributed inputs"},
    {"m-lsd-tiny", "M-LSD tiny", "normally distributed inputs"},
};

/// Rows of a quantizer in a quality.csv: bits, relative distortion, relative output error.
std::vector<Point>
ReadPoints(const std::string& path, const std::string& quantizer)
{
    std::vector<Point> points;
    const auto text = ReadTextFile(path);
    for (const auto line : SplitList(text, '\n'))
    {
        const auto cells = SplitList(line, ',');
        if (cells.empty() || cells[0] != quantizer)
        {
            continue;
        }
        const auto number = [&](std::size_t i) {
            const auto value = i < cells.size() ? NumberFromText(cells[i]) : std::nullopt;
            if (!value)
            {
                RejectField(path, ShortText(line), "lines of a quality.csv of coinference-profile");
            }
            return *value;
        };
        points.push_back({number(1), number(2), number(3), {number(4), number(5)}});
    }
    if (points.empty())
    {
        RejectField(path, "no line of " + quantizer, "some");
    }
    return points;
}

void
ShowPublicModels(PaperResults& results)
{
    double least = std::numeric_limits<double>::infinity();
    for (const auto& model : PUBLIC_MODELS)
    {
        const auto path = (DataFolder() / "outputs" / (std::string(model.file) + ".csv")).string();
        PaperFigure picture{
            "Fig. 3",
            std::string("fig3-") + model.file,
            std::string("The same of ") + model.name +
                ", a public model, its outputs' L1 error relative to the outputs at "
                "full precision, on " +
                model.inputs + " (measured by coinference-profile)." + LINES_CAPTION,
            {model.name,
             {"Bit-width of the weights", "bit"},
             {"Relative output distortion", "", true},
             {}}};
        // And one that is in use, beside the paper's.
        for (const std::string quantizer : {"uniform", "pot-log", "absmax-channel"})
        {
            const auto points = ReadPoints(path, quantizer);
            AddLines(picture.figure, quantizer, points);
            if (quantizer == "pot-log")
            {
                least = std::min(least, points.back().output);
            }
        }
        results.figures.push_back(std::move(picture));
    }
    AddCheck(results,
             "Fig. 3: PoT-log's floor is one of the outputs of public models, too",
             least > 0.05,
             "relative output distortion at the most bits: " + ShortNumber(least) + " at least");
}

} // namespace

void
MeasureOutputDistortion(const OutputDistortionOptions& options, PaperResults& results)
{
    MeasureFcdnn(options, results);
    ShowPublicModels(results);
}

} // namespace coinference
} // namespace ns3
