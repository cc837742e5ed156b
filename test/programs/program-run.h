/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PROGRAM_RUN_H
#define COINFERENCE_PROGRAM_RUN_H

#include <boost/filesystem/path.hpp>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// How a program that a test started ended, and what it wrote.
struct ProgramRun
{
    int exitCode{0}; //!< exit status, or minus the number of the signal that ended it
    std::string output;
    std::string error;

    /// @return standard output's lines, without their newlines
    std::vector<std::string> OutputLines() const;
};

/**
 * @brief A program of the module, as built with this test.
 * @param name its name, e.g. "coinference-design"
 * @return its path
 */
boost::filesystem::path ProgramPath(const std::string& name);

/**
 * @brief Run a program of the module to its end.
 * @param name its name
 * @param arguments its arguments
 * @param input what it finds on standard input
 * @return how it ended
 */
ProgramRun RunProgramOf(const std::string& name,
                        const std::vector<std::string>& arguments,
                        const std::string& input = "");

/**
 * @brief Run a shell command, for what needs pipes and redirections.
 * @param command text for bash, in which "$BIN" is the programs' folder
 * @return how it ended
 */
ProgramRun RunShell(const std::string& command);

/// A folder of a test's own, removed at its end.
class ScratchFolder
{
  public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    /// @return the path of a file in it
    std::string operator/(const std::string& name) const;

  private:
    boost::filesystem::path m_path;
};

/**
 * @brief Write a whole file.
 * @param path where
 * @param content what
 */
void WriteFile(const std::string& path, const std::string& content);

/**
 * @brief Read a whole file.
 * @param path which
 * @return its content
 */
std::string ReadFile(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PROGRAM_RUN_H */
