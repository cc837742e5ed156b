/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/sqlite-file.h"
#include "report/child-process.h"
#include "report/text-file.h"

#include "ns3/coinference-version.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ns3::coinference;

namespace
{

/// What a call wrote and how it ended.
struct Call
{
    int status;
    std::vector<std::string> output;
    std::string error;

    std::string Last() const
    {
        return output.empty() ? "" : output.back();
    }
};

/// A folder of its own, in which coinference-sweep is called with a stand-in for the simulator.
class SweepProgram : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_before = std::filesystem::current_path();
        m_folder = std::filesystem::temp_directory_path() /
                   ("coinference-sweep-test-" + std::to_string(getpid()));
        std::filesystem::create_directories(m_folder);
        std::filesystem::current_path(m_folder);
        setenv("STAND_IN_LOG", (m_folder / "calls").c_str(), 1);
        setenv("STAND_IN_MENDED", (m_folder / "mended").c_str(), 1);
        setenv("STAND_IN_NS3", Ns3Version().c_str(), 1);
        WriteSweep("");
    }

    void TearDown() override
    {
        std::filesystem::current_path(m_before);
        std::filesystem::remove_all(m_folder);
        for (const char* name : {"STAND_IN_LOG", "STAND_IN_MENDED", "STAND_IN_NS3"})
        {
            unsetenv(name);
        }
    }

    /// Two points, two schemes, three replications: twelve runs.
    static void WriteSweep(const std::string& options, const std::string& fields = "")
    {
        WriteTextFile("sweep.json",
                      R"({"name": "try", "schemes": ["joint", "fixed-frequency"],
                          "grid": {"delayBudget": [1.5, 3]}, "replications": 3,
                          "figures": [{"x": "delayBudget", "y": "delay.mean"}], )" +
                          (fields.empty() ? "" : fields + ", ") + R"("options": {)" + options +
                          "}}");
    }

    static std::vector<std::string> RunCommand(const std::string& database)
    {
        return {COINFERENCE_SWEEP,
                "run",
                "sweep.json",
                "--db=" + database,
                "--report=" + database + "-report",
                "--jobs=3",
                std::string("--program=") + STAND_IN};
    }

    static Call Sweep(std::vector<std::string> command)
    {
        Call call{};
        const auto exit =
            RunProgram(command, [&](std::string_view line) { call.output.emplace_back(line); });
        call.status = exit.status;
        call.error = exit.error;
        return call;
    }

    static Call SweepRun(const std::string& database = "try.db")
    {
        return Sweep(RunCommand(database));
    }

    static std::string Export(const std::string& database)
    {
        std::string text;
        for (const auto& line : Sweep({COINFERENCE_SWEEP, "export", "--db=" + database}).output)
        {
            text += line + "\n";
        }
        return text;
    }

    /// All that the database holds of runs.
    static std::string Dump(const std::string& database)
    {
        auto file = OpenSqlite(database, SQLite::OPEN_READONLY);
        SQLite::Statement select(
            file,
            "SELECT key, scenario, run, status, error, summary FROM runs ORDER BY key");
        std::string dump;
        while (select.executeStep())
        {
            for (int column = 0; column < 6; ++column)
            {
                dump += select.getColumn(column).getString() + "|";
            }
            dump += "\n";
        }
        return dump;
    }

    /// How often the simulator was called.
    static std::size_t CountCalls()
    {
        const auto calls = std::filesystem::exists("calls") ? ReadTextFile("calls") : std::string();
        return std::count(calls.begin(), calls.end(), '\n');
    }

    std::filesystem::path m_before;
    std::filesystem::path m_folder;
};

bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_F(SweepProgram, MakesEachRunOnce)
{
    const auto first = SweepRun();
    EXPECT_EQ(first.status, 0) << first.error;
    EXPECT_EQ(first.output,
              (std::vector<std::string>{"12 runs done, 0 failed, 0 missing",
                                        "report: try.db-report/report.html"}));
    EXPECT_EQ(CountCalls(), 12);
    const auto csv = Export("try.db");
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 13);
    const auto page = ReadTextFile("try.db-report/report.html");

    EXPECT_EQ(SweepRun().status, 0);
    EXPECT_EQ(CountCalls(), 12);
    EXPECT_EQ(Export("try.db"), csv);
    EXPECT_EQ(ReadTextFile("try.db-report/report.html"), page);

    // More replications: only those that are new.
    WriteSweep("", R"("seed": 1)");
    auto text = ReadTextFile("sweep.json");
    text.replace(text.find("\"replications\": 3"), 17, "\"replications\": 4");
    WriteTextFile("sweep.json", text);
    EXPECT_EQ(SweepRun().Last(), "report: try.db-report/report.html");
    EXPECT_EQ(CountCalls(), 16);
    EXPECT_FALSE(std::filesystem::exists("try.db.work/scratch"));
}

TEST_F(SweepProgram, EndsWithTheSameDatabaseHoweverOftenItIsKilled)
{
    WriteSweep(R"("nap": 0.05)");
    ASSERT_EQ(SweepRun("whole.db").status, 0);

    std::mt19937 generator(5);
    std::uniform_int_distribution<int> delay(20, 1200);
    const auto command = RunCommand("killed.db");
    for (int kills = 0; kills < 12; ++kills)
    {
        const pid_t pid = fork();
        if (pid == 0)
        {
            setpgid(0, 0);
            freopen("/dev/null", "w", stdout);
            freopen("/dev/null", "w", stderr);
            std::vector<char*> arguments;
            for (const auto& argument : command)
            {
                arguments.push_back(const_cast<char*>(argument.c_str()));
            }
            arguments.push_back(nullptr);
            execv(arguments[0], arguments.data());
            _exit(127);
        }
        setpgid(pid, pid);
        std::this_thread::sleep_for(std::chrono::milliseconds(delay(generator)));
        // Every other time the whole family, as by a power cut; else the sweep alone, whose
        // workers are then left to themselves.
        kill(kills % 2 == 0 ? -pid : pid, SIGKILL);
        int status;
        waitpid(pid, &status, 0);
    }
    const auto last = SweepRun("killed.db");
    EXPECT_EQ(last.status, 0) << last.error;
    EXPECT_EQ(Dump("killed.db"), Dump("whole.db"));
    EXPECT_EQ(Export("killed.db"), Export("whole.db"));
    EXPECT_EQ(ReadTextFile("killed.db-report/report.html"),
              ReadTextFile("whole.db-report/report.html"));
}

TEST_F(SweepProgram, RecordsFailuresAndTriesAgain)
{
    WriteSweep(R"("failRun": 2)");
    const auto first = SweepRun();
    EXPECT_EQ(first.status, 1);
    EXPECT_TRUE(Holds(first.error,
                      "8 runs done, 4 failed, 0 missing\n"
                      "  4 failed: stand-in: run 2 does not work\n"))
        << first.error;
    EXPECT_TRUE(Holds(Export("try.db"), "failed,stand-in: run 2 does not work"));
    EXPECT_TRUE(Holds(ReadTextFile("try.db-report/report.html"), "4 failed") ||
                Holds(ReadTextFile("try.db-report/report.html"), "run 2 does not work"));
    const auto status = Sweep({COINFERENCE_SWEEP, "status", "sweep.json"});
    EXPECT_EQ(status.status, 1);
    EXPECT_EQ(status.output[0], "try: 2 points, 2 schemes");
    EXPECT_EQ(status.output[1], "8 runs done, 4 failed, 0 missing");

    WriteTextFile("mended", "");
    EXPECT_EQ(SweepRun().status, 0);
    EXPECT_EQ(CountCalls(), 16);
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "sweep.json"}).status, 0);
}

TEST_F(SweepProgram, RecordsCrashes)
{
    WriteSweep(R"("crashRun": 3)");
    EXPECT_TRUE(
        Holds(SweepRun().error, "4 failed: stand-in-simulator.sh was ended by signal 11\n"));
}

