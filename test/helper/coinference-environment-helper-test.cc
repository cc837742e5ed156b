/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"

#include "ns3/coinference-environment-helper.h"
#include "ns3/double.h"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

typedef nlohmann::json Json;

/// A scene whose agents are decided for from lines that are there beforehand.
class CoinferenceEnvironmentHelperTest : public ::testing::Test
{
  protected:
    void Build(const SceneOptions& options = SceneOptions())
    {
        scene.emplace(options);
        scene->Set("DelayBudget", TimeValue(Seconds(0.8)));
        scene->Set("EnergyBudget", DoubleValue(2));
        scene->Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    }

    ~CoinferenceEnvironmentHelperTest() override
    {
        scene.reset();
    }

    /// Run with a line a step; what was answered, a document a line.
    std::vector<Json> Play(const std::string& lines,
                           double seconds,
                           const EnvironmentSettings& settings = EnvironmentSettings())
    {
        std::istringstream input(lines);
        std::ostringstream output;
        {
            CoinferenceEnvironmentHelper environment(input, output);
            ApplicationContainer agents;
            for (const auto& agent : scene->agents)
            {
                agents.Add(agent);
            }
            environment.Install(agents, scene->server(), settings);
            environment.Begin(Seconds(1));
            scene->Run(seconds);
            environment.End();
        }
        std::vector<Json> answers;
        std::istringstream text(output.str());
        for (std::string line; std::getline(text, line);)
        {
            answers.push_back(Json::parse(line));
        }
        return answers;
    }

    std::optional<Scene> scene;
};

std::string
Repeat(const std::string& line, int times)
{
    std::string lines;
    for (int i = 0; i < times; ++i)
    {
        lines += line + "\n";
    }
    return lines;
}

const char* const SIX_BIT = R"({"actions":{"0":{"bitWidth":6,"agentClock":0.5}}})";

TEST_F(CoinferenceEnvironmentHelperTest, ActionsAreWhatTheAgentDoes)
{
    Build();
    const auto id = std::to_string(scene->agents[0]->GetAgentId());
    const auto answers =
        Play(Repeat(R"({"actions":{")" + id + R"(":{"bitWidth":6,"agentClock":0.5}}})", 10), 9.5);
    // What there is; states at 0 to 9 s, and the end.
    ASSERT_EQ(answers.size(), 12);
    EXPECT_EQ(answers[0]["agents"], Json({id}));
    EXPECT_EQ(answers[0]["step"], 1.0);
    EXPECT_EQ(answers[1]["time"], 0.0);
    EXPECT_EQ(answers[11]["time"], 9.5);
    EXPECT_TRUE(answers[11]["end"].get<bool>());
    const auto text = scene->Text();
    const auto records = scene->records;
    ASSERT_GT(records.size(), 7U);

    // The same agent, told once what to do.
    Build();
    Allocation allocation;
    allocation.status = Allocation::Status::FEASIBLE;
    allocation.precision = 6;
    allocation.clocks = {0.5 * ComputeChip().maxFrequency, ComputeChip::PaperServer().maxFrequency};
    scene->agents[0]->SetAllocation(allocation);
    scene->Run(9.5);
    EXPECT_EQ(scene->Text(), text);

    // All records are told, once, and rewards are those of what is in them.
    double reward = 0;
    std::size_t told = 0;
    for (std::size_t i = 1; i < answers.size(); ++i)
    {
        const auto& state = answers[i]["agents"][id];
        reward += state["reward"].get<double>();
        EXPECT_EQ(state["observation"].size(), answers[0]["observations"].size());
        for (const auto& record : state["records"])
        {
            EXPECT_EQ(record["sequence"], records[told].sequence);
            EXPECT_EQ(record["totalDelay"], records[told].TotalDelay().GetSeconds());
            ++told;
        }
    }
    EXPECT_EQ(told, records.size());
    double expected = 0;
    const DesignReward price;
    for (const auto& record : records)
    {
        const bool isMet = record.deadlineMet && record.energyBudgetMet;
        expected +=
            price.Of(6, record.TotalDelay().GetSeconds() / 0.8, record.TotalEnergy() / 2, isMet);
    }
    EXPECT_NEAR(reward, expected, 1e-12);
}

TEST_F(CoinferenceEnvironmentHelperTest, WithoutAnActionAnAgentDoesNotSense)
{
    Build();
    const auto answers = Play(Repeat(R"({"actions":{}})", 5), 4.5);
    EXPECT_EQ(scene->Counts().generated, 0);
    EXPECT_EQ(answers.back()["agents"].begin().value()["reward"], 0.0);
}

