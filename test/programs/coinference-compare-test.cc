/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/child-process.h"

#include <gtest/gtest.h>
#include <map>
#include <sstream>

using namespace ns3::coinference;

namespace
{

/// Runs coinference-compare; its lines by their first word.
std::map<std::string, std::string>
Compare(std::vector<std::string> options, int status = 0)
{
    options.insert(options.begin(), COINFERENCE_PROGRAM);
    std::map<std::string, std::string> lines;
    const auto exit = RunProgram(options, [&lines](std::string_view line) {
        const std::string text(line);
        lines[text.substr(0, text.find(' '))] = text;
    });
    EXPECT_EQ(exit.status, status) << exit.error;
    lines["error"] = exit.LastErrorLine();
    return lines;
}

/// A number of a scheme's row, counted from 0; percent signs are no columns.
double
Column(const std::string& row, int index)
{
    std::istringstream words(row);
    std::string word;
    words >> word;
    for (int i = -1; i < index;)
    {
        words >> word;
        i += word != "%" ? 1 : 0;
    }
    return std::stod(word);
}

} // namespace

TEST(Compare, MeasuresAgainstTheOptimum)
{
    for (const char* points : {"--operatingPoints=false", "--operatingPoints=true"})
    {
        const auto lines = Compare({"--problems=400", "--schemes=joint,ppo", points});
        const auto& joint = lines.at("joint");
        for (int share : {1, 2, 3})
        {
            EXPECT_EQ(Column(joint, share), 100) << joint;
        }
        EXPECT_EQ(Column(joint, 4), 0) << joint;
        EXPECT_EQ(Column(joint, 5), 0) << joint;
        EXPECT_EQ(Column(joint, 6), 1) << joint;
        const auto& ppo = lines.at("ppo");
        EXPECT_LE(Column(ppo, 0), Column(joint, 0)) << ppo;
        EXPECT_GE(Column(ppo, 4), 0) << ppo;
        EXPECT_GE(Column(ppo, 5), 0) << ppo;
        EXPECT_GE(Column(ppo, 6), 1) << ppo;
    }
}

TEST(Compare, GivesTheSameTwice)
{
    const auto once = Compare({"--problems=100"});
    EXPECT_EQ(once, Compare({"--problems=100"}));
    EXPECT_NE(once, Compare({"--problems=100", "--RngRun=2"}));
}

TEST(Compare, SaysWhatIsWrong)
{
    EXPECT_NE(Compare({"--schemes=magic"}, 2).at("error").find("magic"), std::string::npos);
    EXPECT_NE(Compare({"--schemes=joint,,ppo"}, 2).at("error").find("scheme"), std::string::npos);
    EXPECT_NE(Compare({"--problems=0"}, 2).at("error").find("problems"), std::string::npos);
    EXPECT_NE(Compare({"--ns3::coinference::PpoScheme::Policy=/nowhere.json"}, 2)
                  .at("error")
                  .find("/nowhere.json"),
              std::string::npos);
}
