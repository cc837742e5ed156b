/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/temporary-folder.h"

#include "ns3/coinference-script-helper.h"
#include "ns3/coinference-version.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

class CoinferenceScript : public testing::Test
{
  protected:
    ~CoinferenceScript() override
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    /// The exit status of a script with an option of its own.
    int Run(std::vector<std::string> arguments, const CoinferenceScriptHelper::Simulate& simulate)
    {
        arguments.insert(arguments.begin(), "script");
        std::vector<char*> argv;
        for (auto& argument : arguments)
        {
            argv.push_back(argument.data());
        }
        CommandLine cmd("script");
        cmd.AddValue("robots", "How many", m_robots);
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int status = CoinferenceScriptHelper("joint,fixed-frequency")
                               .Run(cmd, static_cast<int>(argv.size()), argv.data(), simulate);
        m_output = testing::internal::GetCapturedStdout();
        m_error = testing::internal::GetCapturedStderr();
        return status;
    }

    static nlohmann::json Read(const std::string& path)
    {
        std::ifstream file(path);
        return nlohmann::json::parse(file);
    }

    std::uint32_t m_robots{1};
    std::string m_output;
    std::string m_error;
};

TEST_F(CoinferenceScript, WritesWhatASweepReads)
{
    const TemporaryFolder folder;
    std::vector<std::string> simulated;
    std::vector<double> drawn;
    const auto output = folder.Path("out");
    const int status =
        Run({"--robots=3", "--seed=5", "--run=7", "--progress=off", "--output=" + output},
            [&](const std::string& scheme, CoinferenceTraceHelper& trace) {
                simulated.push_back(scheme);
                drawn.push_back(CreateObject<UniformRandomVariable>()->GetValue());
                EXPECT_EQ(RngSeedManager::GetSeed(), 5U);
                EXPECT_EQ(RngSeedManager::GetRun(), 7U);
                trace.AddInfeasible(scheme, Limit::DELAY);
            });
    EXPECT_EQ(status, 0) << m_error;
    EXPECT_EQ(m_robots, 3U);
    EXPECT_EQ(simulated, (std::vector<std::string>{"joint", "fixed-frequency"}));
    EXPECT_EQ(m_output, "");
    const auto summary = Read(output + "/summary.json");
    ASSERT_EQ(summary.at("schemes").size(), 2U);
    EXPECT_EQ(summary["schemes"][1].at("scheme"), "fixed-frequency");
    EXPECT_EQ(summary["schemes"][1].at("reason"), "delay");
    const auto scenario = Read(output + "/scenario.json");
    EXPECT_EQ(scenario.at("version"), ModuleVersion());
    EXPECT_EQ(scenario.at("ns3Version"), Ns3Version());
    EXPECT_EQ(scenario.at("run"), 7);
    EXPECT_TRUE(std::ifstream(output + "/inferences.csv").good());
}

TEST_F(CoinferenceScript, PrintsATableWithoutAFolder)
{
    const int status = Run({"--schemes=mine"}, [](const auto& scheme, auto& trace) {
        trace.AddInfeasible(scheme, Limit::ENERGY);
    });
    EXPECT_EQ(status, 0);
    EXPECT_NE(m_output.find("in time"), std::string::npos) << m_output;
    EXPECT_NE(m_output.find("\nmine"), std::string::npos) << m_output;
}

TEST_F(CoinferenceScript, ChecksWithoutSimulating)
{
    const auto never = [](const auto&, auto&) { FAIL(); };
    EXPECT_EQ(Run({"--check", "--robots=2"}, never), 0);
    EXPECT_EQ(Run({"--check", "--schemes=a,a"}, never), 2);
    EXPECT_NE(m_error.find("schemes = a,a is not allowed"), std::string::npos) << m_error;
    EXPECT_EQ(Run({"--seed=0"}, never), 2);
}

TEST_F(CoinferenceScript, SaysWhatWentWrong)
{
    EXPECT_EQ(Run({}, [](const auto&, auto&) { throw std::invalid_argument("no wings"); }), 2);
    EXPECT_NE(m_error.find("no wings\n"), std::string::npos) << m_error;
    EXPECT_EQ(Run({}, [](const auto&, auto&) {}), 2);
    EXPECT_NE(m_error.find("has to call trace.Connect(agents, \"joint\")"), std::string::npos)
        << m_error;
}

} // namespace
