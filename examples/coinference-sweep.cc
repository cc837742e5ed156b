/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Runs the simulations of a sweep file, and reports on them (doc/sweeps.rst).

#include "option-text.h"
#include "sweep/parallel-launcher.h"
#include "sweep/progress-line.h"
#include "sweep/run-list.h"
#include "sweep/slurm-launcher.h"
#include "sweep/sweep-worker.h"
#include "sweep/work-folder.h"

#include "ns3/atomic-file.h"
#include "ns3/checked-field.h"
#include "ns3/command-line.h"
#include "ns3/sweep-csv.h"
#include "ns3/sweep-designs.h"
#include "ns3/sweep-report.h"
#include "ns3/sweep-spec.h"
#include "ns3/sweep-store.h"
#include "ns3/sweep-table.h"
#include "ns3/system-path.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
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

/// Options that several commands share.
struct Options
{
    std::string self; // path of this program
    OptionText sweepFile;
    OptionText database;
    OptionText report;
    OptionText program;
    OptionText jobs{"100%"};
    OptionText sshLogins;
    OptionText progress{"auto"};
    OptionText precision;
    bool dryRun{false};
    bool slurm{false};
    bool wait{false};
    OptionText sbatch;
    OptionText slurmTasks{"1000"};
    OptionText output;
};

/// This program, and its neighbour coinference-run, which ns-3 may have given a longer name.
std::string
SelfPath(const std::string& argument)
{
    const auto name = std::filesystem::path(argument).filename().string();
    return SystemPath::FindSelfDirectory() + "/" + name;
}

std::string
NeighbourPath(const std::string& self)
{
    auto path = self;
    const std::string own = "coinference-sweep";
    const auto at = path.rfind(own);
    return at == std::string::npos ? "coinference-run"
                                   : path.replace(at, own.size(), "coinference-run");
}

std::string
DefaultTo(const std::string& given, const std::string& otherwise)
{
    return given.empty() ? otherwise : given;
}

/// A number that is the whole of an option's text.
double
ReadNumber(const std::string& name, const std::string& text)
{
    char* end;
    const double number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0')
    {
        RejectField(name, text, "a number");
    }
    return number;
}

std::size_t
ReadTasks(const std::string& text)
{
    const double number = ReadNumber("slurmTasks", text);
    if (!(number >= 1 && number <= 1e6 && number == std::floor(number)))
    {
        RejectField("slurmTasks", text, "a whole number from 1 to 1e6");
    }
    return static_cast<std::size_t>(number);
}

/// A sweep with its text and its database.
struct Sweep
{
    std::string source;
    SweepSpec spec;
    std::unique_ptr<SweepStore> store;
    std::string database;
};

SweepSpec
ParseSweep(const std::string& where, const std::string& source, const Options& options)
{
    SweepSpec spec;
    try
    {
        spec = SweepSpec::Parse(source);
        if (spec.mode == SweepSpec::Mode::DESIGN)
        {
            CheckDesigns(spec);
        }
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(where + ": " + error.what());
    }
    if (!options.precision.empty())
    {
        spec.SetPrecision(ReadNumber("precision", options.precision));
    }
    return spec;
}

/// What happens to the database when a sweep is opened.
enum class Opening
{
    EXISTING, ///< it must be there
    CREATE,   ///< it is made if it is not there
    ASIDE     ///< if it is not there, nothing is written
};

