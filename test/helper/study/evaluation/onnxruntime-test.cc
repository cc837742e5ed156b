/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/onnx-bytes.h"
#include "../../../support/temporary-folder.h"
#include "evaluation/model-runner.h"
#include "weights/model-file.h"

#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

using onnx::Attribute;
using onnx::NumberAttribute;
using onnx::Numbers;
using onnx::TextAttribute;

/// A model, its inputs' elements, and what both make of them.
struct Case
{
    std::string name;
    std::string model;                                 // path
    std::string input;                                 // as --input takes it
    std::string output;                                // path of ONNX Runtime's
    std::map<std::string, std::vector<float>> numbers; // of open inputs
    double scale{1};                                   // of a picture; 0: normally distributed
};

class OnnxRuntime : public testing::Test
{
  protected:
    void SetUp() override
    {
        const auto folder = std::filesystem::path(TEST_MODELS) / "node_modules/onnxruntime-node";
        if (!std::filesystem::exists(folder))
        {
            GTEST_SKIP() << "npm ci --ignore-scripts in " << TEST_MODELS << " brings ONNX Runtime";
        }
        m_normal = CreateObject<NormalRandomVariable>();
        m_normal->SetStream(7);
    }

    /// Have ONNX Runtime run all, then ourselves, and compare.
    void Compare(std::vector<Case>& cases)
    {
        std::ofstream list(m_folder.Path("cases"));
        std::size_t number = 0;
        for (auto& one : cases)
        {
            one.output = m_folder.Path("out" + std::to_string(number++));
            list << one.model << '\t' << one.output;
            const auto file = ReadModelFile(one.model);
            for (const auto& [name, input] : ReadModelInputs(one.input, *file.onnx))
            {
                WriteInput(one, name, input, TypeOf(*file.onnx, name), list);
            }
            list << '\n';
        }
        list.close();
        const auto command =
            "node " TEST_MODELS "/run-with-onnxruntime.js " + m_folder.Path("cases");
        ASSERT_EQ(std::system(command.c_str()), 0);
        for (const auto& one : cases)
        {
            SCOPED_TRACE(one.name);
            std::ifstream error(one.output + ".error");
            ASSERT_FALSE(error) << error.rdbuf();
            CompareOne(one);
        }
    }

    TemporaryFolder m_folder;
    Ptr<NormalRandomVariable> m_normal;

  private:
    static std::int32_t TypeOf(const OnnxModel& model, const std::string& name)
    {
        for (const auto& value : model.graph.inputs)
        {
            if (value.name == name)
            {
                return value.type;
            }
        }
        return OnnxTensor::FLOAT;
    }

    void WriteInput(Case& one,
                    const std::string& name,
                    const ModelInput& input,
                    std::int32_t type,
                    std::ostream& list)
    {
        std::size_t count = 1;
        std::string extents;
        for (const auto extent : input.extents)
        {
            count *= static_cast<std::size_t>(extent);
            extents += (extents.empty() ? "" : "x") + std::to_string(extent);
        }
        std::vector<float> numbers(input.numbers.begin(), input.numbers.end());
        if (numbers.empty())
        {
            for (std::size_t i = 0; i < count; ++i)
            {
                // Noise alone is nothing that a network of pictures is made for: what it answers
                // hangs on the last digits.
                double shade = std::sin(0.021 * double(i)) * std::cos(0.00013 * double(i));
                const auto width = static_cast<std::size_t>(input.extents.back());
                const auto row = i / width % width;
                // Strokes, something like letters, for a network that finds text.
                if (row > width / 3 && row < width / 3 + 24 && i % width > 40 && i % 40 > 8)
                {
                    shade = i % width / 4 % 3 == 0 || (row / 5 + i % width / 9) % 3 == 0 ? -1 : 1;
                }
                const double noise = m_normal->GetValue();
                numbers.push_back(static_cast<float>(
                    one.scale == 0 ? noise : one.scale * (shade + 0.05 * noise)));
            }
            one.numbers[name] = numbers;
        }
        std::string bytes = onnx::Bytes(numbers);
        if (type == OnnxTensor::INT64)
        {
            bytes = onnx::Bytes(std::vector<std::int64_t>(numbers.begin(), numbers.end()));
        }
        const auto path = one.output + "-" + std::to_string(std::hash<std::string>()(name));
        WriteBytes(path, bytes);
        list << '\t' << name << (type == OnnxTensor::INT64 ? ":int64:" : ":float32:") << extents
             << ':' << path;
    }