TEST_F(SweepProgram, DoesNotMixVersions)
{
    WriteSweep(R"("pretend": "0.9.0")");
    EXPECT_TRUE(Holds(SweepRun().error,
                      "12 failed: the simulator's version is \"0.9.0\", the sweep's \"" +
                          ModuleVersion() + "\"\n"));
}

TEST_F(SweepProgram, SaysThatTheSimulatorIsMissing)
{
    auto command = RunCommand("try.db");
    command.back() = "--program=/no/such/simulator";
    const auto call = Sweep(command);
    EXPECT_EQ(call.status, 2);
    EXPECT_EQ(call.error, "coinference-sweep: the simulator /no/such/simulator is not there\n");
}

TEST_F(SweepProgram, OnlyListsRunsWhenDry)
{
    auto command = RunCommand("try.db");
    command.emplace_back("--dry-run");
    const auto call = Sweep(command);
    EXPECT_EQ(call.status, 0);
    ASSERT_EQ(call.output.size(), 12);
    EXPECT_EQ(call.output[0], "coinference-run --delayBudget=1.5 --schemes=joint --seed=1 --run=1");
    EXPECT_EQ(call.error, "12 runs would be made\n");
    EXPECT_FALSE(std::filesystem::exists("try.db"));
    EXPECT_FALSE(std::filesystem::exists("try.db.work"));
    EXPECT_EQ(CountCalls(), 0);
}

TEST_F(SweepProgram, AddsReplicationsUntilPrecise)
{
    // The stand-in's delay is 2.1 + U(-0.2, 0.2): 6 % take more than three replications.
    auto command = RunCommand("try.db");
    command.emplace_back("--precision=0.06");
    const auto call = Sweep(command);
    EXPECT_EQ(call.status, 0) << call.error;
    const auto calls = CountCalls();
    EXPECT_GT(calls, 12);
    EXPECT_LT(calls, 100);
    EXPECT_EQ(calls % 2, 0); // schemes in pairs
    Sweep(command);
    EXPECT_EQ(CountCalls(), calls);
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db", "--precision=0.06"}).status, 0);
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db", "--precision=0.001"}).status, 1);
}

TEST_F(SweepProgram, ShowsProgressOnlyWhenAsked)
{
    EXPECT_FALSE(Holds(SweepRun().error, "runs"));
    auto command = RunCommand("other.db");
    command.emplace_back("--progress=on");
    const auto call = Sweep(command);
    EXPECT_TRUE(Holds(call.error, "] 7/12 runs")) << call.error;
    EXPECT_TRUE(Holds(call.error, " left")) << call.error;
}

TEST_F(SweepProgram, RefusesWhatIsWrongBeforeAnythingIsWritten)
{
    const auto error = [](const std::vector<std::string>& command) {
        const auto call = Sweep(command);
        EXPECT_NE(call.status, 0);
        return call.error;
    };
    WriteTextFile("bad.json", R"({"name": "try", "schemes": ["joint"], "grid": {"agents": []}})");
    EXPECT_EQ(error({COINFERENCE_SWEEP, "run", "bad.json"}),
              "coinference-sweep: bad.json: grid.agents = [] is not allowed: it must be a list of "
              "values that is not empty, or {\"from\", \"to\", \"step\"}\n");
    EXPECT_EQ(error({COINFERENCE_SWEEP, "run", "missing.json"}),
              "coinference-sweep: cannot read missing.json: No such file or directory\n");
    EXPECT_EQ(error({COINFERENCE_SWEEP, "status", "sweep.json"}),
              "coinference-sweep: try.db is not there: nothing has been run yet\n");
    EXPECT_EQ(error({COINFERENCE_SWEEP, "run"}),
              "coinference-sweep: a sweep file is missing (or --db)\n");
    EXPECT_EQ(error({COINFERENCE_SWEEP, "run", "sweep.json", "--progress=loud"}),
              "coinference-sweep: progress = loud is not allowed: it must be auto, on or off\n");
    EXPECT_EQ(error({COINFERENCE_SWEEP, "run", "sweep.json", "--precision=7"}),
              "coinference-sweep: precision = 7 is not allowed: it must be a number from 1e-06 to "
              "0.999999\n");
    EXPECT_TRUE(Holds(error({COINFERENCE_SWEEP, "ran"}), "coinference-sweep run SWEEP.json"));
    EXPECT_FALSE(std::filesystem::exists("try.db"));
}

