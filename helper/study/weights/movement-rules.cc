/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "little-endian.h"
#include "protobuf-reader.h"
#include "shape-rules.h"
#include "support/checked-field.h"
#include "tensor-elements.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Elements of the output, each from a place in the first input, if they are followed.
void
Move(NodeView& view, const std::function<std::size_t(const Extents&)>& sourceOf)
{
    auto& out = view.outputs.at(0);
    const auto& in = view.In(0);
    if (!in.numbers || out.GetCount() > MOST_FOLLOWED)
    {
        return;
    }
    auto& numbers = out.numbers.emplace();
    Extents place(out.extents.size(), 0);
    for (std::int64_t i = 0; i < out.GetCount(); ++i)
    {
        numbers.push_back(in.numbers->at(sourceOf(place)));
        for (auto axis = place.size(); axis-- > 0;)
        {
            if (++place[axis] < out.extents[axis])
            {
                break;
            }
            place[axis] = 0;
        }
    }
}

/// Index of an element from its place.
std::size_t
IndexOf(const Extents& place, const Extents& extents)
{
    std::int64_t index = 0;
    for (std::size_t i = 0; i < extents.size(); ++i)
    {
        index = index * extents[i] + place[i];
    }
    return static_cast<std::size_t>(index);
}

/// The same elements in other extents.
void
Rearrange(NodeView& view, Extents extents)
{
    const auto& in = view.In(0);
    auto& out = view.Out(std::move(extents), in.type);
    if (out.GetCount() != in.GetCount())
    {
        throw std::invalid_argument("its output of shape " + ExtentsText(out.extents) +
                                    " would not have the elements of " + ExtentsText(in.extents));
    }
    out.numbers = in.numbers;
}

std::int64_t
Product(const Extents& extents, std::size_t first, std::size_t last)
{
    return std::accumulate(extents.begin() + static_cast<std::ptrdiff_t>(first),
                           extents.begin() + static_cast<std::ptrdiff_t>(last),
                           std::int64_t{1},
                           std::multiplies<>());
}

void
Reshape(NodeView& view)
{
    const auto& in = view.In(0);
    auto wanted = view.ListOf("shape", 1).value_or(Extents());
    const bool isZeroKept = view.node.GetInteger("allowzero", 0) != 0;
    std::optional<std::size_t> open;
    std::int64_t rest = 1;
    for (std::size_t i = 0; i < wanted.size(); ++i)
    {
        if (wanted[i] == 0 && !isZeroKept)
        {
            wanted[i] = view.ExtentsOf(0, i + 1)[i];
        }
        if (wanted[i] == -1)
        {
            open = i;
        }
        else
        {
            rest *= std::clamp<std::int64_t>(wanted[i], 0, std::int64_t{1} << 48);
            rest = std::min(rest, std::int64_t{1} << 48);
        }
    }
    if (open && rest > 0)
    {
        wanted[*open] = in.GetCount() / rest;
    }
    Rearrange(view, wanted);
}

void
Flatten(NodeView& view)
{
    const auto& extents = view.In(0).extents;
    const auto given = view.node.GetInteger("axis", 1);
    const auto axis = given == static_cast<std::int64_t>(extents.size())
                          ? extents.size()
                          : NodeView::Axis(given, extents.size());
    Rearrange(view, {Product(extents, 0, axis), Product(extents, axis, extents.size())});
}

void
Squeeze(NodeView& view)
{
    const auto& extents = view.In(0).extents;
    const auto axes = view.ListOf("axes", 1);
    std::vector<bool> isDropped(extents.size(), false);
    for (std::size_t i = 0; i < extents.size(); ++i)
    {
        isDropped[i] = !axes && extents[i] == 1;
    }
    for (const auto axis : axes.value_or(Extents()))
    {
        isDropped[NodeView::Axis(axis, extents.size())] = true;
    }
    Extents left;
    for (std::size_t i = 0; i < extents.size(); ++i)
    {
        if (!isDropped[i])
        {
            left.push_back(extents[i]);
        }
    }
    Rearrange(view, left);
}

void
Unsqueeze(NodeView& view)
{
    const auto& extents = view.In(0).extents;
    const auto axes = view.ListOf("axes", 1).value_or(Extents());
    const auto rank = extents.size() + axes.size();
    std::vector<bool> isNew(rank, false);
    for (const auto axis : axes)
    {
        isNew[NodeView::Axis(axis, rank)] = true;
    }
    Extents all;
    auto next = extents.begin();
    for (std::size_t i = 0; i < rank; ++i)
    {
        if (!isNew[i] && next == extents.end())
        {
            throw std::invalid_argument("an axis is given twice");
        }
        all.push_back(isNew[i] ? 1 : *next++);
    }
    Rearrange(view, all);
}

