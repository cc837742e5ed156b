/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/rate-distortion.h"
#include "ns3/weight-quantizer.h"

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <set>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

/** Exponential magnitudes by inversion: the same on every standard library. */
class Magnitudes
{
  public:
    double operator()(double weightRate)
    {
        const double u = (double(m_engine() >> 11) + 0.5) * 0x1p-53;
        return -std::log(u) / weightRate;
    }

    bool Negative()
    {
        return m_engine() & 1;
    }

  private:
    std::mt19937_64 m_engine{20260213};
};

/** E|Theta - Theta^| by the midpoint rule over Quantize() alone; the tail beyond 40 is seen by
 * none. */
double
DistortionByQuadrature(const WeightQuantizer& quantizer, double weightRate)
{
    constexpr int N = 800000;
    const double h = 40.0 / N;
    double sum = 0;
    for (int i = 0; i < N; ++i)
    {
        const double x = (i + 0.5) * h;
        sum += std::abs(quantizer.Quantize(x / weightRate) * weightRate - x) * std::exp(-x) * h;
    }
    return sum / weightRate;
}

} // namespace

TEST(WeightQuantizer, UniformCellsAndLevels)
{
    const UniformQuantizer quantizer(3, 0.5); // levels 0.25, 0.75, 1.25, 1.75
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.0), 0.25);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.49), 0.25);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.5), 0.75);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-1.1), -1.25);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(1.99), 1.75);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-1e9), -1.75);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(std::numeric_limits<double>::infinity()), 1.75);
    EXPECT_TRUE(std::isnan(quantizer.Quantize(std::nan(""))));
}

TEST(WeightQuantizer, PowerOfTwoCellsAndLevels)
{
    const PowerOfTwoQuantizer quantizer(3, 2); // levels 2, 1, 0.5, 0.25
    EXPECT_DOUBLE_EQ(quantizer.Quantize(100), 2);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(1.42), 2); // above sqrt(2)
    EXPECT_DOUBLE_EQ(quantizer.Quantize(1.41), 1);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-0.71), -1);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-0.70), -0.5);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(1e-30), 0.25);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.0), 0.25);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-std::numeric_limits<double>::infinity()), -2);
    EXPECT_TRUE(std::isnan(quantizer.Quantize(std::nan(""))));
    // 2^31 levels reach below the smallest double: zero is their limit.
    EXPECT_EQ(PowerOfTwoQuantizer(32, 2).Quantize(0.0), 0);
}

TEST(WeightQuantizer, OneBitKeepsTheSignAndTheMedian)
{
    for (const auto& name : WeightQuantizer::GetNames())
    {
        const auto quantizer = WeightQuantizer::Create(name, 1, 50);
        for (double weight : {1e-9, 0.013, 7.0})
        {
            EXPECT_NEAR(quantizer->Quantize(weight) * 50, std::log(2.0), 1e-7) << name;
            EXPECT_NEAR(quantizer->Quantize(-weight) * 50, -std::log(2.0), 1e-7) << name;
        }
        EXPECT_NEAR(quantizer->ExpectedDistortion(50), ZeroRateDistortion(50), 1e-15) << name;
    }
}

TEST(WeightQuantizer, UsesEveryCodeAndNoOther)
{
    Magnitudes magnitudes;
    for (const auto& name : WeightQuantizer::GetNames())
    {
        for (std::uint32_t bitWidth = 1; bitWidth <= 4; ++bitWidth)
        {
            const auto quantizer = WeightQuantizer::Create(name, bitWidth, 1);
            std::set<double> codes;
            for (int i = 0; i < 200000; ++i)
            {
                const double weight = magnitudes(0.3) * (magnitudes.Negative() ? -1 : 1);
                const double code = quantizer->Quantize(weight);
                EXPECT_EQ(std::signbit(code), std::signbit(weight));
                codes.insert(code);
            }
            EXPECT_EQ(codes.size(), 1u << bitWidth) << name << " " << bitWidth;
            for (double code : codes)
            {
                EXPECT_DOUBLE_EQ(quantizer->Quantize(code), code);
            }
        }
    }
}

