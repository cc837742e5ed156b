/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-evaluation.h"

#include "evaluation-data.h"
#include "model-runner.h"
#include "one-thread.h"
#include "support/checked-field.h"
#include "weights/onnx-value.h"
#include "weights/quantized-weights.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Do something for every number below a count, on all cores.
void
ForAll(std::size_t count, const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto run = [&]() {
        for (auto i = next++; i < count; i = next++)
        {
            try
            {
                work(i);
            }
            catch (...)
            {
                const std::lock_guard<std::mutex> lock(mutex);
                failure = failure ? failure : std::current_exception();
                next = count;
            }
        }
    };
    std::vector<std::thread> threads;
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    for (std::size_t i = 1; i < std::min<std::size_t>(cores, count); ++i)
    {
        threads.emplace_back(run);
    }
    run();
    for (auto& thread : threads)
    {
        thread.join();
    }
    if (failure)
    {
        std::rethrow_exception(failure);
    }
}

/// Levels between the least and the largest element.
at::Tensor
RoundToLevels(const at::Tensor& value, std::uint32_t bits)
{
    if (value.numel() == 0 || !at::isfinite(value).all().item<bool>())
    {
        return value;
    }
    const auto low = value.min();
    const auto step = (value.max() - low) / (std::exp2(double(bits)) - 1);
    if (step.item<double>() == 0)
    {
        return value;
    }
    return low + at::round((value - low) / step) * step;
}

/// Floating-point outputs, one behind the other.
at::Tensor
Joined(const Tensors& outputs)
{
    Tensors parts;
    for (const auto& output : outputs)
    {
        if (at::isFloatingType(output.scalar_type()))
        {
            parts.push_back(output.to(at::kFloat).flatten());
        }
    }
    if (parts.empty())
    {
        throw std::invalid_argument("the model has no output of floating-point numbers");
    }
    return at::cat(parts);
}

/// What is kept of a sample.
struct SampleResult
{
    double absolute{0};
    double square{0};
    TaskScore score;
};

/// Runs a model on all samples, in many settings.
class Evaluator
{
  public:
    Evaluator(const ModelStudy& study, const EvaluationOptions& options)
        : m_study(study),
          m_options(options),
          m_runner(study.onnx, study.inputs),
          m_layers(study.layers.size())
    {
        FindCut();
        ReadData();
        ComputeOnCallingThread();
        m_plain = m_runner.Prepare({});
        m_references.resize(m_data.inputs.size());
        std::vector<TaskScore> scores(m_data.inputs.size());
        ForAll(m_data.inputs.size(), [&](std::size_t i) {
            const auto outputs = m_runner.Run(InputsOf(i), m_plain);
            m_references[i] = Joined(outputs);
            scores[i] = ScoreOf(i, outputs);
        });
        for (std::size_t i = 0; i < m_references.size(); ++i)
        {
            // Errors are told relative to them.
            const double sum = m_references[i].abs().sum(at::kDouble).item<double>();
            if (!(sum > 0) || !std::isfinite(sum))
            {
                RejectField("outputs of sample " + std::to_string(i) + " at full precision",
                            sum == 0 ? "all zero" : "not finite",
                            "finite, not all zero");
            }
        }
        if (m_data.task)
        {
            m_full = m_data.task->Sum(scores);
        }
    }

    OutputStudy Describe() const
    {
        OutputStudy result;
        result.data = m_options.data;
        result.samples = m_data.inputs.size();
        result.split = m_options.split;
        result.activationBits = m_options.split.empty() ? 32 : m_options.activationBits;
        result.measure = m_data.task ? m_data.task->GetMeasure()
                                     : TaskMeasure{"", "", "outputAgreement", true, 1};
        result.full = m_full;
        return result;
    }

    /** @return numbers of the agent's layers with weights */
    std::vector<std::size_t> AgentLayers() const
    {
        std::vector<std::size_t> numbers;
        std::set<const OnnxTensor*> seen;
        for (std::size_t i = 0; i < m_layers; ++i)
        {
            // What several layers share counts once.
            const auto& layer = m_study.layers[i].layer;
            if (layer.hasWeights && seen.insert(layer.constant).second)
            {
                numbers.push_back(i);
            }
        }
        return numbers;
    }

