/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"
#include "../support/temporary-folder.h"
#include "output/inference-columns.h"
#include "output/inference-summary.h"
#include "output/sqlite-file.h"

#include "ns3/allocation-helper.h"
#include "ns3/coinference-trace-helper.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

std::vector<std::string>
Split(const std::string& text, char separator)
{
    std::vector<std::string> parts(1);
    for (char letter : text)
    {
        letter == separator ? parts.emplace_back().clear() : parts.back().push_back(letter);
    }
    return parts;
}

std::vector<std::string>
LinesOf(const std::string& path)
{
    auto lines = Split(ReadAll(path), '\n');
    EXPECT_EQ(lines.back(), ""); // the last line is ended
    lines.pop_back();
    return lines;
}

ApplicationContainer
AgentsOf(const Scene& scene)
{
    ApplicationContainer agents;
    for (const auto& agent : scene.agents)
    {
        agents.Add(agent);
    }
    return agents;
}

/// Three agents on a lossy UDP link: every outcome but an empty battery occurs.
SceneOptions
LossyOptions()
{
    SceneOptions options;
    options.agents = 3;
    options.udp = true;
    options.lossRate = 0.15;
    return options;
}

class CoinferenceTraceHelperTest : public ::testing::Test
{
  protected:
    /// One trace of a scene that runs for a while.
    void Trace(const std::string& scheme, double seconds = 40.5)
    {
        Scene scene(LossyOptions());
        scene.Set("Timeout", TimeValue(Seconds(1)));
        scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        trace.Connect(AgentsOf(scene), scheme);
        scene.Run(seconds);
        trace.Close();
        counts = scene.Counts();
        records = scene.records;
    }

    nlohmann::json Summary()
    {
        const auto path = folder.Path("summary.json");
        trace.WriteSummary(path);
        return nlohmann::json::parse(ReadAll(path));
    }

    TemporaryFolder folder;
    CoinferenceTraceHelper trace;
    InferenceCounts counts;
    std::vector<InferenceRecord> records;
};

} // namespace

TEST_F(CoinferenceTraceHelperTest, CsvHasARowForEachInferenceAndUnits)
{
    Trace("first");
    const auto path = folder.Path("inferences.csv");
    trace.WriteCsv(path);
    const auto lines = LinesOf(path);
    ASSERT_EQ(lines.size(), records.size() + 1);
    EXPECT_EQ(lines.size() - 1 + counts.inFlight, counts.generated);
    const auto header = Split(lines[0], ',');
    EXPECT_EQ(header.size(), InferenceColumns().size() + 2);
    EXPECT_EQ(header.back(), "group");
    EXPECT_EQ(header[0], "scheme");
    EXPECT_NE(lines[0].find(",totalDelay [s],"), std::string::npos);
    EXPECT_NE(lines[0].find(",agentFrequency [Hz],"), std::string::npos);
    EXPECT_NE(lines[0].find(",agentEnergy [J],"), std::string::npos);
    for (std::size_t i = 0; i < records.size(); ++i)
    {
        const auto cells = Split(lines[i + 1], ',');
        ASSERT_EQ(cells.size(), header.size());
        EXPECT_EQ(cells[0], "first");
        EXPECT_EQ(cells.back(), "");
        for (std::size_t j = 1; j + 1 < cells.size(); ++j)
        {
            std::string expected;
            AppendCsv(InferenceColumns()[j - 1].get(records[i]), expected);
            EXPECT_EQ(cells[j], expected) << header[j];
        }
    }
}

