/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/onnx-bytes.h"
#include "../../../support/temporary-folder.h"
#include "weights/layer-study.h"
#include "weights/model-file.h"
#include "weights/sorted-magnitudes.h"

#include "ns3/rate-distortion.h"
#include "ns3/weight-quantizer.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

/// Weights of a matrix of a model, Laplace, with a few that are dead.
std::vector<float>
SomeWeights(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::exponential_distribution<float> magnitude(20);
    std::vector<float> weights;
    for (std::size_t i = 0; i < count; ++i)
    {
        const float sign = random() % 2 == 0 ? 1.0F : -1.0F;
        weights.push_back(random() % 50 == 0 ? 0.0F : sign * magnitude(random));
    }
    return weights;
}

LayerStudy
StudyOf(const std::string& tensor, const std::string& operation, const std::string& attributes = "")
{
    const TemporaryFolder folder;
    const auto path = folder.Path("model.onnx");
    WriteBytes(path,
               onnx::Model(onnx::Initializer(tensor) +
                           onnx::Node(operation, {"x", "w"}, {"y"}, attributes)));
    MagnitudeHistogram live;
    return StudyLayer(ReadModelFile(path).layers.at(0), live);
}

double
ErrorOf(const LayerStudy& study, const std::string& quantizer, std::uint32_t bits)
{
    for (const auto& row : study.rows)
    {
        if (row.quantizer == quantizer && row.bits == bits)
        {
            return row.error;
        }
    }
    ADD_FAILURE() << quantizer << " at " << bits;
    return 0;
}

/// Mean error where each weight's scale is the largest magnitude of those that scaleOf puts with
/// it.
double
AbsmaxError(const std::vector<float>& weights,
            std::uint32_t bits,
            const std::function<std::size_t(std::size_t)>& groupOf)
{
    std::vector<double> largest(weights.size(), 0);
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        auto& of = largest[groupOf(i)];
        of = std::max(of, std::abs(double(weights[i])));
    }
    const double steps = std::pow(2, bits - 1) - 1;
    double error = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        const double scale = largest[groupOf(i)];
        const double step = scale / steps;
        const double level = steps > 0 && scale > 0 ? std::round(weights[i] / step) * step : 0;
        error += std::abs(weights[i] - level);
    }
    return error / static_cast<double>(weights.size());
}

TEST(LayerStudy, AbsmaxCodesAreMeasuredAsByHand)
{
    constexpr std::size_t ROWS = 30;
    constexpr std::size_t COLUMNS = 47;
    const auto weights = SomeWeights(ROWS * COLUMNS, 1);
    const auto tensor = onnx::Tensor("w", {ROWS, COLUMNS}, weights);
    const auto byColumn = StudyOf(tensor, "MatMul");
    const auto byRow = StudyOf(tensor, "Gemm", onnx::Attribute("transB", 1));
    for (std::uint32_t bits = 1; bits <= 16; ++bits)
    {
        const auto near = [&](const LayerStudy& study, const std::string& name, auto groupOf) {
            const double wanted = AbsmaxError(weights, bits, groupOf);
            EXPECT_NEAR(ErrorOf(study, name, bits), wanted, 1e-9 * wanted) << name << bits;
        };
        near(byColumn, "absmax-channel", [](std::size_t i) { return i % COLUMNS; });
        near(byRow, "absmax-channel", [](std::size_t i) { return i / COLUMNS; });
        near(byRow, "absmax-tensor", [](std::size_t) { return 0; });
        near(byRow, "absmax-g32", [](std::size_t i) { return i / 32; });
        near(byRow, "absmax-g64", [](std::size_t i) { return i / 64; });
        near(byRow, "absmax-g128", [](std::size_t i) { return i / 128; });
    }
}

