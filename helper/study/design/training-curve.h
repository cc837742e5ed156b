/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TRAINING_CURVE_H
#define COINFERENCE_TRAINING_CURVE_H

#include "report/figure.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief How good a policy was at one moment of its training.
 *
 * Shares and means beyond the reward are of problems that it was not trained on, see
 * SchemeComparison; NaN where there is nothing to take a share of.
 */
struct TrainingPoint
{
    std::uint32_t update{0};   //!< updates so far
    std::uint64_t episodes{0}; //!< episodes (problems) played so far
    double meanReward{0};      //!< mean reward of the last update's episodes [8 bit]
    double feasibleShare{0};   //!< share of these episodes that ended within both budgets
    double clockDeviation{0};  //!< standard deviation of the logarithms of the clocks drawn
    double solvedShare{0};     //!< share of the solvable problems solved
    double optimalShare{0};    //!< share of the solved problems at the optimal bit-width
    double bitsLost{0};        //!< mean bits lost on the solved problems [bit]
    double gap{0};             //!< mean optimality gap of the solved problems
};

/**
 * @ingroup coinference-study
 * @brief A training curve, as its episodes went.
 */
using TrainingCurve = std::vector<TrainingPoint>;

/**
 * @ingroup coinference-study
 * @brief A training curve as CSV with a header line.
 * @param curve the curve
 * @return the text; numbers read back exactly
 */
std::string TrainingCurveToCsv(const TrainingCurve& curve);

/**
 * @ingroup coinference-study
 * @brief Read what TrainingCurveToCsv() made.
 * @param path the file
 * @return the curve
 * @throw std::invalid_argument in one line with the path and what is wrong
 */
TrainingCurve ReadTrainingCurve(const std::string& path);

/**
 * @ingroup coinference-study
 * @brief Where the training curve of the policy that comes with the module is.
 * @return path in DataFolder()
 */
std::string ShippedTrainingCurvePath();

/**
 * @ingroup coinference-study
 * @brief Mean reward against episodes.
 * @param curve the curve
 * @return the figure
 */
Figure TrainingRewardFigure(const TrainingCurve& curve);

/**
 * @ingroup coinference-study
 * @brief Shares solved and optimal against episodes.
 * @param curve the curve
 * @return the figure
 */
Figure TrainingShareFigure(const TrainingCurve& curve);

/**
 * @ingroup coinference-study
 * @brief Mean optimality gap against episodes.
 * @param curve the curve
 * @return the figure
 */
Figure TrainingGapFigure(const TrainingCurve& curve);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TRAINING_CURVE_H */
