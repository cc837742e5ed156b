/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design/shared-json.h"

#include "ns3/shared-scheme.h"

#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

const std::string AGENT = R"({"agentFlops":5.2e11,"serverFlops":3.4e11,"delayBudget":8,)"
                          R"("energyBudget":4,"weights":1e9})";

std::string
ErrorOf(const std::string& line)
{
    try
    {
        ParseSharedProblem(line);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

nlohmann::json
AnswerOf(const std::string& line, const std::string& scheme = "joint")
{
    const auto problem = ParseSharedProblem(line);
    std::string text;
    AppendSharedAllocation(problem, SharedScheme::Create(scheme)->Solve(problem), text);
    EXPECT_EQ(text.back(), '\n');
    return nlohmann::json::parse(text);
}

} // namespace

TEST(SharedJson, ReadsWhatItSays)
{
    const auto problem = ParseSharedProblem(
        R"({"agents":[{"agentFlops":1,"serverFlops":2,"weight":3,"period":4},)" + AGENT +
        R"(],"server":"partitioned","serverCapacity":5e9,"objective":"max"})");
    ASSERT_EQ(problem.agents.size(), 2);
    EXPECT_EQ(problem.agents[0].weight, 3);
    EXPECT_EQ(problem.agents[0].problem.workload.serverFlops, 2);
    EXPECT_EQ(problem.agents[0].problem.period, 4);
    EXPECT_EQ(problem.agents[1].weight, 1);
    EXPECT_EQ(problem.server, ServerDiscipline::PARTITIONED);
    EXPECT_EQ(problem.serverCapacity, 5e9);
    EXPECT_EQ(problem.objective, SharedObjective::MAX);
    const auto usual = ParseSharedProblem("{\"agents\":[" + AGENT + "]}");
    EXPECT_EQ(usual.server, ServerDiscipline::FIFO);
    EXPECT_EQ(usual.objective, SharedObjective::SUM);
    EXPECT_TRUE(IsSharedProblem("{\"agents\":[]}"));
    EXPECT_FALSE(IsSharedProblem(AGENT));
}

TEST(SharedJson, SharesABand)
{
    const auto agent = AGENT.substr(0, AGENT.size() - 1) +
                       R"(,"gamma":1e7,"transmitPower":0.2,"embeddingBits":5789696})";
    const auto line = "{\"agents\":[" + agent + "," + agent + "],\"band\":";
    const auto answer = AnswerOf(line + "2e7}");
    ASSERT_EQ(answer["status"], "optimal");
    const auto& first = answer["allocations"][0];
    EXPECT_NEAR(first["bandShare"], 0.5, 1e-3) << "they are alike";
    EXPECT_NEAR(first["uplinkTime"], 5789696 / (1e7 * std::log2(2)), 1e-2);
    EXPECT_FALSE(AnswerOf("{\"agents\":[" + AGENT + "]}")["allocations"][0].contains("bandShare"));
    EXPECT_EQ(AnswerOf(line + "2e5}")["reason"], "band");
    EXPECT_NE(ErrorOf("{\"agents\":[{\"gamma\":\"x\"}]}").find("agents[0]: gamma"),
              std::string::npos);
}

TEST(SharedJson, NamesTheAgentAndTheField)
{
    const auto with = [](const std::string& more) {
        return ErrorOf("{\"agents\":[" + AGENT + "]" + more + "}");
    };
    EXPECT_EQ(with(",\"server\":\"lifo\""),
              "server = lifo is not allowed: it must be fifo or partitioned");
    EXPECT_NE(with(",\"objective\":7").find("objective"), std::string::npos);
    EXPECT_NE(with(",\"serverCapacity\":1e9").find("serverCapacity"), std::string::npos);
    EXPECT_NE(with(",\"band\":\"wide\"").find("band"), std::string::npos);
    EXPECT_NE(ErrorOf("{\"agents\":[" + AGENT + ",{\"agentFlops\":1}]}")
                  .find("agents[1]: serverFlops is missing"),
              std::string::npos);
    EXPECT_NE(ErrorOf("{\"agents\":[{\"weight\":\"much\"}]}").find("agents[0]: weight"),
              std::string::npos);
    EXPECT_NE(ErrorOf("{\"agents\":[3]}").find("agents[0]: it is 3"), std::string::npos);
    EXPECT_NE(ErrorOf("{\"agents\":{}}").find("agents is missing or no array"), std::string::npos);
    EXPECT_NE(ErrorOf("{\"agents\":[}").find("bad JSON"), std::string::npos);
}

TEST(SharedJson, WritesTheAnswer)
{
    const auto line = "{\"agents\":[" + AGENT + "," + AGENT + "]}";
    const auto answer = AnswerOf(line);
    EXPECT_EQ(answer.at("status"), "optimal");
    ASSERT_EQ(answer.at("allocations").size(), 2);
    EXPECT_FALSE(answer.at("allocations")[0].contains("serverShare"));
    EXPECT_LE(answer.at("allocations")[1].at("delay"), 8);
    EXPECT_EQ(answer.at("bound"), answer.at("objective"));
    EXPECT_EQ(answer.at("gap"), 0);
    EXPECT_GT(answer.at("serverTime"), 0);

    const auto split = AnswerOf("{\"agents\":[" + AGENT + "],\"server\":\"partitioned\"}");
    EXPECT_GT(split.at("allocations")[0].at("serverShare"), 0);
    EXPECT_FALSE(split.contains("serverTime"));

    const auto random = AnswerOf(line, "random-feasible");
    EXPECT_EQ(random.at("status"), "feasible");
    EXPECT_EQ(random.at("draws"), 400);
    EXPECT_FALSE(random.contains("bound")) << "nothing is proven";
}

TEST(SharedJson, WritesWhyThereIsNone)
{
    const auto line = [](const std::string& agent, int times) {
        std::string text = "{\"agents\":[" + AGENT;
        for (int i = 0; i < times; ++i)
        {
            text += "," + agent;
        }
        return text + "]}";
    };
    auto answer = AnswerOf(line(R"({"agentFlops":5e11,"serverFlops":3e11,"delayBudget":0.1})", 1));
    EXPECT_EQ(answer,
              (nlohmann::json{{"status", "infeasible"}, {"reason", "delay"}, {"agent", 1}}));
    answer = AnswerOf(line(AGENT, 60));
    EXPECT_EQ(answer["status"], "infeasible");
    EXPECT_EQ(answer["reason"], "server");
    EXPECT_FALSE(answer.contains("agent"));
    EXPECT_GT(answer["proof"]["demand"], answer["proof"]["capacity"]);
    EXPECT_EQ(answer["proof"]["serverTime"], answer["proof"]["capacity"]);
}
