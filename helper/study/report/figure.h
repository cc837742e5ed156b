/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIGURE_H
#define COINFERENCE_FIGURE_H

#include "output/sample-statistics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A point of a series.
 */
struct FigurePoint
{
    double x{0}; //!< in the x axis' unit; on an axis of categories the number of one, from 0
    double y{0}; //!< in the y axis' unit; an infinite one is not drawn and interrupts the line
    std::optional<ConfidenceInterval> error{}; //!< ends of the error bar, if there is one
};

/**
 * @ingroup coinference-study
 * @brief What is drawn in one color, dash and symbol.
 */
struct FigureSeries
{
    /** @brief What is drawn. */
    enum class Style : std::uint8_t
    {
        LINES_AND_POINTS, //!< points, their error bars, and lines between them
        LINES,            //!< lines only, for curves of formulas; no error bars
        STEPS,            //!< lines that keep a point's value up to the next one; no error bars
        POINTS            //!< points and their error bars
    };

    std::string label;                    //!< its name in the legend
    std::vector<FigurePoint> points;      //!< drawn in this order
    Style style{Style::LINES_AND_POINTS}; //!< what is drawn
};

/**
 * @ingroup coinference-study
 * @brief An axis.
 */
struct FigureAxis
{
    std::string label;           //!< what it shows
    std::string unit;            //!< its unit, empty for numbers without one
    bool logarithmic{false};     //!< whether it is logarithmic: all its values must then be > 0
    std::optional<double> min{}; //!< where it begins; chosen from the points if absent
    std::optional<double> max{}; //!< where it ends; chosen from the points if absent
    std::vector<std::string> categories{}; //!< x only: names of the values 0, 1, ..., no line
                                           //!< then joins points
};

/**
 * @ingroup coinference-study
 * @brief A figure that can be printed in black and white: series differ in color, dash and
 * symbol, and the legend is outside of the data. Of long lines only some points get a symbol.
 *
 * All text is plain UTF-8.
 */
struct Figure
{
    std::string title;                //!< may be empty
    FigureAxis x;                     //!< horizontal axis
    FigureAxis y;                     //!< vertical axis
    std::vector<FigureSeries> series; //!< what is drawn, in the legend's order
};

/**
 * @ingroup coinference-study
 * @brief How figures are made for a paper, beside PNG and SVG: small, with the legend below,
 * without a title, which is in the caption.
 */
struct FigurePaper
{
    bool pdf{false};             //!< NAME.pdf
    bool tikz{false};            //!< NAME.tikz.tex, to \\input where gnuplot-lua-tikz is used
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
 * @brief Draw a figure with gnuplot.
 * @param figure the figure
 * @param path the files are PATH.gp (the script), PATH.png and PATH.svg; their folder must exist
 * @param paper further formats
 * @throw std::invalid_argument as GnuplotScript()
 * @throw std::runtime_error if a file cannot be written, and if gnuplot is missing or fails
 */
void WriteFigure(const Figure& figure,
                 const std::string& path,
                 const FigurePaper& paper = FigurePaper());

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_H */