    void CompareOne(const Case& one) const
    {
        const auto file = ReadModelFile(one.model);
        const auto inputs = ReadModelInputs(one.input, *file.onnx);
        const ModelRunner runner(file.onnx, inputs);
        ModelRunner::Values values;
        for (const auto name : runner.GetOpenInputs())
        {
            const std::string key(name);
            values[name] = at::tensor(one.numbers.at(key)).reshape(inputs.at(key).extents);
        }
        std::vector<float> own;
        for (const auto& output : runner.Run(values, runner.Prepare({})))
        {
            const auto numbers = output.to(at::kFloat).contiguous();
            own.insert(own.end(),
                       numbers.data_ptr<float>(),
                       numbers.data_ptr<float>() + numbers.numel());
        }
        std::ifstream stream(one.output, std::ios::binary);
        std::stringstream bytes;
        bytes << stream.rdbuf();
        std::vector<float> other(bytes.str().size() / sizeof(float));
        std::memcpy(other.data(), bytes.str().data(), other.size() * sizeof(float));
        ASSERT_EQ(own.size(), other.size());
        float largest = 0;
        float error = 0;
        for (std::size_t i = 0; i < own.size(); ++i)
        {
            ASSERT_TRUE(std::isfinite(own[i])) << i;
            largest = std::max(largest, std::abs(other[i]));
            error = std::max(error, std::abs(own[i] - other[i]));
        }
        EXPECT_GT(largest, 0);
        EXPECT_LE(error, 1e-4 * largest);
    }
};

TEST_F(OnnxRuntime, PublicModelsHaveTheSameOutputs)
{
    const std::map<std::string, std::string> inputs{
        {"mlsd_320x320_tiny", "1x320x320x4"},
        {"mlsd_320x320_large", "1x320x320x4"},
        {"mlsd_512x512_tiny", "1x512x512x4"},
        {"mlsd_512x512_large", "1x512x512x4"},
        {"ch_PP-OCRv4_det_infer", "1x3x320x320"},
        {"ch_PP-OCRv4_rec_infer", "1x3x48x320"},
        {"ch_ppocr_mobile_v2.0_cls_infer", "1x3x48x192"},
        {"face_detection_back_256x256_barracuda", "1x256x256x3"},
        {"face_detection_front_128x128_barracuda", "1x128x128x3"},
        {"silero_vad_v5", "input:1x512,state:2x1x128,sr:scalar=16000"},
        {"silero_vad_v6", "input:1x512,state:2x1x128,sr:scalar=16000"},
        {"silero_vad_legacy", "input:1x1536,sr:scalar=16000,h:2x1x64,c:2x1x64"},
        {"vit_b_16", "1x3x224x224"},
        {"resnet50", "1x3x224x224"},
        {"mobilenet_v2", "1x3x224x224"},
        {"efficientnet_b0", "1x3x224x224"},
        {"densenet121", "1x3x224x224"},
        {"swin_t", "1x3x224x224"},
        {"shufflenet_v2_x1_0", "1x3x224x224"},
        {"convnext_tiny", "1x3x224x224"},
    };
    std::vector<Case> cases;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(TEST_MODELS))
    {
        const auto name = entry.path().stem().string();
        if (entry.path().extension() == ".onnx" && inputs.count(name))
        {
            const double scale = name.rfind("mlsd", 0) == 0     ? 127
                                 : name.rfind("silero", 0) == 0 ? 0.1
                                                                : 1;
            cases.push_back({name, entry.path().string(), inputs.at(name), "", {}, scale});
        }
    }
    ASSERT_GE(cases.size(), 12U);
    Compare(cases);
}

