/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "onnx-windows.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

Extents
ListOr(const OnnxNode& node, const char* name, std::size_t count, std::int64_t otherwise)
{
    constexpr std::int64_t LARGEST = 1 << 20;
    auto list = node.GetIntegers(name);
    list = list.empty() ? Extents(count, otherwise) : list;
    if (list.size() != count ||
        std::any_of(list.begin(), list.end(), [](auto x) { return x < -LARGEST || x > LARGEST; }))
    {
        throw std::invalid_argument(std::string(name) + " = " + ExtentsText(list) +
                                    " is not allowed: it must be " + std::to_string(count) +
                                    " numbers of at most 1048576");
    }
    return list;
}

Windows
WindowsOf(const OnnxNode& node, const Extents& sizes)
{
    Windows windows;
    const auto count = sizes.size();
    windows.sizes = sizes;
    windows.strides = ListOr(node, "strides", count, 1);
    windows.dilations = ListOr(node, "dilations", count, 1);
    const auto pads = ListOr(node, "pads", 2 * count, 0);
    windows.begins.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(count));
    windows.ends.assign(pads.begin() + static_cast<std::ptrdiff_t>(count), pads.end());
    if (node.GetText("auto_pad") == "VALID")
    {
        windows.begins.assign(count, 0);
        windows.ends.assign(count, 0);
    }
    for (std::size_t i = 0; i < count; ++i)
    {
        if (windows.strides[i] < 1 || windows.dilations[i] < 1 || windows.sizes[i] < 1)
        {
            throw std::invalid_argument("kernel " + ExtentsText(sizes) + ", strides " +
                                        ExtentsText(windows.strides) + " and dilations " +
                                        ExtentsText(windows.dilations) + " must be above 0");
        }
    }
    return windows;
}

Extents
PlaceWindows(const OnnxNode& node, const Extents& spatial, Windows& windows)
{
    if (spatial.size() != windows.sizes.size())
    {
        throw std::invalid_argument("a kernel of " + ExtentsText(windows.sizes) +
                                    " does not fit extents of " + ExtentsText(spatial));
    }
    const auto padding = node.GetText("auto_pad");
    const bool isSame = padding == "SAME_UPPER" || padding == "SAME_LOWER";
    const bool isUp = node.GetInteger("ceil_mode", 0) != 0;
    Extents counts;
    for (std::size_t i = 0; i < spatial.size(); ++i)
    {
        const auto stride = windows.strides[i];
        const auto reach = windows.Reach(i);
        if (isSame)
        {
            const auto count = (spatial[i] + stride - 1) / stride;
            const auto all =
                std::max<std::int64_t>(0, Times(count - 1, stride) + reach - spatial[i]);
            windows.begins[i] = padding == "SAME_UPPER" ? all / 2 : all - all / 2;
            windows.ends[i] = all - windows.begins[i];
            counts.push_back(count);
            continue;
        }
        const auto padded = spatial[i] + windows.begins[i] + windows.ends[i];
        if (padded < reach)
        {
            throw std::invalid_argument("a kernel of " + std::to_string(reach) +
                                        " does not fit into " + std::to_string(padded));
        }
        auto count = (padded - reach + (isUp ? stride - 1 : 0)) / stride + 1;
        // A window that would begin behind the input and its first padding is none.
        const bool isBehind = isUp && (count - 1) * stride >= spatial[i] + windows.begins[i];
        counts.push_back(count - (isBehind ? 1 : 0));
    }
    return counts;
}

} // namespace coinference
} // namespace ns3
