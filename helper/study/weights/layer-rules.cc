/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "onnx-windows.h"
#include "shape-rules.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

Extents
SpatialOf(const Extents& extents)
{
    return Extents(extents.begin() + 2, extents.end());
}

Extents
WithChannels(std::int64_t batch, std::int64_t channels, const Extents& spatial)
{
    Extents extents{batch, channels};
    extents.insert(extents.end(), spatial.begin(), spatial.end());
    return extents;
}

double
Volume(const Extents& extents)
{
    double volume = 1;
    for (const auto extent : extents)
    {
        volume *= static_cast<double>(extent);
    }
    return volume;
}

std::int64_t
GroupsOf(const OnnxNode& node)
{
    const auto groups = node.GetInteger("group", 1);
    if (groups < 1)
    {
        RejectField("group", std::to_string(groups), "1 or more");
    }
    return groups;
}

/// Input of batch, channels and at least one extent, and a kernel of the same rank.
void
RequireKernel(const NodeView& view, std::int64_t channels, std::int64_t wanted)
{
    const auto& in = view.ExtentsOf(0, 3);
    const auto& kernel = view.ExtentsOf(1, 3);
    if (kernel.size() != in.size() || channels != wanted)
    {
        throw std::invalid_argument("a kernel of shape " + ExtentsText(kernel) +
                                    " does not fit an input of " + ExtentsText(in));
    }
}

void
Conv(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 3);
    const auto& kernel = view.ExtentsOf(1, 3);
    const auto groups = GroupsOf(view.node);
    RequireKernel(view, in[1], Times(kernel[1], groups));
    auto windows = WindowsOf(view.node, SpatialOf(kernel));
    const auto& out =
        view.Out(WithChannels(in[0], kernel[0], PlaceWindows(view.node, SpatialOf(in), windows)),
                 view.In(0).type);
    view.macs = Volume(out.extents) * Volume(kernel) / static_cast<double>(kernel[0]);
}

void
ConvTranspose(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 3);
    const auto& kernel = view.ExtentsOf(1, 3);
    RequireKernel(view, in[1], kernel[0]);
    const auto groups = GroupsOf(view.node);
    const auto windows = WindowsOf(view.node, SpatialOf(kernel));
    const auto count = windows.sizes.size();
    const auto more = ListOr(view.node, "output_padding", count, 0);
    const auto given = view.node.GetIntegers("output_shape");
    const auto padding = view.node.GetText("auto_pad");
    const bool isSame = padding == "SAME_UPPER" || padding == "SAME_LOWER";
    Extents spatial;
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto reach = windows.Reach(i);
        const auto pads = windows.begins[i] + windows.ends[i];
        spatial.push_back(i < given.size() ? given[i]
                          : isSame
                              ? Times(in[i + 2], windows.strides[i])
                              : Times(in[i + 2] - 1, windows.strides[i]) + more[i] + reach - pads);
    }
    view.Out(WithChannels(in[0], Times(kernel[1], groups), spatial), view.In(0).type);
    // Every element of the input meets the kernels of its group once.
    view.macs =
        Volume(in) * Volume(kernel) / static_cast<double>(std::max<std::int64_t>(kernel[0], 1));
}

void
Pool(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 3);
    const auto spatial = SpatialOf(in);
    auto windows = WindowsOf(view.node, ListOr(view.node, "kernel_shape", spatial.size(), 1));
    const auto extents = WithChannels(in[0], in[1], PlaceWindows(view.node, spatial, windows));
    view.Out(extents, view.In(0).type);
    view.Out(extents, OnnxTensor::INT64, 1);
}

void
GlobalPool(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 3);
    view.Out(WithChannels(in[0], in[1], Extents(in.size() - 2, 1)), view.In(0).type);
}

void
MatMul(NodeView& view)
{
    auto a = view.ExtentsOf(0, 1);
    auto b = view.ExtentsOf(1, 1);
    const bool isRow = a.size() == 1;
    const bool isColumn = b.size() == 1;
    if (isRow)
    {
        a.insert(a.begin(), 1);
    }
    if (isColumn)
    {
        b.push_back(1);
    }
    const auto inner = a.back();
    if (inner != b[b.size() - 2])
    {
        throw std::invalid_argument("shapes " + ExtentsText(view.In(0).extents) + " and " +
                                    ExtentsText(view.In(1).extents) + " do not fit");
    }
    auto extents = Broadcast(Extents(a.begin(), a.end() - 2), Extents(b.begin(), b.end() - 2));
    view.macs = Volume(extents) * static_cast<double>(a[a.size() - 2]) *
                static_cast<double>(b.back()) * static_cast<double>(inner);
    if (!isRow)
    {
        extents.push_back(a[a.size() - 2]);
    }
    if (!isColumn)
    {
        extents.push_back(b.back());
    }
    view.Out(extents, view.In(0).type);
}

