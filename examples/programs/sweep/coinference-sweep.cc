/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Runs the simulations of a sweep file, and reports on them (doc/sweeps.rst).

#include "../common/figure-options.h"
#include "../common/neighbor-program.h"
#include "../common/program-main.h"
#include "../common/program-options.h"
#include "make-runs.h"
#include "open-sweep.h"
#include "output/atomic-file.h"
#include "progress-line.h"
#include "report/child-process.h"
#include "report/draw-figure.h"
#include "report/text-file.h"
#include "run-list.h"
#include "sweep-worker.h"
#include "sweep/sweep-answers.h"
#include "sweep/sweep-csv.h"
#include "sweep/sweep-figures.h"
#include "sweep/sweep-report.h"
#include "sweep/sweep-table.h"
#include "work-folder.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr const char* USAGE =
    "coinference-sweep runs the simulations of a sweep file, and reports on them.\n"
    "\n"
    "  coinference-sweep run SWEEP.json     make the runs that are missing, then the report\n"
    "  coinference-sweep status SWEEP.json  tell what is done, failed and missing\n"
    "  coinference-sweep export SWEEP.json  write the results as CSV\n"
    "  coinference-sweep report SWEEP.json  make the report again\n"
    "\n"
    "Each takes --help. Results are in --db, by default NAME.db with the sweep's name; with\n"
    "--db the sweep file may be left out after the first run. Sweep files are described in\n"
    "doc/sweeps.rst, examples are in examples/sweeps/.\n";

/// Of --report: no report at all.
constexpr const char* NO_REPORT = "none";

/// What the commands read, each its own part.
struct Options
{
    std::string sweepFile;
    std::string database;
    double precision{0};
    std::string report;
    std::string formats;
    FigurePaper paper;
    RunMaking making;
    std::string ownSimulator; // coinference-run beside this program
};

void
PrintState(const SweepState& state, std::ostream& output)
{
    output << state.done << " runs done, " << state.failed << " failed, ";
    if (state.queued > 0)
    {
        output << state.queued << " in Slurm's queue, ";
    }
    output << state.missing << " missing\n";
    for (const auto& [reason, count] : state.reasons)
    {
        output << "  " << count << " failed: " << reason << "\n";
    }
}

/// Threads for designs; answers do not depend on it.
std::uint32_t
Threads()
{
    return std::clamp(std::thread::hardware_concurrency(), 1U, 256U);
}

/// A sweep of designs: all answers anew, which takes less time than to find what is missing.
void
MakeDesigns(Sweep& sweep)
{
    const WorkFolder folder(sweep.database);
    RecordDesigns(sweep.spec, Threads(), sweep.store->GetDatabase());
    sweep.store->SetSpec(sweep.source);
    std::cout << sweep.spec.GetPointCount() * sweep.spec.schemes.size()
              << " designs answered: table designs of " << sweep.database << "\n";
}

/// Before anything that the report would come after.
void
RequireFigures(Options& options)
{
    options.paper.SetFormats("format", options.formats);
    if (options.report != NO_REPORT)
    {
        RequireProgram("gnuplot", "the report's figures (--report=none leaves the report out)");
    }
}

void
MakeReport(const Options& options, Sweep& sweep)
{
    const auto& given = options.report;
    if (given == NO_REPORT)
    {
        return;
    }
    sweep.store->CheckIntegrity();
    const auto folder = given.empty() ? sweep.spec.name + "-report" : given;
    if (sweep.spec.mode == SweepSpec::Mode::DESIGN)
    {
        std::string note;
        const auto spec = ThinForFigures(sweep.spec, note);
        const SweepTable table(spec, Threads(), ReportMetrics(spec));
        std::cout << "report: "
                  << WriteSweepReport(table, sweep.source, folder, note, options.paper) << "\n";
        return;
    }
    const SweepTable table(sweep.spec,
                           *sweep.store,
                           ReportMetrics(sweep.spec),
                           ColumnsOf(sweep.spec));
    std::cout << "report: " << WriteSweepReport(table, sweep.source, folder, "", options.paper)
              << "\n";
}

/// What a run is called on a command line.
void
PrintCommands(const std::vector<SweepRun>& runs)
{
    for (const auto& run : runs)
    {
        std::cout << "coinference-run";
        for (const auto& argument : run.Arguments())
        {
            std::cout << " " << argument;
        }
        std::cout << "\n";
    }
}

/// The options by which each command finds the sweep.
ProgramOptions
SweepOptions(Options& options)
{
    return {
        {"sweep", "the sweep file (JSON)", &options.sweepFile, 0, 0, {}, true},
        {"db", "database of the results; NAME.db in this folder if not given", &options.database}};
}

