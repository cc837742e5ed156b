/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/model-profile.h"
#include "ns3/rate-distortion.h"
#include "ns3/workload.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

ModelProfile
SomeModel()
{
    ModelProfile model;
    model.name = "some";
    model.agentFlops = 3e9;
    model.serverFlops = 1e9;
    model.fullPrecisionBits = 12;
    model.agentWeights = 5e6;
    model.serverWeights = 7e6;
    model.weightRate = 20;
    model.embeddingValues = 101;
    model.activationBits = 4;
    model.inputBytes = 77;
    model.resultBytes = 9;
    return model;
}

} // namespace

TEST(Workload, SplitsAsTheModelSays)
{
    const auto work = SomeModel().At(Placement::SPLIT);
    EXPECT_EQ(work.agentFlops, 3e9);
    EXPECT_EQ(work.serverFlops, 1e9);
    EXPECT_EQ(work.weights, 5e6);
    EXPECT_EQ(work.serverWeights, 7e6);
    EXPECT_EQ(work.uplinkBytes, 51); // 404 bits
    EXPECT_EQ(work.downlinkBytes, 9);
    EXPECT_EQ(SomeModel().At(Placement::SPLIT, 16).uplinkBytes, 202);
    EXPECT_EQ(work.FullPrecision(), Precision(12));
}

TEST(Workload, HasTwoEnds)
{
    const auto agent = SomeModel().At(Placement::AGENT);
    EXPECT_EQ(agent.agentFlops, 4e9);
    EXPECT_EQ(agent.serverFlops, 0);
    EXPECT_EQ(agent.weights, 12e6);
    EXPECT_EQ(agent.ServerMemory(), 0);
    EXPECT_EQ(agent.uplinkBytes, 0);
    EXPECT_EQ(agent.downlinkBytes, 0);

    const auto server = SomeModel().At(Placement::SERVER, 16);
    EXPECT_EQ(server.agentFlops, 0);
    EXPECT_EQ(server.serverFlops, 4e9);
    EXPECT_EQ(server.AgentMemory(8), 0);
    EXPECT_EQ(server.ServerMemory(), 18e6);
    EXPECT_EQ(server.uplinkBytes, 77); // the raw input, whatever the embedding's bits
    EXPECT_EQ(server.DistortionsAt(Precision(3)).total, 0);

    auto blind = SomeModel();
    blind.inputBytes = 0;
    EXPECT_EQ(blind.At(Placement::SERVER).uplinkBytes, 1);
}

TEST(Workload, ScalesWithThePrecision)
{
    const auto work = SomeModel().At(Placement::SPLIT);
    ComputeChip chip;
    chip.flopsPerCycle = 8;
    for (std::uint32_t bits = 1; bits <= 12; ++bits)
    {
        const double flops = 3e9 * (bits / 12.0); // eq. 4
        EXPECT_NEAR(work.AgentFlops(Precision(bits)), flops, 1e-15 * flops);
        EXPECT_NEAR(work.AgentCycles(bits, chip), flops / 8, 1e-15 * flops);
        EXPECT_EQ(work.AgentMemory(bits), 5e6 * bits / 8);
    }
    EXPECT_EQ(work.ServerCycles(chip), 1e9 / 8);
}

TEST(Workload, KnowsTheDistortionOfEachPrecision)
{
    const auto work = SomeModel().At(Placement::SPLIT);
    for (std::uint32_t bits = 1; bits <= MAX_FULL_PRECISION_BITS; ++bits)
    {
        const auto distortions = work.DistortionsAt(Precision(bits));
        // Powers of two from the formulas themselves: D_L = 2^-b^/lambda, and so on.
        const double part = std::ldexp(1.0, -static_cast<int>(bits));
        EXPECT_DOUBLE_EQ(distortions.lower, part / 20);
        EXPECT_DOUBLE_EQ(distortions.exact, -std::log1p(-part) / 20);
        EXPECT_DOUBLE_EQ(distortions.scalar, std::log1p(2 * part) / 20);
        EXPECT_EQ(distortions.upper, DistortionUpperBound(bits - 1.0, 20));
        EXPECT_EQ(distortions.total, 5e6 * distortions.scalar);
    }
    EXPECT_THROW(work.DistortionsAt(Precision()), std::invalid_argument);
    EXPECT_THROW(work.DistortionsAt(Precision(65)), std::invalid_argument);
}

TEST(Workload, NamesItsPlacements)
{
    for (const auto placement : {Placement::SPLIT, Placement::AGENT, Placement::SERVER})
    {
        EXPECT_EQ(PlacementFromName("where", PlacementName(placement)), placement);
    }
    EXPECT_THROW(PlacementFromName("where", "Agent"), std::invalid_argument);
}