void
Transpose(NodeView& view)
{
    const auto& extents = view.In(0).extents;
    auto order = view.node.GetIntegers("perm");
    if (order.empty())
    {
        order.resize(extents.size());
        std::iota(order.rbegin(), order.rend(), 0);
    }
    if (order.size() != extents.size())
    {
        throw std::invalid_argument("perm has " + std::to_string(order.size()) + " axes, and " +
                                    ExtentsText(extents) + " has " +
                                    std::to_string(extents.size()));
    }
    Extents moved;
    for (auto& axis : order)
    {
        axis = static_cast<std::int64_t>(NodeView::Axis(axis, extents.size()));
        moved.push_back(extents[static_cast<std::size_t>(axis)]);
    }
    view.Out(moved, view.In(0).type);
    Move(view, [&](const Extents& place) {
        Extents source(place.size());
        for (std::size_t i = 0; i < place.size(); ++i)
        {
            source[static_cast<std::size_t>(order[i])] = place[i];
        }
        return IndexOf(source, extents);
    });
}

void
Concat(NodeView& view)
{
    const auto& first = view.In(0);
    const auto axis = NodeView::Axis(view.node.GetInteger("axis", 0), first.extents.size());
    auto extents = first.extents;
    extents[axis] = 0;
    bool isKnown = true;
    for (std::size_t i = 0; i < view.GetN(); ++i)
    {
        const auto& in = view.In(i);
        for (std::size_t j = 0; j < extents.size(); ++j)
        {
            if (in.extents.size() != extents.size() || (j != axis && in.extents[j] != extents[j]))
            {
                throw std::invalid_argument("shapes " + ExtentsText(first.extents) + " and " +
                                            ExtentsText(in.extents) + " do not fit");
            }
        }
        extents[axis] = std::min(extents[axis] + in.extents[axis], std::int64_t{1} << 60);
        isKnown = isKnown && in.numbers;
    }
    auto& out = view.Out(extents, first.type);
    if (!isKnown || out.GetCount() > MOST_FOLLOWED)
    {
        return;
    }
    auto& numbers = out.numbers.emplace();
    const auto before = Product(extents, 0, axis);
    for (std::int64_t block = 0; block < before; ++block)
    {
        for (std::size_t i = 0; i < view.GetN(); ++i)
        {
            const auto& in = *view.In(i).numbers;
            const auto size = static_cast<std::int64_t>(in.size()) / before;
            numbers.insert(numbers.end(),
                           in.begin() + block * size,
                           in.begin() + (block + 1) * size);
        }
    }
}

void
Split(NodeView& view)
{
    const auto& in = view.In(0);
    const auto axis = NodeView::Axis(view.node.GetInteger("axis", 0), in.extents.size());
    const auto parts = view.outputs.size();
    auto sizes = view.ListOf("split", 1).value_or(Extents());
    if (sizes.empty())
    {
        const auto each = (in.extents[axis] + static_cast<std::int64_t>(parts) - 1) /
                          static_cast<std::int64_t>(parts);
        sizes.assign(parts, each);
        sizes.back() = in.extents[axis] - each * static_cast<std::int64_t>(parts - 1);
    }
    if (sizes.size() != parts ||
        std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}) != in.extents[axis])
    {
        throw std::invalid_argument("its parts are not those of " + ExtentsText(in.extents));
    }
    std::int64_t first = 0;
    for (std::size_t part = 0; part < parts; ++part)
    {
        auto extents = in.extents;
        extents[axis] = sizes[part];
        auto& out = view.Out(extents, in.type, part);
        if (in.numbers && in.extents.size() == 1)
        {
            out.numbers.emplace(in.numbers->begin() + first,
                                in.numbers->begin() + first + sizes[part]);
        }
        first += sizes[part];
    }
}

