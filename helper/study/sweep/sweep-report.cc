/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-report.h"

#include "report/gnuplot-series.h"
#include "report/html-text.h"
#include "report/mean-text.h"
#include "report/page-figure.h"
#include "report/text-file.h"
#include "summary-values.h"
#include "support/checked-field.h"
#include "sweep-figures.h"
#include "sweep-labels.h"
#include "sweep-latex.h"

#include "ns3/coinference-version.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

/// Longer tables are for the CSV.
constexpr std::size_t MOST_ROWS = 1000;

std::string
Join(const std::vector<std::string>& texts, const char* separator = ", ")
{
    std::string joined;
    for (const auto& text : texts)
    {
        joined += (joined.empty() ? "" : separator) + text;
    }
    return joined;
}

std::vector<std::string>
SchemeLabels(const SweepSpec& spec)
{
    std::vector<std::string> labels;
    for (const auto& scheme : spec.schemes)
    {
        labels.push_back(SweepSchemeLabel(spec, scheme));
    }
    return labels;
}

/// What was run: name and value.
std::string
FactsSection(const SweepTable& table)
{
    const auto& spec = table.GetSpec();
    std::size_t done = 0;
    std::size_t failed = 0;
    std::uint64_t most = 0;
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        for (std::size_t scheme = 0; scheme < spec.schemes.size(); ++scheme)
        {
            const auto& cell = table.Get(point, scheme);
            done += cell.done.size();
            failed += cell.failed.size();
            most = std::max<std::uint64_t>(most, cell.done.size());
        }
    }
    std::vector<std::vector<std::string>> rows{
        {"Points", std::to_string(spec.GetPointCount())},
        {"Schemes", HtmlText(Join(SchemeLabels(spec)))},
    };
    if (spec.mode == SweepSpec::Mode::SIMULATION)
    {
        rows.push_back({"Runs done", std::to_string(done)});
        if (failed > 0)
        {
            rows.push_back({"Runs failed", "<b class=\"bad\">" + std::to_string(failed) + "</b>"});
        }
        rows.push_back({"Replications", std::to_string(most)});
        if (spec.precision)
        {
            rows.push_back({"Precision asked for",
                            "95 % interval of " + HtmlText(spec.precisionOf) + " within ± " +
                                NumberToText(*spec.precision * 100) + " % of the mean, at most " +
                                std::to_string(spec.maxReplications) + " replications"});
        }
        rows.push_back({"Seed", std::to_string(spec.seed)});
    }
    rows.push_back({"Module version", HtmlText(ModuleVersion())});
    rows.push_back({"ns-3 version", HtmlText(Ns3Version())});
    for (const auto& [name, value] : spec.options)
    {
        rows.push_back({HtmlText(SweepLabel(spec, name).WithUnit()), HtmlText(value)});
    }
    return HtmlTable({"Sweep", HtmlText(spec.name)}, rows, true);
}

bool
HasAnyPoint(const SweepPicture& picture)
{
    return std::any_of(picture.panels.begin(), picture.panels.end(), [](const Figure& panel) {
        return std::any_of(panel.series.begin(), panel.series.end(), &HasPoints);
    });
}

std::string
FiguresSection(const SweepTable& table, const std::string& folder, const FigurePaper& paper)
{
    const auto& spec = table.GetSpec();
    std::string html;
    int number = 0;
    for (const auto& wanted : FiguresOf(spec))
    {
        for (const auto& picture : DrawSweepFigure(table, wanted))
        {
            ++number;
            if (!HasAnyPoint(picture))
            {
                html += "<p>Figure " + std::to_string(number) +
                        " is not drawn: " + HtmlText(picture.shows) + " No scheme has a value" +
                        (picture.note.empty() ? "" : " (" + HtmlText(picture.note) + ")") +
                        ".</p>\n";
                continue;
            }
            const auto path = folder + "/" + spec.name + "-" + std::to_string(number);
            std::string caption = "Figure " + std::to_string(number) + ". ";
            caption += picture.title.empty() ? "" : picture.title + ". ";
            caption += picture.shows;
            if (!picture.note.empty())
            {
                caption += " Not drawn: " + picture.note + ".";
            }
            html += PageFigure(picture.panels, path, caption, {}, paper, picture.columns);
        }
    }
    return html;
}

/// The first columns of a row.
std::vector<std::string>
PointCells(const SweepSpec& spec, std::size_t point)
{
    const auto options = spec.GetPoint(point);
    std::vector<std::string> cells;
    for (const auto& parameter : spec.GetParameters())
    {
        cells.push_back(HtmlText(SweepValueLabel(spec, parameter, options.at(parameter))));
    }
    return cells;
}

