/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PAPER_REPORT_H
#define COINFERENCE_PAPER_REPORT_H

#include "paper-results.h"
#include "report/draw-figure.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * Write NAME.csv of every table, NAME.png, NAME.svg and NAME.gp of every figure, checks.csv, and
 * report.html, which holds all of it and needs no other file.
 * @param results what was found
 * @param facts names and values of what was run
 * @param folder an existing folder
 * @param paper further formats of the figures
 * @throw std::runtime_error if a file cannot be written, or gnuplot is missing or fails
 */
void WritePaperReport(const PaperResults& results,
                      const std::vector<std::pair<std::string, std::string>>& facts,
                      const std::string& folder,
                      const FigurePaper& paper);

/// The checks for the terminal, one a line, and how many hold.
void PrintChecks(const PaperResults& results, std::ostream& os);

/// Whether every check holds.
bool AllHold(const PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PAPER_REPORT_H */
