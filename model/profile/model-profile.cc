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
#include <map>
#include <mutex>

namespace ns3
{
namespace coinference
{

namespace
{

/// Messages above this are refused: ns-3 packets count bytes in 32 bits.
constexpr std::uint64_t LARGEST_MESSAGE = 1ULL << 31;

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
    if (embeddingValues < 1 || embeddingValues > LARGEST_MESSAGE ||
        At(Placement::SPLIT).uplinkBytes > LARGEST_MESSAGE)
    {
        RejectField("embeddingValues",
                    std::to_string(embeddingValues),
                    "at least 1 and give at most 2147483648 bytes");
    }
    if (inputBytes > LARGEST_MESSAGE)
    {
        RejectField("inputBytes", std::to_string(inputBytes), "from 0 to 2147483648");
    }
    if (resultBytes < 1 || resultBytes > LARGEST_MESSAGE)
    {
        RejectField("resultBytes", std::to_string(resultBytes), "from 1 to 2147483648");
    }
}

Workload
ModelProfile::At(Placement placement, std::uint32_t activationBitsOnLink) const
{
    Workload split;
    split.agentFlops = agentFlops;
    split.serverFlops = serverFlops;
    split.fullPrecisionBits = fullPrecisionBits;
    split.weights = agentWeights;
    split.serverWeights = serverWeights;
    split.weightRate = weightRate;
    const auto bits = activationBitsOnLink == 0 ? activationBits : activationBitsOnLink;
    split.uplinkBytes = placement == Placement::SERVER ? std::max(inputBytes, 1U)
                                                       : (embeddingValues * bits + 7) / 8;
    split.downlinkBytes = resultBytes;
    return split.Placed(placement);
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
    fields.Finish();
    profile.Validate();
    return profile;
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
