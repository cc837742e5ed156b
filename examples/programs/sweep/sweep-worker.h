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
 * Make one run.
 * @param job the run, who simulates and where
 * @return its result, or why there is none
 */
JobAnswer MakeRun(const SweepJob& job);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_WORKER_H */
