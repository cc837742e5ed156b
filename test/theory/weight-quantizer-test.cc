/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/group-quantizer.h"
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
DistortionByQuadrature(const ScalarQuantizer& quantizer, double weightRate)
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
    const PowerOfTwoQuantizer quantizer(3, 2); // levels 2, 1, 0.5, 0
    EXPECT_DOUBLE_EQ(quantizer.Quantize(100), 2);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(1.5), 2); // middle of 1 and 2
    EXPECT_DOUBLE_EQ(quantizer.Quantize(1.4999), 1);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-0.75), -1);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-0.7499), -0.5);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.25), 0.5);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.2499), 0);
    EXPECT_DOUBLE_EQ(quantizer.Quantize(0.0), 0);
    EXPECT_TRUE(std::signbit(quantizer.Quantize(-1e-30)));
    EXPECT_DOUBLE_EQ(quantizer.Quantize(-std::numeric_limits<double>::infinity()), -2);
    EXPECT_TRUE(std::isnan(quantizer.Quantize(std::nan(""))));
    EXPECT_EQ(PowerOfTwoQuantizer(32, 2).Quantize(0.0), 0);
    const PowerOfTwoQuantizer two(2, 2); // levels 2, 0
    EXPECT_EQ(two.Quantize(1.01), 2);
    EXPECT_EQ(two.Quantize(0.99), 0);
}

TEST(WeightQuantizer, GeometricPowerOfTwoCellsAndLevels)
{
    const GeometricPowerOfTwoQuantizer quantizer(3, 2); // levels 2, 1, 0.5, 0.25
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
    EXPECT_EQ(GeometricPowerOfTwoQuantizer(32, 2).Quantize(0.0), 0);
}

TEST(WeightQuantizer, OptimalLevelsAreMediansAndThresholdsMiddles)
{
    // Lloyd's conditions for E|.|, checked on the code alone: thresholds by bisection.
    for (std::uint32_t bitWidth = 2; bitWidth <= 7; ++bitWidth)
    {
        const OptimalQuantizer quantizer(bitWidth, 1);
        double lower = 0;
        double level = quantizer.Quantize(0);
        std::uint32_t levels = 1;
        for (; lower < 40; ++levels)
        {
            double inside = level;
            double outside = 60;
            if (quantizer.Quantize(outside) == level)
            {
                break;
            }
            for (int i = 0; i < 60; ++i)
            {
                const double middle = (inside + outside) / 2;
                (quantizer.Quantize(middle) == level ? inside : outside) = middle;
            }
            const double next = quantizer.Quantize(outside);
            EXPECT_NEAR(outside, (level + next) / 2, 1e-12) << bitWidth;
            EXPECT_NEAR(std::exp(-lower) - std::exp(-level),
                        std::exp(-level) - std::exp(-outside),
                        1e-12);
            lower = outside;
            level = next;
        }
        EXPECT_EQ(levels, 1U << (bitWidth - 1));
        EXPECT_NEAR(std::exp(-level), std::exp(-lower) / 2, 1e-12) << bitWidth;
    }
}

TEST(WeightQuantizer, OptimalAttainsScalarDistortionAndItsRecursion)
{
    double previous = std::log(2.0); // of one level
    for (double levels = 2; levels <= 128; ++levels)
    {
        previous = std::log(2 - std::exp(-previous));
        EXPECT_NEAR(ScalarDistortion(std::log2(levels), 1), previous, 1e-13) << levels;
    }
    for (std::uint32_t bitWidth = 1; bitWidth <= 32; ++bitWidth)
    {
        const double distortion = OptimalQuantizer(bitWidth, 50).ExpectedDistortion(50);
        EXPECT_DOUBLE_EQ(distortion, ScalarDistortion(bitWidth - 1.0, 50));
        // Through the sum over cells, which another law takes.
        const double summed = OptimalQuantizer(bitWidth, 50).ExpectedDistortion(50 * (1 + 1e-15));
        EXPECT_NEAR(summed / distortion, 1, 4e-9) << bitWidth;
    }
}

TEST(WeightQuantizer, ChainOfDistortions)
{
    for (std::uint32_t bitWidth = 1; bitWidth <= 32; ++bitWidth)
    {
        const double rate = bitWidth - 1.0;
        const double lower = DistortionLowerBound(rate, 3);
        const double exact = DistortionRateFunction(rate, 3);
        const double scalar = ScalarDistortion(rate, 3);
        EXPECT_LE(lower, exact);
        EXPECT_LE(exact, scalar * (1 + 1e-15));
        EXPECT_LE(scalar, DistortionUpperBound(rate, 3) * (1 + 1e-15));
        EXPECT_LE(bitWidth == 1 ? 0 : 1.2 * exact, scalar); // apart but for one bit
        for (const auto& name : ScalarQuantizer::GetNames())
        {
            EXPECT_GE(ScalarQuantizer::Create(name, bitWidth, 3)->ExpectedDistortion(3),
                      scalar * (1 - 1e-12))
                << name << " " << bitWidth;
        }
    }
}