void
Slice(NodeView& view)
{
    const auto& in = view.In(0);
    const auto starts = view.ListOf("starts", 1).value_or(Extents());
    const auto ends = view.ListOf("ends", 2).value_or(Extents());
    auto axes = view.ListOf("axes", 3).value_or(Extents());
    auto steps = view.Has(4) ? view.Wholes(4) : Extents(starts.size(), 1);
    if (axes.empty())
    {
        axes.resize(starts.size());
        std::iota(axes.begin(), axes.end(), 0);
    }
    if (ends.size() != starts.size() || axes.size() != starts.size() ||
        steps.size() != starts.size())
    {
        throw std::invalid_argument("its starts, ends, axes and steps are not equally many");
    }
    auto extents = in.extents;
    Extents first(extents.size(), 0);
    Extents stride(extents.size(), 1);
    for (std::size_t i = 0; i < starts.size(); ++i)
    {
        const auto axis = NodeView::Axis(axes[i], extents.size());
        const auto extent = in.extents[axis];
        const auto step = steps[i];
        if (step == 0)
        {
            throw std::invalid_argument("a step is 0");
        }
        const auto bring = [&](std::int64_t place) {
            place += place < 0 ? extent : 0;
            return step > 0 ? std::clamp<std::int64_t>(place, 0, extent)
                            : std::clamp<std::int64_t>(place, -1, extent - 1);
        };
        first[axis] = bring(starts[i]);
        // Far below 0 stands for "down to the first".
        const auto end = step < 0 && ends[i] < -extent ? -1 : bring(ends[i]);
        stride[axis] = step;
        const auto size = step > 0 ? end - first[axis] : first[axis] - end;
        const auto length = std::abs(step);
        extents[axis] = size > 0 ? (size - 1) / length + 1 : 0;
    }
    view.Out(extents, in.type);
    Move(view, [&](const Extents& place) {
        auto source = place;
        for (std::size_t i = 0; i < place.size(); ++i)
        {
            source[i] = first[i] + place[i] * stride[i];
        }
        return IndexOf(source, in.extents);
    });
}

void
Gather(NodeView& view)
{
    const auto& in = view.In(0);
    const auto& indices = view.In(1);
    const auto axis = NodeView::Axis(view.node.GetInteger("axis", 0), in.extents.size());
    Extents extents(in.extents.begin(), in.extents.begin() + static_cast<std::ptrdiff_t>(axis));
    extents.insert(extents.end(), indices.extents.begin(), indices.extents.end());
    extents.insert(extents.end(),
                   in.extents.begin() + static_cast<std::ptrdiff_t>(axis) + 1,
                   in.extents.end());
    view.Out(extents, in.type);
    if (!in.numbers || !indices.numbers)
    {
        return;
    }
    const auto places = view.Wholes(1);
    const auto rank = indices.extents.size();
    Move(view, [&](const Extents& place) {
        const Extents inner(place.begin() + static_cast<std::ptrdiff_t>(axis),
                            place.begin() + static_cast<std::ptrdiff_t>(axis + rank));
        auto index = places.at(IndexOf(inner, indices.extents));
        index += index < 0 ? in.extents[axis] : 0;
        if (index < 0 || index >= in.extents[axis])
        {
            throw std::invalid_argument("an index is " + std::to_string(index) +
                                        ", allowed are 0 to " +
                                        std::to_string(in.extents[axis] - 1));
        }
        Extents source(place.begin(), place.begin() + static_cast<std::ptrdiff_t>(axis));
        source.push_back(index);
        source.insert(source.end(),
                      place.begin() + static_cast<std::ptrdiff_t>(axis + rank),
                      place.end());
        return IndexOf(source, in.extents);
    });
}

void
GatherElements(NodeView& view)
{
    view.Out(view.In(1).extents, view.In(0).type);
}

void
GatherNd(NodeView& view)
{
    const auto& data = view.In(0).extents;
    const auto& indices = view.ExtentsOf(1, 1);
    const auto batch = view.node.GetInteger("batch_dims", 0);
    Extents extents(indices.begin(), indices.end() - 1);
    const auto taken = static_cast<std::size_t>(std::max<std::int64_t>(batch, 0) + indices.back());
    if (indices.back() < 0 || batch < 0 || taken > data.size())
    {
        throw std::invalid_argument("shapes " + ExtentsText(data) + " and " + ExtentsText(indices) +
                                    " do not fit");
    }
    extents.insert(extents.end(), data.begin() + static_cast<std::ptrdiff_t>(taken), data.end());
    view.Out(extents, view.In(0).type);
}

/// Repeats along extents of one.
void
Repeat(NodeView& view, Extents extents)
{
    const auto& in = view.In(0);
    view.Out(std::move(extents), in.type);
    Move(view, [&](const Extents& place) {
        Extents source;
        const auto shift = place.size() - in.extents.size();
        for (std::size_t i = 0; i < in.extents.size(); ++i)
        {
            source.push_back(in.extents[i] == 0 ? 0 : place[i + shift] % in.extents[i]);
        }
        return IndexOf(source, in.extents);
    });
}

