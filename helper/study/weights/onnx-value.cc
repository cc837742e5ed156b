/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "onnx-value.h"

#include "support/checked-field.h"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

std::int64_t
ValueFacts::GetCount() const
{
    std::int64_t count = 1;
    for (const auto extent : extents)
    {
        count *= extent;
    }
    return count;
}

const ValueFacts&
NodeView::In(std::size_t index) const
{
    if (!Has(index))
    {
        throw std::invalid_argument("it has no input " + std::to_string(index) + ", and needs one");
    }
    return *m_inputs[index];
}

const Extents&
NodeView::ExtentsOf(std::size_t index, std::size_t rank) const
{
    const auto& extents = In(index).extents;
    if (extents.size() < rank)
    {
        throw std::invalid_argument("its input " + std::to_string(index) + " has the shape " +
                                    ExtentsText(extents) + ", needed are at least " +
                                    std::to_string(rank) + " extents");
    }
    return extents;
}

const std::vector<double>&
NodeView::Numbers(std::size_t index) const
{
    const auto& value = In(index);
    if (!value.numbers)
    {
        throw std::invalid_argument(
            "the shape of its output depends on the elements of its input " +
            std::to_string(index) + ", which are not known before the model runs");
    }
    return *value.numbers;
}

Extents
NodeView::Wholes(std::size_t index) const
{
    Extents wholes;
    for (const double number : Numbers(index))
    {
        constexpr double LARGEST = 9.2e18; // INT64_MAX stands for "to the end"
        if (std::isnan(number) || number != std::trunc(number))
        {
            throw std::invalid_argument("its input " + std::to_string(index) + " holds " +
                                        NumberToText(number) + ", needed are whole numbers");
        }
        wholes.push_back(static_cast<std::int64_t>(std::clamp(number, -LARGEST, LARGEST)));
    }
    return wholes;
}

std::optional<Extents>
NodeView::ListOf(std::string_view attribute, std::size_t index) const
{
    if (Has(index))
    {
        return Wholes(index);
    }
    const auto* found = node.Find(attribute);
    return found ? std::optional<Extents>(found->integers) : std::nullopt;
}

std::size_t
NodeView::Axis(std::int64_t axis, std::size_t rank)
{
    const auto signedRank = static_cast<std::int64_t>(rank);
    if (axis < -signedRank || axis >= signedRank)
    {
        RejectField("axis",
                    std::to_string(axis),
                    "one of the " + std::to_string(rank) + " of its value");
    }
    return static_cast<std::size_t>(axis < 0 ? axis + signedRank : axis);
}

ValueFacts&
NodeView::Out(Extents extents, std::int32_t type, std::size_t index)
{
    std::vector<std::uint64_t> shape;
    for (const auto extent : extents)
    {
        if (extent < 0)
        {
            throw std::invalid_argument("its output would have the shape " + ExtentsText(extents));
        }
        shape.push_back(static_cast<std::uint64_t>(extent));
    }
    TensorData::CountOf(shape); // refuses huge ones
    auto& out = index < outputs.size() ? outputs[index] : m_unused;
    out.extents = std::move(extents);
    out.type = type;
    return out;
}

std::int64_t
Times(std::int64_t first, std::int64_t second)
{
    constexpr std::int64_t MOST = std::int64_t{1} << 60;
    return first > 0 && second > MOST / first ? MOST : first * second;
}

Extents
Broadcast(const Extents& first, const Extents& second)
{
    const auto& longer = first.size() >= second.size() ? first : second;
    const auto& shorter = first.size() >= second.size() ? second : first;
    auto result = longer;
    const auto shift = longer.size() - shorter.size();
    for (std::size_t i = 0; i < shorter.size(); ++i)
    {
        auto& extent = result[i + shift];
        if (extent != shorter[i] && extent != 1 && shorter[i] != 1)
        {
            throw std::invalid_argument("shapes " + ExtentsText(first) + " and " +
                                        ExtentsText(second) + " do not fit");
        }
        extent = extent == 1 ? shorter[i] : extent;
    }
    return result;
}

std::string
ExtentsText(const Extents& extents)
{
    std::string text;
    for (const auto extent : extents)
    {
        text += (text.empty() ? "" : "x") + std::to_string(extent);
    }
    return text.empty() ? "scalar" : text;
}

} // namespace coinference
} // namespace ns3
