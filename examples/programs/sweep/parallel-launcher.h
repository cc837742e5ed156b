/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PARALLEL_LAUNCHER_H
#define COINFERENCE_PARALLEL_LAUNCHER_H

#include "sweep-job.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// How GNU Parallel is to be called.
struct ParallelOptions
{
    std::string self;       //!< this program, which is its own worker
    std::string program;    //!< the simulator
    std::string jobs;       //!< runs at once, as parallel's --jobs: a number or a share like 50%
    std::string sshLogins;  //!< as parallel's --sshlogin; empty: this machine
    std::string workFolder; //!< for files that are needed meanwhile
    bool keepInferences{false}; //!< whether answers hold inferences
};

/**
 * Make runs with GNU Parallel.
 *
 * Workers answer on parallel's standard output, from other machines too: no file system has to be
 * shared, and one process alone writes the database.
 *
 * @param runs the runs
 * @param options how
 * @param onAnswer gets each answer as it comes
 * @throw std::runtime_error if parallel is missing or ended with runs unanswered, with its reason
 */
void RunParallel(const std::vector<SweepRun>& runs,
                 const ParallelOptions& options,
                 const std::function<void(const JobAnswer&)>& onAnswer);

/// A word for a POSIX shell.
std::string ShellQuoted(const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PARALLEL_LAUNCHER_H */
