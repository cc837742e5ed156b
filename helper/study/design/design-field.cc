/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-field.h"

#include "profile/operating-points.h"
#include "support/checked-field.h"

#include "ns3/chip-preset.h"
#include "ns3/model-profile.h"

namespace ns3
{
namespace coinference
{

namespace
{

DesignSetting
ReadUnchecked(const std::string& field, const std::string& text)
{
    if (const auto index = DesignNumberIndex(field); index < DESIGN_NUMBER_FIELDS.size())
    {
        const auto value = NumberFromText(text);
        if (!value)
        {
            RejectField(field, text, "a number");
        }
        return [place = DESIGN_NUMBER_FIELDS[index].place, value = *value](DesignProblem& problem) {
            *place(problem) = value;
        };
    }
    if (field == "bitWidths")
    {
        return [bitWidths = BitWidthSet::FromText(field, text)](DesignProblem& problem) {
            problem.bitWidths = bitWidths;
        };
    }
    if (field == "agentFrequencies" || field == "serverFrequencies")
    {
        const auto chip =
            field == "agentFrequencies" ? &DesignProblem::agent : &DesignProblem::server;
        ComputeChip table;
        ReadOperatingPoints(field, text, table);
        return [chip, table](DesignProblem& problem) {
            auto& target = problem.*chip;
            target.operatingPoints = table.operatingPoints;
            target.pointPowers = table.pointPowers;
            target.pointFlopsPerCycle = table.pointFlopsPerCycle;
            if (!table.operatingPoints.empty())
            {
                target.maxFrequency = table.operatingPoints.back();
            }
        };
    }
    if (field == "agentChip" || field == "serverChip")
    {
        const auto side = field == "agentChip" ? &DesignProblem::agent : &DesignProblem::server;
        return [side, chip = LoadChip(text)](DesignProblem& problem) { problem.*side = chip; };
    }
    if (field == "model")
    {
        return [model = ModelProfile::Load(text).At(Placement::SPLIT)](DesignProblem& problem) {
            problem.workload = model;
        };
    }
    std::string known =
        "bitWidths, agentFrequencies, serverFrequencies, agentChip, serverChip, model";
    for (const auto& other : DESIGN_NUMBER_FIELDS)
    {
        known += std::string(", ") + other.name;
    }
    RejectField("field", field, "one of " + known);
}

} // namespace

DesignSetting
ReadDesignSetting(const std::string& field, const std::string& text)
{
    const auto setting = ReadUnchecked(field, text);
    DesignProblem problem;
    setting(problem);
    problem.Validate();
    return setting;
}

} // namespace coinference
} // namespace ns3
