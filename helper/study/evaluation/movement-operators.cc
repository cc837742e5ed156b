/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operator-call.h"
#include "support/checked-field.h"
#include "weights/tensor-elements.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

namespace
{

/// Axes from 0, in rising order.
Wholes
Bring(Wholes axes, std::int64_t rank)
{
    for (auto& axis : axes)
    {
        axis += axis < 0 ? rank : 0;
    }
    std::sort(axes.begin(), axes.end());
    return axes;
}

Tensors
Reshape(const OperatorCall& call)
{
    const auto& x = call.In(0);
    auto extents = call.ListOf("shape", 1).value_or(Wholes());
    for (std::size_t i = 0; i < extents.size(); ++i)
    {
        if (extents[i] == 0 && call.node.GetInteger("allowzero", 0) == 0)
        {
            extents[i] = x.size(static_cast<std::int64_t>(i));
        }
    }
    return {x.reshape(extents)};
}

Tensors
Flatten(const OperatorCall& call)
{
    const auto& x = call.In(0);
    auto axis = call.node.GetInteger("axis", 1);
    axis += axis < 0 ? x.dim() : 0;
    std::int64_t rows = 1;
    for (std::int64_t i = 0; i < axis; ++i)
    {
        rows *= x.size(i);
    }
    return {x.reshape({rows, x.numel() / std::max<std::int64_t>(rows, 1)})};
}

Tensors
Squeeze(const OperatorCall& call)
{
    auto x = call.In(0);
    const auto axes = call.ListOf("axes", 1);
    if (!axes)
    {
        return {x.squeeze()};
    }
    const auto brought = Bring(*axes, x.dim());
    for (auto axis = brought.rbegin(); axis != brought.rend(); ++axis)
    {
        x = x.squeeze(*axis);
    }
    return {x};
}

Tensors
Unsqueeze(const OperatorCall& call)
{
    auto x = call.In(0);
    const auto axes = call.ListOf("axes", 1).value_or(Wholes());
    for (const auto axis : Bring(axes, x.dim() + static_cast<std::int64_t>(axes.size())))
    {
        x = x.unsqueeze(axis);
    }
    return {x};
}

Tensors
Transpose(const OperatorCall& call)
{
    auto order = call.node.GetIntegers("perm");
    if (order.empty())
    {
        order.resize(static_cast<std::size_t>(call.In(0).dim()));
        std::iota(order.rbegin(), order.rend(), 0);
    }
    return {call.In(0).permute(order)};
}

Tensors
Split(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto axis = call.AxisOf(0, x.dim());
    auto sizes = call.ListOf("split", 1).value_or(Wholes());
    if (sizes.empty())
    {
        const auto parts = static_cast<std::int64_t>(call.node.outputs.size());
        const auto each = (x.size(axis) + parts - 1) / parts;
        sizes.assign(static_cast<std::size_t>(parts), each);
        sizes.back() = x.size(axis) - each * (parts - 1);
    }
    return at::split_with_sizes(x, sizes, axis);
}

Tensors
Slice(const OperatorCall& call)
{
    auto x = call.In(0);
    const auto starts = call.ListOf("starts", 1).value_or(Wholes());
    const auto ends = call.ListOf("ends", 2).value_or(Wholes());
    auto axes = call.ListOf("axes", 3).value_or(Wholes());
    const auto steps = call.Has(4) ? call.WholesOf(4) : Wholes(starts.size(), 1);
    if (axes.empty())
    {
        axes.resize(starts.size());
        std::iota(axes.begin(), axes.end(), 0);
    }
    for (std::size_t i = 0; i < starts.size(); ++i)
    {
        const auto axis = axes.at(i) + (axes.at(i) < 0 ? x.dim() : 0);
        const auto extent = x.size(axis);
        const bool isForward = steps.at(i) > 0;
        const auto bring = [&](std::int64_t place) {
            place = place < -extent ? -1 : place < 0 ? place + extent : place;
            return isForward ? std::clamp<std::int64_t>(place, 0, extent)
                             : std::clamp<std::int64_t>(place, -1, extent - 1);
        };
        const auto first = bring(starts[i]);
        const auto last = bring(ends.at(i));
        // Backwards: the same of what is turned around.
        x = isForward ? x.slice(axis, first, last, steps[i])
                      : x.flip(axis).slice(axis, extent - 1 - first, extent - 1 - last, -steps[i]);
    }
    return {x};
}

/// Indices from 0.
at::Tensor
Places(const at::Tensor& indices, std::int64_t extent)
{
    const auto places = indices.to(at::kLong);
    return at::where(places < 0, places + extent, places);
}

Tensors
Gather(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto axis = call.AxisOf(0, x.dim());
    const auto places = Places(call.In(1), x.size(axis));
    Wholes extents(x.sizes().begin(), x.sizes().begin() + axis);
    extents.insert(extents.end(), places.sizes().begin(), places.sizes().end());
    extents.insert(extents.end(), x.sizes().begin() + axis + 1, x.sizes().end());
    return {x.index_select(axis, places.flatten()).reshape(extents)};
}

Tensors
GatherElements(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto axis = call.AxisOf(0, x.dim());
    return {x.gather(axis, Places(call.In(1), x.size(axis)))};
}

/// Indices of the last extent, one list for each of the value's first extents.
c10::List<c10::optional<at::Tensor>>
LastIndices(const at::Tensor& indices, const at::Tensor& value)
{
    c10::List<c10::optional<at::Tensor>> lists;
    for (std::int64_t i = 0; i < indices.size(-1); ++i)
    {
        lists.push_back(Places(indices.select(-1, i), value.size(i)));
    }
    return lists;
}

Tensors
GatherNd(const OperatorCall& call)
{
    if (call.node.GetInteger("batch_dims", 0) != 0)
    {
        RejectField("batch_dims", std::to_string(call.node.GetInteger("batch_dims", 0)), "0");
    }
    return {call.In(0).index(LastIndices(call.In(1), call.In(0)))};
}

Tensors
ScatterNd(const OperatorCall& call)
{
    const auto reduction = call.node.GetText("reduction");
    const bool isSum = reduction == "add";
    if (!isSum)
    {
        call.RequireText("reduction", "none");
    }
    return {call.In(0).index_put(LastIndices(call.In(1), call.In(0)), call.In(2), isSum)};
}

Tensors
ScatterElements(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto axis = call.AxisOf(0, x.dim());
    const auto places = Places(call.In(1), x.size(axis));
    if (call.node.GetText("reduction") == "add")
    {
        return {x.scatter_add(axis, places, call.In(2))};
    }
    call.RequireText("reduction", "none");
    return {x.scatter(axis, places, call.In(2))};
}

Tensors
Expand(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto wanted = call.WholesOf(1);
    auto own = Wholes(x.sizes().begin(), x.sizes().end());
    const auto rank = std::max(own.size(), wanted.size());
    own.insert(own.begin(), rank - own.size(), 1);
    for (std::size_t i = 0; i < wanted.size(); ++i)
    {
        auto& extent = own[rank - wanted.size() + i];
        extent = extent == 1 ? wanted[i] : extent;
    }
    return {x.expand(own)};
}

Tensors
Shape(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto bring = [&](std::int64_t place) {
        return std::clamp<std::int64_t>(place < 0 ? place + x.dim() : place, 0, x.dim());
    };
    const auto first = bring(call.node.GetInteger("start", 0));
    const auto last = std::max(first, bring(call.node.GetInteger("end", x.dim())));
    return {at::tensor(Wholes(x.sizes().begin() + first, x.sizes().begin() + last), at::kLong)};
}

Tensors
ConstantOfShape(const OperatorCall& call)
{
    const auto* value = call.node.Find("value");
    if (!value || !value->tensor)
    {
        return {at::zeros(call.WholesOf(0), at::kFloat)};
    }
    const auto numbers = ElementsOf(*value->tensor, 1);
    if (!numbers || numbers->empty())
    {
        RejectField("value", "of another type", "one number of 32 or 64 bit, or a truth value");
    }
    return {at::full(call.WholesOf(0), numbers->front(), ComputedAs(value->tensor->type))};
}

Tensors
Range(const OperatorCall& call)
{
    const auto& first = call.In(0);
    const auto one = [&](std::size_t i) { return call.In(i).item(); };
    return {at::arange(one(0), one(1), one(2), first.options())};
}

Tensors
Pad(const OperatorCall& call)
{
    auto x = call.In(0);
    const auto pads = call.ListOf("pads", 1).value_or(Wholes());
    Wholes axes(static_cast<std::size_t>(x.dim()));
    std::iota(axes.begin(), axes.end(), 0);
    axes = call.Has(3) ? call.WholesOf(3) : axes;
    const auto mode = call.node.GetText("mode");
    const double value = call.Has(2) && call.In(2).numel() > 0 ? call.NumbersOf(2)[0]
                                                               : call.node.GetNumber("value", 0);
    for (std::size_t i = 0; i < axes.size(); ++i)
    {
        const auto axis = axes[i] + (axes[i] < 0 ? x.dim() : 0);
        const auto before = pads.at(i);
        const auto behind = pads.at(i + axes.size());
        if (before == 0 && behind == 0)
        {
            continue;
        }
        if (mode.empty() || mode == "constant")
        {
            Wholes list(static_cast<std::size_t>(2 * (x.dim() - axis)), 0);
            list[list.size() - 2] = before;
            list[list.size() - 1] = behind;
            x = at::constant_pad_nd(x, list, value);
            continue;
        }
        // Where each element comes from.
        const auto extent = x.size(axis);
        auto from = at::arange(-before, extent + behind, at::kLong);
        if (mode == "edge")
        {
            from = from.clamp(0, extent - 1);
        }
        else if (mode == "reflect")
        {
            from = (extent - 1) - ((extent - 1) - from.abs()).abs();
        }
        else
        {
            call.RequireText("mode", "constant, edge or reflect");
        }
        x = x.index_select(axis, from);
    }
    return {x};
}

Tensors
DepthToSpace(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto block = call.node.GetInteger("blocksize", 1);
    const auto channels = x.size(1) / (block * block);
    const bool isColumnFirst = call.node.GetText("mode") == "CRD";
    const auto parts = isColumnFirst
                           ? x.reshape({x.size(0), channels, block, block, x.size(2), x.size(3)})
                                 .permute({0, 1, 4, 2, 5, 3})
                           : x.reshape({x.size(0), block, block, channels, x.size(2), x.size(3)})
                                 .permute({0, 3, 4, 1, 5, 2});
    return {parts.reshape({x.size(0), channels, x.size(2) * block, x.size(3) * block})};
}

Tensors
SpaceToDepth(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto block = call.node.GetInteger("blocksize", 1);
    const auto height = x.size(2) / block;
    const auto width = x.size(3) / block;
    return {x.reshape({x.size(0), x.size(1), height, block, width, block})
                .permute({0, 3, 5, 1, 2, 4})
                .reshape({x.size(0), x.size(1) * block * block, height, width})};
}

Tensors
TopK(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto count = call.Has(1) ? call.WholesOf(1).at(0) : call.node.GetInteger("k", 0);
    const auto [values, places] = at::topk(x,
                                           count,
                                           call.AxisOf(-1, x.dim()),
                                           call.node.GetInteger("largest", 1) != 0,
                                           call.node.GetInteger("sorted", 1) != 0);
    return {values, places};
}

Tensors
OneHot(const OperatorCall& call)
{
    const auto depth = call.WholesOf(1).at(0);
    const auto hot = at::one_hot(Places(call.In(0), depth), depth).to(at::kBool);
    const auto axis = call.AxisOf(-1, hot.dim());
    return {at::where(hot, call.In(2)[1], call.In(2)[0]).movedim(-1, axis)};
}

Tensors
Trilu(const OperatorCall& call)
{
    const auto diagonal = call.Has(1) ? call.WholesOf(1).at(0) : 0;
    return {call.node.GetInteger("upper", 1) != 0 ? at::triu(call.In(0), diagonal)
                                                  : at::tril(call.In(0), diagonal)};
}

} // namespace

