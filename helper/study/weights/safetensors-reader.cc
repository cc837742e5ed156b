/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "safetensors-reader.h"

#include "little-endian.h"
#include "support/strict-json.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef TensorData::Element Element;

constexpr std::uint64_t LONGEST_HEADER = 8 << 20; // [byte]; that of a model of 7 G weights has 0.1
constexpr std::size_t LENGTH_BYTES = 8;

Element
ElementOf(const std::string& type)
{
    if (type == "F16")
    {
        return Element::HALF;
    }
    if (type == "BF16")
    {
        return Element::BRAIN_FLOAT;
    }
    if (type == "F32")
    {
        return Element::SINGLE;
    }
    return type == "F64" ? Element::DOUBLE : Element::OTHER;
}

/// A list of whole numbers.
std::vector<std::uint64_t>
NumbersOf(const nlohmann::json& tensor, const char* field)
{
    const auto found = tensor.find(field);
    if (found == tensor.end() || !found->is_array() ||
        !std::all_of(found->begin(), found->end(), [](const auto& number) {
            return number.is_number_unsigned();
        }))
    {
        throw std::invalid_argument(std::string(field) + " is not a list of whole numbers");
    }
    return found->get<std::vector<std::uint64_t>>();
}

void
ReadTensor(const nlohmann::json& json, std::string_view all, TensorData& tensor)
{
    if (!json.is_object() || !json.contains("dtype") || !json["dtype"].is_string())
    {
        throw std::invalid_argument("it is not an object with a dtype");
    }
    tensor.element = ElementOf(json["dtype"].get<std::string>());
    tensor.shape = NumbersOf(json, "shape");
    const auto offsets = NumbersOf(json, "data_offsets");
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > all.size())
    {
        throw std::invalid_argument("data_offsets = " + ShortJson(json["data_offsets"]) +
                                    " is not allowed: it must be two within the " +
                                    std::to_string(all.size()) + " bytes of weights");
    }
    tensor.bytes = all.substr(offsets[0], offsets[1] - offsets[0]);
    const auto count = tensor.GetCount();
    if (tensor.element != Element::OTHER &&
        tensor.bytes.size() != count * TensorData::SizeOf(tensor.element))
    {
        throw std::invalid_argument("it has " + std::to_string(tensor.bytes.size()) +
                                    " bytes, and its shape needs " +
                                    std::to_string(count * TensorData::SizeOf(tensor.element)));
    }
}

std::vector<TensorData>
ReadTensors(const std::shared_ptr<const MappedFile>& file)
{
    const auto bytes = file->GetBytes();
    if (bytes.size() < LENGTH_BYTES)
    {
        throw std::invalid_argument("it has " + std::to_string(bytes.size()) +
                                    " bytes, and a safetensors file at least 8");
    }
    const auto length = FromLittleEndian<std::uint64_t>(bytes.data());
    if (length > std::min<std::uint64_t>(bytes.size() - LENGTH_BYTES, LONGEST_HEADER))
    {
        throw std::invalid_argument("its header is to have " + std::to_string(length) +
                                    " bytes, allowed are what the file has and at most " +
                                    std::to_string(LONGEST_HEADER));
    }
    const auto header = ParseStrictJson<nlohmann::json>(bytes.substr(LENGTH_BYTES, length));
    if (!header.is_object())
    {
        throw std::invalid_argument("its header is not a JSON object");
    }
    std::vector<TensorData> tensors;
    for (const auto& [name, json] : header.items())
    {
        if (name == "__metadata__")
        {
            continue;
        }
        auto& tensor = tensors.emplace_back();
        tensor.name = name;
        tensor.file = file;
        try
        {
            ReadTensor(json, bytes.substr(LENGTH_BYTES + length), tensor);
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument("tensor " + name + ": " + error.what());
        }
    }
    std::stable_sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) {
        return a.bytes.data() < b.bytes.data();
    });
    return tensors;
}

} // namespace

std::vector<TensorData>
ReadSafetensors(const std::string& path)
{
    const auto file = std::make_shared<MappedFile>(path);
    try
    {
        return ReadTensors(file);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
}

} // namespace coinference
} // namespace ns3
