/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"
#include "design/design-json.h"
#include "program-run.h"
#include "support/checked-field.h"

#include "ns3/joint-scheme.h"

#include <boost/process.hpp>
#include <cmath>
#include <csignal>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/resource.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

const std::string DESIGN = "coinference-design";
const std::string GOOD = R"({"agentFlops":5.2096e11,"serverFlops":1.27e10})";

/// A problem as a line of the contract's JSON.
std::string
ToLine(const DesignProblem& problem)
{
    nlohmann::json json;
    json["agentFlops"] = problem.workload.agentFlops;
    json["serverFlops"] = problem.workload.serverFlops;
    json["fullPrecisionBits"] = problem.workload.fullPrecisionBits;
    for (std::uint32_t i = 0; i < problem.bitWidths.GetN(); ++i)
    {
        json["bitWidths"].push_back(problem.bitWidths.Get(i));
    }
    const auto add = [&json](const std::string& side, const ComputeChip& chip) {
        json[side + "MaxFrequency"] = chip.maxFrequency;
        json[side + "FlopsPerCycle"] = chip.flopsPerCycle;
        json[side + "Pue"] = chip.pue;
        json[side + "PowerCoefficient"] = chip.powerCoefficient;
        if (!chip.operatingPoints.empty())
        {
            json[side + "Frequencies"] = chip.operatingPoints;
        }
    };
    add("agent", problem.agent);
    add("server", problem.server);
    json["delayBudget"] = problem.delayBudget;
    json["energyBudget"] = problem.energyBudget;
    json["communicationDelay"] = problem.communicationDelay;
    json["communicationEnergy"] = problem.communicationEnergy;
    json["weightRate"] = problem.workload.weightRate;
    return json.dump() + "\n";
}

std::string
RandomLines(int count)
{
    RandomProblem random(99);
    std::string lines;
    for (int i = 0; i < count; ++i)
    {
        lines += ToLine(random.Next(static_cast<Tables>(i % 4), true));
    }
    return lines;
}

} // namespace

TEST(CoinferenceDesign, AnswersInOrderWhatTheSchemeAnswers)
{
    RandomProblem random(99);
    const auto joint = CreateObject<JointScheme>();
    std::string expected;
    for (int i = 0; i < 3000; ++i)
    {
        AppendAllocation(joint->Solve(random.Next(static_cast<Tables>(i % 4), true)), expected);
    }
    const auto run = RunProgramOf(DESIGN, {}, RandomLines(3000));
    EXPECT_EQ(run.exitCode, 0);
    EXPECT_EQ(run.error, "");
    EXPECT_EQ(run.output, expected);
}

TEST(CoinferenceDesign, ThreadsDoNotChangeAByte)
{
    const auto lines = RandomLines(20000) + "bad\n" + RandomLines(100);
    for (const auto* scheme : {"joint", "random-feasible"})
    {
        const auto option = std::string("--scheme=") + scheme;
        const auto one = RunProgramOf(DESIGN, {option}, lines);
        EXPECT_EQ(one.exitCode, 1);
        EXPECT_EQ(one.OutputLines().size(), 20101u);
        for (const auto* threads : {"--threads=2", "--threads=7"})
        {
            const auto many = RunProgramOf(DESIGN, {option, threads}, lines);
            EXPECT_EQ(many.exitCode, 1);
            EXPECT_TRUE(many.output == one.output) << scheme << threads;
        }
        EXPECT_TRUE(RunProgramOf(DESIGN, {option}, lines).output == one.output);
    }
}

TEST(CoinferenceDesign, SeedAndRunChangeRandomDrawsOnly)
{
    const auto draws = [](const std::string& option) {
        return RunProgramOf(DESIGN, {"--scheme=random-feasible", option}, GOOD + "\n").output;
    };
    EXPECT_EQ(draws("--RngRun=1"), draws("--RngRun=1"));
    EXPECT_NE(draws("--RngRun=1"), draws("--RngRun=2"));
    EXPECT_NE(draws("--RngSeed=1"), draws("--RngSeed=2"));
    const auto answer = nlohmann::json::parse(draws("--RngRun=1"));
    EXPECT_EQ(answer["draws"], 400);
    EXPECT_TRUE(answer["objectiveMean"].is_number());
    EXPECT_TRUE(answer["totalDistortionMean"].is_number());
    EXPECT_TRUE(answer["tightDistortionUpperMean"].is_number());
    EXPECT_TRUE(answer["bitWidthStdDev"].is_number());
}

