/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SENSING_TIMES_H
#define COINFERENCE_SENSING_TIMES_H

#include "ns3/nstime.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief Read a file of sensing times, the one format for attributes and options.
 *
 * One number of seconds a line, from 0 to 9e9, none below the one before it. Empty lines and what
 * follows a # do not count; lines may end in CR LF.
 *
 * @param path the file
 * @return the times, at least one
 * @throw std::invalid_argument naming the file, the line and what is allowed
 */
std::vector<Time> ReadSensingTimes(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SENSING_TIMES_H */
