/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bit-width-set.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

std::vector<std::uint32_t>
Content(const BitWidthSet& set)
{
    std::vector<std::uint32_t> content;
    for (std::uint32_t i = 0; i < set.GetN(); ++i)
    {
        content.push_back(set.Get(i));
    }
    return content;
}

} // namespace

TEST(BitWidthSet, SortsAndForgetsRepetitions)
{
    EXPECT_EQ(Content({}), (std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6, 7, 8}));
    const BitWidthSet set({8, 3, 32, 3, 1, 8});
    EXPECT_EQ(Content(set), (std::vector<std::uint32_t>{1, 3, 8, 32}));
    EXPECT_EQ(set.GetMax(), 32u);
}

TEST(BitWidthSet, HoldsAllThereAre)
{
    BitWidthSet set;
    set.Clear();
    EXPECT_EQ(set.GetN(), 0u);
    for (auto bitWidth = MAX_BIT_WIDTH; bitWidth > 0; --bitWidth)
    {
        set.Add(bitWidth);
        set.Add(bitWidth);
    }
    ASSERT_EQ(set.GetN(), MAX_BIT_WIDTH);
    for (std::uint32_t i = 0; i < MAX_BIT_WIDTH; ++i)
    {
        EXPECT_EQ(set.Get(i), i + 1);
    }
}

TEST(BitWidthSet, RefusesWhatIsNoBitWidth)
{
    BitWidthSet set;
    EXPECT_THROW(set.Add(0), std::invalid_argument);
    EXPECT_THROW(set.Add(33), std::invalid_argument);
    EXPECT_THROW(BitWidthSet({4, 4000000000}), std::invalid_argument);
    EXPECT_THROW(BitWidthSet(std::vector<std::uint32_t>{}), std::invalid_argument);
    EXPECT_EQ(set.GetN(), 8u);
}

TEST(BitWidthSet, ReadsWhatItWrites)
{
    const auto read = [](const std::string& text) { return BitWidthSet::FromText("bits", text); };
    EXPECT_EQ(Content(read("1-8")), Content({}));
    EXPECT_EQ(Content(read("6,2-4,4,32")), (std::vector<std::uint32_t>{2, 3, 4, 6, 32}));
    EXPECT_EQ(read("6,2-4,4,32").ToText(), "2,3,4,6,32");
    EXPECT_EQ(read(read("3-5,1").ToText()).ToText(), "1,3,4,5");
    for (const char* text : {"", "0", "33", "1.5", "two", "4-2", "1-", "-1", "1,,2", "1-99"})
    {
        EXPECT_THROW(read(text), std::invalid_argument) << text;
    }
}