TEST_F(CoinferenceTraceHelperTest, RowsNameTheirGroup)
{
    Scene scene(LossyOptions());
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
    const auto agents = AgentsOf(scene);
    ApplicationContainer others;
    others.Add(agents.Get(1));
    others.Add(agents.Get(2));
    trace.Connect({{"one, alone", agents.Get(0)}, {"others", others}}, "joint");
    scene.Run(20);
    trace.WriteCsv(folder.Path("inferences.csv"));
    trace.WriteSqlite(folder.Path("inferences.sqlite"));
    const auto lines = LinesOf(folder.Path("inferences.csv"));
    const auto first = std::to_string(agents.Get(0)->GetNode()->GetId());
    ASSERT_GT(lines.size(), 6U);
    for (std::size_t i = 1; i < lines.size(); ++i)
    {
        const bool isFirst = Split(lines[i], ',')[1] == first;
        const std::string end = isFirst ? ",\"one, alone\"" : ",others";
        EXPECT_EQ(lines[i].substr(lines[i].size() - end.size()), end);
    }
    auto database = OpenSqlite(folder.Path("inferences.sqlite"), SQLite::OPEN_READONLY);
    SQLite::Statement query(database,
                            "SELECT DISTINCT agent FROM inferences WHERE \"group\" = 'one, alone'");
    ASSERT_TRUE(query.executeStep());
    EXPECT_EQ(query.getColumn(0).getString(), first);
    EXPECT_FALSE(query.executeStep());
}

TEST_F(CoinferenceTraceHelperTest, QualityIsOfAllOrOfNone)
{
    InferenceTrace some;
    for (const auto quality : {std::optional<double>(90), std::optional<double>()})
    {
        InferenceRecord record;
        record.outcome = Outcome::DONE;
        record.quality = quality;
        some.records.push_back(record);
    }
    EXPECT_EQ(SampleOf(some, "quality").GetN(), 0) << "which have one is no accident";
    some.records[1].quality = 70;
    EXPECT_EQ(SampleOf(some, "quality").GetMean(), 80);
    some.records[1].quality.reset();
    some.records[1].outcome = Outcome::TIMED_OUT;
    EXPECT_EQ(SampleOf(some, "quality").GetMean(), 90);
}

TEST_F(CoinferenceTraceHelperTest, SchemesFollowEachOther)
{
    Trace("a", 10);
    const auto first = records.size();
    trace.AddInfeasible("none", Limit::ENERGY);
    Trace("b", 20);
    ASSERT_EQ(trace.GetTraces().size(), 3U);
    EXPECT_EQ(trace.GetTraces()[0]->records.size(), first);
    EXPECT_TRUE(trace.GetTraces()[1]->records.empty());
    EXPECT_EQ(trace.GetTraces()[2]->records.size(), records.size());
    const auto path = folder.Path("inferences.csv");
    trace.WriteCsv(path);
    const auto lines = LinesOf(path);
    EXPECT_EQ(lines[first].substr(0, 2), "a,");
    EXPECT_EQ(lines[first + 1].substr(0, 2), "b,");
}

TEST_F(CoinferenceTraceHelperTest, LabelsAreQuoted)
{
    Trace("one, \"two\"", 5);
    const auto path = folder.Path("inferences.csv");
    trace.WriteCsv(path);
    EXPECT_EQ(LinesOf(path)[1].substr(0, 15), "\"one, \"\"two\"\"\",");
    EXPECT_EQ(Summary()["schemes"][0]["scheme"], "one, \"two\"");
}

