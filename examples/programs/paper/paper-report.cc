/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "paper-report.h"

#include "output/csv-text.h"
#include "report/html-text.h"
#include "report/number-text.h"
#include "report/page-figure.h"
#include "report/quantity-label.h"
#include "report/text-file.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

/// Longer tables are for the CSV.
constexpr std::size_t MOST_ROWS = 120;

void
WriteCsv(const PaperTable& table, const std::string& folder)
{
    auto text = CsvLine(table.columns);
    for (const auto& row : table.rows)
    {
        text += CsvLine(row);
    }
    WriteTextFile(folder + "/" + table.name + ".csv", text);
}

/// The checks as a table.
PaperTable
CheckTable(const PaperResults& results)
{
    PaperTable table{"checks", "What the paper claims", {"holds", "claim", "evidence"}, {}};
    for (const auto& check : results.checks)
    {
        table.rows.push_back({check.holds ? "yes" : "NO", check.claim, check.evidence});
    }
    return table;
}

/// A column's head for people: "Quality, uniform" of qualityUniform.
std::string
HtmlHead(const std::string& column)
{
    static const std::map<std::string, std::string> OWN{
        {"blahutArimoto", "D(R), Blahut-Arimoto"},
        {"closedForm", "D(R), closed form"},
        {"outputDistortionCi95Low", "95 % from"},
        {"outputDistortionCi95High", "to"},
        {"outputDistortionMax", "Largest output distortion"},
        {"qualityUniform", "Quality, uniform"},
        {"qualityPotLog", "Quality, PoT-log"},
        {"qualityStdDev", "Standard deviation"}};
    const auto name = column.substr(0, column.find(" ["));
    const auto unit = column.substr(name.size());
    const auto own = OWN.find(name);
    const auto label = own != OWN.end() ? own->second : LabelOf(name).text;
    if (label != name)
    {
        return HtmlMath(label + unit);
    }
    std::string words;
    for (const char c : name)
    {
        const bool isUpper = std::isupper(static_cast<unsigned char>(c)) != 0;
        words += isUpper && !words.empty() ? " " : "";
        words += static_cast<char>(words.empty() ? std::toupper(static_cast<unsigned char>(c))
                                                 : std::tolower(static_cast<unsigned char>(c)));
    }
    return HtmlMath(words + unit);
}

/// A number of the CSV cut to what people read; all else as it is.
std::string
HtmlCell(const std::string& text)
{
    std::size_t used = 0;
    try
    {
        const double value = std::stod(text, &used);
        return used == text.size() ? NumberOnPage(value) : HtmlText(text);
    }
    catch (const std::logic_error&)
    {
        return HtmlText(text);
    }
}

std::string
HtmlOf(const PaperTable& table)
{
    std::vector<std::string> header;
    for (const auto& column : table.columns)
    {
        header.push_back(HtmlHead(column));
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(MOST_ROWS, table.rows.size()); ++i)
    {
        std::vector<std::string> cells;
        for (const auto& cell : table.rows[i])
        {
            cells.push_back(HtmlCell(cell));
        }
        rows.push_back(std::move(cells));
    }
    return HtmlTable(header, rows);
}

std::string
ChecksSection(const PaperResults& results)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& check : results.checks)
    {
        rows.push_back({HtmlMath(check.claim),
                        check.holds ? "yes" : "<b class=\"bad\">NO</b>",
                        HtmlMath(check.evidence)});
    }
    return "<h2>Checks</h2>\n" + HtmlTable({"Claim", "Holds", "Evidence"}, rows, true);
}

std::string
AssumptionsSection(const PaperResults& results)
{
    std::string html = "<h2>What is assumed</h2>\n<ul>\n";
    for (const auto& assumption : results.assumptions)
    {
        html += "<li>" + HtmlMath(assumption) + "</li>\n";
    }
    return html + "</ul>\n";
}

std::string
FiguresSection(const PaperResults& results, const std::string& folder, const FigurePaper& paper)
{
    std::string html = "<h2>Figures</h2>\n";
    std::string heading;
    std::map<std::string, std::size_t> panels; // of each heading
    for (const auto& picture : results.figures)
    {
        ++panels[picture.heading];
    }
    char panel = 'a';
    for (const auto& picture : results.figures)
    {
        if (picture.heading != heading)
        {
            // Panels of one figure of the paper stand side by side where there is room.
            html += heading.empty() ? "" : "</div>\n";
            heading = picture.heading;
            panel = 'a';
            html += "<h3>" + HtmlText(heading) + "</h3>\n<div class=\"panels\">\n";
        }
        html +=
            PageFigure({picture.figure},
                       folder + "/" + picture.name,
                       heading + (panels[heading] > 1 ? std::string(" (") + panel++ + ")" : "") +
                           ". " + picture.caption,
                       {true, panels[heading] > 1},
                       paper);
    }
    return html + (heading.empty() ? "" : "</div>\n");
}

std::string
TablesSection(const PaperResults& results)
{
    std::string html = "<h2>Tables</h2>\n";
    for (const auto& table : results.tables)
    {
        const bool isLong = table.rows.size() > MOST_ROWS;
        html += "<p>" + HtmlMath(table.caption) + " (<code>" + table.name + ".csv</code>" +
                (isLong ? ", " + std::to_string(table.rows.size()) + " rows" : "") + ")</p>\n";
        html += isLong ? "" : HtmlOf(table);
    }
    return html;
}

} // namespace

void
WritePaperReport(const PaperResults& results,
                 const std::vector<std::pair<std::string, std::string>>& facts,
                 const std::string& folder,
                 const FigurePaper& paper)
{
    for (const auto& table : results.tables)
    {
        WriteCsv(table, folder);
    }
    WriteCsv(CheckTable(results), folder);
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : facts)
    {
        rows.push_back({HtmlMath(name), HtmlText(value)});
    }
    const auto body = "<p>Counterparts of the evaluation of arXiv:2602.13052, made by "
                      "coinference-paper.</p>\n" +
                      HtmlTable({"What was run", ""}, rows, true) +
                      FiguresSection(results, folder, paper) + ChecksSection(results) +
                      AssumptionsSection(results) + TablesSection(results);
    WriteTextFile(folder + "/report.html",
                  HtmlPage("Quantization-aware co-inference: the paper, reproduced", body));
}

void
PrintChecks(const PaperResults& results, std::ostream& os)
{
    for (const auto& check : results.checks)
    {
        os << (check.holds ? "[holds] " : "[FAILS] ") << check.claim << "\n          "
           << check.evidence << "\n";
    }
    const auto failed = std::count_if(results.checks.begin(),
                                      results.checks.end(),
                                      [](const auto& check) { return !check.holds; });
    os << results.checks.size() - std::size_t(failed) << " of " << results.checks.size()
       << " checks hold\n";
}

bool
AllHold(const PaperResults& results)
{
    return std::all_of(results.checks.begin(), results.checks.end(), [](const auto& check) {
        return check.holds;
    });
}

} // namespace coinference
} // namespace ns3
