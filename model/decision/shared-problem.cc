/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-problem.h"

#include "support/checked-field.h"

#include <stdexcept>
#include <tuple>

namespace ns3
{
namespace coinference
{

namespace
{

auto
FieldsOf(const ComputeChip& chip)
{
    return std::tie(chip.maxFrequency,
                    chip.flopsPerCycle,
                    chip.powerCoefficient,
                    chip.staticPower,
                    chip.pue,
                    chip.memory,
                    chip.operatingPoints,
                    chip.pointPowers,
                    chip.pointFlopsPerCycle);
}

/// What an agent has to be like where a band is shared.
void
RequireBandAgent(const std::string& prefix, const SharedAgent& agent)
{
    const auto& own = agent.problem;
    RequireNonNegative(prefix, "embeddingBits", agent.embeddingBits);
    RequireNonNegative(prefix, "transmitPower", agent.transmitPower);
    RequireNonNegative(prefix, "gamma", agent.gamma);
    if (agent.embeddingBits > 0 && agent.gamma == 0)
    {
        RejectField(prefix + "gamma", "0", "above 0 where embeddingBits is");
    }
    if (!own.agent.operatingPoints.empty() || !own.server.operatingPoints.empty())
    {
        RejectField(prefix + "agentFrequencies, serverFrequencies",
                    "a list",
                    "left out where a band is shared");
    }
    if (own.period > 0 && own.period < own.delayBudget)
    {
        RejectField(prefix + "period",
                    NumberToText(own.period),
                    "0 or at least delayBudget where a band is shared");
    }
}

} // namespace

void
SharedProblem::Validate() const
{
    if (agents.empty())
    {
        RejectField("agents", "[]", "at least one agent");
    }
    for (std::size_t k = 0; k < agents.size(); ++k)
    {
        const auto name = "agents[" + std::to_string(k) + "]";
        try
        {
            agents[k].problem.Validate();
            agents[k].problem.RequireWorkOfBits("agents that decide together");
            RequirePositive("", "weight", agents[k].weight);
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument(name + ": " + error.what());
        }
        if (FieldsOf(agents[k].problem.server) != FieldsOf(agents[0].problem.server))
        {
            RejectField(name + " server...",
                        "another chip",
                        "the one server's: all server fields agree with those of agents[0]");
        }
    }
    RequireNonNegative("", "band", band);
    for (std::size_t k = 0; k < agents.size() && band > 0; ++k)
    {
        RequireBandAgent("agents[" + std::to_string(k) + "]: ", agents[k]);
    }
    RequireNonNegative("", "serverCapacity", serverCapacity);
    if (server == ServerDiscipline::PARTITIONED &&
        !agents[0].problem.server.operatingPoints.empty())
    {
        RejectField("server", "partitioned", "fifo where the server has operating points");
    }
}

} // namespace coinference
} // namespace ns3
