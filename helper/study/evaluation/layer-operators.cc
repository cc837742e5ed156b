/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operator-call.h"
#include "support/checked-field.h"
#include "weights/onnx-windows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

namespace
{

/// A value with its pads around it, as ATen lists them: the last extent's first.
at::Tensor
Padded(const at::Tensor& x, const Wholes& begins, const Wholes& ends, double value)
{
    Wholes pads;
    for (auto i = begins.size(); i-- > 0;)
    {
        pads.push_back(begins[i]);
        pads.push_back(ends[i]);
    }
    const bool isNeeded = std::any_of(pads.begin(), pads.end(), [](auto pad) { return pad != 0; });
    return isNeeded ? at::constant_pad_nd(x, pads, value) : x;
}

Wholes
SpatialOf(const at::Tensor& x)
{
    return Wholes(x.sizes().begin() + 2, x.sizes().end());
}

Tensors
Conv(const OperatorCall& call)
{
    auto windows = WindowsOf(call.node, SpatialOf(call.In(1)));
    PlaceWindows(call.node, SpatialOf(call.In(0)), windows);
    const bool isEven = windows.begins == windows.ends;
    const Wholes none(windows.sizes.size(), 0);
    return {
        at::convolution(isEven ? call.In(0) : Padded(call.In(0), windows.begins, windows.ends, 0),
                        call.In(1),
                        call.Optional(2),
                        windows.strides,
                        isEven ? windows.begins : none,
                        windows.dilations,
                        false,
                        none,
                        call.node.GetInteger("group", 1))};
}

Tensors
ConvTranspose(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto count = static_cast<std::size_t>(x.dim() - 2);
    const auto windows = WindowsOf(call.node, SpatialOf(call.In(1)));
    const auto more = ListOr(call.node, "output_padding", count, 0);
    const auto given = call.node.GetIntegers("output_shape");
    const auto padding = call.node.GetText("auto_pad");
    const bool isSame = padding == "SAME_UPPER" || padding == "SAME_LOWER";
    if (!given.empty() && given.size() < count)
    {
        RejectField("output_shape",
                    std::to_string(given.size()) + " numbers",
                    std::to_string(count));
    }
    const Wholes none(count, 0);
    auto result = at::convolution(x,
                                  call.In(1),
                                  {},
                                  windows.strides,
                                  none,
                                  windows.dilations,
                                  true,
                                  none,
                                  call.node.GetInteger("group", 1));
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto axis = static_cast<std::int64_t>(i) + 2;
        const auto full = result.size(axis) + more[i];
        auto begin = windows.begins[i];
        auto end = windows.ends[i];
        if (isSame || !given.empty())
        {
            const auto wanted =
                given.empty() ? x.size(axis) * windows.strides[i] : given[given.size() - count + i];
            const auto all = std::max<std::int64_t>(0, full - wanted);
            begin = padding == "SAME_UPPER" ? all / 2 : all - all / 2;
            end = full - wanted - begin;
        }
        // What stands behind the last kernel is zero.
        Wholes pads(2 * (count - i), 0);
        pads[pads.size() - 2] = -begin;
        pads[pads.size() - 1] = more[i] - end;
        result = at::constant_pad_nd(result, pads, 0);
    }
    if (call.Has(2))
    {
        Wholes extents(count + 2, 1);
        extents[1] = call.In(2).numel();
        result = result + call.In(2).reshape(extents);
    }
    return {result};
}

/// Place a pool's windows, and give the pads at the end until the last of them fits.
Wholes
PlacePool(const OperatorCall& call, Windows& windows)
{
    const auto spatial = SpatialOf(call.In(0));
    const auto counts = PlaceWindows(call.node, spatial, windows);
    Wholes ends;
    for (std::size_t i = 0; i < spatial.size(); ++i)
    {
        ends.push_back((counts[i] - 1) * windows.strides[i] + windows.Reach(i) - spatial[i] -
                       windows.begins[i]);
    }
    return ends;
}

Tensors
MaxPool(const OperatorCall& call)
{
    if (call.node.outputs.size() > 1)
    {
        throw std::invalid_argument("the places of the largest elements are not computed");
    }
    const auto rank = static_cast<std::size_t>(call.In(0).dim() - 2);
    auto windows = WindowsOf(call.node, ListOr(call.node, "kernel_shape", rank, 1));
    const auto ends = PlacePool(call, windows);
    const auto x =
        Padded(call.In(0), windows.begins, ends, -std::numeric_limits<double>::infinity());
    const Wholes none(rank, 0);
    return {rank == 1 ? at::max_pool1d(x, windows.sizes, windows.strides, none, windows.dilations)
            : rank == 2
                ? at::max_pool2d(x, windows.sizes, windows.strides, none, windows.dilations)
                : at::max_pool3d(x, windows.sizes, windows.strides, none, windows.dilations)};
}

