/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-job.h"

#include "support/strict-json.h"

#include <cstdint>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::ordered_json Json;

Json
RunToJson(const SweepRun& run)
{
    return {{"scenario", Json::parse(run.scenario)}, {"run", run.run}};
}

SweepRun
JsonToRun(const Json& json)
{
    return {json.at("scenario").dump(-1, ' ', true), json.at("run").get<std::uint64_t>()};
}

std::string
Line(const Json& json)
{
    // ASCII only: it passes through shells, and perhaps through ssh.
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

} // namespace

std::string
JobToLine(const SweepJob& job)
{
    auto json = RunToJson(job.run);
    json["program"] = job.program;
    json["scratch"] = job.scratch;
    json["folder"] = job.folder;
    json["keepInferences"] = job.keepInferences;
    return Line(json);
}

SweepJob
LineToJob(const std::string& line)
{
    try
    {
        const auto json = ParseStrictJson<Json>(line);
        return {JsonToRun(json),
                json.at("program").get<std::string>(),
                json.at("scratch").get<std::string>(),
                json.at("folder").get<std::string>(),
                json.at("keepInferences").get<bool>()};
    }
    catch (const std::exception& error)
    {
        throw std::invalid_argument(std::string("not a job: ") + error.what());
    }
}

std::string
AnswerToLine(const JobAnswer& answer)
{
    Json json{{"job", RunToJson(answer.run)}};
    if (answer.result.done)
    {
        json["summary"] = Json::parse(answer.result.summary);
        if (answer.result.inferences)
        {
            json["inferences"] = *answer.result.inferences;
        }
    }
    else
    {
        json["error"] = answer.result.error;
    }
    return Line(json);
}

JobAnswer
LineToAnswer(std::string_view line)
{
    try
    {
        const auto json = ParseStrictJson<Json>(line);
        JobAnswer answer{JsonToRun(json.at("job")), {}};
        answer.result.done = json.contains("summary");
        if (answer.result.done)
        {
            answer.result.summary = json.at("summary").dump();
            if (json.contains("inferences"))
            {
                answer.result.inferences = json.at("inferences").get<std::string>();
            }
        }
        else
        {
            answer.result.error = json.at("error").get<std::string>();
        }
        return answer;
    }
    catch (const std::exception& error)
    {
        throw std::invalid_argument(std::string("not a worker's answer: ") + error.what());
    }
}

} // namespace coinference
} // namespace ns3
