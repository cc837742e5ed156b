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
    layout.channels = shape[axis];
    // An LSTM's two directions have channels of their own; so have all extents before the axis
    // whose weights are not those of one channel again.
    for (std::size_t i = 0; i < shape.size(); ++i)
    {
        const bool isFaster = layer.weights.isFirstFastest ? i < axis : i > axis;
        layout.stride *= isFaster ? shape[i] : 1;
    }
    return layout;
}

} // namespace coinference
} // namespace ns3
