/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weight-layer.h"

namespace ns3
{
namespace coinference
{

ChannelLayout
ChannelsOf(const WeightLayer& layer)
{
    const auto& shape = layer.weights.shape;
    const auto axis = layer.channelAxis;
    ChannelLayout layout;
    if (axis >= shape.size())
    {
        return layout;
    }
    // Weights side by side that have the same place along an extent.
    const auto strideOf = [&](std::size_t extent) {
        std::uint64_t stride = 1;
        for (std::size_t i = 0; i < shape.size(); ++i)
        {
            const bool isFaster = layer.weights.isFirstFastest ? i < extent : i > extent;
            stride *= isFaster ? shape[i] : 1;
        }
        return stride;
    };
    layout.inBlock = shape[axis];
    layout.stride = strideOf(axis);
    const auto blocks = layer.channelBlocks;
    const bool isInBlocks = blocks > 1 && layer.blockAxis < shape.size() &&
                            layer.blockAxis != axis && shape[layer.blockAxis] % blocks == 0;
    if (isInBlocks)
    {
        layout.blocks = blocks;
        layout.blockStride = strideOf(layer.blockAxis) * (shape[layer.blockAxis] / blocks);
    }
    layout.channels = layout.inBlock * layout.blocks;
    return layout;
}

} // namespace coinference
} // namespace ns3
