/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operator-call.h"

#include "support/checked-field.h"
#include "weights/onnx-reader.h"
#include "weights/onnx-value.h"
#include "weights/tensor-elements.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

const at::Tensor&
OperatorCall::In(std::size_t index) const
{
    if (!Has(index))
    {
        throw std::invalid_argument("it has no input " + std::to_string(index) + ", and needs one");
    }
    return m_inputs[index];
}

Wholes
OperatorCall::WholesOf(std::size_t index) const
{
    const auto wholes = In(index).to(at::kLong).contiguous();
    const auto* first = wholes.data_ptr<std::int64_t>();
    return Wholes(first, first + wholes.numel());
}

std::vector<double>
OperatorCall::NumbersOf(std::size_t index) const
{
    const auto numbers = In(index).to(at::kDouble).contiguous();
    const auto* first = numbers.data_ptr<double>();
    return std::vector<double>(first, first + numbers.numel());
}

std::optional<Wholes>
OperatorCall::ListOf(std::string_view attribute, std::size_t index) const
{
    if (Has(index))
    {
        return WholesOf(index);
    }
    const auto* found = node.Find(attribute);
    return found ? std::optional<Wholes>(found->integers) : std::nullopt;
}

std::int64_t
OperatorCall::AxisOf(std::int64_t otherwise, std::int64_t rank) const
{
    return static_cast<std::int64_t>(
        NodeView::Axis(node.GetInteger("axis", otherwise), static_cast<std::size_t>(rank)));
}

void
OperatorCall::RequireText(std::string_view attribute, std::string_view allowed) const
{
    const auto text = node.GetText(attribute);
    if (!text.empty() && text != allowed)
    {
        RejectField(std::string(attribute), ShortText(text), std::string(allowed));
    }
}

Operator
OperatorOf(const OnnxNode& node)
{
    for (const auto* operators :
         {&ElementOperators(), &MovementOperators(), &LayerOperators(), &RecurrentOperators()})
    {
        if (const auto found = operators->find(node.operation);
            found != operators->end() && node.domain.empty())
        {
            return found->second;
        }
    }
    throw std::invalid_argument("its operator is not one that is computed");
}

at::ScalarType
ComputedAs(std::int32_t type)
{
    switch (type)
    {
    case OnnxTensor::FLOAT:
    case OnnxTensor::FLOAT16:
    case OnnxTensor::BFLOAT16:
        return at::kFloat;
    case OnnxTensor::DOUBLE:
        return at::kDouble;
    case OnnxTensor::INT64:
        return at::kLong;
    case OnnxTensor::INT32:
        return at::kInt;
    case OnnxTensor::INT8:
        return at::kChar;
    case OnnxTensor::UINT8:
        return at::kByte;
    case OnnxTensor::BOOL:
        return at::kBool;
    default:
        RejectField("type of elements",
                    std::to_string(type),
                    "one of ONNX's numbers of floating-point numbers of 16 to 64 bit, whole ones "
                    "of 8, 32 and 64, and truth values");
    }
}

at::Tensor
ReadConstant(const OnnxModel& model, const OnnxTensor& tensor)
{
    const auto type = ComputedAs(tensor.type);
    const Wholes extents(tensor.shape.begin(), tensor.shape.end());
    if (!at::isFloatingType(type))
    {
        const auto elements = ElementsOf(tensor, std::numeric_limits<std::int64_t>::max());
        if (!elements)
        {
            throw std::invalid_argument("tensor " + std::string(tensor.name) +
                                        " has whole numbers that are not read: of 8 bit, or in "
                                        "another file");
        }
        Wholes wholes;
        for (const double element : *elements)
        {
            constexpr double LARGEST = 9.2e18; // the largest number stands for "to the end"
            wholes.push_back(static_cast<std::int64_t>(std::clamp(element, -LARGEST, LARGEST)));
        }
        return at::tensor(wholes, at::kLong).reshape(extents).to(type);
    }
    auto elements = at::empty(extents, type);
    std::int64_t at = 0;
    DataOf(model, tensor).ForEach([&](const double* values, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i, ++at)
        {
            if (type == at::kFloat)
            {
                elements.data_ptr<float>()[at] = static_cast<float>(values[i]);
            }
            else
            {
                elements.data_ptr<double>()[at] = values[i];
            }
        }
    });
    return elements;
}

} // namespace coinference
} // namespace ns3
