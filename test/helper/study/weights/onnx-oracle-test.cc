/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weights/model-file.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <onnx/onnx_pb.h>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

/// Where a graph's constants are, by name.
typedef std::map<std::string, const onnx::TensorProto*> Constants;

struct Layer
{
    std::string operation;
    double weights;
    double magnitudes; // sum
};

double
SumOf(const onnx::TensorProto& tensor)
{
    std::vector<float> values(tensor.float_data().begin(), tensor.float_data().end());
    if (tensor.has_raw_data())
    {
        values.resize(tensor.raw_data().size() / sizeof(float));
        std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
    }
    double sum = 0;
    for (const float value : values)
    {
        sum += std::abs(double(value));
    }
    return sum;
}

/// What ONNX's own library finds in a graph.
void
Find(const onnx::GraphProto& graph, Constants constants, std::vector<Layer>& layers)
{
    for (const auto& tensor : graph.initializer())
    {
        constants[tensor.name()] = &tensor;
    }
    for (const auto& node : graph.node())
    {
        for (const auto& attribute : node.attribute())
        {
            if (node.op_type() == "Constant" && attribute.name() == "value")
            {
                constants[node.output(0)] = &attribute.t();
            }
            if (attribute.has_g())
            {
                Find(attribute.g(), constants, layers);
            }
        }
        const auto& kind = node.op_type();
        if ((kind == "Conv" || kind == "ConvTranspose" || kind == "Gemm" || kind == "MatMul" ||
             kind == "LSTM") &&
            constants.count(node.input(1)) &&
            constants[node.input(1)]->data_type() == onnx::TensorProto::FLOAT)
        {
            const auto& tensor = *constants[node.input(1)];
            double count = 1;
            for (const auto extent : tensor.dims())
            {
                count *= double(extent);
            }
            layers.push_back({kind, count, SumOf(tensor)});
        }
    }
}

TEST(OnnxOracle, WeightsAreThoseThatOnnxsOwnLibraryFinds)
{
    const auto folder = std::filesystem::path(TEST_MODELS) / "node_modules";
    if (!std::filesystem::exists(folder))
    {
        GTEST_SKIP() << "npm ci --ignore-scripts in " << TEST_MODELS << " brings the models";
    }
    int models = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             folder,
             std::filesystem::directory_options::skip_permission_denied))
    {
        if (entry.path().extension() != ".onnx")
        {
            continue;
        }
        ++models;
        onnx::ModelProto model;
        std::ifstream file(entry.path(), std::ios::binary);
        ASSERT_TRUE(model.ParseFromIstream(&file)) << entry.path();
        std::vector<Layer> wanted;
        Find(model.graph(), {}, wanted);
        const auto found = ReadModelFile(entry.path().string()).layers;
        ASSERT_EQ(found.size(), wanted.size()) << entry.path();
        for (std::size_t i = 0; i < found.size(); ++i)
        {
            EXPECT_EQ(found[i].operation, wanted[i].operation) << entry.path() << i;
            EXPECT_EQ(double(found[i].GetWeights()), wanted[i].weights) << entry.path() << i;
            double sum = 0;
            found[i].weights.ForEach([&sum](const double* values, std::size_t count) {
                for (std::size_t j = 0; j < count; ++j)
                {
                    sum += std::abs(values[j]);
                }
            });
            EXPECT_NEAR(sum, wanted[i].magnitudes, 1e-9 * wanted[i].magnitudes) << entry.path();
        }
    }
    EXPECT_GE(models, 10);
}

} // namespace
