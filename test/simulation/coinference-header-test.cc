/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/coinference-header.h"
#include "ns3/packet.h"

#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <sstream>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

CoinferenceHeader
Request()
{
    CoinferenceHeader header;
    header.type = CoinferenceHeader::REQUEST;
    header.bitWidth = 6;
    header.agent = 0xfedcba98;
    header.sequence = 0x12345678;
    header.payloadSize = 723712;
    header.fragmentOffset = 1320;
    header.resultSize = 128;
    header.serverFlops = 12.7e9;
    header.serverFrequency = 9.876543210123e9;
    header.priority = 200;
    header.deadline = NanoSeconds(123456789012345);
    header.phases = 0xabcdef01;
    header.tokens = 77;
    header.tokenSize = 20;
    header.memoryFrequency = 3.2e9;
    return header;
}

CoinferenceHeader
Result()
{
    auto header = Request();
    header.type = CoinferenceHeader::RESULT;
    header.phases = header.tokens = header.tokenSize = 0;
    header.memoryFrequency = 0;
    header.serverReceived = NanoSeconds(1);
    header.serverStarted = NanoSeconds(1234567890123456789);
    header.serverFinished = NanoSeconds(std::numeric_limits<std::int64_t>::max());
    header.serverEnergy = 1.0 / 3;
    return header;
}

/// What the header reads back as after crossing a link.
CoinferenceHeader
Transferred(const CoinferenceHeader& header)
{
    auto packet = Create<Packet>(10);
    packet->AddHeader(header);
    EXPECT_EQ(packet->GetSize(), 90);
    CoinferenceHeader back;
    EXPECT_EQ(packet->RemoveHeader(back), 80);
    return back;
}

std::array<std::uint8_t, CoinferenceHeader::SIZE>
Bytes(const CoinferenceHeader& header)
{
    std::array<std::uint8_t, CoinferenceHeader::SIZE> bytes;
    auto packet = Create<Packet>();
    packet->AddHeader(header);
    packet->CopyData(bytes.data(), bytes.size());
    return bytes;
}

bool
IsValid(const std::array<std::uint8_t, CoinferenceHeader::SIZE>& bytes)
{
    CoinferenceHeader header;
    Create<Packet>(bytes.data(), bytes.size())->RemoveHeader(header);
    return header.IsValid();
}

TEST(CoinferenceHeader, ReadsBackAsWritten)
{
    for (const auto& sent : {Request(), Result()})
    {
        const auto got = Transferred(sent);
        EXPECT_TRUE(got.IsValid());
        EXPECT_EQ(got.type, sent.type);
        EXPECT_EQ(got.bitWidth, sent.bitWidth);
        EXPECT_EQ(got.agent, sent.agent);
        EXPECT_EQ(got.sequence, sent.sequence);
        EXPECT_EQ(got.payloadSize, sent.payloadSize);
        EXPECT_EQ(got.fragmentOffset, sent.fragmentOffset);
        EXPECT_EQ(got.resultSize, sent.resultSize);
        EXPECT_EQ(got.priority, sent.priority);
        EXPECT_EQ(got.deadline, sent.type == CoinferenceHeader::REQUEST ? sent.deadline : Time(0));
        EXPECT_EQ(got.serverFlops, sent.serverFlops);
        EXPECT_EQ(got.phases, sent.phases);
        EXPECT_EQ(got.tokens, sent.tokens);
        EXPECT_EQ(got.tokenSize, sent.tokenSize);
        EXPECT_EQ(got.memoryFrequency, sent.memoryFrequency);
        EXPECT_EQ(got.serverFrequency, sent.serverFrequency);
        EXPECT_EQ(got.serverReceived, sent.serverReceived);
        EXPECT_EQ(got.serverStarted, sent.serverStarted);
        EXPECT_EQ(got.serverFinished, sent.serverFinished);
        EXPECT_EQ(got.serverEnergy, sent.serverEnergy);
        EXPECT_EQ(Bytes(got), Bytes(sent));
    }
}

TEST(CoinferenceHeader, AnAllocationTellsBothClocks)
{
    CoinferenceHeader sent;
    sent.type = CoinferenceHeader::ALLOCATION;
    sent.payloadSize = 1;
    sent.bitWidth = 5;
    sent.sequence = 7;
    sent.agentFrequency = 1.25e9;
    sent.serverFrequency = 3.5e9;
    const auto got = Transferred(sent);
    EXPECT_TRUE(got.IsValid());
    EXPECT_EQ(got.bitWidth, 5);
    EXPECT_EQ(got.sequence, 7);
    EXPECT_EQ(got.agentFrequency, 1.25e9);
    EXPECT_EQ(got.serverFrequency, 3.5e9);
    EXPECT_EQ(got.serverEnergy, 0);
    sent.bitWidth = 0;
    EXPECT_FALSE(sent.IsValid());
    sent.bitWidth = 5;
    sent.agentFrequency = -1;
    EXPECT_FALSE(Transferred(sent).IsValid());
}

