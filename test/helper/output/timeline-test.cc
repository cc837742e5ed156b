/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/timeline.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

InferenceRecord
Record(std::uint32_t agent, std::uint32_t sequence, int sensed)
{
    InferenceRecord record;
    record.agent = agent;
    record.sequence = sequence;
    record.precision = Precision(4);
    record.server = InetSocketAddress(Ipv4Address("10.0.0.1"), 4210);
    record.sensed = MilliSeconds(sensed);
    record.computeStarted = MilliSeconds(sensed);
    record.computeFinished = MilliSeconds(sensed + 10);
    record.serverReceived = MilliSeconds(sensed + 13);
    record.serverStarted = MilliSeconds(sensed + 15);
    record.serverFinished = MilliSeconds(sensed + 20) + NanoSeconds(7);
    record.ended = MilliSeconds(sensed + 21);
    record.outcome = Outcome::DONE;
    return record;
}

nlohmann::json
Events(const std::vector<Ptr<InferenceTrace>>& traces)
{
    std::ostringstream stream;
    WriteTimelineTo(traces, stream);
    return nlohmann::json::parse(stream.str())["traceEvents"];
}

/// Names of tracks by process and track.
std::map<std::pair<int, int>, std::string>
Tracks(const nlohmann::json& events)
{
    std::map<std::pair<int, int>, std::string> names;
    for (const auto& event : events)
    {
        if (event["name"] == "thread_name")
        {
            names[{event["pid"], event["tid"]}] = event["args"]["name"];
        }
    }
    return names;
}

/// Slices of a track: name, from, length [us].
std::vector<std::tuple<std::string, double, double>>
Slices(const nlohmann::json& events, const std::string& track)
{
    const auto names = Tracks(events);
    std::vector<std::tuple<std::string, double, double>> slices;
    for (const auto& event : events)
    {
        if (event["ph"] == "X" && names.at({event["pid"], event["tid"]}) == track)
        {
            slices.emplace_back(event["name"], event["ts"], event["dur"]);
        }
    }
    return slices;
}

TEST(Timeline, AnInferenceHasASliceAPhase)
{
    const auto trace = Create<InferenceTrace>();
    trace->scheme = "joint \"1\"";
    trace->records.push_back(Record(3, 0, 5));
    const auto events = Events({trace});
    EXPECT_EQ(events[0]["args"]["name"], "joint \"1\"");
    const std::vector<std::tuple<std::string, double, double>> wanted{
        {"inference 0", 5000, 21000},
        {"compute", 5000, 10000}, // it waited for nothing
        {"uplink", 15000, 3000},
        {"server queue", 18000, 2000},
        {"server compute", 20000, 5000.007},
        {"downlink", 25000.007, 999.993}};
    EXPECT_EQ(Slices(events, "agent 3"), wanted);
    const std::vector<std::tuple<std::string, double, double>> job{
        {"agent 3 inference 0", 20000, 5000.007}};
    EXPECT_EQ(Slices(events, "server 10.0.0.1:4210 processor 1"), job);
}

TEST(Timeline, AgentsAreNamedWithTheirGroup)
{
    const auto trace = Create<InferenceTrace>();
    trace->records = {Record(0, 0, 0), Record(0, 1, 10), Record(1, 0, 0)};
    const auto robots = Create<InferenceTrace>();
    robots->scheme = "robots";
    robots->records = {trace->records[0], trace->records[1]};
    trace->groups = {robots};
    const auto events = Events({trace});
    EXPECT_EQ(Slices(events, "agent 0, robots").size(), 6U);
    EXPECT_EQ(Slices(events, "agent 0, robots (2)").size(), 6U);
    EXPECT_EQ(Slices(events, "agent 1").size(), 6U) << "in none";
}