TEST(WeightQuantizer, MatricesAndVectorsInPlace)
{
    const auto quantizer = WeightQuantizer::Create("uniform", 4, 2);
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Random(7, 5);
    const Eigen::MatrixXd before = matrix;
    quantizer->QuantizeInPlace(matrix);
    for (int i = 0; i < 7; ++i)
    {
        for (int j = 0; j < 5; ++j)
        {
            EXPECT_EQ(matrix(i, j), quantizer->Quantize(before(i, j)));
        }
    }
    Eigen::VectorXd vector = before.col(2);
    quantizer->QuantizeInPlace(vector);
    EXPECT_EQ(vector, matrix.col(2));
    Eigen::MatrixXd part = before;
    quantizer->QuantizeInPlace(part.middleCols(1, 2));
    EXPECT_EQ(part.col(0), before.col(0));
    EXPECT_EQ(part.col(1), matrix.col(1));
}

TEST(WeightQuantizer, ExpectedDistortionAgreesWithQuadrature)
{
    const double weightRate = 50;
    for (const auto& name : WeightQuantizer::GetNames())
    {
        for (std::uint32_t bitWidth : {1, 2, 3, 5, 8, 12})
        {
            const auto quantizer = WeightQuantizer::Create(name, bitWidth, weightRate);
            // Also away from the law that the quantizer was made for.
            for (double law : {weightRate, 0.4 * weightRate})
            {
                const double expected = quantizer->ExpectedDistortion(law);
                EXPECT_NEAR(DistortionByQuadrature(*quantizer, law), expected, 2e-5 * expected)
                    << name << " " << bitWidth << " " << law;
            }
        }
    }
}

TEST(WeightQuantizer, ExpectedDistortionAgreesWithMonteCarlo)
{
    Magnitudes magnitudes;
    constexpr int N = 200000;
    for (const auto& name : WeightQuantizer::GetNames())
    {
        for (std::uint32_t bitWidth : {1, 2, 4, 6})
        {
            const auto quantizer = WeightQuantizer::Create(name, bitWidth, 50);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < N; ++i)
            {
                const double weight = magnitudes(50);
                const double error = std::abs(quantizer->Quantize(weight) - weight);
                sum += error;
                squares += error * error;
            }
            const double mean = sum / N;
            const double standardError = std::sqrt((squares / N - mean * mean) / N);
            EXPECT_NEAR(mean, quantizer->ExpectedDistortion(50), 4 * standardError)
                << name << " " << bitWidth;
        }
    }
}

TEST(WeightQuantizer, UniformDistortionLosesNoDigits)
{
    using Exact = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<60>>;
    for (std::uint32_t bitWidth = 1; bitWidth <= 32; ++bitWidth)
    {
        const auto quantizer = UniformQuantizer::ForWeightRate(bitWidth, 1);
        const Exact step(quantizer.GetStep());
        const Exact middle = step / 2;
        const Exact bounded = pow(Exact(2), int(bitWidth) - 1) - 1;
        const Exact cell = middle - 1 + 2 * exp(-middle) - (1 + middle) * exp(-step);
        const Exact last = middle - 1 + 2 * exp(-middle);
        const Exact expected =
            cell * (1 - exp(-bounded * step)) / (1 - exp(-step)) + exp(-bounded * step) * last;
        const double error =
            Exact(quantizer.ExpectedDistortion(1) / expected - 1).convert_to<double>();
        EXPECT_LT(std::abs(error), 2e-15) << bitWidth;
    }
}

