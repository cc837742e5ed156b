/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep/summary-values.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

TEST(RunSummary, FlattensInOrder)
{
    const auto values = ReadRunSummary(
        R"({"scheme":"joint","reason":null,"counts":{"done":7},
            "delay":{"unit":"s","mean":2.5,"ci95":[1,2]},"energy":{"unit":"J","ci95":null},
            "distortionUpper":{"mean":"inf"}})");
    ASSERT_EQ(values.size(), 5);
    EXPECT_EQ(values[0].path, "scheme");
    EXPECT_EQ(values[0].text, "joint");
    EXPECT_FALSE(values[0].number);
    EXPECT_EQ(values[1].path, "reason");
    EXPECT_EQ(values[1].text, "");
    EXPECT_EQ(values[2].path, "counts.done");
    EXPECT_EQ(values[2].text, "7");
    EXPECT_EQ(values[3].path, "delay.mean");
    EXPECT_EQ(values[3].number, 2.5);
    EXPECT_EQ(values[4].path, "distortionUpper.mean");
    EXPECT_EQ(values[4].text, "inf");
    EXPECT_TRUE(std::isinf(*values[4].number));
}

TEST(RunSummary, RefusesWhatIsNone)
{
    EXPECT_THROW(ReadRunSummary("[]"), std::invalid_argument);
    EXPECT_THROW(ReadRunSummary("{"), std::invalid_argument);
}
