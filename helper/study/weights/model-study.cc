/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-study.h"

#include "onnx-value.h"
#include "output/csv-text.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Layers that have weights, and then all of them together.
std::vector<const LayerStudy*>
WithWeightsAndAll(const ModelStudy& study)
{
    std::vector<const LayerStudy*> layers;
    for (const auto& layer : study.layers)
    {
        if (layer.layer.hasWeights)
        {
            layers.push_back(&layer);
        }
    }
    layers.push_back(&study.all);
    return layers;
}

/// A profile's values of some layers.
struct Sums
{
    double flops{0};
    double weights{0};
    double magnitudes{0};
    std::uint32_t withWeights{0};
};

Sums
SumOf(const std::vector<LayerStudy>& layers, std::size_t first, std::size_t last)
{
    Sums sums;
    for (auto i = first; i < last; ++i)
    {
        const auto& layer = layers[i].layer;
        const auto weights = static_cast<double>(layer.GetWeights());
        sums.flops += layer.flops;
        sums.weights += weights;
        sums.magnitudes += weights * layers[i].mean;
        sums.withWeights += layer.hasWeights ? 1 : 0;
    }
    return sums;
}

ModelSplit
SplitOf(const ModelStudy& study, const ModelCut& cut)
{
    const auto before = SumOf(study.layers, 0, cut.layers);
    const auto behind = SumOf(study.layers, cut.layers, study.layers.size());
    ModelSplit split;
    split.name = cut.name;
    split.agentFlops = before.flops;
    split.serverFlops = behind.flops;
    split.agentWeights = before.weights;
    split.serverWeights = behind.weights;
    split.weightRate = before.magnitudes > 0 ? before.weights / before.magnitudes : 0;
    split.embeddingValues = cut.crossing;
    split.layers = before.withWeights;
    return split;
}

/// Bits of a weight in the file, of most weights.
std::uint32_t
FileBits(const ModelStudy& study)
{
    double byBytes[9]{};
    for (const auto& layer : study.layers)
    {
        if (layer.layer.hasWeights)
        {
            byBytes[TensorData::SizeOf(layer.layer.weights.element)] +=
                static_cast<double>(layer.layer.GetWeights());
        }
    }
    return 8 * static_cast<std::uint32_t>(std::max_element(byBytes, byBytes + 9) - byBytes);
}

/// Leave layers out, of which each has to be there and one has to stay.
void
Exclude(const std::vector<std::string>& names,
        const std::string& path,
        std::vector<WeightLayer>& layers)
{
    for (const auto& name : names)
    {
        const auto left = std::remove_if(layers.begin(), layers.end(), [&](const auto& layer) {
            return layer.name == name || layer.weights.name == name;
        });
        if (left == layers.end() || left == layers.begin())
        {
            RejectField("exclude",
                        ShortText(name),
                        left == layers.end()
                            ? "the name of a layer or tensor with weights in " + path
                            : "one of a list that leaves a layer of " + path);
        }
        layers.erase(left, layers.end());
    }
}

} // namespace

double
ModelStudy::GetWeights() const
{
    return SumOf(layers, 0, layers.size()).weights;
}

ModelStudy
StudyModel(const std::string& path,
           const std::string& input,
           const std::vector<std::string>& exclude,
           const std::function<void(std::size_t, std::size_t)>& onLayer)
{
    ModelStudy study;
    study.name = std::filesystem::path(path).stem().string();
    auto file = ReadModelFile(path);
    study.onnx = file.onnx;
    Exclude(exclude, path, file.layers);
    if (!input.empty())
    {
        if (!file.onnx)
        {
            RejectField("input",
                        ShortText(input),
                        "with an ONNX model alone: " + path + " has no graph");
        }
        study.inputs = ReadModelInputs(input, *file.onnx);
        study.work = FindModelWork(file, study.inputs);
        file.layers = study.work->layers;
    }
    for (std::size_t i = 0; i < file.layers.size(); ++i)
    {
        onLayer(i, file.layers.size());
        const auto& layer = file.layers[i];
        if (layer.GetWeights() > 0)
        {
            study.layers.push_back(StudyLayer(layer, study.live));
        }
        else
        {
            study.layers.emplace_back();
            study.layers.back().layer = layer;
        }
    }
    study.all = StudyAll(study.layers, study.live);
    return study;
}

