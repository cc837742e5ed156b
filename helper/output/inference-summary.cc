/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "inference-summary.h"

#include "age-of-information.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::ordered_json Json;

/// A clock, absent where that machine computed nothing.
std::optional<double>
IfUsed(double frequency)
{
    return frequency == 0 ? std::nullopt : std::optional<double>(frequency);
}

std::optional<double>
InSeconds(std::optional<Time> delay)
{
    return delay ? std::optional<double>(delay->GetSeconds()) : std::nullopt;
}

/// The lesser of D_U and ln 2/lambda, a bound as well: D_S is just that at one bit, where D_U is
/// infinite and would swallow every mean.
double
FiniteUpperBound(const InferenceRecord& record)
{
    return std::isinf(record.distortionUpper) ? record.distortionScalar : record.distortionUpper;
}

Json
Number(std::optional<double> value)
{
    if (!value)
    {
        return nullptr;
    }
    return std::isinf(*value) ? Json("inf") : Json(*value);
}

Json
Describe(const SampleStatistics& sample, const char* unit)
{
    const auto interval = sample.GetConfidenceInterval();
    return {{"unit", unit},
            {"n", sample.GetN()},
            {"mean", Number(sample.GetMean())},
            {"p50", Number(sample.GetPercentile(50))},
            {"p95", Number(sample.GetPercentile(95))},
            {"p99", Number(sample.GetPercentile(99))},
            {"ci95", interval ? Json{interval->low, interval->high} : Json()}};
}

Json
Describe(const InferenceCounts& counts)
{
    return {{"generated", counts.generated},
            {"done", counts.done},
            {"dropped", counts.dropped},
            {"batteryEmpty", counts.batteryEmpty},
            {"timedOut", counts.timedOut},
            {"inFlight", counts.inFlight},
            {"deadlineMet", counts.deadlineMet},
            {"energyMet", counts.energyMet}};
}

/// What came of the ended inferences of which something was sent to a server, by its name.
std::map<std::string, InferenceCounts>
CountsByServer(const InferenceTrace& trace)
{
    std::map<Address, InferenceCounts> counts;
    for (const auto& record : trace.records)
    {
        if (!record.server.IsInvalid())
        {
            counts[record.server].Count(record);
        }
    }
    std::map<std::string, InferenceCounts> byName;
    for (const auto& [server, count] : counts)
    {
        byName[ServerName(server)] += count;
    }
    return byName;
}

Json
Describe(const InferenceTrace& trace)
{
    const bool infeasible = trace.status == Allocation::Status::INFEASIBLE;
    Json json{{"scheme", trace.scheme},
              {"status", trace.status ? Json(StatusName(*trace.status)) : Json()},
              {"reason", infeasible ? Json(LimitName(trace.reason)) : Json()},
              {"updates", trace.updates},
              {"infeasibleUpdates", trace.infeasibleUpdates},
              {"infeasibleUpdateReason",
               trace.infeasibleUpdates > 0 ? Json(LimitName(trace.reason)) : Json()},
              {"fallbacks", trace.fallbacks},
              {"alone", trace.alone},
              {"counts", Describe(trace.counts)},
              {"deadlineMetShare", Number(ShareMet(trace.counts, trace.counts.deadlineMet))},
              {"energyMetShare", Number(ShareMet(trace.counts, trace.counts.energyMet))}};
    for (const auto& statistic : SummaryStatistics())
    {
        json[statistic.name] = Describe(SampleOf(trace, statistic), statistic.unit);
    }
    json["quality"].erase("unit"); // of an infeasible scheme nobody knows it
    if (trace.quality)
    {
        json["quality"]["name"] = trace.quality->name;
        json["quality"]["unit"] = trace.quality->unit;
    }
    const auto ages = AgesOf(trace.records); // a value an agent
    json["ageOfInformation"] = Describe(ages.mean, "s");
    json["peakAge"] = Describe(ages.peak, "s");
    json["resultRate"] = Describe(ages.rate, "Hz");
    const auto servers = CountsByServer(trace);
    for (const auto& [name, counts] : servers)
    {
        if (servers.size() > 1)
        {
            Json described{{"server", name}};
            described.update(Describe(counts));
            described.erase("generated"); // of ended inferences only
            described.erase("inFlight");
            json["servers"].push_back(described);
        }
    }
    for (const auto& group : trace.groups)
    {
        auto described = Describe(*group);
        described.erase("scheme"); // its name is the key
        json["groups"][group->scheme] = described;
    }
    return json;
}

} // namespace