TEST(CoinferenceDesign, EverySchemeAnswers)
{
    for (const auto& name : AllocationScheme::GetNames())
    {
        const auto run = RunProgramOf(DESIGN, {"--scheme=" + name}, GOOD + "\n");
        EXPECT_EQ(run.exitCode, 0) << name;
        const auto answer = nlohmann::json::parse(run.output);
        const std::string status = answer["status"];
        EXPECT_TRUE(status == "optimal" || status == "feasible" || status == "infeasible");
    }
}

TEST(CoinferenceDesign, LastLineNeedsNoNewlineAndCarriageReturnsAreFine)
{
    const auto one = RunProgramOf(DESIGN, {}, GOOD + "\n");
    EXPECT_EQ(RunProgramOf(DESIGN, {}, GOOD).output, one.output);
    EXPECT_EQ(RunProgramOf(DESIGN, {}, GOOD + "\r\n").output, one.output);
    EXPECT_EQ(RunProgramOf(DESIGN, {}, GOOD + "\r\n" + GOOD).output, one.output + one.output);
    const auto nothing = RunProgramOf(DESIGN, {}, "");
    EXPECT_EQ(nothing.exitCode, 0);
    EXPECT_EQ(nothing.output, "");
}

TEST(CoinferenceDesign, BadLinesAreReportedAndTheRunGoesOn)
{
    using namespace std::string_literals;
    const std::string bad[] = {
        "{",
        "null",
        GOOD + " x",
        "\xff\xfe",
        "\0"s,
        R"({"agentFlops":"5","serverFlops":1})",
        R"({"agentFlops":NaN,"serverFlops":1})",
        R"({"agentFlops":1e400,"serverFlops":1})",
        R"({"agentFlops":-1,"serverFlops":1})",
        R"({"agentFlops":1,"agentFlops":1,"serverFlops":1})",
        R"({"agentFlops":1,"serverFlops":1,"speed":1})",
        R"({"agentFlops":{"a":[{}]},"serverFlops":1})",
        std::string(3000000, '['),
        std::string(3000000, ' ') + "x",
    };
    std::string input;
    for (const auto& line : bad)
    {
        input += line + "\n" + GOOD + "\n";
    }
    for (const auto* threads : {"--threads=1", "--threads=3"})
    {
        const auto run = RunProgramOf(DESIGN, {threads}, input);
        EXPECT_EQ(run.exitCode, 1);
        EXPECT_EQ(run.error, "");
        const auto lines = run.OutputLines();
        ASSERT_EQ(lines.size(), 2 * std::size(bad));
        for (std::size_t i = 0; i < lines.size(); ++i)
        {
            const auto answer = nlohmann::json::parse(lines[i]);
            EXPECT_EQ(answer["status"], i % 2 == 0 ? "error" : "optimal") << lines[i];
            if (i % 2 == 0)
            {
                EXPECT_EQ(answer["line"], i + 1);
                EXPECT_LT(lines[i].size(), 400u);
            }
        }
    }
}

TEST(CoinferenceDesign, JointProblemsDoNotDependOnThreads)
{
    std::string input;
    for (int i = 0; i < 2000; ++i)
    {
        const auto agent = [i](int k) {
            return R"({"agentFlops":)" + std::to_string(1 + i % 7 + k) +
                   R"(e11,"serverFlops":1e11,"delayBudget":)" + std::to_string(6 + i % 5) +
                   R"(,"energyBudget":9})";
        };
        input += R"({"agents":[)" + agent(0) + "," + agent(3) + "]}\n";
        input += i % 10 == 0 ? GOOD + "\n" : "";
    }
    for (const std::string scheme : {"joint", "random-feasible"})
    {
        const auto one = RunProgramOf(DESIGN, {"--scheme=" + scheme}, input);
        const auto three = RunProgramOf(DESIGN, {"--scheme=" + scheme, "--threads=3"}, input);
        EXPECT_EQ(one.exitCode, 0);
        EXPECT_EQ(one.OutputLines().size(), 2200);
        EXPECT_EQ(one.output, three.output);
    }
    const auto alone = RunProgramOf(DESIGN, {"--scheme=each-alone", "--threads=3"}, input);
    EXPECT_EQ(alone.exitCode, 1) << "which single problems have none of";
    EXPECT_EQ(alone.OutputLines().size(), 2200);
}

