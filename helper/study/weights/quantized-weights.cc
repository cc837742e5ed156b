/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantized-weights.h"

#include "nearest-whole.h"

#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

namespace ns3
{
namespace coinference
{

namespace
{

/// Which weights share a scale.
struct Scales
{
    std::size_t count{1};
    std::function<std::size_t(std::size_t)> of; // a weight's, by its number
};

Scales
ScalesOf(const WeightLayer& layer, std::string_view quantizer)
{
    constexpr std::string_view GROUPS = "absmax-g";
    if (quantizer == "absmax-channel")
    {
        const auto channels = ChannelsOf(layer);
        return {channels.channels, [channels](std::size_t i) { return channels.ChannelOf(i); }};
    }
    if (quantizer.substr(0, GROUPS.size()) == GROUPS)
    {
        const auto size = std::stoul(std::string(quantizer.substr(GROUPS.size())));
        return {layer.GetWeights() / size + 1, [size](std::size_t i) { return i / size; }};
    }
    return {1, [](std::size_t) { return std::size_t{0}; }};
}

std::vector<double>
ReadWeights(const TensorData& tensor)
{
    std::vector<double> weights;
    weights.reserve(tensor.GetCount());
    tensor.ForEach([&](const double* piece, std::size_t count) {
        weights.insert(weights.end(), piece, piece + count);
    });
    return weights;
}

} // namespace

std::vector<float>
QuantizedWeights(const LayerStudy& study, const std::string& quantizer, std::uint32_t bits)
{
    auto weights = ReadWeights(study.layer.weights);
    const double steps = StepsAboveZero(bits);
    if (study.mean == 0 || (quantizer == "least-l1" && steps == 0))
    {
        return std::vector<float>(weights.size(), 0.0F);
    }
    if (quantizer == "least-l1")
    {
        const double step = study.leastSteps[bits];
        for (auto& weight : weights)
        {
            const double level = std::min(NearestWhole(std::abs(weight) / step), steps) * step;
            weight = std::copysign(level, weight);
        }
    }
    else if (quantizer.rfind("absmax-", 0) == 0)
    {
        const auto scales = ScalesOf(study.layer, quantizer);
        std::vector<double> largest(scales.count, 0);
        for (std::size_t i = 0; i < weights.size(); ++i)
        {
            auto& scale = largest[scales.of(i)];
            scale = std::max(scale, std::abs(weights[i]));
        }
        for (std::size_t i = 0; i < weights.size(); ++i)
        {
            const double scale = largest[scales.of(i)];
            const double share = scale > 0 ? std::abs(weights[i]) / scale : 0;
            const double level = steps > 0 ? NearestWhole(share * steps) / steps * scale : 0;
            weights[i] = std::copysign(level, weights[i]);
        }
    }
    else
    {
        const auto code = ScalarQuantizer::Create(quantizer, bits, study.GetWeightRate());
        for (auto& weight : weights)
        {
            weight = code->Quantize(weight);
        }
    }
    return std::vector<float>(weights.begin(), weights.end());
}

} // namespace coinference
} // namespace ns3
