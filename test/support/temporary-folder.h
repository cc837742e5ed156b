/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TEMPORARY_FOLDER_H
#define COINFERENCE_TEMPORARY_FOLDER_H

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace ns3
{
namespace coinference
{

/// A folder of a test's own, removed with all it holds.
class TemporaryFolder
{
  public:
    TemporaryFolder()
    {
        auto name = (std::filesystem::temp_directory_path() / "coinference-XXXXXX").string();
        if (!mkdtemp(name.data()))
        {
            throw std::runtime_error("cannot make a temporary folder " + name);
        }
        m_path = name;
    }

    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// Path of a file in the folder.
    std::string Path(const std::string& name) const
    {
        return (m_path / name).string();
    }

    /// How many files and folders are in it.
    std::size_t CountFiles() const
    {
        return std::distance(std::filesystem::directory_iterator(m_path),
                             std::filesystem::directory_iterator());
    }

  private:
    std::filesystem::path m_path;
};

/// The whole content of a file.
inline std::string
ReadAll(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
    {
        throw std::runtime_error("cannot read " + path);
    }
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TEMPORARY_FOLDER_H */
