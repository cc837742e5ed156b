/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-problem.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

DesignProblem
DesignProblem::Placed(Placement placement) const
{
    for (const auto& option : splits)
    {
        if (option.placement == placement && placement != Placement::SPLIT)
        {
            return Decided(option); // whose reserve is its own
        }
    }
    auto placed = *this;
    placed.workload = workload.Placed(placement);
    if (placement == Placement::AGENT)
    {
        placed.communicationDelay = 0;
        placed.communicationEnergy = 0;
    }
    return placed;
}

DesignProblem
DesignProblem::Decided(const SplitOption& option) const
{
    DesignProblem decided;
    decided.workload = option.workload;
    decided.bitWidths = bitWidths;
    decided.agent = agent;
    decided.server = server;
    decided.delayBudget = delayBudget;
    decided.energyBudget = energyBudget;
    decided.communicationDelay = option.communicationDelay;
    decided.communicationEnergy = option.communicationEnergy;
    decided.period = period;
    return decided;
}

DesignProblem
DesignProblem::Decided(Placement placement, std::uint32_t split) const
{
    for (const auto& option : splits)
    {
        if (option.placement == placement && option.split == split)
        {
            return Decided(option);
        }
    }
    return placement == Placement::SPLIT ? *this : Placed(placement);
}

void
DesignProblem::Validate() const
{
    workload.Validate();
    if (bitWidths.GetN() == 0)
    {
        RejectField("bitWidths", "[]", "at least one bit-width from 1 to 32");
    }
    agent.Validate("agent");
    server.Validate("server");
    RequireNonNegative("", "delayBudget", delayBudget);
    RequireNonNegative("", "energyBudget", energyBudget);
    RequireNonNegative("", "communicationDelay", communicationDelay);
    RequireNonNegative("", "communicationEnergy", communicationEnergy);
    RequireNonNegative("", "period", period);
    for (std::size_t i = 0; i < splits.size(); ++i)
    {
        const auto& option = splits[i];
        try
        {
            if (option.placement != Placement::SERVER) // where nothing is quantized
            {
                option.workload.Validate();
            }
            RequireNonNegative("", "communicationDelay", option.communicationDelay);
            RequireNonNegative("", "communicationEnergy", option.communicationEnergy);
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument("splits[" + std::to_string(i) + "]." + error.what());
        }
    }
}

void
DesignProblem::RequireWorkOfBits(const char* who) const
{
    if (!workload.computeScalesWithBits)
    {
        RejectField("computeScalesWithBits",
                    "false",
                    std::string("true with ") + who + ", which counts work in proportion to bits");
    }
    if (HasPhases())
    {
        const bool isAgents = workload.IsAgentPhased(agent);
        RejectField(isAgents ? "agentMemoryBandwidth" : "serverMemoryBandwidth",
                    NumberToText(isAgents ? agent.memoryBandwidth : server.memoryBandwidth),
                    std::string("0 with ") + who +
                        ", which knows no memory to wait for, or the model without phases");
    }
}

std::optional<TokenTimes>
DesignProblem::TokenTimesAt(double bitWidth, const Clocks& clocks) const
{
    const bool isAgents = workload.agentPhases && TokensOf(*workload.agentPhases) > 0;
    const bool isServers = workload.serverPhases && TokensOf(*workload.serverPhases) > 0;
    if (!isAgents && !isServers)
    {
        return std::nullopt;
    }
    const auto works = isAgents ? workload.AgentWorks(bitWidth) : workload.ServerWorks();
    const auto roofline = isAgents ? Roofline(agent, clocks.agent, clocks.agentMemory)
                                   : Roofline(server, clocks.server, clocks.serverMemory);
    TokenTimes times;
    times.first = communicationDelay + (isAgents ? 0 : AgentCost(bitWidth, clocks).time);
    for (const auto& work : works)
    {
        const double seconds = TimeOf(work, roofline).seconds;
        if (work.kind == PhaseKind::DECODE)
        {
            times.each = seconds / work.steps;
            break;
        }
        times.first += seconds;
    }
    return times;
}

JobCost
DesignProblem::CostOf(const PhaseWorks& works,
                      const ComputeChip& chip,
                      double frequency,
                      double memoryFrequency)
{
    if (frequency == 0)
    {
        return {std::numeric_limits<double>::infinity(), 0};
    }
    const double time = TimeOf(works, Roofline(chip, frequency, memoryFrequency)).seconds;
    return {time,
            EnergyOf(chip, frequency, memoryFrequency, TotalFlops(works), TotalBytes(works), time)};
}

Limit
DesignProblem::Broken(const Precision& precision, const Clocks& clocks, double slack) const
{
    const double bitWidth = precision.Bits();
    if (!HoldsWeights(workload.AgentMemory(precision)))
    {
        return Limit::MEMORY;
    }
    const bool meetsDelay = MeetsDelay(Delay(bitWidth, clocks), slack);
    const bool meetsEnergy = MeetsEnergy(Energy(bitWidth, clocks), slack);
    if (!meetsDelay || !meetsEnergy)
    {
        return meetsEnergy ? Limit::DELAY : meetsDelay ? Limit::ENERGY : Limit::DELAY_AND_ENERGY;
    }
    return MeetsRate(bitWidth, clocks, slack) ? Limit::NONE : Limit::RATE;
}

} // namespace coinference
} // namespace ns3
