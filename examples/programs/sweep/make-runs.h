/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MAKE_RUNS_H
#define COINFERENCE_MAKE_RUNS_H

#include "open-sweep.h"
#include "progress-line.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace ns3
{
namespace coinference
{

/// How the runs of a sweep are made.
struct RunMaking
{
    std::string self;               ///< path of coinference-sweep, which makes single runs too
    std::string program;            ///< the simulator
    std::string jobs{"100%"};       ///< as GNU Parallel's --jobs
    std::string sshLogins;          ///< as GNU Parallel's --sshlogin
    bool slurm{false};              ///< through Slurm, not GNU Parallel
    bool wait{false};               ///< with Slurm: until the runs have ended
    std::string sbatch;             ///< with Slurm: further options of sbatch
    std::uint32_t slurmTasks{1000}; ///< with Slurm: tasks of an array at most
    std::size_t handedOver{0};      ///< set: runs that Slurm was given
    bool fresh{false};              ///< forget earlier results first
};

/**
 * Find what makes the runs, and check how many at once, before anything is forgotten or begun.
 * @throw std::invalid_argument if `jobs` is nothing that parallel takes
 * @throw std::runtime_error if a program is not there
 */
void CheckLaunch(const RunMaking& making);

/**
 * Make what is missing, in rounds if a precision is asked for.
 * @return whether all was waited for; otherwise Slurm has it
 */
bool MakeRuns(RunMaking& making, Sweep& sweep, ProgressLine& progress);

/**
 * Have the simulator check the options of all runs: every value once, of long ranges some.
 * @throw std::invalid_argument with what it says of the first that is wrong
 */
void CheckOptions(const SweepSpec& spec, const std::string& simulator);

/**
 * Take in what Slurm has done meanwhile, unless another process is about it.
 * @return the keys of the runs in its queue
 */
std::set<std::string> Refresh(Sweep& sweep);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MAKE_RUNS_H */
