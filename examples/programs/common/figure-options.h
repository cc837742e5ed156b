/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIGURE_OPTIONS_H
#define COINFERENCE_FIGURE_OPTIONS_H

#include "program-options.h"
#include "report/draw-figure.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * Add what a program that draws figures can be told of them: format, width, font.
 * @param table the program's options
 * @param formats kept for FigurePaper::SetFormats()
 * @param paper kept width and font
 */
inline void
AddFigureOptions(ProgramOptions& table, std::string& formats, FigurePaper& paper)
{
    table.push_back({"format",
                     "further formats of the figures, beside PNG and SVG: pdf, tikz or both",
                     &formats});
    table.push_back({"width", "width of figures as pdf and tikz [mm]", &paper.width, 30, 500});
    table.push_back({"font",
                     "font of figures as pdf: name, size [pt]; where it is not installed "
                     "fontconfig takes another",
                     &paper.font});
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_OPTIONS_H */
