/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "make-runs.h"

#include "parallel-launcher.h"
#include "report/child-process.h"
#include "run-list.h"
#include "slurm-launcher.h"
#include "support/checked-field.h"
#include "sweep/sweep-report.h"
#include "work-folder.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

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

/// Hands the runs over, and waits if that is wanted. @return whether all were waited for
bool
MakeWithSlurm(const std::vector<SweepRun>& missing,
              std::size_t queued,
              RunMaking& making,
              const std::string& workFolder,
              Sweep& sweep,
              const std::function<void(const JobAnswer&)>& onAnswer)
{
    if (!missing.empty())
    {
        std::vector<std::string> sbatch;
        std::istringstream words(making.sbatch);
        for (std::string word; words >> word;)
        {
            sbatch.push_back(word);
        }
        SubmitToSlurm(missing,
                      {making.self,
                       making.program,
                       workFolder,
                       sbatch,
                       making.slurmTasks,
                       sweep.spec.keepInferences},
                      *sweep.store);
        making.handedOver += missing.size();
    }
    if (!making.wait)
    {
        std::cout << missing.size() << " runs handed to Slurm, " << queued
                  << " were in its queue already\n";
        return false;
    }
    WaitForSlurm(workFolder, *sweep.store, onAnswer);
    return true;
}

} // namespace

void
CheckLaunch(const RunMaking& making)
{
    if (making.slurm)
    {
        RequireProgram("sbatch", "--slurm");
        RequireProgram("squeue", "--slurm");
        return;
    }
    RequireProgram("parallel", "making runs (or --slurm)");
    // parallel takes what else there is for the name of a file to read it from, again and again.
    static const std::regex allowed("[+-]?[0-9]+(\\.[0-9]+)?%?");
    if (!std::regex_match(making.jobs, allowed) && !std::filesystem::is_regular_file(making.jobs))
    {
        RejectField("jobs",
                    making.jobs,
                    "a number, +N or -N from the number of cores, N%, or a file that holds one");
    }
}

bool
MakeRuns(RunMaking& making, Sweep& sweep, ProgressLine& progress)
{
    const WorkFolder folder(sweep.database);
    sweep.store->SetProgram(ProgramIdentity(making.program));
    sweep.store->SetSpec(sweep.source);
    if (making.fresh)
    {
        RunList(sweep.spec, *sweep.store).Forget();
    }
    const auto count = [&](const JobAnswer& answer) { progress.Count(answer.result.done); };
    RunList runs(sweep.spec, *sweep.store);
    do
    {
        // The queue first: what leaves it meanwhile has left its answer.
        const auto queued = QueuedInSlurm(*sweep.store);
        CollectFromSlurm(folder.GetPath(), *sweep.store);
        const auto missing = runs.FindMissing(queued);
        for (const auto& run : missing)
        {
            // Made again for its inferences: should it fail now, that is what has to be told.
            if (sweep.store->IsDone(run))
            {
                sweep.store->Forget(run);
            }
        }
        progress.Begin(missing.size() + queued.size());
        if (making.slurm)
        {
            if (!MakeWithSlurm(missing, queued.size(), making, folder.GetPath(), sweep, count))
            {
                return false;
            }
        }
        else if (!missing.empty())
        {
            RunParallel(missing,
                        {making.self,
                         making.program,
                         making.jobs,
                         making.sshLogins,
                         folder.GetPath(),
                         sweep.spec.keepInferences},
                        [&, isChecked = false](const JobAnswer& answer) mutable {
                            const auto& result = answer.result;
                            sweep.store->Record(answer.run, result);
                            isChecked = isChecked ||
                                        (result.done && RequireMetrics(sweep.spec, result.summary));
                            count(answer);
                        });
        }
    } while (runs.FindMissing().empty() && runs.Extend());
    return true;
}

void
CheckOptions(const SweepSpec& spec, const std::string& simulator)
{
    constexpr std::size_t MOST_VALUES = 20;
    const auto check = [&](const OptionMap& options) {
        std::vector<std::string> command{simulator, "--check"};
        for (const auto& [name, value] : options)
        {
            command.push_back("--" + name + "=" + value);
        }
        std::string schemes;
        for (const auto& scheme : spec.schemes)
        {
            schemes += (schemes.empty() ? "" : ",") + scheme;
        }
        command.push_back("--schemes=" + schemes);
        const auto exit = RunProgram(command);
        if (exit.status != 0)
        {
            const auto line = exit.LastErrorLine();
            const auto colon = line.find(": ");
            throw std::invalid_argument("a run's options: " +
                                        line.substr(colon == std::string::npos ? 0 : colon + 2));
        }
    };
    const auto first = spec.GetPoint(0);
    check(first);
    for (const auto& parameter : spec.grid)
    {
        const auto count = parameter.values.size();
        const auto step = std::max<std::size_t>(count / MOST_VALUES, 1);
        for (std::size_t i = step; i < count; i += step)
        {
            auto options = first;
            options[parameter.name] = parameter.values[std::min(i, count - 1)];
            check(options);
        }
    }
    for (std::size_t i = 1; i < spec.list.size(); ++i)
    {
        auto options = first;
        for (const auto& [name, value] : spec.list[i])
        {
            options[name] = value;
        }
        check(options);
    }
}

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

} // namespace coinference
} // namespace ns3