TEST_F(SweepProgram, KeepsASecondSweepAway)
{
    WriteSweep(R"("nap": 0.3)");
    const auto command = RunCommand("try.db");
    Call first{};
    std::thread other([&] { first = Sweep(command); });
    for (int i = 0; i < 1000 && CountCalls() == 0; ++i)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const auto second = Sweep(command);
    other.join();
    EXPECT_EQ(second.status, 2);
    EXPECT_EQ(second.error, "coinference-sweep: another coinference-sweep is at work on try.db\n");
    EXPECT_EQ(first.status, 0);
    EXPECT_EQ(CountCalls(), 12);
}

TEST_F(SweepProgram, GoesThroughSlurm)
{
    // Stand-ins that keep what Slurm promises: sbatch queues an array, tasks run on their own.
    std::filesystem::create_directory("bin");
    WriteTextFile("bin/sbatch",
                  "#!/bin/sh\n"
                  "for script; do :; done\n"
                  "echo \"$*\" > " +
                      (m_folder / "sbatch-call").string() +
                      "\n"
                      "cp \"$script\" " +
                      (m_folder / "script").string() + "\n");
    WriteTextFile("bin/squeue",
                  "#!/bin/sh\n"
                  "[ ! -e " +
                      (m_folder / "script").string() + " ] || tr ' ' '\\n' < " +
                      (m_folder / "sbatch-call").string() + " | sed -n 's/^--job-name=//p'\n");
    for (const char* name : {"bin/sbatch", "bin/squeue"})
    {
        std::filesystem::permissions(name, std::filesystem::perms::owner_all);
    }
    const std::string path = std::getenv("PATH");
    setenv("PATH", ((m_folder / "bin").string() + ":" + path).c_str(), 1);
    auto command = RunCommand("try.db");
    command.insert(command.end(), {"--slurm", "--sbatch=--time=5 --mem=1G", "--slurmTasks=5"});

    EXPECT_EQ(Sweep(command).Last(), "12 runs handed to Slurm, 0 were in its queue already");
    const auto called = ReadTextFile("sbatch-call");
    EXPECT_TRUE(Holds(called, " --array=1-4 ")) << called; // three runs each
    EXPECT_TRUE(Holds(called, "-%a.log --time=5 --mem=1G coinference-")) << called;
    EXPECT_FALSE(Holds(called, "/")) << "a path, in which Slurm takes patterns: " << called;
    EXPECT_FALSE(Holds(ReadTextFile("script"), "#SBATCH"));
    // Nothing is handed over twice, and to wait is not to be done.
    const auto again = Sweep(command);
    EXPECT_EQ(again.Last(), "0 runs handed to Slurm, 12 were in its queue already");
    EXPECT_EQ(again.status, 1);
    EXPECT_EQ(SweepRun().status, 1);
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db"}).output[1],
              "0 runs done, 0 failed, 12 in Slurm's queue, 0 missing");

    // Two tasks run, one dies before its end, one never starts.
    setenv("SLURM_ARRAY_TASK_ID", "1", 1);
    EXPECT_EQ(RunProgram({"sh", "script"}).status, 0);
    setenv("SLURM_ARRAY_TASK_ID", "4", 1);
    EXPECT_EQ(RunProgram({"sh", "script"}).status, 0);
    WriteTextFile("try.db.work/answers/half.json.tmp1", "{\"job\":");
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db"}).output[1],
              "6 runs done, 0 failed, 6 in Slurm's queue, 0 missing");
    std::filesystem::remove("script"); // the queue is empty
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db"}).output[1],
              "6 runs done, 0 failed, 6 missing");
    EXPECT_EQ(Sweep(command).Last(), "6 runs handed to Slurm, 0 were in its queue already");
    for (const char* task : {"1", "2", "3"})
    {
        setenv("SLURM_ARRAY_TASK_ID", task, 1);
        EXPECT_EQ(RunProgram({"sh", "script"}).status, 0);
    }
    std::filesystem::remove("script");
    EXPECT_EQ(SweepRun().output[0], "12 runs done, 0 failed, 0 missing");
    EXPECT_EQ(CountCalls(), 12);
    for (const auto& entry : std::filesystem::directory_iterator("try.db.work"))
    {
        const auto name = entry.path().filename().string();
        EXPECT_NE(name.rfind("coinference-", 0), 0) << name;
    }
    ASSERT_EQ(SweepRun("other.db").status, 0);
    EXPECT_EQ(Dump("try.db"), Dump("other.db"));
    unsetenv("SLURM_ARRAY_TASK_ID");
    setenv("PATH", path.c_str(), 1);
}

