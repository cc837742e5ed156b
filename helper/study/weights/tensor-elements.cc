/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tensor-elements.h"

#include "little-endian.h"
#include "protobuf-reader.h"

#include <stdexcept>
#include <string>
#include <string_view>

namespace ns3
{
namespace coinference
{

namespace
{

/// Fields of an ONNX tensor's message.
enum Field : std::uint32_t
{
    FLOATS = 4,
    INT32S = 5,
    INT64S = 7
};

/// Size of an element side by side with others [byte]; 0 for types that are not read.
std::size_t
SizeOf(std::int32_t type)
{
    switch (type)
    {
    case OnnxTensor::INT64:
        return 8;
    case OnnxTensor::FLOAT:
    case OnnxTensor::INT32:
        return 4;
    case OnnxTensor::BOOL:
        return 1;
    default:
        return 0;
    }
}

double
ElementAt(const char* bytes, std::int32_t type)
{
    switch (type)
    {
    case OnnxTensor::INT64:
        return static_cast<double>(FromLittleEndian<std::int64_t>(bytes));
    case OnnxTensor::INT32:
        return FromLittleEndian<std::int32_t>(bytes);
    case OnnxTensor::FLOAT:
        return BitsAs<float>(FromLittleEndian<std::uint32_t>(bytes));
    default:
        return *bytes != 0 ? 1 : 0;
    }
}

void
AddList(const ProtobufReader& message, std::int32_t type, std::vector<double>& elements)
{
    const auto ofVarint = [type](std::uint64_t value) {
        return type == OnnxTensor::INT32 ? static_cast<std::int32_t>(value)
                                         : static_cast<double>(static_cast<std::int64_t>(value));
    };
    if (!message.IsBytes())
    {
        elements.push_back(type == OnnxTensor::FLOAT ? message.GetFloat()
                                                     : ofVarint(message.GetNumberValue()));
        return;
    }
    auto packed = message.GetBytes();
    while (!packed.empty())
    {
        if (type != OnnxTensor::FLOAT)
        {
            elements.push_back(ofVarint(ProtobufReader::TakeVarint(packed)));
            continue;
        }
        if (packed.size() < 4)
        {
            throw std::invalid_argument("a list of its elements ends within one");
        }
        elements.push_back(ElementAt(packed.data(), type));
        packed.remove_prefix(4);
    }
}

std::vector<double>
ReadElements(const OnnxTensor& tensor, std::size_t count)
{
    std::vector<double> elements;
    const auto size = SizeOf(tensor.type);
    if (tensor.hasBytes)
    {
        for (std::size_t i = 0; i < count && (i + 1) * size <= tensor.bytes.size(); ++i)
        {
            elements.push_back(ElementAt(tensor.bytes.data() + i * size, tensor.type));
        }
        return elements;
    }
    const auto list = tensor.type == OnnxTensor::FLOAT   ? FLOATS
                      : tensor.type == OnnxTensor::INT64 ? INT64S
                                                         : INT32S;
    ProtobufReader message(tensor.message);
    while (message.Next() && elements.size() <= count)
    {
        if (message.GetNumber() == list)
        {
            AddList(message, tensor.type, elements);
        }
    }
    return elements;
}

} // namespace

std::optional<std::vector<double>>
ElementsOf(const OnnxTensor& tensor, std::int64_t most)
{
    const auto count = tensor.GetCount();
    if (count > static_cast<std::uint64_t>(most) || SizeOf(tensor.type) == 0 ||
        !tensor.location.empty())
    {
        return std::nullopt;
    }
    auto elements = ReadElements(tensor, count);
    if (elements.size() != count)
    {
        throw std::invalid_argument("tensor " + std::string(tensor.name) + " has " +
                                    std::to_string(elements.size()) + " of the " +
                                    std::to_string(count) + " elements of its shape");
    }
    return elements;
}

} // namespace coinference
} // namespace ns3
