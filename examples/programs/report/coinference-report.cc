/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Makes a page of the records that a script wrote: what CoinferenceTraceHelper::WriteReport() calls
// (doc/coinference.rst).

#include "../common/figure-options.h"
#include "../common/program-main.h"
#include "../common/program-options.h"
#include "read-records.h"
#include "report/child-process.h"
#include "report/html-text.h"
#include "report/quantity-label.h"
#include "report/server-table.h"
#include "report/summary-cell.h"
#include "report/text-file.h"
#include "support/checked-field.h"
#include "support/strict-json.h"

#include "ns3/coinference-version.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

typedef nlohmann::ordered_json Json;

/// A line a scheme, and below it one a group of agents.
std::string
SchemesTable(const Json& schemes)
{
    std::vector<std::pair<std::string, Json>> lines;
    for (const auto& scheme : schemes)
    {
        lines.emplace_back(SummaryCell(scheme, "scheme"), scheme);
        const auto& groups = SummaryAt(scheme, "groups");
        for (const auto& [name, group] : groups.items())
        {
            lines.emplace_back("— " + HtmlText(name), group);
        }
    }
    std::vector<std::string> header{"Scheme"};
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, summary] : lines)
    {
        rows.push_back({name});
    }
    for (const std::string path : {"status",
                                   "bitWidth.mean",
                                   "counts.generated",
                                   "counts.done",
                                   "counts.dropped",
                                   "counts.timedOut",
                                   "counts.inFlight",
                                   "delay.mean",
                                   "delay.p95",
                                   "deadlineMetShare",
                                   "energy.mean",
                                   "energyMetShare",
                                   "totalDistortion.mean",
                                   "quality.mean",
                                   "timeToFirstToken.mean",
                                   "timePerToken.mean"})
    {
        std::vector<std::string> cells;
        for (const auto& [name, summary] : lines)
        {
            cells.push_back(SummaryCell(summary, path));
        }
        if (std::all_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.empty(); }))
        {
            continue;
        }
        header.push_back(path == "status" ? "Status" : HtmlText(LabelOf(path).WithUnit()));
        for (std::size_t i = 0; i < lines.size(); ++i)
        {
            rows[i].push_back(cells[i].empty() ? "–" : cells[i]);
        }
    }
    return HtmlTable(header, rows);
}

