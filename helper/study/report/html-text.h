/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_HTML_TEXT_H
#define COINFERENCE_HTML_TEXT_H

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Escape text for HTML.
 * @param text any text
 * @return HTML that shows it
 */
std::string HtmlText(const std::string& text);

/**
 * @ingroup coinference-study
 * @brief Escape text of the program's own for HTML, with symbols as the paper writes them where a
 * terminal could not: T0, b^, lambda, D_S and the like.
 * @param text any text
 * @return HTML that shows it
 */
std::string HtmlMath(const std::string& text);

/**
 * @ingroup coinference-study
 * @brief A table.
 * @param header HTML of the column heads
 * @param rows HTML of the cells
 * @param isProse whether cells hold sentences, to the left and broken where they must be, not
 *        numbers and names
 * @return the table
 */
std::string HtmlTable(const std::vector<std::string>& header,
                      const std::vector<std::vector<std::string>>& rows,
                      bool isProse = false);

/**
 * @ingroup coinference-study
 * @brief A picture within the page, so that the page needs no other file.
 * @param svg an SVG file's content
 * @param narrow the same for screens up to 640 px wide; empty: the same file there too
 * @param caption text of the caption
 * @param hasSymbols whether it is a text of the program's own, to be written as HtmlMath() does
 * @return the figure
 */
std::string HtmlFigure(const std::string& svg,
                       const std::string& narrow,
                       const std::string& caption,
                       bool hasSymbols = false);

/**
 * @ingroup coinference-study
 * @brief A whole page that refers to nothing outside of it.
 * @param title text of the title
 * @param body HTML of the body below the title
 * @return the page
 */
std::string HtmlPage(const std::string& title, const std::string& body);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_HTML_TEXT_H */
