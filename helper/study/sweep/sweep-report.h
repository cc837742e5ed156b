/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_REPORT_H
#define COINFERENCE_SWEEP_REPORT_H

#include "report/draw-figure.h"
#include "sweep-spec.h"
#include "sweep-table.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Metrics that a sweep's report shows.
 * @param spec the sweep
 * @return those of its figures, each once, in their order
 */
std::vector<std::string> ReportMetrics(const SweepSpec& spec);

/**
 * @ingroup coinference-study
 * @brief Check that a run tells all metrics of the figures, before all others are made.
 * @param spec the sweep
 * @param summary the summary of one run that is done
 * @return whether it could tell: one in which nothing was done may lack some
 * @throw std::invalid_argument naming the figure and what there is
 */
bool RequireMetrics(const SweepSpec& spec, const std::string& summary);

/**
 * @ingroup coinference-study
 * @brief Write a sweep's report: a page that needs no other file, and its figures as files.
 *
 * Beside it NAME.tex: the means as a table for LaTeX. The page holds what was run with which
 * versions and parameters, the figures, means with 95 % intervals, differences between schemes in
 * pairs of equal run numbers, and what failed. Nothing in it depends on when it is made.
 *
 * @param table the results, with ReportMetrics()
 * @param source text of the sweep file
 * @param folder where report.html and the figures go; made if it is missing
 * @param note what else is to be said of it; may be empty
 * @param paper further formats of the figures
 * @return path of the page
 * @throw std::runtime_error if a file cannot be written, or gnuplot is missing or fails
 */
std::string WriteSweepReport(const SweepTable& table,
                             const std::string& source,
                             const std::string& folder,
                             const std::string& note = "",
                             const FigurePaper& paper = FigurePaper());

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_REPORT_H */
