/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary-values.h"

#include "report/quantity-label.h"
#include "support/strict-json.h"

#include <limits>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Keeps the order of the text.
typedef nlohmann::ordered_json Json;

void
Collect(const Json& object, const std::string& prefix, std::vector<SummaryValue>& values)
{
    for (const auto& [name, value] : object.items())
    {
        if (value.is_object())
        {
            Collect(value, prefix + name + ".", values);
            continue;
        }
        if (value.is_array() || name == "unit" || name == "name" || name == "ci95")
        {
            continue;
        }
        SummaryValue entry{prefix + name, std::nullopt, ""};
        if (value.is_string())
        {
            entry.text = value.get<std::string>();
        }
        else if (!value.is_null())
        {
            entry.text = value.dump();
        }
        if (value.is_number())
        {
            entry.number = value.get<double>();
        }
        else if (value == "inf")
        {
            entry.number = std::numeric_limits<double>::infinity();
        }
        values.push_back(std::move(entry));
    }
}

} // namespace

std::vector<SummaryValue>
ReadRunSummary(const std::string& json)
{
    const auto object = ParseStrictJson<Json>(json);
    if (!object.is_object())
    {
        throw std::invalid_argument("a run's summary is no JSON object");
    }
    std::vector<SummaryValue> values;
    Collect(object, "", values);
    return values;
}

std::string
ListOf(const std::vector<SummaryValue>& values)
{
    std::string list;
    std::string last;
    for (const auto& value : values)
    {
        // Each group has all of them again.
        const auto path = GroupPathOf(value.path);
        const auto shown = path ? "groups." + path->group + "..." : value.path;
        list += shown == last ? "" : (list.empty() ? "" : ", ") + shown;
        last = shown;
    }
    return list;
}

} // namespace coinference
} // namespace ns3
