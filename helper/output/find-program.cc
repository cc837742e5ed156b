/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "find-program.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <unistd.h>

namespace ns3
{
namespace coinference
{

namespace
{

bool
CanRun(const std::string& path)
{
    std::error_code error;
    return std::filesystem::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

} // namespace

std::string
FindProgram(const std::string& program)
{
    if (program.find('/') != std::string::npos)
    {
        return CanRun(program) ? program : "";
    }
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');)
    {
        const auto file = (folder.empty() ? "." : folder) + "/" + program;
        if (CanRun(file))
        {
            return file;
        }
    }
    return "";
}

} // namespace coinference
} // namespace ns3