void
AddPrecision(ProgramOptions& table, Options& options)
{
    table.push_back(
        {"precision",
         "add replications until the half-width of the 95 % interval over the mean of the "
         "sweep's precisionOf is at most this; as the sweep file says if not given",
         &options.precision,
         1e-6,
         0.999999});
}

void
AddReport(ProgramOptions& table, Options& options)
{
    table.push_back({"report",
                     "folder of the report; NAME-report if not given, none for no report",
                     &options.report});
    AddFigureOptions(table, options.formats, options.paper);
}

Sweep
Open(const Options& options, Opening opening)
{
    return OpenSweep(options.sweepFile, options.database, options.precision, opening);
}

int
Run(int argc, char* argv[], Options options)
{
    bool dryRun = false;
    std::string progressMode = "auto";
    auto& making = options.making;
    auto table = SweepOptions(options);
    AddPrecision(table, options);
    AddReport(table, options);
    table.insert(
        table.end(),
        {{"dry-run", "only print the runs that would be made", &dryRun},
         {"progress",
          "progress bar: auto (on a terminal), on, off",
          &progressMode,
          0,
          0,
          {"auto", "on", "off"}},
         {"program",
          "the simulator, with the options and the summary.json of coinference-run",
          &making.program},
         {"fresh", "forget earlier results of these runs and make them again", &making.fresh},
         {"jobs",
          "runs at once on each machine, as parallel's --jobs: a number, or 50% of the cores",
          &making.jobs},
         {"sshlogin",
          "machines to use, as parallel's --sshlogin: 8/server1,4/user@server2,: (: is this "
          "machine); the programs must be at the same place on all",
          &making.sshLogins},
         {"slurm", "hand the runs to Slurm as a job array and return", &making.slurm},
         {"wait", "with --slurm: stay until the runs have ended", &making.wait},
         {"sbatch",
          "with --slurm: further options of sbatch, like \"--time=1:00:00 --mem=2G\"",
          &making.sbatch},
         {"slurmTasks",
          "with --slurm: tasks of an array at most, below the cluster's MaxArraySize",
          &making.slurmTasks,
          1,
          1e6}});
    ReadProgramOptions(argc,
                       argv,
                       "coinference-sweep run",
                       "Make the runs of a sweep that are missing, then its report. Exit status 1 "
                       "if runs failed, which the next call makes again, or wait in Slurm's queue, "
                       "except for the call that hands them over.",
                       table);
    ProgressLine progress(progressMode);
    auto sweep = Open(options, dryRun ? Opening::ASIDE : Opening::CREATE);
    const bool isDesign = sweep.spec.mode == SweepSpec::Mode::DESIGN;
    if (isDesign && dryRun)
    {
        std::cerr << sweep.spec.GetPointCount() * sweep.spec.schemes.size()
                  << " designs would be answered\n";
        return 0;
    }
    RequireFigures(options);
    if (isDesign)
    {
        MakeDesigns(sweep);
        MakeReport(options, sweep);
        return 0;
    }
    if (making.program == options.ownSimulator)
    {
        CheckOptions(sweep.spec, making.program);
    }
    if (dryRun)
    {
        sweep.store->SetProgram(ProgramIdentity(making.program));
        RunList runs(sweep.spec, *sweep.store);
        runs.FindState({});
        const auto missing = making.fresh ? runs.GetAll() : runs.FindMissing();
        PrintCommands(missing);
        std::cerr << missing.size() << " runs would be made\n";
        return 0;
    }
    CheckLaunch(making);
    if (!MakeRuns(making, sweep, progress))
    {
        // Handed over is what was asked for; to find all of it waiting still is not the end.
        return making.handedOver > 0 ? 0 : 1;
    }
    progress.End();
    const auto state = RunList(sweep.spec, *sweep.store).FindState(Refresh(sweep));
    const bool isDone = state.failed + state.missing + state.queued == 0;
    PrintState(state, isDone ? std::cout : std::cerr);
    MakeReport(options, sweep);
    return isDone ? 0 : 1;
}

int
Status(int argc, char* argv[], Options options)
{
    auto table = SweepOptions(options);
    AddPrecision(table, options);
    ReadProgramOptions(argc,
                       argv,
                       "coinference-sweep status",
                       "Tell how many runs of a sweep are done, failed and missing. Exit status 1 "
                       "unless all are done.",
                       table);

    auto sweep = Open(options, Opening::EXISTING);
    if (sweep.spec.mode == SweepSpec::Mode::DESIGN)
    {
        std::cout << sweep.spec.name << ": " << sweep.spec.GetPointCount() << " points, "
                  << sweep.spec.schemes.size() << " schemes; designs are answered by each call\n";
        return 0;
    }
    const auto queued = Refresh(sweep);
    const auto state = RunList(sweep.spec, *sweep.store).FindState(queued);
    std::cout << sweep.spec.name << ": " << sweep.spec.GetPointCount() << " points, "
              << sweep.spec.schemes.size() << " schemes\n";
    PrintState(state, std::cout);
    return state.failed + state.queued + state.missing == 0 ? 0 : 1;
}