std::vector<std::string>
Header(const SweepSpec& spec, const std::vector<std::string>& metrics, const char* second)
{
    std::vector<std::string> header;
    for (const auto& parameter : spec.GetParameters())
    {
        header.push_back(HtmlText(SweepLabel(spec, parameter).WithUnit()));
    }
    header.insert(header.end(), {"Scheme", second});
    for (const auto& metric : metrics)
    {
        header.push_back(HtmlText(SweepLabel(spec, metric).WithUnit()));
    }
    return header;
}

std::string
CutNote(std::size_t rows)
{
    return rows <= MOST_ROWS
               ? ""
               : "<p>The first " + std::to_string(MOST_ROWS) + " of " + std::to_string(rows) +
                     " rows; <code>coinference-sweep export</code> gives all.</p>\n";
}

std::string
RunsCell(const SweepSpec& spec, const SweepCell& cell)
{
    if (spec.mode == SweepSpec::Mode::DESIGN)
    {
        return cell.infeasible.empty() ? "feasible" : "infeasible";
    }
    auto text = std::to_string(cell.done.size());
    if (!cell.infeasible.empty())
    {
        text += cell.infeasible.size() == cell.done.size()
                    ? ", infeasible"
                    : ", " + std::to_string(cell.infeasible.size()) + " infeasible";
    }
    if (!cell.failed.empty())
    {
        text += ", <b class=\"bad\">" + std::to_string(cell.failed.size()) + " failed</b>";
    }
    return text;
}

/// Whether there are replications, and those of each point and scheme do not differ at all.
bool
AreReplicationsSame(const SweepTable& table, const std::vector<std::string>& metrics)
{
    const auto& spec = table.GetSpec();
    bool areThere = false;
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        for (std::size_t scheme = 0; scheme < spec.schemes.size(); ++scheme)
        {
            for (const auto& metric : metrics)
            {
                const auto deviation = table.Get(point, scheme).Sample(metric).GetStdDev();
                if (deviation.value_or(0) > 0)
                {
                    return false;
                }
                areThere = areThere || deviation;
            }
        }
    }
    return areThere;
}

std::string
MeansSection(const SweepTable& table, const std::vector<std::string>& metrics)
{
    const auto& spec = table.GetSpec();
    std::vector<std::vector<std::string>> rows;
    const auto count = spec.GetPointCount() * spec.schemes.size();
    for (std::size_t i = 0; i < std::min(count, MOST_ROWS); ++i)
    {
        const auto point = i / spec.schemes.size();
        const auto scheme = i % spec.schemes.size();
        const auto& cell = table.Get(point, scheme);
        auto row = PointCells(spec, point);
        row.push_back(HtmlText(SweepSchemeLabel(spec, spec.schemes[scheme])));
        row.push_back(RunsCell(spec, cell));
        for (const auto& metric : metrics)
        {
            row.push_back(HtmlMean(cell.Sample(metric)));
        }
        rows.push_back(std::move(row));
    }
    return HtmlTable(
               Header(spec, metrics, spec.mode == SweepSpec::Mode::DESIGN ? "Status" : "Runs"),
               rows) +
           CutNote(count) +
           (AreReplicationsSame(table, metrics)
                ? "<p>All replications of a point and scheme have the same values here: what is "
                  "random, if anything, does not change them, and the intervals are of no width. "
                  "Sensing like <code>poisson</code> and networks like <code>wifi</code> are "
                  "random.</p>\n"
                : "");
}

/// How many runs have a value in both.
std::size_t
CountPairs(const std::map<std::uint64_t, double>& first,
           const std::map<std::uint64_t, double>& second)
{
    return std::count_if(first.begin(), first.end(), [&](const auto& entry) {
        return second.count(entry.first) > 0;
    });
}

/// Mean difference, bold where its interval does not hold 0.
std::string
DifferenceCell(const SampleStatistics& differences, std::size_t pairs)
{
    if (differences.GetN() < pairs)
    {
        return "–"; // infinite in some: the mean of the others would not be that of the schemes
    }
    const auto text = HtmlMean(differences);
    const auto interval = differences.GetConfidenceInterval();
    const bool isClear = interval && (interval->low > 0 || interval->high < 0);
    return isClear ? "<b>" + text + "</b>" : text;
}

