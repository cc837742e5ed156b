/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-profile.h"

#include "support/checked-field.h"
#include "support/json-fields.h"

#include "ns3/coinference-data-folder.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

namespace ns3
{
namespace coinference
{

namespace
{

/// Messages above this are refused: ns-3 packets count bytes in 32 bits.
constexpr std::uint64_t LARGEST_MESSAGE = 1ULL << 31;

/// How far the layers' sums may be from the whole, relatively: presets are rounded.
constexpr double SUM_TOLERANCE = 1e-3;

void
RequireEmbedding(const std::string& field, std::uint64_t values, std::uint32_t bits)
{
    if (values < 1 || values > LARGEST_MESSAGE || (values * bits + 7) / 8 > LARGEST_MESSAGE)
    {
        RejectField(field, std::to_string(values), "at least 1 and give at most 2147483648 bytes");
    }
}

/// What the layers of an agent's part add up to is the whole of it.
void
RequireSums(const std::string& prefix, const Workload& workload)
{
    if (!workload.layers)
    {
        return;
    }
    double weights = 0;
    double flops = 0;
    for (const auto& layer : *workload.layers)
    {
        weights += layer.weights;
        flops += layer.flops;
    }
    const auto require = [&prefix](const char* field, double whole, double sum) {
        if (std::abs(sum - whole) > SUM_TOLERANCE * whole)
        {
            RejectField(prefix + field,
                        NumberToText(whole),
                        "what its layers add up to, " + NumberToText(sum));
        }
    };
    require("agentWeights", workload.weights, weights);
    require("agentFlops", workload.agentFlops, flops);
}

} // namespace

void
ModelProfile::Validate() const
{
    RequireNonNegative("", "agentFlops", agentFlops);
    RequireNonNegative("", "serverFlops", serverFlops);
    RequirePositive("", "agentWeights", agentWeights);
    RequireNonNegative("", "serverWeights", serverWeights);
    RequirePositive("", "weightRate", weightRate);
    if (fullPrecisionBits < 1 || fullPrecisionBits > 64)
    {
        RejectField("fullPrecisionBits", std::to_string(fullPrecisionBits), "from 1 to 64");
    }
    if (activationBits < 1 || activationBits > 64)
    {
        RejectField("activationBits", std::to_string(activationBits), "from 1 to 64");
    }
    RequireEmbedding("embeddingValues", embeddingValues, activationBits);
    if (inputBytes > LARGEST_MESSAGE)
    {
        RejectField("inputBytes", std::to_string(inputBytes), "from 0 to 2147483648");
    }
    if (resultBytes < 1 || resultBytes > LARGEST_MESSAGE)
    {
        RejectField("resultBytes", std::to_string(resultBytes), "from 1 to 2147483648");
    }
    RequirePhases();
    const std::size_t layerCount = layers ? layers->size() : 0;
    if (agentLayers > layerCount)
    {
        RejectField("agentLayers",
                    std::to_string(agentLayers),
                    "at most as many as there are layers, " + std::to_string(layerCount));
    }
    const auto own = AtSplit(OWN_SPLIT);
    own.Validate(); // the layers
    RequireSums("", own);
    for (std::size_t i = 0; i < splits.size(); ++i)
    {
        ValidateSplit(i);
    }
    for (std::size_t i = 0; i < quality.size(); ++i)
    {
        quality[i].Validate("quality[" + std::to_string(i) + "].");
    }
    if (!quality.empty() && qualityUsed >= quality.size())
    {
        RejectField("qualityUsed",
                    std::to_string(qualityUsed),
                    "the index of one of the tables of quality");
    }
}

void
ModelProfile::RequirePhases() const
{
    if (tokenBytes < 1)
    {
        RejectField("tokenBytes", "0", "at least 1");
    }
    if (!phases)
    {
        return;
    }
    ValidatePhases(*phases);
    double flops = 0;
    for (const auto& phase : *phases)
    {
        flops += phase.TotalFlops();
    }
    const double whole = agentFlops + serverFlops;
    if (std::abs(flops - whole) > SUM_TOLERANCE * whole)
    {
        RejectField("agentFlops + serverFlops",
                    NumberToText(whole),
                    "what the phases add up to, " + NumberToText(flops));
    }
}

void
ModelProfile::ValidateSplit(std::size_t index) const
{
    const auto& split = splits[index];
    const auto prefix = "splits[" + std::to_string(index) + "].";
    RequireNonNegative(prefix, "agentFlops", split.agentFlops);
    RequireNonNegative(prefix, "serverFlops", split.serverFlops);
    RequirePositive(prefix, "agentWeights", split.agentWeights);
    RequireNonNegative(prefix, "serverWeights", split.serverWeights);
    RequireNonNegative(prefix, "weightRate", split.weightRate);
    RequireEmbedding(prefix + "embeddingValues", split.embeddingValues, activationBits);
    const std::size_t layerCount = layers ? layers->size() : 0;
    if (layers && split.layers > layerCount)
    {
        RejectField(prefix + "layers",
                    std::to_string(split.layers),
                    "at most as many as there are layers, " + std::to_string(layerCount));
    }
    if (split.name.empty() || split.name.find(',') != std::string::npos ||
        FindSplit("", split.name) != index)
    {
        RejectField(prefix + "name", split.name, "a text without commas, unlike all others'");
    }
    RequireSums(prefix, AtSplit(static_cast<std::uint32_t>(index)));
}

Workload
ModelProfile::At(Placement placement, std::uint32_t activationBitsOnLink) const
{
    auto workload = AtSplit(OWN_SPLIT, activationBitsOnLink);
    if (placement == Placement::SERVER)
    {
        workload.uplinkBytes = std::max(inputBytes, 1U);
    }
    return placement == Placement::SPLIT ? workload : workload.Placed(placement);
}

Workload
ModelProfile::AtSplit(std::uint32_t split, std::uint32_t activationBitsOnLink) const
{
    const bool isOwn = split == OWN_SPLIT;
    const auto values = isOwn ? embeddingValues : splits.at(split).embeddingValues;
    const auto bits = activationBitsOnLink == 0 ? activationBits : activationBitsOnLink;
    Workload workload;
    workload.agentFlops = isOwn ? agentFlops : splits[split].agentFlops;
    workload.serverFlops = isOwn ? serverFlops : splits[split].serverFlops;
    workload.fullPrecisionBits = fullPrecisionBits;
    workload.weights = isOwn ? agentWeights : splits[split].agentWeights;
    workload.serverWeights = isOwn ? serverWeights : splits[split].serverWeights;
    workload.weightRate =
        isOwn || splits[split].weightRate == 0 ? weightRate : splits[split].weightRate;
    workload.uplinkBytes = (values * bits + 7) / 8;
    workload.downlinkBytes = resultBytes;
    workload.computeScalesWithBits = computeScalesWithBits;
    workload.cacheBits = cacheBits;
    workload.group = group;
    if (phases)
    {
        auto cut = CutAt(isOwn ? "agentFlops" : "splits[" + std::to_string(split) + "].agentFlops",
                         *phases,
                         workload.agentFlops);
        const auto shared = [](ModelPhases& part) {
            return part.empty() ? nullptr : std::make_shared<const ModelPhases>(std::move(part));
        };
        // 16 phases, one of them cut, are no more in one.
        workload.phases = phases;
        workload.agentPhases = shared(cut.before);
        workload.serverPhases = shared(cut.behind);
    }
    if (isOwn && !quality.empty())
    {
        workload.quality = std::make_shared<const QualityTable>(quality[qualityUsed]);
    }
    if (layers)
    {
        const auto all = static_cast<std::uint32_t>(layers->size());
        workload.layers = isOwn ? FirstLayers(agentLayers == 0 ? all : agentLayers)
                                : FirstLayers(splits[split].layers);
    }
    return workload;
}

std::shared_ptr<const ModelLayers>
ModelProfile::FirstLayers(std::uint32_t count) const
{
    if (count == 0)
    {
        return nullptr;
    }
    if (count == layers->size())
    {
        return layers;
    }
    return std::make_shared<const ModelLayers>(layers->begin(), layers->begin() + count);
}

std::uint32_t
ModelProfile::FindSplit(const std::string& field, const std::string& splitName) const
{
    std::string known;
    for (std::uint32_t i = 0; i < splits.size(); ++i)
    {
        if (splits[i].name == splitName)
        {
            return i;
        }
        known += (i == 0 ? "" : ", ") + splits[i].name;
    }
    RejectField(field,
                splitName,
                splits.empty() ? "left out: " + name + " has no splits" : "one of " + known);
}

void
ModelProfile::UseQuality(const std::string& field, const std::string& nameOrQuantizer)
{
    std::string known;
    for (std::uint32_t i = 0; i < quality.size(); ++i)
    {
        if (quality[i].name == nameOrQuantizer || quality[i].quantizer == nameOrQuantizer)
        {
            qualityUsed = i;
            return;
        }
        known += (i == 0 ? "" : ", ") + quality[i].name + " (" + quality[i].quantizer + ")";
    }
    RejectField(field,
                nameOrQuantizer,
                quality.empty() ? "left out: " + name + " has no table of quality"
                                : "one of " + known);
}

ModelLayers
ModelProfile::WithWeights(const ModelLayers& all)
{
    ModelLayers layers;
    double before = 0;
    for (const auto& layer : all)
    {
        before += layer.flops;
        if (layer.weights > 0)
        {
            layers.push_back(layer);
            layers.back().flops = before;
            before = 0;
        }
    }
    if (!layers.empty())
    {
        layers.back().flops += before;
    }
    return layers;
}

ModelProfile
ModelProfile::FromText(const std::string& json)
{
    JsonFields fields(json);
    ModelProfile profile;
    const auto count = [&fields](const char* field, auto& value, bool required) {
        fields.Count(field, value, LARGEST_MESSAGE, required);
    };
    fields.Text("name", profile.name, true);
    fields.Number("agentFlops", profile.agentFlops, true);
    fields.Number("serverFlops", profile.serverFlops, true);
    count("fullPrecisionBits", profile.fullPrecisionBits, true);
    fields.Number("agentWeights", profile.agentWeights, false);
    fields.Number("serverWeights", profile.serverWeights, false);
    fields.Number("weightRate", profile.weightRate, true);
    count("embeddingValues", profile.embeddingValues, true);
    count("activationBits", profile.activationBits, false);
    count("inputBytes", profile.inputBytes, false);
    count("resultBytes", profile.resultBytes, true);
    ModelLayers layers;
    fields.Objects(
        "layers",
        [&layers](JsonFields& object) {
            auto& layer = layers.emplace_back();
            object.Text("name", layer.name, false);
            object.Text("operator", layer.operation, false);
            object.Number("weights", layer.weights, true);
            object.Number("flops", layer.flops, true);
            object.Number("weightRate", layer.weightRate, false);
            object.Number("sensitivity", layer.sensitivity, false);
        },
        false);
    if (!layers.empty())
    {
        profile.layers = std::make_shared<const ModelLayers>(WithWeights(layers));
    }
    count("agentLayers", profile.agentLayers, false);
    fields.Objects(
        "splits",
        [&profile](JsonFields& object) {
            auto& split = profile.splits.emplace_back();
            object.Text("name", split.name, true);
            object.Number("agentFlops", split.agentFlops, true);
            object.Number("serverFlops", split.serverFlops, true);
            object.Number("agentWeights", split.agentWeights, true);
            object.Number("serverWeights", split.serverWeights, false);
            object.Number("weightRate", split.weightRate, false);
            object.Count("embeddingValues", split.embeddingValues, LARGEST_MESSAGE, true);
            object.Count("layers", split.layers, LARGEST_MESSAGE, false);
        },
        false);
    fields.Objects(
        "quality",
        [&profile](JsonFields& object) {
            auto& table = profile.quality.emplace_back();
            object.Text("name", table.name, true);
            object.Text("unit", table.unit, false);
            object.Text("quantizer", table.quantizer, false);
            object.Numbers("bits", table.bits, true);
            object.Numbers("value", table.value, true);
            object.Numbers("low", table.low, false);
            object.Numbers("high", table.high, false);
        },
        false);
    count("qualityUsed", profile.qualityUsed, false);
    ModelPhases phases;
    fields.Objects(
        "phases",
        [&phases](JsonFields& object) {
            auto& phase = phases.emplace_back();
            std::string kind;
            object.Text("kind", kind, true);
            phase.kind = PhaseKindFromName("kind", kind);
            object.Number("weights", phase.weights, false);
            object.Number("headWeights", phase.headWeights, false);
            object.Number("flops", phase.flops, false);
            object.Number("layers", phase.layers, false);
            object.Number("width", phase.width, false);
            object.Number("cacheWidth", phase.cacheWidth, false);
            object.Number("otherBytes", phase.otherBytes, false);
            object.Number("tokens", phase.tokens, false);
            object.Number("context", phase.context, false);
            object.Count("steps", phase.steps, LARGEST_MESSAGE, false);
        },
        false);
    if (!phases.empty())
    {
        profile.phases = std::make_shared<const ModelPhases>(std::move(phases));
    }
    fields.Flag("computeScalesWithBits", profile.computeScalesWithBits, false);
    fields.Number("cacheBits", profile.cacheBits, false);
    count("group", profile.group, false);
    count("tokenBytes", profile.tokenBytes, false);
    fields.Finish();
    profile.Validate();
    return profile;
}

std::string
ModelProfile::ToText() const
{
    nlohmann::ordered_json json{{"name", name},
                                {"agentFlops", agentFlops},
                                {"serverFlops", serverFlops},
                                {"fullPrecisionBits", fullPrecisionBits},
                                {"agentWeights", agentWeights},
                                {"serverWeights", serverWeights},
                                {"weightRate", weightRate},
                                {"embeddingValues", embeddingValues},
                                {"activationBits", activationBits},
                                {"inputBytes", inputBytes},
                                {"resultBytes", resultBytes}};
    for (std::size_t i = 0; layers && i < layers->size(); ++i)
    {
        const auto& layer = (*layers)[i];
        json["layers"].push_back({{"name", layer.name},
                                  {"operator", layer.operation},
                                  {"weights", layer.weights},
                                  {"flops", layer.flops},
                                  {"weightRate", layer.weightRate},
                                  {"sensitivity", layer.sensitivity}});
    }
    if (agentLayers > 0)
    {
        json["agentLayers"] = agentLayers;
    }
    for (const auto& split : splits)
    {
        json["splits"].push_back({{"name", split.name},
                                  {"agentFlops", split.agentFlops},
                                  {"serverFlops", split.serverFlops},
                                  {"agentWeights", split.agentWeights},
                                  {"serverWeights", split.serverWeights},
                                  {"weightRate", split.weightRate},
                                  {"embeddingValues", split.embeddingValues},
                                  {"layers", split.layers}});
    }
    for (const auto& table : quality)
    {
        nlohmann::ordered_json one{{"name", table.name},
                                   {"unit", table.unit},
                                   {"quantizer", table.quantizer},
                                   {"bits", table.bits},
                                   {"value", table.value}};
        if (!table.low.empty())
        {
            one["low"] = table.low;
        }
        if (!table.high.empty())
        {
            one["high"] = table.high;
        }
        json["quality"].push_back(std::move(one));
    }
    if (qualityUsed > 0)
    {
        json["qualityUsed"] = qualityUsed;
    }
    for (std::size_t i = 0; phases && i < phases->size(); ++i)
    {
        const auto& phase = (*phases)[i];
        json["phases"].push_back({{"kind", PhaseKindName(phase.kind)},
                                  {"weights", phase.weights},
                                  {"headWeights", phase.headWeights},
                                  {"flops", phase.flops},
                                  {"layers", phase.layers},
                                  {"width", phase.width},
                                  {"cacheWidth", phase.cacheWidth},
                                  {"otherBytes", phase.otherBytes},
                                  {"tokens", phase.tokens},
                                  {"context", phase.context},
                                  {"steps", phase.steps}});
    }
    if (phases)
    {
        json["cacheBits"] = cacheBits;
        json["group"] = group;
        json["tokenBytes"] = tokenBytes;
    }
    if (!computeScalesWithBits)
    {
        json["computeScalesWithBits"] = false;
    }
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

ModelProfile
ModelProfile::FromFile(const std::string& path)
{
    ModelProfile profile;
    ReadJsonFile("model profile", path, [&profile](const std::string& text) {
        profile = FromText(text);
    });
    return profile;
}

ModelProfile
ModelProfile::Load(const std::string& nameOrPath)
{
    return FromFile(FindPreset("model", DataFolder().string(), nameOrPath));
}

std::shared_ptr<const ModelProfile>
ModelProfile::LoadOnce(const std::string& nameOrPath)
{
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const ModelProfile>> loaded; // by path
    const auto path = FindPreset("model", DataFolder().string(), nameOrPath);
    const std::lock_guard<std::mutex> lock(mutex);
    auto& profile = loaded[path];
    if (!profile)
    {
        profile = std::make_shared<const ModelProfile>(FromFile(path));
    }
    return profile;
}

std::vector<std::string>
ModelProfile::PresetNames()
{
    return PresetNamesIn(DataFolder().string());
}

} // namespace coinference
} // namespace ns3
