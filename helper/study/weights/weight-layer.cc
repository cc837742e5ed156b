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
    // Extents before the axis, such as an LSTM's directions, share its channels.
    for (std::size_t i = 0; i < shape.size(); ++i)
    {
        const bool isFaster = layer.weights.isFirstFastest ? i < axis : i > axis;
        layout.stride *= isFaster ? shape[i] : 1;
    }
    return layout;
}

} // namespace coinference
} // namespace ns3