TEST(LayerStudy, ScalarCodesAreMeasuredAsOneByOne)
{
    const auto weights = SomeWeights(3000, 2);
    const auto study = StudyOf(onnx::Tensor("w", {3000, 1}, weights), "MatMul");
    double sum = 0;
    for (const float weight : weights)
    {
        sum += std::abs(double(weight));
    }
    EXPECT_NEAR(study.GetWeightRate(), 3000 / sum, 1e-12 * study.GetWeightRate());
    EXPECT_EQ(study.dead,
              std::count(weights.begin(), weights.end(), 0.0F) +
                  std::count_if(weights.begin(), weights.end(), [&](float w) {
                      return w != 0 && std::abs(w) < 1e-4 * study.mean;
                  }));
    for (const std::string name : {"uniform", "pot-log", "optimal-scalar"})
    {
        for (std::uint32_t bits = 1; bits <= 16; ++bits)
        {
            const auto code = ScalarQuantizer::Create(name, bits, study.GetWeightRate());
            double error = 0;
            for (const float weight : weights)
            {
                error += std::abs(weight - code->Quantize(weight)) / 3000;
            }
            EXPECT_NEAR(ErrorOf(study, name, bits), error, 1e-8 * error) << name << bits;
        }
    }
}

TEST(LayerStudy, NoStepHasLessErrorThanTheLeast)
{
    for (const std::size_t count : {3, 40, 900})
    {
        const auto weights = SomeWeights(count, 3);
        const auto study = StudyOf(onnx::Tensor("w", {std::int64_t(count), 1}, weights), "MatMul");
        for (std::uint32_t bits = 2; bits <= 8; ++bits)
        {
            const double steps = std::pow(2, bits - 1) - 1;
            const auto errorAt = [&](double step) {
                double error = 0;
                for (const float weight : weights)
                {
                    const double magnitude = std::abs(double(weight));
                    error +=
                        std::abs(magnitude - std::min(std::round(magnitude / step), steps) * step);
                }
                return error / double(count);
            };
            const double least = ErrorOf(study, "least-l1", bits);
            double tried = std::numeric_limits<double>::infinity();
            // Levels that meet a weight: the error bends up there and nowhere else.
            for (const float weight : weights)
            {
                for (double k = 1; k <= steps; ++k)
                {
                    const double step = std::abs(double(weight)) / k;
                    tried = step > 0 ? std::min(tried, errorAt(step)) : tried;
                }
            }
            EXPECT_NEAR(least, tried, 1e-9 * tried + 1e-15) << count << " at " << bits;
        }
    }
}

TEST(LayerStudy, TheGridComesCloseToTheLeast)
{
    // Too many for the search of all, of 400,000 on their bins: nothing around is better by 1e-4.
    for (const std::size_t count : {100'000, 400'000})
    {
        const auto weights = SomeWeights(count, 4);
        const auto study = StudyOf(onnx::Tensor("w", {std::int64_t(count), 1}, weights), "MatMul");
        std::vector<double> magnitudes;
        for (const float weight : weights)
        {
            magnitudes.push_back(std::abs(double(weight)));
        }
        const SortedMagnitudes sorted(magnitudes);
        for (const std::uint32_t bits : {4, 8, 12})
        {
            const double least = ErrorOf(study, "least-l1", bits);
            const auto steps = (std::size_t{1} << (bits - 1)) - 1;
            const double widest = 1.2 * sorted.GetLargest() / double(steps);
            double tried = std::numeric_limits<double>::infinity();
            for (double step = widest; step > widest / 20; step /= 1.003)
            {
                tried = std::min(tried, sorted.MeanErrorOfSteps(step, steps));
            }
            EXPECT_LT(least, tried * (1 + 1e-4)) << count << " at " << bits;
        }
    }
}

TEST(LayerStudy, SixteenBitWeightsAreCountedByValue)
{
    constexpr int HALF = 10;
    constexpr int BRAIN_FLOAT = 16;
    for (const int type : {HALF, BRAIN_FLOAT})
    {
        std::vector<std::uint16_t> shorts;
        std::vector<float> floats; // of the same values
        for (const float weight : SomeWeights(2000, 5))
        {
            if (type == HALF)
            {
                const Eigen::half half(weight);
                shorts.push_back(half.x);
                floats.push_back(static_cast<float>(half));
                continue;
            }
            std::uint32_t bits;
            std::memcpy(&bits, &weight, sizeof(bits));
            shorts.push_back(static_cast<std::uint16_t>(bits >> 16));
            bits &= 0xffff0000U;
            std::memcpy(&floats.emplace_back(), &bits, sizeof(bits));
        }
        const auto few =
            StudyOf(onnx::TensorHead("w", type, {40, 50}) + onnx::Field(9, onnx::Bytes(shorts)),
                    "MatMul");
        const auto single = StudyOf(onnx::Tensor("w", {40, 50}, floats), "MatMul");
        ASSERT_EQ(few.rows.size(), single.rows.size());
        for (std::size_t i = 0; i < single.rows.size(); ++i)
        {
            if (single.rows[i].quantizer == "least-l1" && single.rows[i].bits > 8)
            {
                continue; // of a grid, which is not where the values' own one is
            }
            EXPECT_NEAR(few.rows[i].error, single.rows[i].error, 1e-9 * single.rows[i].error)
                << single.rows[i].quantizer << single.rows[i].bits;
        }
    }
}

