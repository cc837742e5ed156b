/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/inference-columns.h"

#include "ns3/inet-socket-address.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

std::string
Csv(const InferenceValue& value)
{
    std::string text;
    AppendCsv(value, text);
    return text;
}

/// A record's row, by column.
std::map<std::string, std::string>
Row(const InferenceRecord& record)
{
    std::map<std::string, std::string> row;
    for (const auto& column : InferenceColumns())
    {
        row[column.name] = Csv(column.get(record));
    }
    return row;
}

} // namespace

TEST(InferenceColumns, SecondsAreExact)
{
    EXPECT_EQ(SecondsToText(Time(0)), "0");
    EXPECT_EQ(SecondsToText(Seconds(3)), "3");
    EXPECT_EQ(SecondsToText(NanoSeconds(1)), "0.000000001");
    EXPECT_EQ(SecondsToText(NanoSeconds(3250000000)), "3.25");
    EXPECT_EQ(SecondsToText(NanoSeconds(-1500000000)), "-1.5");
    // A double would give ...807.
    EXPECT_EQ(SecondsToText(NanoSeconds(9223372036854775806)), "9223372036.854775806");
}

TEST(InferenceColumns, DoublesReadBackIdentically)
{
    for (double value : {0.1, 1.0 / 3, 1805360090.5433145, 5e-324, 1e22, 0.0})
    {
        EXPECT_EQ(std::strtod(Csv(value).c_str(), nullptr), value);
    }
    EXPECT_EQ(Csv(std::numeric_limits<double>::infinity()), "inf");
}

TEST(InferenceColumns, ADoneInferenceFillsEveryColumn)
{
    InferenceRecord record;
    record.agent = 3;
    record.sequence = 14;
    record.precision = Precision(6);
    record.split = 40;
    record.quality = 101.7;
    record.agentFrequency = 1.5e9;
    record.serverFrequency = 2e9;
    record.sensed = Time(0); // a step at time 0 was reached
    record.computeStarted = Time(0);
    record.computeFinished = Seconds(1);
    record.serverReceived = NanoSeconds(1250000000);
    record.serverStarted = NanoSeconds(1250000001);
    record.serverFinished = Seconds(2);
    record.ended = NanoSeconds(2500000000);
    record.agentEnergy = 0.25;
    record.serverEnergy = 0.5;
    record.radioEnergy = 0.125;
    record.distortionLower = 0.001;
    record.distortionUpper = std::numeric_limits<double>::infinity();
    record.tokens = 11;
    record.firstToken = NanoSeconds(2400000000);
    record.lastToken = record.ended;
    record.agentMemoryFrequency = 3.2e9;
    record.serverMemoryFrequency = 2.1e9;
    record.deadlineMet = true;
    record.outcome = Outcome::DONE;
    record.server = InetSocketAddress(Ipv4Address("10.0.0.9"), 4210);
    const auto row = Row(record);
    EXPECT_EQ(row.at("server"), "10.0.0.9:4210");
    EXPECT_EQ(row.at("agent"), "3");
    EXPECT_EQ(row.at("sequence"), "14");
    EXPECT_EQ(row.at("outcome"), "done");
    EXPECT_EQ(row.at("placement"), "split");
    EXPECT_EQ(row.at("split"), "40");
    EXPECT_EQ(row.at("quality"), "101.7");
    EXPECT_EQ(row.at("start"), "0");
    EXPECT_EQ(row.at("bitWidth"), "6");
    EXPECT_EQ(row.at("agentQueueDelay"), "0");
    EXPECT_EQ(row.at("agentComputeDelay"), "1");
    EXPECT_EQ(row.at("uplinkDelay"), "0.25");
    EXPECT_EQ(row.at("serverQueueDelay"), "0.000000001");
    EXPECT_EQ(row.at("serverComputeDelay"), "0.749999999");
    EXPECT_EQ(row.at("downlinkDelay"), "0.5");
    EXPECT_EQ(row.at("totalDelay"), "2.5");
    EXPECT_EQ(row.at("totalEnergy"), "0.875");
    EXPECT_EQ(row.at("distortionUpper"), "inf");
    EXPECT_EQ(row.at("deadlineMet"), "1");
    EXPECT_EQ(row.at("energyBudgetMet"), "0");
    EXPECT_EQ(row.at("timeToFirstToken"), "2.4");
    EXPECT_EQ(row.at("timePerToken"), "0.01");
    EXPECT_EQ(row.at("controlRate"), "0.4");
    for (const auto& [name, text] : row)
    {
        EXPECT_FALSE(text.empty()) << name;
    }
}

TEST(InferenceColumns, StepsNotReachedAreEmpty)
{
    InferenceRecord record;
    record.sensed = Seconds(1);
    record.ended = Seconds(3);
    record.outcome = Outcome::TIMED_OUT;
    const auto row = Row(record);
    for (const auto* name : {"agentQueueDelay",
                             "agentComputeDelay",
                             "uplinkDelay",
                             "serverQueueDelay",
                             "serverComputeDelay",
                             "downlinkDelay",
                             "serverEnergy"})
    {
        EXPECT_EQ(row.at(name), "") << name;
    }
    EXPECT_EQ(row.at("outcome"), "timed-out");
    EXPECT_EQ(row.at("totalDelay"), "2");
    EXPECT_EQ(row.at("agentEnergy"), "0");
}

TEST(InferenceColumns, NamesAreDistinct)
{
    std::set<std::string> names;
    for (const auto& column : InferenceColumns())
    {
        EXPECT_TRUE(names.insert(column.name).second) << column.name;
    }
}
