/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WEIGHT_REPORT_H
#define COINFERENCE_WEIGHT_REPORT_H

#include "model-study.h"
#include "report/draw-figure.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Draw a model's weights and write them up in a page, report.html.
 * @param study the model
 * @param folder where page and figures go, made if it is not there
 * @param paper further formats of the figures
 * @return the page's path
 * @throw std::runtime_error if something cannot be written or drawn
 */
std::string WriteWeightReport(const ModelStudy& study,
                              const std::string& folder,
                              const FigurePaper& paper = FigurePaper());

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WEIGHT_REPORT_H */
