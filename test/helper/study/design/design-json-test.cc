/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/random-problem.h"
#include "design/design-json.h"
#include "support/checked-field.h"

#include "ns3/joint-scheme.h"

#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

const std::string WORK = R"("agentFlops":5e11,"serverFlops":1e10)";

DesignProblem
Parse(const std::string& line)
{
    DesignProblem problem;
    ParseDesignProblem(line, problem);
    return problem;
}

std::string
Complaint(const std::string& line)
{
    try
    {
        Parse(line);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

/// The message for a line that adds one field to a good one.
std::string
ComplaintWith(const std::string& field)
{
    return Complaint("{" + WORK + "," + field + "}");
}

} // namespace

TEST(DesignJson, DefaultsAreThePapers)
{
    const auto problem = Parse("{" + WORK + "}");
    EXPECT_EQ(problem.workload.agentFlops, 5e11);
    EXPECT_EQ(problem.workload.serverFlops, 1e10);
    EXPECT_EQ(problem.workload.fullPrecisionBits, 16);
    EXPECT_EQ(problem.bitWidths.GetN(), 8u);
    EXPECT_EQ(problem.agent.maxFrequency, 2e9);
    EXPECT_EQ(problem.server.maxFrequency, 1e10);
    EXPECT_EQ(problem.agent.flopsPerCycle, 32);
    EXPECT_EQ(problem.server.flopsPerCycle, 128);
    EXPECT_EQ(problem.agent.pue, 1);
    EXPECT_EQ(problem.server.pue, 2);
    EXPECT_EQ(problem.agent.powerCoefficient, 2e-29);
    EXPECT_EQ(problem.server.powerCoefficient, 1e-28);
    EXPECT_EQ(problem.delayBudget, 3.5);
    EXPECT_EQ(problem.energyBudget, 2);
    EXPECT_EQ(problem.communicationDelay, 0);
    EXPECT_EQ(problem.communicationEnergy, 0);
    EXPECT_EQ(problem.workload.weightRate, 50);
}

TEST(DesignJson, ReadsEveryFieldInAnyOrder)
{
    const auto problem = Parse(
        R"( {"weightRate":19,"communicationEnergy":18,"communicationDelay":17,"energyBudget":16,)"
        R"("delayBudget":15,"serverPowerCoefficient":14,"agentPowerCoefficient":13,"serverPue":12,)"
        R"("agentPue":11,"serverFlopsPerCycle":10,"agentFlopsPerCycle":9,"serverMaxFrequency":8,)"
        R"("agentMaxFrequency":7,"bitWidths":[6, 3],"fullPrecisionBits":5,"serverFlops":4,)"
        R"("agentFlops":3,"agentFrequencies":[2,1],"serverFrequencies":[8,3,3]} )");
    EXPECT_EQ(problem.workload.agentFlops, 3);
    EXPECT_EQ(problem.workload.serverFlops, 4);
    EXPECT_EQ(problem.workload.fullPrecisionBits, 5);
    ASSERT_EQ(problem.bitWidths.GetN(), 2u);
    EXPECT_EQ(problem.bitWidths.Get(0), 3u);
    EXPECT_EQ(problem.agent.maxFrequency, 7);
    EXPECT_EQ(problem.server.maxFrequency, 8);
    EXPECT_EQ(problem.agent.flopsPerCycle, 9);
    EXPECT_EQ(problem.server.flopsPerCycle, 10);
    EXPECT_EQ(problem.agent.pue, 11);
    EXPECT_EQ(problem.server.pue, 12);
    EXPECT_EQ(problem.agent.powerCoefficient, 13);
    EXPECT_EQ(problem.server.powerCoefficient, 14);
    EXPECT_EQ(problem.delayBudget, 15);
    EXPECT_EQ(problem.energyBudget, 16);
    EXPECT_EQ(problem.communicationDelay, 17);
    EXPECT_EQ(problem.communicationEnergy, 18);
    EXPECT_EQ(problem.workload.weightRate, 19);
    EXPECT_EQ(problem.agent.operatingPoints, (std::vector<double>{1, 2}));
    EXPECT_EQ(problem.server.operatingPoints, (std::vector<double>{3, 8}));
}

TEST(DesignJson, NothingIsLeftOfTheLineBefore)
{
    DesignProblem problem;
    ParseDesignProblem("{" + WORK + R"(,"delayBudget":9,"bitWidths":[4],"agentFrequencies":[1e9]})",
                       problem);
    EXPECT_EQ(problem.agent.maxFrequency, 1e9);
    ParseDesignProblem("{" + WORK + "}", problem);
    EXPECT_EQ(problem.delayBudget, 3.5);
    EXPECT_EQ(problem.bitWidths.GetN(), 8u);
    EXPECT_TRUE(problem.agent.operatingPoints.empty());
    EXPECT_EQ(problem.agent.maxFrequency, 2e9);
}

TEST(DesignJson, HighestOperatingPointIsTheDefaultMaximum)
{
    EXPECT_EQ(Parse("{" + WORK + R"(,"agentFrequencies":[3e9,1e9]})").agent.maxFrequency, 3e9);
    EXPECT_EQ(ComplaintWith(R"("agentFrequencies":[3e9,1e9],"agentMaxFrequency":2e9)"),
              "agentFrequencies = 3e+09 is not allowed: it must be at most agentMaxFrequency = "
              "2e+09");
}

TEST(DesignJson, NamesWhatIsWrongInOneLine)
{
    const std::pair<std::string, std::string> cases[] = {
        {R"("delayBudget":NaN)", "delayBudget = NaN is not allowed: it must be a finite number"},
        {R"("delayBudget":-Infinity)", "delayBudget = -Infinity is not allowed"},
        {R"("delayBudget":1e400)", "delayBudget = 1e400 is not allowed"},
        {R"("delayBudget":1e-400)", "delayBudget = 1e-400 is not allowed"},
        {R"("delayBudget":1e-70)", "delayBudget = 1e-70 is not allowed: it must be 0 or a number"},
        {R"("delayBudget":1e31)", "delayBudget = 1e+31 is not allowed"},
        {R"("delayBudget":-1)", "delayBudget = -1 is not allowed"},
        {R"("delayBudget":"3")", "delayBudget = \"3\" is not allowed"},
        {R"("delayBudget":null)", "delayBudget = null is not allowed"},
        {R"("delayBudget":true)", "delayBudget = true is not allowed"},
        {R"("delayBudget":{"a":1})", "delayBudget = an object is not allowed"},
        {R"("delayBudget":[1])", "delayBudget = an array is not allowed"},
        {R"("delayBudget":1,"delayBudget":1)", "delayBudget is given twice"},
        {R"("agentFlops":1)", "agentFlops is given twice"},
        {R"("delaybudget":1)", "unknown field \"delaybudget\""},
        {R"("":1)", "unknown field \"\""},
        {R"("bitWidths":4)", "bitWidths = 4 is not allowed: it must be an array of at least one"},
        {R"("bitWidths":[])", "bitWidths = [] is not allowed"},
        {R"("bitWidths":[4,0])", "bitWidths = 0 is not allowed"},
        {R"("bitWidths":[4,33])", "bitWidths = 33 is not allowed"},
        {R"("bitWidths":[4.5])", "bitWidths = 4.5 is not allowed"},
        {R"("bitWidths":[1e300])", "bitWidths = 1e+300 is not allowed"},
        {R"("bitWidths":[NaN])", "bitWidths = NaN is not allowed"},
        {R"("bitWidths":["4"])", "bitWidths = \"4\" is not allowed"},
        {R"("bitWidths":[[4]])", "bitWidths = an array within an array is not allowed"},
        {R"("agentFrequencies":[])", "agentFrequencies = [] is not allowed"},
        {R"("agentFrequencies":[0])", "agentFrequencies = 0 is not allowed"},
        {R"("serverFrequencies":[-1,5])", "serverFrequencies = -1 is not allowed"},
        {R"("serverFrequencies":[1e40])", "serverFrequencies = 1e+40 is not allowed"},
        {R"("fullPrecisionBits":16.5)", "fullPrecisionBits = 16.5 is not allowed"},
        {R"("fullPrecisionBits":0)", "fullPrecisionBits = 0 is not allowed"},
        {R"("weightRate":0)", "weightRate = 0 is not allowed"},
        {R"("agentPue":0)", "agentPue = 0 is not allowed"},
    };
    for (const auto& [field, expected] : cases)
    {
        const auto complaint = ComplaintWith(field);
        EXPECT_EQ(complaint.find(expected), 0u) << field << "\n" << complaint;
        EXPECT_EQ(complaint.find('\n'), std::string::npos) << complaint;
    }
}

TEST(DesignJson, RefusesWhatIsNoJsonObject)
{
    using namespace std::string_literals;
    const std::pair<std::string, std::string> cases[] = {
        {"", "the line is blank"},
        {" \t\r", "the line is blank"},
        {"7", "the line is 7"},
        {"\"x\"", "the line is \"x\""},
        {"null", "the line is null"},
        {"[{}]", "the line is an array"},
        {"{}", "agentFlops is missing"},
        {R"({"agentFlops":1})", "serverFlops is missing"},
        {R"({"serverFlops":1})", "agentFlops is missing"},
        {"{" + WORK, "bad JSON at character"},
        {"{" + WORK + ",}", "bad JSON at character"},
        {"{" + WORK + "} x", "bad JSON at character"},
        {"{" + WORK + "}{}", "bad JSON at character"},
        {"{" + WORK + "}\0"s, "bad JSON at character"},
        {"{'agentFlops':1}", "bad JSON at character 2"},
        {"{" + WORK + ",\"a\xff\":1}", "bad JSON at character"},
        {"{" + WORK + ",\"delayBudget\":0x10}", "bad JSON at character"},
        {"{" + WORK + ",\"delayBudget\":", "bad JSON at character"},
        {"{" + WORK + ",\"delayBudget\"}", "bad JSON at character"},
        {"1e400", "bad JSON at character"},
        {std::string(100000, '['), "the line is an array"},
    };
    for (const auto& [line, expected] : cases)
    {
        const auto complaint = Complaint(line);
        EXPECT_EQ(complaint.find(expected), 0u) << line.substr(0, 200) << "\n" << complaint;
        EXPECT_EQ(complaint.find('\n'), std::string::npos) << complaint;
    }
}

TEST(DesignJson, MessagesStayShort)
{
    const std::string huge(500000, 'x');
    EXPECT_LT(ComplaintWith("\"" + huge + "\":1").size(), 200u);
    EXPECT_LT(ComplaintWith("\"delayBudget\":\"" + huge + "\"").size(), 200u);
    EXPECT_LT(ComplaintWith("\"delayBudget\":" + huge).size(), 200u);
    EXPECT_LT(ComplaintWith("\"delayBudget\":" + std::string(5000, '9')).size(), 200u);
    EXPECT_LT(ComplaintWith("\"" + huge).size(), 200u);
    EXPECT_LT(ComplaintWith("\"" + huge + "\xff").size(), 300u);
}

TEST(DesignJson, AnswersReadBackExactly)
{
    RandomProblem random(9);
    const auto joint = CreateObject<JointScheme>();
    for (int i = 0; i < 500; ++i)
    {
        const auto answer = joint->Solve(random.Next(static_cast<Tables>(i % 4), true));
        std::string text;
        AppendAllocation(answer, text);
        ASSERT_EQ(text.find('\n'), text.size() - 1);
        const auto json = nlohmann::json::parse(text);
        if (!answer.IsFeasible())
        {
            ASSERT_EQ(json.size(), 2u);
            ASSERT_EQ(json["status"], "infeasible");
            ASSERT_EQ(json["reason"], LimitName(answer.reason));
            continue;
        }
        const auto number = [&](const char* field) {
            return json[field] == "inf" ? std::numeric_limits<double>::infinity()
                                        : json[field].get<double>();
        };
        ASSERT_EQ(json.size(), 13u);
        ASSERT_EQ(json["status"], "optimal");
        ASSERT_EQ(number("bitWidth"), answer.precision.BitWidth());
        ASSERT_EQ(number("agentFrequency"), answer.clocks.agent);
        ASSERT_EQ(number("serverFrequency"), answer.clocks.server);
        ASSERT_EQ(number("delay"), answer.delay);
        ASSERT_EQ(number("energy"), answer.energy);
        ASSERT_EQ(number("distortionUpper"), answer.distortionUpper);
        ASSERT_EQ(number("distortionLower"), answer.distortionLower);
        ASSERT_EQ(number("distortionTrue"), answer.distortionTrue);
        ASSERT_EQ(number("distortionScalar"), answer.distortionScalar);
        ASSERT_EQ(number("totalDistortion"), answer.totalDistortion);
        ASSERT_EQ(number("objective"), answer.objective);
        ASSERT_EQ(json["binding"], LimitName(answer.binding));
    }
}

TEST(DesignJson, ErrorsAreJsonWhateverTheyQuote)
{
    std::string text;
    AppendDesignError(7, "a \"quoted\"\nbad \xff byte", text);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    const auto json = nlohmann::json::parse(text);
    EXPECT_EQ(json["status"], "error");
    EXPECT_EQ(json["line"], 7);
    EXPECT_EQ(json["message"], "a \"quoted\"\nbad \xef\xbf\xbd byte");
}