TEST(LayerStudy, BoundsAreThoseOfTheory)
{
    const auto study = StudyOf(onnx::Tensor("w", {100, 100}, SomeWeights(10000, 6)), "MatMul");
    const double rate = study.GetWeightRate();
    for (const auto& row : study.rows)
    {
        const double r = row.bits - 1.0;
        EXPECT_EQ(row.lowerBound, DistortionLowerBound(r, rate));
        EXPECT_EQ(row.trueBound, DistortionRateFunction(r, rate));
        EXPECT_EQ(row.scalarBound, ScalarDistortion(r, rate));
        EXPECT_EQ(row.upperBound, DistortionUpperBound(r, rate));
        // What the best code needs for such an error.
        EXPECT_NEAR(-std::log1p(-std::exp2(-row.effectiveBits)) / rate,
                    row.error,
                    1e-9 * row.error);
        // Nearly exponential weights, and no code of one scale for all beats the best of all codes.
        EXPECT_GT(row.error, 0.9 * row.lawFreeLowerBound) << row.quantizer << row.bits;
    }
}

TEST(LayerStudy, BoundsHoldWhereMostWeightsAreDead)
{
    auto weights = SomeWeights(40000, 7);
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        weights[i] *= i % 10 == 0 ? 1.0F : i % 3 == 0 ? 1e-7F : 0.0F;
    }
    const auto study = StudyOf(onnx::Tensor("w", {200, 200}, weights), "MatMul");
    EXPECT_GT(study.dead, 36000U);
    for (const auto& row : study.rows)
    {
        // A group's scale is more than a bit for each of its live weights, and exact.
        EXPECT_TRUE(row.error > row.lawFreeLowerBound || row.quantizer.rfind("absmax-g", 0) == 0)
            << row.quantizer << row.bits;
        EXPECT_DOUBLE_EQ(row.lawFreeLowerBound,
                         row.lowerBound * std::exp2(-std::max(0.0, study.entropyGap)));
        if (row.bits == 1)
        {
            continue;
        }
        // The channel's own equation, on all weights one by one.
        const double d = row.lawFreeUpperBound;
        double near = 0;
        for (const float weight : weights)
        {
            near += std::exp(-std::abs(double(weight)) / d) / double(weights.size());
        }
        EXPECT_NEAR(std::log2(study.mean / d + near), row.bits - 1.0, 1e-6) << row.bits;
    }
}

TEST(LayerStudy, ALargestMagnitudeAsTopIsTriedToo)
{
    for (const std::size_t count : {2000, 30000})
    {
        const auto study =
            StudyOf(onnx::Tensor("w", {std::int64_t(count), 1}, SomeWeights(count, 8)), "MatMul");
        for (std::uint32_t bits = 2; bits <= 16; ++bits)
        {
            EXPECT_LE(ErrorOf(study, "least-l1", bits), ErrorOf(study, "absmax-tensor", bits))
                << count << " at " << bits;
        }
    }
    const auto same = StudyOf(onnx::Tensor("w", {300, 1}, std::vector<float>(300, 0.3F)), "MatMul");
    for (std::uint32_t bits = 2; bits <= 16; ++bits)
    {
        EXPECT_NEAR(ErrorOf(same, "least-l1", bits), 0, 1e-16) << bits;
    }
}

