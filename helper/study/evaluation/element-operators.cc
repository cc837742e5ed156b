/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operator-call.h"
#include "support/checked-field.h"

#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

bool
IsWhole(const at::Tensor& tensor)
{
    return !at::isFloatingType(tensor.scalar_type());
}

/// Whole divisors, of which a processor would trap at 0, and at -1 below the least number.
at::Tensor
SafeDivisor(const at::Tensor& divisor)
{
    if ((divisor == 0).any().item<bool>())
    {
        throw std::invalid_argument("it divides by 0");
    }
    return at::where(divisor == -1, at::ones_like(divisor), divisor);
}

Tensors
Divide(const OperatorCall& call)
{
    const auto& a = call.In(0);
    const auto& b = call.In(1);
    if (!IsWhole(a))
    {
        return {at::div(a, b)};
    }
    return {at::where(b == -1, at::neg(a), at::div(a, SafeDivisor(b), "trunc"))};
}

Tensors
Mod(const OperatorCall& call)
{
    // Of -1 as of 1 nothing is left.
    const auto b = IsWhole(call.In(0)) ? SafeDivisor(call.In(1)) : call.In(1);
    return {call.node.GetInteger("fmod", 0) != 0 ? at::fmod(call.In(0), b)
                                                 : at::remainder(call.In(0), b)};
}

Tensors
Power(const OperatorCall& call)
{
    return {at::pow(call.In(0), call.In(1)).to(call.In(0).scalar_type())};
}

template <typename Function>
Tensors
Fold(const OperatorCall& call, Function function)
{
    auto result = call.In(0);
    for (std::size_t i = 1; i < call.GetN(); ++i)
    {
        result = function(result, call.In(i));
    }
    return {result};
}

Tensors
Cast(const OperatorCall& call)
{
    const auto to = static_cast<std::int32_t>(call.node.GetInteger("to", OnnxTensor::FLOAT));
    auto result = call.In(0);
    // What is computed as single precision is rounded as the type that is asked for.
    result = to == OnnxTensor::FLOAT16    ? result.to(at::kHalf)
             : to == OnnxTensor::BFLOAT16 ? result.to(at::kBFloat16)
                                          : result;
    return {result.to(ComputedAs(to))};
}

Tensors
Clip(const OperatorCall& call)
{
    const auto end = [&](std::size_t index, const char* attribute, double otherwise) {
        if (call.opset < 11)
        {
            return call.node.GetNumber(attribute, otherwise);
        }
        return call.Has(index) && call.In(index).numel() > 0 ? call.NumbersOf(index)[0] : otherwise;
    };
    const double low = end(1, "min", -INF);
    const double high = end(2, "max", INF);
    auto result = call.In(0);
    result = low > -INF ? at::clamp_min(result, low) : result;
    result = high < INF ? at::clamp_max(result, high) : result;
    return {result.to(call.In(0).scalar_type())}; // whole numbers stay so
}

Tensors
PRelu(const OperatorCall& call)
{
    const auto& x = call.In(0);
    return {at::where(x < 0, x * call.In(1), x)};
}

Tensors
Softplus(const OperatorCall& call)
{
    return {at::logaddexp(call.In(0), at::zeros_like(call.In(0)))};
}

Tensors
Gelu(const OperatorCall& call)
{
    return {at::gelu(call.In(0), call.node.GetText("approximate") == "tanh" ? "tanh" : "none")};
}

Tensors
Elu(const OperatorCall& call)
{
    return {at::elu(call.In(0), call.node.GetNumber("alpha", 1))};
}

Tensors
Selu(const OperatorCall& call)
{
    const double alpha = call.node.GetNumber("alpha", 1.67326319217681884765625);
    const double gamma = call.node.GetNumber("gamma", 1.05070102214813232421875);
    return {gamma * at::elu(call.In(0), alpha)};
}

Tensors
Shrink(const OperatorCall& call)
{
    const double bias = call.node.GetNumber("bias", 0);
    const double lambda = call.node.GetNumber("lambd", 0.5);
    const auto& x = call.In(0);
    return {at::where(x < -lambda, x + bias, at::where(x > lambda, x - bias, at::zeros_like(x)))};
}

/// Before version 13 all extents from the axis on are one.
template <typename Function>
Tensors
AlongAxis(const OperatorCall& call, Function function)
{
    const auto& x = call.In(0);
    if (call.opset >= 13)
    {
        return {function(x, call.AxisOf(-1, x.dim()))};
    }
    const auto axis = call.AxisOf(1, x.dim());
    return {function(x.flatten(axis), axis).reshape(x.sizes())};
}

