/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/temporary-folder.h"
#include "profile/sensing-times.h"

#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

class SensingTimes : public testing::Test
{
  protected:
    std::vector<Time> Read(const std::string& text)
    {
        std::ofstream(m_folder.Path("times")) << text;
        return ReadSensingTimes(m_folder.Path("times"));
    }

    TemporaryFolder m_folder;
};

} // namespace

TEST_F(SensingTimes, TakesCommentsEmptyLinesAndEitherLineEnd)
{
    const std::vector<Time> times{Seconds(0), Seconds(0.25), Seconds(0.25), Seconds(7)};
    EXPECT_EQ(Read("0\n0.25\n0.25\n7"), times);
    EXPECT_EQ(Read("# seconds\r\n0\r\n\r\n0.25 # twice\r\n0.25\n  7  \n\n"), times);
}

TEST_F(SensingTimes, NamesTheLine)
{
    for (const char* text :
         {"1\n0.5\n", "1\nsoon\n", "1\n-1\n", "1\n1 2\n", "1\n1,2\n", "1\nnan", "1\n9.1e9"})
    {
        try
        {
            Read(text);
            ADD_FAILURE() << text;
        }
        catch (const std::invalid_argument& error)
        {
            EXPECT_NE(std::string(error.what()).find("times line 2 = "), std::string::npos)
                << error.what();
        }
    }
    EXPECT_THROW(Read(""), std::invalid_argument);
    EXPECT_THROW(Read("# none\n"), std::invalid_argument);
    EXPECT_THROW(ReadSensingTimes(m_folder.Path("missing")), std::invalid_argument);
}