std::string
DifferencesSection(const SweepTable& table, const std::vector<std::string>& metrics)
{
    const auto& spec = table.GetSpec();
    std::vector<std::vector<std::string>> rows;
    const auto rivals = spec.schemes.size() - 1;
    const auto count = spec.GetPointCount() * rivals;
    for (std::size_t i = 0; i < std::min(count, MOST_ROWS); ++i)
    {
        const auto point = i / rivals;
        const auto scheme = i % rivals + 1;
        const auto& cell = table.Get(point, scheme);
        const auto& reference = table.Get(point, 0);
        auto row = PointCells(spec, point);
        row.push_back(HtmlText(SweepSchemeLabel(spec, spec.schemes[scheme]) + " − " +
                               SweepSchemeLabel(spec, spec.schemes[0])));
        std::size_t pairs = 0;
        std::vector<std::string> cells;
        for (const auto& metric : metrics)
        {
            static const std::map<std::uint64_t, double> none;
            const auto first = cell.values.find(metric);
            const auto second = reference.values.find(metric);
            const auto& values = first == cell.values.end() ? none : first->second;
            const auto& others = second == reference.values.end() ? none : second->second;
            const auto common = CountPairs(values, others);
            pairs = std::max(pairs, common);
            cells.push_back(DifferenceCell(PairedDifferences(values, others), common));
        }
        row.push_back(std::to_string(pairs));
        row.insert(row.end(), cells.begin(), cells.end());
        rows.push_back(std::move(row));
    }
    return "<p>Mean differences between runs of equal number, which have the same random numbers, "
           "with 95 % intervals of the difference (Student t). Bold: the interval does not hold "
           "0.</p>\n" +
           HtmlTable(Header(spec, metrics, "Pairs"), rows) + CutNote(count);
}

std::string
FailuresSection(const SweepTable& table)
{
    const auto& spec = table.GetSpec();
    std::map<std::string, std::size_t> reasons;
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        for (std::size_t scheme = 0; scheme < spec.schemes.size(); ++scheme)
        {
            for (const auto& [run, reason] : table.Get(point, scheme).failed)
            {
                ++reasons[reason];
            }
        }
    }
    if (reasons.empty())
    {
        return "";
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& [reason, count] : reasons)
    {
        rows.push_back({HtmlText(reason), std::to_string(count)});
    }
    return "<h2>Failed runs</h2>\n" + HtmlTable({"Reason", "Runs"}, rows, true);
}

} // namespace

std::vector<std::string>
ReportMetrics(const SweepSpec& spec)
{
    std::vector<std::string> metrics;
    for (const auto& figure : FiguresOf(spec))
    {
        if (figure.Column().empty() &&
            std::find(metrics.begin(), metrics.end(), figure.y) == metrics.end())
        {
            metrics.push_back(figure.y);
        }
    }
    return metrics;
}

bool
RequireMetrics(const SweepSpec& spec, const std::string& summary)
{
    const auto values = ReadRunSummary(summary);
    if (std::any_of(values.begin(), values.end(), [](const SummaryValue& value) {
            return value.path == "counts.done" && value.number.value_or(0) == 0;
        }))
    {
        return false;
    }
    for (std::size_t i = 0; i < spec.figures.size(); ++i)
    {
        const auto& figure = spec.figures[i];
        const bool isThere =
            std::any_of(values.begin(), values.end(), [&](const SummaryValue& value) {
                return value.path == figure.y;
            });
        if (figure.Column().empty() && !isThere)
        {
            RejectField("figures[" + std::to_string(i) + "].y",
                        figure.y,
                        "a metric of the runs: " + ListOf(values));
        }
    }
    return true;
}

std::string
WriteSweepReport(const SweepTable& table,
                 const std::string& source,
                 const std::string& folder,
                 const std::string& note,
                 const FigurePaper& paper)
{
    const auto& spec = table.GetSpec();
    const auto metrics = ReportMetrics(spec);
    std::filesystem::create_directories(folder);
    std::string body = FactsSection(table);
    body += note.empty() ? "" : "<p>" + HtmlText(note) + "</p>\n";
    body += "<h2>Figures</h2>\n" + FiguresSection(table, folder, paper);
    const bool isDesign = spec.mode == SweepSpec::Mode::DESIGN;
    body += isDesign ? "<h2>Answers</h2>\n" : "<h2>Means</h2>\n";
    body += MeansSection(table, metrics);
    if (!isDesign && spec.schemes.size() > 1)
    {
        body += "<h2>Differences to " + HtmlText(SweepSchemeLabel(spec, spec.schemes[0])) +
                "</h2>\n" + DifferencesSection(table, metrics);
    }
    body += FailuresSection(table);
    body += "<h2>Sweep file</h2>\n<pre>" + HtmlText(source) + "</pre>\n";
    WriteTextFile(folder + "/" + spec.name + ".tex", SweepLatex(table, metrics));
    const auto path = folder + "/report.html";
    WriteTextFile(path, HtmlPage(spec.title, body));
    return path;
}

} // namespace coinference
} // namespace ns3
