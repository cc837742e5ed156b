/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/onnx-bytes.h"
#include "../../../support/temporary-folder.h"
#include "weights/model-file.h"

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

std::vector<double>
All(const TensorData& tensor)
{
    std::vector<double> all;
    tensor.ForEach([&all](const double* values, std::size_t count) {
        all.insert(all.end(), values, values + count);
    });
    return all;
}

class ModelFileTest : public testing::Test
{
  protected:
    std::string Write(const std::string& name, const std::string& bytes) const
    {
        WriteBytes(m_folder.Path(name), bytes);
        return m_folder.Path(name);
    }

    std::vector<WeightLayer> LayersOf(const std::string& graph) const
    {
        return ReadModelFile(Write("model.onnx", onnx::Model(graph))).layers;
    }

    /// What reading a file complains of; empty if nothing.
    std::string ComplaintOf(const std::string& name, const std::string& bytes) const
    {
        try
        {
            for (const auto& layer : ReadModelFile(Write(name, bytes)).layers)
            {
                All(layer.weights);
            }
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "";
    }

    TemporaryFolder m_folder;
};

TEST_F(ModelFileTest, SecondInputsOfFiveOperatorsCount)
{
    const auto layers =
        LayersOf(onnx::Initializer(onnx::Tensor("w", {2, 1, 1, 1}, std::vector<float>{1, -2})) +
                 onnx::Initializer(onnx::Tensor("b", {2}, std::vector<float>{5, 5})) +
                 onnx::Initializer(onnx::Tensor("m", {2, 3}, std::vector<float>(6, 3))) +
                 onnx::Initializer(onnx::Tensor("i", {2, 3}, onnx::Numbers(6, 3))) +
                 onnx::Node("Conv", {"x", "w", "b"}, {"c"}, "", "first") +
                 onnx::Node("Add", {"c", "b"}, {"a"}) + onnx::Node("MatMul", {"a", "m"}, {"y"}) +
                 onnx::Node("MatMul", {"a", "y"}, {"p"}) + onnx::Node("MatMul", {"m", "a"}, {"q"}) +
                 onnx::Node("Gemm", {"q", "i"}, {"z"}));
    ASSERT_EQ(layers.size(), 2U);
    EXPECT_EQ(layers[0].name, "first");
    EXPECT_EQ(layers[0].operation, "Conv");
    EXPECT_EQ(layers[0].weights.name, "w");
    EXPECT_EQ(All(layers[0].weights), (std::vector<double>{1, -2}));
    EXPECT_EQ(layers[1].name, "y");
    EXPECT_EQ(layers[1].GetWeights(), 6U);
    EXPECT_EQ(layers[1].channelAxis, 1U);
}

TEST_F(ModelFileTest, WeightsAreFoundInConstantsBranchesAndBehindTransposes)
{
    const auto constant =
        onnx::TensorAttribute("value", onnx::Tensor("", {3, 2}, std::vector<float>(6, 1)));
    const auto branch = onnx::Initializer(onnx::Tensor("v", {4, 2}, std::vector<float>(8, 1))) +
                        onnx::Node("Gemm", {"x", "v"}, {"g"}, onnx::Attribute("transB", 1)) +
                        onnx::Output("g");
    const auto layers =
        LayersOf(onnx::Node("MatMul", {"x", "t"}, {"y"}) +
                 onnx::Node("Transpose", {"k"}, {"t"}, onnx::Attribute("perm", {1, 0})) +
                 onnx::Node("Constant", {}, {"k"}, constant) +
                 onnx::Node("If", {"c"}, {"z"}, onnx::GraphAttribute("then_branch", branch)));
    ASSERT_EQ(layers.size(), 2U); // in an order in which they can run, not the file's
    EXPECT_EQ(layers[0].weights.name, "k");
    EXPECT_EQ(layers[0].channelAxis, 0U); // the last extent of what is stored the other way round
    EXPECT_EQ(layers[1].GetWeights(), 8U);
    EXPECT_EQ(layers[1].channelAxis, 0U);
}

TEST_F(ModelFileTest, ElementsAreReadHoweverTheyAreWritten)
{
    const std::vector<double> values{1, -0.5, 2, 0};
    const auto one = [&](const std::string& tensor) {
        const auto layers =
            LayersOf(onnx::Initializer(tensor) + onnx::Node("MatMul", {"x", "w"}, {"y"}));
        return All(layers.at(0).weights);
    };
    const std::vector<float> floats{1, -0.5F, 2, 0};
    EXPECT_EQ(one(onnx::Tensor("w", {2, 2}, floats)), values);
    const auto head = [](int type) { return onnx::TensorHead("w", type, {2, 2}); };
    EXPECT_EQ(one(head(1) + onnx::Field(4, onnx::Bytes(floats))), values); // packed
    std::string single;
    for (const float value : floats)
    {
        single += onnx::Varint(4 << 3 | 5) + onnx::Bytes(std::vector<float>{value});
    }
    EXPECT_EQ(one(head(1) + single), values);
    const std::vector<std::uint16_t> halves{0x3c00, 0xb800, 0x4000, 0};
    const std::vector<std::uint16_t> brains{0x3f80, 0xbf00, 0x4000, 0};
    EXPECT_EQ(one(head(10) + onnx::Field(9, onnx::Bytes(halves))), values);
    EXPECT_EQ(one(head(16) + onnx::Field(9, onnx::Bytes(brains))), values);
    std::string packed;
    for (const auto half : halves)
    {
        packed += onnx::Varint(half);
    }
    EXPECT_EQ(one(head(10) + onnx::Field(5, packed)), values);
    EXPECT_EQ(one(head(11) + onnx::Field(10, onnx::Bytes(values))), values);
}

TEST_F(ModelFileTest, ExternalDataLieInTheModelsFolder)
{
    Write("weights.bin", std::string(4, 0) + onnx::Bytes(std::vector<float>{3, 4}));
    const auto model = [](const std::string& location, const std::string& offset) {
        const auto entry = [](const std::string& key, const std::string& value) {
            return onnx::Field(13, onnx::Field(1, key) + onnx::Field(2, value));
        };
        return onnx::Model(onnx::Initializer(onnx::TensorHead("w", 1, {2, 1}) +
                                             entry("location", location) +
                                             entry("offset", offset)) +
                           onnx::Node("MatMul", {"x", "w"}, {"y"}));
    };
    const auto layers = ReadModelFile(Write("a.onnx", model("weights.bin", "4"))).layers;
    EXPECT_EQ(All(layers.at(0).weights), (std::vector<double>{3, 4}));
    for (const std::string outside : {"../secret", "/etc/passwd", "deep/../../secret"})
    {
        EXPECT_NE(ComplaintOf("a.onnx", model(outside, "0")).find("a file in the model's folder"),
                  std::string::npos)
            << outside;
    }
    std::filesystem::create_symlink("/etc/passwd", m_folder.Path("link"));
    EXPECT_NE(ComplaintOf("a.onnx", model("link", "0")).find("folder"), std::string::npos);
    const auto late = ComplaintOf("a.onnx", model("weights.bin", "8"));
    EXPECT_NE(late.find("tensor w"), std::string::npos);
    EXPECT_NE(late.find("which has 12"), std::string::npos) << late;
    EXPECT_NE(ComplaintOf("a.onnx", model("weights.bin", "-1")).find("offset"), std::string::npos);
    EXPECT_NE(ComplaintOf("a.onnx", model("none.bin", "0")).find("none.bin"), std::string::npos);
}

TEST_F(ModelFileTest, SafetensorsAndNpyAreRead)
{
    const auto bytes = onnx::Bytes(std::vector<float>{1, 2, 3, 4, 5, 6}) +
                       onnx::Bytes(std::vector<std::uint16_t>{0x3c00, 0xbc00});
    const std::string header =
        R"({"__metadata__":{"format":"pt"},"late":{"dtype":"F16","shape":[1,2],)"
        R"("data_offsets":[24,28]},"early":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
        R"("bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},)"
        R"("whole":{"dtype":"I64","shape":[1,1],"data_offsets":[0,8]}})";
    const auto path =
        Write("m.safetensors",
              onnx::Bytes(std::vector<std::uint64_t>{header.size()}) + header + bytes);
    const auto layers = ReadModelFile(path).layers;
    ASSERT_EQ(layers.size(), 2U);
    EXPECT_EQ(layers[0].name, "early");
    EXPECT_EQ(layers[0].operation, "");
    EXPECT_EQ(All(layers[0].weights), (std::vector<double>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(All(layers[1].weights), (std::vector<double>{1, -1}));

    const auto npy = [&](const std::string& text) {
        std::string all = "\x93NUMPY";
        all += '\x01';
        all += '\0';
        all += static_cast<char>(text.size() + 1);
        all += '\0';
        return Write("one.npy", all + text + "\n" + bytes.substr(0, 24));
    };
    const auto rows =
        ReadModelFile(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")).layers;
    EXPECT_EQ(rows.at(0).name, "one");
    EXPECT_EQ(ChannelsOf(rows[0]).channels, 2U);
    EXPECT_EQ(ChannelsOf(rows[0]).stride, 3U);
    const auto columns =
        ReadModelFile(npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }")).layers;
    EXPECT_EQ(ChannelsOf(columns.at(0)).stride, 1U);
    EXPECT_THROW(ReadModelFile(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3)}")),
                 std::invalid_argument);
    EXPECT_THROW(ReadModelFile(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4)}")),
                 std::invalid_argument);
}