/// Models of one operator or a few, with inputs x and others that are normally distributed.
class OneOperator : public OnnxRuntime
{
  protected:
    void Add(const std::string& nodes,
             const std::vector<std::pair<std::string, Numbers>>& inputs,
             int opset = 13,
             int outputType = 1)
    {
        std::string graph;
        std::string texts;
        for (const auto& [name, shape] : inputs)
        {
            graph += onnx::Field(11, onnx::ValueInfo(name, 1, shape));
            texts += (texts.empty() ? "" : ",") + name + ":";
            for (std::size_t i = 0; i < shape.size(); ++i)
            {
                texts += (i == 0 ? "" : "x") + std::to_string(shape[i]);
            }
        }
        // A weight, without which a file is none of ours.
        graph += onnx::Initializer(onnx::Tensor("one", {1, 1}, std::vector<float>{1}));
        graph += onnx::Node("MatMul", {"one", "one"}, {"unused"});
        graph +=
            nodes + onnx::Field(12,
                                onnx::Field(1, std::string("y")) +
                                    onnx::Field(2, onnx::Field(1, onnx::Field(1, outputType))));
        const auto path = m_folder.Path("model" + std::to_string(m_cases.size()) + ".onnx");
        WriteBytes(path, onnx::Model(graph, opset));
        m_cases.push_back(
            {"case " + std::to_string(m_cases.size()) + " " + texts, path, texts, "", {}, 0});
    }

    /// One input.
    void Add(const std::string& operation,
             const Numbers& shape,
             const std::string& attributes,
             const std::string& constants = "",
             const std::vector<std::string>& more = {},
             int opset = 13)
    {
        std::vector<std::string> inputs{"x"};
        inputs.insert(inputs.end(), more.begin(), more.end());
        Add(constants + onnx::Node(operation, inputs, {"y"}, attributes), {{"x", shape}}, opset);
        m_cases.back().name += " " + operation;
    }

    static std::string Whole(const std::string& name, const Numbers& values)
    {
        return onnx::Initializer(
            onnx::Tensor(name, {static_cast<std::int64_t>(values.size())}, values));
    }

    static std::string Single(const std::string& name, const std::vector<float>& values)
    {
        return onnx::Initializer(
            onnx::Tensor(name, {static_cast<std::int64_t>(values.size())}, values));
    }

    static std::string Weights(const std::string& name, const Numbers& shape)
    {
        std::int64_t count = 1;
        for (const auto extent : shape)
        {
            count *= extent;
        }
        std::vector<float> values;
        for (std::int64_t i = 0; i < count; ++i)
        {
            values.push_back(std::sin(static_cast<float>(1 + 7 * i)));
        }
        return onnx::Initializer(onnx::Tensor(name, shape, values));
    }

    std::vector<Case> m_cases;
};

