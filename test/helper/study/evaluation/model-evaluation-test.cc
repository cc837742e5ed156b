/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/onnx-bytes.h"
#include "../../../support/temporary-folder.h"
#include "evaluation/model-evaluation.h"
#include "weights/quantized-weights.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

using onnx::Attribute;
using onnx::Numbers;

/// Weights that look like a network's, with a sign and a long tail.
std::vector<float>
SomeWeights(std::size_t count, unsigned first)
{
    std::vector<float> weights;
    std::uint32_t state = first;
    for (std::size_t i = 0; i < count; ++i)
    {
        state = state * 1664525 + 1013904223;
        const double share = (double(state >> 8) + 0.5) / (1 << 24);
        weights.push_back(static_cast<float>((i % 2 == 0 ? 0.1 : -0.1) * -std::log(share)));
    }
    return weights;
}

/// Two products with a ReLU between.
std::string
WriteTwoLayers(const TemporaryFolder& folder,
               std::int64_t in = 6,
               std::int64_t middle = 40,
               std::int64_t out = 3)
{
    const auto weights = [](std::int64_t rows, std::int64_t columns, unsigned first) {
        return SomeWeights(static_cast<std::size_t>(rows * columns), first);
    };
    const auto path = folder.Path("two.onnx");
    WriteBytes(
        path,
        onnx::Model(onnx::Field(11, onnx::ValueInfo("x", 1, {1, in})) +
                    onnx::Initializer(onnx::Tensor("v", {in, middle}, weights(in, middle, 1))) +
                    onnx::Initializer(onnx::Tensor("w", {middle, out}, weights(middle, out, 2))) +
                    onnx::Node("MatMul", {"x", "v"}, {"a"}, "", "first") +
                    onnx::Node("Relu", {"a"}, {"r"}) +
                    onnx::Node("MatMul", {"r", "w"}, {"y"}, "", "second") + onnx::Output("y")));
    return path;
}

ModelStudy
Study(const std::string& path, const std::string& input)
{
    return StudyModel(path, input, {}, [](std::size_t, std::size_t) {});
}

OutputStudy
Evaluate(const ModelStudy& study, const EvaluationOptions& options)
{
    return EvaluateModel(study, options, [](std::size_t, std::size_t) {});
}

EvaluationOptions
Options(std::vector<std::string> quantizers, std::vector<std::uint32_t> bits)
{
    EvaluationOptions options;
    options.data = "random";
    options.samples = 8;
    options.quantizers = std::move(quantizers);
    options.bits = std::move(bits);
    return options;
}

/// Text of a .npy file of single precision.
std::string
Npy(const std::string& shape, const std::vector<float>& numbers)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    header.resize(117, ' ');
    header += '\n';
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + onnx::Bytes(numbers);
}

TEST(QuantizedWeights, HaveTheErrorsThatWereMeasured)
{
    const TemporaryFolder folder;
    const auto study = Study(WriteTwoLayers(folder), "");
    for (const auto& layer : study.layers)
    {
        std::vector<double> weights;
        layer.layer.weights.ForEach([&](const double* piece, std::size_t count) {
            weights.insert(weights.end(), piece, piece + count);
        });
        for (const auto& row : layer.rows)
        {
            const auto quantized = QuantizedWeights(layer, row.quantizer, row.bits);
            double sum = 0;
            for (std::size_t i = 0; i < weights.size(); ++i)
            {
                sum += std::abs(weights[i] - double(quantized[i]));
            }
            EXPECT_NEAR(sum / double(weights.size()), row.error, 1e-7 * layer.mean)
                << row.quantizer << " " << row.bits; // single precision's
        }
    }
}

/// The same two layers, by loops.
std::vector<double>
TwoLayersByHand(const std::vector<float>& x,
                const std::vector<float>& v,
                const std::vector<float>& w)
{
    std::vector<double> y(3, 0);
    for (std::size_t j = 0; j < 40; ++j)
    {
        double sum = 0;
        for (std::size_t i = 0; i < 6; ++i)
        {
            sum += double(x[i]) * double(v[40 * i + j]);
        }
        for (std::size_t k = 0; k < 3; ++k)
        {
            y[k] += std::max(0.0, sum) * double(w[3 * j + k]);
        }
    }
    return y;
}