TEST(LayerStudy, BlocksHaveChannelsOfTheirOwn)
{
    const auto weights = SomeWeights(24 * 2 * 3 * 3, 9);
    // Six channels of eight inputs each, not two of 24.
    const auto grouped = StudyOf(onnx::Tensor("w", {24, 2, 3, 3}, weights),
                                 "ConvTranspose",
                                 onnx::Attribute("group", 3));
    const auto channelOf = [](std::size_t i) { return i / 144 * 2 + i / 9 % 2; };
    for (std::uint32_t bits = 2; bits <= 16; ++bits)
    {
        EXPECT_NEAR(ErrorOf(grouped, "absmax-channel", bits),
                    AbsmaxError(weights, bits, channelOf),
                    1e-12)
            << bits;
    }
    EXPECT_EQ(ChannelsOf(grouped.layer).channels, 6U);
    // Both directions of a recurrence.
    const auto both = StudyOf(onnx::Tensor("w", {2, 24, 9 * 1}, SomeWeights(432, 9)), "LSTM");
    const auto rowOf = [](std::size_t i) { return i / 9; };
    EXPECT_NEAR(ErrorOf(both, "absmax-channel", 6),
                AbsmaxError(SomeWeights(432, 9), 6, rowOf),
                1e-12);
    // The same stored the other way around, behind a transposition.
    const auto stored = SomeWeights(432, 9);
    std::vector<float> turned(stored.size());
    for (std::size_t i = 0; i < stored.size(); ++i) // {2, 24, 9} to {9, 24, 2}
    {
        turned[(i % 9) * 48 + (i / 9 % 24) * 2 + i / 216] = stored[i];
    }
    const TemporaryFolder folder;
    const auto path = folder.Path("turned.onnx");
    WriteBytes(path,
               onnx::Model(onnx::Initializer(onnx::Tensor("t", {9, 24, 2}, turned)) +
                           onnx::Node("Transpose",
                                      {"t"},
                                      {"w"},
                                      onnx::Attribute("perm", std::vector<std::int64_t>{2, 1, 0})) +
                           onnx::Node("LSTM", {"x", "w"}, {"y"})));
    MagnitudeHistogram live;
    const auto behind = StudyLayer(ReadModelFile(path).layers.at(0), live);
    EXPECT_EQ(ChannelsOf(behind.layer).channels, 48U);
    EXPECT_NEAR(ErrorOf(behind, "absmax-channel", 6), AbsmaxError(stored, 6, rowOf), 1e-12);
    // A group that does not divide the inputs is a broken file's: all share their channels.
    const auto odd = StudyOf(onnx::Tensor("w", {24, 2, 3, 3}, weights),
                             "ConvTranspose",
                             onnx::Attribute("group", 7));
    EXPECT_EQ(ChannelsOf(odd.layer).channels, 2U);
}

TEST(LayerStudy, WeightsBeyondSinglePrecisionAreRefused)
{
    for (const auto& weights : {std::vector<float>{1, 1e31F}, std::vector<float>{1e-40F, 2e-44F}})
    {
        try
        {
            StudyOf(onnx::Tensor("w", {2, 1}, weights), "MatMul");
            ADD_FAILURE() << weights[0];
        }
        catch (const std::invalid_argument& error)
        {
            const std::string message = error.what();
            EXPECT_NE(message.find("model.onnx: tensor w"), std::string::npos) << message;
            EXPECT_NE(message.find("allowed are"), std::string::npos) << message;
        }
    }
}

TEST(LayerStudy, WeightsThatAreNoNumbersAreRefused)
{
    const float inf = std::numeric_limits<float>::infinity();
    for (const float bad : {inf, -inf, std::nanf("")})
    {
        const std::vector<float> weights{1, bad};
        try
        {
            StudyOf(onnx::Tensor("w", {2, 1}, weights), "MatMul");
            ADD_FAILURE() << bad;
        }
        catch (const std::invalid_argument& error)
        {
            EXPECT_NE(std::string(error.what()).find("model.onnx: tensor w: weight 1"),
                      std::string::npos)
                << error.what();
        }
    }
    const auto zeros = StudyOf(onnx::Tensor("w", {2, 1}, std::vector<float>{0, -0.0F}), "MatMul");
    EXPECT_EQ(zeros.GetWeightRate(), 0);
    EXPECT_EQ(zeros.dead, 2U);
    EXPECT_TRUE(zeros.rows.empty());
}

} // namespace