TEST_F(OneOperator, ElementByElement)
{
    for (const auto* name : {"Abs",        "Neg",         "Floor",
                             "Ceil",       "Round",       "Exp",
                             "Reciprocal", "Sin",         "Cos",
                             "Tan",        "Atan",        "Sinh",
                             "Cosh",       "Tanh",        "Erf",
                             "Sign",       "Relu",        "Sigmoid",
                             "Elu",        "Selu",        "Celu",
                             "Softplus",   "Softsign",    "LeakyRelu",
                             "Identity",   "HardSigmoid", "ThresholdedRelu",
                             "Softmax",    "LogSoftmax",  "Shrink"})
    {
        Add(name, {2, 3, 4}, "");
    }
    Add("HardSwish", {2, 3, 4}, "", "", {}, 14);
    Add("Elu", {2, 3, 4}, NumberAttribute("alpha", 0.3F));
    Add("Celu", {2, 3, 4}, NumberAttribute("alpha", 0.3F));
    Add("LeakyRelu", {2, 3, 4}, NumberAttribute("alpha", 0.3F));
    Add("HardSigmoid", {2, 3, 4}, NumberAttribute("alpha", 0.3F) + NumberAttribute("beta", 0.1F));
    Add("Shrink", {2, 3, 4}, NumberAttribute("lambd", 0.3F) + NumberAttribute("bias", 0.1F));
    Add("Softmax", {2, 3, 4}, Attribute("axis", 1));
    Add("Softmax", {2, 3, 4}, Attribute("axis", 1), "", {}, 11);
    Add("LogSoftmax", {2, 3, 4}, "", "", {}, 11);
    Add("PRelu", {2, 3, 4}, "", Weights("slope", {3, 1}), {"slope"});
    Add("Clip",
        {2, 3, 4},
        "",
        onnx::Initializer(onnx::Tensor("low", {}, std::vector<float>{-0.5F})),
        {"low"});
    Add("Clip", {2, 3, 4}, NumberAttribute("max", 0.5F), "", {}, 9);
    Add("CumSum",
        {2, 3, 4},
        Attribute("reverse", 1) + Attribute("exclusive", 1),
        Whole("axis", {1}),
        {"axis"});
    Add("LRN", {2, 6, 4, 4}, Attribute("size", 5) + NumberAttribute("alpha", 0.5F));
    Add("LpNormalization", {2, 3, 4}, Attribute("axis", 1) + Attribute("p", 1));
    Add("InstanceNormalization",
        {2, 3, 4, 5},
        "",
        Weights("s", {3}) + Weights("b", {3}),
        {"s", "b"});
    Add("LayerNormalization",
        {2, 3, 4},
        Attribute("axis", 1),
        Weights("s", {3, 4}) + Weights("b", {3, 4}),
        {"s", "b"},
        17);
    Add("Cast", {2, 3}, Attribute("to", 10), "", {});
    m_cases.pop_back(); // its output is of half precision
    Add(onnx::Node("Cast", {"x"}, {"h"}, Attribute("to", 10)) +
            onnx::Node("Cast", {"h"}, {"y"}, Attribute("to", 1)),
        {{"x", {2, 3}}});
    Add(onnx::Node("Cast", {"x"}, {"h"}, Attribute("to", 7)) +
            onnx::Node("Cast", {"h"}, {"y"}, Attribute("to", 1)),
        {{"x", {20, 3}}});
    // Whole numbers stay whole.
    const auto wholes = onnx::Node("Mul", {"x", "ten"}, {"t"}) + Single("ten", {10}) +
                        onnx::Node("Cast", {"t"}, {"i"}, Attribute("to", 7));
    const auto one = [](const std::string& name, std::int64_t value) {
        return onnx::Initializer(onnx::Tensor(name, {}, Numbers{value}));
    };
    Add(wholes + one("low", -5) + one("high", 7) + one("two", 2) +
            onnx::Node("Clip", {"i", "low", "high"}, {"c"}) +
            onnx::Node("Div", {"c", "two"}, {"y"}),
        {{"x", {20, 3}}},
        13,
        7);
    Add(wholes + one("minus", -1) + onnx::Node("Div", {"i", "minus"}, {"y"}),
        {{"x", {20, 3}}},
        13,
        7);
    Add(wholes + one("three", 3) + onnx::Node("Mod", {"i", "three"}, {"y"}),
        {{"x", {20, 3}}},
        13,
        7);
    for (const auto* name : {"Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean"})
    {
        Add(onnx::Node(name, {"x", "z"}, {"y"}), {{"x", {2, 3, 4}}, {"z", {3, 1}}});
    }
    for (const auto* name : {"Less", "Greater", "LessOrEqual", "GreaterOrEqual", "Equal"})
    {
        Add(onnx::Node(name, {"x", "z"}, {"t"}) + onnx::Node("Where", {"t", "x", "z"}, {"y"}),
            {{"x", {2, 3, 4}}, {"z", {3, 1}}});
    }
    Add(onnx::Node("Mod", {"x", "z"}, {"y"}, Attribute("fmod", 1)), {{"x", {2, 3}}, {"z", {2, 3}}});
    Add(onnx::Node("Abs", {"x"}, {"a"}) + onnx::Node("Pow", {"a", "z"}, {"y"}),
        {{"x", {2, 3}}, {"z", {3}}});
    Compare(m_cases);
}