TEST(Timeline, WhatOverlapsIsSideBySide)
{
    const auto trace = Create<InferenceTrace>();
    // In the order they ended, not begun.
    trace->records = {Record(0, 0, 0), Record(0, 2, 21), Record(0, 1, 10), Record(1, 0, 0)};
    const auto events = Events({trace});
    EXPECT_EQ(Slices(events, "agent 0").size(), 12U); // 0, and 2 when that has ended
    EXPECT_EQ(Slices(events, "agent 0 (2)").size(), 6U);
    EXPECT_EQ(Slices(events, "agent 1").size(), 6U);
    EXPECT_EQ(Slices(events, "server 10.0.0.1:4210 processor 1").size(), 3U);
    EXPECT_EQ(Slices(events, "server 10.0.0.1:4210 processor 2").size(), 1U);
    // Slices of a track hold each other or are apart.
    for (const auto& [key, name] : Tracks(events))
    {
        const auto slices = Slices(events, name);
        for (const auto& [a, aFrom, aLength] : slices)
        {
            for (const auto& [b, bFrom, bLength] : slices)
            {
                const double aTo = aFrom + aLength;
                const double bTo = bFrom + bLength;
                EXPECT_TRUE(aTo <= bFrom + 1e-6 || bTo <= aFrom + 1e-6 ||
                            (aFrom <= bFrom && bTo <= aTo + 1e-6) ||
                            (bFrom <= aFrom && aTo <= bTo + 1e-6))
                    << name << ": " << a << " and " << b;
            }
        }
    }
}

TEST(Timeline, StepsNotReachedHaveNoSlice)
{
    const auto trace = Create<InferenceTrace>();
    auto& lost = trace->records.emplace_back();
    lost.precision = Precision(4);
    lost.computeStarted = MilliSeconds(0);
    lost.computeFinished = MilliSeconds(10);
    lost.ended = MilliSeconds(21);
    lost.outcome = Outcome::TIMED_OUT;
    const auto events = Events({trace});
    ASSERT_EQ(Slices(events, "agent 0").size(), 2U);
    for (const auto& event : events)
    {
        if (event["ph"] == "X" && event.contains("args"))
        {
            EXPECT_EQ(event["args"]["outcome"], "timed-out");
        }
    }
}

TEST(Timeline, WhoRunsAllHasNoServer)
{
    const auto trace = Create<InferenceTrace>();
    trace->records.push_back(Record(0, 0, 0));
    auto& record = trace->records.back();
    record.placement = Placement::AGENT;
    record.server = Address();
    // As the agent notes it: all is over where its computation is.
    record.serverReceived = record.serverStarted = record.serverFinished = record.computeFinished;
    record.ended = *record.computeFinished;
    const auto events = Events({trace});
    EXPECT_EQ(Tracks(events).size(), 1U);
    EXPECT_EQ(Slices(events, "agent 0").size(), 2U);
}

TEST(Timeline, EachTraceIsAProcessAndCountersAreItsOwn)
{
    std::vector<Ptr<InferenceTrace>> traces;
    for (int i = 0; i < 2; ++i)
    {
        traces.push_back(Create<InferenceTrace>());
        traces.back()->records.push_back(Record(0, 0, 0));
    }
    auto series = Create<CounterSeries>();
    series->name = "agent 0 clock";
    series->unit = "GHz";
    series->values = {{Seconds(0), 2}, {MilliSeconds(1), 0.5}};
    traces[1]->counters.push_back(series);
    const auto events = Events(traces);
    std::vector<double> values;
    for (const auto& event : events)
    {
        if (event["ph"] == "C")
        {
            EXPECT_EQ(event["pid"], 2);
            EXPECT_EQ(event["name"], "agent 0 clock");
            values.push_back(event["args"]["GHz"]);
        }
    }
    EXPECT_EQ(values, (std::vector<double>{2, 0.5}));
    EXPECT_EQ(Tracks(events).size(), 4U);
    EXPECT_TRUE(Events({}).empty());
}

} // namespace
