/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIND_PROGRAM_H
#define COINFERENCE_FIND_PROGRAM_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @param program a program's name, looked up in PATH if it holds no slash, or its path
 * @return the path; empty if there is no such program
 */
std::string FindProgram(const std::string& program);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIND_PROGRAM_H */