TEST_F(OneOperator, Layers)
{
    const auto pads = [](const Numbers& list) { return Attribute("pads", list); };
    Add("Conv",
        {1, 4, 9, 8},
        pads({1, 0, 2, 1}) + Attribute("strides", Numbers{2, 1}) + Attribute("group", 2),
        Weights("w", {6, 2, 3, 3}) + Weights("b", {6}),
        {"w", "b"});
    Add("Conv",
        {1, 4, 9, 8},
        TextAttribute("auto_pad", "SAME_UPPER") + Attribute("strides", Numbers{2, 2}),
        Weights("w", {6, 4, 3, 2}),
        {"w"});
    Add("Conv",
        {1, 4, 9, 8},
        TextAttribute("auto_pad", "SAME_LOWER") + Attribute("strides", Numbers{2, 2}),
        Weights("w", {6, 4, 3, 2}),
        {"w"});
    Add("Conv", {1, 4, 19}, Attribute("dilations", Numbers{2}), Weights("w", {6, 4, 3}), {"w"});
    Add("Conv", {1, 2, 5, 6, 7}, "", Weights("w", {3, 2, 2, 2, 2}), {"w"});
    const auto strides = Attribute("strides", Numbers{2, 3});
    const auto w = Weights("w", {4, 3, 3, 3});
    Add("ConvTranspose",
        {1, 4, 5, 4},
        strides + pads({1, 0, 1, 2}),
        w + Weights("b", {3}),
        {"w", "b"});
    Add("ConvTranspose",
        {1, 4, 5, 4},
        strides + Attribute("output_padding", Numbers{1, 2}),
        w,
        {"w"});
    Add("ConvTranspose", {1, 4, 5, 4}, strides + TextAttribute("auto_pad", "SAME_UPPER"), w, {"w"});
    Add("ConvTranspose",
        {1, 4, 5, 4},
        strides + Attribute("output_shape", Numbers{10, 13}),
        w,
        {"w"});
    const auto kernel = Attribute("kernel_shape", Numbers{3, 2});
    for (const auto* name : {"MaxPool", "AveragePool"})
    {
        Add(name, {1, 2, 9, 8}, kernel + pads({1, 0, 1, 1}) + Attribute("strides", Numbers{2, 2}));
        Add(name,
            {1, 2, 8, 7},
            kernel + Attribute("ceil_mode", 1) + Attribute("strides", Numbers{2, 2}) +
                pads({1, 0, 1, 1}));
        Add(name,
            {1, 2, 9, 8},
            kernel + TextAttribute("auto_pad", "SAME_UPPER") + Attribute("strides", Numbers{2, 2}));
        Add(name, {1, 2, 9}, Attribute("kernel_shape", Numbers{3}));
    }
    Add("MaxPool", {1, 2, 9, 8}, kernel + Attribute("dilations", Numbers{2, 2}));
    Add("AveragePool",
        {1, 2, 9, 8},
        kernel + pads({1, 1, 1, 1}) + Attribute("count_include_pad", 1));
    Add("GlobalAveragePool", {1, 3, 4, 5}, "");
    Add("GlobalMaxPool", {1, 3, 4, 5}, "");
    Add("Gemm",
        {4, 3},
        Attribute("transA", 1) + Attribute("transB", 1) + NumberAttribute("alpha", 0.5F) +
            NumberAttribute("beta", 2),
        Weights("w", {5, 4}) + Weights("b", {5}),
        {"w", "b"});
    Add(onnx::Node("Einsum", {"x", "z"}, {"y"}, TextAttribute("equation", "bij,bjk->bik")),
        {{"x", {2, 3, 4}}, {"z", {2, 4, 5}}});
    Add(onnx::Node("MatMul", {"x", "z"}, {"y"}), {{"x", {2, 3, 4}}, {"z", {4}}});
    for (const auto* name : {"ReduceMean",
                             "ReduceProd",
                             "ReduceMax",
                             "ReduceMin",
                             "ReduceL1",
                             "ReduceL2",
                             "ReduceSumSquare",
                             "ReduceLogSumExp"})
    {
        Add(name, {2, 3, 4}, Attribute("axes", Numbers{0, -1}) + Attribute("keepdims", 0));
        Add(name, {2, 3, 4}, "");
    }
    Add("ReduceSum", {2, 3, 4}, "", Whole("axes", {1}), {"axes"});
    Add(onnx::Node("ArgMax", {"x"}, {"y"}, Attribute("axis", 1)), {{"x", {2, 30, 4}}}, 13, 7);
    for (const auto* mode : {"nearest", "linear", "cubic"})
    {
        for (const auto* rule : {"half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"})
        {
            Add("Resize",
                {1, 2, 6, 5},
                TextAttribute("mode", mode) + TextAttribute("coordinate_transformation_mode", rule),
                Single("scales", {1, 1, 2, 1.5F}) + Single("roi", {}),
                {"roi", "scales"});
        }
    }
    Add("Resize",
        {1, 2, 6, 5},
        TextAttribute("mode", "linear"),
        Single("roi", {}) + Single("none", {}) + Whole("sizes", {1, 2, 3, 9}),
        {"roi", "none", "sizes"});
    for (const auto* nearest : {"floor", "ceil", "round_prefer_ceil", "round_prefer_floor"})
    {
        Add("Resize",
            {1, 2, 6, 5},
            TextAttribute("nearest_mode", nearest),
            Single("scales", {1, 1, 0.5F, 2}) + Single("roi", {}),
            {"roi", "scales"});
    }
    Add("Upsample",
        {1, 2, 3, 4},
        TextAttribute("mode", "linear"),
        Single("scales", {1, 1, 2, 2}),
        {"scales"},
        9);
    Compare(m_cases);
}

