/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_JOB_H
#define COINFERENCE_SWEEP_JOB_H

#include "sweep/sweep-run.h"
#include "sweep/sweep-store.h"

#include <string>
#include <string_view>

namespace ns3
{
namespace coinference
{

/// A run for a worker that may be on another machine.
struct SweepJob
{
    SweepRun run;
    std::string program;        //!< the simulator
    std::string scratch;        //!< folder for its files; empty: that for temporary files
    std::string folder;         //!< where files that options name are looked for
    bool keepInferences{false}; //!< whether the answer holds inferences.csv
};

/// A job as one line of ASCII text.
std::string JobToLine(const SweepJob& job);

/// @throw std::invalid_argument if it is no job
SweepJob LineToJob(const std::string& line);

/// What a worker answers: the run again, with its result.
struct JobAnswer
{
    SweepRun run;
    SweepResult result;
};

/// An answer as one line of text.
std::string AnswerToLine(const JobAnswer& answer);

/// @throw std::invalid_argument if it is no answer
JobAnswer LineToAnswer(std::string_view line);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_JOB_H */