Tensors
CumSum(const OperatorCall& call)
{
    auto x = call.In(0);
    const auto axis = call.WholesOf(1).at(0);
    const bool isReverse = call.node.GetInteger("reverse", 0) != 0;
    x = isReverse ? x.flip(axis) : x;
    auto result = at::cumsum(x, axis).to(x.scalar_type());
    result = call.node.GetInteger("exclusive", 0) != 0 ? result - x : result;
    return {isReverse ? result.flip(axis) : result};
}

Tensors
BatchNormalization(const OperatorCall& call)
{
    if (call.node.GetInteger("training_mode", 0) != 0)
    {
        RejectField("training_mode", "1", "0");
    }
    return {at::batch_norm(call.In(0),
                           call.In(1),
                           call.In(2),
                           call.In(3),
                           call.In(4),
                           false,
                           0,
                           call.node.GetNumber("epsilon", 1e-5),
                           false)};
}

/// Mean 0 and variance 1 along axes.
at::Tensor
Normalized(const at::Tensor& x, const Wholes& axes, double epsilon)
{
    const auto mean = x.mean(axes, true);
    const auto centred = x - mean;
    return centred * at::rsqrt((centred * centred).mean(axes, true) + epsilon);
}

Tensors
LayerNormalization(const OperatorCall& call)
{
    const auto& x = call.In(0);
    Wholes axes;
    for (auto axis = call.AxisOf(-1, x.dim()); axis < x.dim(); ++axis)
    {
        axes.push_back(axis);
    }
    const auto result = Normalized(x, axes, call.node.GetNumber("epsilon", 1e-5)) * call.In(1);
    return {call.Has(2) ? result + call.In(2) : result};
}

/// One number a channel, as it meets a value of batch, channels and more.
at::Tensor
OfChannels(const at::Tensor& numbers, const at::Tensor& value)
{
    Wholes extents(static_cast<std::size_t>(value.dim()), 1);
    extents.at(1) = numbers.numel();
    return numbers.reshape(extents);
}

Tensors
InstanceNormalization(const OperatorCall& call)
{
    const auto& x = call.In(0);
    Wholes axes;
    for (std::int64_t axis = 2; axis < x.dim(); ++axis)
    {
        axes.push_back(axis);
    }
    return {Normalized(x, axes, call.node.GetNumber("epsilon", 1e-5)) * OfChannels(call.In(1), x) +
            OfChannels(call.In(2), x)};
}

Tensors
GroupNormalization(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto groups = call.node.GetInteger("num_groups", 1);
    const auto inner =
        Normalized(x.reshape({x.size(0), groups, -1}), {2}, call.node.GetNumber("epsilon", 1e-5))
            .reshape(x.sizes());
    // Scales were one a group before version 21.
    const auto ofChannels = [&](const at::Tensor& numbers) {
        if (numbers.numel() == 0 || x.size(1) % numbers.numel() != 0)
        {
            RejectField("scales", std::to_string(numbers.numel()), "one a group or a channel");
        }
        return OfChannels(numbers.numel() == x.size(1)
                              ? numbers
                              : numbers.repeat_interleave(x.size(1) / numbers.numel()),
                          x);
    };
    return {inner * ofChannels(call.In(1)) + ofChannels(call.In(2))};
}

/// Local response normalization, over neighbouring channels.
Tensors
Lrn(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto size = call.node.GetInteger("size", 1);
    if (x.dim() < 2 || size < 1)
    {
        RejectField("size",
                    std::to_string(size) + " in " + std::to_string(x.dim()) + " extents",
                    "1 or more, of a value of batch, channels and more");
    }
    Wholes pads(static_cast<std::size_t>(2 * (x.dim() - 1)), 0);
    pads[pads.size() - 2] = (size - 1) / 2;
    pads[pads.size() - 1] = size - 1 - (size - 1) / 2;
    const auto squares = at::constant_pad_nd(x * x, pads, 0).unfold(1, size, 1).sum(-1);
    const double share = call.node.GetNumber("alpha", 1e-4) / static_cast<double>(size);
    return {x / at::pow(squares * share + call.node.GetNumber("bias", 1),
                        call.node.GetNumber("beta", 0.75))};
}

Tensors
LpNormalization(const OperatorCall& call)
{
    const auto& x = call.In(0);
    const auto order = static_cast<double>(call.node.GetInteger("p", 2));
    const auto norm = at::norm(x, order, {call.AxisOf(-1, x.dim())}, true);
    return {x / at::where(norm == 0, at::ones_like(norm), norm)}; // zeros stay zeros
}

template <at::Tensor (*FUNCTION)(const at::Tensor&)>
Tensors
One(const OperatorCall& call)
{
    return {FUNCTION(call.In(0))};
}

template <at::Tensor (*FUNCTION)(const at::Tensor&, const at::Tensor&)>
Tensors
Two(const OperatorCall& call)
{
    return {FUNCTION(call.In(0), call.In(1))};
}

} // namespace

