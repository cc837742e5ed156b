/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shape-rules.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Where an element of a result comes from in an input that is repeated.
std::size_t
SourceOf(std::size_t index, const Extents& result, const Extents& input)
{
    std::size_t source = 0;
    std::size_t stride = 1;
    for (std::size_t i = 0; i < result.size(); ++i)
    {
        const auto extent = static_cast<std::size_t>(result[result.size() - 1 - i]);
        const auto place = index % extent;
        index /= extent;
        if (i < input.size())
        {
            const auto own = static_cast<std::size_t>(input[input.size() - 1 - i]);
            source += own == 1 ? 0 : place * stride;
            stride *= own;
        }
    }
    return source;
}

typedef std::function<double(const std::vector<double>&)> OfElements;

/// All inputs meet element by element.
void
Meet(NodeView& view, std::int32_t type, const OfElements& function)
{
    Extents extents = view.In(0).extents;
    bool isKnown = true;
    for (std::size_t i = 0; i < view.GetN(); ++i)
    {
        extents = Broadcast(extents, view.In(i).extents);
        isKnown = isKnown && view.In(i).numbers;
    }
    auto& out = view.Out(extents, type);
    if (!isKnown || out.GetCount() > MOST_FOLLOWED)
    {
        return;
    }
    std::vector<double> elements(view.GetN());
    auto& numbers = out.numbers.emplace();
    for (std::size_t index = 0; index < static_cast<std::size_t>(out.GetCount()); ++index)
    {
        for (std::size_t i = 0; i < view.GetN(); ++i)
        {
            elements[i] = (*view.In(i).numbers)[SourceOf(index, extents, view.In(i).extents)];
        }
        numbers.push_back(function(elements));
    }
}

template <typename Function>
void
MeetTwo(NodeView& view, Function function)
{
    Meet(view, view.In(0).type, [&](const std::vector<double>& x) { return function(x[0], x[1]); });
}

template <typename Function>
void
Compare(NodeView& view, Function function)
{
    Meet(view, OnnxTensor::BOOL, [&](const std::vector<double>& x) {
        return function(x[0], x[1]) ? 1.0 : 0.0;
    });
}

/// One input changes element by element; others, such as slopes, change no shape.
template <typename Function>
void
Change(NodeView& view, Function function)
{
    const auto& in = view.In(0);
    auto& out = view.Out(in.extents, in.type);
    if (in.numbers)
    {
        auto& numbers = out.numbers.emplace(*in.numbers);
        std::transform(numbers.begin(), numbers.end(), numbers.begin(), function);
    }
}

/// The shape of the first input, elements that are not followed.
void
Keep(NodeView& view)
{
    view.Out(view.In(0).extents, view.In(0).type);
}

/// Statistics besides the result are of shapes that nobody takes.
void
KeepFirst(NodeView& view)
{
    Keep(view);
    for (std::size_t i = 1; i < view.outputs.size(); ++i)
    {
        view.Out(view.In(0).extents, view.In(0).type, i);
    }
}

double
DividedAs(bool isWhole, double dividend, double divisor)
{
    if (isWhole && divisor == 0)
    {
        throw std::invalid_argument("it divides by 0");
    }
    return isWhole ? std::trunc(dividend / divisor) : dividend / divisor;
}

void
Divide(NodeView& view)
{
    const bool isWhole = view.In(0).IsWhole();
    MeetTwo(view, [isWhole](double a, double b) { return DividedAs(isWhole, a, b); });
}

void
Mod(NodeView& view)
{
    const bool isC = view.node.GetInteger("fmod", 0) != 0;
    MeetTwo(view, [isC](double a, double b) {
        if (b == 0)
        {
            throw std::invalid_argument("it divides by 0");
        }
        return isC ? std::fmod(a, b) : a - b * std::floor(a / b);
    });
}

void
Cast(NodeView& view)
{
    const auto type = static_cast<std::int32_t>(view.node.GetInteger("to", OnnxTensor::FLOAT));
    ValueFacts to;
    to.type = type;
    const bool isWhole = to.IsWhole();
    const bool isTruth = type == OnnxTensor::BOOL;
    const auto& in = view.In(0);
    auto& out = view.Out(in.extents, type);
    if (in.numbers)
    {
        auto& numbers = out.numbers.emplace(*in.numbers);
        for (auto& number : numbers)
        {
            number = isTruth ? double(number != 0) : isWhole ? std::trunc(number) : number;
        }
    }
}

void
Where(NodeView& view)
{
    Meet(view, view.In(1).type, [](const std::vector<double>& x) {
        return x[0] != 0 ? x[1] : x[2];
    });
}

template <typename Function>
void
MeetAll(NodeView& view, Function function)
{
    Meet(view, view.In(0).type, [&](const std::vector<double>& x) {
        double result = x[0];
        for (std::size_t i = 1; i < x.size(); ++i)
        {
            result = function(result, x[i]);
        }
        return result;
    });
}

