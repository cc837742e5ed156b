/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_NEIGHBOR_PROGRAM_H
#define COINFERENCE_NEIGHBOR_PROGRAM_H

#include <string>

namespace ns3
{
namespace coinference
{

/// @return path of the running program, given its argv[0]
std::string OwnPath(const std::string& argument);

/**
 * Another of the module's programs, beside the running one. An ns-3 tree gives all of them longer
 * names of the same pattern, such as ns3.37-coinference-run-default.
 * @param argument argv[0]
 * @param own the running program's plain name
 * @param other the other's plain name
 * @return the other's path; its plain name, to be searched in PATH, if this one was renamed
 */
std::string NeighborProgram(const std::string& argument,
                            const std::string& own,
                            const std::string& other);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_NEIGHBOR_PROGRAM_H */
