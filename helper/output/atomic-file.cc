/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "atomic-file.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

namespace ns3
{
namespace coinference
{

namespace
{

[[noreturn]] void
Fail(const std::string& path)
{
    throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
}

/// Where the links that begin at a path lead, whether or not there is a file.
std::string
TargetOf(const std::string& path)
{
    constexpr int MOST_LINKS = 40; // as the kernel's
    std::filesystem::path target = path;
    std::error_code error;
    for (int i = 0; i < MOST_LINKS && std::filesystem::is_symlink(target, error); ++i)
    {
        const auto next = std::filesystem::read_symlink(target, error);
        if (error)
        {
            break;
        }
        target = next.is_absolute() ? next : target.parent_path() / next;
    }
    if (std::filesystem::is_symlink(target, error))
    {
        errno = ELOOP;
        Fail(path);
    }
    if (std::filesystem::is_directory(target, error))
    {
        errno = EISDIR; // which renaming would tell at the end
        Fail(path);
    }
    return target.string();
}

bool
IsSpecial(const std::string& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
           !std::filesystem::is_directory(status);
}

std::string
TemporaryOf(const std::string& path, bool isSpecial)
{
    if (!isSpecial)
    {
        // Two processes that write the same file must not write into each other's.
        return path + ".tmp" + std::to_string(getpid());
    }
    // Anybody may write into the folder of temporary files: a new file with a name of its own.
    const char* folder = std::getenv("TMPDIR");
    std::string name = folder && *folder ? folder : "/tmp";
    name += "/coinference-XXXXXX";
    const int file = mkstemp(name.data());
    if (file < 0)
    {
        Fail(name);
    }
    close(file);
    return name;
}

} // namespace

AtomicFile::AtomicFile(const std::string& path)
    : m_isSpecial(IsSpecial(path)),
      m_path(m_isSpecial ? path : TargetOf(path)), // links of /proc/self/fd lead to no path
      m_temporary(TemporaryOf(m_path, m_isSpecial)),
      m_stream(m_temporary, std::ios::binary | std::ios::trunc)
{
    if (!m_stream)
    {
        Fail(m_path);
    }
}

AtomicFile::~AtomicFile()
{
    if (!m_temporary.empty())
    {
        m_stream.close();
        std::remove(m_temporary.c_str());
    }
}

std::ostream&
AtomicFile::Stream()
{
    return m_stream;
}

const std::string&
AtomicFile::GetTemporaryPath() const
{
    return m_temporary;
}

void
AtomicFile::Commit()
{
    m_stream.close();
    if (!m_stream)
    {
        Fail(m_path);
    }
    if (m_isSpecial)
    {
        std::ifstream kept(m_temporary, std::ios::binary);
        std::ofstream special(m_path, std::ios::binary);
        // Of an empty file nothing can be streamed, which would count as a failure.
        const bool isEmpty = kept.peek() == std::ifstream::traits_type::eof();
        if (!special || (!isEmpty && !(special << kept.rdbuf())) || !special.flush())
        {
            Fail(m_path);
        }
        std::remove(m_temporary.c_str());
    }
    else
    {
        // Who may read, write and run the file is not for this to change.
        std::error_code error;
        const auto status = std::filesystem::status(m_path, error);
        if (std::filesystem::is_regular_file(status))
        {
            std::filesystem::permissions(m_temporary, status.permissions(), error);
        }
        if (std::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        {
            Fail(m_path);
        }
    }
    m_temporary.clear();
}

} // namespace coinference
} // namespace ns3