    OutputRow Run(const std::string& quantizer,
                  std::uint32_t bits,
                  const std::vector<std::size_t>& layers) const
    {
        auto weights = m_plain.tensors;
        OutputRow row;
        row.quantizer = quantizer;
        row.bits = bits;
        double errors = 0;
        double magnitudes = 0;
        for (const auto number : layers)
        {
            const auto& layer = m_study.layers[number];
            const auto plain = weights.at(layer.layer.constant);
            const auto quantized = QuantizedWeights(layer, quantizer, bits);
            weights[layer.layer.constant] =
                at::tensor(quantized).reshape(plain.sizes()).to(plain.scalar_type());
            const auto count = static_cast<double>(quantized.size());
            magnitudes += count * layer.mean;
            errors +=
                at::sum(at::abs(weights[layer.layer.constant] - plain), at::kDouble).item<double>();
        }
        row.distortion = magnitudes > 0 ? errors / magnitudes : 0;
        const auto prefix = m_runner.Prepare(weights);
        std::vector<SampleResult> results(m_data.inputs.size());
        ForAll(results.size(), [&](std::size_t i) { results[i] = RunSample(i, prefix); });
        SampleStatistics absolute;
        SampleStatistics square;
        std::vector<TaskScore> scores;
        for (const auto& result : results)
        {
            absolute.Add(result.absolute);
            square.Add(result.square);
            scores.push_back(result.score);
        }
        row.absolute = {*absolute.GetMean(), absolute.GetConfidenceInterval()};
        row.square = {*square.GetMean(), square.GetConfidenceInterval()};
        if (m_data.task)
        {
            row.task = m_data.task->Sum(scores);
        }
        return row;
    }

  private:
    void FindCut()
    {
        m_cut = m_study.onnx->graph.nodes.size();
        if (m_options.split.empty())
        {
            return;
        }
        const auto& cuts = m_study.work->cuts;
        const auto found = std::find_if(cuts.begin(), cuts.end(), [&](const auto& cut) {
            return cut.name == m_options.split;
        });
        if (found == cuts.end())
        {
            RejectField("split", ShortText(m_options.split), "the name of a cut of the model");
        }
        m_cut = found->nodes;
        m_layers = found->layers;
    }

    void ReadData()
    {
        const auto& open = m_runner.GetOpenInputs();
        if (open.size() != 1)
        {
            RejectField("input",
                        std::to_string(open.size()) + " inputs whose elements are not told",
                        "one; =VALUE behind a shape tells the others'");
        }
        m_extents = m_study.inputs.at(std::string(open[0])).extents;
        const bool isWhole = !at::isFloatingType(m_runner.TypeOf(open[0]));
        if (m_options.data == "random")
        {
            if (isWhole)
            {
                RejectField("evaluate",
                            "random",
                            "a folder: input " + std::string(open[0]) + " takes whole numbers");
            }
            m_data = DrawEvaluationData(m_extents, m_options.samples);
            return;
        }
        if (m_extents.empty() || m_extents[0] != 1)
        {
            RejectField("input",
                        ExtentsText(m_extents),
                        "a first extent of 1: samples are run one by one");
        }
        m_data = ReadEvaluationData(m_options.data, m_extents, m_options.samples);
        for (const auto& input : m_data.inputs)
        {
            if (isWhole && std::any_of(input.begin(), input.end(), [](float x) {
                    return x != std::nearbyint(x);
                }))
            {
                RejectField("inputs.npy",
                            "numbers with fractions",
                            "whole ones: input " + std::string(open[0]) + " takes no others");
            }
        }
    }

    ModelRunner::Values InputsOf(std::size_t sample) const
    {
        const auto& input = m_data.inputs[sample];
        // ATen reads it alone.
        auto* first = const_cast<float*>(input.data());
        const auto name = m_runner.GetOpenInputs()[0];
        return {{name, at::from_blob(first, m_extents).to(m_runner.TypeOf(name))}};
    }

    TaskScore ScoreOf(std::size_t sample, const Tensors& outputs) const
    {
        if (!m_data.task)
        {
            return {};
        }
        const auto first = outputs.at(0).to(at::kFloat).contiguous();
        OutputView view;
        view.extents.assign(first.sizes().begin(), first.sizes().end());
        view.elements = first.data_ptr<float>();
        return m_data.task->Judge(sample, view);
    }

