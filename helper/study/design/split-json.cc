/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-json.h"

#include "design-json.h"
#include "profile/operating-points.h"
#include "support/checked-field.h"
#include "support/strict-json.h"
#include "take-number.h"

#include "ns3/model-profile.h"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::json Json;

/// Take a field out of an object; null if it is absent.
Json
Take(Json& json, const char* field)
{
    const auto place = json.find(field);
    if (place == json.end())
    {
        return nullptr;
    }
    auto value = std::move(*place);
    json.erase(place);
    return value;
}

bool
TakeFlag(Json& json, const char* field)
{
    const auto value = Take(json, field);
    if (!value.is_null() && !value.is_boolean())
    {
        RejectField(field, ShortJson(value), "true or false");
    }
    return value.is_boolean() && value.get<bool>();
}

std::string
TakeText(Json& json, const char* field)
{
    const auto value = Take(json, field);
    if (!value.is_null() && !value.is_string())
    {
        RejectField(field, ShortJson(value), "a text");
    }
    return value.is_string() ? value.get<std::string>() : "";
}

/// Move a field of the line, if it is there, to the profile.
void
Move(Json& line, Json& profile, const char* field)
{
    auto value = Take(line, field);
    if (!value.is_null())
    {
        profile[field] = std::move(value);
    }
}

} // namespace

bool
IsSplitProblem(std::string_view line)
{
    return line.find("\"splits\"") != std::string_view::npos ||
           line.find("\"layers\"") != std::string_view::npos ||
           line.find("\"phases\"") != std::string_view::npos ||
           line.find("\"computeScalesWithBits\"") != std::string_view::npos ||
           line.find("MemoryPoints\"") != std::string_view::npos;
}

DesignProblem
ParseSplitProblem(std::string_view line)
{
    auto json = ParseStrictJson<Json>(line);
    if (!json.is_object())
    {
        throw std::invalid_argument("the line is " + ShortJson(json) +
                                    ": it must be a JSON object");
    }
    Json profile{{"name", "line"}, {"resultBytes", 1}, {"embeddingValues", 1}};
    for (const char* field : {"layers",
                              "splits",
                              "agentLayers",
                              "embeddingValues",
                              "activationBits",
                              "inputBytes",
                              "phases",
                              "computeScalesWithBits",
                              "cacheBits",
                              "group"})
    {
        Move(json, profile, field);
    }
    const auto agentMemory = TakeText(json, "agentMemoryPoints");
    const auto serverMemory = TakeText(json, "serverMemoryPoints");
    const bool keepInput = TakeFlag(json, "keepInput");
    double rate = 0;
    double power = 0;
    TakeNumber(json, "uplinkRate", rate);
    TakeNumber(json, "transmitPower", power);
    RequireNonNegative("", "uplinkRate", rate);
    RequireNonNegative("", "transmitPower", power);
    // What the line does not tell is as its first split has it.
    const bool hasSplits =
        profile.contains("splits") && profile["splits"].is_array() && !profile["splits"].empty();
    const auto follow = [&](const char* field, const char* ofSplit, double otherwise) {
        if (!json.contains(field) && hasSplits)
        {
            const auto& first = profile["splits"][0]; // what is wrong with it is said below
            json[field] = first.is_object() && first.contains(ofSplit) && first[ofSplit].is_number()
                              ? first[ofSplit]
                              : Json(otherwise);
        }
    };
    follow("agentFlops", "agentFlops", 0);
    follow("serverFlops", "serverFlops", 0);
    follow("weights", "agentWeights", 1);
    follow("serverWeights", "serverWeights", 0);
    DesignProblem problem;
    ParseDesignProblem(json.dump(), problem);
    ReadMemoryPoints("agentMemoryPoints", agentMemory, problem.agent);
    ReadMemoryPoints("serverMemoryPoints", serverMemory, problem.server);
    problem.agent.Validate("agent");
    problem.server.Validate("server");
    auto& workload = problem.workload;
    profile["agentFlops"] = workload.agentFlops;
    profile["serverFlops"] = workload.serverFlops;
    profile["fullPrecisionBits"] = static_cast<std::uint32_t>(workload.fullPrecisionBits);
    profile["serverWeights"] = workload.serverWeights;
    profile["weightRate"] = workload.weightRate;
    // A line that does not tell its weights counts those of its layers.
    double weights = 0;
    if (profile.contains("layers") && profile["layers"].is_array() && !json.contains("weights"))
    {
        for (const auto& layer : profile["layers"])
        {
            const bool isNumber =
                layer.is_object() && layer.contains("weights") && layer["weights"].is_number();
            weights += isNumber ? layer["weights"].get<double>() : 0;
        }
    }
    workload.weights = weights > 0 ? weights : workload.weights;
    profile["agentWeights"] = workload.weights;
    const auto model = ModelProfile::FromText(profile.dump());
    workload = model.At(Placement::SPLIT);
    if (model.splits.empty())
    {
        return problem;
    }
    problem.splits = SplitOptionsOf(model, SplitsFromText("splits", model, "all"), keepInput);
    for (auto& option : problem.splits)
    {
        if (option.placement == Placement::AGENT)
        {
            continue; // nothing is sent
        }
        const double time =
            rate == 0 ? 0 : 8.0 * static_cast<double>(option.workload.uplinkBytes) / rate;
        option.communicationDelay = problem.communicationDelay + time;
        option.communicationEnergy = problem.communicationEnergy + power * time;
    }
    return problem;
}

} // namespace coinference
} // namespace ns3
