/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "onnx-reader.h"

#include "little-endian.h"
#include "node-order.h"
#include "protobuf-reader.h"
#include "support/checked-field.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef TensorData::Element Element;

// A file of some gigabytes could describe more than fits into memory.
constexpr std::size_t MOST_PARTS = 200'000;     // nodes and constants
constexpr std::size_t MOST_NUMBERS = 1'000'000; // of all shapes and attributes
constexpr int DEEPEST = 16;                     // graphs within graphs

/// Reads the messages of an ONNX file; the members are its limits.
class OnnxReader
{
  public:
    void ReadModel(std::string_view bytes, OnnxModel& model)
    {
        bool hasGraph = false;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            switch (message.GetNumber())
            {
            case 7: // graph
                hasGraph = true;
                model.graph = ReadGraph(message.GetBytes(), 1);
                break;
            case 8: // opset_import
                ReadOpset(message.GetBytes(), model);
                break;
            default:
                break;
            }
        }
        if (!hasGraph)
        {
            throw std::invalid_argument("it holds no graph, so it is no ONNX model");
        }
    }

  private:
    void CountPart()
    {
        if (++m_parts > MOST_PARTS)
        {
            throw std::invalid_argument("it has more than " + std::to_string(MOST_PARTS) +
                                        " nodes and constants");
        }
    }

    void CountNumber()
    {
        if (++m_numbers > MOST_NUMBERS)
        {
            throw std::invalid_argument("its shapes and attributes have more than " +
                                        std::to_string(MOST_NUMBERS) + " numbers");
        }
    }

    static void ReadOpset(std::string_view bytes, OnnxModel& model)
    {
        std::string_view domain;
        std::int64_t version = 0;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            if (message.GetNumber() == 1)
            {
                domain = message.GetBytes();
            }
            else if (message.GetNumber() == 2)
            {
                version = message.GetSigned();
            }
        }
        if (domain.empty() || domain == "ai.onnx")
        {
            model.opset = version;
        }
    }

    OnnxGraph ReadGraph(std::string_view bytes, int depth)
    {
        if (depth > DEEPEST)
        {
            throw std::invalid_argument("graphs are more than " + std::to_string(DEEPEST) +
                                        " deep within each other");
        }
        OnnxGraph graph;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            switch (message.GetNumber())
            {
            case 1: // node
                CountPart();
                graph.nodes.push_back(ReadNode(message.GetBytes(), depth));
                break;
            case 5: // initializer
                CountPart();
                graph.initializers.push_back(ReadTensor(message.GetBytes()));
                break;
            case 11: // input
                CountPart();
                graph.inputs.push_back(ReadValue(message.GetBytes()));
                break;
            case 12: // output
                CountPart();
                graph.outputs.push_back(ReadValue(message.GetBytes()));
                break;
            default:
                break;
            }
        }
        PutInOrder(graph);
        return graph;
    }

    OnnxNode ReadNode(std::string_view bytes, int depth)
    {
        OnnxNode node;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            switch (message.GetNumber())
            {
            case 1:
                CountNumber();
                node.inputs.push_back(message.GetBytes());
                break;
            case 2:
                CountNumber();
                node.outputs.push_back(message.GetBytes());
                break;
            case 3:
                node.name = message.GetBytes();
                break;
            case 4:
                node.operation = message.GetBytes();
                break;
            case 5:
                CountPart();
                node.attributes.push_back(ReadAttribute(message.GetBytes(), depth));
                break;
            case 7:
                node.domain = message.GetBytes();
                break;
            default:
                break;
            }
        }
        if (node.domain == "ai.onnx")
        {
            node.domain = {};
        }
        return node;
    }

    OnnxAttribute ReadAttribute(std::string_view bytes, int depth)
    {
        OnnxAttribute attribute;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            switch (message.GetNumber())
            {
            case 1:
                attribute.name = message.GetBytes();
                break;
            case 2:
                attribute.number = message.GetFloat();
                break;
            case 3:
                attribute.integer = message.GetSigned();
                break;
            case 4:
                attribute.text = message.GetBytes();
                break;
            case 5:
                attribute.tensor = std::make_shared<OnnxTensor>(ReadTensor(message.GetBytes()));
                break;
            case 6:
                attribute.graph =
                    std::make_shared<OnnxGraph>(ReadGraph(message.GetBytes(), depth + 1));
                break;
            case 7:
                ReadFloats(message, attribute.numbers);
                break;
            case 8:
                ReadIntegers(message, attribute.integers);
                break;
            case 9:
                CountNumber();
                attribute.texts.push_back(message.GetBytes());
                break;
            default:
                break;
            }
        }
        return attribute;
    }

    void ReadFloats(const ProtobufReader& message, std::vector<float>& numbers)
    {
        if (!message.IsBytes())
        {
            CountNumber();
            numbers.push_back(message.GetFloat());
            return;
        }
        const auto packed = message.GetBytes();
        for (std::size_t at = 0; at + 4 <= packed.size(); at += 4)
        {
            CountNumber();
            numbers.push_back(BitsAs<float>(FromLittleEndian<std::uint32_t>(packed.data() + at)));
        }
    }

    template <typename Integer>
    void ReadIntegers(const ProtobufReader& message, std::vector<Integer>& integers)
    {
        if (!message.IsBytes())
        {
            CountNumber();
            integers.push_back(static_cast<Integer>(message.GetSigned()));
            return;
        }
        auto packed = message.GetBytes();
        while (!packed.empty())
        {
            CountNumber();
            integers.push_back(static_cast<Integer>(ProtobufReader::TakeVarint(packed)));
        }
    }

    OnnxTensor ReadTensor(std::string_view bytes)
    {
        OnnxTensor tensor;
        tensor.message = bytes;
        std::vector<std::int64_t> shape;
        try
        {
            ProtobufReader message(bytes);
            while (message.Next())
            {
                switch (message.GetNumber())
                {
                case 1:
                    ReadIntegers(message, shape);
                    break;
                case 2:
                    tensor.type = static_cast<std::int32_t>(message.GetSigned());
                    break;
                case 8:
                    tensor.name = message.GetBytes();
                    break;
                case 9:
                    tensor.bytes = message.GetBytes();
                    tensor.hasBytes = true;
                    break;
                case 13:
                    ReadExternal(message.GetBytes(), tensor);
                    break;
                default:
                    break;
                }
            }
            for (const auto extent : shape)
            {
                if (extent < 0)
                {
                    throw std::invalid_argument("an extent is " + std::to_string(extent) +
                                                ", allowed are 0 and more");
                }
                tensor.shape.push_back(static_cast<std::uint64_t>(extent));
            }
            tensor.GetCount(); // refuses huge ones
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument("tensor " + std::string(tensor.name) + ": " + error.what());
        }
        return tensor;
    }

    static void ReadExternal(std::string_view bytes, OnnxTensor& tensor)
    {
        std::string_view key;
        std::string_view value;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            if (message.GetNumber() == 1)
            {
                key = message.GetBytes();
            }
            else if (message.GetNumber() == 2)
            {
                value = message.GetBytes();
            }
        }
        if (key == "location")
        {
            tensor.location = value;
            if (value.empty())
            {
                throw std::invalid_argument("its external data have no file");
            }
        }
        else if (key == "offset" || key == "length")
        {
            const auto number = NumberFromText(value);
            if (!number || !(*number >= 0 && *number < 9e15))
            {
                RejectField(std::string(key) + " of its external data",
                            ShortText(value),
                            "a number of bytes");
            }
            (key == "offset" ? tensor.offset : tensor.length) = static_cast<std::uint64_t>(*number);
        }
    }

    OnnxValue ReadValue(std::string_view bytes)
    {
        OnnxValue value;
        ProtobufReader message(bytes);
        while (message.Next())
        {
            if (message.GetNumber() == 1)
            {
                value.name = message.GetBytes();
            }
            else if (message.GetNumber() == 2)
            {
                ReadType(message.GetBytes(), value);
            }
        }
        return value;
    }

    void ReadType(std::string_view bytes, OnnxValue& value)
    {
        ProtobufReader message(bytes);
        while (message.Next())
        {
            if (message.GetNumber() != 1) // tensor_type
            {
                continue;
            }
            ProtobufReader tensor(message.GetBytes());
            while (tensor.Next())
            {
                if (tensor.GetNumber() == 1)
                {
                    value.type = static_cast<std::int32_t>(tensor.GetSigned());
                }
                else if (tensor.GetNumber() == 2)
                {
                    value.hasShape = true;
                    ReadShape(tensor.GetBytes(), value.shape);
                }
            }
        }
    }

    void ReadShape(std::string_view bytes, std::vector<std::int64_t>& shape)
    {
        ProtobufReader message(bytes);
        while (message.Next())
        {
            if (message.GetNumber() != 1)
            {
                continue;
            }
            CountNumber();
            std::int64_t extent = -1;
            ProtobufReader dimension(message.GetBytes());
            while (dimension.Next())
            {
                extent = dimension.GetNumber() == 1 ? dimension.GetSigned() : extent;
            }
            shape.push_back(extent);
        }
    }

    std::size_t m_parts{0};
    std::size_t m_numbers{0};
};

