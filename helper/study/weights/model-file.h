/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_FILE_H
#define COINFERENCE_MODEL_FILE_H

#include "onnx-model.h"
#include "weight-layer.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief What is in a file of weights.
 */
struct ModelFile
{
    std::vector<WeightLayer> layers;       //!< with weights, in order of running, without FLOPs
    std::shared_ptr<const OnnxModel> onnx; //!< the graph, of an ONNX file
    std::unordered_map<const OnnxNode*, std::size_t> layerOf; //!< index of a node's layer
};

/**
 * @ingroup coinference-weights
 * @brief Read the layers of a model's file, by the end of its name: .onnx, .safetensors or .npy.
 *
 * Of safetensors and npy every tensor of two or more dimensions is a layer, its first extent
 * counting output channels.
 *
 * @param path the file, not trusted
 * @return its layers, at least one
 * @throw std::invalid_argument naming the file, what in it, and what is allowed
 */
ModelFile ReadModelFile(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_FILE_H */
