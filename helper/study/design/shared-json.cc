/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-json.h"

#include "design-json.h"
#include "support/checked-field.h"
#include "support/json-fields.h"
#include "support/strict-json.h"
#include "take-number.h"

#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::json Json;
typedef nlohmann::ordered_json OrderedJson;

SharedAgent
ReadAgent(Json json)
{
    if (!json.is_object())
    {
        throw std::invalid_argument("it is " + ShortJson(json) + ": it must be an object");
    }
    SharedAgent agent;
    TakeNumber(json, "weight", agent.weight);
    TakeNumber(json, "gamma", agent.gamma);
    TakeNumber(json, "transmitPower", agent.transmitPower);
    TakeNumber(json, "embeddingBits", agent.embeddingBits);
    ParseDesignProblem(json.dump(), agent.problem);
    return agent;
}

/// One of two words, the first by default.
bool
IsSecond(JsonFields& fields, const char* field, const char* first, const char* second)
{
    std::string word = first;
    fields.Text(field, word, false);
    if (word != first && word != second)
    {
        RejectField(field, word, std::string(first) + " or " + second);
    }
    return word == second;
}

/// Infinity as the text that stands for it.
OrderedJson
Number(double value)
{
    return std::isinf(value) ? OrderedJson("inf") : OrderedJson(value);
}

void
AppendProof(const SharedAllocation& answer, OrderedJson& json)
{
    if (answer.proof)
    {
        json["proof"] = {{"serverTime", answer.proof->level},
                         {"demand", Number(answer.proof->demand)},
                         {"capacity", answer.proof->capacity}};
    }
}

} // namespace

bool
IsSharedProblem(std::string_view line)
{
    return line.find("\"agents\"") != std::string_view::npos;
}

SharedProblem
ParseSharedProblem(std::string_view line)
{
    auto json = ParseStrictJson<Json>(line);
    const auto agents = json.is_object() ? json.find("agents") : json.end();
    if (agents == json.end() || !agents->is_array())
    {
        throw std::invalid_argument("agents is missing or no array");
    }
    SharedProblem problem;
    for (const auto& agent : *agents)
    {
        try
        {
            problem.agents.push_back(ReadAgent(agent));
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument("agents[" + std::to_string(problem.agents.size()) +
                                        "]: " + error.what());
        }
    }
    json.erase(agents);
    JsonFields fields(json.dump());
    problem.server = IsSecond(fields, "server", "fifo", "partitioned")
                         ? ServerDiscipline::PARTITIONED
                         : ServerDiscipline::FIFO;
    problem.objective =
        IsSecond(fields, "objective", "sum", "max") ? SharedObjective::MAX : SharedObjective::SUM;
    fields.Number("serverCapacity", problem.serverCapacity, false);
    fields.Number("band", problem.band, false);
    if (problem.serverCapacity != 0 && problem.server == ServerDiscipline::FIFO)
    {
        RejectField("serverCapacity",
                    NumberToText(problem.serverCapacity),
                    "left out where the server is fifo");
    }
    fields.Finish();
    return problem;
}

void
AppendSharedAllocation(const SharedProblem& problem,
                       const SharedAllocation& answer,
                       std::string& text)
{
    const bool isFifo = problem.server == ServerDiscipline::FIFO;
    OrderedJson json;
    if (!answer.IsFeasible())
    {
        json["status"] = "infeasible";
        json["reason"] = LimitName(answer.reason);
        if (answer.agent)
        {
            json["agent"] = *answer.agent;
        }
        AppendProof(answer, json);
        text += json.dump() + "\n";
        return;
    }
    json["status"] = StatusName(answer.status);
    auto& allocations = json["allocations"] = OrderedJson::array();
    for (const auto& share : answer.agents)
    {
        OrderedJson one{{"bitWidth", share.precision.BitWidth()},
                        {"agentFrequency", share.clocks.agent},
                        {"serverFrequency", share.clocks.server},
                        {"delay", share.delay},
                        {"energy", share.energy}};
        if (!isFifo)
        {
            one["serverShare"] = share.serverShare;
        }
        if (problem.band > 0)
        {
            one["bandShare"] = share.bandShare;
            one["uplinkTime"] = share.uplinkTime;
        }
        allocations.push_back(std::move(one));
    }
    json["objective"] = Number(answer.objective);
    if (answer.bound > 0)
    {
        json["bound"] = answer.bound;
        json["gap"] = answer.gap;
    }
    if (isFifo)
    {
        json["serverTime"] = answer.serverTime;
    }
    if (answer.serverPrice > 0)
    {
        json["prices"] = {{"server", answer.serverPrice}};
    }
    if (answer.bandPrice > 0 && answer.serverPrice > 0)
    {
        json["prices"]["band"] = answer.bandPrice * answer.serverPrice;
    }
    json["binding"] = LimitName(answer.binding);
    if (answer.blocked)
    {
        json["blocked"] = *answer.blocked;
    }
    AppendProof(answer, json);
    if (answer.draws > 0)
    {
        json["draws"] = answer.draws;
        json["feasibleDraws"] = answer.feasibleDraws;
        json["objectiveMean"] = Number(answer.objectiveMean);
    }
    text += json.dump() + "\n";
}

} // namespace coinference
} // namespace ns3