TEST_F(SweepProgram, AnswersDesignsWithoutASimulator)
{
    WriteTextFile("sweep.json",
                  R"({"name": "try", "mode": "design", "schemes": ["joint", "fixed-frequency"],
                      "options": {"model": "blip-2"},
                      "grid": {"delayBudget": {"from": 1, "to": 4, "points": 31}}})");
    const auto call = Sweep({COINFERENCE_SWEEP, "run", "sweep.json"});
    EXPECT_EQ(call.status, 0) << call.error;
    EXPECT_EQ(call.output,
              (std::vector<std::string>{"62 designs answered: table designs of try.db",
                                        "report: try-report/report.html"}));
    const auto csv = Export("try.db");
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 63);
    EXPECT_TRUE(Holds(csv, "\n3.5,joint,optimal,,6,")) << csv;
    EXPECT_TRUE(Holds(ReadTextFile("try-report/report.html"), "infeasible at 1, 1.1"));

    // Axes without a point would be invented.
    WriteTextFile("none.json",
                  R"({"name": "none", "mode": "design", "schemes": ["joint"],
                      "options": {"model": "blip-2"}, "grid": {"delayBudget": [0.001, 0.002]}})");
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "run", "none.json"}).status, 0);
    EXPECT_TRUE(Holds(ReadTextFile("none-report/report.html"), "Figure 1 is not drawn"));
    EXPECT_FALSE(std::filesystem::exists("none-report/none-1.svg"));

    WriteTextFile("bad.json",
                  R"({"name": "bad", "mode": "design", "schemes": ["joint"],
                      "options": {"agents": 4}})");
    const auto bad = Sweep({COINFERENCE_SWEEP, "run", "bad.json"});
    EXPECT_EQ(bad.status, 2);
    EXPECT_EQ(bad.error.rfind("coinference-sweep: bad.json: field = agents is not allowed", 0), 0)
        << bad.error;
    EXPECT_FALSE(std::filesystem::exists("bad.db"));
}

TEST_F(SweepProgram, TakesTheRealSimulator)
{
    WriteTextFile("sweep.json",
                  R"({"name": "try", "schemes": ["joint", "fixed-frequency"], "replications": 2,
                      "options": {"agents": 1, "network": "p2p", "duration": 20},
                      "grid": {"delayBudget": [2, 4]}})");
    const auto call = Sweep({COINFERENCE_SWEEP, "run", "sweep.json"});
    EXPECT_EQ(call.status, 0) << call.error;
    EXPECT_EQ(call.output[0], "8 runs done, 0 failed, 0 missing");
    EXPECT_TRUE(Holds(Export("try.db"), ",joint,1,2,done,,optimal,,"));
    EXPECT_TRUE(Holds(ReadTextFile("try-report/report.html"), "have the same values here"));
    const auto unknown = Sweep({"sed", "-i", "s/duration/durations/", "sweep.json"});
    EXPECT_EQ(unknown.status, 0);
    const auto before = ReadTextFile("try.db");
    for (const auto& command : {std::vector<std::string>{COINFERENCE_SWEEP, "run", "sweep.json"},
                                {COINFERENCE_SWEEP, "run", "sweep.json", "--dry-run"}})
    {
        const auto bad = Sweep(command);
        EXPECT_EQ(bad.status, 2);
        EXPECT_TRUE(bad.output.empty());
        EXPECT_EQ(bad.error,
                  "coinference-sweep: a run's options: unknown option --durations=20 (see "
                  "--help)\n");
    }
    EXPECT_EQ(ReadTextFile("try.db"), before);
    WriteTextFile("sweep.json",
                  R"({"name": "try", "schemes": ["joint"], "grid": {"delayBudget": [2, -4]}})");
    EXPECT_TRUE(Holds(Sweep({COINFERENCE_SWEEP, "run", "sweep.json", "--dry-run"}).error,
                      "delayBudget = -4"));
    WriteTextFile("sweep.json", R"({"name": "try", "schemes": ["joint", "magic"]})");
    EXPECT_TRUE(Holds(Sweep({COINFERENCE_SWEEP, "run", "sweep.json", "--dry-run"}).error,
                      "scheme = magic"));
}

