/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-field.h"

#include "ns3/checked-field.h"
#include "ns3/model-profile.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ns3
{
namespace coinference
{

namespace
{

/// The number that the whole text is.
std::optional<double>
WholeNumber(std::string_view text)
{
    double value;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional<double>(value) : std::nullopt;
}

/// The items between commas; none in an empty text.
std::vector<std::string_view>
Items(std::string_view text)
{
    std::vector<std::string_view> items;
    while (!text.empty())
    {
        const auto comma = std::min(text.find(','), text.size());
        items.push_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

BitWidthSet
ReadBitWidths(const std::string& text)
{
    const auto bitWidth = [&text](std::string_view item) {
        const auto value = WholeNumber(item).value_or(0);
        if (!(value >= 1 && value <= MAX_BIT_WIDTH && value == static_cast<int>(value)))
        {
            RejectField("bitWidths", text, "numbers from 1 to 32 or ranges, like 1,2,4 or 1-8");
        }
        return static_cast<std::uint32_t>(value);
    };
    std::vector<std::uint32_t> bitWidths;
    for (const auto item : Items(text))
    {
        const auto dash = item.find('-');
        const auto first = bitWidth(item.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : bitWidth(item.substr(dash + 1));
        for (auto i = first; i <= last; ++i)
        {
            bitWidths.push_back(i);
        }
    }
    return BitWidthSet(bitWidths);
}

std::vector<double>
ReadFrequencies(const std::string& field, const std::string& text)
{
    std::vector<double> points;
    for (const auto item : Items(text))
    {
        const auto point = WholeNumber(item);
        if (!point)
        {
            RejectField(field, text, "numbers separated by commas");
        }
        points.push_back(*point);
    }
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

DesignSetting
ReadUnchecked(const std::string& field, const std::string& text)
{
    const auto number = std::find_if(DESIGN_NUMBER_FIELDS.begin(),
                                     DESIGN_NUMBER_FIELDS.end(),
                                     [&field](const auto& other) { return field == other.name; });
    if (number != DESIGN_NUMBER_FIELDS.end())
    {
        const auto value = WholeNumber(text);
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
        return [bitWidths = ReadBitWidths(text)](DesignProblem& problem) {
            problem.bitWidths = bitWidths;
        };
    }
    if (field == "agentFrequencies" || field == "serverFrequencies")
    {
        const auto chip =
            field == "agentFrequencies" ? &DesignProblem::agent : &DesignProblem::server;
        return [chip, points = ReadFrequencies(field, text)](DesignProblem& problem) {
            (problem.*chip).operatingPoints = points;
            if (!points.empty())
            {
                (problem.*chip).maxFrequency = points.back();
            }
        };
    }
    if (field == "model")
    {
        return
            [model = ModelProfile::Load(text)](DesignProblem& problem) { problem.SetModel(model); };
    }
    std::string known = "bitWidths, agentFrequencies, serverFrequencies, model";
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
