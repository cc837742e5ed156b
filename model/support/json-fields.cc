/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-fields.h"

#include "checked-field.h"
#include "coinference-data-folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace ns3
{
namespace coinference
{

JsonFields::JsonFields(const std::string& text)
    : m_object(ParseStrictJson<nlohmann::json>(text))
{
    if (!m_object.is_object())
    {
        throw std::invalid_argument("it must be a JSON object");
    }
}

JsonFields::JsonFields(nlohmann::json&& object)
    : m_object(std::move(object))
{
}

void
JsonFields::Numbers(const char* field, std::vector<double>& values, bool required)
{
    const auto json = Take(field, required);
    if (json.is_discarded())
    {
        return;
    }
    if (!json.is_array())
    {
        RejectField(field, ShortJson(json), "a list of numbers");
    }
    values.clear();
    for (const auto& number : json)
    {
        if (!number.is_number())
        {
            RejectField(field, ShortJson(number), "a number");
        }
        values.push_back(number.get<double>());
    }
}

void
JsonFields::Objects(const char* field, const std::function<void(JsonFields&)>& read, bool required)
{
    auto json = Take(field, required);
    if (json.is_discarded())
    {
        return;
    }
    if (!json.is_array())
    {
        RejectField(field, ShortJson(json), "a list of objects");
    }
    for (std::size_t i = 0; i < json.size(); ++i)
    {
        const auto place = std::string(field) + "[" + std::to_string(i) + "]";
        if (!json[i].is_object())
        {
            RejectField(place, ShortJson(json[i]), "an object");
        }
        JsonFields fields(std::move(json[i]));
        try
        {
            read(fields);
            fields.Finish();
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument(place + ": " + error.what());
        }
    }
}

void
JsonFields::Text(const char* field, std::string& value, bool required)
{
    const auto json = Take(field, required);
    if (json.is_discarded())
    {
        return;
    }
    if (!json.is_string())
    {
        RejectField(field, ShortJson(json), "a string");
    }
    value = json.get<std::string>();
}

void
JsonFields::Number(const char* field, double& value, bool required)
{
    const auto json = Take(field, required);
    if (json.is_discarded())
    {
        return;
    }
    if (!json.is_number())
    {
        RejectField(field, ShortJson(json), "a number");
    }
    value = json.get<double>();
}

void
JsonFields::Flag(const char* field, bool& value, bool required)
{
    const auto json = Take(field, required);
    if (json.is_discarded())
    {
        return;
    }
    if (!json.is_boolean())
    {
        RejectField(field, ShortJson(json), "true or false");
    }
    value = json.get<bool>();
}

void
JsonFields::TakeCount(const char* field, std::uint64_t& value, std::uint64_t most, bool required)
{
    const auto json = Take(field, required);
    if (json.is_discarded())
    {
        return;
    }
    if (!json.is_number_unsigned() || json.get<std::uint64_t>() > most)
    {
        RejectField(field, ShortJson(json), "a whole number from 0 to " + std::to_string(most));
    }
    value = json.get<std::uint64_t>();
}

void
JsonFields::Finish()
{
    m_object.erase("description");
    if (!m_object.empty())
    {
        throw std::invalid_argument("unknown field " + ShortText(m_object.begin().key()) +
                                    ": it must be one of " + m_known + ", description");
    }
}

nlohmann::json
JsonFields::Take(const char* field, bool required)
{
    m_known += (m_known.empty() ? "" : ", ") + std::string(field);
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

void
ReadJsonFile(const std::string& what,
             const std::string& path,
             const std::function<void(const std::string&)>& read)
{
    std::ifstream file(path);
    std::ostringstream text;
    // A folder opens like a file, but does not read like one.
    if (!file || !(text << file.rdbuf()))
    {
        throw std::invalid_argument("cannot read " + what + " " + path);
    }
    try
    {
        read(text.str());
    }
    catch (const std::exception& error)
    {
        throw std::invalid_argument(what + " " + path + ": " + error.what());
    }
}

std::vector<std::string>
PresetNamesIn(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    {
        if (entry.path().extension() == ".json")
        {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string
FindPreset(const char* what, const std::string& folder, const std::string& nameOrPath)
{
    const bool isPath = nameOrPath.find('/') != std::string::npos ||
                        std::filesystem::path(nameOrPath).extension() == ".json";
    if (isPath)
    {
        return nameOrPath;
    }
    const auto names = PresetNamesIn(folder);
    if (std::find(names.begin(), names.end(), nameOrPath) == names.end())
    {
        std::string known;
        for (const auto& name : names)
        {
            known += " " + name;
        }
        RejectField(what,
                    ShortText(nameOrPath),
                    "a path to a .json file or one of the presets in " + folder + ":" +
                        (known.empty() ? " (none found)" : known));
    }
    return (std::filesystem::path(folder) / (nameOrPath + ".json")).string();
}

} // namespace coinference
} // namespace ns3
