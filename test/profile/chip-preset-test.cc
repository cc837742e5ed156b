/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/chip-preset.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

TEST(ChipPreset, ShippedChipsAreTheirDataSheets)
{
    const auto names = ChipNames();
    for (const char* name : {"jetson-agx-orin", "jetson-orin-nano", "rtx-3090"})
    {
        EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
    }
    const auto orin = LoadChip("jetson-agx-orin");
    EXPECT_EQ(orin.maxFrequency, 1300.5e6);
    EXPECT_EQ(orin.JobPower(408e6), 15);
    EXPECT_EQ(orin.JobPower(1300.5e6), 60);
    // 85 TFLOPS sparse are 42.6 dense.
    EXPECT_NEAR(orin.FlopsPerCycleAt(1300.5e6) * 1300.5e6, 85e12 / 2, 0.01 * 42.5e12);
    EXPECT_EQ(orin.FlopsPerCycleAt(408e6) * 8, orin.FlopsPerCycleAt(816e6) * 3);
    EXPECT_EQ(orin.memory, 64e9);
    const auto nano = LoadChip("jetson-orin-nano");
    EXPECT_NEAR(nano.FlopsPerCycleAt(624.75e6) * 624.75e6, 40e12 / 4, 0.03 * 10e12);
    const auto server = LoadChip("rtx-3090");
    EXPECT_NEAR(server.JobPower(1.695e9), 350, 0.1);
    EXPECT_NEAR(server.flopsPerCycle * server.maxFrequency, 142e12, 1e12);
}

TEST(ChipPreset, NamesWhatIsWrong)
{
    const auto complaint = [](const std::string& json) -> std::string {
        try
        {
            ChipFromText(json);
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(
        complaint(R"({"name":"a","maxFrequency":1e9,"flopsPerCycle":8,"powerCoefficient":0})"),
        "");
    EXPECT_EQ(complaint(R"({"name":"a","operatingPoints":"1e9:3:8"})"), "");
    EXPECT_EQ(complaint(R"({"name":"a","flopsPerCycle":8,"powerCoefficient":0})"),
              "maxFrequency is missing");
    EXPECT_EQ(complaint(R"({"name":"a","operatingPoints":"1e9:3"})"), "flopsPerCycle is missing");
    EXPECT_EQ(complaint(R"({"name":"a","operatingPoints":"1e9:3:8","watt":3})"),
              "unknown field watt: it must be one of name, operatingPoints, maxFrequency, "
              "flopsPerCycle, powerCoefficient, staticPower, pue, idlePower, memory, "
              "memoryBandwidth, mfu, mbu, launchOverhead, memoryPower, memoryEnergy, memoryPoints, "
              "description");
    EXPECT_EQ(
        complaint(R"({"name":"a","operatingPoints":"1e9:3:8","idlePower":4})"),
        "Powers = 3 is not allowed: it must be at least IdlePower = 4: a table holds the idle "
        "power");
    EXPECT_THROW(LoadChip("toaster"), std::invalid_argument);
    EXPECT_THROW(LoadChip("/nowhere/chip.json"), std::invalid_argument);
}
