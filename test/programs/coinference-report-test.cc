/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-run.h"

#include <boost/filesystem.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

using namespace ns3::coinference;

namespace
{

constexpr const char* REPORT = "coinference-report";

std::string
ReadFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class CoinferenceReport : public testing::Test
{
  protected:
    void Write(const std::string& name, const std::string& text) const
    {
        std::ofstream(m_folder / name) << text;
    }

    /// What the program says of a folder that it refuses, in one line.
    std::string Refusal() const
    {
        const auto run = RunProgramOf(REPORT, {m_folder / ""});
        EXPECT_EQ(run.exitCode, 2);
        EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
        EXPECT_FALSE(boost::filesystem::exists(m_folder / "report.html"));
        return run.error;
    }

    ScratchFolder m_folder;
};

TEST_F(CoinferenceReport, ShowsWhatAScriptWrote)
{
    // The script's own option has the trace helper call the program.
    const auto script = RunProgramOf(
        "coinference-drone-example",
        {"--schemes=joint,all-on-agent", "--output=" + (m_folder / "out"), "--report=true"});
    ASSERT_EQ(script.exitCode, 0) << script.error;
    EXPECT_EQ(script.output, "");
    const auto page = ReadFile(m_folder / "out/report.html");
    EXPECT_NE(page.find("<td>joint</td>"), std::string::npos);
    EXPECT_NE(page.find("<td>all-on-agent</td>"), std::string::npos);
    EXPECT_NE(page.find("<h1>coinference-drone-example</h1>"), std::string::npos);
    for (const auto* file : {"delays", "energy", "distortion"})
    {
        EXPECT_NE(ReadFile(m_folder / ("out/" + std::string(file) + ".svg")).find("</svg>"),
                  std::string::npos)
            << file;
    }
    // The same by hand, with a budget in it.
    const auto run = RunProgramOf(REPORT, {m_folder / "out", "--delayBudget=5", "--format=pdf"});
    EXPECT_EQ(run.exitCode, 0) << run.error;
    EXPECT_EQ(run.OutputLines(), std::vector<std::string>{(m_folder / "out/report.html")});
    EXPECT_NE(ReadFile(m_folder / "out/delays.svg").find("budget T₀"), std::string::npos);
    EXPECT_EQ(ReadFile(m_folder / "out/energy.pdf").substr(0, 5), "%PDF-");
}

TEST_F(CoinferenceReport, RefusesWhatIsNoRecord)
{
    EXPECT_NE(RunProgramOf(REPORT, {}).error.find("which folder?"), std::string::npos);
    EXPECT_NE(Refusal().find("summary.json"), std::string::npos);
    Write("summary.json", "{\"schemes\":");
    EXPECT_NE(Refusal().find("summary.json"), std::string::npos);
    Write("summary.json", "{}");
    EXPECT_NE(Refusal().find("has no schemes"), std::string::npos);
    Write("summary.json", "{\"schemes\":[{\"scheme\":\"joint\"}]}");
    EXPECT_NE(Refusal().find("cannot read"), std::string::npos);
    Write("inferences.csv", "agent,outcome\n");
    EXPECT_NE(Refusal().find("has no column scheme"), std::string::npos);
    const std::string header = "scheme,outcome,totalDelay [s],totalEnergy [J],"
                               "totalDistortion [weight unit],quality\n";
    Write("inferences.csv", header + "joint,done,1,2,x,\n");
    EXPECT_NE(Refusal().find("line 2: totalDistortion [weight unit] = x"), std::string::npos);
    Write("inferences.csv", header + "joint,finished,1,2,3,\n");
    EXPECT_NE(Refusal().find("outcome = finished is not allowed: it must be done, dropped"),
              std::string::npos);
    Write("inferences.csv", header + "joint,done,-1,2,3,\n");
    EXPECT_NE(Refusal().find("totalDelay [s] = -1 is not allowed"), std::string::npos);
    Write("inferences.csv", header + "joint,done,1\n");
    EXPECT_NE(Refusal().find("line 2: 3 fields"), std::string::npos);
    Write("scenario.json", "{");
    Write("inferences.csv", header + "joint,done,1,2,3,\n");
    EXPECT_NE(Refusal().find("scenario.json"), std::string::npos);
    EXPECT_FALSE(boost::filesystem::exists(m_folder / "delays.svg")) << "nothing is half-written";
    boost::filesystem::remove(m_folder / "scenario.json");
    Write("inferences.csv", header);
    EXPECT_EQ(RunProgramOf(REPORT, {m_folder / ""}).exitCode, 0);
    EXPECT_NE(ReadFile(m_folder / "report.html").find("No scheme had a result"), std::string::npos);
}

TEST_F(CoinferenceReport, GroupsHaveQualitiesOfTheirOwn)
{
    const auto run = RunProgramOf("coinference-run",
                                  {"--groups=" EXAMPLES "/scenarios/robots-and-drone.json",
                                   "--duration=20",
                                   "--schemes=joint",
                                   "--report=off",
                                   "--output=" + (m_folder / "out")});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    EXPECT_EQ(RunProgramOf(REPORT, {m_folder / "out"}).exitCode, 0);
    // Only the robots' model tells one, which the summary names.
    EXPECT_NE(ReadFile(m_folder / "out/quality.svg").find("CIDEr"), std::string::npos);
    const auto page = ReadFile(m_folder / "out/report.html");
    EXPECT_NE(page.find("— robots"), std::string::npos);
    EXPECT_NE(page.find("What the task is worth to robots."), std::string::npos);
    const auto delays = ReadFile(m_folder / "out/delays.svg"); // a panel each
    EXPECT_LT(delays.find(">robots<"), delays.find(">drone<")) << "as they were named";
    EXPECT_NE(delays.find(">drone<"), std::string::npos);
}

TEST_F(CoinferenceReport, SaysWhichServerDidWhat)
{
    const auto run = RunProgramOf("coinference-run",
                                  {"--servers=2",
                                   "--serverStop=10",
                                   "--timeout=6",
                                   "--duration=60",
                                   "--schemes=joint",
                                   "--output=" + (m_folder / "out")});
    ASSERT_EQ(run.exitCode, 0) << run.error;
    const auto own = ReadFile(m_folder / "out/report.html");
    const auto servers = own.find("<h2>Servers</h2>");
    ASSERT_NE(servers, std::string::npos);
    const auto table = own.substr(servers, own.find("</table>", servers) - servers);
    EXPECT_EQ(RunProgramOf(REPORT, {m_folder / "out", "--title=Two & two"}).exitCode, 0);
    const auto page = ReadFile(m_folder / "out/report.html");
    EXPECT_NE(page.find(table), std::string::npos) << "the same of the summary";
    EXPECT_NE(page.find("<h1>Two &amp; two</h1>"), std::string::npos);
}

} // namespace
