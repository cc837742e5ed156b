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
    RequireNonNegative("", "serverCapacity", serverCapacity);
    if (server == ServerDiscipline::PARTITIONED &&
        !agents[0].problem.server.operatingPoints.empty())
    {
        RejectField("server", "partitioned", "fifo where the server has operating points");
    }
}

} // namespace coinference
} // namespace ns3
