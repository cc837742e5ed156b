/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MAPPED_FILE_H
#define COINFERENCE_MAPPED_FILE_H

#include <boost/interprocess/mapped_region.hpp>
#include <string>
#include <string_view>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief A file's bytes, read where they are looked at.
 */
class MappedFile
{
  public:
    /**
     * @param path the file
     * @throw std::invalid_argument naming the file if it cannot be read or is no file
     */
    explicit MappedFile(const std::string& path);

    /** @return the bytes, as long as this lives */
    std::string_view GetBytes() const
    {
        return m_bytes;
    }

    /** @return the path, as given */
    const std::string& GetPath() const
    {
        return m_path;
    }

    /**
     * @brief Have the system take back the memory of what has been read; it reads it again where
     * it is looked at again.
     */
    void Release() const;

  private:
    std::string m_path;
    boost::interprocess::mapped_region m_region;
    std::string_view m_bytes;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MAPPED_FILE_H */
