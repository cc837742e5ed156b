/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_PAGE_H
#define COINFERENCE_RUN_PAGE_H

#include "run-options.h"

#include "ns3/inference-trace.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * Write report.html and its figures (PNG, SVG and their gnuplot scripts): when results came, as a
 * cumulative distribution, energies, distortion and, where it is measured, quality of each scheme.
 * @param traces what was seen, a scheme each
 * @param options what was run
 * @param folder where to
 * @throw std::runtime_error if a file cannot be written or gnuplot fails
 */
void WriteRunPage(const std::vector<Ptr<InferenceTrace>>& traces,
                  const RunOptions& options,
                  const std::string& folder);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_PAGE_H */
