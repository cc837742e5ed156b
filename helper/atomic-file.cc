/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "atomic-file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
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

} // namespace

AtomicFile::AtomicFile(const std::string& path)
    : m_path(path),
      // Two processes that write the same file must not write into each other's.
      m_temporary(path + ".tmp" + std::to_string(getpid())),
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
    if (!m_stream || std::rename(m_temporary.c_str(), m_path.c_str()) != 0)
    {
        Fail(m_path);
    }
    m_temporary.clear();
}

} // namespace coinference
} // namespace ns3
