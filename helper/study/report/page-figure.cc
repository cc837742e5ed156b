/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "page-figure.h"

#include "gnuplot-series.h"
#include "html-text.h"
#include "text-file.h"

namespace ns3
{
namespace coinference
{

namespace
{

/// What the caption says of names that a narrow legend leaves out, unless it does already.
std::string
WithoutPoint(const std::vector<Figure>& panels, const std::string& caption)
{
    std::string names;
    for (const auto& series : panels.front().series)
    {
        if (panels.size() == 1 && !series.label.empty() && !HasPoints(series) &&
            caption.find(series.label) == std::string::npos)
        {
            names += (names.empty() ? " Without a point: " : ", ") + series.label;
        }
    }
    return names + (names.empty() ? "" : ".");
}

} // namespace

std::string
PageFigure(const std::vector<Figure>& panels,
           const std::string& path,
           const std::string& given,
           PageFigureStyle style,
           FigurePaper paper,
           std::size_t columns)
{
    const auto caption = given + WithoutPoint(panels, given);
    paper.narrow = true;
    WriteFigure(panels, path, paper, columns);
    const auto narrow = ReadTextFile(path + NARROW_NAME + ".svg");
    return style.isPanel
               ? HtmlFigure(narrow, "", caption, style.hasSymbols)
               : HtmlFigure(ReadTextFile(path + ".svg"), narrow, caption, style.hasSymbols);
}

} // namespace coinference
} // namespace ns3
