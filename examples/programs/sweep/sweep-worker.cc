/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-worker.h"

#include "../common/program-main.h"
#include "report/child-process.h"
#include "report/text-file.h"
#include "support/strict-json.h"

#include <filesystem>
#include <stdexcept>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::ordered_json Json;

/// A folder, removed at the end with all that is in it.
class ScratchFolder
{
  public:
    explicit ScratchFolder(std::string path)
        : m_path(std::move(path))
    {
        std::filesystem::create_directories(m_path);
    }

    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::string& GetPath() const
    {
        return m_path;
    }

  private:
    std::string m_path;
};

std::string
DescribeFailure(const std::string& program, const ProgramExit& exit)
{
    const auto line = exit.LastErrorLine();
    const auto how = exit.status > 128 ? "was ended by signal " + std::to_string(exit.status - 128)
                                       : "ended with status " + std::to_string(exit.status);
    return line.empty() || exit.status > 128
               ? std::filesystem::path(program).filename().string() + " " + how
               : line;
}

/// Results of another version under this one's key would be mixed up with its own.
void
CheckVersion(const Json& asked, const std::string& folder)
{
    const auto made = ParseStrictJson<Json>(ReadTextFile(folder + "/scenario.json"));
    for (const char* name : {"version", "ns3Version"})
    {
        if (!made.is_object() || !made.contains(name))
        {
            throw std::runtime_error(std::string("the simulator's scenario.json has no ") + name);
        }
        if (made.at(name) != asked.at(name))
        {
            throw std::runtime_error(std::string("the simulator's ") + name + " is " +
                                     made.at(name).dump() + ", the sweep's " +
                                     asked.at(name).dump());
        }
    }
}

std::string
CallSimulator(const SweepJob& job, const std::string& folder)
{
    std::vector<std::string> command{job.program};
    const auto arguments = job.run.Arguments();
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.insert(command.end(), {"--output=" + folder, "--progress=off"});
    // Files that options name are given relative to where the sweep was called.
    const auto exit = RunProgram(command, {}, job.folder);
    if (exit.status != 0)
    {
        throw std::runtime_error(DescribeFailure(job.program, exit));
    }
    CheckVersion(Json::parse(job.run.scenario), folder);
    const auto summary = ParseStrictJson<Json>(ReadTextFile(folder + "/summary.json"));
    const bool hasOne = summary.is_object() && summary.contains("schemes") &&
                        summary["schemes"].is_array() && !summary["schemes"].empty() &&
                        summary["schemes"][0].is_object();
    if (!hasOne)
    {
        throw std::runtime_error("the simulator's summary.json has no list of schemes");
    }
    return summary["schemes"][0].dump();
}

} // namespace

JobAnswer
MakeRun(const SweepJob& job)
{
    JobAnswer answer{job.run, {}};
    try
    {
        const auto scratch =
            job.scratch.empty() ? std::filesystem::temp_directory_path().string() : job.scratch;
        // The process number: a killed sweep's last runs may still be on their way out.
        const ScratchFolder folder(scratch + "/" + job.run.Key() + "-" + std::to_string(getpid()));
        answer.result.summary = CallSimulator(job, folder.GetPath());
        if (job.keepInferences)
        {
            answer.result.inferences = ReadTextFile(folder.GetPath() + "/inferences.csv");
        }
        answer.result.done = true;
    }
    catch (const std::exception& error)
    {
        answer.result.error = DescribeError(error);
    }
    return answer;
}

} // namespace coinference
} // namespace ns3
