/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design/design-json.h"
#include "design/split-json.h"

#include "ns3/allocation-scheme.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

using namespace ns3::coinference;

namespace
{

const std::string SPLITS =
    R"("splits":[{"name":"early","agentFlops":1e11,"serverFlops":5e11,"agentWeights":1e8,)"
    R"("serverWeights":9e8,"embeddingValues":1000000},{"name":"late","agentFlops":5e11,)"
    R"("serverFlops":1e11,"agentWeights":8e8,"serverWeights":2e8,"embeddingValues":10000}])";

std::string
ErrorOf(const std::string& line)
{
    try
    {
        ParseSplitProblem(line);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

nlohmann::json
AnswerOf(const std::string& line, const std::string& scheme)
{
    std::string text;
    AppendAllocation(AllocationScheme::Create(scheme)->Solve(ParseSplitProblem(line)), text);
    return nlohmann::json::parse(text);
}

} // namespace

TEST(SplitJson, ReadsWhatItSays)
{
    const auto problem =
        ParseSplitProblem("{" + SPLITS +
                          R"(,"keepInput":true,"uplinkRate":2e7,"transmitPower":2,)"
                          R"("communicationDelay":0.1,"communicationEnergy":0.2,"delayBudget":4})");
    EXPECT_EQ(problem.delayBudget, 4);
    EXPECT_EQ(problem.workload.agentFlops, 1e11);
    EXPECT_EQ(problem.workload.weights, 1e8);
    ASSERT_EQ(problem.splits.size(), 3);
    EXPECT_EQ(problem.splits[0].workload.uplinkBytes, 2000000);
    EXPECT_DOUBLE_EQ(problem.splits[0].communicationDelay, 0.1 + 0.8);
    EXPECT_DOUBLE_EQ(problem.splits[0].communicationEnergy, 0.2 + 1.6);
    EXPECT_DOUBLE_EQ(problem.splits[1].communicationDelay, 0.1 + 0.008);
    EXPECT_EQ(problem.splits[1].split, 1);
    EXPECT_EQ(problem.splits[2].placement, Placement::AGENT);
    EXPECT_EQ(problem.splits[2].communicationDelay, 0);
    EXPECT_EQ(problem.splits[2].workload.weights, 1e9);
    EXPECT_EQ(ParseSplitProblem("{" + SPLITS + R"(,"inputBytes":1000})").splits.back().placement,
              Placement::SERVER);
}

TEST(SplitJson, AnswersNameTheSplitAndTheWidths)
{
    const auto line = "{" + SPLITS + R"(,"keepInput":true,"energyBudget":20,"uplinkRate":)";
    EXPECT_EQ(AnswerOf(line + "1e9}", "split")["split"], 0) << "fewer weights are quantized";
    EXPECT_EQ(AnswerOf(line + "2e6}", "split")["split"], 1) << "less crosses";
    EXPECT_EQ(AnswerOf(line + "1e3}", "split")["placement"], "agent");
    EXPECT_FALSE(AnswerOf(line + "1e9}", "joint").contains("split"));

    const auto layered =
        AnswerOf(R"({"agentFlops":5e11,"serverFlops":1e10,"delayBudget":2,"layers":[)"
                 R"({"weights":1e8,"flops":4e11},{"weights":1e8,"flops":1e11}]})",
                 "layered");
    ASSERT_EQ(layered["bitWidths"].size(), 2);
    EXPECT_GT(layered["bitWidths"][1], layered["bitWidths"][0]) << "its bits cost less";
    EXPECT_DOUBLE_EQ(layered["bitWidth"],
                     0.8 * layered["bitWidths"][0].get<double>() +
                         0.2 * layered["bitWidths"][1].get<double>());
}

TEST(SplitJson, SaysWhatIsWrong)
{
    EXPECT_EQ(ErrorOf("[]"), "the line is []: it must be a JSON object");
    EXPECT_EQ(ErrorOf(R"({"splits":[3]})"), "splits[0] = 3 is not allowed: it must be an object");
    EXPECT_EQ(ErrorOf(R"({"splits":[{"name":"a"}]})"), "splits[0]: agentFlops is missing");
    EXPECT_EQ(ErrorOf("{" + SPLITS + R"(,"uplinkRate":"fast"})"),
              "uplinkRate = \"fast\" is not allowed: it must be a finite number");
    EXPECT_EQ(ErrorOf("{" + SPLITS + R"(,"keepInput":1})"),
              "keepInput = 1 is not allowed: it must be true or false");
    EXPECT_EQ(ErrorOf("{" + SPLITS + R"(,"foo":1})"), "unknown field \"foo\"");
    EXPECT_NE(ErrorOf(R"({"agentFlops":1,"serverFlops":1,"layers":[{"weights":1,"flops":2}]})")
                  .find("what its layers add up to, 2"),
              std::string::npos);
}

TEST(SplitJson, ReadsPhases)
{
    const std::string phases =
        R"({"agentFlops":1e12,"serverFlops":9e11,"phases":[{"kind":"vision","weights":1e9,)"
        R"("tokens":500},{"kind":"prefill","weights":1e9,"tokens":400},)"
        R"({"kind":"decode","weights":1e9,"steps":50}],"computeScalesWithBits":false,"group":32)";
    const auto problem = ParseSplitProblem(
        phases + R"(,"agentMemoryBandwidth":2e11,"serverMbu":0.5,)"
                 R"("serverMemoryPoints":"1e9:5e11:3,2e9:1e12:9","delayBudget":30,)"
                 R"("energyBudget":100})");
    EXPECT_FALSE(problem.workload.computeScalesWithBits);
    EXPECT_EQ(problem.workload.group, 32);
    EXPECT_EQ(problem.workload.agentPhases->size(), 1);
    EXPECT_EQ(problem.workload.serverPhases->size(), 2);
    EXPECT_EQ(problem.agent.memoryBandwidth, 2e11);
    EXPECT_EQ(problem.server.mbu, 0.5);
    ASSERT_EQ(problem.server.memoryPoints.size(), 2);
    const auto answer =
        AnswerOf(phases + R"(,"agentMemoryBandwidth":2e11,"serverMbu":0.5,)"
                          R"("serverMemoryPoints":"1e9:5e11:3,2e9:1e12:9","delayBudget":30,)"
                          R"("energyBudget":100})",
                 "joint");
    EXPECT_EQ(answer.at("status"), "optimal") << answer;
    EXPECT_GT(answer.at("serverMemoryFrequency"), 0) << answer;
    EXPECT_NEAR(answer.at("timeToFirstToken").get<double>() +
                    50 * answer.at("timePerToken").get<double>(),
                answer.at("delay").get<double>(),
                1e-9)
        << answer;
    // On chips that tell no bandwidth the phases change nothing but the times of tokens.
    auto plain = AnswerOf(phases + R"(,"delayBudget":30,"energyBudget":100})", "joint");
    const auto paper = AnswerOf(R"({"agentFlops":1e12,"serverFlops":9e11,"delayBudget":30,)"
                                R"("energyBudget":100,"computeScalesWithBits":false})",
                                "joint");
    plain.erase("timeToFirstToken");
    plain.erase("timePerToken");
    EXPECT_EQ(plain, paper);
    EXPECT_EQ(ErrorOf(phases + R"(,"agentMemoryPoints":3})"),
              "agentMemoryPoints = 3 is not allowed: it must be a text");
    EXPECT_NE(ErrorOf(phases + R"(,"agentMfu":2})").find("agentMfu = 2 is not allowed"),
              std::string::npos);
    EXPECT_NE(ErrorOf(phases + R"(,"agentMemoryPoints":"1e9"})").find("clock:bandwidth"),
              std::string::npos);
}
