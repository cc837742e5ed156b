/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/child-process.h"
#include "report/text-file.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <tuple>
#include <unistd.h>
#include <vector>

using namespace ns3::coinference;

namespace
{

namespace fs = std::filesystem;

class CoinferencePaperTest : public testing::Test
{
  protected:
    struct Result
    {
        int status;
        std::string output;
        std::string error;
    };

    void SetUp() override
    {
        m_folder = fs::temp_directory_path() / ("coinference-paper-" + std::to_string(getpid()));
        fs::create_directories(m_folder);
    }

    void TearDown() override
    {
        fs::remove_all(m_folder);
    }

    std::string Path(const std::string& name) const
    {
        return (m_folder / name).string();
    }

    std::string Read(const std::string& name) const
    {
        return ReadTextFile(Path(name));
    }

    /// The program with settings so small that it takes a second or two.
    static Result Run(const std::vector<std::string>& more)
    {
        std::vector<std::string> command{COINFERENCE_PROGRAM,
                                         "--inputs=3",
                                         "--maxBitWidth=4",
                                         "--maxRate=3",
                                         "--curvePoints=4",
                                         "--points=30",
                                         "--draws=20",
                                         "--network=p2p",
                                         "--agents=1",
                                         "--inferences=2",
                                         "--simulatedPoints=2"};
        command.insert(command.end(), more.begin(), more.end());
        Result result;
        const auto exit = RunProgram(command, [&result](std::string_view line) {
            result.output.append(line) += '\n';
        });
        result.status = exit.status;
        result.error = exit.error;
        return result;
    }

    /// Stands in for coinference-run: every scheme uses the bits given, joint others.
    std::string StandIn(int jointBits, int otherBits) const
    {
        std::ostringstream script;
        script << "#!/bin/sh\n"
                  "for option; do case $option in\n"
                  "  --output=*) folder=${option#*=};;\n"
                  "  --schemes=*) schemes=$(echo \"${option#*=}\" | tr , ' ');;\n"
                  "esac; done\n"
                  "mkdir -p \"$folder\"\n"
                  "echo 'scheme,outcome,bitWidth [bit]' > \"$folder/inferences.csv\"\n"
                  "separator=\n"
                  "{ printf '{\"schemes\":['\n"
                  "for scheme in $schemes; do\n"
                  "  printf '%s{\"scheme\":\"%s\",\"status\":\"feasible\",\"reason\":null,"
                  "\"counts\":{\"generated\":1,\"done\":1},\"deadlineMetShare\":1,"
                  "\"energyMetShare\":1,\"delay\":{\"mean\":1},\"energy\":{\"mean\":1}}' "
                  "\"$separator\" $scheme\n"
                  "  separator=,\n"
                  "  bits="
               << otherBits
               << "\n"
                  "  [ $scheme = joint ] && bits="
               << jointBits
               << "\n"
                  "  echo \"$scheme,done,$bits\" >> \"$folder/inferences.csv\"\n"
                  "done\n"
                  "printf ']}'; } > \"$folder/summary.json\"\n";
        const auto path = Path("stand-in.sh");
        WriteTextFile(path, script.str());
        fs::permissions(path, fs::perms::owner_all);
        return path;
    }

    fs::path m_folder;
};

std::vector<std::vector<std::string>>
Csv(const std::string& text)
{
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
    {
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, ',');)
        {
            cells.push_back(cell);
        }
        rows.push_back(cells);
    }
    return rows;
}

} // namespace