const std::vector<SummaryStatistic>&
SummaryStatistics()
{
    typedef const InferenceRecord& R;
    typedef std::optional<double> Value;
    static const std::vector<SummaryStatistic> statistics{
        {"delay", "s", [](R r) -> Value { return r.TotalDelay().GetSeconds(); }},
        {"energy", "J", [](R r) -> Value { return r.TotalEnergy(); }},
        {"distortionLower", "weight unit", [](R r) -> Value { return r.distortionLower; }},
        {"distortionTrue", "weight unit", [](R r) -> Value { return r.distortionTrue; }},
        {"distortionScalar", "weight unit", [](R r) -> Value { return r.distortionScalar; }},
        {"distortionUpper", "weight unit", [](R r) -> Value { return FiniteUpperBound(r); }},
        {"totalDistortion", "weight unit", [](R r) -> Value { return r.totalDistortion; }},
        // In the unit of the model's table; those without are of bit-widths nobody measured, the
        // low ones as a rule.
        {"quality", "", [](R r) { return r.quality; }, true},
        {"bitWidth", "bit", [](R r) -> Value { return r.precision.Bits(); }},
        {"agentFrequency", "Hz", [](R r) { return IfUsed(r.agentFrequency); }},
        {"serverFrequency", "Hz", [](R r) { return IfUsed(r.serverFrequency); }},
        {"agentQueueDelay", "s", [](R r) { return InSeconds(r.AgentQueueDelay()); }},
        {"agentComputeDelay", "s", [](R r) { return InSeconds(r.AgentComputeDelay()); }},
        {"uplinkDelay", "s", [](R r) { return InSeconds(r.UplinkDelay()); }},
        {"serverQueueDelay", "s", [](R r) { return InSeconds(r.ServerQueueDelay()); }},
        {"serverComputeDelay", "s", [](R r) { return InSeconds(r.ServerComputeDelay()); }},
        {"downlinkDelay", "s", [](R r) { return InSeconds(r.DownlinkDelay()); }},
        {"communicationDelay", "s", [](R r) { return InSeconds(r.CommunicationDelay()); }},
        {"agentEnergy", "J", [](R r) -> Value { return r.agentEnergy; }},
        {"serverEnergy", "J", [](R r) -> Value { return r.serverEnergy; }},
        {"radioEnergy", "J", [](R r) -> Value { return r.radioEnergy; }},
        {"radioWaitingEnergy", "J", [](R r) -> Value { return r.radioWaitingEnergy; }},
        {"tokens", "", [](R r) { return r.tokens == 0 ? Value() : Value(r.tokens); }},
        {"timeToFirstToken", "s", [](R r) { return InSeconds(r.TimeToFirstToken()); }},
        {"timePerToken", "s", [](R r) { return InSeconds(r.TimePerToken()); }},
        {"controlRate", "Hz", [](R r) { return r.ControlRate(); }},
    };
    return statistics;
}

SampleStatistics
SampleOf(const InferenceTrace& trace, const SummaryStatistic& statistic)
{
    SampleStatistics sample;
    for (const auto& record : trace.records)
    {
        const auto value = record.outcome == Outcome::DONE ? statistic.get(record) : std::nullopt;
        if (value)
        {
            sample.Add(*value);
        }
        else if (statistic.isOfAll && record.outcome == Outcome::DONE)
        {
            return SampleStatistics();
        }
    }
    return sample;
}

SampleStatistics
SampleOf(const InferenceTrace& trace, std::string_view name)
{
    const auto& statistics = SummaryStatistics();
    const auto place =
        std::find_if(statistics.begin(), statistics.end(), [&](const SummaryStatistic& other) {
            return other.name == name;
        });
    return SampleOf(trace, *place);
}

std::optional<double>
ShareMet(const InferenceCounts& counts, std::uint64_t met)
{
    const auto ended = counts.generated - counts.inFlight;
    if (ended == 0)
    {
        return std::nullopt;
    }
    return static_cast<double>(met) / static_cast<double>(ended);
}

std::string
SummaryToJson(const std::vector<Ptr<InferenceTrace>>& traces)
{
    Json schemes = Json::array();
    for (const auto& trace : traces)
    {
        schemes.push_back(Describe(*trace));
    }
    const Json summary{{"schemes", schemes}};
    // Labels are the caller's and may hold anything: replace what is not UTF-8.
    return summary.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace coinference
} // namespace ns3
