/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "npy-reader.h"

#include "little-endian.h"
#include "support/checked-field.h"

#include <cmath>
#include <filesystem>
#include <regex>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef TensorData::Element Element;

constexpr std::size_t LONGEST_HEADER = 4096; // std::regex calls itself for each character

/// The header's text, which is Python's for a dictionary, and what follows it.
std::pair<std::string, std::string_view>
SplitHeader(std::string_view bytes)
{
    constexpr std::string_view MAGIC = "\x93NUMPY";
    constexpr std::size_t SHORT = 10; // magic, version, two bytes of length
    constexpr std::size_t LONG = 12;  // four bytes of length, from version 2 on
    if (bytes.substr(0, MAGIC.size()) != MAGIC || bytes.size() < LONG)
    {
        throw std::invalid_argument("it does not begin as NumPy's files do");
    }
    const auto version = static_cast<std::uint8_t>(bytes[MAGIC.size()]);
    if (version < 1 || version > 3)
    {
        RejectField("version of the format", std::to_string(version), "1 to 3");
    }
    const auto begin = version == 1 ? SHORT : LONG;
    const std::size_t length = version == 1
                                   ? FromLittleEndian<std::uint16_t>(bytes.data() + SHORT - 2)
                                   : FromLittleEndian<std::uint32_t>(bytes.data() + SHORT - 2);
    if (length > std::min(bytes.size() - begin, LONGEST_HEADER))
    {
        throw std::invalid_argument("its header is to have " + std::to_string(length) +
                                    " bytes, allowed are what the file has and at most " +
                                    std::to_string(LONGEST_HEADER));
    }
    return {std::string(bytes.substr(begin, length)), bytes.substr(begin + length)};
}

std::string
FieldOf(const std::string& header, const std::string& name, const std::string& pattern)
{
    std::smatch match;
    if (!std::regex_search(header, match, std::regex("['\"]" + name + "['\"]\\s*:\\s*" + pattern)))
    {
        throw std::invalid_argument("its header has no " + name);
    }
    return match[1];
}

Element
ElementOf(const std::string& descr)
{
    if (descr == "<f2")
    {
        return Element::HALF;
    }
    if (descr == "<f4")
    {
        return Element::SINGLE;
    }
    if (descr == "<f8")
    {
        return Element::DOUBLE;
    }
    RejectField("descr", ShortText(descr), "<f2, <f4 or <f8");
}

void
ReadArray(TensorData& array)
{
    const auto [header, bytes] = SplitHeader(array.file->GetBytes());
    array.element = ElementOf(FieldOf(header, "descr", "['\"]([^'\"]*)['\"]"));
    array.isFirstFastest = FieldOf(header, "fortran_order", "(True|False)") == "True";
    const auto shape = FieldOf(header, "shape", "\\(([^)]*)\\)");
    for (const auto item : SplitList(shape, ','))
    {
        const auto first = item.find_first_not_of(' ');
        if (first == std::string_view::npos)
        {
            continue; // behind the last comma
        }
        const auto number = NumberFromText(item.substr(first));
        if (!number || !(*number >= 0 && *number < 1e15) || *number != std::floor(*number))
        {
            RejectField("shape", ShortText(shape), "whole numbers");
        }
        array.shape.push_back(static_cast<std::uint64_t>(*number));
    }
    const auto needed = array.GetCount() * TensorData::SizeOf(array.element);
    if (bytes.size() != needed)
    {
        throw std::invalid_argument("it has " + std::to_string(bytes.size()) +
                                    " bytes of weights, and its shape needs " +
                                    std::to_string(needed));
    }
    array.bytes = bytes;
}

} // namespace

TensorData
ReadNpy(const std::string& path)
{
    TensorData array;
    array.file = std::make_shared<MappedFile>(path);
    array.name = std::filesystem::path(path).stem().string();
    try
    {
        ReadArray(array);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
    return array;
}

} // namespace coinference
} // namespace ns3
