/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/text-file.h"
#include "sweep/sweep-csv.h"
#include "sweep/sweep-figures.h"
#include "sweep/sweep-report.h"
#include "sweep/sweep-run.h"
#include "sweep/sweep-table.h"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

/// A sweep of two budgets and two schemes whose results a test writes by hand.
class SweepResultsTest : public testing::Test
{
  protected:
    SweepResultsTest()
        : m_spec(SweepSpec::Parse(R"({"name": "try", "title": "A <try>", "options": {"agents": 4},
              "grid": {"delayBudget": [2, 3]}, "schemes": ["joint", "sca"], "replications": 3,
              "precision": 0.1, "maxReplications": 20,
              "figures": [{"x": "delayBudget", "y": "delay.mean"}]})")),
          m_store(":memory:", true)
    {
    }

    void Record(std::size_t point, const std::string& scheme, std::uint64_t run, double delay)
    {
        const auto mean = std::isinf(delay) ? "\"inf\"" : std::to_string(delay);
        m_store.Record(RunOf(point, scheme, run),
                       {true,
                        R"({"scheme":")" + scheme + R"(","status":"optimal","reason":null,)" +
                            R"("delay":{"unit":"s","mean":)" + mean + "}}",
                        ""});
    }

    void RecordInfeasible(std::size_t point, const std::string& scheme, std::uint64_t run)
    {
        m_store.Record(RunOf(point, scheme, run),
                       {true,
                        R"({"scheme":"sca","status":"infeasible","reason":"energy",)"
                        R"("delay":{"unit":"s","mean":null}})",
                        ""});
    }

    void RecordQuality(std::uint64_t run, const std::string& mean)
    {
        m_store.Record(RunOf(0, "joint", run),
                       {true,
                        R"({"scheme":"joint","status":"optimal","reason":null,"counts":{"done":5},)"
                        R"("quality":{"unit":"","mean":)" +
                            mean + "}}",
                        ""});
    }

    SweepRun RunOf(std::size_t point, const std::string& scheme, std::uint64_t run)
    {
        return {m_maker.Make(m_spec.GetPoint(point), scheme, m_spec.seed), run};
    }

    SweepTable Table()
    {
        return SweepTable(m_spec, m_store, {"delay.mean"});
    }

    ScenarioMaker m_maker{""};
    SweepSpec m_spec;
    SweepStore m_store;
};

} // namespace

TEST_F(SweepResultsTest, QualityIsOfAllRunsOrOfNone)
{
    RecordQuality(1, "80");
    RecordQuality(2, "90");
    EXPECT_EQ(
        SweepTable(m_spec, m_store, {"quality.mean"}).Get(0, 0).Sample("quality.mean").GetMean(),
        85);
    // In one run some were not measured: the others' mean is not the scheme's.
    RecordQuality(3, "null");
    EXPECT_EQ(SweepTable(m_spec, m_store, {"quality.mean"}).Get(0, 0).Sample("quality.mean").GetN(),
              0U);
}

TEST_F(SweepResultsTest, SortsRunsIntoCells)
{
    Record(0, "joint", 1, 2);
    Record(0, "joint", 2, 4);
    Record(1, "sca", 1, 8);
    RecordInfeasible(0, "sca", 1);
    m_store.Record(RunOf(1, "joint", 2), {false, "", "it broke"});
    // Another sweep's, in the same database.
    m_store.Record({m_maker.Make({{"agents", "9"}}, "joint", 1), 1}, {true, "{}", ""});

    const auto table = Table();
    EXPECT_EQ(table.Get(0, 0).Sample("delay.mean").GetMean(), 3);
    EXPECT_EQ(table.Get(0, 0).done.size(), 2);
    EXPECT_EQ(table.Get(0, 1).infeasible.size(), 1);
    EXPECT_FALSE(table.Get(0, 1).Sample("delay.mean").GetMean());
    EXPECT_EQ(table.Get(1, 0).failed.at(2), "it broke");
    EXPECT_EQ(table.Get(1, 1).Sample("delay.mean").GetMean(), 8);
}

TEST_F(SweepResultsTest, NamesTheMetricsThatThereAre)
{
    Record(0, "joint", 1, 2);
    try
    {
        SweepTable(m_spec, m_store, {"delai.mean"});
        FAIL() << "no error";
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_STREQ(error.what(),
                     "delai.mean is no metric: there are scheme, status, reason, delay.mean");
    }
}

