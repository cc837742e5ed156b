/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/temporary-folder.h"

#include "ns3/double.h"
#include "ns3/sensing-schedule.h"

#include <fstream>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

template <typename Law>
Ptr<Law>
LawOf(std::initializer_list<std::pair<const char*, double>> attributes)
{
    auto law = CreateObject<Law>();
    for (const auto& [name, value] : attributes)
    {
        law->SetAttribute(name, DoubleValue(value));
    }
    return law;
}

} // namespace

TEST(SensingSchedule, BeginsAtOnceOrAnIntervalLater)
{
    SensingSchedule schedule;
    schedule.SetInterval(LawOf<ConstantRandomVariable>({{"Constant", 4}}));
    schedule.Begin(Seconds(10));
    EXPECT_EQ(schedule.NextWait(Seconds(10), true), Time(0));
    EXPECT_EQ(schedule.NextWait(Seconds(10), false), Seconds(4));
    schedule.SetAtStart(false);
    EXPECT_EQ(schedule.NextWait(Seconds(10), true), Seconds(4));
}

TEST(SensingSchedule, FollowsGivenTimesAndForgetsThosePassed)
{
    SensingSchedule schedule;
    schedule.SetTimes({Seconds(1), Seconds(1), Seconds(3), Seconds(6)});
    schedule.Begin(Seconds(10));
    EXPECT_EQ(schedule.NextWait(Seconds(10), true), Seconds(1));
    schedule.Take();
    EXPECT_EQ(schedule.NextWait(Seconds(11), false), Time(0)); // two at once
    schedule.Take();
    EXPECT_EQ(schedule.NextWait(Seconds(14), false), Seconds(2)); // 3 s passed meanwhile
    schedule.Take();
    EXPECT_FALSE(schedule.NextWait(Seconds(16), false));
    schedule.Begin(Seconds(20));
    EXPECT_EQ(schedule.NextWait(Seconds(20), true), Seconds(1));
}

TEST(SensingSchedule, KnowsTheMeanOfUsualLaws)
{
    SensingSchedule schedule;
    schedule.SetInterval(LawOf<ConstantRandomVariable>({{"Constant", 4}}));
    EXPECT_EQ(schedule.MeanInterval(), Seconds(4));
    schedule.SetInterval(LawOf<ExponentialRandomVariable>({{"Mean", 3}}));
    EXPECT_EQ(schedule.MeanInterval(), Seconds(3));
    schedule.SetInterval(LawOf<ExponentialRandomVariable>({{"Mean", 3}, {"Bound", 5}}));
    EXPECT_FALSE(schedule.MeanInterval());
    schedule.SetInterval(LawOf<UniformRandomVariable>({{"Min", 1}, {"Max", 2}}));
    EXPECT_EQ(schedule.MeanInterval(), Seconds(1.5));
    schedule.SetInterval(LawOf<NormalRandomVariable>({{"Mean", 3}}));
    EXPECT_FALSE(schedule.MeanInterval());
    schedule.SetTimes({Seconds(1), Seconds(2), Seconds(7)});
    EXPECT_EQ(schedule.MeanInterval(), Seconds(3));
    schedule.SetTimes({Seconds(1)});
    EXPECT_FALSE(schedule.MeanInterval());
}

TEST(SensingSchedule, ReadsItsFileWhenItIsNeeded)
{
    const TemporaryFolder folder;
    SensingSchedule schedule;
    schedule.SetTrace(folder.Path("times")); // which is not there yet
    std::ofstream(folder.Path("times")) << "2\n4\n";
    EXPECT_EQ(schedule.MeanInterval(), Seconds(2));
    schedule.SetTrace(folder.Path("missing"));
    EXPECT_DEATH(schedule.MeanInterval(), "missing is not allowed");
}

TEST(SensingSchedule, EndsTheProgramForAScriptsMistake)
{
    SensingSchedule schedule;
    EXPECT_DEATH(schedule.SetTimes({Seconds(2), Seconds(1)}), "sensing time 2 = 1 s");
    EXPECT_DEATH(schedule.SetTimes({Seconds(-1)}), "sensing time 1 = -1 s");
    schedule.SetInterval(LawOf<ConstantRandomVariable>({{"Constant", -1}}));
    EXPECT_DEATH(schedule.NextWait(Time(0), false), "SensingInterval = -1 s");
}
