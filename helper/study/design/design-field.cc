/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-field.h"

#include "profile/operating-points.h"
#include "support/checked-field.h"

#include "ns3/model-profile.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

DesignSetting
ReadUnchecked(const std::string& field, const std::string& text)
{
    const auto number = std::find_if(DESIGN_NUMBER_FIELDS.begin(),
                                     DESIGN_NUMBER_FIELDS.end(),
                                     [&field](const auto& other) { return field == other.name; });
    if (number != DESIGN_NUMBER_FIELDS.end())
    {
        const auto value = NumberFromText(text);
        if (!value)
        {
            RejectField(field, text, "a number");
        }
        return [place = number->place, value = *value](DesignProblem& problem) {
            *place(problem) = value;
        };
    }
    if (field == "bitWidths")
    {
        return [bitWidths = ReadBitWidths(field, text)](DesignProblem& problem) {
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
    if (field == "model")
    {
        return [model = ModelProfile::Load(text).At(Placement::SPLIT)](DesignProblem& problem) {
            problem.workload = model;
        };
    }
    std::string known = "bitWidths, agentFrequencies, serverFrequencies, model";
    for (const auto& other : DESIGN_NUMBER_FIELDS)
    {
        known += std::string(", ") + other.name;
    }
    RejectField("field", field, "one of " + known);
}

} // namespace

BitWidthSet
ReadBitWidths(const std::string& field, const std::string& text)
{
    const auto bitWidth = [&](std::string_view item) {
        const auto value = NumberFromText(item).value_or(0);
        if (!(value >= 1 && value <= MAX_BIT_WIDTH && value == std::floor(value)))
        {
            RejectField(field,
                        ShortText(text),
                        "numbers from 1 to 32 or ranges of them, as 1,2,4 or 1-8");
        }
        return static_cast<std::uint32_t>(value);
    };
    BitWidthSet bitWidths;
    bitWidths.Clear();
    for (const auto item : SplitList(text, ','))
    {
        const auto dash = item.find('-');
        const auto first = bitWidth(item.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : bitWidth(item.substr(dash + 1));
        if (last < first)
        {
            RejectField(field, ShortText(text), "with ranges that rise, as 1-8");
        }
        for (auto i = first; i <= last; ++i)
        {
            bitWidths.Add(i);
        }
    }
    return bitWidths;
}

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