TEST_F(SweepResultsTest, AddsReplicationsUntilPrecise)
{
    // Half-width over mean at n = 3: 4.302653 * 1 / sqrt(3) / 10 = 0.248, 2.5 times too wide.
    for (std::uint64_t run = 1; run <= 3; ++run)
    {
        Record(0, "joint", run, 8.0 + static_cast<double>(run));
        Record(0, "sca", run, 10);
        Record(1, "joint", run, 10 + 0.01 * static_cast<double>(run));
        Record(1, "sca", run, 10);
    }
    EXPECT_EQ(Table().NextReplications(0, 3), 6); // six times as many wanted, doubled at most
    EXPECT_EQ(Table().NextReplications(1, 3), 3);
    // Runs beyond n do not count: an interrupted sweep decides as one that was not.
    for (std::uint64_t run = 4; run <= 6; ++run)
    {
        Record(0, "joint", run, 1000);
    }
    const auto table = Table();
    EXPECT_EQ(table.NextReplications(0, 3), 6);
    EXPECT_EQ(table.NextReplications(0, 6), 12);
    EXPECT_EQ(table.NextReplications(0, 15), 20); // not beyond maxReplications
    m_spec.precision.reset();
    EXPECT_EQ(Table().NextReplications(0, 3), 3);
}

TEST_F(SweepResultsTest, AddsNoReplicationsWhereThereIsNothingToMeasure)
{
    for (std::uint64_t run = 1; run <= 3; ++run)
    {
        RecordInfeasible(0, "sca", run);
        Record(0, "joint", run, std::numeric_limits<double>::infinity());
    }
    EXPECT_EQ(Table().NextReplications(0, 3), 3);
}

TEST_F(SweepResultsTest, WritesCsvInOrder)
{
    Record(1, "joint", 2, 3);
    Record(1, "joint", 1, 4.5);
    Record(0, "joint", 1, 2);
    m_store.Record(RunOf(0, "sca", 1), {false, "", "a \"quoted\", long reason"});
    std::ostringstream csv;
    WriteSweepCsv(m_spec, m_store, csv);
    EXPECT_EQ(csv.str(),
              "agents,delayBudget [s],scheme,seed,run,outcome,error,status,reason,delay.mean [s]\n"
              "4,2,joint,1,1,done,,optimal,,2.0\n"
              "4,2,sca,1,1,failed,\"a \"\"quoted\"\", long reason\",,,\n"
              "4,3,joint,1,1,done,,optimal,,4.5\n"
              "4,3,joint,1,2,done,,optimal,,3.0\n");
}

TEST_F(SweepResultsTest, DrawsMeansWithIntervals)
{
    Record(0, "joint", 1, 2);
    Record(0, "joint", 2, 4);
    Record(1, "joint", 1, 5);
    RecordInfeasible(0, "sca", 1);
    Record(1, "sca", 1, std::numeric_limits<double>::infinity());
    const auto pictures = DrawSweepFigure(Table(), m_spec.figures[0]);
    ASSERT_EQ(pictures.size(), 1);
    const auto& figure = pictures[0].panels.front();
    EXPECT_EQ(figure.x.unit, "s");
    EXPECT_EQ(figure.y.label, "Inference delay, mean");
    ASSERT_EQ(figure.series.size(), 2);
    EXPECT_EQ(figure.series[0].label, "joint");
    EXPECT_EQ(figure.series[0].points[0].x, 2);
    EXPECT_EQ(figure.series[0].points[0].y, 3);
    EXPECT_NEAR(figure.series[0].points[0].error->HalfWidth(), 12.7062, 1e-4);
    EXPECT_FALSE(figure.series[0].points[1].error);
    EXPECT_TRUE(std::isinf(figure.series[1].points[0].y));
    EXPECT_EQ(pictures[0].note, "sca: infeasible at 2; infinite at 3");
}

TEST_F(SweepResultsTest, DrawsAPictureForEachValueOfTheRest)
{
    Record(0, "joint", 1, 2);
    SweepFigure figure;
    figure.x = "scheme";
    figure.y = "delay.mean";
    auto pictures = DrawSweepFigure(Table(), figure);
    ASSERT_EQ(pictures.size(), 2);
    EXPECT_EQ(pictures[1].panels.front().title, "Delay budget T₀ = 3 s");
    EXPECT_EQ(pictures[0].panels.front().x.categories, m_spec.schemes);
    EXPECT_EQ(pictures[0].panels.front().series.size(), 1);
    EXPECT_EQ(pictures[0].note, "Inference delay, mean: not run yet at sca");
    figure.series = {"delayBudget"};
    pictures = DrawSweepFigure(Table(), figure);
    ASSERT_EQ(pictures.size(), 1);
    EXPECT_EQ(pictures[0].panels.front().series[1].label, "Delay budget T₀ = 3 s");
}