at::Tensor
MeansOf(const at::Tensor& x, const Windows& windows)
{
    return windows.sizes.size() == 1   ? at::avg_pool1d(x, windows.sizes, windows.strides)
           : windows.sizes.size() == 2 ? at::avg_pool2d(x, windows.sizes, windows.strides)
                                       : at::avg_pool3d(x, windows.sizes, windows.strides);
}

Tensors
AveragePool(const OperatorCall& call)
{
    const auto rank = static_cast<std::size_t>(call.In(0).dim() - 2);
    auto windows = WindowsOf(call.node, ListOr(call.node, "kernel_shape", rank, 1));
    if (windows.dilations != Wholes(rank, 1))
    {
        RejectField("dilations", "above 1", "1");
    }
    const auto ends = PlacePool(call, windows);
    const auto x = Padded(call.In(0), windows.begins, ends, 0);
    // Which elements count: the input's, and perhaps those of the pads that are told.
    auto one = at::ones_like(call.In(0).slice(0, 0, 1).slice(1, 0, 1));
    if (call.node.GetInteger("count_include_pad", 0) != 0)
    {
        one = Padded(one, windows.begins, windows.ends, 1);
        Wholes more;
        for (std::size_t i = 0; i < rank; ++i)
        {
            more.push_back(ends[i] - windows.ends[i]);
        }
        one = Padded(one, Wholes(rank, 0), more, 0);
    }
    else
    {
        one = Padded(one, windows.begins, ends, 0);
    }
    return {MeansOf(x, windows) / MeansOf(one, windows)};
}

Wholes
AxesBehindChannels(const at::Tensor& x)
{
    Wholes axes;
    for (std::int64_t axis = 2; axis < x.dim(); ++axis)
    {
        axes.push_back(axis);
    }
    return axes;
}

Tensors
Gemm(const OperatorCall& call)
{
    const auto a = call.node.GetInteger("transA", 0) != 0 ? call.In(0).t() : call.In(0);
    const auto b = call.node.GetInteger("transB", 0) != 0 ? call.In(1).t() : call.In(1);
    const double alpha = call.node.GetNumber("alpha", 1);
    auto result = at::matmul(a, b);
    result = alpha == 1 ? result : result * alpha;
    return {call.Has(2) ? result + call.In(2) * call.node.GetNumber("beta", 1) : result};
}

Tensors
Einsum(const OperatorCall& call)
{
    const auto equation = call.node.GetText("equation");
    return {at::einsum(c10::string_view(equation.data(), equation.size()), call.GetInputs())};
}

/// Axes of a reduction; none if nothing is to be done.
std::optional<Wholes>
ReducedAxes(const OperatorCall& call)
{
    auto axes = call.ListOf("axes", 1).value_or(Wholes());
    if (axes.empty())
    {
        if (call.node.GetInteger("noop_with_empty_axes", 0) != 0)
        {
            return std::nullopt;
        }
        for (std::int64_t axis = 0; axis < call.In(0).dim(); ++axis)
        {
            axes.push_back(axis);
        }
    }
    return axes;
}

template <typename Function>
Tensors
Reduce(const OperatorCall& call, Function function)
{
    const auto axes = ReducedAxes(call);
    const bool isKept = call.node.GetInteger("keepdims", 1) != 0;
    return {axes ? function(call.In(0), *axes, isKept) : call.In(0)};
}

at::Tensor
ProductOf(at::Tensor x, Wholes axes, bool isKept)
{
    for (auto& axis : axes)
    {
        axis += axis < 0 ? x.dim() : 0;
    }
    std::sort(axes.rbegin(), axes.rend());
    const auto type = x.scalar_type();
    for (const auto axis : axes)
    {
        x = at::prod(x, axis, isKept, type);
    }
    return x;
}

template <bool IS_MAX>
Tensors
ArgReduce(const OperatorCall& call)
{
    if (call.node.GetInteger("select_last_index", 0) != 0)
    {
        RejectField("select_last_index", "1", "0");
    }
    const auto axis = call.AxisOf(0, call.In(0).dim());
    const bool isKept = call.node.GetInteger("keepdims", 1) != 0;
    return {IS_MAX ? at::argmax(call.In(0), axis, isKept) : at::argmin(call.In(0), axis, isKept)};
}

