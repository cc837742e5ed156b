/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WEIGHT_LAYER_H
#define COINFERENCE_WEIGHT_LAYER_H

#include "tensor-data.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

struct OnnxTensor;

/**
 * @ingroup coinference-weights
 * @brief A layer of a model in a file: an operator's node with weights, a node that multiplies
 * values, or, of files that hold tensors alone, a tensor of two or more dimensions.
 */
struct WeightLayer
{
    std::string name;       //!< name for people
    std::string operation;  //!< the operator, "" if the file does not tell
    TensorData weights;     //!< its weights; no shape if it has none
    bool hasWeights{false}; //!< whether it has
    /// The constant that they are in an ONNX file, which outlives no model; null in other files.
    const OnnxTensor* constant{nullptr};
    std::size_t channelAxis{0}; //!< extent of the weights that counts output channels
    /// Equal parts of another extent that have channels of their own: a ConvTranspose's groups, an
    /// LSTM's directions.
    std::uint64_t channelBlocks{1};
    std::size_t blockAxis{0}; //!< that extent
    double flops{0};          //!< twice its multiply-accumulates [FLOP]; 0 if that is not known

    /** @return how many weights it has */
    std::uint64_t GetWeights() const
    {
        return hasWeights ? weights.GetCount() : 0;
    }
};

/** @brief Which output channel weights belong to. */
struct ChannelLayout
{
    /**
     * @param index a weight's number, in order of storage
     * @return its channel's
     */
    std::uint64_t ChannelOf(std::uint64_t index) const
    {
        const auto own = index / stride % inBlock;
        return blocks == 1 ? own : own + index / blockStride % blocks * inBlock;
    }

    std::uint64_t channels{1};    //!< how many there are
    std::uint64_t stride{1};      //!< weights of a channel side by side
    std::uint64_t inBlock{1};     //!< channels of a block
    std::uint64_t blocks{1};      //!< blocks with channels of their own
    std::uint64_t blockStride{1}; //!< weights of a block side by side
};

/**
 * @ingroup coinference-weights
 * @brief Find a layer's output channels.
 * @param layer with weights
 * @return where they are
 */
ChannelLayout ChannelsOf(const WeightLayer& layer);

/**
 * @ingroup coinference-weights
 * @brief Read the layers of a model's file, by the end of its name .onnx, .safetensors or .npy.
 * @param path the file, not trusted
 * @return its layers, without their FLOPs
 * @throw std::invalid_argument naming the file, what in it, and what is allowed
 */
std::vector<WeightLayer> ReadWeightLayers(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WEIGHT_LAYER_H */
