/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Simulates one scenario, each allocation scheme in turn, and prints a table (doc/coinference.rst).

#include "../common/program-main.h"
#include "output/atomic-file.h"
#include "report/child-process.h"
#include "run-network.h"
#include "run-options.h"
#include "run-page.h"
#include "run-report.h"
#include "run-simulation.h"

#include <filesystem>
#include <iostream>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

[[noreturn]] void
RejectOutput(const std::string& output, const std::string& why = "")
{
    throw std::runtime_error("output = " + output + " is not allowed: it must be a folder" + why);
}

/// The folder for the results, made at once: who cannot have it should not wait for a simulation.
std::filesystem::path
MakeOutputFolder(const std::string& output)
{
    std::error_code error;
    std::filesystem::create_directories(output, error);
    if (error || !std::filesystem::is_directory(output))
    {
        RejectOutput(output, error ? " (" + error.message() + ")" : "");
    }
    return output;
}

void
WriteFiles(const RunOptions& options, CoinferenceTraceHelper& trace)
{
    const auto folder = MakeOutputFolder(options.output);
    trace.WriteCsv(folder / "inferences.csv");
    trace.WriteSummary(folder / "summary.json");
    AtomicFile scenario(folder / "scenario.json");
    scenario.Stream() << ScenarioToJson(options);
    scenario.Commit();
}

/// Whether there is to be a page.
bool
HasPage(const RunOptions& options)
{
    if (options.output.empty() || options.report == "off" ||
        (options.report == "auto" && options.progress == "off"))
    {
        return false;
    }
    if (options.report == "auto" && FindProgram("gnuplot").empty())
    {
        std::cerr << "coinference-run: no report: gnuplot is not there: it is needed for the "
                     "report's figures\n";
        return false;
    }
    RequireProgram("gnuplot", "the report's figures");
    return true;
}

void
Run(const RunOptions& options)
{
    const bool hasPage = HasPage(options);
    if (!options.output.empty())
    {
        MakeOutputFolder(options.output);
    }
    if (!options.netanim.empty())
    {
        AtomicFile(options.netanim).Stream(); // whether it can be written
    }
    if (!options.timeline.empty())
    {
        AtomicFile(options.timeline).Stream(); // whether it can be written
    }
    CoinferenceTraceHelper trace;
    // A learner reads standard output.
    auto& text = options.environment ? std::cerr : std::cout;
    PrintScenario(options, text);
    {
        SimulationProgress line(options.progress, options.schemeNames.size());
        RunProgress progress;
        if (line.IsOn())
        {
            progress = [&line](double share) { line.Show(share); };
        }
        for (const auto& scheme : options.schemeNames)
        {
            line.Begin(scheme);
            SimulateScheme(options, scheme, trace, progress);
        }
    }
    PrintTable(trace.GetTraces(), options, text);
    if (!options.output.empty())
    {
        WriteFiles(options, trace);
        if (hasPage)
        {
            WriteRunPage(trace.GetTraces(), options, options.output);
        }
        text << "\nwritten to " << options.output << ": inferences.csv, summary.json, scenario.json"
             << (hasPage ? ", report.html and its figures" : "") << "\n";
    }
    if (!options.netanim.empty())
    {
        text << "\nwritten to " << options.netanim
             << (options.schemeNames.size() > 1 ? ", with each scheme's name added" : "")
             << ": for NetAnim\n";
    }
    if (!options.timeline.empty())
    {
        trace.WriteTimeline(options.timeline);
        text << "\nwritten to " << options.timeline << ": the timeline, for ui.perfetto.dev\n";
    }
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunMain("coinference-run", [&]() {
        SetNetworkDefaults();
        const auto options = ReadRunOptions(argc, argv);
        if (!options.check)
        {
            options.fidelity == "design" ? ServeDesigns(options) : Run(options);
        }
        else if (std::filesystem::exists(options.output) &&
                 !std::filesystem::is_directory(options.output))
        {
            RejectOutput(options.output);
        }
        return 0;
    });
}
