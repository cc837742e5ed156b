/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WORK_FOLDER_H
#define COINFERENCE_WORK_FOLDER_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * The folder beside a database for what is needed while runs are made. It belongs to one process
 * at a time; the system ends that whatever happens to the process.
 */
class WorkFolder
{
  public:
    /**
     * @param database path of the database
     * @throw std::runtime_error if it cannot be made, or another process has it
     */
    explicit WorkFolder(const std::string& database);
    ~WorkFolder();

    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    /// @return the absolute path of the folder of a database
    static std::string PathOf(const std::string& database);

    /// @return the absolute path
    const std::string& GetPath() const
    {
        return m_path;
    }

  private:
    std::string m_path;
    int m_lock; // descriptor of the locked file
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WORK_FOLDER_H */
