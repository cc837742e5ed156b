/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_SIMULATION_H
#define COINFERENCE_RUN_SIMULATION_H

#include "run-options.h"

#include "ns3/coinference-trace-helper.h"

#include <functional>

namespace ns3
{
namespace coinference
{

/// Told how far a simulation is, from 0 to 1.
typedef std::function<void(double)> RunProgress;

/**
 * Simulate one scheme and add its trace. What comes out depends on the options and the scheme
 * only, not on what was simulated before in this process.
 * @param options the scenario
 * @param scheme the scheme
 * @param trace where the trace goes; a scheme that is infeasible for all agents is not simulated
 * @param progress told of the progress; may be empty
 */
void SimulateScheme(const RunOptions& options,
                    const std::string& scheme,
                    CoinferenceTraceHelper& trace,
                    const RunProgress& progress);

/**
 * Have a learner on standard input and output answer random problems (P1), until its input ends.
 * @param options the scenario: agents, bitWidths, seed and run
 */
void ServeDesigns(const RunOptions& options);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_SIMULATION_H */
