/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-run.h"

#include <boost/filesystem.hpp>
#include <boost/process.hpp>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace process = boost::process;

std::vector<std::string>
ProgramRun::OutputLines() const
{
    std::vector<std::string> lines;
    std::istringstream stream(output);
    for (std::string line; std::getline(stream, line);)
    {
        lines.push_back(line);
    }
    return lines;
}

boost::filesystem::path
ProgramPath(const std::string& name)
{
    return boost::filesystem::path(COINFERENCE_PROGRAMS) / name;
}

namespace
{

/// Input and output through files: whatever their size, neither side waits for the other.
ProgramRun
Run(const boost::filesystem::path& program,
    const std::vector<std::string>& arguments,
    const std::string& input)
{
    const ScratchFolder scratch;
    WriteFile(scratch / "input", input);
    process::environment environment = boost::this_process::environment();
    environment["BIN"] = COINFERENCE_PROGRAMS;
    process::child child(program,
                         arguments,
                         environment,
                         process::std_in<(scratch / "input"), process::std_out>(scratch / "output"),
                         process::std_err > (scratch / "error"));
    child.wait();
    ProgramRun run;
    const int status = child.native_exit_code();
    run.exitCode = WIFSIGNALED(status) ? -WTERMSIG(status) : child.exit_code();
    run.output = ReadFile(scratch / "output");
    run.error = ReadFile(scratch / "error");
    return run;
}

} // namespace

ProgramRun
RunProgramOf(const std::string& name,
             const std::vector<std::string>& arguments,
             const std::string& input)
{
    return Run(ProgramPath(name), arguments, input);
}

ProgramRun
RunShell(const std::string& command)
{
    return Run("/bin/bash", {"-c", command}, "");
}

ScratchFolder::ScratchFolder()
    : m_path(boost::filesystem::temp_directory_path() /
             boost::filesystem::unique_path("coinference-test-%%%%%%%%%%%%"))
{
    boost::filesystem::create_directory(m_path);
}

ScratchFolder::~ScratchFolder()
{
    boost::system::error_code ignored;
    boost::filesystem::remove_all(m_path, ignored);
}

std::string
ScratchFolder::operator/(const std::string& name) const
{
    return (m_path / name).string();
}

void
WriteFile(const std::string& path, const std::string& content)
{
    std::ofstream file(path, std::ios::binary);
    if (!(file << content) || !file.flush())
    {
        throw std::runtime_error("cannot write " + path);
    }
}

std::string
ReadFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        throw std::runtime_error("cannot read " + path);
    }
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace coinference
} // namespace ns3