const Operators&
ElementOperators()
{
    typedef const OperatorCall& C;
    static const Operators operators{
        {"Add", [](C c) { return Tensors{c.In(0) + c.In(1)}; }},
        {"Sub", [](C c) { return Tensors{c.In(0) - c.In(1)}; }},
        {"Mul", [](C c) { return Tensors{c.In(0) * c.In(1)}; }},
        {"Div", Divide},
        {"Mod", Mod},
        {"Pow", Power},
        {"Min", [](C c) { return Fold(c, [](auto& a, auto& b) { return at::minimum(a, b); }); }},
        {"Max", [](C c) { return Fold(c, [](auto& a, auto& b) { return at::maximum(a, b); }); }},
        {"Sum", [](C c) { return Fold(c, [](auto& a, auto& b) { return a + b; }); }},
        {"Mean",
         [](C c) {
             const auto sum = Fold(c, [](auto& a, auto& b) { return a + b; });
             return Tensors{sum[0] / static_cast<double>(c.GetN())};
         }},
        {"Equal", Two<at::eq>},
        {"Less", Two<at::lt>},
        {"Greater", Two<at::gt>},
        {"LessOrEqual", Two<at::le>},
        {"GreaterOrEqual", Two<at::ge>},
        {"And", Two<at::logical_and>},
        {"Or", Two<at::logical_or>},
        {"Xor", Two<at::logical_xor>},
        {"Not", One<at::logical_not>},
        {"Neg", One<at::neg>},
        {"Abs", One<at::abs>},
        {"Floor", One<at::floor>},
        {"Ceil", One<at::ceil>},
        {"Round", One<at::round>},
        {"Sqrt", One<at::sqrt>},
        {"Exp", One<at::exp>},
        {"Log", One<at::log>},
        {"Reciprocal", One<at::reciprocal>},
        {"Sin", One<at::sin>},
        {"Cos", One<at::cos>},
        {"Tan", One<at::tan>},
        {"Asin", One<at::asin>},
        {"Acos", One<at::acos>},
        {"Atan", One<at::atan>},
        {"Sinh", One<at::sinh>},
        {"Cosh", One<at::cosh>},
        {"Tanh", One<at::tanh>},
        {"Erf", One<at::erf>},
        {"Sign", One<at::sign>},
        {"Relu", One<at::relu>},
        {"Sigmoid", One<at::sigmoid>},
        {"HardSwish", One<at::hardswish>},
        {"Mish", One<at::mish>},
        {"IsNaN", One<at::isnan>},
        {"Identity", [](C c) { return Tensors{c.In(0)}; }},
        {"Dropout",
         [](C c) {
             return Tensors{c.In(0), at::ones_like(c.In(0), at::kBool)};
         }},
        {"Cast", Cast},
        {"CastLike", [](C c) { return Tensors{c.In(0).to(c.In(1).scalar_type())}; }},
        {"Where", [](C c) { return Tensors{at::where(c.In(0), c.In(1), c.In(2))}; }},
        {"Clip", Clip},
        {"LeakyRelu",
         [](C c) { return Tensors{at::leaky_relu(c.In(0), c.node.GetNumber("alpha", 0.01))}; }},
        {"PRelu", PRelu},
        {"Elu", Elu},
        {"Selu", Selu},
        {"Celu", [](C c) { return Tensors{at::celu(c.In(0), c.node.GetNumber("alpha", 1))}; }},
        {"Gelu", Gelu},
        {"HardSigmoid",
         [](C c) {
             return Tensors{
                 at::clamp(c.In(0) * c.node.GetNumber("alpha", 0.2) + c.node.GetNumber("beta", 0.5),
                           0,
                           1)};
         }},
        {"Softplus", Softplus},
        {"Softsign", [](C c) { return Tensors{c.In(0) / (1 + at::abs(c.In(0)))}; }},
        {"Swish",
         [](C c) {
             return Tensors{c.In(0) * at::sigmoid(c.In(0) * c.node.GetNumber("alpha", 1))};
         }},
        {"ThresholdedRelu",
         [](C c) {
             const auto& x = c.In(0);
             return Tensors{at::where(x > c.node.GetNumber("alpha", 1), x, at::zeros_like(x))};
         }},
        {"Shrink", Shrink},
        {"Softmax",
         [](C c) {
             return AlongAxis(c, [](const auto& x, auto axis) { return at::softmax(x, axis); });
         }},
        {"LogSoftmax",
         [](C c) {
             return AlongAxis(c, [](const auto& x, auto axis) { return at::log_softmax(x, axis); });
         }},
        {"CumSum", CumSum},
        {"BatchNormalization", BatchNormalization},
        {"LayerNormalization", LayerNormalization},
        {"InstanceNormalization", InstanceNormalization},
        {"GroupNormalization", GroupNormalization},
        {"LRN", Lrn},
        {"LpNormalization", LpNormalization},
    };
    return operators;
}

} // namespace coinference
} // namespace ns3
