/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Answers that come back token by token over real links.

#include "../support/coinference-scene.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/random-variable-stream.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Ten tokens: a prompt of 1.28 GFLOP, 1 ms on the paper's server, and nine steps of as much.
ModelProfile
Talker()
{
    auto model = SmallModel();
    ModelPhase vision;
    vision.weights = 1.6e10;
    ModelPhase prefill;
    prefill.kind = PhaseKind::PREFILL;
    prefill.weights = 6.4e8;
    ModelPhase decode;
    decode.kind = PhaseKind::DECODE;
    decode.weights = 6.4e8;
    decode.context = 2;
    decode.steps = 9;
    model.agentFlops = vision.TotalFlops();
    model.serverFlops = prefill.TotalFlops() + decode.TotalFlops();
    model.phases = std::make_shared<const ModelPhases>(ModelPhases{vision, prefill, decode});
    model.tokenBytes = 20;
    return model;
}

struct Stream
{
    std::vector<InferenceRecord> records;
    std::vector<Time> tokens;           // as the server sends them
    std::vector<std::uint32_t> results; // payload of the results [byte]
    std::size_t received{0};            // messages at the agents
    EdgeServerCounts counts;
};

Stream
RunTalker(const SceneOptions& options, const std::function<void(Scene&)>& configure)
{
    Scene scene(options);
    Stream stream;
    for (auto& agent : scene.agents)
    {
        agent->SetModelProfile(Talker());
        agent->SetAttribute("MaxInferences", UintegerValue(3));
        agent->SetAttribute("StreamTokens", BooleanValue(true));
    }
    scene.edge->TraceConnectWithoutContext(
        "Tx",
        CallbackOf<Ptr<const Packet>>([&stream](Ptr<const Packet> packet) {
            CoinferenceHeader header;
            packet->PeekHeader(header);
            if (header.type == CoinferenceHeader::TOKEN)
            {
                EXPECT_EQ(header.payloadSize, 20U);
                stream.tokens.push_back(Simulator::Now());
            }
            if (header.type == CoinferenceHeader::RESULT)
            {
                stream.results.push_back(header.payloadSize);
            }
        }));
    for (auto& agent : scene.agents)
    {
        agent->TraceConnectWithoutContext(
            "Rx",
            CallbackOf<Ptr<const Packet>, const Address&>(
                [&stream](Ptr<const Packet>, const Address&) { ++stream.received; }));
    }
    configure(scene);
    scene.Run(60);
    stream.records = scene.records;
    stream.counts = scene.edge->GetCounts();
    return stream;
}

TEST(TokenStream, EachTokenCrossesTheLink)
{
    for (const bool udp : {true, false})
    {
        SceneOptions options;
        options.udp = udp;
        const auto stream = RunTalker(options, [](Scene&) {});
        ASSERT_EQ(stream.records.size(), 3U);
        ASSERT_EQ(stream.tokens.size(), 27U) << "the last of ten is the result";
        for (const auto& record : stream.records)
        {
            ASSERT_EQ(record.outcome, Outcome::DONE);
            EXPECT_EQ(record.tokens, 10U);
            const auto first = *record.serverStarted + MilliSeconds(1);
            // 100 byte and at most 60 of headers at 10 Mbit/s, and 2 ms.
            const auto crossing = *record.firstToken - first;
            EXPECT_GT(crossing, MilliSeconds(2));
            EXPECT_LT(crossing, MicroSeconds(2140));
            EXPECT_EQ(record.TimeToFirstToken(), *record.firstToken - record.sensed);
            // Nine steps of 1 ms, sent alike.
            EXPECT_NEAR(record.TimePerToken()->GetSeconds(), 1e-3, 2e-5);
            EXPECT_NEAR(*record.ControlRate(), 1 / record.TotalDelay().GetSeconds(), 1e-12);
            EXPECT_NEAR((*record.serverFinished - *record.serverStarted).GetSeconds(), 0.01, 1e-8);
        }
        EXPECT_EQ(stream.counts.served, 3U);
        EXPECT_EQ(stream.received, 30U) << "tokens are messages of their own";
        EXPECT_EQ(stream.results, (std::vector<std::uint32_t>{20, 20, 20}));
    }
}

TEST(TokenStream, WhatFollowsTheAnswerIsTheResult)
{
    auto model = Talker();
    auto phases = *model.phases;
    ModelPhase action;
    action.kind = PhaseKind::ACTION;
    action.weights = 6.4e9; // 10 ms
    phases.push_back(action);
    model.phases = std::make_shared<const ModelPhases>(phases);
    model.serverFlops += action.TotalFlops();
    for (const std::uint32_t tokens : {10, 1})
    {
        const auto stream = RunTalker(SceneOptions(), [&](Scene& scene) {
            scene.agents[0]->SetModelProfile(model);
            auto length = CreateObject<ConstantRandomVariable>();
            length->SetAttribute("Constant", DoubleValue(tokens));
            scene.Set("OutputTokens", PointerValue(length));
        });
        ASSERT_EQ(stream.records.size(), 3U);
        EXPECT_EQ(stream.tokens.size(), 3U * tokens);
        EXPECT_EQ(stream.results, (std::vector<std::uint32_t>{100, 100, 100}));
        for (const auto& record : stream.records)
        {
            ASSERT_EQ(record.outcome, Outcome::DONE);
            EXPECT_GT(record.ended - *record.lastToken, MilliSeconds(9));
            if (tokens > 1)
            {
                EXPECT_NEAR(record.TimePerToken()->GetSeconds(), 1e-3, 2e-5);
            }
        }
    }
}

