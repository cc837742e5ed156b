/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-latex.h"

#include "report/mean-text.h"
#include "report/quantity-label.h"
#include "report/tex-text.h"
#include "sweep-labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

namespace ns3
{
namespace coinference
{

namespace
{

/// Longer tables are no paper's.
constexpr std::size_t MOST_POINTS = 200;

/// 1 if more is better, -1 if less is, 0 if neither.
int
SenseOf(const std::string& metric)
{
    const auto path = GroupPathOf(metric);
    const std::string_view whole = path ? path->rest : metric;
    const auto name = whole.substr(0, whole.find('.'));
    const auto endsWith = [&](std::string_view end) {
        return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
    };
    constexpr std::array<std::string_view, 10> less{"delay",
                                                    "Delay",
                                                    "energy",
                                                    "Energy",
                                                    "Distortion",
                                                    "distortionLower",
                                                    "distortionTrue",
                                                    "distortionScalar",
                                                    "distortionUpper",
                                                    "objective"};
    constexpr std::array<std::string_view, 4> more{"MetShare", "quality", "bitWidth", "Rate"};
    const bool isLess = std::any_of(less.begin(), less.end(), endsWith) ||
                        name == "ageOfInformation" || name == "peakAge";
    return isLess ? -1 : std::any_of(more.begin(), more.end(), endsWith) ? 1 : 0;
}

const std::map<std::uint64_t, double>&
ValuesOf(const SweepCell& cell, const std::string& metric)
{
    static const std::map<std::uint64_t, double> none;
    const auto found = cell.values.find(metric);
    return found == cell.values.end() ? none : found->second;
}

/// Schemes of a point that are best in a metric, or cannot be told from the best.
std::set<std::size_t>
BestOf(const SweepTable& table, std::size_t point, const std::string& metric)
{
    const int sense = SenseOf(metric);
    const auto schemes = table.GetSpec().schemes.size();
    std::optional<std::size_t> best;
    double most = 0;
    for (std::size_t scheme = 0; scheme < schemes && sense != 0; ++scheme)
    {
        const auto mean = table.Get(point, scheme).Sample(metric).GetMean();
        if (mean && std::isfinite(*mean) && (!best || sense * *mean > most))
        {
            best = scheme;
            most = sense * *mean;
        }
    }
    if (!best)
    {
        return {};
    }
    std::set<std::size_t> all;
    std::size_t rivals = 0;
    for (std::size_t scheme = 0; scheme < schemes; ++scheme)
    {
        const auto& cell = table.Get(point, scheme);
        const auto mean = cell.Sample(metric).GetMean();
        if (!mean || !std::isfinite(*mean))
        {
            continue;
        }
        ++rivals;
        const auto interval =
            PairedDifferences(ValuesOf(cell, metric), ValuesOf(table.Get(point, *best), metric))
                .GetConfidenceInterval();
        if (sense * *mean == most || (interval && interval->low <= 0 && interval->high >= 0))
        {
            all.insert(scheme);
        }
    }
    // All alike: none stands out. One alone, where the others have no value, does.
    return rivals > 1 && all.size() == rivals ? std::set<std::size_t>() : all;
}

std::string
Row(const std::vector<std::string>& cells)
{
    std::string row = cells.front();
    for (std::size_t i = 1; i < cells.size(); ++i)
    {
        row += " & " + cells[i];
    }
    return row + " \\\\\n";
}

std::vector<std::string>
RowOf(const SweepTable& table,
      std::size_t point,
      std::size_t scheme,
      const std::vector<std::string>& metrics,
      const std::vector<std::set<std::size_t>>& best)
{
    const auto& spec = table.GetSpec();
    const auto options = spec.GetPoint(point);
    std::vector<std::string> cells;
    for (const auto& parameter : spec.GetParameters())
    {
        cells.push_back(
            scheme == 0 ? TexText(SweepValueLabel(spec, parameter, options.at(parameter))) : "");
    }
    cells.push_back(TexText(SweepSchemeLabel(spec, spec.schemes[scheme])));
    for (std::size_t i = 0; i < metrics.size(); ++i)
    {
        const auto sample = table.Get(point, scheme).Sample(metrics[i]);
        const auto text = sample.GetN() == 0 ? "--" : TexMean(sample);
        cells.push_back(best[i].count(scheme) ? "\\boldmath" + text : text);
    }
    return cells;
}

} // namespace

std::string
SweepLatex(const SweepTable& table, const std::vector<std::string>& metrics)
{
    const auto& spec = table.GetSpec();
    const auto points = std::min(spec.GetPointCount(), MOST_POINTS);
    std::string tex =
        "% " + TexText(spec.name) +
        ": means over replications with 95 % intervals (Student t); bold: best, or not "
        "to be told from it in pairs; none where no scheme is to be told from the best.\n% "
        "\\usepackage{booktabs}\n";
    if (points < spec.GetPointCount())
    {
        tex += "% The first " + std::to_string(points) + " of " +
               std::to_string(spec.GetPointCount()) + " points.\n";
    }
    const auto parameters = spec.GetParameters();
    tex += "\\begin{tabular}{" + std::string(parameters.size() + 1, 'l') +
           std::string(metrics.size(), 'r') + "}\n\\toprule\n";
    std::vector<std::string> header;
    for (const auto& parameter : parameters)
    {
        header.push_back(TexText(SweepLabel(spec, parameter).WithUnit()));
    }
    header.push_back("Scheme");
    for (const auto& metric : metrics)
    {
        header.push_back(TexText(SweepLabel(spec, metric).WithUnit()));
    }
    tex += Row(header);
    for (std::size_t point = 0; point < points; ++point)
    {
        tex += "\\midrule\n";
        std::vector<std::set<std::size_t>> best;
        for (const auto& metric : metrics)
        {
            best.push_back(BestOf(table, point, metric));
        }
        for (std::size_t scheme = 0; scheme < spec.schemes.size(); ++scheme)
        {
            tex += Row(RowOf(table, point, scheme, metrics, best));
        }
    }
    return tex + "\\bottomrule\n\\end{tabular}\n";
}

} // namespace coinference
} // namespace ns3