TEST_F(SweepResultsTest, HasUsualFigures)
{
    EXPECT_EQ(FiguresOf(m_spec).size(), 1);
    m_spec.figures.clear();
    for (const auto& figure : FiguresOf(m_spec))
    {
        EXPECT_EQ(figure.x, "delayBudget");
        EXPECT_EQ(figure.series, std::vector<std::string>{"scheme"});
    }
    m_spec.grid.clear();
    EXPECT_EQ(FiguresOf(m_spec)[0].x, "scheme");
    EXPECT_TRUE(FiguresOf(m_spec)[0].series.empty());
}

TEST_F(SweepResultsTest, ReportsOnOnePage)
{
    for (std::uint64_t run = 1; run <= 3; ++run)
    {
        Record(0, "joint", run, static_cast<double>(run));
        Record(0, "sca", run, static_cast<double>(run) + 0.5 + 0.01 * static_cast<double>(run));
    }
    for (std::uint64_t run = 1; run <= 3; ++run)
    {
        Record(1, "joint", run, 3);
        Record(1, "sca", run, run == 2 ? std::numeric_limits<double>::infinity() : 4);
    }
    m_store.Record(RunOf(1, "sca", 4), {false, "", "<it broke>"});
    const auto folder =
        std::filesystem::temp_directory_path() / ("coinference-report-" + std::to_string(getpid()));
    const auto path = WriteSweepReport(Table(), "{\"the\": \"source\"}", folder.string());
    const auto page = ReadTextFile(path);
    const auto holds = [&](const std::string& text) {
        return page.find(text) != std::string::npos;
    };
    EXPECT_TRUE(holds("A &lt;try&gt;"));
    EXPECT_TRUE(holds("src=\"data:image/svg+xml;base64,"));
    // No other file, and no other machine.
    EXPECT_FALSE(holds("src=\"try"));
    EXPECT_FALSE(holds("href"));
    EXPECT_TRUE(holds("<td>2.0 ± 2.5</td>")) << page;
    EXPECT_TRUE(holds("<td>sca − joint</td><td>3</td><td><b>0.520 ± 0.025</b></td>")) << page;
    // Of three pairs one has no difference: none is shown, rather than that of the others.
    EXPECT_TRUE(holds("<td>3</td><td>sca − joint</td><td>3</td><td>–</td>")) << page;
    EXPECT_TRUE(holds("<td>&lt;it broke&gt;</td><td>1</td>"));
    EXPECT_TRUE(holds("{&quot;the&quot;: &quot;source&quot;}"));
    EXPECT_TRUE(std::filesystem::exists(folder / "try-1.png"));
    EXPECT_TRUE(std::filesystem::exists(folder / "try-1.svg"));
    WriteSweepReport(Table(), "{\"the\": \"source\"}", folder.string());
    EXPECT_EQ(ReadTextFile(path), page);
    std::filesystem::remove_all(folder);
}

/// The same sweep with figures of single inferences.
class SweepInferencesTest : public SweepResultsTest
{
  protected:
    SweepInferencesTest()
    {
        m_spec = SweepSpec::Parse(R"({"name": "try", "grid": {"delayBudget": [2, 3]},
            "schemes": ["joint", "sca"], "keepInferences": true, "replications": 2,
            "figures": [{"kind": "cdf", "x": "totalDelay", "facets": ["delayBudget"]},
                        {"kind": "box", "x": "delayBudget", "y": "totalDelay"}]})");
    }

    void Keep(std::size_t point, const std::string& scheme, std::uint64_t run, std::string csv)
    {
        m_store.Record(RunOf(point, scheme, run),
                       {true,
                        R"({"scheme":"joint","status":"optimal","reason":null})",
                        "",
                        "scheme,outcome,\"total, odd\",totalDelay [s]\n" + csv});
    }

    SweepTable Table()
    {
        return SweepTable(m_spec, m_store, {}, ColumnsOf(m_spec));
    }
};

