/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_OUTPUT_STUDY_H
#define COINFERENCE_OUTPUT_STUDY_H

#include "output/sample-statistics.h"

#include "ns3/quality-table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief A value from samples.
 */
struct Measured
{
    double value{0};                            //!< of all samples
    std::optional<ConfidenceInterval> interval; //!< 95 %; none of a single sample
};

/**
 * @ingroup coinference-weights
 * @brief What a task makes of a model's outputs.
 */
struct TaskMeasure
{
    std::string name;   //!< for people, such as "character errors"
    std::string column; //!< of a table, such as "characterErrors"
    /// What it is called in a profile, where more is better: this is `best` less errors, or itself.
    std::string qualityName;
    bool isError{false}; //!< whether less is better
    double best{0};      //!< quality without errors
};

/**
 * @ingroup coinference-weights
 * @brief What a quantizer of the agent's weights does to a model's outputs.
 */
struct OutputRow
{
    std::string quantizer;        //!< its name
    std::uint32_t bits{0};        //!< b^ [bit]
    double distortion{0};         //!< mean |w - w^| in means of |w|, lambda D of the agent's layers
    Measured absolute;            //!< mean over samples of sum |y - y'| / sum |y|
    Measured square;              //!< likewise of the root of sum (y - y')^2 / sum y^2
    std::optional<Measured> task; //!< where there is one
};

/**
 * @ingroup coinference-weights
 * @brief What quantizing one layer alone does to a model's outputs.
 */
struct LayerEffect
{
    std::size_t layer{0};  //!< its number in the model's study
    double distortion{0};  //!< mean |w - w^| in means of |w|
    double square{0};      //!< relative root of squares of the outputs' errors
    double sensitivity{1}; //!< s_i: that per weight and distortion, 1 on the mean of weights
};

/**
 * @ingroup coinference-weights
 * @brief A model that was run with quantized weights.
 */
struct OutputStudy
{
    std::string data;                 //!< folder of the samples, or "random"
    std::size_t samples{0};           //!< how many
    std::string split;                //!< the cut; "" if all layers are the agent's
    std::uint32_t activationBits{32}; //!< of what crosses the cut; 32 as it is [bit]
    TaskMeasure measure;              //!< the task
    std::optional<Measured> full;     //!< the task's value at full precision
    std::vector<OutputRow> rows;      //!< by quantizer and bits
    std::string effectsQuantizer;     //!< of the layers one by one
    std::uint32_t effectsBits{0};     //!< likewise; 0 if they were not measured [bit]
    std::vector<LayerEffect> effects; //!< of the agent's layers
    double together{0};   //!< the outputs' relative error with all of them quantized, same samples
    double quadrature{0}; //!< root of the sum of squares of the layers' own

    /**
     * @param fullPrecisionBits b, bits of a weight in the model's file
     * @return tables for a profile, one a quantizer, full precision last
     */
    std::vector<QualityTable> GetQuality(std::uint32_t fullPrecisionBits) const;
};

/** @return quality.csv: a row a quantizer and bits */
std::string QualityCsv(const OutputStudy& study);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_OUTPUT_STUDY_H */