void
Expand(NodeView& view)
{
    Repeat(view, Broadcast(view.In(0).extents, view.Wholes(1)));
}

void
Tile(NodeView& view)
{
    const auto times = view.Wholes(1);
    auto extents = view.In(0).extents;
    if (times.size() != extents.size())
    {
        throw std::invalid_argument("it repeats " + std::to_string(times.size()) +
                                    " extents of shape " + ExtentsText(extents));
    }
    for (std::size_t i = 0; i < times.size(); ++i)
    {
        extents[i] = Times(extents[i], times[i]);
    }
    Repeat(view, extents);
}

void
Shape(NodeView& view)
{
    const auto& extents = view.In(0).extents;
    const auto rank = static_cast<std::int64_t>(extents.size());
    const auto bring = [rank](std::int64_t place) {
        return std::clamp<std::int64_t>(place < 0 ? place + rank : place, 0, rank);
    };
    const auto first = bring(view.node.GetInteger("start", 0));
    const auto last = std::max(first, bring(view.node.GetInteger("end", rank)));
    auto& out = view.Out({last - first}, OnnxTensor::INT64);
    out.numbers.emplace(extents.begin() + first, extents.begin() + last);
}

void
Size(NodeView& view)
{
    auto& out = view.Out({}, OnnxTensor::INT64);
    out.numbers = {static_cast<double>(view.In(0).GetCount())};
}

void
Constant(NodeView& view)
{
    for (const auto& attribute : view.node.attributes)
    {
        if (attribute.name == "value" && attribute.tensor)
        {
            const auto& tensor = *attribute.tensor;
            auto& out = view.Out(Extents(tensor.shape.begin(), tensor.shape.end()), tensor.type);
            out.numbers = ElementsOf(tensor, MOST_FOLLOWED);
            return;
        }
        if (attribute.name == "value_int" || attribute.name == "value_float")
        {
            const bool isWhole = attribute.name == "value_int";
            auto& out = view.Out({}, isWhole ? OnnxTensor::INT64 : OnnxTensor::FLOAT);
            out.numbers = {isWhole ? static_cast<double>(attribute.integer) : attribute.number};
            return;
        }
        if (attribute.name == "value_ints" || attribute.name == "value_floats")
        {
            const bool isWhole = attribute.name == "value_ints";
            std::vector<double> numbers(attribute.numbers.begin(), attribute.numbers.end());
            numbers.insert(numbers.end(), attribute.integers.begin(), attribute.integers.end());
            auto& out = view.Out({static_cast<std::int64_t>(numbers.size())},
                                 isWhole ? OnnxTensor::INT64 : OnnxTensor::FLOAT);
            out.numbers = std::move(numbers);
            return;
        }
    }
    throw std::invalid_argument("it has no value that is a tensor or numbers");
}

void
ConstantOfShape(NodeView& view)
{
    const auto* value = view.node.Find("value");
    double number = 0;
    std::int32_t type = OnnxTensor::FLOAT;
    if (value && value->tensor)
    {
        type = value->tensor->type;
        const auto numbers = ElementsOf(*value->tensor, 1);
        number = numbers && !numbers->empty() ? numbers->front() : 0;
    }
    auto& out = view.Out(view.Wholes(0), type);
    if (out.GetCount() <= MOST_FOLLOWED)
    {
        out.numbers.emplace(static_cast<std::size_t>(out.GetCount()), number);
    }
}

void
Range(NodeView& view)
{
    const auto numberAt = [&](std::size_t i) {
        const auto& numbers = view.Numbers(i);
        if (numbers.size() != 1)
        {
            throw std::invalid_argument("its input " + std::to_string(i) + " is not one number");
        }
        return numbers[0];
    };
    const double first = numberAt(0);
    const double step = numberAt(2);
    const double count = std::ceil((numberAt(1) - first) / step);
    if (!(count < 1e15))
    {
        throw std::invalid_argument("it has no end");
    }
    auto& out = view.Out({static_cast<std::int64_t>(std::max(0.0, count))}, view.In(0).type);
    if (out.GetCount() <= MOST_FOLLOWED)
    {
        auto& numbers = out.numbers.emplace();
        for (std::int64_t i = 0; i < out.GetCount(); ++i)
        {
            numbers.push_back(first + static_cast<double>(i) * step);
        }
    }
}

