/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_LAYER_STUDY_H
#define COINFERENCE_LAYER_STUDY_H

#include "magnitude-laws.h"
#include "weight-layer.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/** @brief Most bits that quantizers are measured at. */
constexpr std::uint32_t MOST_MEASURED_BITS = 16;

/**
 * @ingroup coinference-weights
 * @brief What a quantizer does to weights, beside what theory says of ones of their mean.
 */
struct QuantizerRow
{
    std::string quantizer;       //!< its name, one of QuantizerNames()
    std::uint32_t bits{0};       //!< b^ [bit]
    double error{0};             //!< mean absolute error, measured [weight unit]
    double lowerBound{0};        //!< D_L(b^ - 1) [weight unit]
    double trueBound{0};         //!< D(b^ - 1) [weight unit]
    double scalarBound{0};       //!< D_S(b^ - 1) [weight unit]
    double upperBound{0};        //!< D_U(b^ - 1) [weight unit]; infinite at one bit
    double lawFreeLowerBound{0}; //!< of codes with b bits for each live weight [weight unit]
    double lawFreeUpperBound{0}; //!< of no law [weight unit]; infinite at one bit
    double effectiveBits{0};     //!< where D is the error measured [bit]
};

/**
 * @ingroup coinference-weights
 * @brief What a layer's weights are like.
 */
struct LayerStudy
{
    WeightLayer layer;              //!< the layer
    double mean{0};                 //!< of |w|, all weights [weight unit]
    double largest{0};              //!< of |w| [weight unit]
    std::uint64_t dead{0};          //!< weights below 1e-4 of the mean; zeros among them
    double entropyGap{0};           //!< of the others [bit]
    std::vector<MagnitudeFit> fits; //!< laws of the others; none if there are no others
    std::vector<QuantizerRow> rows; //!< by quantizer and bits; none if all weights are 0
    /// Step of least-l1 by bits, from 2 on; 0 where there is none [weight unit].
    std::array<double, MOST_MEASURED_BITS + 1> leastSteps{};

    /** @return lambda [1/weight unit]; 0 if all weights are 0 */
    double GetWeightRate() const
    {
        return mean > 0 ? 1 / mean : 0;
    }
};

/**
 * @ingroup coinference-weights
 * @brief The quantizers that are measured.
 *
 * absmax-channel, absmax-tensor, absmax-g32, -g64, -g128: levels k m/(2^(b^-1) - 1), zero among
 * them, m the largest magnitude of the output channel, of all, or of so many weights in order of
 * storage (at one bit zero is the only level); least-l1: the same with the one step for all
 * that makes the mean absolute error least; uniform, pot-log, optimal-scalar: as
 * ScalarQuantizer::Create() makes them for the layer's lambda.
 *
 * @return the names
 */
const std::vector<std::string>& QuantizerNames();

/**
 * @ingroup coinference-weights
 * @param bits b^, from 1 [bit]
 * @return levels above zero of a code that has zero among its levels
 */
double StepsAboveZero(std::uint32_t bits);

/**
 * @ingroup coinference-weights
 * @brief Measure a layer's weights.
 * @param layer with at least one weight
 * @param live the weights that are not dead are added
 * @return what they are like
 * @throw std::invalid_argument naming file and tensor if a weight is no finite number
 */
LayerStudy StudyLayer(const WeightLayer& layer, MagnitudeHistogram& live);

/**
 * @ingroup coinference-weights
 * @brief Put layers together: one law for all weights, each quantizer with scales of its layers.
 * @param layers what they are like
 * @param live the weights of all that are not dead
 * @return the same of the model, as a layer "(all)"
 */
LayerStudy StudyAll(const std::vector<LayerStudy>& layers, const MagnitudeHistogram& live);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_LAYER_STUDY_H */