TEST(CoinferenceDesign, BlankLinesAreSkippedAndCounted)
{
    const auto run = RunProgramOf(DESIGN, {}, "\n" + GOOD + "\n  \t\r\n\n" + GOOD + "\n{\n\n");
    EXPECT_EQ(run.exitCode, 1);
    const auto lines = run.OutputLines();
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0], lines[1]);
    EXPECT_EQ(nlohmann::json::parse(lines[2])["line"], 6);
    EXPECT_EQ(RunProgramOf(DESIGN, {}, "\n \n").exitCode, 0);
}

TEST(CoinferenceDesign, AFaultyOptionOfASchemeIsToldOnce)
{
    const auto run =
        RunProgramOf(DESIGN,
                     {"--scheme=ppo", "--ns3::coinference::PpoScheme::Policy=/nowhere"},
                     GOOD + "\n" + GOOD + "\n");
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_EQ(run.output, "");
    EXPECT_EQ(run.error, "coinference-design: cannot read PPO policy /nowhere\n");
}

TEST(CoinferenceDesign, TakesStreamsMeasuredChipsAndMemory)
{
    const auto answer = [](const std::string& fields) {
        const auto run =
            RunProgramOf(DESIGN,
                         {},
                         R"({"agentFlops":5.2072e11,"serverFlops":3.4418e11,)" + fields + "}\n");
        return nlohmann::json::parse(run.output);
    };
    EXPECT_EQ(answer(R"("period":0.1)")["reason"], "rate");
    EXPECT_EQ(answer(R"("period":1.6)")["status"], "optimal");
    EXPECT_EQ(answer(R"("weights":1e9,"agentMemory":2.6e8)")["binding"], "memory");
    EXPECT_EQ(answer(R"("weights":1e9,"agentMemory":2.6e8)")["bitWidth"], 2);
    EXPECT_NEAR(answer(R"("weights":1e9)")["totalDistortion"], 1e9 * std::log(1.25) / 50, 1);
    // Points in any order, each with its power: the clock of 2 GHz costs no more than 1 GHz does.
    const auto table =
        answer(R"("agentFrequencies":[2e9,1e9],"agentPowers":[0.2,0.1],"agentStaticPower":0)");
    EXPECT_EQ(table["agentFrequency"], 2e9);
    const auto bad = answer(R"("agentFrequencies":[2e9,1e9],"agentPowers":[0.2])");
    EXPECT_EQ(bad["status"], "error");
    EXPECT_EQ(bad["message"],
              "agentPowers = 1 numbers is not allowed: it must be as many as there are "
              "agentFrequencies, 2");
    EXPECT_EQ(answer(R"("agentStaticPower":-1)")["status"], "error");
}

TEST(CoinferenceDesign, AnswersOneQuestionAtATime)
{
    namespace process = boost::process;
    process::opstream questions;
    process::ipstream answers;
    process::child child(ProgramPath(DESIGN), process::std_in<questions, process::std_out> answers);
    for (int i = 0; i < 20; ++i)
    {
        questions << GOOD << std::endl;
        std::string answer;
        ASSERT_TRUE(std::getline(answers, answer));
        EXPECT_EQ(nlohmann::json::parse(answer)["bitWidth"], 6);
    }
    questions.flush();
    questions.pipe().close();
    child.wait();
    EXPECT_EQ(child.exit_code(), 0);
}

