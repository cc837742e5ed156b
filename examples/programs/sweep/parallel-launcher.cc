/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-launcher.h"

#include "report/child-process.h"
#include "report/text-file.h"

#include <cstdlib>
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
    // What is anybody's text is in the jobs, which parallel quotes: in a template of its own it
    // would be run as Perl, {= like this =}, or as the shell's.
    const auto here = std::filesystem::current_path().string();
    const auto scratch = options.sshLogins.empty() ? options.workFolder + "/scratch" : "";
    std::string jobs;
    for (const auto& run : runs)
    {
        jobs += JobToLine({run, options.program, scratch, here, options.keepInferences}) + "\n";
    }
    const auto jobFile = options.workFolder + "/jobs";
    WriteTextFile(jobFile, jobs);

    constexpr const char* SELF = "COINFERENCE_SWEEP";
    setenv(SELF, options.self.c_str(), 1);
    std::vector<std::string> command{"parallel", "--plain", "--will-cite", "--jobs", options.jobs};
    if (!options.sshLogins.empty())
    {
        command.insert(command.end(), {"--sshlogin", options.sshLogins, "--env", SELF});
    }
    command.insert(command.end(),
                   {"--arg-file", jobFile, "\"$" + std::string(SELF) + "\" work --job={}"});

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