TEST(ModelEvaluation, ErrorsAreThoseOfLoops)
{
    const TemporaryFolder folder;
    const auto study = Study(WriteTwoLayers(folder), "1x6");
    std::vector<float> inputs;
    for (int i = 0; i < 24; ++i)
    {
        inputs.push_back(std::sin(float(i)));
    }
    std::filesystem::create_directories(folder.Path("data"));
    WriteBytes(folder.Path("data/inputs.npy"), Npy("4, 6", inputs));
    std::ofstream(folder.Path("data/labels.txt")) << "0\n1\n2\n0\n";
    auto options = Options({"absmax-channel", "uniform"}, {3, 5});
    options.data = folder.Path("data");
    const auto v = SomeWeights(240, 1);
    const auto w = SomeWeights(120, 2);
    for (const auto* split : {"", "first"})
    {
        options.split = split;
        options.activationBits = 32;
        options.effectsBits = 0;
        const auto result = Evaluate(study, options);
        ASSERT_EQ(result.rows.size(), 4U);
        ASSERT_EQ(result.samples, 4U);
        for (const auto& row : result.rows)
        {
            const auto first = QuantizedWeights(study.layers[0], row.quantizer, row.bits);
            const auto second =
                *split ? w : QuantizedWeights(study.layers[1], row.quantizer, row.bits);
            double absolute = 0;
            double square = 0;
            double right = 0;
            const std::size_t labels[]{0, 1, 2, 0};
            for (std::size_t s = 0; s < 4; ++s)
            {
                const std::vector<float> x(inputs.begin() + 6 * std::ptrdiff_t(s),
                                           inputs.begin() + 6 * std::ptrdiff_t(s + 1));
                const auto plain = TwoLayersByHand(x, v, w);
                const auto quantized = TwoLayersByHand(x, first, second);
                double sums[4]{};
                for (std::size_t k = 0; k < 3; ++k)
                {
                    sums[0] += std::abs(plain[k] - quantized[k]);
                    sums[1] += std::abs(plain[k]);
                    sums[2] += std::pow(plain[k] - quantized[k], 2);
                    sums[3] += std::pow(plain[k], 2);
                }
                absolute += sums[0] / sums[1] / 4;
                square += std::sqrt(sums[2] / sums[3]) / 4;
                const auto best = std::max_element(quantized.begin(), quantized.end());
                right += std::size_t(best - quantized.begin()) == labels[s] ? 0.25 : 0;
            }
            EXPECT_NEAR(row.absolute.value, absolute, 1e-5 * absolute);
            EXPECT_NEAR(row.square.value, square, 1e-5 * square);
            EXPECT_EQ(row.task->value, right);
        }
    }
}

TEST(ModelEvaluation, WhatCrossesTheCutIsRounded)
{
    const TemporaryFolder folder;
    const auto study = Study(WriteTwoLayers(folder), "1x6");
    auto options = Options({"absmax-channel"}, {16});
    options.split = "first";
    options.effectsBits = 0;
    std::vector<double> errors;
    for (const std::uint32_t bits : {2, 4, 8, 16, 32})
    {
        options.activationBits = bits;
        errors.push_back(Evaluate(study, options).rows[0].absolute.value);
    }
    EXPECT_GT(errors[0], 4 * errors[1]); // a bit halves the step
    EXPECT_GT(errors[1], 8 * errors[2]);
    EXPECT_NEAR(errors[3], errors[4], 1e-3);
    EXPECT_GT(errors[4], 0); // of the weights
}