/// Where an element of a resized extent comes from.
class ResizedAxis
{
  public:
    ResizedAxis(const OperatorCall& call, std::int64_t from, std::int64_t to, double scale)
        : m_from(from),
          m_to(to),
          m_scale(scale)
    {
        m_rule = call.node.GetText("coordinate_transformation_mode");
        if (m_rule.empty())
        {
            m_rule =
                call.node.operation == "Resize" && call.opset >= 11 ? "half_pixel" : "asymmetric";
        }
        m_nearest = call.node.GetText("nearest_mode");
        if (m_nearest.empty())
        {
            m_nearest = call.node.operation == "Resize" && call.opset >= 11 ? "round_prefer_floor"
                                                                            : "floor";
        }
    }

    double At(std::int64_t place) const
    {
        const auto at = static_cast<double>(place);
        if (m_rule == "half_pixel")
        {
            return (at + 0.5) / m_scale - 0.5;
        }
        if (m_rule == "pytorch_half_pixel")
        {
            return m_to > 1 ? (at + 0.5) / m_scale - 0.5 : 0;
        }
        if (m_rule == "align_corners")
        {
            return m_to > 1 ? at * static_cast<double>(m_from - 1) / static_cast<double>(m_to - 1)
                            : 0;
        }
        if (m_rule == "asymmetric")
        {
            return at / m_scale;
        }
        if (m_rule == "tf_half_pixel_for_nn")
        {
            return (at + 0.5) / m_scale;
        }
        RejectField("coordinate_transformation_mode",
                    ShortText(m_rule),
                    "half_pixel, pytorch_half_pixel, align_corners, asymmetric or "
                    "tf_half_pixel_for_nn");
    }

    std::int64_t NearestTo(double place) const
    {
        const double nearest = m_nearest == "floor"               ? std::floor(place)
                               : m_nearest == "ceil"              ? std::ceil(place)
                               : m_nearest == "round_prefer_ceil" ? std::floor(place + 0.5)
                                                                  : std::ceil(place - 0.5);
        return std::clamp<std::int64_t>(static_cast<std::int64_t>(nearest), 0, m_from - 1);
    }

  private:
    std::int64_t m_from;
    std::int64_t m_to;
    double m_scale;
    std::string_view m_rule;
    std::string_view m_nearest;
};

/// Weights of the neighbours of a place: two, or four for cubic.
std::vector<double>
NeighbourWeights(double part, bool isCubic, double a)
{
    if (!isCubic)
    {
        return {1 - part, part};
    }
    const auto near = [a](double x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };
    const auto far = [a](double x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };
    return {far(part + 1), near(part), near(1 - part), far(2 - part)};
}

at::Tensor
ResizeAxis(const OperatorCall& call,
           const at::Tensor& x,
           std::int64_t axis,
           std::int64_t to,
           double scale)
{
    const auto from = x.size(axis);
    const ResizedAxis resized(call, from, to, scale);
    const auto mode = call.node.GetText("mode");
    const auto takeAt = [&](const Wholes& places) {
        return x.index_select(axis, at::tensor(places, at::kLong));
    };
    if (mode.empty() || mode == "nearest")
    {
        Wholes places;
        for (std::int64_t i = 0; i < to; ++i)
        {
            places.push_back(resized.NearestTo(resized.At(i)));
        }
        return takeAt(places);
    }
    const bool isCubic = mode == "cubic";
    if (!isCubic)
    {
        call.RequireText("mode", "linear");
    }
    const std::size_t neighbours = isCubic ? 4 : 2;
    std::vector<Wholes> places(neighbours);
    std::vector<std::vector<float>> weights(neighbours);
    for (std::int64_t i = 0; i < to; ++i)
    {
        double at = resized.At(i);
        at = isCubic ? at : std::clamp(at, 0.0, static_cast<double>(from - 1));
        const double below = std::floor(at);
        const auto parts =
            NeighbourWeights(at - below, isCubic, call.node.GetNumber("cubic_coeff_a", -0.75));
        for (std::size_t j = 0; j < neighbours; ++j)
        {
            const auto place =
                static_cast<std::int64_t>(below) + static_cast<std::int64_t>(j) - (isCubic ? 1 : 0);
            places[j].push_back(std::clamp<std::int64_t>(place, 0, from - 1));
            weights[j].push_back(static_cast<float>(parts[j]));
        }
    }
    Wholes extents(static_cast<std::size_t>(x.dim()), 1);
    extents[static_cast<std::size_t>(axis)] = to;
    at::Tensor result;
    for (std::size_t j = 0; j < neighbours; ++j)
    {
        const auto part = takeAt(places[j]) * at::tensor(weights[j]).reshape(extents);
        result = j == 0 ? part : result + part;
    }
    return result;
}