void
Pad(NodeView& view)
{
    auto extents = view.In(0).extents;
    const auto pads = view.ListOf("pads", 1).value_or(Extents());
    Extents axes(extents.size());
    std::iota(axes.begin(), axes.end(), 0);
    axes = view.Has(3) ? view.Wholes(3) : axes;
    if (pads.size() != 2 * axes.size())
    {
        throw std::invalid_argument("it has " + std::to_string(pads.size()) + " pads for " +
                                    std::to_string(axes.size()) + " extents");
    }
    for (std::size_t i = 0; i < axes.size(); ++i)
    {
        const auto more =
            std::clamp<std::int64_t>(pads[i], -MOST_FOLLOWED, MOST_FOLLOWED) +
            std::clamp<std::int64_t>(pads[i + axes.size()], -MOST_FOLLOWED, MOST_FOLLOWED);
        extents[NodeView::Axis(axes[i], extents.size())] += more;
    }
    view.Out(extents, view.In(0).type);
}

void
DepthToSpace(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 4);
    const auto block = view.node.GetInteger("blocksize", 0);
    if (block < 1 || block > MOST_FOLLOWED || in[1] % (block * block) != 0)
    {
        RejectField("blocksize", std::to_string(block), "one whose square divides the channels");
    }
    view.Out({in[0], in[1] / (block * block), Times(in[2], block), Times(in[3], block)},
             view.In(0).type);
}

void
SpaceToDepth(NodeView& view)
{
    const auto& in = view.ExtentsOf(0, 4);
    const auto block = view.node.GetInteger("blocksize", 0);
    if (block < 1 || block > MOST_FOLLOWED || in[2] % block != 0 || in[3] % block != 0)
    {
        RejectField("blocksize", std::to_string(block), "one that divides height and width");
    }
    view.Out({in[0], Times(in[1], block * block), in[2] / block, in[3] / block}, view.In(0).type);
}

void
TopK(NodeView& view)
{
    auto extents = view.In(0).extents;
    const auto axis = NodeView::Axis(view.node.GetInteger("axis", -1), extents.size());
    const auto counts = view.ListOf("k", 1).value_or(Extents{view.node.GetInteger("k", 0)});
    extents[axis] = counts.empty() ? 0 : counts[0];
    view.Out(extents, view.In(0).type);
    view.Out(extents, OnnxTensor::INT64, 1);
}

void
OneHot(NodeView& view)
{
    auto extents = view.In(0).extents;
    const auto depth = view.Wholes(1);
    const auto axis = NodeView::Axis(view.node.GetInteger("axis", -1), extents.size() + 1);
    extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(axis),
                   depth.empty() ? 0 : depth[0]);
    view.Out(extents, view.In(2).type);
}

void
NonZero(NodeView& view)
{
    const auto& numbers = view.Numbers(0);
    const auto& extents = view.In(0).extents;
    const auto count =
        std::count_if(numbers.begin(), numbers.end(), [](double x) { return x != 0; });
    auto& out = view.Out({static_cast<std::int64_t>(extents.size()), count}, OnnxTensor::INT64);
    if (extents.size() == 1)
    {
        auto& places = out.numbers.emplace();
        for (std::size_t i = 0; i < numbers.size(); ++i)
        {
            if (numbers[i] != 0)
            {
                places.push_back(static_cast<double>(i));
            }
        }
    }
}

} // namespace

const ShapeRules&
MovementRules()
{
    static const ShapeRules rules{
        {"Reshape", Reshape},
        {"Flatten", Flatten},
        {"Squeeze", Squeeze},
        {"Unsqueeze", Unsqueeze},
        {"Transpose", Transpose},
        {"Concat", Concat},
        {"Split", Split},
        {"Slice", Slice},
        {"Gather", Gather},
        {"GatherElements", GatherElements},
        {"GatherND", GatherNd},
        {"Expand", Expand},
        {"Tile", Tile},
        {"Shape", Shape},
        {"Size", Size},
        {"Constant", Constant},
        {"ConstantOfShape", ConstantOfShape},
        {"Range", Range},
        {"Pad", Pad},
        {"DepthToSpace", DepthToSpace},
        {"SpaceToDepth", SpaceToDepth},
        {"TopK", TopK},
        {"OneHot", OneHot},
        {"NonZero", NonZero},
    };
    return rules;
}

} // namespace coinference
} // namespace ns3