void
WriteCsv(Sweep& sweep, bool inferences, std::ostream& output)
{
    if (inferences)
    {
        WriteInferencesCsv(sweep.spec, *sweep.store, output);
    }
    else if (sweep.spec.mode == SweepSpec::Mode::DESIGN)
    {
        WriteDesignsCsv(sweep.spec, Threads(), output);
    }
    else
    {
        WriteSweepCsv(sweep.spec, *sweep.store, output);
    }
}

int
Export(int argc, char* argv[], Options options)
{
    bool csv = true;
    bool inferences = false;
    std::string output;
    auto table = SweepOptions(options);
    table.push_back({"csv", "as CSV, the only format (the database itself is SQLite)", &csv});
    table.push_back({"inferences",
                     "a row for each inference instead, of a sweep with keepInferences",
                     &inferences});
    table.push_back({"output", "file to write; standard output if not given", &output});
    ReadProgramOptions(argc,
                       argv,
                       "coinference-sweep export",
                       "Write a row for each run that has ended: options, outcome and all numbers "
                       "of its summary.",
                       table);

    auto sweep = Open(options, Opening::EXISTING);
    sweep.store->CheckIntegrity();
    Refresh(sweep);
    if (output.empty())
    {
        WriteCsv(sweep, inferences, std::cout);
        if (!std::cout.flush())
        {
            throw std::runtime_error("cannot write standard output");
        }
    }
    else
    {
        AtomicFile file(output);
        WriteCsv(sweep, inferences, file.Stream());
        file.Commit();
    }
    return 0;
}

int
Report(int argc, char* argv[], Options options)
{
    auto table = SweepOptions(options);
    AddReport(table, options);
    ReadProgramOptions(
        argc,
        argv,
        "coinference-sweep report",
        "Make the report of a sweep: report.html, which needs no other file, the "
        "figures as PNG, SVG and gnuplot scripts, and NAME.tex, its means as a table "
        "for LaTeX.",
        table);

    RequireFigures(options);
    auto sweep = Open(options, Opening::EXISTING);
    Refresh(sweep);
    MakeReport(options, sweep);
    return 0;
}

/// Not for people: makes one run for GNU Parallel, or those of one task for Slurm.
int
Work(int argc, char* argv[], Options /* options */)
{
    std::string job;
    std::string jobFile;
    std::string answers;
    std::uint64_t task = 1;
    std::uint64_t runsPerTask = 1;
    ReadProgramOptions(argc,
                       argv,
                       "coinference-sweep work",
                       "Make runs for coinference-sweep run, which calls this itself.",
                       {{"job", "the run; the answer goes to standard output", &job},
                        {"jobFile", "a file with a run a line", &jobFile},
                        {"task", "which of its runs: those of this task, from 1", &task, 1},
                        {"runsPerTask", "how many runs each task has", &runsPerTask, 1},
                        {"answers", "folder for a file with each answer", &answers}});

    if (!job.empty())
    {
        std::cout << AnswerToLine(MakeRun(LineToJob(job))) << std::endl;
        return std::cout ? 0 : 1;
    }
    std::istringstream lines(ReadTextFile(jobFile));
    std::uint64_t number = 0;
    for (std::string line; std::getline(lines, line); ++number)
    {
        if (number / runsPerTask + 1 == task)
        {
            const auto answer = MakeRun(LineToJob(line));
            WriteTextFile(answers + "/" + answer.run.Key() + ".json", AnswerToLine(answer));
        }
    }
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    const std::map<std::string, int (*)(int, char*[], Options)> commands{
        {"run", Run},
        {"status", Status},
        {"export", Export},
        {"report", Report},
        {"work", Work},
    };
    const std::string name = argc > 1 ? argv[1] : "--help";
    const auto command = commands.find(name);
    if (command == commands.end())
    {
        const bool isHelp = name == "--help" || name == "--PrintHelp" || name == "help";
        (isHelp ? std::cout : std::cerr) << USAGE;
        return isHelp ? 0 : 2;
    }
    return RunMain("coinference-sweep", [&]() {
        Options options;
        options.making.self = OwnPath(argv[0]);
        options.ownSimulator = NeighborProgram(argv[0], "coinference-sweep", "coinference-run");
        options.making.program = options.ownSimulator;
        try
        {
            return command->second(argc - 1, argv + 1, options);
        }
        catch (const SQLite::Exception& error)
        {
            throw std::runtime_error(std::string("the sweep's database: ") + error.what());
        }
    });
}
