/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/distortion-propagation.h"
#include "ns3/weight-quantizer.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

class Sampler
{
  public:
    explicit Sampler(std::uint64_t seed)
        : m_engine(seed)
    {
    }

    /** Uniform in (0, 1), the same on every standard library. */
    double Uniform()
    {
        return (double(m_engine() >> 11) + 0.5) * 0x1p-53;
    }

    std::uint32_t Integer(std::uint32_t low, std::uint32_t high)
    {
        return low + std::uint32_t(m_engine() % (high - low + 1));
    }

    /** A layer with magnitudes of mean 1/inputs and random signs. */
    Eigen::MatrixXd Layer(std::uint32_t outputs, std::uint32_t inputs)
    {
        return Eigen::MatrixXd::NullaryExpr(outputs, inputs, [this, inputs]() {
            const double magnitude = -std::log(Uniform()) / inputs;
            return Uniform() < 0.5 ? -magnitude : magnitude;
        });
    }

    template <typename Widths>
    NetworkWeights Network(const Widths& widths)
    {
        NetworkWeights weights;
        for (std::size_t i = 1; i < widths.size(); ++i)
        {
            weights.push_back(Layer(widths[i], widths[i - 1]));
        }
        return weights;
    }

    /** A point on the unit sphere of the 1-norm: now and then a corner, where bounds are attained.
     */
    Eigen::VectorXd Input(std::uint32_t size)
    {
        Eigen::VectorXd input = Eigen::VectorXd::NullaryExpr(size, [this]() {
            return std::log(Uniform()) * (Uniform() < 0.5 ? -1 : 1);
        });
        if (Integer(0, 3) == 0)
        {
            input.setZero();
            input[Integer(0, size - 1)] = Uniform() < 0.5 ? -1 : 1;
        }
        return input / input.cwiseAbs().sum();
    }

  private:
    std::mt19937_64 m_engine;
};

/** Quantize each layer at its own lambda; `uniform` or PoT-log. */
NetworkWeights
Quantized(NetworkWeights weights, bool uniform, std::uint32_t bitWidth)
{
    // Steps and scales go with 1/lambda: found once, at lambda = 1.
    static std::map<std::uint32_t, double> steps;
    static std::map<std::uint32_t, double> scales;
    if (steps.count(bitWidth) == 0)
    {
        steps[bitWidth] = UniformQuantizer::ForWeightRate(bitWidth, 1).GetStep();
        scales[bitWidth] = PowerOfTwoQuantizer::ForWeightRate(bitWidth, 1).GetScale();
    }
    for (auto& layer : weights)
    {
        const double weightRate = EstimateWeightRate(layer);
        if (uniform)
        {
            UniformQuantizer(bitWidth, steps[bitWidth] / weightRate).QuantizeInPlace(layer);
        }
        else
        {
            PowerOfTwoQuantizer(bitWidth, scales[bitWidth] / weightRate).QuantizeInPlace(layer);
        }
    }
    return weights;
}

double
OutputDistortion(const NetworkWeights& a, const NetworkWeights& b, const Eigen::VectorXd& input)
{
    return (ReluNetworkOutput(a, input) - ReluNetworkOutput(b, input)).cwiseAbs().sum();
}

} // namespace

TEST(DistortionPropagation, ForwardPassByHand)
{
    NetworkWeights weights(2);
    weights[0].resize(2, 2);
    weights[0] << 1, -2, 3, 1;
    weights[1].resize(1, 2);
    weights[1] << -1, 2;
    // W_1 x = (-1.5, 2.5), ReLU (0, 2.5), W_2 gives 5; no ReLU after the last layer.
    EXPECT_DOUBLE_EQ(ReluNetworkOutput(weights, Eigen::Vector2d(0.5, 1))[0], 5);
    EXPECT_DOUBLE_EQ(ReluNetworkOutput(weights, Eigen::Vector2d(1, -1))[0], -3 + 2 * 2);
    weights[1] << -1, -1;
    EXPECT_DOUBLE_EQ(ReluNetworkOutput(weights, Eigen::Vector2d(1, 0))[0], -4);
}

TEST(DistortionPropagation, InducedNormIsTheLargestColumnSum)
{
    Eigen::MatrixXd matrix(2, 3);
    matrix << 1, -2, 0, 3, 1, -4.5;
    EXPECT_DOUBLE_EQ(InducedOneNorm(matrix), 4.5);
    EXPECT_EQ(InducedOneNorm(Eigen::MatrixXd(0, 0)), 0);
    Sampler sampler(1);
    for (int i = 0; i < 100; ++i)
    {
        const auto layer = sampler.Layer(6, 9);
        EXPECT_LE((layer * sampler.Input(9)).cwiseAbs().sum(), InducedOneNorm(layer) * (1 + 1e-12));
    }
    matrix(0, 1) = std::nan("");
    EXPECT_TRUE(std::isnan(InducedOneNorm(matrix)));
}

TEST(DistortionPropagation, AmplificationByHand)
{
    const auto a = DistortionAmplification({2, 3, 5}, {7, 11, 13});
    EXPECT_EQ(a, (std::vector<double>{11 * 13, 2 * 13, 2 * 3}));
    EXPECT_EQ(DistortionAmplification({4}, {9}), std::vector<double>{1});
    // A dead layer stops the error of the others even if those overflow.
    const auto dead = DistortionAmplification({1e200, 1e200, 0, 2}, {1e200, 1e200, 0, 2});
    EXPECT_EQ(dead[0], 0);
    EXPECT_EQ(dead[3], 0);
    EXPECT_TRUE(std::isinf(dead[2]));
}

