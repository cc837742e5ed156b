/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DRAW_FIGURE_H
#define COINFERENCE_DRAW_FIGURE_H

#include "figure.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// What the name of a picture for narrow screens ends with, before ".svg".
constexpr const char* NARROW_NAME = "-narrow";

/**
 * @ingroup coinference-study
 * @brief How figures are made for a paper, beside PNG and SVG: small, with the legend below,
 * without a title, which is in the caption.
 */
struct FigurePaper
{
    bool pdf{false};             //!< NAME.pdf
    bool tikz{false};            //!< NAME.tikz.tex, to \\input where gnuplot-lua-tikz is used
    bool narrow{false};          //!< NAME-narrow.svg, for pages on narrow screens
    double width{88};            //!< a column's [mm]
    std::string font{"Times,8"}; //!< of the PDF: name, size [pt]; TikZ has the document's own

    /**
     * @brief Read formats.
     * @param field the option's name in messages
     * @param formats pdf and tikz, with a comma between; or nothing
     * @throw std::invalid_argument for others
     */
    void SetFormats(const std::string& field, const std::string& formats);
};

/**
 * @ingroup coinference-study
 * @brief The figure as a gnuplot script that draws it as PNG and SVG.
 *
 * The script holds the data too, so that a user can restyle it by hand and run gnuplot again.
 *
 * Series that coincide are drawn as one, named "joint = sca": one would hide the other.
 *
 * @param figure the figure
 * @param name name of the pictures without ".png" and ".svg"; they appear in the folder that
 * gnuplot is called in
 * @param paper further formats
 * @return the script
 * @throw std::invalid_argument for NaN, and for values that
 * a logarithmic axis cannot show
 */
std::string GnuplotScript(const Figure& figure,
                          const std::string& name,
                          const FigurePaper& paper = FigurePaper());

/**
 * @ingroup coinference-study
 * @brief Several panels as one picture: their axes have the same ends, one legend below names the
 * series of all, and each has its title.
 * @param panels the panels, at least one; one is drawn as a figure of its own
 * @param name as above
 * @param paper as above
 * @param columns panels beside each other, if there is room; 0: as many as there is room for
 * @return the script
 * @throw std::invalid_argument as above
 */
std::string GnuplotScript(const std::vector<Figure>& panels,
                          const std::string& name,
                          const FigurePaper& paper = FigurePaper(),
                          std::size_t columns = 0);

/**
 * @ingroup coinference-study
 * @brief Draw a figure with gnuplot.
 * @param panels the figure, or its panels
 * @param path the files are PATH.gp (the script), PATH.png and PATH.svg; their folder must exist
 * @param paper further formats
 * @param columns panels beside each other, as for GnuplotScript()
 * @throw std::invalid_argument as GnuplotScript()
 * @throw std::runtime_error if a file cannot be written, and if gnuplot is missing or fails
 */
void WriteFigure(const std::vector<Figure>& panels,
                 const std::string& path,
                 const FigurePaper& paper = FigurePaper(),
                 std::size_t columns = 0);

/**
 * @ingroup coinference-study
 * @brief The same of a figure without panels.
 * @param figure the figure
 * @param path as above
 * @param paper as above
 */
void WriteFigure(const Figure& figure,
                 const std::string& path,
                 const FigurePaper& paper = FigurePaper());

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DRAW_FIGURE_H */
