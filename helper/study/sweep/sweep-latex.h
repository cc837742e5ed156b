/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_LATEX_H
#define COINFERENCE_SWEEP_LATEX_H

#include "sweep-table.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A sweep's means with their 95 % intervals as a table for LaTeX, with booktabs' rules.
 *
 * A row a point and scheme. The best mean of a point is bold, and every other whose difference from
 * it, in pairs of equal run numbers, has an interval that holds 0: delays, energies, distortions
 * and ages are best where they are least, shares within budget, quality, bit-widths and rates where
 * they are most; other metrics have no best. Where that is all schemes that have a value, and more
 * than one, none is bold.
 *
 * @param table the results
 * @param metrics those to show, of the table's
 * @return a tabular
 */
std::string SweepLatex(const SweepTable& table, const std::vector<std::string>& metrics);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_LATEX_H */
