/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design/training-curve.h"
#include "report/child-process.h"

#include "ns3/ppo-policy.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

/// A folder for each test, gone afterwards.
class TrainPpo : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_folder = std::filesystem::temp_directory_path() /
                   ("coinference-train-ppo-" + std::to_string(getpid()));
        std::filesystem::create_directories(m_folder);
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string Path(const std::string& name) const
    {
        return (m_folder / name).string();
    }

    std::string Content(const std::string& name) const
    {
        std::ifstream file(m_folder / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// Three updates, small enough for a test, with files of a name.
    ProgramExit Train(const std::string& name, std::vector<std::string> more = {}) const
    {
        std::vector<std::string> command{COINFERENCE_PROGRAM,
                                         "--updates=3",
                                         "--problems=64",
                                         "--heldOut=50",
                                         "--evaluateEvery=1",
                                         "--policy=" + Path(name + ".json"),
                                         "--curve=" + Path(name + ".csv")};
        command.insert(command.end(), more.begin(), more.end());
        return RunProgram(command);
    }

    std::filesystem::path m_folder;
};

} // namespace

TEST_F(TrainPpo, SameSeedSameBytes)
{
    ASSERT_EQ(Train("one").status, 0);
    ASSERT_EQ(Train("same").status, 0);
    ASSERT_EQ(Train("other", {"--seed=2"}).status, 0);
    EXPECT_EQ(Content("one.json"), Content("same.json"));
    EXPECT_EQ(Content("one.csv"), Content("same.csv"));
    EXPECT_NE(Content("one.csv"), Content("other.csv"));

    EXPECT_EQ(PpoPolicy::FromText(Content("one.json")).GetLayers().size(), 3U);
    const auto curve = ReadTrainingCurve(Path("one.csv"));
    ASSERT_EQ(curve.size(), 3U);
    EXPECT_EQ(curve.back().episodes, 192U);
    // Updates change the policy.
    EXPECT_NE(curve.front().clockDeviation, curve.back().clockDeviation);
}

TEST_F(TrainPpo, WritesNothingWhenItFails)
{
    const std::vector<std::pair<std::string, std::string>> badOptions{{"updates", "0"},
                                                                      {"problems", "1"},
                                                                      {"gaeLambda", "2"},
                                                                      {"learningRate", "0"}};
    for (const auto& [name, value] : badOptions)
    {
        const auto exit = Train("bad", {"--" + name + "=" + value});
        EXPECT_EQ(exit.status, 2) << name;
        EXPECT_NE(exit.LastErrorLine().find(name), std::string::npos) << exit.LastErrorLine();
    }
    const auto exit = Train("none", {"--policy=" + Path("no/such/folder.json")});
    EXPECT_EQ(exit.status, 2);
    EXPECT_NE(exit.LastErrorLine().find("cannot write"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_empty(m_folder));
}