TEST(WeightQuantizer, NoCodeBeatsTheRateDistortionFunction)
{
    for (double weightRate : {0.02, 1.0, 50.0, 1e4})
    {
        for (const auto& name : WeightQuantizer::GetNames())
        {
            double previous = std::numeric_limits<double>::infinity();
            for (std::uint32_t bitWidth = 1; bitWidth <= 32; ++bitWidth)
            {
                const auto quantizer = WeightQuantizer::Create(name, bitWidth, weightRate);
                const double distortion = quantizer->ExpectedDistortion(weightRate);
                const double best = DistortionRateFunction(bitWidth - 1.0, weightRate);
                // At one bit, and only there, a scalar quantizer attains it.
                EXPECT_GE(distortion, best * (bitWidth == 1 ? 1 - 1e-14 : 1.4))
                    << name << " " << bitWidth;
                EXPECT_GT(distortion, DistortionLowerBound(bitWidth - 1.0, weightRate));
                EXPECT_LE(distortion, previous * (1 + 1e-9)) << name << " " << bitWidth;
                previous = distortion;
            }
        }
    }
}

TEST(WeightQuantizer, NoOtherStepOrScaleIsBetter)
{
    for (std::uint32_t bitWidth = 1; bitWidth <= 12; ++bitWidth)
    {
        const double uniform = UniformQuantizer::ForWeightRate(bitWidth, 1).ExpectedDistortion(1);
        const double powers = PowerOfTwoQuantizer::ForWeightRate(bitWidth, 1).ExpectedDistortion(1);
        for (int i = -600; i <= 300; ++i)
        {
            const double size = std::exp2(i / 50.0);
            EXPECT_GE(UniformQuantizer(bitWidth, size).ExpectedDistortion(1), uniform * (1 - 1e-12))
                << bitWidth << " " << size;
            EXPECT_GE(PowerOfTwoQuantizer(bitWidth, size).ExpectedDistortion(1),
                      powers * (1 - 2e-6))
                << bitWidth << " " << size;
        }
    }
}

TEST(WeightQuantizer, PowersOfTwoStopImprovingAtFiveBits)
{
    const double five = WeightQuantizer::Create("pot-log", 5, 1)->ExpectedDistortion(1);
    EXPECT_NEAR(five, 0.175, 0.001);
    EXPECT_NEAR(WeightQuantizer::Create("pot-log", 32, 1)->ExpectedDistortion(1),
                five,
                1e-4 * five);
}

TEST(WeightQuantizer, WeightRateIsTheInverseMeanMagnitude)
{
    Eigen::MatrixXd weights(2, 2);
    weights << 0.5, -1.5, -1, 1;
    EXPECT_DOUBLE_EQ(EstimateWeightRate(weights), 1);
    Magnitudes magnitudes;
    const Eigen::VectorXd sample = Eigen::VectorXd::NullaryExpr(100000, [&magnitudes]() {
        return magnitudes(50) * (magnitudes.Negative() ? -1 : 1);
    });
    EXPECT_NEAR(EstimateWeightRate(sample), 50, 4 * 50 / std::sqrt(100000.0));
    EXPECT_THROW(EstimateWeightRate(Eigen::MatrixXd(0, 3)), std::invalid_argument);
    EXPECT_THROW(EstimateWeightRate(Eigen::MatrixXd::Zero(2, 2)), std::invalid_argument);
    weights(0, 0) = std::nan("");
    EXPECT_THROW(EstimateWeightRate(weights), std::invalid_argument);
}

TEST(WeightQuantizer, RefusesWhatHasNoMeaning)
{
    EXPECT_THROW(WeightQuantizer::Create("uniform", 0, 50), std::invalid_argument);
    EXPECT_THROW(WeightQuantizer::Create("pot-log", 33, 50), std::invalid_argument);
    EXPECT_THROW(WeightQuantizer::Create("float", 4, 50), std::invalid_argument);
    for (double bad : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    {
        EXPECT_THROW(UniformQuantizer(4, bad), std::invalid_argument);
        EXPECT_THROW(PowerOfTwoQuantizer(4, bad), std::invalid_argument);
        for (const auto& name : WeightQuantizer::GetNames())
        {
            EXPECT_THROW(WeightQuantizer::Create(name, 4, bad), std::invalid_argument);
            EXPECT_THROW(WeightQuantizer::Create(name, 4, 50)->ExpectedDistortion(bad),
                         std::invalid_argument);
        }
    }
}
