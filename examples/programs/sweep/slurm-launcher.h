/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SLURM_LAUNCHER_H
#define COINFERENCE_SLURM_LAUNCHER_H

#include "sweep-job.h"

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// How Slurm is to be called.
struct SlurmOptions
{
    std::string self;                       //!< this program, which is its own worker
    std::string program;                    //!< the simulator
    std::string workFolder;                 //!< shared by all nodes
    std::vector<std::string> sbatchOptions; //!< further options of sbatch
    std::size_t mostTasks{1000};            //!< tasks of one array at most (MaxArraySize - 1)
    bool keepInferences{false};             //!< whether answers hold inferences
};

/**
 * The script of a job array. Each task makes one run or, if there are more runs than tasks, a few,
 * and leaves each answer as a file of its own that appears whole or not at all. It has no
 * directives: a path in one would be a pattern, or begin a directive of its own.
 *
 * @param name name of the job
 * @param runs how many runs there are
 * @param options how
 * @return the script for sbatch
 */
std::string SlurmScript(const std::string& name, std::size_t runs, const SlurmOptions& options);

/**
 * Hand runs to Slurm as a job array, and remember that.
 * @param runs the runs, not empty
 * @param options how
 * @param store where to remember it
 * @throw std::runtime_error if sbatch is missing or refuses
 */
void SubmitToSlurm(const std::vector<SweepRun>& runs,
                   const SlurmOptions& options,
                   SweepStore& store);

/**
 * Record the answers that tasks have left, then remove them, and the files of jobs of which nothing
 * is awaited. Killed in between, the next call finds them again and changes nothing.
 * @param workFolder the folder
 * @param store where to record them
 * @param onAnswer gets each answer; may be empty
 */
void CollectFromSlurm(const std::string& workFolder,
                      SweepStore& store,
                      const std::function<void(const JobAnswer&)>& onAnswer = {});

/**
 * Forget the submissions that Slurm no longer has in its queue.
 * @param store where they are remembered
 * @return keys of the runs that are still in the queue
 * @throw std::runtime_error if squeue is missing or fails
 */
std::set<std::string> QueuedInSlurm(SweepStore& store);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SLURM_LAUNCHER_H */