TEST(TokenStream, AnAnswerThatComesBackWholeHasAllTokensAtItsEnd)
{
    const auto stream = RunTalker(SceneOptions(), [](Scene& scene) {
        scene.Set("StreamTokens", BooleanValue(false));
    });
    ASSERT_EQ(stream.records.size(), 3U);
    EXPECT_TRUE(stream.tokens.empty());
    for (const auto& record : stream.records)
    {
        EXPECT_EQ(record.firstToken, record.ended);
        EXPECT_EQ(record.TimePerToken(), std::nullopt) << "none came by itself";
    }
}

TEST(TokenStream, LengthsComeFromADistribution)
{
    const auto stream = RunTalker(SceneOptions(), [](Scene& scene) {
        auto lengths = CreateObject<UniformRandomVariable>();
        lengths->SetAttribute("Min", DoubleValue(0));
        lengths->SetAttribute("Max", DoubleValue(30));
        scene.Set("OutputTokens", PointerValue(lengths));
        scene.Set("MaxInferences", UintegerValue(12));
        EXPECT_EQ(scene.agents[0]->AssignStreams(5), 2);
    });
    ASSERT_EQ(stream.records.size(), 12U);
    std::size_t tokens = 0;
    std::set<std::uint32_t> lengths;
    for (const auto& record : stream.records)
    {
        ASSERT_EQ(record.outcome, Outcome::DONE);
        lengths.insert(record.tokens);
        tokens += record.tokens - 1;
        EXPECT_NEAR((*record.serverFinished - *record.serverStarted).GetSeconds(),
                    1e-3 * record.tokens,
                    1e-7);
        EXPECT_EQ(record.TimePerToken().has_value(), record.tokens > 1);
    }
    EXPECT_GT(lengths.size(), 6U);
    EXPECT_EQ(stream.tokens.size(), tokens);
}

TEST(TokenStream, AllTokensTogetherCountAsTheResult)
{
    // Ten of 20 byte each.
    for (const std::uint32_t most : {199, 200})
    {
        const auto stream = RunTalker(SceneOptions(), [most](Scene& scene) {
            scene.edge->SetAttribute("MaxResultSize", UintegerValue(most));
        });
        EXPECT_EQ(stream.counts.served, most == 200 ? 3U : 0U);
        EXPECT_EQ(stream.counts.overLimit, most == 200 ? 0U : 3U);
    }
}

TEST(TokenStream, AllOnTheAgentTellsItsTokens)
{
    const auto stream = RunTalker(SceneOptions(), [](Scene& scene) {
        scene.Set("Placement", StringValue("agent"));
    });
    ASSERT_EQ(stream.records.size(), 3U);
    for (const auto& record : stream.records)
    {
        EXPECT_EQ(record.tokens, 10U);
        const auto compute = *record.AgentComputeDelay();
        // 6 of 16 bit of 33.28 and of 44.8 GFLOP, at 64 GFLOP/s.
        EXPECT_NEAR(record.TimeToFirstToken()->GetSeconds(), 3.328e10 * 6 / 16 / 6.4e10, 1e-8);
        EXPECT_NEAR(compute.GetSeconds(), 4.48e10 * 6 / 16 / 6.4e10, 1e-8);
        EXPECT_NEAR(record.TimePerToken()->GetSeconds(), 1.28e9 * 6 / 16 / 6.4e10, 1e-8);
    }
}

TEST(TokenStream, LostTokensAreNotWaitedFor)
{
    SceneOptions options;
    options.udp = true;
    options.lossRate = 0.2;
    const auto stream =
        RunTalker(options, [](Scene& scene) { scene.Set("MaxInferences", UintegerValue(10)); });
    ASSERT_EQ(stream.records.size(), 10U);
    int done = 0;
    for (const auto& record : stream.records)
    {
        done += record.outcome == Outcome::DONE ? 1 : 0;
        EXPECT_TRUE(record.outcome == Outcome::DONE || record.outcome == Outcome::TIMED_OUT);
    }
    EXPECT_GT(done, 2);
    EXPECT_LT(done, 10);
}

TEST(TokenStream, ManyAgentsShareAPassOfAContinuousServer)
{
    SceneOptions options;
    options.agents = 4;
    const auto run = [&options](const char* queueing) {
        return RunTalker(options, [queueing](Scene& scene) {
            scene.Device(0)->SetAttribute("Queueing", StringValue(queueing));
            // The steps wait for 1.28 GB of weights.
            scene.Device(0)->SetAttribute("MemoryBandwidth", DoubleValue(1.28e11));
            scene.Device(0)->SetAttribute("Mbu", DoubleValue(1));
            scene.Device(0)->SetAttribute("Mfu", DoubleValue(1));
            scene.Set("MaxInferences", UintegerValue(1));
        });
    };
    const auto last = [](const Stream& stream) {
        Time end;
        for (const auto& record : stream.records)
        {
            EXPECT_EQ(record.outcome, Outcome::DONE);
            end = std::max(end, record.ended);
        }
        return end;
    };
    // One after the other 4 x 10 passes of 10 ms; together 11 or 12.
    const auto apart = last(run("Fifo"));
    const auto together = last(run("Continuous"));
    EXPECT_NEAR((apart - together).GetSeconds(), 0.29, 0.015);
}

} // namespace
