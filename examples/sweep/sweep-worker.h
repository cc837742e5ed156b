/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_WORKER_H
#define COINFERENCE_SWEEP_WORKER_H

#include "sweep-job.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * Make one run: call the simulator with an output folder of the run's own, and take its summary.
 * Whatever goes wrong with the run is its result.
 *
 * \param run the run
 * \param program the simulator: coinference-run, or another with its options and summary.json
 * \param scratch folder for the output folder, which is gone afterwards
 * \return the result
 */
JobAnswer MakeRun(const SweepRun& run, const std::string& program, const std::string& scratch);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_WORKER_H */
