/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "page-figure.h"

#include "html-text.h"
#include "text-file.h"

namespace ns3
{
namespace coinference
{

std::string
PageFigure(const std::vector<Figure>& panels,
           const std::string& path,
           const std::string& caption,
           PageFigureStyle style,
           FigurePaper paper,
           std::size_t columns)
{
    paper.narrow = true;
    WriteFigure(panels, path, paper, columns);
    const auto narrow = ReadTextFile(path + NARROW_NAME + ".svg");
    return style.isPanel
               ? HtmlFigure(narrow, "", caption, style.hasSymbols)
               : HtmlFigure(ReadTextFile(path + ".svg"), narrow, caption, style.hasSymbols);
}

} // namespace coinference
} // namespace ns3