TEST(ModelEvaluation, LayersAddInQuadratureAndSensitivitiesHaveMeanOne)
{
    const TemporaryFolder folder;
    const auto study = Study(WriteTwoLayers(folder, 64, 256, 64), "1x64");
    auto options = Options({"absmax-channel"}, {8});
    options.samples = 16;
    options.effectsBits = 8;
    const auto result = Evaluate(study, options);
    ASSERT_EQ(result.effects.size(), 2U);
    EXPECT_NEAR(result.together, result.quadrature, 0.1 * result.quadrature);
    double sum = 0;
    for (const auto& effect : result.effects)
    {
        sum += effect.sensitivity * double(study.layers[effect.layer].layer.GetWeights());
    }
    EXPECT_NEAR(sum, 2 * 64 * 256, 1e-6);
}

TEST(ModelEvaluation, RunsAreTheSameBytesAndGoIntoTheProfile)
{
    const TemporaryFolder folder;
    auto study = Study(WriteTwoLayers(folder), "1x6");
    const auto options = Options({"absmax-channel", "pot-log"}, {2, 4});
    study.outputs = Evaluate(study, options);
    EXPECT_EQ(QualityCsv(*study.outputs), QualityCsv(Evaluate(study, options)));
    const auto profile = ProfileOf(study, "");
    ASSERT_EQ(profile.quality.size(), 2U);
    EXPECT_EQ(profile.quality[0].quantizer, "absmax-channel");
    EXPECT_EQ(profile.quality[0].bits, (std::vector<double>{2, 4, 32}));
    EXPECT_EQ(profile.quality[0].value.back(), 1);
    EXPECT_EQ(profile.quality[0].value[0], 1 - study.outputs->rows[0].absolute.value);
    EXPECT_NEAR((*profile.layers)[0].sensitivity, study.outputs->effects[0].sensitivity, 1e-12);
}

TEST(ModelEvaluation, WhatIsNotAllowedIsNamed)
{
    const TemporaryFolder folder;
    const auto study = Study(WriteTwoLayers(folder), "1x6");
    const auto messageOf = [&](const EvaluationOptions& options) {
        try
        {
            Evaluate(study, options);
        }
        catch (const std::invalid_argument& error)
        {
            return std::string(error.what());
        }
        return std::string("nothing");
    };
    auto options = Options({"uniform"}, {4});
    options.split = "third";
    EXPECT_NE(messageOf(options).find("third"), std::string::npos);
    options.split = "";
    options.data = folder.Path("none");
    EXPECT_NE(messageOf(options).find("inputs.npy"), std::string::npos);
    std::filesystem::create_directories(folder.Path("data"));
    options.data = folder.Path("data");
    WriteBytes(folder.Path("data/inputs.npy"), Npy("2, 5", std::vector<float>(10, 1)));
    EXPECT_NE(messageOf(options).find("2x5"), std::string::npos);
    WriteBytes(folder.Path("data/inputs.npy"), Npy("2, 6", std::vector<float>(12, 1)));
    std::ofstream(folder.Path("data/labels.txt")) << "0\n3\n";
    EXPECT_NE(messageOf(options).find("labels.txt, line 2 = 3"), std::string::npos)
        << messageOf(options);
    std::ofstream(folder.Path("data/labels.txt")) << "0\n";
    EXPECT_NE(messageOf(options).find("1 answers"), std::string::npos);
}

TEST(ModelEvaluation, TheFirstUnknownOperatorIsNamed)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("unknown.onnx");
    WriteBytes(path,
               onnx::Model(onnx::Field(11, onnx::ValueInfo("x", 1, {1, 6})) +
                           onnx::Initializer(onnx::Tensor("v", {6, 6}, SomeWeights(36, 1))) +
                           onnx::Node("MatMul", {"x", "v"}, {"a"}) +
                           onnx::Node("Hardmax", {"a"}, {"y"}, "", "odd") + onnx::Output("y")));
    const auto study = Study(path, "1x6");
    try
    {
        Evaluate(study, Options({"uniform"}, {4}));
        FAIL();
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_NE(std::string(error.what()).find("node odd (Hardmax)"), std::string::npos)
            << error.what();
    }
}

} // namespace