void
Gemm(NodeView& view)
{
    auto a = view.ExtentsOf(0, 2);
    auto b = view.ExtentsOf(1, 2);
    if (view.node.GetInteger("transA", 0) != 0)
    {
        std::swap(a[0], a[1]);
    }
    if (view.node.GetInteger("transB", 0) != 0)
    {
        std::swap(b[0], b[1]);
    }
    if (a.size() != 2 || b.size() != 2 || a[1] != b[0])
    {
        throw std::invalid_argument("shapes " + ExtentsText(view.In(0).extents) + " and " +
                                    ExtentsText(view.In(1).extents) + " do not fit");
    }
    view.Out({a[0], b[1]}, view.In(0).type);
    view.macs = static_cast<double>(a[0]) * static_cast<double>(a[1]) * static_cast<double>(b[1]);
}

/// LSTM, GRU and RNN: weights of so many gates for the input and for the state.
void
Recurrent(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 3);
    const auto& weights = view.ExtentsOf(1, 3);
    const auto& state = view.ExtentsOf(2, 3);
    const bool isBatchFirst = view.node.GetInteger("layout", 0) != 0;
    const auto steps = isBatchFirst ? in[1] : in[0];
    const auto batch = isBatchFirst ? in[0] : in[1];
    const auto directions = weights[0];
    const auto hidden = state[2];
    if (weights[2] != in[2] || state[0] != directions || state[1] != weights[1])
    {
        throw std::invalid_argument("weights of " + ExtentsText(weights) + " and " +
                                    ExtentsText(state) + " do not fit an input of " +
                                    ExtentsText(in));
    }
    view.macs =
        static_cast<double>(steps) * static_cast<double>(batch) * (Volume(weights) + Volume(state));
    const auto type = view.In(0).type;
    const Extents all = isBatchFirst ? Extents{batch, steps, directions, hidden}
                                     : Extents{steps, directions, batch, hidden};
    const Extents last =
        isBatchFirst ? Extents{batch, directions, hidden} : Extents{directions, batch, hidden};
    view.Out(all, type);
    view.Out(last, type, 1);
    view.Out(last, type, 2);
}

void
Einsum(NodeView& view)
{
    std::string equation(view.node.GetText("equation"));
    equation.erase(std::remove(equation.begin(), equation.end(), ' '), equation.end());
    const auto arrow = equation.find("->");
    if (arrow == std::string::npos || equation.find('.') != std::string::npos)
    {
        RejectField("equation", ShortText(equation), "one with an arrow and without dots");
    }
    std::map<char, std::int64_t> extentOf;
    std::size_t input = 0;
    for (const auto term : SplitList(std::string_view(equation).substr(0, arrow), ','))
    {
        const auto& extents = view.In(input++).extents;
        if (extents.size() != term.size())
        {
            throw std::invalid_argument("shape " + ExtentsText(extents) + " is not " +
                                        std::string(term));
        }
        for (std::size_t i = 0; i < term.size(); ++i)
        {
            auto& extent = extentOf[term[i]];
            extent = std::max(extent, extents[i]);
        }
    }
    Extents extents;
    for (const char letter : equation.substr(arrow + 2))
    {
        extents.push_back(extentOf[letter]);
    }
    view.Out(extents, view.In(0).type);
    if (input > 1)
    {
        view.macs = static_cast<double>(input - 1);
        for (const auto& [letter, extent] : extentOf)
        {
            view.macs *= static_cast<double>(extent);
        }
    }
}

