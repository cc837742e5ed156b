/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RECORD_FIGURES_H
#define COINFERENCE_RECORD_FIGURES_H

#include "draw-figure.h"
#include "output/sample-statistics.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief What the figures of a run show of one scheme's inferences.
 */
struct SchemeSamples
{
    /** @brief Count an inference that is lost: it never has its result. */
    void AddLost();

    /**
     * @brief Count an inference that is done.
     * @param delay from sensing to result [s]
     * @param energy of all that counts [J]
     * @param distortion of all weights [weight unit, or in units of 1/lambda]
     * @param quality what the task is worth; absent if nobody measured it
     */
    void AddDone(double delay, double energy, double distortion, std::optional<double> quality);

    std::string scheme;          //!< label for people
    std::size_t ended{0};        //!< inferences whose outcome is known
    std::vector<double> delays;  //!< of those done [s]
    SampleStatistics energy;     //!< of those done [J]
    SampleStatistics distortion; //!< of those done
    SampleStatistics quality;    //!< of those done that have one
};

/**
 * @ingroup coinference-study
 * @brief What the figures of a run show of agents that are alike.
 */
struct RecordGroup
{
    std::string name{};                   //!< whose panels these are; empty if all agents are alike
    std::vector<SchemeSamples> schemes{}; //!< the samples
    std::optional<double> delayBudget{};  //!< T0 of these agents [s], if they share one
    std::optional<double> energyBudget{}; //!< E0 of these agents [J], if they share one
    /// What quality is, and its unit; without a label it is not drawn.
    FigureAxis quality{"Quality of the task", ""};
    std::string quantizer{}; //!< of which quality was measured; empty if unknown
};

/**
 * @ingroup coinference-study
 * @brief A figure of a run, to be drawn as NAME.png.
 */
struct RecordFigure
{
    std::string name;           //!< "delays", "energy", "distortion" or "quality"
    std::string caption;        //!< a sentence or more
    std::vector<Figure> panels; //!< what is drawn, a panel a group
};

/**
 * @ingroup coinference-study
 * @brief Draw a run: when results came, what inferences cost, what quantization costs, and, of
 * schemes of which all that are done have it, what the task is worth, if that is the same for all.
 * @param groups the samples, at least one group; schemes of which nothing is done in any are left
 *        out
 * @param isDistortionScaled whether distortions are in units of 1/lambda
 * @return the figures; none if nothing is done
 */
std::vector<RecordFigure> DrawRecords(const std::vector<RecordGroup>& groups,
                                      bool isDistortionScaled);

/**
 * @ingroup coinference-study
 * @brief The section of a page that has them, numbered.
 * @param groups as for DrawRecords()
 * @param isDistortionScaled as for DrawRecords()
 * @param folder where the files of PageFigure() come
 * @param paper further formats
 * @return HTML; that nothing is done if nothing is
 * @throw std::invalid_argument, std::runtime_error as WriteFigure()
 */
std::string RecordsSection(const std::vector<RecordGroup>& groups,
                           bool isDistortionScaled,
                           const std::string& folder,
                           const FigurePaper& paper);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RECORD_FIGURES_H */
