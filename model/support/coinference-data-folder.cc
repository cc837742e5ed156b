/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-data-folder.h"

#include <cstdlib>
#include <dlfcn.h>

namespace ns3
{
namespace coinference
{

std::filesystem::path
LibraryFile()
{
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&LibraryFile), &library) == 0)
    {
        return {};
    }
    std::error_code error;
    const auto file = std::filesystem::canonical(library.dli_fname, error);
    return error ? std::filesystem::path() : file;
}

std::filesystem::path
DataFolder()
{
    if (const char* folder = std::getenv("COINFERENCE_DATA"))
    {
        return folder;
    }
    const auto library = LibraryFile();
    const auto folder = library.parent_path() / COINFERENCE_DATA_FROM_LIBRARY;
    std::error_code error;
    if (!library.empty() && std::filesystem::is_directory(folder, error))
    {
        return folder.lexically_normal();
    }
    return COINFERENCE_DATA_IN_SOURCE;
}

} // namespace coinference
} // namespace ns3
