/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-page.h"

#include "report/html-text.h"
#include "report/quantity-label.h"
#include "report/record-figures.h"
#include "report/text-file.h"
#include "run-report.h"
#include "support/checked-field.h"

#include <functional>
#include <sstream>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::vector<Ptr<InferenceTrace>> Traces;

SchemeSamples
SamplesOf(const InferenceTrace& trace, const RunOptions& options)
{
    // Of groups each has its own.
    const double lambda = options.groupOptions.empty() ? options.profile.weightRate : 1;
    SchemeSamples samples;
    samples.scheme = trace.scheme;
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

std::string
FiguresSection(const Traces& traces, const RunOptions& options, const std::string& folder)
{
    RecordScales scales;
    scales.hasGroups = !options.groupOptions.empty();
    if (!scales.hasGroups)
    {
        scales.delayBudget = options.delayBudget;
        scales.energyBudget = options.energyBudget;
        scales.isDistortionScaled = true;
    }
    const auto& profile = options.profile;
    if (!profile.quality.empty())
    {
        const auto& table = profile.quality[profile.qualityUsed];
        scales.quality = {LabelOf(table.name).text, table.unit == "1" ? "" : table.unit};
        scales.quantizer = table.quantizer;
    }
    std::vector<SchemeSamples> schemes;
    for (const auto& trace : traces)
    {
        schemes.push_back(SamplesOf(*trace, options));
    }
    return RecordsSection(schemes, scales, folder, options.paper);
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
            rows.back().push_back(HtmlText(cell));
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
                      Paragraphs([&](std::ostream& out) { PrintNotes(traces, out); }) +
                      FiguresSection(traces, options, folder);
    WriteTextFile(folder + "/report.html", HtmlPage("Run of " + options.profile.name, body));
}

} // namespace coinference
} // namespace ns3
