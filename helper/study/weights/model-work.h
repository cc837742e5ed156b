/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_WORK_H
#define COINFERENCE_MODEL_WORK_H

#include "model-file.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief A place where a model can be cut: behind a layer, before the next one.
 */
struct ModelCut
{
    std::string name;          //!< the layer before it
    std::size_t layers{0};     //!< layers of ModelWork before it
    std::size_t nodes{0};      //!< nodes of the model before it
    std::uint64_t crossing{0}; //!< values that depend on the input and are taken behind it
};

/**
 * @ingroup coinference-weights
 * @brief A model's work for an input of given shape.
 */
struct ModelWork
{
    /// With weights or without (products of two values, as in attention), in order of running, with
    /// their FLOPs; those of branches that are not taken have none.
    std::vector<WeightLayer> layers;
    std::vector<ModelCut> cuts;    //!< in order
    std::uint64_t inputValues{0};  //!< elements of the model's inputs
    std::uint64_t outputValues{0}; //!< elements of its outputs
};

/** @brief An input of a model. */
struct ModelInput
{
    std::vector<std::int64_t> extents; //!< its shape
    std::vector<double> numbers;       //!< its elements where they are told, or none
};

/**
 * @ingroup coinference-weights
 * @brief Read the shapes of a model's inputs.
 * @param text 1x3x224x224 of a model of one input, or NAME:1x3x224x224 of each, with commas
 *        between; a scalar is NAME:scalar, and =VALUE behind a shape sets all elements, which a
 *        branch may depend on
 * @param model with its inputs' names
 * @return the inputs by name
 * @throw std::invalid_argument naming what is not allowed
 */
std::map<std::string, ModelInput> ReadModelInputs(const std::string& text, const OnnxModel& model);

/**
 * @ingroup coinference-weights
 * @brief Find every layer's work, and where the model can be cut.
 *
 * Shapes are inferred node by node, as ONNX defines its operators; elements are followed where
 * shapes depend on them.
 *
 * @param model the model
 * @param inputs its inputs
 * @return its work
 * @throw std::invalid_argument naming the file and the first node whose shape is not known: its
 *        operator is not among those that are, or the shape depends on the input's elements
 */
ModelWork FindModelWork(const ModelFile& model, const std::map<std::string, ModelInput>& inputs);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_WORK_H */