TEST_F(OneOperator, Recurrent)
{
    for (const auto& [name, gates] :
         {std::pair<const char*, std::int64_t>{"LSTM", 4}, {"GRU", 3}, {"RNN", 1}})
    {
        for (const auto* direction : {"forward", "reverse", "bidirectional"})
        {
            const std::int64_t n = std::string(direction) == "bidirectional" ? 2 : 1;
            Add(name,
                {5, 2, 3},
                TextAttribute("direction", direction) + Attribute("hidden_size", 4),
                Weights("w", {n, 4 * gates, 3}) + Weights("r", {n, 4 * gates, 4}) +
                    Weights("b", {n, 8 * gates}),
                {"w", "r", "b"},
                14);
        }
    }
    Add("RNN",
        {5, 2, 3},
        onnx::TextsAttribute("activations", {"Tanh"}) + Attribute("hidden_size", 4),
        Weights("w", {1, 4, 3}) + Weights("r", {1, 4, 4}) + Weights("b", {1, 8}),
        {"w", "r", "b"},
        14);
    Add("GRU",
        {5, 2, 3},
        Attribute("linear_before_reset", 1) + Attribute("hidden_size", 4),
        Weights("w", {1, 12, 3}) + Weights("r", {1, 12, 4}) + Weights("b", {1, 24}),
        {"w", "r", "b"},
        14);
    Compare(m_cases);
}

