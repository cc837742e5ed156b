/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mapped-file.h"

#include "support/checked-field.h"

#include <boost/interprocess/exceptions.hpp>
#include <boost/interprocess/file_mapping.hpp>
#include <filesystem>
#include <sys/mman.h>

namespace ns3
{
namespace coinference
{

using namespace boost::interprocess;

MappedFile::MappedFile(const std::string& path)
    : m_path(path)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
    {
        RejectField("file", path, "a file that can be read");
    }
    if (std::filesystem::file_size(path, error) == 0)
    {
        return; // nothing to map
    }
    try
    {
        m_region = mapped_region(file_mapping(path.c_str(), read_only), read_only);
    }
    catch (const interprocess_exception& failure)
    {
        RejectField("file", path, std::string("a file that can be read: ") + failure.what());
    }
    m_bytes = {static_cast<const char*>(m_region.get_address()), m_region.get_size()};
}

void
MappedFile::Release() const
{
    if (!m_bytes.empty())
    {
        // The library's own advice is posix_madvise()'s, which glibc does not follow.
        madvise(m_region.get_address(), m_region.get_size(), MADV_DONTNEED);
    }
}

} // namespace coinference
} // namespace ns3