Element
ElementOf(std::int32_t type)
{
    switch (type)
    {
    case OnnxTensor::FLOAT:
        return Element::SINGLE;
    case OnnxTensor::FLOAT16:
        return Element::HALF;
    case OnnxTensor::BFLOAT16:
        return Element::BRAIN_FLOAT;
    case OnnxTensor::DOUBLE:
        return Element::DOUBLE;
    default:
        return Element::OTHER;
    }
}

/// The file that holds external data: in the model's folder or below it, links followed.
std::shared_ptr<const MappedFile>
OpenExternal(const MappedFile& model, const std::string& location)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const auto folder = fs::canonical(fs::absolute(model.GetPath()).parent_path(), error);
    const auto wanted = fs::weakly_canonical(folder / fs::path(location), error);
    const auto relative = wanted.lexically_relative(folder);
    if (error || fs::path(location).is_absolute() || relative.empty() || *relative.begin() == "..")
    {
        RejectField("external data in", location, "a file in the model's folder");
    }
    return std::make_shared<MappedFile>(wanted.string());
}

} // namespace

OnnxModel
ReadOnnxModel(const std::string& path)
{
    OnnxModel model;
    model.file = std::make_shared<MappedFile>(path);
    try
    {
        OnnxReader().ReadModel(model.file->GetBytes(), model);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ": " + error.what());
    }
    model.file->Release();
    return model;
}

