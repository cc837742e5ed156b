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
 * @brief What a box shows around its median.
 */
struct FigureBox
{
    double low{0};   //!< where the lower whisker ends
    double first{0}; //!< first quartile
    double third{0}; //!< third quartile
    double high{0};  //!< where the upper whisker ends
};

/**
 * @ingroup coinference-study
 * @brief A point of a series.
 */
struct FigurePoint
{
    double x{0}; //!< in the x axis' unit; on an axis of categories the number of one, from 0
    double y{0}; //!< in the y axis' unit; an infinite one is not drawn and interrupts the line
    std::optional<ConfidenceInterval> error{}; //!< ends of the error bar, if there is one
    std::optional<FigureBox> box{};            //!< style BOXES: the box around the median y
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
        BOUND,            //!< a thin dotted or dashed black line, under which others show through
        STEPS,            //!< lines that keep a point's value up to the next one, and error bars
        POINTS,           //!< points and their error bars
        BOXES             //!< a box and whiskers around each point, the median
    };

    std::string label;                    //!< its name in the legend
    std::vector<FigurePoint> points;      //!< drawn in this order
    Style style{Style::LINES_AND_POINTS}; //!< what is drawn
    /// Which color, dash and symbol; if absent those of its place before series were merged: a
    /// scheme then looks the same in pictures of the same schemes.
    std::optional<std::size_t> look{};
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
 * symbol. Of long lines only some points get a symbol. An axis whose points are few whole numbers
 * has its ticks there.
 *
 * All text is plain UTF-8.
 */
struct Figure
{
    /** @brief Where the legend is. */
    enum class Legend : std::uint8_t
    {
        AUTO,   //!< on the right; below where names are long
        RIGHT,  //!< outside, on the right
        BELOW,  //!< outside, below
        INSIDE, //!< where gnuplot finds the data to leave room for it at the top
        NONE    //!< nowhere
    };

    std::string title;                //!< may be empty
    FigureAxis x;                     //!< horizontal axis
    FigureAxis y;                     //!< vertical axis
    std::vector<FigureSeries> series; //!< what is drawn, in the legend's order
    Legend legend{Legend::AUTO};      //!< where their names are
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_H */
