/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIGURE_MEASURE_H
#define COINFERENCE_FIGURE_MEASURE_H

#include "figure.h"

#include <cstddef>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @param text plain text of UTF-8
 * @return how many characters it shows; marks above letters count as well
 */
std::size_t ShownLength(const std::string& text);

/**
 * @ingroup coinference-study
 * @param figure a figure
 * @return characters of the longest name in its legend
 */
std::size_t LongestLabel(const Figure& figure);

/**
 * @ingroup coinference-study
 * @param figure a figure
 * @return names in its legend
 */
std::size_t CountLabels(const Figure& figure);

/**
 * @ingroup coinference-study
 * @brief How deep the names of categories go below the x axis.
 * @param figure a figure
 * @param characters how many fit beside each other below the axis
 * @return in lines: 1 where they fit beside each other, and where they are numbers; else that of
 *         the longest name, slanted
 */
double CategoryDepth(const Figure& figure, double characters);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_MEASURE_H */