TEST_F(ModelFileTest, WhatIsWrongIsNamed)
{
    const auto onnx = [this](const std::string& graph) {
        return ComplaintOf("bad.onnx", onnx::Model(graph));
    };
    const auto use = onnx::Node("MatMul", {"x", "w"}, {"y"});
    const std::vector<float> four(4, 1);
    const std::vector<std::pair<std::string, std::string>> wrong{
        {ComplaintOf("bad.onnx", ""), "no graph"},
        {ComplaintOf("bad.txt", ""), "ending in .onnx, .safetensors or .npy"},
        {onnx(""), "no weights"},
        {onnx(onnx::Initializer(onnx::Tensor("w", {2, 3}, four)) + use), "its shape needs 24"},
        {onnx(onnx::Initializer(onnx::Tensor("w", {1 << 30, 1 << 30}, four)) + use), "2^48"},
        {onnx(onnx::Initializer(onnx::Tensor("w", {-2, 2}, four)) + use), "an extent is -2"},
        {onnx(onnx::Initializer(onnx::TensorHead("w", 1, {2, 2})) + use), "0 of the 4 elements"},
        {onnx(onnx::Node("Add", {"b", "x"}, {"a"}) + onnx::Node("Add", {"a", "x"}, {"b"})),
         "no circle"},
        {onnx(use + onnx::Node("Add", {"y", "y"}, {"y"})), "value y is the output of two nodes"},
        {onnx(onnx::Node("If",
                         {"c"},
                         {"z"},
                         [] {
                             std::string graph;
                             for (int i = 0; i < 100; ++i)
                             {
                                 graph = onnx::Node("If",
                                                    {"c"},
                                                    {"z"},
                                                    onnx::GraphAttribute("then_branch", graph));
                             }
                             return onnx::GraphAttribute("then_branch", graph);
                         }())),
         "deep within each other"},
        {ComplaintOf("bad.safetensors", "short"), "at least 8"},
        {ComplaintOf("bad.safetensors", std::string(8, '\xff')), "its header is to have"},
        {ComplaintOf("bad.npy", "not an array"), "NumPy"},
    };
    for (const auto& [complaint, wanted] : wrong)
    {
        EXPECT_NE(complaint.find(wanted), std::string::npos) << complaint << " | " << wanted;
        EXPECT_NE(complaint.find("bad."), std::string::npos) << complaint;
    }
    EXPECT_THROW(ReadModelFile(m_folder.Path("none.onnx")), std::invalid_argument);
    EXPECT_THROW(ReadModelFile(m_folder.Path("")), std::invalid_argument);
}

} // namespace