TEST_F(SweepInferencesTest, DistributionsCountWhatIsLost)
{
    Keep(0, "joint", 1, "joint,done,x,3\njoint,timed-out,x,10\n");
    Keep(0, "joint", 2, "joint,done,\"a \"\"b\"\", c\",1\njoint,done,x,2\n");
    Keep(1, "joint", 1, "joint,done,x,5\n");
    const auto pictures = DrawSweepFigure(Table(), m_spec.figures[0]);
    ASSERT_EQ(pictures.size(), 1);
    ASSERT_EQ(pictures[0].panels.size(), 2);
    const auto& points = pictures[0].panels[0].series[0].points;
    // Three of four came, at 1, 2 and 3 s; up to the end of the axis no other.
    ASSERT_EQ(points.size(), 5);
    const std::vector<std::pair<double, double>> expected{{1, 0},
                                                          {1, 0.25},
                                                          {2, 0.5},
                                                          {3, 0.75},
                                                          {5.2, 0.75}};
    for (std::size_t i = 0; i < points.size(); ++i)
    {
        EXPECT_EQ(std::make_pair(points[i].x, points[i].y), expected[i]);
    }
    EXPECT_TRUE(pictures[0].panels[0].series[1].points.empty());
    EXPECT_EQ(pictures[0].note,
              "sca (Delay budget T₀ = 2 s): not run yet. sca (Delay budget T₀ = 3 s): not run yet");
}

TEST_F(SweepInferencesTest, BoxesAreQuartilesOverAllRuns)
{
    Keep(0, "joint", 1, "joint,done,x,1\njoint,done,x,2\njoint,done,x,3\n");
    Keep(0, "joint", 2, "joint,done,x,4\njoint,done,x,100\njoint,dropped,x,7\n");
    const auto pictures = DrawSweepFigure(Table(), m_spec.figures[1]);
    ASSERT_EQ(pictures.size(), 1);
    const auto& panel = pictures[0].panels[0];
    EXPECT_EQ(panel.x.categories, (std::vector<std::string>{"2", "3"}));
    const auto& point = panel.series[0].points[0];
    EXPECT_EQ(point.y, 3);
    EXPECT_EQ(point.box->first, 2);
    EXPECT_EQ(point.box->third, 4);
    EXPECT_EQ(point.box->low, 1);
    EXPECT_EQ(point.box->high, 4); // 100 lies beyond 1.5 times the quartiles' distance
    EXPECT_TRUE(std::isinf(panel.series[0].points[1].y));
}

TEST_F(SweepInferencesTest, WritesAllThatAreKept)
{
    Keep(0, "joint", 1, "joint,done,x,3\n");
    Keep(1, "sca", 2, "sca,done,y,4\nsca,dropped,z,5\n");
    std::ostringstream csv;
    WriteInferencesCsv(m_spec, m_store, csv);
    EXPECT_EQ(csv.str(),
              "delayBudget [s],run,scheme,outcome,\"total, odd\",totalDelay [s]\n"
              "2,1,joint,done,x,3\n3,2,sca,done,y,4\n3,2,sca,dropped,z,5\n");
    m_spec.keepInferences = false;
    EXPECT_THROW(WriteInferencesCsv(m_spec, m_store, csv), std::invalid_argument);
}

TEST_F(SweepInferencesTest, TheyMayComeLaterAndGoWithTheirRun)
{
    Record(0, "joint", 1, 2);
    EXPECT_FALSE(m_store.HasInferences(RunOf(0, "joint", 1)));
    Keep(0, "joint", 1, "joint,done,x,3\n");
    EXPECT_TRUE(m_store.HasInferences(RunOf(0, "joint", 1)));
    // The summary of before stays.
    EXPECT_EQ(SweepTable(m_spec, m_store, {"delay.mean"}).Get(0, 0).Sample("delay.mean").GetMean(),
              2);
    m_store.GetDatabase().exec("UPDATE inferences SET csv = 'changed'");
    EXPECT_THROW(m_store.FindInferences(RunOf(0, "joint", 1)), std::runtime_error);
    m_store.Forget(RunOf(0, "joint", 1).scenario);
    EXPECT_FALSE(m_store.HasInferences(RunOf(0, "joint", 1)));
}

TEST_F(SweepInferencesTest, NamesTheColumnsThatThereAre)
{
    Keep(0, "joint", 1, "joint,done,x,3\n");
    try
    {
        SweepTable(m_spec, m_store, {}, {"totalDelai"});
        FAIL() << "no error";
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_STREQ(error.what(),
                     "totalDelai is no column of inferences: there are scheme, outcome, total, "
                     "odd, totalDelay");
    }
}
