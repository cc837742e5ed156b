/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "slurm-launcher.h"

#include "parallel-launcher.h"
#include "report/child-process.h"
#include "report/text-file.h"

#include <filesystem>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr const char* JOB_PREFIX = "coinference-";
constexpr std::size_t JOB_NAME_SIZE = 12 + 36; // with a run's key

std::string
AnswersFolder(const std::string& workFolder)
{
    return workFolder + "/answers";
}

std::string
JobFile(const std::string& workFolder, const std::string& name)
{
    return workFolder + "/" + name + ".jobs";
}

/// Removes what belongs to jobs that are over, but keeps what their tasks said.
void
RemoveJobFiles(const std::string& workFolder, SweepStore& store)
{
    std::set<std::string> awaited;
    for (const auto& submission : store.GetSubmissions())
    {
        awaited.insert(submission.second);
    }
    for (const auto& entry : std::filesystem::directory_iterator(workFolder))
    {
        const auto name = entry.path().filename().string();
        const bool isJobs = name.rfind(JOB_PREFIX, 0) == 0 && name.size() > JOB_NAME_SIZE;
        if (!isJobs || awaited.count(name.substr(0, JOB_NAME_SIZE)) > 0)
        {
            continue;
        }
        if (entry.path().extension() != ".log" || entry.file_size() == 0)
        {
            std::filesystem::remove(entry.path());
        }
    }
}

/// Runs of one task: as few as the limit on tasks allows.
std::size_t
RunsPerTask(std::size_t runs, std::size_t mostTasks)
{
    return (runs + mostTasks - 1) / mostTasks;
}

} // namespace

std::string
SlurmScript(const std::string& name, std::size_t runs, const SlurmOptions& options)
{
    return "#!/bin/sh\nexec " + ShellQuoted(options.self) +
           " work --jobFile=" + ShellQuoted(JobFile(options.workFolder, name)) +
           " --runsPerTask=" + std::to_string(RunsPerTask(runs, options.mostTasks)) +
           " --answers=" + ShellQuoted(AnswersFolder(options.workFolder)) +
           " --task=\"$SLURM_ARRAY_TASK_ID\"\n";
}

void
SubmitToSlurm(const std::vector<SweepRun>& runs, const SlurmOptions& options, SweepStore& store)
{
    const auto here = std::filesystem::current_path().string();
    std::string jobs;
    std::vector<std::string> keys;
    for (const auto& run : runs)
    {
        jobs += JobToLine({run, options.program, "", here, options.keepInferences}) + "\n";
        keys.push_back(run.Key());
    }
    // The first run's key: no two jobs in the queue have a run in common.
    const auto name = JOB_PREFIX + keys.front();
    std::filesystem::create_directories(AnswersFolder(options.workFolder));
    WriteTextFile(JobFile(options.workFolder, name), jobs);
    const auto script = name + ".sbatch";
    WriteTextFile(options.workFolder + "/" + script, SlurmScript(name, runs.size(), options));

    // Remembered first: killed in between, the next call asks Slurm for the name, which tells
    // whether the job arrived there.
    store.RecordSubmission(keys, name);
    // In the work folder, so that no path is needed: Slurm takes %j and the like in one.
    const auto perTask = RunsPerTask(runs.size(), options.mostTasks);
    std::vector<std::string> command{"sbatch",
                                     "--job-name=" + name,
                                     "--array=1-" +
                                         std::to_string((runs.size() + perTask - 1) / perTask),
                                     "--output=" + name + "-%a.log"};
    command.insert(command.end(), options.sbatchOptions.begin(), options.sbatchOptions.end());
    command.push_back(script);
    const auto exit = RunProgram(command, {}, options.workFolder);
    if (exit.status != 0)
    {
        store.ForgetSubmissions(name);
        throw std::runtime_error("sbatch failed: " + exit.LastErrorLine());
    }
}

void
CollectFromSlurm(const std::string& workFolder,
                 SweepStore& store,
                 const std::function<void(const JobAnswer&)>& onAnswer)
{
    const auto folder = AnswersFolder(workFolder);
    if (!std::filesystem::is_directory(folder))
    {
        return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder))
    {
        if (entry.path().extension() != ".json")
        {
            continue; // being written
        }
        const auto answer = LineToAnswer(ReadTextFile(entry.path().string()));
        store.Record(answer.run, answer.result);
        std::filesystem::remove(entry.path());
        if (onAnswer)
        {
            onAnswer(answer);
        }
    }
    RemoveJobFiles(workFolder, store);
}

std::set<std::string>
QueuedInSlurm(SweepStore& store)
{
    const auto submissions = store.GetSubmissions();
    if (submissions.empty())
    {
        return {};
    }
    std::set<std::string> inQueue;
    const auto exit = RunProgram({"squeue", "--me", "--noheader", "--format=%j"},
                                 [&](std::string_view name) { inQueue.emplace(name); });
    if (exit.status != 0)
    {
        throw std::runtime_error("squeue failed: " + exit.LastErrorLine());
    }
    std::set<std::string> queued;
    std::set<std::string> gone;
    for (const auto& [key, job] : submissions)
    {
        if (inQueue.count(job) > 0)
        {
            queued.insert(key);
        }
        else
        {
            gone.insert(job);
        }
    }
    for (const auto& job : gone)
    {
        store.ForgetSubmissions(job);
    }
    return queued;
}

} // namespace coinference
} // namespace ns3
