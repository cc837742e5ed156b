/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-worker.h"

#include "ns3/child-process.h"
#include "ns3/strict-json.h"
#include "ns3/text-file.h"

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
        if (made.at(name) != asked.at(name))
        {
            throw std::runtime_error(std::string("the simulator's ") + name + " is " +
                                     made.at(name).dump() + ", the sweep's " +
                                     asked.at(name).dump());
        }
    }
}

std::string
CallSimulator(const SweepRun& run, const std::string& program, const std::string& folder)
{
    std::vector<std::string> command{program};
    const auto arguments = run.Arguments();
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.insert(command.end(), {"--output=" + folder, "--progress=off"});
    const auto exit = RunProgram(command);
    if (exit.status != 0)
    {
        throw std::runtime_error(DescribeFailure(program, exit));
    }
    CheckVersion(Json::parse(run.scenario), folder);
    const auto summary = ParseStrictJson<Json>(ReadTextFile(folder + "/summary.json"));
    return summary.at("schemes").at(0).dump();
}

} // namespace

JobAnswer
MakeRun(const SweepRun& run, const std::string& program, const std::string& scratch)
{
    JobAnswer answer{run, {}};
    try
    {
        // The process number: a killed sweep's last runs may still be on their way out.
        const ScratchFolder folder(scratch + "/" + run.Key() + "-" + std::to_string(getpid()));
        answer.result.summary = CallSimulator(run, program, folder.GetPath());
        answer.result.done = true;
    }
    catch (const std::exception& error)
    {
        answer.result.error = error.what();
    }
    return answer;
}

} // namespace coinference
} // namespace ns3
