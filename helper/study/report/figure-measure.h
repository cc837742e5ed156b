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
 * @param text plain text of UTF-8
 * @param most characters that there is room for, at least 1
 * @return the text, or its beginning and "…"
 */
std::string Shortened(const std::string& text, std::size_t most);

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

/// Names of categories are shown up to this length.
constexpr std::size_t LONGEST_CATEGORY = 32;

/**
 * @ingroup coinference-study
 * @brief How far slanted names of categories go beyond the left end of the x axis.
 * @param figure a figure
 * @param characters how many fit beside each other below the axis
 * @return in characters; 0 or less if they do not
 */
double SlantOverhang(const Figure& figure, double characters);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_MEASURE_H */
