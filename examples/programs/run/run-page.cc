/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-page.h"

#include "output/inference-summary.h"
#include "report/html-text.h"
#include "report/quantity-label.h"
#include "report/record-figures.h"
#include "report/server-table.h"
#include "report/text-file.h"
#include "run-report.h"
#include "support/checked-field.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::vector<Ptr<InferenceTrace>> Traces;

/// Distortions in units of the model's 1/lambda.
SchemeSamples
SamplesOf(const InferenceTrace& trace, const std::string& scheme, double lambda)
{
    SchemeSamples samples;
    samples.scheme = scheme;
    for (const auto& record : trace.records)
    {
        if (record.outcome == Outcome::DONE)
        {
            samples.AddDone(record.TotalDelay().GetSeconds(),
                            record.TotalEnergy(),
                            record.totalDistortion * lambda,
                            record.quality);
        }
        else
        {
            samples.AddLost();
        }
    }
    return samples;
}

/// What is drawn of agents that are alike, or of a group of them.
RecordGroup
GroupOf(const Traces& traces, const RunOptions& options)
{
    const auto& profile = options.profile;
    RecordGroup group;
    group.name = options.groupName;
    group.delayBudget = options.delayBudget;
    group.energyBudget = options.energyBudget;
    if (!profile.quality.empty())
    {
        const auto& table = profile.quality[profile.qualityUsed];
        group.quality = {LabelOf(table.name).text, table.ShownUnit()};
        group.quantizer = table.quantizer;
    }
    for (const auto& trace : traces)
    {
        const auto& parts = trace->groups;
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& one) {
            return one->scheme == group.name;
        });
        if (group.name.empty() || part != parts.end())
        {
            group.schemes.push_back(
                SamplesOf(group.name.empty() ? *trace : **part, trace->scheme, profile.weightRate));
        }
    }
    return group;
}

std::string
FiguresSection(const Traces& traces, const RunOptions& options, const std::string& folder)
{
    std::vector<RecordGroup> groups;
    for (const auto& group : GroupsOf(options))
    {
        groups.push_back(GroupOf(traces, group));
    }
    return RecordsSection(groups, true, folder, options.paper);
}

/// Which server did what.
std::string
ServersOf(const Traces& traces)
{
    return ServersSection(nlohmann::ordered_json::parse(SummaryToJson(traces)).at("schemes"));
}

/// A paragraph a line.
std::string
Paragraphs(const std::function<void(std::ostream&)>& print)
{
    std::ostringstream text;
    print(text);
    const auto lines = text.str();
    std::string html;
    for (const auto line : SplitList(lines, '\n'))
    {
        html += line.empty() ? "" : "<p>" + HtmlMath(std::string(line)) + "</p>\n";
    }
    return html;
}

std::string
SchemesTable(const Traces& traces, const RunOptions& options)
{
    auto lines = TableLines(traces, options);
    std::vector<std::string> header;
    for (std::size_t i = 0; i < lines[0].size(); ++i)
    {
        header.push_back(
            HtmlMath(lines[0][i] + (lines[1][i].empty() ? "" : " [" + lines[1][i] + "]")));
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 2; i < lines.size(); ++i)
    {
        rows.emplace_back();
        for (const auto& cell : lines[i])
        {
            const bool isGroup = cell.rfind("  ", 0) == 0;
            rows.back().push_back(isGroup ? "— " + HtmlText(cell.substr(2)) : HtmlText(cell));
        }
    }
    return HtmlTable(header, rows);
}

} // namespace

void
WriteRunPage(const Traces& traces, const RunOptions& options, const std::string& folder)
{
    const auto body = Paragraphs([&](std::ostream& out) { PrintScenario(options, out); }) +
                      SchemesTable(traces, options) +
                      Paragraphs([&](std::ostream& out) { PrintNotes(traces, options, out); }) +
                      (options.servers > 1 ? ServersOf(traces) : "") +
                      FiguresSection(traces, options, folder);
    WriteTextFile(folder + "/report.html", HtmlPage("Run of " + options.profile.name, body));
}

} // namespace coinference
} // namespace ns3
