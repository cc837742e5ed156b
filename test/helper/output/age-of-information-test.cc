/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/age-of-information.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

InferenceRecord
Done(std::uint32_t agent, double sensed, double ended)
{
    InferenceRecord record;
    record.agent = agent;
    record.sensed = Seconds(sensed);
    record.ended = Seconds(ended);
    record.outcome = Outcome::DONE;
    return record;
}

} // namespace

TEST(AgeOfInformation, IsTheSawtoothsMeanAndPeak)
{
    // Sensed every 10 s, 2 s until the result: from 2 to 12 s of age, 7 on average.
    std::vector<InferenceRecord> records;
    for (int i = 0; i < 5; ++i)
    {
        records.push_back(Done(3, 10 * i, 10 * i + 2));
    }
    auto ages = AgesOf(records);
    EXPECT_EQ(ages.mean.GetN(), 1);
    EXPECT_DOUBLE_EQ(*ages.mean.GetMean(), 7);
    EXPECT_DOUBLE_EQ(*ages.peak.GetMean(), 12);
    EXPECT_DOUBLE_EQ(*ages.rate.GetMean(), 0.1);

    // One that was lost: 20 s without news.
    records.erase(records.begin() + 2);
    ages = AgesOf(records);
    EXPECT_DOUBLE_EQ(*ages.mean.GetMean(), (2 * 10 * 7.0 + 20 * 12.0) / 40);
    EXPECT_DOUBLE_EQ(*ages.peak.GetMean(), (12 + 22 + 12) / 3.0);
}

TEST(AgeOfInformation, OldNewsIsNoNews)
{
    // The second's result comes after the third's.
    const auto ages = AgesOf({Done(0, 0, 1), Done(0, 2, 3), Done(0, 1, 4), Done(0, 4, 5)});
    // Ages: 1 to 3, then 1 to 2 and on to 3.
    EXPECT_DOUBLE_EQ(*ages.mean.GetMean(), (2 * 2 + 1.5 + 2.5) / 4);
    EXPECT_DOUBLE_EQ(*ages.peak.GetMean(), 3);
    EXPECT_DOUBLE_EQ(*ages.rate.GetMean(), 0.75);
}

TEST(AgeOfInformation, LooksAtEachAgentAndNeedsTwoResults)
{
    auto lost = Done(2, 3, 9);
    lost.outcome = Outcome::TIMED_OUT;
    const auto ages = AgesOf({Done(1, 0, 1), Done(2, 0, 2), Done(3, 1, 3), Done(1, 4, 5), lost});
    EXPECT_EQ(ages.mean.GetN(), 1);
    EXPECT_DOUBLE_EQ(*ages.mean.GetMean(), 3);
    EXPECT_EQ(AgesOf({}).rate.GetN(), 0);
}