TEST(DistortionPropagation, BoundsHoldForRandomNetworks)
{
    Sampler sampler(2);
    double tightest = 0;
    for (int i = 0; i < 4000; ++i)
    {
        std::vector<std::uint32_t> widths;
        const auto layers = sampler.Integer(1, 6);
        for (std::uint32_t j = 0; j <= layers; ++j)
        {
            widths.push_back(sampler.Integer(1, 12));
        }
        const auto weights = sampler.Network(widths);
        const bool uniform = sampler.Integer(0, 1) == 0;
        const auto quantized = Quantized(weights, uniform, sampler.Integer(1, 8));
        const double bound = OutputDistortionBound(weights, quantized);
        const double paper = PaperOutputDistortionBound(weights, quantized);
        EXPECT_LE(bound, paper * (1 + 1e-12));
        for (int j = 0; j < 4; ++j)
        {
            const double distortion =
                OutputDistortion(weights, quantized, sampler.Input(widths[0]));
            EXPECT_LE(distortion, bound * (1 + 1e-12) + 1e-14);
            tightest = std::max(tightest, distortion / bound);
        }
    }
    // Single layers attain the bound at corners: were it larger than it has to be, none would.
    EXPECT_GT(tightest, 0.999);
}

/** Layers that enlarge all errors alike leave no slack, in either bound and at any depth. */
TEST(DistortionPropagation, BothBoundsAreAttained)
{
    for (int layers : {1, 2, 5, 16})
    {
        for (double error : {1e-3, 0.1, 0.5})
        {
            // Doubly stochastic times 1.7: column sums are all 1.7.
            Eigen::MatrixXd layer(3, 3);
            layer << 0.5, 0.2, 0.3, 0.2, 0.6, 0.2, 0.3, 0.2, 0.5;
            const NetworkWeights weights(layers, 1.7 * layer);
            const NetworkWeights larger(layers, 1.7 * (1 + error) * layer);
            const Eigen::Vector3d input(0.2, 0.3, 0.5);
            const double exact = std::pow(1.7, layers) * (std::pow(1 + error, layers) - 1);
            EXPECT_NEAR(OutputDistortion(weights, larger, input), exact, 1e-11 * exact);
            EXPECT_NEAR(OutputDistortionBound(weights, larger), exact, 1e-11 * exact);
            EXPECT_NEAR(PaperOutputDistortionBound(weights, larger), exact, 1e-11 * exact);

            // Smaller weights: the norms of W^ still give equality, the paper's tolerance does not.
            const NetworkWeights smaller(layers, 1.7 * (1 - error) * layer);
            const double shrunk = std::pow(1.7, layers) * (1 - std::pow(1 - error, layers));
            EXPECT_NEAR(OutputDistortion(weights, smaller, input), shrunk, 1e-11 * shrunk);
            EXPECT_NEAR(OutputDistortionBound(weights, smaller), shrunk, 1e-11 * shrunk);
            if (layers > 1)
            {
                EXPECT_GT(PaperOutputDistortionBound(weights, smaller), shrunk * (1 + error / 2));
            }
        }
    }
}

TEST(DistortionPropagation, BoundHoldsForFcdnn16)
{
    Sampler sampler(3);
    const auto weights = sampler.Network(FCDNN16_WIDTHS);
    ASSERT_EQ(weights.size(), 16u);
    for (bool uniform : {true, false})
    {
        double previous = std::numeric_limits<double>::infinity();
        for (std::uint32_t bitWidth : {1, 2, 4, 8})
        {
            const auto quantized = Quantized(weights, uniform, bitWidth);
            const double bound = OutputDistortionBound(weights, quantized);
            const double paper = PaperOutputDistortionBound(weights, quantized);
            EXPECT_TRUE(std::isfinite(paper));
            EXPECT_LT(bound, paper);
            EXPECT_LT(paper, previous) << uniform << " " << bitWidth;
            previous = paper;
            for (int i = 0; i < 20; ++i)
            {
                const double distortion = OutputDistortion(weights, quantized, sampler.Input(784));
                EXPECT_LE(distortion, bound);
                EXPECT_GT(distortion, 0);
            }
        }
    }
}

TEST(DistortionPropagation, NoDistortionWithoutQuantization)
{
    Sampler sampler(4);
    const auto weights = sampler.Network(std::vector<std::uint32_t>{4, 5, 3});
    EXPECT_EQ(OutputDistortionBound(weights, weights), 0);
    EXPECT_EQ(PaperOutputDistortionBound(weights, weights), 0);
}

TEST(DistortionPropagation, RefusesShapesThatDoNotFit)
{
    Sampler sampler(5);
    const auto weights = sampler.Network(std::vector<std::uint32_t>{4, 5, 3});
    EXPECT_THROW(ReluNetworkOutput({}, Eigen::VectorXd(4)), std::invalid_argument);
    EXPECT_THROW(ReluNetworkOutput(weights, Eigen::VectorXd(5)), std::invalid_argument);
    EXPECT_THROW(OutputDistortionBound(weights, {weights[0]}), std::invalid_argument);
    EXPECT_THROW(OutputDistortionBound(weights, {weights[1], weights[0]}), std::invalid_argument);
    EXPECT_THROW(OutputDistortionBound({weights[1], weights[0]}, {weights[1], weights[0]}),
                 std::invalid_argument);
    EXPECT_THROW(DistortionAmplification({1, 2}, {1}), std::invalid_argument);
    EXPECT_THROW(DistortionAmplification({-1}, {1}), std::invalid_argument);
    EXPECT_THROW(DistortionAmplification({1}, {std::nan("")}), std::invalid_argument);
}
