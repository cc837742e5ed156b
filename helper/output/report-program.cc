/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-program.h"

#include "find-program.h"

#include "ns3/coinference-data-folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/wait.h>

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
    const auto library = LibraryFile();
    if (library.empty())
    {
        return "";
    }
    for (const auto* folder :
         {COINFERENCE_PROGRAMS_FROM_LIBRARY, "../bin", COINFERENCE_PROGRAMS_IN_TREE})
    {
        const auto program =
            library.parent_path() / folder / ProgramOf(library.filename().string());
        const auto found = FindProgram(program.lexically_normal().string());
        if (!found.empty())
        {
            return found;
        }
    }
    return "";
}

} // namespace

std::string
FindReportProgram()
{
    const char* told = std::getenv("COINFERENCE_REPORT");
    const bool isTold = told && *told;
    auto program = isTold ? FindProgram(told) : FindBesideLibrary();
    if (program.empty() && !isTold)
    {
        program = FindProgram(NAME); // in PATH
    }
    if (program.empty())
    {
        throw std::runtime_error(std::string(isTold ? told : NAME) +
                                 " is not there, which draws reports; environment variable "
                                 "COINFERENCE_REPORT may name it");
    }
    return program;
}

void
RunReportProgram(const std::string& program, const std::string& folder, const std::string& title)
{
    std::array<std::string, 4> arguments{program, folder, "--quiet", "--title=" + title};
    std::array<char*, 5> command{arguments[0].data(),
                                 arguments[1].data(),
                                 arguments[2].data(),
                                 arguments[3].data(),
                                 nullptr};
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