    SampleResult RunSample(std::size_t sample, const ModelRunner::Constants& prefix) const
    {
        const bool isSplit = !m_options.split.empty();
        ModelRunner::Crossing crossing;
        if (isSplit && m_options.activationBits < 32)
        {
            crossing = [this](const at::Tensor& value) {
                return RoundToLevels(value, m_options.activationBits);
            };
        }
        const auto outputs =
            m_runner.Run(InputsOf(sample), prefix, isSplit ? m_plain : prefix, m_cut, crossing);
        const auto reference = m_references[sample].to(at::kDouble);
        const auto output = Joined(outputs).to(at::kDouble);
        if (output.numel() != reference.numel())
        {
            throw std::invalid_argument("quantized, the model's outputs have other shapes");
        }
        const auto difference = output - reference;
        const auto ratio = [](const at::Tensor& error, const at::Tensor& of) {
            const double errorSum = error.sum().item<double>();
            const double whole = of.sum().item<double>();
            // What is no number, or should be nothing, is as wrong as can be.
            return std::isnan(errorSum) || (whole == 0 && errorSum > 0)
                       ? std::numeric_limits<double>::infinity()
                   : errorSum == 0 ? 0
                                   : errorSum / whole;
        };
        SampleResult result;
        result.absolute = ratio(difference.abs(), reference.abs());
        result.square = std::sqrt(ratio(difference * difference, reference * reference));
        result.score = ScoreOf(sample, outputs);
        return result;
    }

    const ModelStudy& m_study;
    const EvaluationOptions& m_options;
    ModelRunner m_runner;
    std::size_t m_layers;
    std::size_t m_cut{0};
    Extents m_extents;
    EvaluationData m_data;
    ModelRunner::Constants m_plain;
    std::vector<at::Tensor> m_references;
    std::optional<Measured> m_full;
};

/// Sensitivities whose mean over weights is 1, and how the errors add.
void
Compare(OutputStudy& result, const ModelStudy& study)
{
    double weights = 0;
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (auto& effect : result.effects)
    {
        const auto& layer = study.layers[effect.layer];
        const auto count = static_cast<double>(layer.layer.GetWeights());
        const double distortion = count * effect.distortion * layer.mean;
        effect.sensitivity = distortion > 0 ? effect.square / distortion : 0;
        squares += effect.square * effect.square;
        if (std::isfinite(effect.sensitivity))
        {
            weights += count;
            sum += count * effect.sensitivity;
            largest = std::max(largest, effect.sensitivity);
        }
    }
    for (auto& effect : result.effects)
    {
        // A layer that alone ruins the outputs counts as the worst of the others.
        const double own = std::isfinite(effect.sensitivity) ? effect.sensitivity : largest;
        effect.sensitivity = sum > 0 ? own * weights / sum : 1;
    }
    result.quadrature = std::sqrt(squares);
}

} // namespace

bool
CanEvaluateModels()
{
    return true;
}

OutputStudy
EvaluateModel(const ModelStudy& study,
              const EvaluationOptions& options,
              const std::function<void(std::size_t, std::size_t)>& onRun)
{
    const Evaluator evaluator(study, options);
    auto result = evaluator.Describe();
    const auto layers = evaluator.AgentLayers();
    const bool isByLayer = options.effectsBits > 0;
    // All layers together at the bits of the layers one by one may be among the settings.
    const bool isTogetherKnown =
        std::find(options.bits.begin(), options.bits.end(), options.effectsBits) !=
        options.bits.end();
    const auto all = options.quantizers.size() * options.bits.size() +
                     (isByLayer ? layers.size() + (isTogetherKnown ? 0 : 1) : 0);
    std::size_t done = 0;
    for (const auto& quantizer : options.quantizers)
    {
        for (const auto bits : options.bits)
        {
            onRun(done++, all);
            result.rows.push_back(evaluator.Run(quantizer, bits, layers));
        }
    }
    if (isByLayer)
    {
        result.effectsQuantizer = options.quantizers.front();
        result.effectsBits = options.effectsBits;
        for (const auto layer : layers)
        {
            onRun(done++, all);
            const auto row = evaluator.Run(result.effectsQuantizer, result.effectsBits, {layer});
            result.effects.push_back({layer, row.distortion, row.square.value, 1});
        }
        const auto known = std::find_if(result.rows.begin(), result.rows.end(), [&](auto& row) {
            return row.quantizer == result.effectsQuantizer && row.bits == result.effectsBits;
        });
        result.together =
            known != result.rows.end()
                ? known->square.value
                : evaluator.Run(result.effectsQuantizer, result.effectsBits, layers).square.value;
        Compare(result, study);
    }
    return result;
}

} // namespace coinference
} // namespace ns3