TEST_F(CoinferenceTraceHelperTest, SummaryAgreesWithTheRecords)
{
    Trace("x");
    const auto scheme = Summary()["schemes"][0];
    EXPECT_EQ(scheme["scheme"], "x");
    EXPECT_TRUE(scheme["status"].is_null()); // nobody decided for these agents
    const auto& counted = scheme["counts"];
    EXPECT_EQ(counted["generated"], counts.generated);
    EXPECT_EQ(counted["done"], counts.done);
    EXPECT_EQ(counted["timedOut"], counts.timedOut);
    EXPECT_EQ(counted["inFlight"], counts.inFlight);
    EXPECT_GT(counts.done, 0U);
    EXPECT_GT(counts.timedOut, 0U);
    EXPECT_GT(counts.inFlight, 0U);
    EXPECT_EQ(counts.generated, counts.done + counts.dropped + counts.timedOut + counts.inFlight);
    double sum = 0;
    double largest = 0;
    std::uint64_t met = 0;
    for (const auto& record : records)
    {
        if (record.outcome == Outcome::DONE)
        {
            sum += record.TotalDelay().GetSeconds();
            largest = std::max(largest, record.TotalDelay().GetSeconds());
            met += record.deadlineMet;
        }
    }
    const auto& delay = scheme["delay"];
    EXPECT_EQ(delay["unit"], "s");
    EXPECT_EQ(delay["n"], counts.done);
    const double mean = sum / static_cast<double>(counts.done);
    EXPECT_NEAR(delay["mean"], mean, 1e-12);
    EXPECT_LE(delay["p50"], delay["p95"]);
    EXPECT_LE(delay["p95"], delay["p99"]);
    EXPECT_LE(delay["p99"], largest);
    EXPECT_LT(delay["ci95"][0], mean);
    EXPECT_GT(delay["ci95"][1], mean);
    EXPECT_DOUBLE_EQ(scheme["deadlineMetShare"],
                     static_cast<double>(met) /
                         static_cast<double>(counts.generated - counts.inFlight));
}

TEST_F(CoinferenceTraceHelperTest, MeansOfOneBitAreFiniteAndNothingIsNull)
{
    {
        Scene scene({});
        scene.Set("BitWidth", UintegerValue(1));
        trace.Connect(AgentsOf(scene), "one-bit");
        scene.Run(3.5);
        trace.Close();
        ASSERT_EQ(scene.Counts().done, 1U);
    }
    trace.AddInfeasible("none", Limit::DELAY_AND_ENERGY);
    const auto summary = Summary();
    const auto& oneBit = summary["schemes"][0];
    // D_U is infinite at one bit, ln 2/lambda bounds as well, and D_S attains it.
    EXPECT_DOUBLE_EQ(oneBit["distortionUpper"]["mean"], std::log(2) / 50);
    EXPECT_DOUBLE_EQ(oneBit["distortionScalar"]["mean"], std::log(2) / 50);
    EXPECT_TRUE(std::isinf(trace.GetTraces()[0]->records.at(0).distortionUpper));
    EXPECT_TRUE(oneBit["distortionUpper"]["ci95"].is_null());
    EXPECT_TRUE(oneBit["delay"]["ci95"].is_null()); // one value has no interval
    const auto& none = summary["schemes"][1];
    EXPECT_EQ(none["status"], "infeasible");
    EXPECT_EQ(none["reason"], "delay-and-energy");
    EXPECT_EQ(none["counts"]["generated"], 0);
    EXPECT_EQ(none["delay"]["n"], 0);
    EXPECT_TRUE(none["delay"]["mean"].is_null());
    EXPECT_TRUE(none["deadlineMetShare"].is_null());
}

TEST_F(CoinferenceTraceHelperTest, TellsHowTheAllocationWent)
{
    Scene scene({});
    AllocationHelper().Install(AgentsOf(scene), scene.server());
    trace.Connect(AgentsOf(scene), "joint");
    scene.Run(10);
    const auto scheme = Summary()["schemes"][0];
    EXPECT_EQ(scheme["status"], "optimal");
    EXPECT_TRUE(scheme["reason"].is_null());
    EXPECT_GE(scheme["updates"], 2);
    EXPECT_EQ(scheme["infeasibleUpdates"], 0);
}

TEST_F(CoinferenceTraceHelperTest, InFlightSurvivesTheEndOfTheSimulation)
{
    ApplicationContainer agents;
    {
        Scene scene({});
        trace.Connect(AgentsOf(scene));
        scene.Run(2.01); // in the middle of the first inference
    }
    const auto& trace0 = *trace.GetTraces()[0];
    EXPECT_EQ(trace0.counts.generated, 1U);
    EXPECT_EQ(trace0.counts.inFlight, 1U);
}

TEST_F(CoinferenceTraceHelperTest, NothingIsCollectedAfterClose)
{
    Scene scene({});
    trace.Connect(AgentsOf(scene));
    scene.Run(7);
    trace.Close();
    const auto collected = trace.GetTraces()[0]->records.size();
    scene.Run(7);
    EXPECT_GT(scene.records.size(), collected);
    EXPECT_EQ(trace.GetTraces()[0]->records.size(), collected);
}