/// Resize, and Upsample as it was called before.
Tensors
Resize(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const bool isNew = call.node.operation == "Resize" && call.opset >= 11;
    if (call.node.GetInteger("antialias", 0) != 0 ||
        call.node.GetInteger("exclude_outside", 0) != 0)
    {
        throw std::invalid_argument("antialias and exclude_outside are not computed");
    }
    call.RequireText("keep_aspect_ratio_policy", "stretch");
    const auto hasScales = [&](std::size_t i) { return call.Has(i) && call.In(i).numel() > 0; };
    const std::size_t scalesAt = isNew ? 2 : 1;
    const auto* attribute = call.node.Find("scales");
    const auto scales =
        hasScales(scalesAt) ? call.NumbersOf(scalesAt)
        : attribute ? std::vector<double>(attribute->numbers.begin(), attribute->numbers.end())
                    : std::vector<double>();
    const auto sizes = isNew && hasScales(3) ? call.WholesOf(3) : Wholes();
    const auto setBy = call.node.GetIntegers("axes");
    auto result = x;
    for (std::size_t i = 0; i < std::max(scales.size(), sizes.size()); ++i)
    {
        auto axis = setBy.empty() ? static_cast<std::int64_t>(i) : setBy.at(i);
        axis += axis < 0 ? x.dim() : 0;
        const auto from = static_cast<double>(x.size(axis));
        const double scale = sizes.empty() ? scales[i] : static_cast<double>(sizes[i]) / from;
        const auto to =
            sizes.empty() ? static_cast<std::int64_t>(std::floor(from * scale)) : sizes[i];
        if (scale != 1 || to != x.size(axis))
        {
            result = ResizeAxis(call, result, axis, to, scale);
        }
    }
    return {result};
}

} // namespace

const Operators&
LayerOperators()
{
    typedef const OperatorCall& C;
    typedef const at::Tensor& T;
    typedef const Wholes& W;
    static const Operators operators{
        {"Conv", Conv},
        {"ConvTranspose", ConvTranspose},
        {"MaxPool", MaxPool},
        {"AveragePool", AveragePool},
        {"GlobalAveragePool",
         [](C c) { return Tensors{c.In(0).mean(AxesBehindChannels(c.In(0)), true)}; }},
        {"GlobalMaxPool",
         [](C c) { return Tensors{at::amax(c.In(0), AxesBehindChannels(c.In(0)), true)}; }},
        {"MatMul", [](C c) { return Tensors{at::matmul(c.In(0), c.In(1))}; }},
        {"Gemm", Gemm},
        {"Einsum", Einsum},
        {"ArgMax", ArgReduce<true>},
        {"ArgMin", ArgReduce<false>},
        {"Resize", Resize},
        {"Upsample", Resize},
        {"ReduceMean",
         [](C c) { return Reduce(c, [](T x, W a, bool k) { return x.mean(a, k); }); }},
        {"ReduceSum",
         [](C c) {
             return Reduce(c, [](T x, W a, bool k) { return x.sum(a, k, x.scalar_type()); });
         }},
        {"ReduceProd", [](C c) { return Reduce(c, ProductOf); }},
        {"ReduceMax",
         [](C c) { return Reduce(c, [](T x, W a, bool k) { return at::amax(x, a, k); }); }},
        {"ReduceMin",
         [](C c) { return Reduce(c, [](T x, W a, bool k) { return at::amin(x, a, k); }); }},
        {"ReduceL1",
         [](C c) {
             return Reduce(c, [](T x, W a, bool k) { return x.abs().sum(a, k, x.scalar_type()); });
         }},
        {"ReduceL2",
         [](C c) { return Reduce(c, [](T x, W a, bool k) { return (x * x).sum(a, k).sqrt(); }); }},
        {"ReduceSumSquare",
         [](C c) {
             return Reduce(c, [](T x, W a, bool k) { return (x * x).sum(a, k, x.scalar_type()); });
         }},
        {"ReduceLogSum",
         [](C c) { return Reduce(c, [](T x, W a, bool k) { return x.sum(a, k).log(); }); }},
        {"ReduceLogSumExp",
         [](C c) { return Reduce(c, [](T x, W a, bool k) { return at::logsumexp(x, a, k); }); }},
    };
    return operators;
}

} // namespace coinference
} // namespace ns3
