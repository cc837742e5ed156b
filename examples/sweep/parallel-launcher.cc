/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-launcher.h"

#include "ns3/child-process.h"
#include "ns3/text-file.h"

#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace ns3
{
namespace coinference
{

void
RunParallel(const std::vector<SweepRun>& runs,
            const ParallelOptions& options,
            const std::function<void(const JobAnswer&)>& onAnswer)
{
    std::string jobs;
    for (const auto& run : runs)
    {
        jobs += JobToLine(run) + "\n";
    }
    const auto jobFile = options.workFolder + "/jobs";
    WriteTextFile(jobFile, jobs);

    std::string worker =
        ShellQuoted(options.self) + " work --program=" + ShellQuoted(options.program);
    std::vector<std::string> command{"parallel", "--will-cite", "--jobs", options.jobs};
    if (options.sshLogins.empty())
    {
        worker += " --scratch=" + ShellQuoted(options.workFolder + "/scratch");
    }
    else
    {
        // Files that options name are given relative to here.
        const auto here = std::filesystem::current_path().string();
        command.insert(command.end(), {"--sshlogin", options.sshLogins, "--workdir", here});
    }
    command.insert(command.end(), {"--arg-file", jobFile, worker + " --job={}"});

    std::size_t answered = 0;
    const auto exit = RunProgram(command, [&](std::string_view line) {
        onAnswer(LineToAnswer(line));
        ++answered;
    });
    if (answered < runs.size())
    {
        throw std::runtime_error("parallel ended with status " + std::to_string(exit.status) +
                                 " and " + std::to_string(runs.size() - answered) +
                                 " runs unanswered: " + exit.LastErrorLine());
    }
}

std::string
ShellQuoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
    {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + "'";
}

} // namespace coinference
} // namespace ns3
