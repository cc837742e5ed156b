/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIGURES_5_TO_8_H
#define COINFERENCE_FIGURES_5_TO_8_H

#include "paper-results.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/// Size of the Fig. 5 to 8 experiments.
struct BudgetSweepOptions
{
    std::uint32_t points{60}; // budgets on each axis, >= 2
    std::uint32_t draws{400}; // of the random-feasible scheme, the paper's number
};

/**
 * Fig. 5 to 8: quality against T0 and E0, for both models, both quantizers and every scheme that
 * is registered.
 */
void SweepBudgets(const BudgetSweepOptions& options, PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURES_5_TO_8_H */
