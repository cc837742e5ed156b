/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "neighbor-program.h"

#include "ns3/system-path.h"

#include <filesystem>

namespace ns3
{
namespace coinference
{

std::string
OwnPath(const std::string& argument)
{
    const auto name = std::filesystem::path(argument).filename().string();
    return SystemPath::FindSelfDirectory() + "/" + name;
}

std::string
NeighborProgram(const std::string& argument, const std::string& own, const std::string& other)
{
    auto path = OwnPath(argument);
    const auto at = path.rfind(own);
    return at == std::string::npos ? other : path.replace(at, own.size(), other);
}

} // namespace coinference
} // namespace ns3