Json
ReadJson(const std::string& path)
{
    const auto text = ReadTextFile(path);
    try
    {
        return ParseStrictJson<Json>(text);
    }
    catch (const std::exception& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
}

/// What was run, as far as a scenario.json beside the records tells.
std::string
FactsTable(const std::filesystem::path& folder)
{
    std::vector<std::vector<std::string>> rows;
    const auto path = folder / "scenario.json";
    const auto scenario = std::filesystem::exists(path) ? ReadJson(path.string()) : Json();
    for (const auto& [name, label] : {std::pair{"program", "Program"},
                                      {"ns3Version", "ns-3 version"},
                                      {"seed", "Seed"},
                                      {"run", "Run"}})
    {
        if (scenario.contains(name))
        {
            const auto& value = scenario.at(name);
            rows.push_back(
                {label, HtmlText(value.is_string() ? value.get<std::string>() : value.dump())});
        }
    }
    std::string given;
    for (const auto& argument : SummaryAt(scenario, "arguments"))
    {
        given += argument.is_string() ? argument.get<std::string>() + " " : "";
    }
    if (!given.empty())
    {
        rows.push_back({"Command line", HtmlText(given)});
    }
    rows.push_back({"Module version", HtmlText(ModuleVersion())});
    return HtmlTable({"What was run", ""}, rows, true);
}

Json
SchemesOf(const std::filesystem::path& folder)
{
    const auto path = (folder / "summary.json").string();
    const auto summary = ReadJson(path);
    if (summary.is_object() && summary.contains("schemes") && summary.at("schemes").is_array())
    {
        return summary.at("schemes");
    }
    throw std::invalid_argument(path + " has no schemes: it must be as "
                                       "CoinferenceTraceHelper::WriteSummary() writes it");
}

/// What quality is, as the summary tells it; without a label if schemes tell different ones, and
/// absent if none does.
std::optional<FigureAxis>
QualityOf(const Json& schemes, const std::string& group)
{
    std::optional<FigureAxis> quality;
    for (const auto& scheme : schemes)
    {
        const auto& groups = SummaryAt(scheme, "groups");
        const auto* its = &scheme;
        if (!group.empty())
        {
            its = groups.is_object() && groups.contains(group) ? &groups.at(group) : &groups;
        }
        const auto& name = SummaryAt(*its, "quality.name");
        const auto& unit = SummaryAt(*its, "quality.unit");
        if (!name.is_string() || !unit.is_string())
        {
            continue;
        }
        const FigureAxis axis{LabelOf(name.get<std::string>()).text, unit.get<std::string>()};
        if (quality && (quality->label != axis.label || quality->unit != axis.unit))
        {
            return FigureAxis{};
        }
        quality = axis;
    }
    return quality;
}

/// Groups in the order in which the script named them; in the records they come as they end.
void
Sort(std::vector<RecordGroup>& groups, const Json& schemes)
{
    std::vector<std::string> names;
    for (const auto& scheme : schemes)
    {
        const auto& itsGroups = SummaryAt(scheme, "groups");
        for (const auto& [name, summary] : itsGroups.items())
        {
            names.push_back(name);
        }
    }
    const auto place = [&](const RecordGroup& group) {
        return std::find(names.begin(), names.end(), group.name) - names.begin();
    };
    std::stable_sort(groups.begin(), groups.end(), [&](const auto& one, const auto& other) {
        return place(one) < place(other);
    });
}

/// Whose report it is, where nobody says: its folder's name.
std::string
NameOf(const std::string& folder)
{
    const auto path = std::filesystem::absolute(folder).lexically_normal();
    return (path.has_filename() ? path.filename() : path.parent_path().filename()).string();
}

void
WriteReport(const std::string& folder,
            const std::string& title,
            const RecordGroup& budgets,
            const FigurePaper& paper)
{
    RequireProgram("gnuplot", "the figures");
    const auto schemes = SchemesOf(folder);
    // All is read before anything is written.
    const auto tables =
        FactsTable(folder) + "<h2>Schemes</h2>\n" + SchemesTable(schemes) + ServersSection(schemes);
    auto groups = ReadRecords(folder + "/inferences.csv");
    Sort(groups, schemes);
    for (auto& group : groups)
    {
        group.delayBudget = budgets.delayBudget;
        group.energyBudget = budgets.energyBudget;
        // Of groups that tell nothing each has a model of its own.
        group.quality = QualityOf(schemes, group.name)
                            .value_or(groups.size() > 1 ? FigureAxis{} : group.quality);
    }
    const auto figures = RecordsSection(groups, false, folder, paper);
    WriteTextFile(folder + "/report.html",
                  HtmlPage(title.empty() ? "Run: " + NameOf(folder) : title, tables + figures));
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string folder;
    std::string title;
    std::string format;
    double delayBudget = 0;
    double energyBudget = 0;
    bool isQuiet = false;
    FigurePaper paper;
    return RunMain("coinference-report", [&]() {
        ProgramOptions options{
            {"folder", "where the records are, and the page comes", &folder, 0, 0, {}, true},
            {"title", "of the page; the folder's name if empty", &title},
            {"delayBudget",
             "T0 that all agents share, a line in the figure of delays; 0: none [s]",
             &delayBudget},
            {"energyBudget",
             "E0 that all agents share, said in a caption; 0: none [J]",
             &energyBudget}};
        AddFigureOptions(options, format, paper);
        options.push_back({"quiet", "do not say where the page is", &isQuiet});
        ReadProgramOptions(
            argc,
            argv,
            "coinference-report",
            "Make a page with figures, report.html, of the records that a script of one's own "
            "wrote: FOLDER holds inferences.csv and summary.json of CoinferenceTraceHelper's "
            "WriteCsv() and WriteSummary().",
            options);
        if (folder.empty())
        {
            throw std::invalid_argument("which folder? coinference-report FOLDER (see --help)");
        }
        paper.SetFormats("format", format);
        RecordGroup budgets;
        if (delayBudget > 0)
        {
            budgets.delayBudget = delayBudget;
        }
        if (energyBudget > 0)
        {
            budgets.energyBudget = energyBudget;
        }
        WriteReport(folder, title, budgets, paper);
        if (!isQuiet)
        {
            std::cout << folder << "/report.html\n";
        }
        return 0;
    });
}
