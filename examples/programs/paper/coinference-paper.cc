/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Makes counterparts of the figures and the table of arXiv:2602.13052 and checks what they show.

#include "../common/figure-options.h"
#include "../common/neighbor-program.h"
#include "../common/program-main.h"
#include "../common/program-options.h"
#include "figure-3.h"
#include "figure-4.h"
#include "figures-5-to-8.h"
#include "measured-quality.h"
#include "paper-report.h"
#include "simulated-figures-5-to-8.h"
#include "support/checked-field.h"
#include "table-1.h"

#include "ns3/coinference-version.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <thread>
#include <unistd.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// The command line.
struct Options
{
    std::string output{"coinference-paper"};
    bool simulate{true};
    OutputDistortionOptions outputDistortion;
    RateDistortionCurveOptions curve;
    BudgetSweepOptions budgets;
    SimulatedRunsOptions runs;
    std::string format;
    FigurePaper paper;
};

Options
ReadOptions(int argc, char* argv[])
{
    Options o;
    o.runs.program = NeighborProgram(argv[0], "coinference-paper", "coinference-run");
    o.runs.jobs = std::max(1u, std::thread::hardware_concurrency());

    // As ns-3's environment variable NS_GLOBAL_VALUE may say.
    o.runs.seed = RngSeedManager::GetSeed();
    o.runs.run = RngSeedManager::GetRun();
    auto& fig3 = o.outputDistortion;
    auto& runs = o.runs;
    ProgramOptions table{
        {"output", "folder for report.html, the figures and the CSV files", &o.output},
        {"simulate", "whether to run the simulated counterparts too", &o.simulate},
        {"inputs", "Fig. 3: digits tried", &fig3.inputs, 2, 50},
        {"maxBitWidth", "Fig. 3: largest bit-width [bit]", &fig3.maxBitWidth, 3, 32},
        {"maxRate", "Fig. 4: highest rate [bit]", &o.curve.maxRate, 1, 12},
        {"curvePoints", "Fig. 4: points of Blahut-Arimoto", &o.curve.points, 2, 1000},
        {"points", "Fig. 5 to 8 and Table I: budgets on an axis", &o.budgets.points, 2, 1e6},
        {"draws", "draws of random-feasible for a budget", &o.budgets.draws, 1, 1e6},
        {"simulator", "coinference-run, which simulates", &runs.program},
        {"network",
         "simulated access network: wifi, csma or p2p",
         &runs.network,
         0,
         0,
         {"wifi", "csma", "p2p"}},
        {"communicationDelay",
         "part of T0 kept for simulated communication [s]",
         &runs.communicationDelay},
        {"communicationEnergy",
         "part of E0 kept for simulated communication [J]",
         &runs.communicationEnergy},
        {"agents", "simulated agents", &runs.agents, 1, 50000},
        {"inferences", "simulated inferences of an agent in a run", &runs.inferences, 1, 100000},
        {"simulatedPoints", "simulated budgets on an axis", &runs.points, 2, 100},
        {"jobs", "simulations at a time", &runs.jobs, 1, 1024},
        {"seed", "seed of the random numbers", &runs.seed, 1, LARGEST_SEED},
        {"run", "number of the independent repetition", &runs.run, 0, 1e18}};
    AddFigureOptions(table, o.format, o.paper);
    ReadProgramOptions(
        argc,
        argv,
        "coinference-paper",
        "Make the counterparts of Fig. 3 to 8 and Table I of arXiv:2602.13052, by formula and by "
        "simulation, and check what they must show. Exit status 1 if a check fails.",
        table);
    o.paper.SetFormats("format", o.format);
    return o;
}

/// What was run, for the report; nothing that depends on the machine or the hour.
std::vector<std::pair<std::string, std::string>>
FactsOf(const Options& o)
{
    std::vector<std::pair<std::string, std::string>> facts{
        {"Module version", ModuleVersion()},
        {"ns-3 version", Ns3Version()},
        {"Seed, run", std::to_string(o.runs.seed) + ", " + std::to_string(o.runs.run)},
        {"Digits of Fig. 3", std::to_string(o.outputDistortion.inputs)},
        {"Points of Fig. 4", std::to_string(o.curve.points)},
        {"Budgets on an axis of Fig. 5 to 8", std::to_string(o.budgets.points)},
        {"Draws of random-feasible", std::to_string(o.budgets.draws)}};
    if (o.simulate)
    {
        facts.push_back({"Simulated",
                         std::to_string(o.runs.agents) + " agents, " + o.runs.network + ", " +
                             std::to_string(o.runs.inferences) + " inferences each, " +
                             std::to_string(o.runs.points) + " budgets on an axis"});
    }
    return facts;
}

/// Says what is going on, on a terminal only.
void
Say(const std::string& text)
{
    if (isatty(STDERR_FILENO))
    {
        std::cerr << "\r\033[K" << text << std::flush;
    }
}

int
Reproduce(Options& o)
{
    // At once: who cannot have the folder should not wait for the results.
    std::error_code error;
    std::filesystem::create_directories(o.output, error);
    if (error || !std::filesystem::is_directory(o.output))
    {
        RejectField("output", o.output, "a folder that can be made");
    }
    RngSeedManager::SetSeed(o.runs.seed);
    RngSeedManager::SetRun(o.runs.run);
    PaperResults results;
    Say("Fig. 3");
    MeasureOutputDistortion(o.outputDistortion, results);
    Say("Fig. 4");
    DrawRateDistortionCurve(o.curve, results);
    Say("Fig. 5 to 8");
    SweepBudgets(o.budgets, results);
    Say("measured quality");
    SweepMeasuredQuality(o.budgets, results);
    Say("Table I");
    CompareClockProfiles(o.budgets.points, results);
    if (o.simulate)
    {
        o.runs.folder = o.output + "/simulated";
        SimulateCounterparts(
            o.runs,
            [](std::size_t done, std::size_t all) {
                Say("simulated " + std::to_string(done) + " of " + std::to_string(all));
            },
            results);
    }
    Say("report");
    WritePaperReport(results, FactsOf(o), o.output, o.paper);
    Say("");
    for (const auto& assumption : results.assumptions)
    {
        std::cout << assumption << "\n\n";
    }
    PrintChecks(results, std::cout);
    std::cout << "\nwritten to " << o.output << ": report.html, figures (PNG, SVG), CSV\n";
    return AllHold(results) ? 0 : 1;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunMain("coinference-paper", [&]() {
        auto options = ReadOptions(argc, argv);
        return Reproduce(options);
    });
}