TEST_F(CoinferencePaperTest, MakesEveryFigureAndHoldsItsChecks)
{
    const auto run = Run({"--output=" + Path("out")});
    EXPECT_EQ(run.status, 0) << run.output << run.error;
    EXPECT_EQ(run.output.find("[FAILS]"), std::string::npos) << run.output;
    EXPECT_NE(run.output.find("[holds] Fig. 3"), std::string::npos);
    for (const char* figure : {"fig3",
                               "fig3-bound",
                               "fig3-pp-ocrv4-reader",
                               "fig3-blazeface",
                               "fig3-m-lsd-tiny",
                               "fig4",
                               "fig5-delay",
                               "fig5-energy",
                               "fig6-delay",
                               "fig6-energy",
                               "fig7-delay",
                               "fig7-energy",
                               "fig8-delay",
                               "fig8-energy",
                               "fig5-delay-simulated",
                               "fig5-energy-simulated",
                               "fig7-delay-simulated",
                               "fig7-energy-simulated",
                               "table1-blip-2-caption-delay",
                               "table1-blip-2-caption-energy",
                               "table1-git-base-caption-delay",
                               "table1-git-base-caption-energy"})
    {
        EXPECT_GT(fs::file_size(m_folder / "out" / (std::string(figure) + ".png")), 1000u);
        EXPECT_NE(Read("out/" + std::string(figure) + ".svg").find("</svg>"), std::string::npos);
    }

    const auto report = Read("out/report.html");
    EXPECT_NE(report.find("MNIST"), std::string::npos); // what is assumed is said
    EXPECT_EQ(report.find("src=\"http"), std::string::npos);
    EXPECT_EQ(report.find("href="), std::string::npos);
    EXPECT_NE(report.find("Fig. 5 (b). "), std::string::npos) << "panels have letters";
    EXPECT_NE(report.find("Fig. 4. "), std::string::npos);
    EXPECT_NE(report.find("<th>Quality, PoT-log</th>"), std::string::npos);

    // Fig. 4's columns: rate, lower bound, Blahut-Arimoto, closed form, upper bound.
    const auto curve = Csv(Read("out/fig4.csv"));
    ASSERT_EQ(curve.size(), 5u);
    for (std::size_t i = 1; i < curve.size(); ++i)
    {
        EXPECT_LT(std::stod(curve[i][1]), std::stod(curve[i][2]));
        EXPECT_LT(std::stod(curve[i][2]), std::stod(curve[i][4]));
    }
    for (const char* heading :
         {"Fig. 3", "Fig. 4", "Fig. 5", "Fig. 6", "Fig. 7", "Fig. 8", "Table I"})
    {
        EXPECT_NE(report.find("<h3>" + std::string(heading) + "</h3>"), std::string::npos)
            << heading;
    }
    // The paper's numbers: model and quantizer of each, both panels.
    for (const auto& [figure, model, quantizer] : {std::tuple{"fig5", "blip-2-caption", "uniform"},
                                                   {"fig6", "blip-2-caption", "pot-log"},
                                                   {"fig7", "git-base-caption", "uniform"},
                                                   {"fig8", "git-base-caption", "pot-log"}})
    {
        for (const auto& row : Csv(Read("out/" + std::string(figure) + ".csv")))
        {
            EXPECT_TRUE(row[0] == "model" || (row[0] == model && row[1] == quantizer)) << figure;
        }
    }
    // Two panels, 30 budgets, seven schemes or more.
    EXPECT_GE(Csv(Read("out/fig5.csv")).size(), 1u + 2 * 30 * 7);
    EXPECT_EQ(Csv(Read("out/table1.csv")).size(), 1u + 2 * 3 * 3);
    // Each model: two axes of two budgets for four schemes or more, and six runs of Table I.
    EXPECT_GE(Csv(Read("out/simulated.csv")).size(), 1u + 2 * (2 * 2 * 4 + 6));
}

TEST_F(CoinferencePaperTest, SameSeedSameBytes)
{
    for (const char* name : {"a", "b"})
    {
        ASSERT_EQ(Run({"--simulate=false", "--seed=7", "--output=" + Path(name)}).status, 0);
    }
    ASSERT_EQ(Run({"--simulate=false", "--seed=8", "--output=" + Path("c")}).status, 0);
    for (const char* file : {"fig3.csv", "fig4.csv", "fig5.csv", "table1.csv", "report.html"})
    {
        EXPECT_EQ(Read("a/" + std::string(file)), Read("b/" + std::string(file))) << file;
    }
    EXPECT_NE(Read("a/fig5.csv"), Read("c/fig5.csv"));
    EXPECT_EQ(Read("a/fig3.csv"), Read("c/fig3.csv")); // nothing random in it
    EXPECT_EQ(Read("a/fig4.csv"), Read("c/fig4.csv"));
}

TEST_F(CoinferencePaperTest, TellsWhenTheSimulationContradictsTheClaims)
{
    const auto run = Run({"--simulator=" + StandIn(1, 3), "--output=" + Path("out"), "--jobs=1"});
    EXPECT_EQ(run.status, 1) << run.error;
    EXPECT_NE(
        run.output.find("[FAILS] Fig. 5 simulated (BLIP-2 2.7b caption): joint is never worse"),
        std::string::npos)
        << run.output;
    EXPECT_NE(Read("out/report.html").find("<b class=\"bad\">NO</b>"), std::string::npos);
    EXPECT_NE(Read("out/checks.csv").find("\nNO,"), std::string::npos);
}

TEST_F(CoinferencePaperTest, TellsWhenTheSimulatorFails)
{
    const auto run = Run({"--simulator=/bin/false", "--output=" + Path("out"), "--jobs=1"});
    EXPECT_EQ(run.status, 2);
    EXPECT_NE(run.error.find("coinference-paper: /bin/false failed"), std::string::npos)
        << run.error;
    EXPECT_FALSE(fs::exists(m_folder / "out" / "report.html"));
}

TEST_F(CoinferencePaperTest, RefusesWhatHasNoMeaningInOneLine)
{
    for (const char* bad : {"--points=1",
                            "--inputs=51",
                            "--maxBitWidth=33",
                            "--maxRate=13",
                            "--curvePoints=1",
                            "--draws=0",
                            "--agents=0",
                            "--inferences=0",
                            "--simulatedPoints=1",
                            "--jobs=0",
                            "--seed=0"})
    {
        const auto run = Run({bad, "--output=" + Path("out")});
        EXPECT_EQ(run.status, 2) << bad;
        EXPECT_EQ(run.error.find("coinference-paper: "), 0u) << bad << run.error;
        EXPECT_EQ(run.error.find('\n'), run.error.size() - 1) << bad << run.error;
        EXPECT_FALSE(fs::exists(m_folder / "out")) << bad;
    }
}
