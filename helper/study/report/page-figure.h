/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PAGE_FIGURE_H
#define COINFERENCE_PAGE_FIGURE_H

#include "draw-figure.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief How a page shows a figure.
 */
struct PageFigureStyle
{
    bool hasSymbols{false}; //!< of the caption, as for HtmlFigure()
    bool isPanel{false};    //!< one of several beside each other: narrow on every screen
};

/**
 * @ingroup coinference-study
 * @brief Draw a figure for a page that screens of every width show: beside the files of
 * WriteFigure() PATH-narrow.svg, which the page shows where it is narrow.
 * @param panels the figure, or its panels
 * @param path as for WriteFigure()
 * @param caption text of the caption
 * @param style how the page shows it
 * @param paper further formats
 * @param columns as for WriteFigure()
 * @return HTML of the figure
 * @throw std::invalid_argument, std::runtime_error as WriteFigure()
 */
std::string PageFigure(const std::vector<Figure>& panels,
                       const std::string& path,
                       const std::string& caption,
                       PageFigureStyle style = PageFigureStyle(),
                       FigurePaper paper = FigurePaper(),
                       std::size_t columns = 0);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PAGE_FIGURE_H */