TensorData
DataOf(const OnnxModel& model, const OnnxTensor& tensor)
{
    TensorData data;
    data.name = tensor.name;
    data.element = ElementOf(tensor.type);
    data.shape = tensor.shape;
    data.file = model.file;
    if (data.element == Element::OTHER)
    {
        return data;
    }
    try
    {
        const auto size = data.GetCount() * TensorData::SizeOf(data.element);
        if (!tensor.location.empty())
        {
            data.file = OpenExternal(*model.file, tensor.location);
            const auto all = data.file->GetBytes();
            if (tensor.offset > all.size() || size > all.size() - tensor.offset ||
                (tensor.length != 0 && tensor.length != size))
            {
                throw std::invalid_argument("its " + std::to_string(size) + " bytes from " +
                                            std::to_string(tensor.offset) + " are not what " +
                                            tensor.location + " holds, which has " +
                                            std::to_string(all.size()));
            }
            data.bytes = all.substr(tensor.offset, size);
        }
        else if (tensor.hasBytes)
        {
            if (tensor.bytes.size() != size)
            {
                throw std::invalid_argument("it has " + std::to_string(tensor.bytes.size()) +
                                            " bytes, and its shape needs " + std::to_string(size));
            }
            data.bytes = tensor.bytes;
        }
        else
        {
            data.lists = tensor.message;
        }
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(model.file->GetPath() + ": tensor " + data.name + ": " +
                                    error.what());
    }
    return data;
}

} // namespace coinference
} // namespace ns3
