/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/compute-chip.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <string>

using namespace ns3::coinference;

namespace
{

std::string
Complaint(const ComputeChip& chip)
{
    try
    {
        chip.Validate("agent");
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(ComputeChip, FollowsThePaper)
{
    const auto agent = ComputeChip();
    EXPECT_DOUBLE_EQ(agent.Cycles(64e9, 1e9), 2e9);
    EXPECT_DOUBLE_EQ(agent.BusyPower(2e9), 0.16);
    EXPECT_DOUBLE_EQ(agent.EnergyPerCycle(2e9), 0.16 / 2e9);
    const auto server = ComputeChip::PaperServer();
    EXPECT_DOUBLE_EQ(server.BusyPower(10e9), 200);
    EXPECT_EQ(server.flopsPerCycle, 128);
}

TEST(ComputeChip, PueScalesIdlePowerToo)
{
    auto chip = ComputeChip::PaperServer();
    chip.idlePower = 15;
    EXPECT_DOUBLE_EQ(chip.IdlePower(), 30);
}

TEST(ComputeChip, KnowsItsClocks)
{
    ComputeChip chip;
    EXPECT_TRUE(chip.CanRunAt(1));
    EXPECT_TRUE(chip.CanRunAt(2e9));
    EXPECT_FALSE(chip.CanRunAt(2.1e9));
    EXPECT_FALSE(chip.CanRunAt(0));
    EXPECT_FALSE(chip.CanRunAt(std::nan("")));
    chip.operatingPoints = {5e8, 1e9};
    EXPECT_TRUE(chip.CanRunAt(1e9));
    EXPECT_FALSE(chip.CanRunAt(7e8));
    EXPECT_FALSE(chip.CanRunAt(2e9));
}

TEST(ComputeChip, NamesTheFieldThatIsWrong)
{
    EXPECT_EQ(Complaint({}), "");
    const double bad[] = {0, -1, std::nan(""), std::numeric_limits<double>::infinity(), 1e31};
    for (double value : bad)
    {
        ComputeChip chip;
        chip.maxFrequency = value;
        EXPECT_EQ(Complaint(chip).find("agentMaxFrequency = "), 0u) << value;
        chip = {};
        chip.flopsPerCycle = value;
        EXPECT_EQ(Complaint(chip).find("agentFlopsPerCycle = "), 0u) << value;
        chip = {};
        chip.pue = value;
        EXPECT_EQ(Complaint(chip).find("agentPue = "), 0u) << value;
        chip = {};
        chip.operatingPoints = {value};
        EXPECT_EQ(Complaint(chip).find("agentFrequencies = "), 0u) << value;
        chip = {};
        chip.powerCoefficient = value;
        EXPECT_EQ(Complaint(chip).empty(), value == 0) << value;
        chip = {};
        chip.idlePower = value;
        EXPECT_EQ(Complaint(chip).empty(), value == 0) << value;
    }
}

TEST(ComputeChip, WantsOperatingPointsInOrder)
{
    ComputeChip chip;
    chip.operatingPoints = {1e9, 1e9};
    EXPECT_EQ(Complaint(chip),
              "agentFrequencies = 1e+09 after 1e+09 is not allowed: it must be in ascending order "
              "without repetition");
    chip.operatingPoints = {1e9, 3e9};
    EXPECT_EQ(Complaint(chip),
              "agentFrequencies = 3e+09 is not allowed: it must be at most agentMaxFrequency = "
              "2e+09");
    chip.operatingPoints = {1e9, 2e9};
    EXPECT_EQ(Complaint(chip), "");
}
