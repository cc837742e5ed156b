/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_LOAD_LIBRARIES_H
#define COINFERENCE_LOAD_LIBRARIES_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * Load shared libraries for good: what they register with ns-3, such as a scheme of one's own, is
 * then known by name.
 * @param paths the libraries, with commas between; may be empty
 * @throw std::invalid_argument naming the one that cannot be loaded, and why
 */
void LoadLibraries(const std::string& paths);

/**
 * The same for the options --load=... of a command line, before anything looks at the others: these
 * may be attributes of what is in the libraries.
 */
void LoadLibraries(int argc, char* argv[]);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_LOAD_LIBRARIES_H */