TEST_F(SweepProgram, AWrongMetricIsToldAtTheFirstRun)
{
    WriteTextFile("sweep.json",
                  R"({"name": "try", "schemes": ["fixed-frequency", "joint"], "replications": 9,
                      "options": {"agents": 1, "network": "p2p", "duration": 10},
                      "grid": {"delayBudget": [4]},
                      "figures": [{"x": "delayBudget", "y": "delay.mean"},
                                  {"x": "delayBudget", "y": "delai.mean"}]})");
    const auto call = Sweep({COINFERENCE_SWEEP, "run", "sweep.json", "--jobs=1"});
    EXPECT_EQ(call.status, 2);
    EXPECT_TRUE(Holds(call.error,
                      "figures[1].y = delai.mean is not allowed: it must be a metric of the runs: "
                      "scheme, status"))
        << call.error;
    const auto left = Sweep({COINFERENCE_SWEEP, "status", "--db=try.db"});
    EXPECT_FALSE(Holds(left.output.empty() ? "" : left.output[0], " 0 missing"))
        << "all runs were made before it was told";
}

TEST_F(SweepProgram, WhatALogarithmicAxisCannotShowIsSaid)
{
    WriteTextFile("sweep.json",
                  R"({"name": "try", "schemes": ["joint", "all-on-server"], "replications": 1,
                      "options": {"agents": 1, "network": "p2p", "duration": 10},
                      "grid": {"delayBudget": [4, 5]},
                      "figures": [{"x": "delayBudget", "y": "totalDistortion.mean",
                                   "logY": true}]})");
    const auto call = Sweep({COINFERENCE_SWEEP, "run", "sweep.json"});
    EXPECT_EQ(call.status, 0) << call.error;
    const auto page = ReadTextFile("try-report/report.html");
    EXPECT_TRUE(Holds(page, "all-on-server: not above 0, which a logarithmic axis cannot show"));
    EXPECT_TRUE(Holds(page, "One run each: there are no intervals."));
}

TEST_F(SweepProgram, ZerosOfInferencesHaveNoPlaceOnALogarithmicAxis)
{
    WriteTextFile(
        "sweep.json",
        R"({"name": "try", "schemes": ["joint"], "replications": 1, "keepInferences": true,
                      "options": {"agents": 2, "network": "p2p", "duration": 30},
                      "grid": {"delayBudget": [4, 5]},
                      "figures": [{"kind": "cdf", "x": "serverQueueDelay", "logX": true},
                                  {"kind": "cdf", "x": "totalDelay", "logX": true},
                                  {"kind": "box", "x": "delayBudget", "y": "serverQueueDelay",
                                   "logY": true}]})");
    const auto call = Sweep({COINFERENCE_SWEEP, "run", "sweep.json"});
    EXPECT_EQ(call.status, 0) << call.error;
    const auto page = ReadTextFile("try-report/report.html");
    EXPECT_TRUE(Holds(page, "not above 0, which a logarithmic axis cannot show"));
}

