/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/onnx-bytes.h"
#include "../../../support/temporary-folder.h"
#include "weights/model-work.h"

#include <gtest/gtest.h>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

std::vector<float>
Elements(std::size_t count)
{
    std::vector<float> elements;
    for (std::size_t i = 0; i < count; ++i)
    {
        elements.push_back(static_cast<float>(i) - 7.5F);
    }
    return elements;
}

/// A model with shapes that are computed, a branch and several ways to write a constant.
std::string
OnnxFile()
{
    const auto branch = onnx::Initializer(onnx::Tensor("v", {4, 5}, Elements(20))) +
                        onnx::Node("Gemm", {"f", "v"}, {"g"}) + onnx::Output("g");
    return onnx::Model(
        onnx::Input("x") + onnx::Output("y") +
        onnx::Initializer(onnx::Tensor("w", {4, 3, 3, 3}, Elements(108))) +
        onnx::Initializer(onnx::TensorHead("b", 1, {4}) +
                          onnx::Field(4, onnx::Bytes(Elements(4)))) +
        onnx::Initializer(onnx::Tensor("zero", {1}, onnx::Numbers{0})) +
        onnx::Initializer(onnx::Tensor("minus", {1}, onnx::Numbers{-1})) +
        onnx::Initializer(onnx::Tensor("yes", {1}, onnx::Numbers{1})) +
        onnx::Node("Conv", {"x", "w", "b"}, {"c"}, onnx::Attribute("pads", {1, 1, 1, 1})) +
        onnx::Node("GlobalAveragePool", {"c"}, {"p"}) + onnx::Node("Shape", {"p"}, {"s"}) +
        onnx::Node("Gather", {"s", "zero"}, {"n"}) +
        onnx::Node("Concat", {"n", "minus"}, {"to"}, onnx::Attribute("axis", 0)) +
        onnx::Node("Reshape", {"p", "to"}, {"f"}) +
        onnx::Node("If",
                   {"yes"},
                   {"y"},
                   onnx::GraphAttribute("then_branch", branch) +
                       onnx::GraphAttribute("else_branch", branch)));
}

std::string
SafetensorsFile()
{
    const std::string header = R"({"a":{"dtype":"F32","shape":[4,5],"data_offsets":[0,80]},)"
                               R"("b":{"dtype":"BF16","shape":[2,3],"data_offsets":[80,92]}})";
    return onnx::Bytes(std::vector<std::uint64_t>{header.size()}) + header +
           onnx::Bytes(Elements(20)) + std::string(12, '?');
}

std::string
NpyFile()
{
    const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 5), }\n";
    return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header +
           onnx::Bytes(Elements(20));
}

/// A file cut off, with bytes changed, taken out or put in.
std::string
Damaged(std::string bytes, std::mt19937& random)
{
    const auto any = [&](std::size_t below) { return random() % below; };
    const auto place = any(bytes.size());
    switch (any(5))
    {
    case 0:
        return bytes.substr(0, place);
    case 1:
        bytes.erase(place, 1 + any(40));
        return bytes;
    case 2:
        for (std::size_t i = 1 + any(40); i > 0; --i)
        {
            bytes.insert(place, 1, static_cast<char>(random()));
        }
        return bytes;
    case 3:
        bytes[place] = static_cast<char>(random());
        return bytes;
    default:
        for (int i = 0; i < 5; ++i)
        {
            bytes[any(bytes.size())] = "\xff\x80\x7f\x01\x00"[any(5)];
        }
        return bytes;
    }
}

/// Whatever is in a file, it is read or refused, and nothing else.
void
ReadDamaged(const std::string& name, const std::string& bytes)
{
    const TemporaryFolder folder;
    const auto path = folder.Path(name);
    std::mt19937 random(1);
    int refused = 0;
    for (int i = 0; i < 1000; ++i)
    {
        WriteBytes(path, Damaged(bytes, random));
        try
        {
            const auto file = ReadModelFile(path);
            for (const auto& layer : file.layers)
            {
                std::uint64_t count = 0;
                layer.weights.ForEach([&count](const double*, std::size_t n) { count += n; });
                EXPECT_EQ(count, layer.weights.GetCount());
            }
            if (file.onnx)
            {
                FindModelWork(file, ReadModelInputs("1x3x8x8", *file.onnx));
            }
        }
        catch (const std::invalid_argument& error)
        {
            ++refused;
            EXPECT_NE(std::string(error.what()), "") << i;
        }
    }
    EXPECT_GT(refused, 100);
    EXPECT_LT(refused, 1000);
}

TEST(DamagedFile, OnnxIsReadOrRefused)
{
    ReadDamaged("model.onnx", OnnxFile());
}

TEST(DamagedFile, SafetensorsIsReadOrRefused)
{
    ReadDamaged("model.safetensors", SafetensorsFile());
}

TEST(DamagedFile, NpyIsReadOrRefused)
{
    ReadDamaged("model.npy", NpyFile());
}

} // namespace
