/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONNX_WINDOWS_H
#define COINFERENCE_ONNX_WINDOWS_H

#include "onnx-value.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Windows of a convolution or a pool, which slide over the extents behind batch and
 * channels.
 */
struct Windows
{
    Extents sizes;     //!< of a window
    Extents strides;   //!< from one to the next
    Extents dilations; //!< from one of its elements to the next
    Extents begins;    //!< pads
    Extents ends;      //!< likewise

    /**
     * @param axis one of the extents
     * @return elements from a window's first to its last
     */
    std::int64_t Reach(std::size_t axis) const
    {
        return Times(dilations[axis], sizes[axis] - 1) + 1;
    }
};

/**
 * @ingroup coinference-weights
 * @brief A node's attribute, a number for each of some extents.
 * @param node the node
 * @param name the attribute's
 * @param count how many there have to be
 * @param otherwise each of them if the attribute is not said
 * @return the numbers
 * @throw std::invalid_argument if there are more or fewer, or one is beyond 2^20
 */
Extents ListOr(const OnnxNode& node, const char* name, std::size_t count, std::int64_t otherwise);

/**
 * @ingroup coinference-weights
 * @brief Read a node's windows, with the pads that it says in numbers; none if it wants none.
 * @param node the node
 * @param sizes of a window
 * @return the windows
 * @throw std::invalid_argument if a size, stride or dilation is not above 0
 */
Windows WindowsOf(const OnnxNode& node, const Extents& sizes);

/**
 * @ingroup coinference-weights
 * @brief Place windows on a value: pads that keep its extents become numbers.
 * @param node the node
 * @param spatial the value's extents behind batch and channels
 * @param windows the node's; its pads are set
 * @return how many there are along each extent
 * @throw std::invalid_argument if not one fits
 */
Extents PlaceWindows(const OnnxNode& node, const Extents& spatial, Windows& windows);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONNX_WINDOWS_H */