void
Clip(NodeView& view)
{
    // Ends that are not known leave the shape.
    Keep(view);
    const auto& in = view.In(0);
    const bool isKnown = in.numbers && (!view.Has(1) || view.In(1).numbers) &&
                         (!view.Has(2) || view.In(2).numbers) && view.opset >= 11;
    if (!isKnown)
    {
        return;
    }
    constexpr double INF = std::numeric_limits<double>::infinity();
    const double low = view.Has(1) && !view.Numbers(1).empty() ? view.Numbers(1)[0] : -INF;
    const double high = view.Has(2) && !view.Numbers(2).empty() ? view.Numbers(2)[0] : INF;
    auto numbers = *in.numbers;
    for (auto& number : numbers)
    {
        number = std::min(std::max(number, low), high);
    }
    view.outputs[0].numbers = std::move(numbers);
}

void
Dropout(NodeView& view)
{
    Keep(view);
    view.Out(view.In(0).extents, OnnxTensor::BOOL, 1);
}

} // namespace

const ShapeRules&
ElementRules()
{
    static const ShapeRules rules = []() {
        ShapeRules table{
            {"Add", [](NodeView& v) { MeetTwo(v, std::plus<>()); }},
            {"Sub", [](NodeView& v) { MeetTwo(v, std::minus<>()); }},
            {"Mul", [](NodeView& v) { MeetTwo(v, std::multiplies<>()); }},
            {"Div", Divide},
            {"Mod", Mod},
            {"Pow",
             [](NodeView& v) { MeetTwo(v, [](double a, double b) { return std::pow(a, b); }); }},
            {"Min",
             [](NodeView& v) { MeetAll(v, [](double a, double b) { return std::min(a, b); }); }},
            {"Max",
             [](NodeView& v) { MeetAll(v, [](double a, double b) { return std::max(a, b); }); }},
            {"Sum", [](NodeView& v) { MeetAll(v, std::plus<>()); }},
            {"Equal", [](NodeView& v) { Compare(v, std::equal_to<>()); }},
            {"Less", [](NodeView& v) { Compare(v, std::less<>()); }},
            {"Greater", [](NodeView& v) { Compare(v, std::greater<>()); }},
            {"LessOrEqual", [](NodeView& v) { Compare(v, std::less_equal<>()); }},
            {"GreaterOrEqual", [](NodeView& v) { Compare(v, std::greater_equal<>()); }},
            {"And", [](NodeView& v) { Compare(v, std::logical_and<>()); }},
            {"Or", [](NodeView& v) { Compare(v, std::logical_or<>()); }},
            {"Xor", [](NodeView& v) { Compare(v, std::not_equal_to<>()); }},
            {"Not", [](NodeView& v) { Change(v, [](double x) { return double(x == 0); }); }},
            {"Neg", [](NodeView& v) { Change(v, std::negate<>()); }},
            {"Abs", [](NodeView& v) { Change(v, [](double x) { return std::abs(x); }); }},
            {"Floor", [](NodeView& v) { Change(v, [](double x) { return std::floor(x); }); }},
            {"Ceil", [](NodeView& v) { Change(v, [](double x) { return std::ceil(x); }); }},
            {"Round", [](NodeView& v) { Change(v, [](double x) { return std::nearbyint(x); }); }},
            {"Sqrt", [](NodeView& v) { Change(v, [](double x) { return std::sqrt(x); }); }},
            {"Exp", [](NodeView& v) { Change(v, [](double x) { return std::exp(x); }); }},
            {"Log", [](NodeView& v) { Change(v, [](double x) { return std::log(x); }); }},
            {"Reciprocal", [](NodeView& v) { Change(v, [](double x) { return 1 / x; }); }},
            {"Identity", [](NodeView& v) { Change(v, [](double x) { return x; }); }},
            {"Cast", Cast},
            {"Where", Where},
            {"Clip", Clip},
            {"Dropout", Dropout},
            {"BatchNormalization", KeepFirst},
            {"LayerNormalization", KeepFirst},
        };
        for (const auto* name : {"Relu",
                                 "LeakyRelu",
                                 "PRelu",
                                 "Sigmoid",
                                 "Tanh",
                                 "Erf",
                                 "Gelu",
                                 "HardSigmoid",
                                 "HardSwish",
                                 "Softmax",
                                 "LogSoftmax",
                                 "Hardmax",
                                 "Elu",
                                 "Selu",
                                 "Celu",
                                 "Softplus",
                                 "Softsign",
                                 "Mish",
                                 "Sin",
                                 "Cos",
                                 "Tan",
                                 "Sign",
                                 "ThresholdedRelu",
                                 "InstanceNormalization",
                                 "GroupNormalization",
                                 "LpNormalization",
                                 "MeanVarianceNormalization",
                                 "LRN",
                                 "CumSum",
                                 "Trilu",
                                 "ScatterND",
                                 "ScatterElements",
                                 "Atan",
                                 "Asin",
                                 "Acos",
                                 "Sinh",
                                 "Cosh",
                                 "Shrink",
                                 "Swish"})
        {
            table.emplace(name, Keep);
        }
        return table;
    }();
    return rules;
}

} // namespace coinference
} // namespace ns3