TEST(CoinferenceDesign, MemoryDoesNotGrowWithTheNumberOfLines)
{
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "AddressSanitizer keeps freed memory";
#endif
    // A million problems, kept, would take 430 MB; as many blank lines 160 MB.
    for (const auto& [line, answers] : {std::pair(GOOD, "1000000\n"), {std::string(), "0\n"}})
    {
        const auto run = RunShell(
            "yes '" + line + "' | head -n 1000000 | $BIN/coinference-design --threads=2 | wc -l");
        EXPECT_EQ(run.output, answers);
    }
    rusage usage;
    ASSERT_EQ(getrusage(RUSAGE_CHILDREN, &usage), 0);
    EXPECT_LT(usage.ru_maxrss, 64 * 1024); // KiB, of the largest program that ran
}

TEST(CoinferenceDesign, UnwritableOutputIsAnError)
{
    const auto full = RunShell("echo '" + GOOD + "' | $BIN/coinference-design > /dev/full");
    EXPECT_EQ(full.exitCode, 2);
    EXPECT_EQ(full.error,
              "coinference-design: cannot write standard output: No space left on device\n");
    const auto closed = RunShell("echo '" + GOOD + "' | $BIN/coinference-design >&-");
    EXPECT_EQ(closed.exitCode, 2);
    EXPECT_NE(closed.error.find("cannot write standard output"), std::string::npos);
    const auto folder = RunShell("$BIN/coinference-design < /");
    EXPECT_EQ(folder.exitCode, 2);
    EXPECT_NE(folder.error.find("cannot read standard input"), std::string::npos);
}

TEST(CoinferenceDesign, EndsWhenNobodyReadsItsAnswers)
{
    const auto run = RunShell("yes '" + GOOD +
                              "' | timeout 60 $BIN/coinference-design | head -n 1; "
                              "echo ${PIPESTATUS[1]} >&2");
    EXPECT_EQ(run.OutputLines().size(), 1u);
    // The signal ends it, or, where a parent has it ignored, the failed write.
    const auto status = run.error.substr(run.error.rfind('\n', run.error.size() - 2) + 1);
    EXPECT_TRUE(status == std::to_string(128 + SIGPIPE) + "\n" || status == "2\n") << run.error;
}

TEST(CoinferenceDesign, SaysWhatIsWrongWithItsOptions)
{
    auto run = RunProgramOf(DESIGN, {"--scheme=jiont"}, GOOD);
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_EQ(run.output, "");
    EXPECT_EQ(run.error.find("coinference-design: scheme = jiont is not allowed"), 0u);
    EXPECT_NE(run.error.find("joint"), std::string::npos);
    run = RunProgramOf(DESIGN, {"--threads=0"}, GOOD);
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_EQ(run.error,
              "coinference-design: threads = 0 is not allowed: it must be a whole number from 1 "
              "to 256\n");
}

TEST(CoinferenceDesign, HelpNamesEveryFieldAndUnit)
{
    const auto run = RunProgramOf(DESIGN, {"--help"});
    EXPECT_EQ(run.exitCode, 0);
    for (const auto* word : {"agentFlops",
                             "serverFlops",
                             "fullPrecisionBits",
                             "bitWidths",
                             "agentMaxFrequency",
                             "serverMaxFrequency",
                             "agentFlopsPerCycle",
                             "serverFlopsPerCycle",
                             "agentPue",
                             "serverPue",
                             "agentPowerCoefficient",
                             "serverPowerCoefficient",
                             "delayBudget",
                             "energyBudget",
                             "communicationDelay",
                             "communicationEnergy",
                             "weightRate",
                             "agentFrequencies",
                             "serverFrequencies",
                             "[FLOP]",
                             "[Hz]",
                             "[s]",
                             "[J]",
                             "status",
                             "reason",
                             "binding",
                             "bitWidth",
                             "objective",
                             "--scheme",
                             "--threads",
                             "distortionUpper",
                             "distortionLower",
                             "Exit status"})
    {
        EXPECT_NE(run.output.find(word), std::string::npos) << word;
    }
}

TEST(CoinferenceDesign, SchemeAttributesAreOptions)
{
    const auto cheap = RunProgramOf(DESIGN, {}, GOOD);
    const auto fast = RunProgramOf(DESIGN, {"--ns3::coinference::JointScheme::LeastDelay=1"}, GOOD);
    EXPECT_LT(nlohmann::json::parse(fast.output)["delay"],
              nlohmann::json::parse(cheap.output)["delay"]);
}