TEST(GroupQuantizer, CodesOfAGroup)
{
    const GroupQuantizer quantizer(3, 4); // multiples of largest/3
    Eigen::MatrixXd weights(3, 2);
    weights << 0.3, 9, //
        -1.4, -1.4,    //
        3, 0;
    quantizer.QuantizeInPlace(weights); // groups: 0.3 -1.4 3 9 and -1.4 0
    EXPECT_EQ(weights(0, 0), 0);
    EXPECT_EQ(weights(1, 0), -0.0);
    EXPECT_EQ(weights(2, 0), 3);
    EXPECT_EQ(weights(0, 1), 9);
    EXPECT_DOUBLE_EQ(weights(1, 1), -1.4);
    EXPECT_EQ(weights(2, 1), 0);
    EXPECT_DOUBLE_EQ(quantizer.GetBitsPerWeight(), 7);
    EXPECT_DOUBLE_EQ(WeightQuantizer::Create("absmax-g128", 4, 50)->GetBitsPerWeight(), 4.125);
    EXPECT_DOUBLE_EQ(WeightQuantizer::Create("uniform", 4, 50)->GetBitsPerWeight(), 4);

    Eigen::VectorXd zeros = Eigen::VectorXd::Zero(5);
    quantizer.QuantizeInPlace(zeros);
    EXPECT_EQ(zeros, Eigen::VectorXd::Zero(5));
    Eigen::VectorXd odd(5);
    odd << 1, std::nan(""), 2, 3, 4;
    quantizer.QuantizeInPlace(odd);
    EXPECT_TRUE(odd.head(4).array().isNaN().all());
    EXPECT_EQ(odd(4), 4);
    EXPECT_THROW(GroupQuantizer(1, 32), std::invalid_argument);
    EXPECT_THROW(GroupQuantizer(4, 0), std::invalid_argument);
}

TEST(GroupQuantizer, ExpectedDistortionAgreesWithMonteCarlo)
{
    Magnitudes magnitudes;
    for (const std::uint32_t groupSize : {1U, 2U, 32U, 128U})
    {
        for (const std::uint32_t bitWidth : {2U, 4U, 8U})
        {
            const GroupQuantizer quantizer(bitWidth, groupSize);
            const int groups = static_cast<int>(200000 / groupSize);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < groups; ++i)
            {
                const Eigen::VectorXd weights =
                    Eigen::VectorXd::NullaryExpr(groupSize, [&] { return magnitudes(50); });
                Eigen::VectorXd quantized = weights;
                quantizer.QuantizeInPlace(quantized);
                const double error = (quantized - weights).cwiseAbs().mean();
                sum += error;
                squares += error * error;
            }
            const double mean = sum / groups;
            const double standardError =
                std::sqrt(std::max(squares / groups - mean * mean, 0.0) / groups);
            EXPECT_NEAR(mean, quantizer.ExpectedDistortion(50), 4 * standardError + 1e-12)
                << groupSize << " " << bitWidth;
        }
    }
}

TEST(GroupQuantizer, CostsAboutTheHarmonicNumberAndMoreThanTheUpperBound)
{
    for (const std::uint32_t groupSize : {32U, 128U})
    {
        double harmonic = 0;
        for (std::uint32_t i = 1; i <= groupSize; ++i)
        {
            harmonic += 1.0 / i;
        }
        for (std::uint32_t bitWidth = 6; bitWidth <= 16; ++bitWidth)
        {
            const double distortion = GroupQuantizer(bitWidth, groupSize).ExpectedDistortion(1);
            const double rough = harmonic / 4 / (std::exp2(bitWidth - 1.0) - 1);
            EXPECT_NEAR(distortion / rough, 1, groupSize == 32 ? 0.06 : 0.03) << bitWidth;
            // D_U bounds the best code of so many bits, scales counted in: this one is none.
            const double rate = GroupQuantizer(bitWidth, groupSize).GetBitsPerWeight() - 1;
            EXPECT_GT(distortion, 1.3 * DistortionUpperBound(rate, 1));
        }
    }
}