TEST_F(OneOperator, Movement)
{
    Add("Flatten", {2, 3, 4}, Attribute("axis", 2));
    Add("Squeeze", {2, 1, 4}, "", Whole("axes", {1}), {"axes"});
    Add("Unsqueeze", {2, 4}, "", Whole("axes", {0, -1}), {"axes"});
    Add("Transpose", {2, 3, 4}, "");
    Add("Reshape", {2, 3, 4}, "", Whole("shape", {0, -1}), {"shape"});
    Add(onnx::Node("Concat", {"x", "z"}, {"y"}, Attribute("axis", -1)),
        {{"x", {2, 3}}, {"z", {2, 4}}});
    Add(Whole("sizes", {1, 3}) +
            onnx::Node("Split", {"x", "sizes"}, {"first", "y"}, Attribute("axis", 1)),
        {{"x", {2, 4}}});
    Add("Slice",
        {6, 7},
        "",
        Whole("starts", {4, 1}) + Whole("ends", {-100, 100}) + Whole("axes", {0, 1}) +
            Whole("steps", {-2, 3}),
        {"starts", "ends", "axes", "steps"});
    Add("Slice", {6, 7}, "", Whole("starts", {-3}) + Whole("ends", {-1}), {"starts", "ends"});
    Add("Gather", {6, 7}, Attribute("axis", 1), Whole("places", {0, -1, 3}), {"places"});
    Add("GatherElements",
        {3, 2},
        Attribute("axis", 0),
        onnx::Initializer(onnx::Tensor("places", {2, 2}, Numbers{0, -1, 2, 0})),
        {"places"});
    Add("GatherND",
        {3, 2, 4},
        "",
        onnx::Initializer(onnx::Tensor("places", {2, 2}, Numbers{0, -1, 2, 0})),
        {"places"});
    Add("ScatterND",
        {3, 2, 4},
        "",
        onnx::Initializer(onnx::Tensor("places", {2, 2}, Numbers{0, 1, 2, 0})) +
            Weights("more", {2, 4}),
        {"places", "more"});
    Add("ScatterElements",
        {3, 2},
        "",
        onnx::Initializer(onnx::Tensor("places", {2, 2}, Numbers{0, 1, 2, 0})) +
            Weights("more", {2, 2}),
        {"places", "more"});
    Add("Expand", {3, 1}, "", Whole("shape", {2, 1, 4}), {"shape"});
    Add("Tile", {3, 2}, "", Whole("times", {2, 3}), {"times"});
    for (const auto* mode : {"constant", "edge", "reflect"})
    {
        Add("Pad", {5, 6}, TextAttribute("mode", mode), Whole("pads", {2, 3, 1, 0}), {"pads"});
    }
    Add("Pad",
        {5, 6},
        "",
        Whole("pads", {-1, 3, 1, -2}) +
            onnx::Initializer(onnx::Tensor("value", {}, std::vector<float>{0.5F})),
        {"pads", "value"});
    Add("Pad",
        {5, 6},
        "",
        Whole("pads", {1, 2, 3, 0}) + Whole("axes", {-1, 0}) + Single("none", {0}),
        {"pads", "", "axes"},
        18);
    Add("DepthToSpace", {1, 8, 2, 3}, Attribute("blocksize", 2));
    Add("DepthToSpace", {1, 8, 2, 3}, Attribute("blocksize", 2) + TextAttribute("mode", "CRD"));
    Add("SpaceToDepth", {1, 2, 4, 6}, Attribute("blocksize", 2));
    Add(Whole("k", {3}) + onnx::Node("TopK",
                                     {"x", "k"},
                                     {"y", "places"},
                                     Attribute("axis", 0) + Attribute("largest", 0)),
        {{"x", {9, 2}}});
    Add("Trilu",
        {4, 5},
        Attribute("upper", 0),
        onnx::Initializer(onnx::Tensor("k", {}, Numbers{1})),
        {"k"},
        14);
    Add(onnx::Node("Relu", {"x"}, {"p"}) + onnx::Node("NonZero", {"p"}, {"y"}),
        {{"x", {4, 5}}},
        13,
        7);
    Add(onnx::Node("Shape", {"x"}, {"y"}, Attribute("start", 1)), {{"x", {4, 5, 6}}}, 15, 7);
    Add(Whole("places", {2, -1, 0}) + Whole("depth", {4}) + Single("values", {0.5F, 2}) +
            onnx::Node("OneHot", {"places", "depth", "values"}, {"h"}, Attribute("axis", 0)) +
            onnx::Node("Add", {"h", "x"}, {"y"}),
        {{"x", {4, 3}}});
    Add(onnx::Node("Size", {"x"}, {"n"}) + onnx::Node("Cast", {"n"}, {"m"}, Attribute("to", 1)) +
            onnx::Node("Add", {"x", "m"}, {"y"}),
        {{"x", {4, 3}}});
    Compare(m_cases);
}

} // namespace
