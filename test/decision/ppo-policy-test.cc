/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/blip2-problem.h"
#include "../support/linear-policy.h"

#include "ns3/ppo-policy.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

/// What reading this text complains about.
std::string
ComplaintAbout(const std::string& text)
{
    std::string complaint;
    try
    {
        PpoPolicy::FromText(text);
    }
    catch (const std::invalid_argument& error)
    {
        complaint = error.what();
        EXPECT_EQ(complaint.find('\n'), std::string::npos) << complaint;
    }
    return complaint;
}

const std::string ZEROS = "[0,0,0,0,0,0,0]";
const std::string WEIGHTS = "[" + ZEROS + "," + ZEROS + "," + ZEROS + "]";

std::string
OneLayer(const std::string& weights, const std::string& biases)
{
    return R"({"layers":[{"weights":)" + weights + R"(,"biases":)" + biases + "}]}";
}

} // namespace

TEST(PpoPolicy, ObservesSharesOfTheBudgets)
{
    auto problem = Blip2();
    problem.communicationDelay = 0.5;
    problem.communicationEnergy = 0.25;
    const auto seen = PpoPolicy::Observe(problem, 4);
    const double agentTime = 4 * 520.96e9 / (16 * 32 * 2e9);
    const double serverTime = 12.70e9 / (128 * 10e9);
    const double agentEnergy = agentTime * 2e-29 * 8e27;
    const double serverEnergy = serverTime * 2 * 1e-28 * 1e30;
    EXPECT_NEAR(seen[0], std::log(agentTime / 3), 1e-6);
    EXPECT_NEAR(seen[1], std::log(serverTime / 3), 1e-6);
    EXPECT_NEAR(seen[2], std::log((agentTime + serverTime) / 3), 1e-6);
    EXPECT_NEAR(seen[3], std::log(agentEnergy / 1.75), 1e-6);
    EXPECT_NEAR(seen[4], std::log(serverEnergy / 1.75), 1e-6);
    EXPECT_NEAR(seen[5], std::log((agentEnergy + serverEnergy) / 1.75), 1e-6);
    EXPECT_EQ(seen[6], 0.5F);
}

TEST(PpoPolicy, ObservesFiniteNumbersOfDegenerateProblems)
{
    auto problem = Blip2();
    problem.workload.agentFlops = 0;
    problem.server.powerCoefficient = 0;
    problem.delayBudget = 0;
    problem.communicationEnergy = 3;
    for (float number : PpoPolicy::Observe(problem, 1))
    {
        EXPECT_TRUE(std::isfinite(number));
        EXPECT_LE(std::abs(number), 8);
    }
}

TEST(PpoPolicy, ChoosesTheHighestScoreOfWhatIsOffered)
{
    auto problem = Blip2();
    problem.bitWidths = BitWidthSet({3, 7, 12});
    EXPECT_EQ(LinearPolicy(1, 0, 0).Choose(problem).bitWidth, 12U);
    EXPECT_EQ(LinearPolicy(-1, 0, 0).Choose(problem).bitWidth, 3U);
    EXPECT_EQ(LinearPolicy(0, 0, 0).Choose(problem).bitWidth, 3U);
}

TEST(PpoPolicy, AppliesReluBetweenLayers)
{
    // Two hidden units, b^ - 4 and 4 - b^: the score falls on both sides of 4.
    PpoPolicy::Layer hidden;
    hidden.inputs = PpoPolicy::INPUTS;
    hidden.weights.assign(2 * PpoPolicy::INPUTS, 0);
    hidden.weights[PpoPolicy::INPUTS - 1] = 8;
    hidden.weights[2 * PpoPolicy::INPUTS - 1] = -8;
    hidden.biases = {-4, 4};
    const PpoPolicy::Layer last{2, {-1, -1, 0, 0, 0, 0}, {0, 0, 0}};
    EXPECT_EQ(PpoPolicy({hidden, last}).Choose(Blip2()).bitWidth, 4U);
}

TEST(PpoPolicy, TurnsOutputsIntoClocks)
{
    const auto problem = Blip2();
    const auto choice = LinearPolicy(0, std::log(0.5F), 1).Choose(problem);
    EXPECT_NEAR(choice.clocks.agent, 1e9, 1e3);
    EXPECT_EQ(choice.clocks.server, 10e9);
    const auto slowest = LinearPolicy(0, -100, 0).Choose(problem);
    EXPECT_DOUBLE_EQ(slowest.clocks.agent, 2e9 * std::exp(PpoPolicy::LEAST_LOG_FRACTION));
}

TEST(PpoPolicy, TakesTheNearestOperatingPoint)
{
    auto problem = Blip2();
    problem.agent.operatingPoints = {0.4e9, 0.8e9, 1.6e9};
    problem.server.operatingPoints = {2e9, 8e9};
    // Fractions are of the highest point, not of maxFrequency.
    const auto middle = LinearPolicy(0, std::log(0.7F), std::log(0.5F)).Choose(problem);
    EXPECT_EQ(middle.clocks.agent, 0.8e9);
    EXPECT_EQ(middle.clocks.server, 2e9);
    const auto ends = LinearPolicy(0, -100, 0).Choose(problem);
    EXPECT_EQ(ends.clocks.agent, 0.4e9);
    EXPECT_EQ(ends.clocks.server, 8e9);
}

TEST(PpoPolicy, SaysWhatIsWrongWithAFile)
{
    EXPECT_EQ(ComplaintAbout(OneLayer(WEIGHTS, "[0,0,0]")), "");
    EXPECT_NE(ComplaintAbout("{"), "");
    EXPECT_NE(ComplaintAbout("[]").find("layers"), std::string::npos);
    EXPECT_NE(ComplaintAbout(R"({"layers":[]})").find("layers"), std::string::npos);
    EXPECT_NE(ComplaintAbout(R"({"layers":[3]})").find("layers[0]"), std::string::npos);
    EXPECT_NE(ComplaintAbout(R"({"layers":[{"weights":[]}]})").find("layers[0]"),
              std::string::npos);

    const auto shape = ComplaintAbout(OneLayer("[[1,2],[1,2],[1,2]]", "[0,0,0]"));
    EXPECT_NE(shape.find("layers[0].weights"), std::string::npos) << shape;
    EXPECT_NE(shape.find("7"), std::string::npos) << shape;
    EXPECT_NE(ComplaintAbout(OneLayer(WEIGHTS, "[0,0]")).find("2 rows"), std::string::npos);
    EXPECT_NE(
        ComplaintAbout(OneLayer("[" + ZEROS + ",[0]," + ZEROS + "]", "[0,0,0]")).find("one length"),
        std::string::npos);
    EXPECT_NE(ComplaintAbout(OneLayer("[" + ZEROS + "]", "[0]")).find("outputs"),
              std::string::npos);
    for (const char* biases : {"[0,null,0]", "[0,\"1\",0]", "[0,1e39,0]", "[0,-1e300,0]"})
    {
        EXPECT_NE(ComplaintAbout(OneLayer(WEIGHTS, biases)).find("finite"), std::string::npos)
            << biases;
    }
}

TEST(PpoPolicy, RefusesWeightsThatAreNotNumbers)
{
    PpoPolicy::Layer layer;
    layer.inputs = PpoPolicy::INPUTS;
    layer.weights.assign(PpoPolicy::INPUTS * PpoPolicy::OUTPUTS, 0);
    layer.biases = {0, 0, 0};
    layer.weights[5] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_THROW(PpoPolicy({layer}), std::invalid_argument);
}
