/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_REPORT_PROGRAM_H
#define COINFERENCE_REPORT_PROGRAM_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief Find coinference-report: the one that environment variable COINFERENCE_REPORT names; else
 * the one that was built or installed with this library; else the one in PATH.
 * @return its path
 * @throw std::runtime_error if there is none
 */
std::string FindReportProgram();

/**
 * @ingroup coinference-output
 * @brief Have it draw the records of a folder.
 * @param program what FindReportProgram() gave
 * @param folder where inferences.csv and summary.json are; report.html and the figures come there
 * @param title of the page; if empty that it is the run of the folder's name
 * @throw std::runtime_error if it cannot be run, or fails, which has then said why on standard
 * error
 */
void RunReportProgram(const std::string& program,
                      const std::string& folder,
                      const std::string& title);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_REPORT_PROGRAM_H */