void
Reduce(NodeView& view)
{
    auto extents = view.In(0).extents;
    auto axes = view.ListOf("axes", 1).value_or(Extents());
    const bool isKept = view.node.GetInteger("keepdims", 1) != 0;
    if (axes.empty() && view.node.GetInteger("noop_with_empty_axes", 0) == 0)
    {
        for (std::size_t i = 0; i < extents.size(); ++i)
        {
            axes.push_back(static_cast<std::int64_t>(i));
        }
    }
    std::vector<bool> isGone(extents.size(), false);
    for (const auto axis : axes)
    {
        isGone[NodeView::Axis(axis, extents.size())] = true;
    }
    Extents left;
    for (std::size_t i = 0; i < extents.size(); ++i)
    {
        if (!isGone[i])
        {
            left.push_back(extents[i]);
        }
        else if (isKept)
        {
            left.push_back(1);
        }
    }
    const auto& in = view.In(0);
    auto& out = view.Out(left, in.type);
    // What shapes are computed with: the product or the sum of all extents.
    if (in.numbers && out.GetCount() == 1 && view.node.operation == "ReduceProd")
    {
        double product = 1;
        for (const double number : *in.numbers)
        {
            product *= number;
        }
        out.numbers = {product};
    }
}

void
ArgReduce(NodeView& view)
{
    auto extents = view.In(0).extents;
    const auto axis = NodeView::Axis(view.node.GetInteger("axis", 0), extents.size());
    extents[axis] = 1;
    if (view.node.GetInteger("keepdims", 1) == 0)
    {
        extents.erase(extents.begin() + static_cast<std::ptrdiff_t>(axis));
    }
    view.Out(extents, OnnxTensor::INT64);
}

/// Resize, and Upsample as it was called before.
void
Resize(NodeView& view)
{
    const auto& in = view.In(0);
    const bool isNew = view.node.operation == "Resize" && view.opset >= 11;
    const std::size_t scalesAt = isNew ? 2 : 1;
    const auto setBy = view.node.GetIntegers("axes");
    const auto axisOf = [&](std::size_t i) {
        return setBy.empty() ? i : NodeView::Axis(setBy[i], in.extents.size());
    };
    auto extents = in.extents;
    if (isNew && view.Has(3))
    {
        const auto sizes = view.Wholes(3);
        for (std::size_t i = 0; i < sizes.size(); ++i)
        {
            extents.at(axisOf(i)) = sizes[i];
        }
        if (sizes.size() != (setBy.empty() ? extents.size() : setBy.size()))
        {
            throw std::invalid_argument("it has " + std::to_string(sizes.size()) +
                                        " sizes for a shape of " + ExtentsText(extents));
        }
        view.Out(extents, in.type);
        return;
    }
    const auto* attribute = view.node.Find("scales");
    const auto scales =
        view.Has(scalesAt) ? view.Numbers(scalesAt)
        : attribute ? std::vector<double>(attribute->numbers.begin(), attribute->numbers.end())
                    : std::vector<double>();
    if (scales.size() != (setBy.empty() ? extents.size() : setBy.size()))
    {
        throw std::invalid_argument("it has " + std::to_string(scales.size()) +
                                    " scales for a shape of " + ExtentsText(extents));
    }
    for (std::size_t i = 0; i < scales.size(); ++i)
    {
        if (!(scales[i] > 0 && scales[i] < 1e6))
        {
            RejectField("scales", NumberToText(scales[i]), "above 0 and below 1e6");
        }
        auto& extent = extents[axisOf(i)];
        constexpr double MOST = 1e15; // which no shape is
        extent = static_cast<std::int64_t>(
            std::min(MOST, std::floor(static_cast<double>(extent) * scales[i])));
    }
    view.Out(extents, in.type);
}

} // namespace

const ShapeRules&
LayerRules()
{
    static const ShapeRules rules = []() {
        ShapeRules table{
            {"Conv", Conv},
            {"ConvTranspose", ConvTranspose},
            {"MaxPool", Pool},
            {"AveragePool", Pool},
            {"LpPool", Pool},
            {"GlobalAveragePool", GlobalPool},
            {"GlobalMaxPool", GlobalPool},
            {"GlobalLpPool", GlobalPool},
            {"MatMul", MatMul},
            {"Gemm", Gemm},
            {"LSTM", Recurrent},
            {"GRU", Recurrent},
            {"RNN", Recurrent},
            {"Einsum", Einsum},
            {"ArgMax", ArgReduce},
            {"ArgMin", ArgReduce},
            {"Resize", Resize},
            {"Upsample", Resize},
        };
        for (const auto* name : {"ReduceMean",
                                 "ReduceSum",
                                 "ReduceProd",
                                 "ReduceMax",
                                 "ReduceMin",
                                 "ReduceL1",
                                 "ReduceL2",
                                 "ReduceSumSquare",
                                 "ReduceLogSum",
                                 "ReduceLogSumExp"})
        {
            table.emplace(name, Reduce);
        }
        return table;
    }();
    return rules;
}

} // namespace coinference
} // namespace ns3