TEST_F(SweepProgram, PathsAreNoPrograms)
{
    // What GNU Parallel would run as Perl, what a shell would expand, and a new line.
    for (const std::string name : {"{= system(\"touch ran\") =}",
                                   "{}{#}{%}{/.}",
                                   "a b'c\"d$HOME`touch ran`\\n",
                                   "two\n#SBATCH --fail",
                                   "%j%a"})
    {
        SCOPED_TRACE(name);
        std::filesystem::create_directories(name);
        std::filesystem::copy_file(STAND_IN,
                                   name + "/program",
                                   std::filesystem::copy_options::overwrite_existing);
        auto command = RunCommand(name + "/try.db");
        command.back() = "--program=" + (m_folder / name / "program").string();
        const auto call = Sweep(command);
        EXPECT_EQ(call.status, 0) << call.error;
        EXPECT_EQ(call.output.at(0), "12 runs done, 0 failed, 0 missing");
        EXPECT_FALSE(std::filesystem::exists("ran"));
        EXPECT_FALSE(std::filesystem::exists(name + "/ran"));
    }
}

TEST_F(SweepProgram, ADatabaseCutOffAtItsMakingIsMadeAgain)
{
    WriteTextFile("try.db", "");
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "sweep.json"}).error,
              "coinference-sweep: try.db is empty: nothing has been run yet\n");
    EXPECT_EQ(SweepRun().output.at(0), "12 runs done, 0 failed, 0 missing");
}

TEST_F(SweepProgram, DamageIsAnError)
{
    ASSERT_EQ(SweepRun().status, 0);
    const auto whole = ReadTextFile("try.db");
    const auto good = Export("try.db");
    std::size_t refused = 0;
    for (std::size_t i = 0; i < 40; ++i)
    {
        auto damaged = whole;
        const auto place = (i * 7919 + 4099) % damaged.size();
        damaged[place] = static_cast<char>(damaged[place] ^ 0x11);
        WriteTextFile("try.db", damaged);
        const auto call = Sweep({COINFERENCE_SWEEP, "export", "--db=try.db"});
        if (call.status == 0)
        {
            std::string text;
            for (const auto& line : call.output)
            {
                text += line + "\n";
            }
            EXPECT_EQ(text, good) << place;
        }
        else
        {
            ++refused;
            EXPECT_EQ(call.status, 2);
            EXPECT_EQ(std::count(call.error.begin(), call.error.end(), '\n'), 1) << call.error;
        }
    }
    EXPECT_GT(refused, 5);
}

TEST_F(SweepProgram, AnotherProgramMakesItsOwnRuns)
{
    std::filesystem::copy_file(STAND_IN, "mine");
    auto command = RunCommand("try.db");
    command.back() = "--program=" + (m_folder / "mine").string();
    ASSERT_EQ(Sweep(command).status, 0);
    ASSERT_EQ(Sweep(command).status, 0);
    EXPECT_EQ(CountCalls(), 12);
    EXPECT_EQ(SweepRun().status, 0); // of the same content
    EXPECT_EQ(CountCalls(), 12);
    WriteTextFile("mine", ReadTextFile("mine") + "\n# changed\n");
    EXPECT_EQ(Sweep(command).status, 0);
    EXPECT_EQ(CountCalls(), 24);
    // Reports are of the program that ran last.
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db"}).output[1],
              "12 runs done, 0 failed, 0 missing");
    command.emplace_back("--fresh");
    EXPECT_EQ(Sweep(command).status, 0);
    EXPECT_EQ(CountCalls(), 36);
    // Nothing is forgotten before it is clear that it can be made again.
    auto dry = command;
    dry.emplace_back("--dry-run");
    EXPECT_EQ(Sweep(dry).error, "12 runs would be made\n");
    auto bad = command;
    bad.emplace_back("--jobs=abc");
    EXPECT_EQ(Sweep(bad).status, 2);
    EXPECT_TRUE(Holds(Sweep(bad).error, "jobs = abc is not allowed"));
    EXPECT_EQ(Sweep({COINFERENCE_SWEEP, "status", "--db=try.db"}).output[1],
              "12 runs done, 0 failed, 0 missing");
}

