/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_GNUPLOT_AXES_H
#define COINFERENCE_GNUPLOT_AXES_H

#include "figure.h"
#include "gnuplot-series.h"

#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Where an axis begins and ends, and its ticks.
 */
struct GnuplotAxis
{
    double low{std::numeric_limits<double>::infinity()};   //!< its lower end
    double high{-std::numeric_limits<double>::infinity()}; //!< its upper end
    std::vector<double> ticks{};                           //!< where; empty: gnuplot's choice

    /** @param value what the axis has to hold */
    void Take(double value);
};

/**
 * @ingroup coinference-study
 * @brief Both axes of a figure.
 */
struct GnuplotAxes
{
    GnuplotAxis x; //!< horizontal
    GnuplotAxis y; //!< vertical

    /**
     * @param panels panels with the same axes
     * @return axes that hold every point of all with its error bar or box, as the first panel's
     *         axes say
     */
    static GnuplotAxes Around(const std::vector<Figure>& panels);
};

/**
 * @ingroup coinference-study
 * @param axis an axis
 * @return its label, with the unit in brackets if there is one
 */
std::string AxisText(const FigureAxis& axis);

/**
 * @ingroup coinference-study
 * @brief Set up an axis.
 * @param name x or y
 * @param axis what it shows
 * @param ends where it begins and ends
 * @param write how the terminal takes text
 * @param hasLabels whether its label and its ticks' numbers are written
 * @param room characters of its label that fit into a line
 * @return the commands
 */
std::string GnuplotAxisScript(const std::string& name,
                              const FigureAxis& axis,
                              const GnuplotAxis& ends,
                              const GnuplotText& write,
                              bool hasLabels = true,
                              double room = std::numeric_limits<double>::infinity());

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_GNUPLOT_AXES_H */