TEST(WeightQuantizer, OneBitKeepsTheSignAndTheMedian)
{
    for (const auto& name : ScalarQuantizer::GetNames())
    {
        const auto quantizer = ScalarQuantizer::Create(name, 1, 50);
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
    for (const auto& name : ScalarQuantizer::GetNames())
    {
        for (std::uint32_t bitWidth = 1; bitWidth <= 4; ++bitWidth)
        {
            const auto quantizer = ScalarQuantizer::Create(name, bitWidth, 1);
            std::set<double> codes;
            for (int i = 0; i < 200000; ++i)
            {
                const double weight = magnitudes(0.3) * (magnitudes.Negative() ? -1 : 1);
                const double code = quantizer->Quantize(weight);
                EXPECT_EQ(std::signbit(code), std::signbit(weight));
                codes.insert(code);
            }
            // Plus and minus zero are one value.
            const auto same = name == "pot-log" && bitWidth > 1 ? 1u : 0u;
            EXPECT_EQ(codes.size(), (1u << bitWidth) - same) << name << " " << bitWidth;
            for (double code : codes)
            {
                EXPECT_DOUBLE_EQ(quantizer->Quantize(code), code);
            }
        }
    }
}

TEST(WeightQuantizer, MatricesAndVectorsInPlace)
{
    const auto quantizer = ScalarQuantizer::Create("uniform", 4, 2);
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
    for (const auto& name : ScalarQuantizer::GetNames())
    {
        for (std::uint32_t bitWidth : {1, 2, 3, 5, 8, 12})
        {
            const auto quantizer = ScalarQuantizer::Create(name, bitWidth, weightRate);
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
    for (const auto& name : ScalarQuantizer::GetNames())
    {
        for (std::uint32_t bitWidth : {1, 2, 4, 6})
        {
            const auto quantizer = ScalarQuantizer::Create(name, bitWidth, 50);
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

TEST(WeightQuantizer, TheUniformStepIsTheBestToItsLastDigits)
{
    // Of the distortion's slope, in 60 digits: it changes its sign within 1e-14 of the step.
    using Exact = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<60>>;
    for (std::uint32_t bitWidth = 1; bitWidth <= 32; ++bitWidth)
    {
        const Exact levels = pow(Exact(2), int(bitWidth) - 1);
        const auto distortion = [&levels](const Exact& step) {
            const Exact middle = step / 2;
            const Exact cell = middle - 1 + 2 * exp(-middle) - (1 + middle) * exp(-step);
            const Exact last = middle - 1 + 2 * exp(-middle);
            const Exact tail = exp(-(levels - 1) * step);
            return Exact(cell * (1 - tail) / (1 - exp(-step)) + tail * last);
        };
        const auto slope = [&distortion](const Exact& step) {
            const Exact change = step * Exact("1e-25");
            return Exact(distortion(step + change) - distortion(step - change));
        };
        const Exact step(UniformQuantizer::ForWeightRate(bitWidth, 1).GetStep());
        EXPECT_LT(slope(step * (1 - Exact("1e-14"))), 0) << bitWidth;
        EXPECT_GT(slope(step * (1 + Exact("1e-14"))), 0) << bitWidth;
    }
}

TEST(WeightQuantizer, NoCodeBeatsTheRateDistortionFunction)
{
    for (double weightRate : {0.02, 1.0, 50.0, 1e4})
    {
        for (const auto& name : ScalarQuantizer::GetNames())
        {
            double previous = std::numeric_limits<double>::infinity();
            for (std::uint32_t bitWidth = 1; bitWidth <= 32; ++bitWidth)
            {
                const auto quantizer = ScalarQuantizer::Create(name, bitWidth, weightRate);
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
        const double geometric =
            GeometricPowerOfTwoQuantizer::ForWeightRate(bitWidth, 1).ExpectedDistortion(1);
        for (int i = -600; i <= 300; ++i)
        {
            const double size = std::exp2(i / 50.0);
            EXPECT_GE(UniformQuantizer(bitWidth, size).ExpectedDistortion(1), uniform * (1 - 1e-12))
                << bitWidth << " " << size;
            EXPECT_GE(PowerOfTwoQuantizer(bitWidth, size).ExpectedDistortion(1),
                      powers * (1 - 2e-6))
                << bitWidth << " " << size;
            EXPECT_GE(GeometricPowerOfTwoQuantizer(bitWidth, size).ExpectedDistortion(1),
                      geometric * (1 - 2e-6))
                << bitWidth << " " << size;
        }
    }
}

TEST(WeightQuantizer, PowersOfTwoStopImproving)
{
    const auto distortion = [](const char* name, std::uint32_t bitWidth) {
        return WeightQuantizer::Create(name, bitWidth, 1)->ExpectedDistortion(1);
    };
    EXPECT_NEAR(distortion("pot-log", 32), 0.16992, 0.00001);
    EXPECT_NEAR(distortion("pot-log", 5), distortion("pot-log", 32), 1e-4);
    EXPECT_NEAR(distortion("pot-log-geometric", 32), 0.17502, 0.00001);
    EXPECT_NEAR(distortion("pot-log-geometric", 5), distortion("pot-log-geometric", 32), 1e-4);
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
    EXPECT_THROW(ScalarQuantizer::Create("uniform", 0, 50), std::invalid_argument);
    EXPECT_THROW(ScalarQuantizer::Create("pot-log", 33, 50), std::invalid_argument);
    EXPECT_THROW(ScalarQuantizer::Create("float", 4, 50), std::invalid_argument);
    for (double bad : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    {
        EXPECT_THROW(UniformQuantizer(4, bad), std::invalid_argument);
        EXPECT_THROW(PowerOfTwoQuantizer(4, bad), std::invalid_argument);
        for (const auto& name : ScalarQuantizer::GetNames())
        {
            EXPECT_THROW(ScalarQuantizer::Create(name, 4, bad), std::invalid_argument);
            EXPECT_THROW(ScalarQuantizer::Create(name, 4, 50)->ExpectedDistortion(bad),
                         std::invalid_argument);
        }
    }
}