TEST(CoinferenceHeader, IsLaidOutAsDocumented)
{
    const auto bytes = Bytes(Request());
    EXPECT_EQ(std::memcmp(bytes.data(), "CoIn\1\1\6\xc8", 8), 0);
    EXPECT_EQ(std::memcmp(&bytes[8], "\xfe\xdc\xba\x98\x12\x34\x56\x78", 8), 0);
    EXPECT_EQ(std::memcmp(&bytes[16], "\x00\x0b\x0b\x00\x00\x00\x05\x28", 8), 0);
    EXPECT_EQ(bytes[27], 128);
}

TEST(CoinferenceHeader, KnowsEachFieldThatMakesNoSense)
{
    const double nan = std::nan("");
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<std::function<void(CoinferenceHeader&)>> faults = {
        [](auto& h) { h.type = 0; },
        [](auto& h) { h.type = 7; },
        [](auto& h) { h.bitWidth = 65; },
        [](auto& h) { h.payloadSize = 0; },
        [](auto& h) { h.payloadSize = CoinferenceHeader::MAX_PAYLOAD + 1; },
        [](auto& h) { h.fragmentOffset = h.payloadSize; },
        [](auto& h) { h.resultSize = 0; },
        [](auto& h) { h.resultSize = CoinferenceHeader::MAX_PAYLOAD + 1; },
        [](auto& h) { h.serverFlops = -1; },
        [=](auto& h) { h.serverFlops = nan; },
        [=](auto& h) { h.serverFlops = infinity; },
        [=](auto& h) { h.serverFrequency = nan; },
        [](auto& h) { h.serverFrequency = -1e-300; },
        [=](auto& h) { h.serverEnergy = infinity; },
        [=](auto& h) { h.serverEnergy = -nan; },
        [](auto& h) { h.deadline = NanoSeconds(-1); },
        [](auto& h) { h.tokens = CoinferenceHeader::MAX_TOKENS + 1; },
        [](auto& h) { h.tokenSize = CoinferenceHeader::MAX_PAYLOAD + 1; },
        [=](auto& h) { h.memoryFrequency = nan; },
    };
    for (std::size_t i = 0; i < faults.size(); ++i)
    {
        auto header = Request();
        ASSERT_TRUE(Transferred(header).IsValid());
        faults[i](header);
        EXPECT_FALSE(header.IsValid()) << i;
        EXPECT_FALSE(Transferred(header).IsValid()) << i;
    }
}

TEST(CoinferenceHeader, KnowsTimesOutOfOrder)
{
    const std::vector<std::function<void(CoinferenceHeader&)>> faults = {
        [](auto& h) { h.serverReceived = NanoSeconds(-1); },
        [](auto& h) { h.serverReceived = h.serverStarted + NanoSeconds(1); },
        [](auto& h) { h.serverFinished = h.serverStarted - NanoSeconds(1); },
    };
    for (std::size_t i = 0; i < faults.size(); ++i)
    {
        auto header = Result();
        ASSERT_TRUE(Transferred(header).IsValid());
        faults[i](header);
        EXPECT_FALSE(header.IsValid()) << i;
        EXPECT_FALSE(Transferred(header).IsValid()) << i;
    }
}

TEST(CoinferenceHeader, KnowsAlienBytes)
{
    // Requests have the number of their phases where results have nothing.
    for (const std::size_t place : {0, 1, 2, 3, 4, 28, 29, 30, 31})
    {
        auto bytes = Bytes(Result());
        ASSERT_TRUE(IsValid(bytes));
        bytes[place] ^= 0x10;
        EXPECT_FALSE(IsValid(bytes)) << "byte " << place;
    }
}

TEST(CoinferenceHeader, SurvivesAnyBytes)
{
    std::mt19937_64 random(1);
    const auto valid = Bytes(Result());
    int accepted = 0;
    for (int round = 0; round < 50000; ++round)
    {
        auto bytes = valid;
        // Half of the rounds keep magic, version and reserved fields, so that the rest is looked
        // at.
        for (std::size_t i = round % 2 == 0 ? 0 : 5; i < bytes.size(); ++i)
        {
            const bool isReserved = i == 7 || (i >= 28 && i < 32);
            if (round % 2 == 0 || (!isReserved && random() % 16 == 0))
            {
                bytes[i] = static_cast<std::uint8_t>(random());
            }
        }
        CoinferenceHeader header;
        Create<Packet>(bytes.data(), bytes.size())->RemoveHeader(header);
        std::ostringstream text;
        header.Print(text);
        EXPECT_FALSE(text.str().empty());
        if (header.IsValid())
        {
            ++accepted;
            // Whatever is accepted can be passed on unchanged.
            EXPECT_EQ(Bytes(header), bytes);
            EXPECT_LT(header.fragmentOffset, header.payloadSize);
            EXPECT_LE(header.serverReceived, header.serverFinished);
        }
    }
    EXPECT_GT(accepted, 10);
}

} // namespace