ModelProfile
ProfileOf(const ModelStudy& study, const std::string& split)
{
    ModelProfile profile;
    const auto whole = SumOf(study.layers, 0, study.layers.size());
    profile.name = study.name;
    profile.agentFlops = whole.flops;
    profile.serverFlops = 0;
    profile.fullPrecisionBits = FileBits(study);
    profile.agentWeights = whole.weights;
    profile.weightRate = study.all.GetWeightRate();
    if (profile.weightRate == 0)
    {
        RejectField(study.name + ": weights", "all zeros", "some that are not, for a profile");
    }
    auto layers = std::make_shared<ModelLayers>();
    for (const auto& one : study.layers)
    {
        ModelLayer layer;
        layer.name = one.layer.name;
        layer.operation = one.layer.operation;
        layer.weights = static_cast<double>(one.layer.GetWeights());
        layer.flops = one.layer.flops;
        layer.weightRate = one.GetWeightRate();
        layers->push_back(layer);
    }
    if (study.outputs)
    {
        constexpr double LEAST = 1e-9; // of layers whose errors no output shows
        for (const auto& effect : study.outputs->effects)
        {
            (*layers)[effect.layer].sensitivity = std::max(LEAST, effect.sensitivity);
        }
    }
    profile.layers = layers;
    profile.embeddingValues = 1; // the least there can be, where the input's shape is not told
    if (study.work)
    {
        constexpr std::uint64_t BYTES = 4; // of a value, as the model takes and gives it
        constexpr std::uint64_t MOST = std::uint64_t{1} << 31;
        profile.inputBytes =
            static_cast<std::uint32_t>(std::min(MOST, BYTES * study.work->inputValues));
        profile.resultBytes = static_cast<std::uint32_t>(
            std::clamp<std::uint64_t>(BYTES * study.work->outputValues, 1, MOST));
        profile.embeddingValues = std::max<std::uint64_t>(1, study.work->outputValues);
        for (const auto& cut : study.work->cuts)
        {
            profile.splits.push_back(SplitOf(study, cut));
        }
    }
    if (!split.empty())
    {
        const auto& own = profile.splits[profile.FindSplit("split", split)];
        profile.agentFlops = own.agentFlops;
        profile.serverFlops = own.serverFlops;
        profile.agentWeights = own.agentWeights;
        profile.serverWeights = own.serverWeights;
        profile.weightRate = own.weightRate;
        profile.embeddingValues = own.embeddingValues;
        profile.agentLayers = own.layers;
    }
    if (study.outputs)
    {
        profile.quality = study.outputs->GetQuality(profile.fullPrecisionBits);
    }
    ModelProfile::FromText(profile.ToText()); // as whoever reads it checks it
    return profile;
}

std::string
SensitivityCsv(const ModelStudy& study)
{
    auto text = CsvLine(
        {"layer", "quantizer", "bits", "relativeDistortion", "relativeOutputRms", "sensitivity"});
    const auto& outputs = study.outputs.value();
    for (const auto& effect : outputs.effects)
    {
        text += CsvLine({study.layers[effect.layer].layer.name,
                         outputs.effectsQuantizer,
                         std::to_string(outputs.effectsBits),
                         NumberToText(effect.distortion),
                         NumberToText(effect.square),
                         NumberToText(effect.sensitivity)});
    }
    return text;
}

std::string
LayersCsv(const ModelStudy& study)
{
    auto text = CsvLine({"layer",
                         "operator",
                         "tensor",
                         "shape",
                         "weights",
                         "flops",
                         "weightRate",
                         "deadShare",
                         "largest",
                         "entropyGap"});
    for (const auto& one : study.layers)
    {
        const auto& shape = one.layer.weights.shape;
        const auto weights = one.layer.GetWeights();
        const double count = std::max(1.0, static_cast<double>(weights));
        text +=
            CsvLine({one.layer.name,
                     one.layer.operation,
                     one.layer.weights.name,
                     one.layer.hasWeights ? ExtentsText(Extents(shape.begin(), shape.end())) : "",
                     std::to_string(weights),
                     NumberToText(one.layer.flops),
                     NumberToText(one.GetWeightRate()),
                     NumberToText(static_cast<double>(one.dead) / count),
                     NumberToText(one.largest),
                     NumberToText(one.entropyGap)});
    }
    return text;
}

std::string
FitsCsv(const ModelStudy& study)
{
    auto text = CsvLine({"layer", "law", "scale", "shape", "kolmogorovSmirnov", "logLikelihood"});
    for (const auto* one : WithWeightsAndAll(study))
    {
        for (const auto& fit : one->fits)
        {
            text += CsvLine({one->layer.name,
                             fit.law,
                             NumberToText(fit.scale),
                             fit.shape ? NumberToText(*fit.shape) : "",
                             NumberToText(fit.distance),
                             NumberToText(fit.likelihood)});
        }
    }
    return text;
}

std::string
QuantizersCsv(const ModelStudy& study)
{
    auto text = CsvLine({"layer",
                         "quantizer",
                         "bits",
                         "meanAbsoluteError",
                         "lowerBound",
                         "trueBound",
                         "upperBound",
                         "scalarBound",
                         "lawFreeLowerBound",
                         "lawFreeUpperBound",
                         "effectiveBits"});
    for (const auto* one : WithWeightsAndAll(study))
    {
        for (const auto& row : one->rows)
        {
            text += CsvLine({one->layer.name,
                             row.quantizer,
                             std::to_string(row.bits),
                             NumberToText(row.error),
                             NumberToText(row.lowerBound),
                             NumberToText(row.trueBound),
                             NumberToText(row.upperBound),
                             NumberToText(row.scalarBound),
                             NumberToText(row.lawFreeLowerBound),
                             NumberToText(row.lawFreeUpperBound),
                             NumberToText(row.effectiveBits)});
        }
    }
    return text;
}

} // namespace coinference
} // namespace ns3
