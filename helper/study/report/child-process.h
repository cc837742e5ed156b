/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CHILD_PROCESS_H
#define COINFERENCE_CHILD_PROCESS_H

#include "output/find-program.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief How a program ended.
 */
struct ProgramExit
{
    int status{0};     //!< exit status; 128 + signal if a signal ended it, as shells count
    std::string error; //!< what it wrote to standard error, the last 64 KiB of it

    /** @return the last line of `error` that is not empty, or "" */
    std::string LastErrorLine() const;
};

/**
 * @ingroup coinference-study
 * @brief Run a program to its end, without a shell.
 *
 * Its standard input is empty. If this process dies first, the program gets SIGTERM (on Linux).
 *
 * @param command the program (looked up in PATH if it holds no slash) and its arguments
 * @param onLine gets each line of its standard output as it comes, without the newline; an
 *        unfinished last line is not a line. May be empty.
 * @param folder where it runs; empty: here
 * @return how it ended
 * @throw std::runtime_error if it cannot be started, naming the program
 */
ProgramExit RunProgram(const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& onLine = {},
                       const std::string& folder = {});

/**
 * @ingroup coinference-study
 * @brief Require that a program can be found, before anything is done that needs it later.
 * @param program its name, looked up in PATH, or its path
 * @param purpose what it is needed for
 * @throw std::runtime_error naming both otherwise
 */
void RequireProgram(const std::string& program, const std::string& purpose);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CHILD_PROCESS_H */