/// Reads the sweep file, or else what the database was last run with.
Sweep
OpenSweep(const Options& options, Opening opening)
{
    Sweep sweep;
    if (options.sweepFile.empty() && options.database.empty())
    {
        throw std::invalid_argument("a sweep file is missing (or --db)");
    }
    if (!options.sweepFile.empty())
    {
        sweep.source = ReadTextFile(options.sweepFile);
        sweep.spec = ParseSweep(options.sweepFile, sweep.source, options);
    }
    sweep.database = DefaultTo(options.database, sweep.spec.name + ".db");
    const bool isThere = std::filesystem::exists(sweep.database);
    if (!isThere && (opening == Opening::EXISTING || options.sweepFile.empty()))
    {
        throw std::runtime_error(sweep.database + " is not there: nothing has been run yet");
    }
    const bool isAside = !isThere && opening == Opening::ASIDE;
    sweep.store = std::make_unique<SweepStore>(isAside ? ":memory:" : sweep.database, !isThere);
    if (options.sweepFile.empty())
    {
        const auto source = sweep.store->GetSpec();
        if (!source)
        {
            throw std::runtime_error(sweep.database + " holds no sweep yet");
        }
        sweep.source = *source;
        sweep.spec = ParseSweep(sweep.database, sweep.source, options);
    }
    return sweep;
}

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

