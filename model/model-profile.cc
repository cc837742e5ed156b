/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-profile.h"

#include "checked-field.h"
#include "data-folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

/// Messages above this are refused: ns-3 packets count bytes in 32 bits.
constexpr std::uint64_t LARGEST_MESSAGE = 1ULL << 31;

/// Takes fields out of a JSON object one by one, so that what is left over is unknown.
class FieldReader
{
  public:
    explicit FieldReader(nlohmann::json object)
        : m_object(std::move(object))
    {
        if (!m_object.is_object())
        {
            throw std::invalid_argument("a model profile must be a JSON object");
        }
    }

    void Text(const char* field, std::string& value)
    {
        const auto json = Take(field, true);
        if (!json.is_string())
        {
            RejectField(field, json.dump(), "a string");
        }
        value = json.get<std::string>();
    }

    void Number(const char* field, double& value, bool required = true)
    {
        const auto json = Take(field, required);
        if (json.is_discarded())
        {
            return;
        }
        if (!json.is_number())
        {
            RejectField(field, json.dump(), "a number");
        }
        value = json.get<double>();
    }

    template <typename T>
    void Count(const char* field, T& value, bool required)
    {
        const auto json = Take(field, required);
        if (json.is_discarded())
        {
            return;
        }
        if (!json.is_number_unsigned() || json.get<std::uint64_t>() > LARGEST_MESSAGE)
        {
            RejectField(field, json.dump(), "a whole number from 0 to 2147483648");
        }
        value = static_cast<T>(json.get<std::uint64_t>());
    }

    void Finish()
    {
        m_object.erase("description");
        if (!m_object.empty())
        {
            throw std::invalid_argument("unknown field " + m_object.begin().key());
        }
    }

  private:
    nlohmann::json Take(const char* field, bool required)
    {
        const auto found = m_object.find(field);
        if (found == m_object.end())
        {
            if (required)
            {
                throw std::invalid_argument(std::string(field) + " is missing");
            }
            return nlohmann::json(nlohmann::json::value_t::discarded);
        }
        auto value = *found;
        m_object.erase(found);
        return value;
    }

    nlohmann::json m_object;
};

/// The library alone would take the last of two fields of one name.
nlohmann::json
ParseWithoutRepetition(const std::string& text)
{
    std::set<std::string> names;
    const auto check =
        [&names](int depth, nlohmann::json::parse_event_t event, nlohmann::json& key) {
            if (event == nlohmann::json::parse_event_t::key && depth == 1 &&
                !names.insert(key.get<std::string>()).second)
            {
                throw std::invalid_argument(key.get<std::string>() + " is given twice");
            }
            return true;
        };
    try
    {
        return nlohmann::json::parse(text, check);
    }
    catch (const nlohmann::json::exception& error)
    {
        // The message begins with a tag in brackets that says nothing to a user.
        const std::string message = error.what();
        const auto tagEnd = message.find("] ");
        throw std::invalid_argument(tagEnd == std::string::npos ? message
                                                                : message.substr(tagEnd + 2));
    }
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
    if (embeddingValues < 1 || embeddingValues > LARGEST_MESSAGE ||
        EmbeddingBytes() > LARGEST_MESSAGE)
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

ModelProfile
ModelProfile::FromText(const std::string& json)
{
    FieldReader reader(ParseWithoutRepetition(json));
    ModelProfile profile;
    reader.Text("name", profile.name);
    reader.Number("agentFlops", profile.agentFlops);
    reader.Number("serverFlops", profile.serverFlops);
    reader.Count("fullPrecisionBits", profile.fullPrecisionBits, true);
    reader.Number("agentWeights", profile.agentWeights, false);
    reader.Number("serverWeights", profile.serverWeights, false);
    reader.Number("weightRate", profile.weightRate);
    reader.Count("embeddingValues", profile.embeddingValues, true);
    reader.Count("activationBits", profile.activationBits, false);
    reader.Count("inputBytes", profile.inputBytes, false);
    reader.Count("resultBytes", profile.resultBytes, true);
    reader.Finish();
    profile.Validate();
    return profile;
}

ModelProfile
ModelProfile::FromFile(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    // A folder opens like a file, but does not read like one.
    if (!file || !(text << file.rdbuf()))
    {
        throw std::invalid_argument("cannot read model profile " + path);
    }
    try
    {
        return FromText(text.str());
    }
    catch (const std::exception& error)
    {
        throw std::invalid_argument("model profile " + path + ": " + error.what());
    }
}

ModelProfile
ModelProfile::Load(const std::string& nameOrPath)
{
    const bool isPath = nameOrPath.find('/') != std::string::npos ||
                        std::filesystem::path(nameOrPath).extension() == ".json";
    if (isPath)
    {
        return FromFile(nameOrPath);
    }
    const auto names = PresetNames();
    if (std::find(names.begin(), names.end(), nameOrPath) == names.end())
    {
        std::string known;
        for (const auto& name : names)
        {
            known += " " + name;
        }
        RejectField("model",
                    nameOrPath,
                    "a path to a .json file or one of the presets in " + DataFolder().string() +
                        ":" + (known.empty() ? " (none found)" : known));
    }
    return FromFile((DataFolder() / (nameOrPath + ".json")).string());
}

std::vector<std::string>
ModelProfile::PresetNames()
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(DataFolder(), ignored))
    {
        if (entry.path().extension() == ".json")
        {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace coinference
} // namespace ns3
