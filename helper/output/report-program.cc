/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#ifdef __APPLE__
#include <crt_externs.h>
#else
extern char**
    environ; // NOLINT(readability-redundant-declaration): not in every C library's headers
#endif

namespace ns3
{
namespace coinference
{

namespace
{

constexpr const char* NAME = "coinference-report";

char**
Environment()
{
#ifdef __APPLE__
    return *_NSGetEnviron();
#else
    return environ;
#endif
}

/// Whether a file can be run; an empty path cannot.
bool
IsProgram(const std::string& path)
{
    std::error_code error;
    return std::filesystem::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

/// What belongs to a library: coinference-report to libcoinference.so.1, and in an ns-3 tree
/// ns3.48-coinference-report-default to libns3.48-coinference-default.so.
std::string
ProgramOf(const std::string& library)
{
    constexpr std::string_view MODULE = "coinference";
    const auto begin = library.rfind("lib", 0) == 0 ? 3 : 0;
    const auto at = library.rfind(MODULE);
    if (at == std::string::npos)
    {
        return NAME;
    }
    const auto behind = at + MODULE.size();
    // The build profile; the extension begins with a dot.
    const auto end = std::min(library.find('.', behind), library.size());
    return library.substr(begin, at - begin) + NAME + library.substr(behind, end - behind);
}

/// Built or installed with this library; empty if it is not there.
std::string
FindBesideLibrary()
{
    Dl_info library;
    std::error_code error;
    if (dladdr(reinterpret_cast<void*>(&RunReportProgram), &library) == 0)
    {
        return "";
    }
    const auto file = std::filesystem::canonical(library.dli_fname, error);
    if (error)
    {
        return "";
    }
    for (const auto* folder :
         {COINFERENCE_PROGRAMS_FROM_LIBRARY, "../bin", COINFERENCE_PROGRAMS_IN_TREE})
    {
        const auto program = file.parent_path() / folder / ProgramOf(file.filename().string());
        if (IsProgram(program.string()))
        {
            return program.lexically_normal().string();
        }
    }
    return "";
}

std::string
FindInPath()
{
    const char* path = std::getenv("PATH");
    for (std::string_view rest = path ? path : ""; !rest.empty();)
    {
        const auto end = std::min(rest.find(':'), rest.size());
        const auto program = std::string(rest.substr(0, end)) + "/" + NAME;
        if (IsProgram(program))
        {
            return program;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return "";
}

} // namespace

std::string
FindReportProgram()
{
    const char* told = std::getenv("COINFERENCE_REPORT");
    std::string program = told ? told : "";
    if (program.empty())
    {
        program = FindBesideLibrary();
    }
    if (program.empty())
    {
        program = FindInPath();
    }
    if (!IsProgram(program))
    {
        throw std::runtime_error((program.empty() ? std::string(NAME) : program) +
                                 " is not there, which draws reports; environment variable "
                                 "COINFERENCE_REPORT may name it");
    }
    return program;
}

void
RunReportProgram(const std::string& folder)
{
    auto program = FindReportProgram();
    auto argument = folder;
    std::string quiet = "--quiet";
    std::array<char*, 4> command{program.data(), argument.data(), quiet.data(), nullptr};
    pid_t child = 0;
    const int failure =
        posix_spawn(&child, program.c_str(), nullptr, nullptr, command.data(), Environment());
    if (failure != 0)
    {
        throw std::runtime_error(program + " cannot be run: " + std::strerror(failure));
    }
    int status = 0;
    pid_t ended = 0;
    do
    {
        ended = waitpid(child, &status, 0);
    } while (ended == -1 && errno == EINTR);
    if (ended != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        throw std::runtime_error(program + " failed on " + folder);
    }
}

} // namespace coinference
} // namespace ns3