void
MakeReport(const Options& options, Sweep& sweep)
{
    const auto folder = DefaultTo(options.report, sweep.spec.name + "-report");
    if (sweep.spec.mode == SweepSpec::Mode::DESIGN)
    {
        std::string note;
        const auto spec = ThinForFigures(sweep.spec, note);
        const SweepTable table(spec, Threads(), ReportMetrics(spec));
        std::cout << "report: " << WriteSweepReport(table, sweep.source, folder, note) << "\n";
        return;
    }
    const SweepTable table(sweep.spec, *sweep.store, ReportMetrics(sweep.spec));
    std::cout << "report: " << WriteSweepReport(table, sweep.source, folder) << "\n";
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

/// Waits for Slurm's queue to empty, recording what comes.
void
WaitForSlurm(const std::string& workFolder,
             SweepStore& store,
             const std::function<void(const JobAnswer&)>& onAnswer)
{
    bool isQueued = true;
    while (isQueued)
    {
        std::this_thread::sleep_for(std::chrono::seconds(1));
        isQueued = !QueuedInSlurm(store).empty();
        CollectFromSlurm(workFolder, store, onAnswer);
    }
}

/// Hands the runs over, and waits if that is wanted. \return whether all were waited for
bool
MakeWithSlurm(const std::vector<SweepRun>& missing,
              std::size_t queued,
              const Options& options,
              const std::string& workFolder,
              Sweep& sweep,
              const std::function<void(const JobAnswer&)>& onAnswer)
{
    if (!missing.empty())
    {
        std::vector<std::string> sbatch;
        std::istringstream words(options.sbatch);
        for (std::string word; words >> word;)
        {
            sbatch.push_back(word);
        }
        SubmitToSlurm(
            missing,
            {options.self, options.program, workFolder, sbatch, ReadTasks(options.slurmTasks)},
            *sweep.store);
    }
    if (!options.wait)
    {
        std::cout << missing.size() << " runs handed to Slurm, " << queued
                  << " were in its queue already\n";
        return false;
    }
    WaitForSlurm(workFolder, *sweep.store, onAnswer);
    return true;
}

/// Makes what is missing, in rounds if a precision is asked for. \return whether all has ended
bool
MakeRuns(const Options& options, Sweep& sweep, ProgressLine& progress)
{
    const WorkFolder folder(sweep.database);
    sweep.store->SetSpec(sweep.source);
    const auto count = [&](const JobAnswer& answer) { progress.Count(answer.result.done); };
    RunList runs(sweep.spec, *sweep.store);
    do
    {
        // The queue first: what leaves it meanwhile has left its answer.
        const auto queued = QueuedInSlurm(*sweep.store);
        CollectFromSlurm(folder.GetPath(), *sweep.store);
        const auto missing = runs.FindMissing(queued);
        progress.Begin(missing.size() + queued.size());
        if (options.slurm)
        {
            if (!MakeWithSlurm(missing, queued.size(), options, folder.GetPath(), sweep, count))
            {
                return false;
            }
        }
        else if (!missing.empty())
        {
            RunParallel(
                missing,
                {options.self, options.program, options.jobs, options.sshLogins, folder.GetPath()},
                [&](const JobAnswer& answer) {
                    sweep.store->Record(answer.run, answer.result);
                    count(answer);
                });
        }
    } while (runs.FindMissing().empty() && runs.Extend());
    return true;
}

/// Takes in what Slurm has done meanwhile, unless another process is about it.
std::set<std::string>
Refresh(Sweep& sweep)
{
    std::set<std::string> queued;
    for (const auto& submission : sweep.store->GetSubmissions())
    {
        queued.insert(submission.first);
    }
    if (!queued.empty())
    {
        const WorkFolder folder(sweep.database);
        queued = QueuedInSlurm(*sweep.store);
        CollectFromSlurm(folder.GetPath(), *sweep.store);
    }
    return queued;
}

void
AddSweepOptions(CommandLine& cmd, Options& options)
{
    cmd.AddNonOption("sweep", "the sweep file (JSON)", options.sweepFile);
    cmd.AddValue("db",
                 "database of the results; NAME.db in this folder if not given",
                 options.database);
}

void
AddPrecision(CommandLine& cmd, Options& options)
{
    cmd.AddValue(
        "precision",
        "add replications until the half-width of the 95 % interval over the mean of the "
        "sweep's precisionOf is at most this, between 0 and 1; as the sweep file says if not given",
        options.precision);
}

int
Run(int argc, char* argv[], Options options)
{
    CommandLine cmd("coinference-sweep run");
    cmd.Usage("Make the runs of a sweep that are missing, then its report. Exit status 1 if runs "
              "failed; they are made again by the next call.");
    AddSweepOptions(cmd, options);
    AddPrecision(cmd, options);
    cmd.AddValue("dry-run", "only print the runs that would be made", options.dryRun);
    cmd.AddValue("report", "folder of the report; NAME-report if not given", options.report);
    cmd.AddValue("progress", "progress bar: auto (on a terminal), on, off", options.progress);
    cmd.AddValue("program",
                 "the simulator, with the options and the summary.json of coinference-run",
                 options.program);
    cmd.AddValue(
        "jobs",
        "runs at once on each machine, as parallel's --jobs: a number, or 50% of the cores",
        options.jobs);
    cmd.AddValue("sshlogin",
                 "machines to use, as parallel's --sshlogin: 8/server1,4/user@server2,: (: is this "
                 "machine); the programs must be at the same place on all",
                 options.sshLogins);
    cmd.AddValue("slurm", "hand the runs to Slurm as a job array and return", options.slurm);
    cmd.AddValue("wait", "with --slurm: stay until the runs have ended", options.wait);
    cmd.AddValue("sbatch",
                 "with --slurm: further options of sbatch, like \"--time=1:00:00 --mem=2G\"",
                 options.sbatch);
    cmd.AddValue("slurmTasks",
                 "with --slurm: tasks of an array at most, below the cluster's MaxArraySize",
                 options.slurmTasks);
    cmd.Parse(argc, argv);
    ReadTasks(options.slurmTasks); // before anything is written
    ProgressLine progress(options.progress);
    auto sweep = OpenSweep(options, options.dryRun ? Opening::ASIDE : Opening::CREATE);
    const bool isDesign = sweep.spec.mode == SweepSpec::Mode::DESIGN;
    if (isDesign && options.dryRun)
    {
        std::cerr << sweep.spec.GetPointCount() * sweep.spec.schemes.size()
                  << " designs would be answered\n";
        return 0;
    }
    if (isDesign)
    {
        MakeDesigns(sweep);
        MakeReport(options, sweep);
        return 0;
    }
    if (options.dryRun)
    {
        RunList runs(sweep.spec, *sweep.store);
        runs.FindState({});
        const auto missing = runs.FindMissing();
        PrintCommands(missing);
        std::cerr << missing.size() << " runs would be made\n";
        return 0;
    }
    if (!MakeRuns(options, sweep, progress))
    {
        return 0;
    }
    progress.End();
    const auto state = RunList(sweep.spec, *sweep.store).FindState(Refresh(sweep));
    const bool isDone = state.failed + state.missing == 0;
    PrintState(state, isDone ? std::cout : std::cerr);
    MakeReport(options, sweep);
    return isDone ? 0 : 1;
}

int
Status(int argc, char* argv[], Options options)
{
    CommandLine cmd("coinference-sweep status");
    cmd.Usage("Tell how many runs of a sweep are done, failed and missing. Exit status 1 unless "
              "all are done.");
    AddSweepOptions(cmd, options);
    AddPrecision(cmd, options);
    cmd.Parse(argc, argv);

    auto sweep = OpenSweep(options, Opening::EXISTING);
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
WriteCsv(Sweep& sweep, std::ostream& output)
{
    if (sweep.spec.mode == SweepSpec::Mode::DESIGN)
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
    CommandLine cmd("coinference-sweep export");
    cmd.Usage("Write a row for each run that has ended: options, outcome and all numbers of its "
              "summary.");
    AddSweepOptions(cmd, options);
    cmd.AddValue("csv", "as CSV, the only format (the database itself is SQLite)", csv);
    cmd.AddValue("output", "file to write; standard output if not given", options.output);
    cmd.Parse(argc, argv);

    auto sweep = OpenSweep(options, Opening::EXISTING);
    Refresh(sweep);
    if (options.output.empty())
    {
        WriteCsv(sweep, std::cout);
        if (!std::cout.flush())
        {
            throw std::runtime_error("cannot write standard output");
        }
    }
    else
    {
        AtomicFile file(options.output);
        WriteCsv(sweep, file.Stream());
        file.Commit();
    }
    return 0;
}

int
Report(int argc, char* argv[], Options options)
{
    CommandLine cmd("coinference-sweep report");
    cmd.Usage("Make the report of a sweep: report.html, which needs no other file, and the figures "
              "as PNG, SVG and gnuplot scripts.");
    AddSweepOptions(cmd, options);
    cmd.AddValue("report", "folder of the report; NAME-report if not given", options.report);
    cmd.Parse(argc, argv);

    auto sweep = OpenSweep(options, Opening::EXISTING);
    Refresh(sweep);
    MakeReport(options, sweep);
    return 0;
}

/// Not for people: makes one run for GNU Parallel, or those of one task for Slurm.
int
Work(int argc, char* argv[], Options options)
{
    OptionText job;
    OptionText jobFile;
    OptionText answers;
    OptionText scratch;
    scratch = std::filesystem::temp_directory_path().string();
    std::uint64_t task = 1;
    std::uint64_t runsPerTask = 1;
    CommandLine cmd("coinference-sweep work");
    cmd.Usage("Make runs for coinference-sweep run, which calls this itself.");
    cmd.AddValue("program", "the simulator", options.program);
    cmd.AddValue("scratch", "folder for the simulator's files", scratch);
    cmd.AddValue("job", "the run; the answer goes to standard output", job);
    cmd.AddValue("jobFile", "a file with a run a line", jobFile);
    cmd.AddValue("task", "which of its runs: those of this task, from 1", task);
    cmd.AddValue("runsPerTask", "how many runs each task has", runsPerTask);
    cmd.AddValue("answers", "folder for a file with each answer", answers);
    cmd.Parse(argc, argv);

    if (!job.empty())
    {
        std::cout << AnswerToLine(MakeRun(LineToJob(job), options.program, scratch)) << std::endl;
        return std::cout ? 0 : 1;
    }
    std::istringstream lines(ReadTextFile(jobFile));
    std::uint64_t number = 0;
    for (std::string line; std::getline(lines, line); ++number)
    {
        if (number / runsPerTask + 1 == task)
        {
            const auto run = LineToJob(line);
            const auto answer = MakeRun(run, options.program, scratch);
            WriteTextFile(answers + "/" + run.Key() + ".json", AnswerToLine(answer));
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
    try
    {
        Options options;
        options.self = SelfPath(argv[0]);
        options.program = NeighbourPath(options.self);
        return command->second(argc - 1, argv + 1, options);
    }
    catch (const std::exception& error)
    {
        std::cerr << "coinference-sweep: " << error.what() << "\n";
        return 2;
    }
}
