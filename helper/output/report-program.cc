/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-program.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <vector>

extern char**
    environ; // NOLINT(readability-redundant-declaration): not in every C library's headers

namespace ns3
{
namespace coinference
{

namespace
{

constexpr const char* NAME = "coinference-report";

/// The program of an ns-3 tree has the release before its name and the build profile behind it.
bool
IsProgram(const std::filesystem::directory_entry& entry)
{
    const auto name = entry.path().filename().string();
    const bool isOfTree =
        name.rfind("ns3", 0) == 0 && name.find(std::string("-") + NAME) != std::string::npos;
    return entry.is_regular_file() && (name == NAME || isOfTree);
}

/// In a folder, given from the library's own; empty if it is not there.
std::string
FindBesideLibrary(const char* fromLibrary)
{
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&RunReportProgram), &library) == 0)
    {
        return "";
    }
    std::error_code error;
    const auto file = std::filesystem::canonical(library.dli_fname, error);
    if (error)
    {
        return "";
    }
    const auto folder = (file.parent_path() / fromLibrary).lexically_normal();
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    {
        if (IsProgram(entry))
        {
            return entry.path().string();
        }
    }
    return "";
}

std::string
ReportProgram()
{
    if (const char* program = std::getenv("COINFERENCE_REPORT"))
    {
        return program;
    }
    for (const auto* folder : {COINFERENCE_PROGRAMS_FROM_LIBRARY, COINFERENCE_PROGRAMS_IN_TREE})
    {
        auto program = FindBesideLibrary(folder);
        if (!program.empty())
        {
            return program;
        }
    }
    return NAME; // looked up in PATH
}

} // namespace

void
RunReportProgram(const std::string& folder)
{
    auto program = ReportProgram();
    auto argument = folder;
    std::string quiet = "--quiet";
    std::vector<char*> command{program.data(), argument.data(), quiet.data(), nullptr};
    pid_t child = 0;
    const int failure =
        posix_spawnp(&child, program.c_str(), nullptr, nullptr, command.data(), environ);
    if (failure != 0)
    {
        throw std::runtime_error(program + " cannot be run: " + std::strerror(failure) +
                                 "; environment variable COINFERENCE_REPORT may name " + NAME);
    }
    int status = 0;
    while (waitpid(child, &status, 0) == -1 && errno == EINTR)
    {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        throw std::runtime_error(program + " failed on " + folder);
    }
}

} // namespace coinference
} // namespace ns3
