/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/sqlite-file.h"
#include "sweep/sweep-answers.h"
#include "sweep/sweep-figures.h"
#include "sweep/sweep-report.h"
#include "sweep/sweep-table.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

SweepSpec
Spec(const std::string& fields)
{
    return SweepSpec::Parse(R"({"name": "try", "mode": "design", )" + fields + "}");
}

const std::string SMALL = R"("schemes": ["joint", "fixed-frequency"],
    "list": [{"agentFlops": 5.2096e11, "serverFlops": 1.27e10},
             {"agentFlops": 1.406e11, "serverFlops": 7.167e10}],
    "grid": {"delayBudget": [0.4, 2, 3.5], "energyBudget": [1, 2]})";

} // namespace

TEST(SweepDesigns, AnswersEachPointAsTheSchemeDoes)
{
    const auto spec = Spec(SMALL);
    std::size_t expected = 0;
    AnswerDesigns(spec, 2, [&](std::size_t point, std::size_t scheme, const Allocation& answer) {
        EXPECT_EQ(point * 2 + scheme, expected++);
        const auto options = spec.GetPoint(point);
        DesignProblem problem;
        problem.workload.agentFlops = std::stod(options.at("agentFlops"));
        problem.workload.serverFlops = std::stod(options.at("serverFlops"));
        problem.delayBudget = std::stod(options.at("delayBudget"));
        problem.energyBudget = std::stod(options.at("energyBudget"));
        const auto direct = AllocationScheme::Create(spec.schemes[scheme])->Solve(problem);
        EXPECT_EQ(answer.status, direct.status);
        EXPECT_EQ(answer.reason, direct.reason);
        EXPECT_EQ(answer.precision.BitWidth(), direct.precision.BitWidth());
        EXPECT_EQ(answer.energy, direct.energy);
    });
    EXPECT_EQ(expected, 24);
}

TEST(SweepDesigns, WritesCsvAndTableAlike)
{
    const auto spec = Spec(SMALL);
    std::ostringstream csv;
    WriteDesignsCsv(spec, 1, csv);
    const auto text = csv.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 25);
    EXPECT_EQ(text.rfind("agentFlops [FLOP],serverFlops [FLOP],delayBudget [s],energyBudget [J],"
                         "scheme,status,reason,bitWidth [bit],",
                         0),
              0)
        << text;
    EXPECT_NE(text.find("\n5.2096e+11,1.27e+10,0.4,1,joint,infeasible,delay,,,,,,,,,,,,\n"),
              std::string::npos)
        << text;

    auto database = OpenSqlite(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    RecordDesigns(spec, 1, database);
    RecordDesigns(spec, 2, database); // instead of the first, not besides
    SQLite::Statement count(database, "SELECT count(*), sum(status = 'infeasible') FROM designs");
    ASSERT_TRUE(count.executeStep());
    EXPECT_EQ(count.getColumn(0).getInt(), 24);
    EXPECT_GT(count.getColumn(1).getInt(), 0);
    SQLite::Statement best(database,
                           "SELECT bitWidth, energy FROM designs WHERE scheme = 'joint' AND "
                           "delayBudget = 3.5 AND energyBudget = 2 AND agentFlops = 5.2096e11");
    ASSERT_TRUE(best.executeStep());
    EXPECT_EQ(best.getColumn(0).getInt(), 6);
    EXPECT_FALSE(best.executeStep());
}

TEST(SweepDesigns, DoesNotDependOnThreadsAndKeepsTheSeed)
{
    const auto spec =
        Spec(R"("schemes": ["random-feasible"], "seed": 7, "options": {"model": "blip-2"},
                "grid": {"delayBudget": {"from": 2, "to": 4, "points": 200}})");
    const auto seed = ns3::RngSeedManager::GetSeed();
    std::ostringstream one;
    std::ostringstream three;
    WriteDesignsCsv(spec, 1, one);
    WriteDesignsCsv(spec, 3, three);
    EXPECT_EQ(one.str(), three.str());
    EXPECT_EQ(ns3::RngSeedManager::GetSeed(), seed);
}

TEST(SweepDesigns, KeepsTheTableWhereAnAnswerFails)
{
    auto database = OpenSqlite(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    RecordDesigns(Spec(SMALL), 1, database);
    EXPECT_THROW(
        RecordDesigns(Spec(R"("schemes": ["joint"], "options": {"agentFlops": "x"})"), 1, database),
        std::invalid_argument);
    SQLite::Statement count(database, "SELECT count(*) FROM designs");
    ASSERT_TRUE(count.executeStep());
    EXPECT_EQ(count.getColumn(0).getInt(), 24);
}

TEST(SweepDesigns, NamesWhatIsWrong)
{
    const auto errorOf = [](const std::string& fields) -> std::string {
        try
        {
            CheckDesigns(Spec(fields));
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "no error";
    };
    EXPECT_NE(errorOf(R"("schemes": ["joint"], "options": {"agents": 4})").find("agents"),
              std::string::npos);
    EXPECT_NE(errorOf(R"("schemes": ["joint"], "grid": {"delayBudget": [1, -1]})").find("-1"),
              std::string::npos);
    EXPECT_NE(errorOf(R"("schemes": ["joynt"])").find("joynt"), std::string::npos);
    EXPECT_EQ(errorOf(SMALL), "no error");
}

TEST(SweepDesigns, ThinsForFigures)
{
    std::string note;
    EXPECT_EQ(ThinForFigures(Spec(SMALL), note).GetPointCount(), 12);
    EXPECT_EQ(note, "");
    const auto thinned = ThinForFigures(
        Spec(R"("schemes": ["joint"], "grid": {"delayBudget": {"from": 1, "to": 1000, "step": 1},
                "energyBudget": {"from": 1, "to": 1000, "step": 1}})"),
        note);
    EXPECT_EQ(thinned.GetPointCount(), 404);
    EXPECT_EQ(thinned.grid[0].values.front(), "1");
    EXPECT_EQ(thinned.grid[0].values.back(), "1000");
    EXPECT_EQ(thinned.grid[1].values, (std::vector<std::string>{"1", "334", "667", "1000"}));
    EXPECT_EQ(note,
              "Shown: 101 of 1000 values of delay budget T₀, 4 of 1000 values of energy budget E₀");
}

TEST(SweepDesigns, ReportsAnswers)
{
    const auto spec = Spec(SMALL);
    const SweepTable table(spec, 1, ReportMetrics(spec));
    EXPECT_EQ(table.Get(0, 0).infeasible.size(), 1);
    EXPECT_EQ(table.Get(5, 0).Sample("bitWidth").GetMean(), 6);
    EXPECT_THROW(SweepTable(spec, 1, {"delay.mean"}), std::invalid_argument);
    const auto folder = std::filesystem::temp_directory_path() /
                        ("coinference-designs-" + std::to_string(getpid()));
    EXPECT_TRUE(std::filesystem::exists(WriteSweepReport(table, "", folder.string(), "A note.")));
    std::filesystem::remove_all(folder);
}
