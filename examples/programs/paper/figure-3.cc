/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-3.h"

#include "output/sample-statistics.h"
#include "paper-setting.h"
#include "support/checked-field.h"

#include "ns3/distortion-propagation.h"
#include "ns3/random-variable-stream.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// What was measured with one quantizer at one bit-width, over all networks.
struct Measured
{
    SampleStatistics distortion; // of every input of every network
    double worst{0};             // largest share of its bound that a distortion reached
    SampleStatistics bound;      // of the networks
    SampleStatistics paperBound;
    double fall{0}; // networks whose paper bound fell from the bit-width before
};

class Sampler
{
  public:
    Sampler()
        : m_magnitude(CreateObject<ExponentialRandomVariable>()),
          m_sign(CreateObject<UniformRandomVariable>())
    {
        m_magnitude->SetStream(1);
        m_sign->SetStream(2);
    }

    /// Mean magnitude 1/sqrt(inputs), which gives He's variance 2/inputs: signals keep their size.
    NetworkWeights Network()
    {
        NetworkWeights weights;
        for (std::size_t i = 1; i < FCDNN16_WIDTHS.size(); ++i)
        {
            const double mean = 1 / std::sqrt(double(FCDNN16_WIDTHS[i - 1]));
            Eigen::MatrixXd layer(FCDNN16_WIDTHS[i], FCDNN16_WIDTHS[i - 1]);
            for (double& weight : layer.reshaped())
            {
                const double magnitude = m_magnitude->GetValue(mean, 0);
                weight = m_sign->GetValue() < 0.5 ? -magnitude : magnitude;
            }
            weights.push_back(std::move(layer));
        }
        return weights;
    }

    /// Non-negative like pixels, ||x||_1 = 1.
    Eigen::VectorXd Input()
    {
        Eigen::VectorXd input(FCDNN16_WIDTHS.front());
        for (double& value : input)
        {
            value = m_magnitude->GetValue(1, 0);
        }
        return input / input.sum();
    }

  private:
    Ptr<ExponentialRandomVariable> m_magnitude;
    Ptr<UniformRandomVariable> m_sign;
};

NetworkWeights
Quantized(NetworkWeights weights, const std::string& quantizer, std::uint32_t bitWidth)
{
    for (auto& layer : weights)
    {
        WeightQuantizer::Create(quantizer, bitWidth, EstimateWeightRate(layer))
            ->QuantizeInPlace(layer);
    }
    return weights;
}

std::vector<Measured>
Measure(const OutputDistortionOptions& options, const std::string& quantizer)
{
    std::vector<Measured> measured(options.maxBitWidth);
    Sampler sampler; // the same networks and inputs for each quantizer
    for (std::uint32_t network = 0; network < options.networks; ++network)
    {
        const auto weights = sampler.Network();
        std::vector<Eigen::VectorXd> inputs;
        std::vector<Eigen::VectorXd> outputs;
        for (std::uint32_t i = 0; i < options.inputs; ++i)
        {
            inputs.push_back(sampler.Input());
            outputs.push_back(ReluNetworkOutput(weights, inputs.back()));
        }
        double previous = 0;
        for (std::uint32_t bitWidth = 1; bitWidth <= options.maxBitWidth; ++bitWidth)
        {
            auto& at = measured[bitWidth - 1];
            const auto quantized = Quantized(weights, quantizer, bitWidth);
            const double bound = OutputDistortionBound(weights, quantized);
            const double paperBound = PaperOutputDistortionBound(weights, quantized);
            at.bound.Add(bound);
            at.paperBound.Add(paperBound);
            at.fall += bitWidth == 1 || paperBound < previous;
            previous = paperBound;
            for (std::uint32_t i = 0; i < options.inputs; ++i)
            {
                const double distortion =
                    (ReluNetworkOutput(quantized, inputs[i]) - outputs[i]).cwiseAbs().sum();
                at.distortion.Add(distortion);
                at.worst = std::max(at.worst, distortion / bound);
            }
        }
    }
    return measured;
}

/**
 * The paper's claim for models in general, output distortion <= constant x weight distortion: the
 * largest ratio over the bit-widths is the constant, so that the curve lies above.
 */
double
LargestRatio(const std::vector<Measured>& measured, const std::string& quantizer)
{
    double largest = 0;
    for (std::uint32_t bitWidth = 1; bitWidth <= measured.size(); ++bitWidth)
    {
        const double weight =
            WeightQuantizer::Create(quantizer, bitWidth, 1)->ExpectedDistortion(1);
        largest = std::max(largest, *measured[bitWidth - 1].distortion.GetMean() / weight);
    }
    return largest;
}

} // namespace

