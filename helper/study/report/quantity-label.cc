/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantity-label.h"

#include <map>
#include <string_view>

namespace ns3
{
namespace coinference
{

namespace
{

const std::map<std::string, QuantityLabel> QUANTITIES{
    // Options.
    {"agents", {"Agents", ""}},
    {"model", {"Model", ""}},
    {"network", {"Network", ""}},
    {"protocol", {"Transport protocol", ""}},
    {"ipv6", {"IPv6", ""}},
    {"duration", {"Duration", "s"}},
    {"sensing", {"Sensing", ""}},
    {"interval", {"Sensing interval", "s"}},
    {"spread", {"Spread of the first sensing", "s"}},
    {"delayBudget", {"Delay budget T₀", "s"}},
    {"energyBudget", {"Energy budget E₀", "J"}},
    {"timeout", {"Timeout", "s"}},
    {"bitWidths", {"Bit-widths", "bit"}},
    {"activationBits", {"Activation width", "bit"}},
    {"reserve", {"Communication reserve", ""}},
    {"communicationDelay", {"Communication delay", "s"}},
    {"communicationEnergy", {"Communication energy", "J"}},
    {"linkRate", {"Link rate", "bit/s"}},
    {"linkDelay", {"Link delay", "s"}},
    {"packetLoss", {"Packet loss", ""}},
    {"pacingRate", {"Pacing rate", "bit/s"}},
    {"speed", {"Speed", "m/s"}},
    {"area", {"Side of the area", "m"}},
    {"batteryEnergy", {"Battery energy", "J"}},
    {"agentFlops", {"Agent's work", "FLOP"}},
    {"serverFlops", {"Server's work", "FLOP"}},
    {"fullPrecisionBits", {"Full precision", "bit"}},
    {"weightRate", {"Weight rate λ", "1/weight unit"}},
    {"agentMaxFrequency", {"Agent's highest clock", "Hz"}},
    {"serverMaxFrequency", {"Server's highest clock", "Hz"}},
    {"agentFlopsPerCycle", {"Agent's work per cycle", "FLOP/cycle"}},
    {"serverFlopsPerCycle", {"Server's work per cycle", "FLOP/cycle"}},
    {"agentPue", {"Agent's PUE", ""}},
    {"serverPue", {"Server's PUE", ""}},
    {"agentPowerCoefficient", {"Agent's power coefficient", "W/Hz³"}},
    {"serverPowerCoefficient", {"Server's power coefficient", "W/Hz³"}},
    {"agentIdlePower", {"Agent's idle power", "W"}},
    {"agentMemoryBandwidth", {"Agent's memory bandwidth", "byte/s"}},
    {"serverMemoryBandwidth", {"Server's memory bandwidth", "byte/s"}},
    {"outputTokens", {"Tokens of an answer", ""}},
    {"maxSequences", {"Answers at a time", ""}},
    {"prefillChunk", {"Prompt tokens in a pass", ""}},
    {"cacheMemory", {"Memory for caches", "byte"}},
    {"serverIdlePower", {"Server's idle power", "W"}},
    {"agentStaticPower", {"Agent's static power", "W"}},
    {"agentMemory", {"Agent's memory for weights", "byte"}},
    {"agentFrequencies", {"Agent's operating points", "Hz:W:FLOP/cycle"}},
    {"agentMfu", {"Agent's share of its arithmetic reached", ""}},
    {"agentMbu", {"Agent's share of its bandwidth reached", ""}},
    {"agentLaunchOverhead", {"Agent's time besides a step", "s"}},
    {"agentMemoryPower", {"Agent's memory's power", "W"}},
    {"agentMemoryEnergy", {"Agent's energy of moving a byte", "J/byte"}},
    {"agentMemoryPoints", {"Agent's memory's clocks", "Hz:byte/s:W"}},
    {"serverStaticPower", {"Server's static power", "W"}},
    {"serverMemory", {"Server's memory for weights", "byte"}},
    {"serverFrequencies", {"Server's operating points", "Hz:W:FLOP/cycle"}},
    {"serverMfu", {"Server's share of its arithmetic reached", ""}},
    {"serverMbu", {"Server's share of its bandwidth reached", ""}},
    {"serverLaunchOverhead", {"Server's time besides a step", "s"}},
    {"serverMemoryPower", {"Server's memory's power", "W"}},
    {"serverMemoryEnergy", {"Server's energy of moving a byte", "J/byte"}},
    {"serverMemoryPoints", {"Server's memory's clocks", "Hz:byte/s:W"}},
    {"streamTokens", {"Tokens come one by one", ""}},
    {"sharedScheme", {"Schemes that decide together", ""}},
    {"coordinatorMessages", {"Decisions told by messages", ""}},
    {"scheme", {"Scheme", ""}},
    {"load", {"Library of schemes", ""}},
    {"groups", {"Groups of agents", ""}},
    {"maxInFlight", {"Inferences under way at most", ""}},
    {"servers", {"Servers", ""}},
    {"serverSelection", {"Choice of the server", ""}},
    {"serverStop", {"First server stops at", "s"}},
    {"serverProcessors", {"Processors of a server", ""}},
    {"queue", {"Server's queue", ""}},
    {"batch", {"Requests of a batch at most", ""}},
    {"batchWait", {"Wait for a batch", "s"}},
    {"batchFixedShare", {"Work that a batch does once", ""}},
    {"dropLate", {"Late requests dropped", ""}},
    {"workConserving", {"Idle shares lent", ""}},
    {"splits", {"Places to cut the model", ""}},
    {"keepInput", {"Raw input stays", ""}},
    {"keepRate", {"Rate kept", ""}},
    {"uplinkRate", {"Uplink rate expected", "bit/s"}},
    {"missedResults", {"Results missed at most", ""}},
    {"retryInterval", {"Time until a server is tried again", "s"}},
    {"wifiStandard", {"Wi-Fi standard", ""}},
    {"rateAdaptation", {"Rate adaptation", ""}},
    {"lteBandwidth", {"LTE bandwidth", "resource blocks"}},
    {"cellRate", {"Rate of the cell", "bit/s"}},
    {"fidelity", {"Fidelity", ""}},
    {"agentChip", {"Agent's chip", ""}},
    {"serverChip", {"Server's chip", ""}},
    {"computeScalesWithBits", {"Arithmetic shrinks with the bits", ""}},
    {"countWaiting", {"Radio's waiting counts", ""}},
    {"clocks", {"Clocks taken", ""}},
    {"priority", {"Priority", ""}},
    {"seed", {"Seed", ""}},
    {"run", {"Run", ""}},
    // Numbers of the summary and of a design.
    {"delay", {"Inference delay", "s"}},
    {"energy", {"Energy per inference", "J"}},
    {"distortionLower", {"Distortion, lower bound", "weight unit"}},
    {"distortionTrue", {"Distortion, best code", "weight unit"}},
    {"distortionScalar", {"Distortion, best scalar code", "weight unit"}},
    {"distortionUpper", {"Distortion, upper bound", "weight unit"}},
    {"totalDistortion", {"Distortion of all weights", "weight unit"}},
    {"objective", {"Gap of the distortion bounds", "weight unit"}},
    {"quality", {"Quality of the task", ""}},
    {"reconstruction", {"Share of the picture that is right", ""}},
    {"charactersRight", {"Characters right", ""}},
    {"bitWidth", {"Bit-width", "bit"}},
    {"agentFrequency", {"Agent's clock", "Hz"}},
    {"serverFrequency", {"Server's clock", "Hz"}},
    {"agentQueueDelay", {"Delay in the agent's queue", "s"}},
    {"agentComputeDelay", {"Agent's compute delay", "s"}},
    {"uplinkDelay", {"Uplink delay", "s"}},
    {"serverQueueDelay", {"Delay in the server's queue", "s"}},
    {"serverComputeDelay", {"Server's compute delay", "s"}},
    {"downlinkDelay", {"Downlink delay", "s"}},
    {"totalDelay", {"Inference delay", "s"}},
    {"totalEnergy", {"Energy per inference", "J"}},
    {"agentEnergy", {"Agent's compute energy per inference", "J"}},
    {"serverEnergy", {"Server's compute energy per inference", "J"}},
    {"radioEnergy", {"Radio energy per inference", "J"}},
    {"radioWaitingEnergy", {"Radio's energy of waiting", "J"}},
    {"ageOfInformation", {"Age of an agent's newest result", "s"}},
    {"peakAge", {"Age just before a newer result", "s"}},
    {"resultRate", {"Results of an agent", "Hz"}},
    {"tokens", {"Tokens of an answer", ""}},
    {"timeToFirstToken", {"Time to the first token", "s"}},
    {"timePerToken", {"Time per token", "s"}},
    {"controlRate", {"Control rate", "Hz"}},
    {"deadlineMetShare", {"Share of inferences within T₀", ""}},
    {"energyMetShare", {"Share of inferences within E₀", ""}},
    {"counts.generated", {"Inferences generated", ""}},
    {"counts.done", {"Inferences done", ""}},
    {"counts.dropped", {"Inferences dropped", ""}},
    {"counts.batteryEmpty", {"Inferences lost to an empty battery", ""}},
    {"counts.timedOut", {"Inferences timed out", ""}},
    {"counts.inFlight", {"Inferences in flight at the end", ""}},
    {"counts.deadlineMet", {"Inferences within T₀", ""}},
    {"counts.energyMet", {"Inferences within E₀", ""}},
    {"updates", {"Designs solved", ""}},
    {"infeasibleUpdates", {"Designs that were infeasible", ""}},
    {"fallbacks", {"Times an agent went on alone", ""}},
    {"alone", {"Agents alone at the end", ""}},
};

const std::map<std::string, std::string> STATISTICS{
    {"mean", "mean"},
    {"p50", "median"},
    {"p95", "95th percentile"},
    {"p99", "99th percentile"},
    {"n", "number of values"},
};

} // namespace

std::string
QuantityLabel::WithUnit() const
{
    return unit.empty() ? text : text + " [" + unit + "]";
}

std::optional<GroupPath>
GroupPathOf(const std::string& path)
{
    constexpr std::string_view GROUPS = "groups.";
    if (path.compare(0, GROUPS.size(), GROUPS) != 0)
    {
        return std::nullopt;
    }
    const auto end = path.find('.', GROUPS.size());
    return GroupPath{path.substr(GROUPS.size(), end - GROUPS.size()),
                     end == std::string::npos ? "" : path.substr(end + 1)};
}

QuantityLabel
LabelOf(const std::string& name)
{
    const auto known = QUANTITIES.find(name);
    if (known != QUANTITIES.end())
    {
        return known->second;
    }
    if (const auto path = GroupPathOf(name))
    {
        const auto label = LabelOf(path->rest);
        return label.text != path->rest
                   ? QuantityLabel{label.text + " (" + path->group + ")", label.unit}
                   : QuantityLabel{name, ""};
    }
    const auto dot = name.rfind('.');
    if (dot != std::string::npos)
    {
        const auto quantity = QUANTITIES.find(name.substr(0, dot));
        const auto statistic = STATISTICS.find(name.substr(dot + 1));
        if (quantity != QUANTITIES.end() && statistic != STATISTICS.end())
        {
            const bool isCount = statistic->first == "n";
            return {quantity->second.text + ", " + statistic->second,
                    isCount ? "" : quantity->second.unit};
        }
    }
    return {name, ""};
}

} // namespace coinference
} // namespace ns3
