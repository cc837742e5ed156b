/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONNX_LAYERS_H
#define COINFERENCE_ONNX_LAYERS_H

#include "onnx-model.h"
#include "weight-layer.h"

#include <unordered_map>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Where each node with weights has them.
 */
struct OnnxLayers
{
    std::vector<WeightLayer> layers;                         //!< in order of running
    std::unordered_map<const OnnxNode*, std::size_t> byNode; //!< index of the layer of a node
};

/**
 * @ingroup coinference-weights
 * @brief Find the layers with weights: second inputs of Conv, ConvTranspose, Gemm, MatMul and LSTM
 * that are constants, in the graph and in those within its nodes.
 *
 * Constants are initializers and outputs of Constant nodes, seen through Identity, Cast and
 * Transpose. Weights of other types than F16, BF16, F32 and F64 are left out. What an LSTM keeps
 * for its own state, its third input, is not counted.
 *
 * @param model the model; the layers keep its file
 * @return its layers
 * @throw std::invalid_argument naming the file and the tensor
 */
OnnxLayers FindOnnxLayers(const OnnxModel& model);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONNX_LAYERS_H */
