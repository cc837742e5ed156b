/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "work-folder.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace ns3
{
namespace coinference
{

WorkFolder::WorkFolder(const std::string& database)
    : m_path(PathOf(database))
{
    std::filesystem::create_directories(m_path);
    const auto file = m_path + "/lock";
    m_lock = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (m_lock < 0)
    {
        throw std::runtime_error("cannot write " + file + ": " + std::strerror(errno));
    }
    if (flock(m_lock, LOCK_EX | LOCK_NB) != 0)
    {
        close(m_lock);
        throw std::runtime_error("another coinference-sweep is at work on " + database);
    }
    // Left over by a process that was killed.
    std::filesystem::remove_all(m_path + "/scratch");
}

WorkFolder::~WorkFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path + "/scratch", ignored);
    close(m_lock);
}

std::string
WorkFolder::PathOf(const std::string& database)
{
    return std::filesystem::absolute(database + ".work").string();
}

} // namespace coinference
} // namespace ns3
