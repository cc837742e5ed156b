/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DATA_FOLDER_H
#define COINFERENCE_DATA_FOLDER_H

#include <filesystem>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-support
 * @brief Where the data files that come with the module are.
 *
 * The folder that the environment's COINFERENCE_DATA names; without it the folder installed with
 * the library, or else the module's source tree.
 *
 * @return the folder; it need not exist if COINFERENCE_DATA says so
 */
std::filesystem::path DataFolder();

/**
 * @ingroup coinference-support
 * @brief Where this library is, from which what was installed with it is found: an installed tree
 * can be moved.
 * @return the file; empty if the system does not tell
 */
std::filesystem::path LibraryFile();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DATA_FOLDER_H */