const Operators&
MovementOperators()
{
    typedef const OperatorCall& C;
    static const Operators operators{
        {"Reshape", Reshape},
        {"Flatten", Flatten},
        {"Squeeze", Squeeze},
        {"Unsqueeze", Unsqueeze},
        {"Transpose", Transpose},
        {"Concat", [](C c) { return Tensors{at::cat(c.GetInputs(), c.AxisOf(0, c.In(0).dim()))}; }},
        {"Split", Split},
        {"Slice", Slice},
        {"Gather", Gather},
        {"GatherElements", GatherElements},
        {"GatherND", GatherNd},
        {"ScatterND", ScatterNd},
        {"ScatterElements", ScatterElements},
        {"Expand", Expand},
        {"Tile", [](C c) { return Tensors{c.In(0).repeat(c.WholesOf(1))}; }},
        {"Shape", Shape},
        {"Size", [](C c) { return Tensors{at::tensor(c.In(0).numel(), at::kLong)}; }},
        {"ConstantOfShape", ConstantOfShape},
        {"Range", Range},
        {"Pad", Pad},
        {"DepthToSpace", DepthToSpace},
        {"SpaceToDepth", SpaceToDepth},
        {"TopK", TopK},
        {"OneHot", OneHot},
        {"NonZero", [](C c) { return Tensors{at::nonzero(c.In(0)).t()}; }},
        {"Trilu", Trilu},
    };
    return operators;
}

} // namespace coinference
} // namespace ns3
