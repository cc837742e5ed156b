/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/inference-summary.h"
#include "report/quantity-label.h"

#include <gtest/gtest.h>

using namespace ns3::coinference;

TEST(QuantityLabel, KnowsOptionsAndMetrics)
{
    EXPECT_EQ(LabelOf("delayBudget").WithUnit(), "Delay budget T₀ [s]");
    EXPECT_EQ(LabelOf("agents").WithUnit(), "Agents");
    EXPECT_EQ(LabelOf("delay.p95").WithUnit(), "Inference delay, 95th percentile [s]");
    EXPECT_EQ(LabelOf("counts.done").unit, "");
    EXPECT_EQ(LabelOf("groups.drone.bitWidth.mean").WithUnit(), "Bit-width, mean (drone) [bit]");
    EXPECT_EQ(LabelOf("groups.a b.deadlineMetShare").WithUnit(),
              "Share of inferences within T₀ (a b)");
}

TEST(QuantityLabel, TakesUnknownNamesAsTheyAre)
{
    EXPECT_EQ(LabelOf("somebodysOption").WithUnit(), "somebodysOption");
    EXPECT_EQ(LabelOf("delay.p42").WithUnit(), "delay.p42");
    EXPECT_EQ(LabelOf("").WithUnit(), "");
    EXPECT_EQ(LabelOf("groups.drone").WithUnit(), "groups.drone");
    EXPECT_EQ(LabelOf("groups.drone.other").WithUnit(), "groups.drone.other");
}

TEST(QuantityLabel, AgreesWithTheSummaryOnUnits)
{
    for (const auto& statistic : SummaryStatistics())
    {
        EXPECT_EQ(LabelOf(statistic.name).unit, statistic.unit) << statistic.name;
        EXPECT_NE(LabelOf(statistic.name).text, statistic.name);
    }
}
