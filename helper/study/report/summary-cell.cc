/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary-cell.h"

#include "html-text.h"
#include "number-text.h"
#include "support/checked-field.h"

#include <nlohmann/json.hpp>

namespace ns3
{
namespace coinference
{

typedef nlohmann::ordered_json Json;

const Json&
SummaryAt(const Json& summary, const std::string& path)
{
    static const Json nothing;
    const auto* value = &summary;
    for (const auto name : SplitList(path, '.'))
    {
        const std::string key(name);
        value = value->is_object() && value->contains(key) ? &value->at(key) : &nothing;
    }
    return *value;
}

std::string
SummaryCell(const Json& summary, const std::string& path)
{
    const auto& value = SummaryAt(summary, path);
    if (value.is_number())
    {
        return NumberOnPage(value.get<double>());
    }
    return value.is_string() ? HtmlText(value == "inf" ? "∞" : value.get<std::string>()) : "";
}

} // namespace coinference
} // namespace ns3