TEST_F(CoinferenceEnvironmentHelperTest, ALineThatIsNoneIsAnsweredWithAnError)
{
    Build();
    const auto id = std::to_string(scene->agents[0]->GetAgentId());
    const auto action = [&id](const std::string& fields) {
        return R"({"actions":{")" + id + R"(":)" + fields + "}}\n";
    };
    const auto answers =
        Play("nonsense\n" + action(R"({"bitWidth":9})") + action(R"({"agentClock":0})") +
                 action(R"({"placement":"cloud"})") + action(R"({"speed":1})") +
                 "{\"actions\":{\"77\":{}}}\n" + "{\"actions\":[]}\n" + action(R"({"bitWidth":3})"),
             0.5);
    ASSERT_EQ(answers.size(), 10);
    for (std::size_t i = 2; i < 9; ++i)
    {
        EXPECT_TRUE(answers[i].contains("error")) << i;
    }
    const auto has = [&answers](std::size_t i, const char* text) {
        return answers[i]["error"].get<std::string>().find(text) != std::string::npos;
    };
    EXPECT_TRUE(has(3, "bitWidth = 9 is not allowed"));
    EXPECT_TRUE(has(4, "agentClock = 0 is not allowed"));
    EXPECT_TRUE(has(5, "placement = cloud is not allowed"));
    EXPECT_TRUE(has(6, "speed"));
    EXPECT_TRUE(has(7, "77 is of no agent"));
    EXPECT_TRUE(answers[9]["end"].get<bool>());
}

TEST_F(CoinferenceEnvironmentHelperTest, WhereLinesEndTheSimulationStops)
{
    Build();
    const auto id = std::to_string(scene->agents[0]->GetAgentId());
    const auto answers = Play(Repeat(R"({"actions":{")" + id + R"(":{"bitWidth":6}}})", 3), 1000);
    EXPECT_EQ(Simulator::Now(), Seconds(3));
    ASSERT_EQ(answers.size(), 5);
    EXPECT_FALSE(answers.back()["end"].get<bool>());
}

TEST_F(CoinferenceEnvironmentHelperTest, TheReserveThatIsSeenIsMeasured)
{
    Build();
    const auto id = std::to_string(scene->agents[0]->GetAgentId());
    const auto lines = Repeat(R"({"actions":{")" + id + R"(":{"bitWidth":6}}})", 10);
    const auto answers = Play(lines, 9.5);
    const auto& names = answers[0]["observations"];
    const auto at = [&](const Json& answer, const char* name) {
        const auto place = std::find(names.begin(), names.end(), name) - names.begin();
        return answer["agents"][id]["observation"][static_cast<std::size_t>(place)].get<double>();
    };
    EXPECT_EQ(at(answers[1], "communicationDelay"), 0);
    double longest = 0;
    for (const auto& record : scene->records)
    {
        longest = std::max(longest, record.CommunicationDelay()->GetSeconds());
    }
    EXPECT_NEAR(at(answers.back(), "communicationDelay"), 1.2 * longest / 0.8, 0.2 * longest / 0.8);
    EXPECT_NEAR(at(answers.back(), "uplinkDelay"),
                scene->records.back().UplinkDelay()->GetSeconds() / 0.8,
                1e-9);
    EXPECT_EQ(at(answers.back(), "battery"), 1);

    Build();
    EnvironmentSettings assumed;
    assumed.reserve = AllocationController::ASSUMED;
    assumed.communicationDelay = 0.2;
    EXPECT_EQ(at(Play(lines, 9.5, assumed).back(), "communicationDelay"), 0.25);
}

TEST(CoinferenceEnvironmentTest, DesignsAreAnsweredWithoutASimulation)
{
    std::istringstream input(std::string(R"({"actions":{"0":{"bitWidth":2},"1":{"bitWidth":8}}})") +
                             "\n" + SIX_BIT + "\n");
    std::ostringstream output;
    DesignProblem problem;
    problem.workload.agentFlops = 32e9; // 1 s at 16 bit and 1 GHz
    problem.workload.fullPrecisionBits = 16;
    problem.workload.weightRate = 50;
    problem.agent.maxFrequency = 1e9;
    problem.delayBudget = 0.25;
    problem.energyBudget = 100;
    CoinferenceEnvironmentHelper(input, output)
        .RunDesigns(2, BitWidthSet(), DesignReward(), [&problem]() { return problem; });
    std::istringstream text(output.str());
    std::vector<Json> answers;
    for (std::string line; std::getline(text, line);)
    {
        answers.push_back(Json::parse(line));
    }
    ASSERT_EQ(answers.size(), 4);
    EXPECT_FALSE(answers[1]["agents"]["0"]["terminated"].get<bool>());
    const auto reward = [&answers](std::size_t i, const char* agent) {
        return answers[i]["agents"][agent]["reward"].get<double>();
    };
    // 2 bit take 0.125 s; 8 bit 0.5 s, twice T0; 6 bit at half the clock 0.75 s.
    EXPECT_EQ(reward(2, "0"), 0);
    EXPECT_NEAR(reward(2, "1"), -0.5 - 0.5 * std::log(2), 1e-12);
    EXPECT_NEAR(reward(3, "0"), -0.5 - 0.5 * std::log(3), 1e-12);
    EXPECT_TRUE(answers[3]["agents"]["0"]["terminated"].get<bool>());
}

} // namespace
