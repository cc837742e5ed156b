/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_FIGURES_H
#define COINFERENCE_SWEEP_FIGURES_H

#include "report/figure.h"
#include "sweep-spec.h"
#include "sweep-table.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A figure of a sweep's results, and what has to be said below it.
 */
struct SweepPicture
{
    std::vector<Figure> panels; //!< one, or one for each value of the facets
    std::size_t columns{0};     //!< panels beside each other; 0: as many as fit
    std::string title;          //!< what all panels have in common, in words
    std::string shows;          //!< what is shown of what, in words, with a full stop
    std::string note;           //!< which points could not be drawn and why; empty if all were
};

/**
 * @ingroup coinference-study
 * @brief The figures that a sweep asks for, or the usual ones if it names none.
 *
 * The usual ones have the grid's first parameter with numeric values on the x axis (one of the list
 * if there is none there, the scheme if there is none at all), a line for each scheme, and show
 * delay, its 95th percentile, energy, distortion per weight and of all, and the share of deadlines
 * met.
 *
 * @param spec the sweep
 * @return the figures
 */
std::vector<SweepFigure> FiguresOf(const SweepSpec& spec);

/**
 * @ingroup coinference-study
 * @param spec a sweep
 * @return columns of inferences that its figures show, each once
 */
std::vector<std::string> ColumnsOf(const SweepSpec& spec);

/**
 * @ingroup coinference-study
 * @brief A sweep small enough for figures: where it has more than some thousand answers, evenly
 * spread values of each parameter, the first and the last among them.
 * @param spec the sweep
 * @param note set to what was left out, in words; empty if nothing was
 * @return the sweep, or a part of it
 */
SweepSpec ThinForFigures(const SweepSpec& spec, std::string& note);

/**
 * @ingroup coinference-study
 * @brief Compose a figure: one picture for each combination of values of the parameters that are
 * neither its x axis nor its series nor its facets.
 * @param table the results, with the figure's metric or column
 * @param wanted the figure
 * @return the pictures
 * @throw std::invalid_argument if an axis is to be logarithmic and its values do not allow it
 */
std::vector<SweepPicture> DrawSweepFigure(const SweepTable& table, const SweepFigure& wanted);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_FIGURES_H */
