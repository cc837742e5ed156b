/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PAPER_RESULTS_H
#define COINFERENCE_PAPER_RESULTS_H

#include "report/figure.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// A table that becomes NAME.csv and, unless it is long, a table of the report.
struct PaperTable
{
    std::string name;
    std::string caption;
    std::vector<std::string> columns; // with units
    std::vector<std::vector<std::string>> rows;
};

/// A picture: NAME.png, NAME.svg and its script NAME.gp.
struct PaperFigure
{
    std::string heading; // as the paper calls what it is the counterpart of: "Fig. 5"
    std::string name;
    std::string caption; // a sentence or more; the report puts heading and panel before it
    Figure figure;
};

/// A claim of the paper, or of this module, and whether the numbers bear it out.
struct PaperCheck
{
    std::string claim;
    bool holds{false};
    std::string evidence; // the numbers behind it
};

/// What the experiments found, in the order of the paper.
struct PaperResults
{
    std::vector<PaperFigure> figures;
    std::vector<PaperTable> tables;
    std::vector<PaperCheck> checks;
    std::vector<std::string> assumptions; // where the paper gives no number or data
};

/// Adds one check; each experiment has several.
void AddCheck(PaperResults& results,
              const std::string& claim,
              bool holds,
              const std::string& evidence);

/// A number for people: four digits.
std::string ShortNumber(double value);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PAPER_RESULTS_H */