TEST_F(SweepProgram, MissingToolsAreToldBeforeTheFirstRun)
{
    std::filesystem::create_directory("bin");
    for (const char* tool : {"sh", "awk", "mkdir", "sleep", "perl"})
    {
        std::filesystem::create_symlink(FindProgram(tool), std::string("bin/") + tool);
    }
    const std::string path = std::getenv("PATH");
    setenv("PATH", (m_folder / "bin").c_str(), 1);
    auto command = RunCommand("try.db");
    const auto noGnuplot = Sweep(command);
    command[4] = "--report=none";
    const auto noParallel = Sweep(command);
    setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(noGnuplot.status, 2);
    EXPECT_TRUE(Holds(noGnuplot.error, "gnuplot is not there: it is needed for the report's"));
    EXPECT_EQ(noParallel.status, 2);
    EXPECT_TRUE(Holds(noParallel.error, "parallel is not there: it is needed for making runs"));
    EXPECT_EQ(CountCalls(), 0);
    EXPECT_EQ(Sweep(command).status, 0);
    EXPECT_FALSE(std::filesystem::exists("none"));
}

TEST_F(SweepProgram, GridsThatAreTooLargeAreRefusedAtOnce)
{
    for (const char* grid : {R"("a": {"from": 0, "to": 1, "points": 10001},
                               "b": {"from": 0, "to": 1, "points": 10000})",
                             R"("a": {"from": 0, "to": 1e8, "step": 1}, "b": [1, 2])",
                             R"("a": {"from": 0, "to": 1e300, "step": 1e-300})"})
    {
        WriteTextFile("sweep.json",
                      R"({"name": "try", "schemes": ["joint"], "grid": {)" + std::string(grid) +
                          "}}");
        // A second of processor time is far more than it takes to count.
        const auto call = Sweep(
            {"sh",
             "-c",
             std::string("ulimit -t 1; exec ") + COINFERENCE_SWEEP + " run sweep.json --dry-run"});
        EXPECT_EQ(call.status, 2);
        EXPECT_TRUE(Holds(call.error, "1e8") || Holds(call.error, "1e+08")) << call.error;
    }
}

TEST_F(SweepProgram, AFullDiskIsAnError)
{
    ASSERT_EQ(SweepRun().status, 0);
    for (const char* command : {" status --db=try.db", " export --db=try.db", " run --help"})
    {
        const auto call =
            Sweep({"sh", "-c", std::string(COINFERENCE_SWEEP) + command + " >/dev/full"});
        EXPECT_EQ(call.status, command == std::string(" run --help") ? 0 : 2) << command;
    }
}

TEST(SweepFiles, ThatComeWithTheModuleAreGood)
{
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(SWEEP_FILES))
    {
        ++count;
        std::vector<std::string> call{COINFERENCE_SWEEP, "run", entry.path().string(), "--dry-run"};
        if (entry.path().filename() == "drone.json") // of a script of its own
        {
            call.emplace_back("--program=" + std::string(DRONE_SCRIPT));
        }
        const auto exit = RunProgram(call);
        EXPECT_EQ(exit.status, 0) << entry.path() << ": " << exit.error;
    }
    EXPECT_GE(count, 3);
}

TEST_F(SweepProgram, RunsAScriptOfOnesOwn)
{
    std::ofstream("script.json")
        << R"({"name":"script","options":{"duration":15},"grid":{"reach":[10,100]},)"
        << R"("schemes":["all-on-agent"]})";
    const auto program = "--program=" + std::string(DRONE_SCRIPT);
    const auto exit =
        RunProgram({COINFERENCE_SWEEP, "run", "script.json", program, "--report=none"});
    EXPECT_EQ(exit.status, 0) << exit.error;
    const auto table =
        RunProgram({COINFERENCE_SWEEP, "export", "--db=script.db", "--output=script.csv"});
    EXPECT_EQ(table.status, 0) << table.error;
    const auto text = ReadTextFile("script.csv");
    EXPECT_NE(text.find("groups.drone.bitWidth.mean"), std::string::npos) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
    // Its options are checked before the first run, as its own are.
    std::ofstream("bad.json") << R"({"name":"bad","options":{"seed":0},"schemes":["joint"]})";
    EXPECT_NE(RunProgram({COINFERENCE_SWEEP, "run", "bad.json", program}).status, 0);
}
