/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "text-file.h"

#include "output/atomic-file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

std::string
ReadTextFile(const std::string& path)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text;
    std::array<char, 1 << 14> buffer;
    while (file)
    {
        file.read(buffer.data(), buffer.size());
        text.append(buffer.data(), file.gcount());
    }
    // A folder opens like a file, and only reading it fails.
    if (!file.eof())
    {
        throw std::runtime_error("cannot read " + path + ": " +
                                 (errno == 0 ? "unknown error" : std::strerror(errno)));
    }
    return text;
}

void
WriteTextFile(const std::string& path, const std::string& text)
{
    AtomicFile file(path);
    file.Stream() << text;
    file.Commit();
}

} // namespace coinference
} // namespace ns3