void
MeasureOutputDistortion(const OutputDistortionOptions& options, PaperResults& results)
{
    results.assumptions.push_back(
        "Fig. 3: neither MNIST nor trained weights can be had here. FCDNN-16 (784-64-128-256-512-"
        "256-128-64-32 and back, ReLU) gets weights of exponential magnitudes and random signs, "
        "mean magnitude 1/sqrt(inputs of the layer), lambda fitted to each layer as 1/mean|w|; "
        "inputs are non-negative with ||x||_1 = 1. " +
        std::to_string(options.networks) + " networks, " + std::to_string(options.inputs) +
        " inputs each.");

    PaperTable table{"fig3",
                     "Output distortion of FCDNN-16 and its bounds",
                     {"quantizer",
                      "bitWidth [bit]",
                      "outputDistortionMean",
                      "outputDistortionCi95Low",
                      "outputDistortionCi95High",
                      "outputDistortionMax",
                      "bound",
                      "paperBound",
                      "weightDistortionTimesLargestRatio"},
                     {}};
    const FigureAxis bits{"Bit-width of the weights", "bit"};
    const FigureAxis distortion{"Output distortion (1-norm)", "", true};
    PaperFigure picture{"Fig. 3",
                        "fig3",
                        "Output distortion ||f(x, W) − f(x, Ŵ)||₁ of FCDNN-16 over random networks "
                        "and inputs, means with 95 % intervals, and expected weight distortion "
                        "times the largest ratio of the two over the bits: above, as in the paper.",
                        {"FCDNN-16", bits, distortion, {}}};
    PaperFigure boundPicture{
        "Fig. 3",
        "fig3-bound",
        "The proven bounds: of appendix A, and the same with the norms of Ŵ as they are. Both grow "
        "with the product of the norms of 15 layers: they hold, and are some 20 decades away.",
        {"FCDNN-16", bits, distortion, {}}};
    bool holds = true;
    bool isAbove = true;
    double worst = 0;
    double most = 1;
    bool paperBoundFalls = true;
    bool distortionFalls = true;
    for (const auto& quantizer : PaperQuantizers())
    {
        const auto measured = Measure(options, quantizer);
        const double constant = LargestRatio(measured, quantizer);
        FigureSeries means{quantizer + ", measured", {}};
        FigureSeries bounds{quantizer + ", bound", {}, FigureSeries::Style::LINES};
        FigureSeries paperBounds{quantizer + ", paper's bound", {}, FigureSeries::Style::LINES};
        FigureSeries fit{quantizer + ", c E|w − ŵ|", {}, FigureSeries::Style::LINES};
        for (std::uint32_t bitWidth = 1; bitWidth <= options.maxBitWidth; ++bitWidth)
        {
            const auto& at = measured[bitWidth - 1];
            const double mean = *at.distortion.GetMean();
            const auto interval =
                at.distortion.GetConfidenceInterval().value_or(ConfidenceInterval{mean, mean});
            const double largest = *at.distortion.GetPercentile(100);
            const double fitted =
                constant * WeightQuantizer::Create(quantizer, bitWidth, 1)->ExpectedDistortion(1);
            table.rows.push_back({quantizer,
                                  std::to_string(bitWidth),
                                  NumberToText(mean),
                                  NumberToText(interval.low),
                                  NumberToText(interval.high),
                                  NumberToText(largest),
                                  NumberToText(*at.bound.GetMean()),
                                  NumberToText(*at.paperBound.GetMean()),
                                  NumberToText(fitted)});
            means.points.push_back({double(bitWidth), mean, interval});
            bounds.points.push_back({double(bitWidth), *at.bound.GetMean()});
            paperBounds.points.push_back({double(bitWidth), *at.paperBound.GetMean()});
            fit.points.push_back({double(bitWidth), fitted});
            holds = holds && at.worst <= 1;
            worst = std::max(worst, at.worst);
            isAbove = isAbove && fitted >= mean * (1 - 1e-12);
            most = std::max(most, fitted / mean);
            if (quantizer == "uniform" && bitWidth > 1)
            {
                paperBoundFalls = paperBoundFalls && at.fall == options.networks;
                distortionFalls =
                    distortionFalls && mean < *measured[bitWidth - 2].distortion.GetMean();
            }
        }
        picture.figure.series.insert(picture.figure.series.end(), {means, fit});
        boundPicture.figure.series.insert(boundPicture.figure.series.end(),
                                          {means, bounds, paperBounds});
    }
    AddCheck(results,
             "Fig. 3: the output bound holds for every network and input",
             holds,
             "largest share of the bound reached: " + ShortNumber(worst));
    AddCheck(results,
             "Fig. 3: output distortion and the paper's bound fall with every bit (uniform)",
             paperBoundFalls && distortionFalls,
             std::to_string(options.networks) + " networks, 1 to " +
                 std::to_string(options.maxBitWidth) + " bit");
    AddCheck(results,
             "Fig. 3: weight distortion times the largest ratio lies above at every bit-width",
             isAbove,
             "by a factor of " + ShortNumber(most) +
                 " at most: the sum over many weights goes with the root mean square of their "
                 "errors, in which the few clipped weights count most");
    results.figures.push_back(std::move(picture));
    results.figures.push_back(std::move(boundPicture));
    results.tables.push_back(std::move(table));
}

} // namespace coinference
} // namespace ns3
