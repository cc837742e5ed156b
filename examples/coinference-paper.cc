/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Makes counterparts of the figures and the table of arXiv:2602.13052 and checks what they show.

#include "paper/budget-sweep.h"
#include "paper/clock-profiles.h"
#include "paper/output-distortion.h"
#include "paper/paper-report.h"
#include "paper/rate-distortion-curve.h"
#include "paper/simulated-runs.h"

#include "ns3/checked-field.h"
#include "ns3/coinference-version.h"
#include "ns3/command-line.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/system-path.h"

#include <cmath>
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
};

/// coinference-run beside this program; ns-3 gives both longer names of the same pattern.
std::string
SimulatorBeside(const std::string& argument)
{
    const std::string own = "coinference-paper";
    auto name = std::filesystem::path(argument).filename().string();
    const auto at = name.rfind(own);
    if (at == std::string::npos)
    {
        return "coinference-run";
    }
    name.replace(at, own.size(), "coinference-run");
    return SystemPath::FindSelfDirectory() + "/" + name;
}

void
RequireRange(const char* name, std::uint32_t value, std::uint32_t low, std::uint32_t high)
{
    if (value < low || value > high)
    {
        RejectField(name,
                    std::to_string(value),
                    "from " + std::to_string(low) + " to " + std::to_string(high));
    }
}

Options
ReadOptions(int argc, char* argv[])
{
    Options o;
    o.runs.program = SimulatorBeside(argv[0]);
    o.runs.jobs = std::max(1u, std::thread::hardware_concurrency());

    CommandLine cmd(__FILE__);
    cmd.Usage("Make the counterparts of Fig. 3 to 8 and Table I of arXiv:2602.13052, by formula "
              "and by simulation, and check what they must show. Exit status 1 if a check fails.");
    cmd.AddValue("output", "folder for report.html, the figures and the CSV files", o.output);
    cmd.AddValue("simulate", "whether to run the simulated counterparts too", o.simulate);
    cmd.AddValue("networks",
                 "Fig. 3: draws of FCDNN-16's weights, 1 to 1000",
                 o.outputDistortion.networks);
    cmd.AddValue("inputs", "Fig. 3: inputs tried on each, 1 to 100000", o.outputDistortion.inputs);
    cmd.AddValue("maxBitWidth",
                 "Fig. 3: largest bit-width, 3 to 32 [bit]",
                 o.outputDistortion.maxBitWidth);
    cmd.AddValue("maxRate", "Fig. 4: highest rate, 1 to 12 [bit]", o.curve.maxRate);
    cmd.AddValue("curvePoints", "Fig. 4: points of Blahut-Arimoto, 2 to 1000", o.curve.points);
    cmd.AddValue("points",
                 "Fig. 5 to 8 and Table I: budgets on an axis, 2 to 1000000",
                 o.budgets.points);
    cmd.AddValue("draws",
                 "draws of the random-feasible scheme for a budget, 1 to 1000000",
                 o.budgets.draws);
    cmd.AddValue("simulator", "coinference-run, which simulates", o.runs.program);
    cmd.AddValue("network", "simulated access network: wifi, csma or p2p", o.runs.network);
    cmd.AddValue("communicationDelay",
                 "part of T0 kept for simulated communication [s]",
                 o.runs.communicationDelay);
    cmd.AddValue("communicationEnergy",
                 "part of E0 kept for simulated communication [J]",
                 o.runs.communicationEnergy);
    cmd.AddValue("agents", "simulated agents, 1 to 50000", o.runs.agents);
    cmd.AddValue("inferences",
                 "simulated inferences of an agent in a run, 1 to 100000",
                 o.runs.inferences);
    cmd.AddValue("simulatedPoints", "simulated budgets on an axis, 2 to 100", o.runs.points);
    cmd.AddValue("jobs", "simulations at a time, 1 to 1024", o.runs.jobs);
    cmd.AddValue("seed", "seed of the random numbers, 1 to 4294967294", o.runs.seed);
    cmd.AddValue("run", "number of the independent repetition", o.runs.run);
    cmd.Parse(argc, argv);

    RequireRange("networks", o.outputDistortion.networks, 1, 1000);
    RequireRange("inputs", o.outputDistortion.inputs, 1, 100000);
    RequireRange("maxBitWidth", o.outputDistortion.maxBitWidth, 3, 32);
    if (!(o.curve.maxRate >= 1 && o.curve.maxRate <= 12))
    {
        RejectField("maxRate", NumberToText(o.curve.maxRate), "from 1 to 12");
    }
    RequireRange("curvePoints", o.curve.points, 2, 1000);
    RequireRange("points", o.budgets.points, 2, 1000000);
    RequireRange("draws", o.budgets.draws, 1, 1000000);
    RequireNonNegative("", "communicationDelay", o.runs.communicationDelay);
    RequireNonNegative("", "communicationEnergy", o.runs.communicationEnergy);
    RequireRange("agents", o.runs.agents, 1, 50000);
    RequireRange("inferences", o.runs.inferences, 1, 100000);
    RequireRange("simulatedPoints", o.runs.points, 2, 100);
    RequireRange("jobs", o.runs.jobs, 1, 1024);
    RequireRange("seed", o.runs.seed, 1, 4294967294u);
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
        {"Networks, inputs of Fig. 3",
         std::to_string(o.outputDistortion.networks) + ", " +
             std::to_string(o.outputDistortion.inputs)},
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
    WritePaperReport(results, FactsOf(o), o.output);
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
    try
    {
        auto options = ReadOptions(argc, argv);
        return Reproduce(options);
    }
    catch (const std::exception& error)
    {
        std::cerr << "coinference-paper: " << error.what() << "\n";
        return 2;
    }
}
