/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PROGRAM_MAIN_H
#define COINFERENCE_PROGRAM_MAIN_H

#include <exception>
#include <functional>
#include <string>

namespace ns3
{
namespace coinference
{

/// What went wrong, in one line that a person can read, whichever library says it.
std::string DescribeError(const std::exception& error);

/**
 * Run a program's body. What it throws is told in one line on standard error, and standard output
 * that could not be written is an error too.
 * @param name the program's, for messages
 * @param body returns the exit status
 * @return that status, or 2 after an error
 */
int RunMain(const std::string& name, const std::function<int()>& body);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PROGRAM_MAIN_H */
