/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_GNUPLOT_SERIES_H
#define COINFERENCE_GNUPLOT_SERIES_H

#include "figure.h"

#include <cstddef>
#include <string>

namespace ns3
{
namespace coinference
{

// ns-3's own Gnuplot class is not used: it rounds to six digits, takes text as markup, and knows
// neither asymmetric error bars nor two pictures from one script.

/**
 * @ingroup coinference-study
 * @brief Text as one of gnuplot's terminals takes it, in single quotes.
 */
struct GnuplotText
{
    bool isTex{false}; //!< whether the terminal is LaTeX

    /** @param text plain text @return the same, quoted */
    std::string operator()(const std::string& text) const;

    /**
     * @param text plain text
     * @param characters how many fit into a line
     * @return the same, quoted, in as many lines as it takes; in one for LaTeX
     */
    std::string InLines(const std::string& text, double characters) const;
};

/**
 * @ingroup coinference-study
 * @param text name of a file or a font
 * @return the same for gnuplot, letter by letter
 */
std::string GnuplotName(const std::string& text);

/**
 * @ingroup coinference-study
 * @param series a series
 * @return whether any of its points can be drawn
 */
bool HasPoints(const FigureSeries& series);

/**
 * @ingroup coinference-study
 * @brief A series' data: a line a point, empty where the line is interrupted.
 * @param figure its figure
 * @param number which of the figure's
 * @param block name of the data, without $
 * @return the block
 * @throw std::invalid_argument for a value that cannot be drawn
 */
std::string GnuplotData(const Figure& figure, std::size_t number, const std::string& block);

/**
 * @ingroup coinference-study
 * @brief What plots a series.
 * @param figure its figure
 * @param number which of the figure's
 * @param block name of its data
 * @param title its name in the legend as it is to be written; empty for none
 * @return elements of a plot command
 */
std::string GnuplotElement(const Figure& figure,
                           std::size_t number,
                           const std::string& block,
                           const std::string& title);

/**
 * @ingroup coinference-study
 * @brief An entry of a legend that stands apart from the data.
 * @param figure its figure
 * @param number which of the figure's series
 * @param title its name as it is to be written
 * @return an element of a plot command, which draws nothing
 */
std::string GnuplotLegendEntry(const Figure& figure, std::size_t number, const std::string& title);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_GNUPLOT_SERIES_H */