TEST_F(CoinferenceTraceHelperTest, TheHelperMayGoBeforeTheSimulation)
{
    Scene scene({});
    {
        CoinferenceTraceHelper shortLived;
        shortLived.Connect(AgentsOf(scene));
    }
    scene.Run(7);
    EXPECT_FALSE(scene.records.empty());
}

TEST_F(CoinferenceTraceHelperTest, SqliteHoldsTheSameRows)
{
    Trace("a", 20);
    const auto path = folder.Path("inferences.sqlite");
    trace.WriteSqlite(path);
    trace.WriteSqlite(path); // replaces, does not add
    auto database = OpenSqlite(path, SQLite::OPEN_READONLY);
    SQLite::Statement query(database,
                            "SELECT scheme, agent, sequence, outcome, totalDelay, "
                            "agentEnergy, serverQueueDelay FROM inferences ORDER BY rowid");
    for (const auto& record : records)
    {
        ASSERT_TRUE(query.executeStep());
        EXPECT_EQ(query.getColumn(0).getString(), "a");
        EXPECT_EQ(query.getColumn(1).getUInt(), record.agent);
        EXPECT_EQ(query.getColumn(2).getUInt(), record.sequence);
        EXPECT_EQ(query.getColumn(3).getString(), OutcomeName(record.outcome));
        EXPECT_EQ(query.getColumn(4).getDouble(), record.TotalDelay().GetSeconds());
        EXPECT_EQ(query.getColumn(5).getDouble(), record.agentEnergy);
        EXPECT_EQ(query.getColumn(6).isNull(), !record.ServerQueueDelay());
    }
    EXPECT_FALSE(query.executeStep());
    EXPECT_EQ(folder.CountFiles(), 1U);
}

TEST_F(CoinferenceTraceHelperTest, AnErrorLeavesNothingBehind)
{
    Trace("a", 5);
    const auto path = folder.Path("missing/file");
    EXPECT_THROW(trace.WriteCsv(path), std::runtime_error);
    EXPECT_THROW(trace.WriteSummary(path), std::runtime_error);
    EXPECT_THROW(trace.WriteSqlite(path), std::runtime_error);
    EXPECT_EQ(folder.CountFiles(), 0U);
}

TEST_F(CoinferenceTraceHelperTest, AReportIsDrawnByItsProgram)
{
    Trace("a", 5);
    const auto path = folder.Path("out");
    setenv("COINFERENCE_REPORT", "/bin/true", 1);
    trace.WriteReport(path);
    EXPECT_EQ(LinesOf(path + "/inferences.csv").size(), records.size() + 1);
    EXPECT_NE(ReadAll(path + "/summary.json").find("\"scheme\": \"a\""), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(path + "/timeline.json")) << "no device was watched";
    std::ofstream(path + "/timeline.json") << "of another run";
    std::ofstream(path + "/report.html") << "of another run";
    trace.WriteReport(path);
    EXPECT_FALSE(std::filesystem::exists(path + "/timeline.json"));
    EXPECT_FALSE(std::filesystem::exists(path + "/report.html"));
    setenv("COINFERENCE_REPORT", "/bin/false", 1);
    EXPECT_THROW(trace.WriteReport(path), std::runtime_error);
    setenv("COINFERENCE_REPORT", "/nowhere/report", 1);
    try
    {
        trace.WriteReport(path);
        ADD_FAILURE() << "no such program";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_NE(std::string(error.what()).find("/nowhere/report"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("COINFERENCE_REPORT"), std::string::npos);
    }
    unsetenv("COINFERENCE_REPORT");
}

TEST_F(CoinferenceTraceHelperTest, RefusesOtherApplications)
{
    const Scene scene({});
    EXPECT_DEATH(trace.Connect(ApplicationContainer(scene.edge)), "is no EmbodiedAgent");
}
