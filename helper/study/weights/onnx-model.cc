/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "onnx-model.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

std::string
OnnxNode::Label() const
{
    return std::string(!name.empty() ? name : outputs.empty() ? operation : outputs.front());
}

const OnnxAttribute*
OnnxNode::Find(std::string_view wanted) const
{
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [wanted](const auto& attribute) {
            return attribute.name == wanted;
        });
    return found == attributes.end() ? nullptr : &*found;
}

std::int64_t
OnnxNode::GetInteger(std::string_view wanted, std::int64_t otherwise) const
{
    const auto* attribute = Find(wanted);
    return attribute ? attribute->integer : otherwise;
}

double
OnnxNode::GetNumber(std::string_view wanted, double otherwise) const
{
    const auto* attribute = Find(wanted);
    return attribute ? static_cast<double>(attribute->number) : otherwise;
}

std::vector<std::int64_t>
OnnxNode::GetIntegers(std::string_view wanted) const
{
    const auto* attribute = Find(wanted);
    return attribute ? attribute->integers : std::vector<std::int64_t>();
}

std::string_view
OnnxNode::GetText(std::string_view wanted) const
{
    const auto* attribute = Find(wanted);
    return attribute ? attribute->text : std::string_view();
}

} // namespace coinference
} // namespace ns3
