/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-table.h"

#include "html-text.h"
#include "quantity-label.h"
#include "summary-cell.h"

#include <array>
#include <nlohmann/json.hpp>
#include <vector>

namespace ns3
{
namespace coinference
{

std::string
ServersSection(const nlohmann::ordered_json& schemes)
{
    constexpr std::array<const char*, 4> counts{"done", "deadlineMet", "dropped", "timedOut"};
    std::vector<std::string> header{"Scheme", "Server"};
    for (const auto* count : counts)
    {
        header.push_back(HtmlText(LabelOf(std::string("counts.") + count).WithUnit()));
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& scheme : schemes)
    {
        const auto name = SummaryCell(scheme, "scheme");
        for (const auto& server : SummaryAt(scheme, "servers"))
        {
            rows.push_back({name, SummaryCell(server, "server")});
            for (const auto* count : counts)
            {
                rows.back().push_back(SummaryCell(server, count));
            }
        }
    }
    return rows.empty() ? "" : "<h2>Servers</h2>\n" + HtmlTable(header, rows);
}

} // namespace coinference
} // namespace ns3
