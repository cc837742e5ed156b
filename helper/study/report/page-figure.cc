/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "page-figure.h"

#include "gnuplot-series.h"
#include "html-text.h"
#include "text-file.h"

#include <cctype>

namespace ns3
{
namespace coinference
{

namespace
{

/// Whether a text has a name as a whole, not as a part of another.
bool
Names(const std::string& text, const std::string& name)
{
    const auto isOfName = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-';
    };
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1))
    {
        const auto end = at + name.size();
        if ((at == 0 || !isOfName(text[at - 1])) && (end == text.size() || !isOfName(text[end])))
        {
            return true;
        }
    }
    return false;
}

/// What the caption says of names that a narrow legend leaves out, unless it does already.
std::string
WithoutPoint(const std::vector<Figure>& panels, const std::string& caption)
{
    std::string names;
    for (const auto& series : panels.front().series)
    {
        if (panels.size() == 1 && !series.label.empty() && !HasPoints(series) &&
            !Names(caption, series.label))
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
