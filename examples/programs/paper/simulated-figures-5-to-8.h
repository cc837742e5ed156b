/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SIMULATED_FIGURES_5_TO_8_H
#define COINFERENCE_SIMULATED_FIGURES_5_TO_8_H

#include "paper-results.h"

#include <cstdint>
#include <functional>
#include <string>

namespace ns3
{
namespace coinference
{

/// The runs of coinference-run that stand beside the formulas.
struct SimulatedRunsOptions
{
    std::string program;        // coinference-run
    std::string folder;         // each run gets a folder of its own in it
    std::string network{"p2p"}; // access network
    std::uint32_t agents{1};
    // Reserve kept for communication [s]: the first embedding of git-base-caption, over a TCP
    // connection that only begins, takes 66 ms at the default link.
    double communicationDelay{0.08};
    double communicationEnergy{0}; // the same for the radio [J]
    std::uint32_t inferences{6};   // of each agent in each run
    std::uint32_t points{4};       // budgets on each axis, >= 2
    std::uint32_t jobs{2};         // runs at a time
    std::uint32_t seed{1};
    std::uint64_t run{1};
};

/**
 * Simulated counterparts of Fig. 5 to 8 and Table I at chosen points.
 * @param options the runs
 * @param progress told how many of how many runs are done
 * @param results gets figures, tables and checks
 */
void SimulateCounterparts(const SimulatedRunsOptions& options,
                          const std::function<void(std::size_t, std::size_t)>& progress,
                          PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SIMULATED_FIGURES_5_TO_8_H */
