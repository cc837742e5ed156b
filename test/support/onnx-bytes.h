/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONNX_BYTES_H
#define COINFERENCE_ONNX_BYTES_H

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/// Writes ONNX files for tests, in the wire format of Protocol Buffers.
namespace onnx
{

typedef std::vector<std::int64_t> Numbers;

inline std::string
Varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7)
    {
        bytes += static_cast<char>(0x80 | (value & 0x7f));
    }
    return bytes + static_cast<char>(value);
}

inline std::string
Field(unsigned number, std::int64_t value)
{
    return Varint(number << 3) + Varint(static_cast<std::uint64_t>(value));
}

inline std::string
Field(unsigned number, const std::string& bytes)
{
    return Varint(number << 3 | 2) + Varint(bytes.size()) + bytes;
}

/// Numbers side by side, as this machine has them: little-endian.
template <typename Number>
std::string
Bytes(const std::vector<Number>& numbers)
{
    std::string bytes(numbers.size() * sizeof(Number), 0);
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// A tensor without its elements.
inline std::string
TensorHead(const std::string& name, int type, const Numbers& shape)
{
    std::string bytes;
    for (const auto extent : shape)
    {
        bytes += Field(1, extent);
    }
    return bytes + Field(2, type) + Field(8, name);
}

inline std::string
Tensor(const std::string& name, const Numbers& shape, const std::vector<float>& elements)
{
    return TensorHead(name, 1, shape) + Field(9, Bytes(elements));
}

inline std::string
Tensor(const std::string& name, const Numbers& shape, const Numbers& elements)
{
    return TensorHead(name, 7, shape) + Field(9, Bytes(elements));
}

inline std::string
Attribute(const std::string& name, std::int64_t value)
{
    return Field(5, Field(1, name) + Field(3, value) + Field(20, 2));
}

inline std::string
Attribute(const std::string& name, const Numbers& values)
{
    std::string packed;
    for (const auto value : values)
    {
        packed += Varint(static_cast<std::uint64_t>(value));
    }
    return Field(5, Field(1, name) + Field(8, packed) + Field(20, 7));
}

inline std::string
NumberAttribute(const std::string& name, float value)
{
    std::string bytes(sizeof(value), 0);
    std::memcpy(bytes.data(), &value, sizeof(value));
    return Field(5, Field(1, name) + Varint(2 << 3 | 5) + bytes + Field(20, 1));
}

inline std::string
TextAttribute(const std::string& name, const std::string& text)
{
    return Field(5, Field(1, name) + Field(4, text) + Field(20, 3));
}

inline std::string
TextsAttribute(const std::string& name, const std::vector<std::string>& texts)
{
    std::string bytes;
    for (const auto& text : texts)
    {
        bytes += Field(9, text);
    }
    return Field(5, Field(1, name) + bytes + Field(20, 8));
}

inline std::string
TensorAttribute(const std::string& name, const std::string& tensor)
{
    return Field(5, Field(1, name) + Field(5, tensor) + Field(20, 4));
}

inline std::string
GraphAttribute(const std::string& name, const std::string& graph)
{
    return Field(5, Field(1, name) + Field(6, graph) + Field(20, 5));
}

/// A node, as a graph has it.
inline std::string
Node(const std::string& operation,
     const std::vector<std::string>& inputs,
     const std::vector<std::string>& outputs,
     const std::string& attributes = "",
     const std::string& name = "")
{
    std::string bytes;
    for (const auto& input : inputs)
    {
        bytes += Field(1, input);
    }
    for (const auto& output : outputs)
    {
        bytes += Field(2, output);
    }
    return Field(1, bytes + Field(3, name) + Field(4, operation) + attributes);
}

inline std::string
Initializer(const std::string& tensor)
{
    return Field(5, tensor);
}

inline std::string
Input(const std::string& name)
{
    return Field(11, Field(1, name));
}

/// A value's name, type of elements and shape.
inline std::string
ValueInfo(const std::string& name, int type, const Numbers& shape)
{
    std::string extents;
    for (const auto extent : shape)
    {
        extents += Field(1, Field(1, extent));
    }
    return Field(1, name) + Field(2, Field(1, Field(1, type) + Field(2, extents)));
}

inline std::string
Output(const std::string& name)
{
    return Field(12, Field(1, name));
}

/// A model of a graph's fields.
inline std::string
Model(const std::string& graph, int opset = 13)
{
    return Field(1, 8) + Field(8, Field(1, std::string()) + Field(2, opset)) + Field(7, graph);
}

} // namespace onnx

inline void
WriteBytes(const std::string& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONNX_BYTES_H */
