/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/sqlite-file.h"
#include "sweep/sweep-store.h"

#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

class SweepStoreTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_path = (std::filesystem::temp_directory_path() /
                  ("coinference-store-" + std::to_string(getpid()) + ".db"))
                     .string();
    }

    void TearDown() override
    {
        std::filesystem::remove(m_path);
    }

    std::string m_path;
};

const SweepRun RUN{R"({"options":{"agents":"4"},"scheme":"joint","seed":3})", 2};

} // namespace

TEST_F(SweepStoreTest, KeepsResultsAcrossProcesses)
{
    {
        SweepStore store(m_path, true);
        EXPECT_FALSE(store.GetSpec());
        EXPECT_FALSE(store.IsDone(RUN));
        store.SetSpec("first");
        store.SetSpec("last");
        store.Record(RUN, {true, R"({"delay":{"mean":2.5}})", ""});
    }
    SweepStore store(m_path, false);
    EXPECT_EQ(store.GetSpec(), "last");
    EXPECT_TRUE(store.IsDone(RUN));
    EXPECT_FALSE(store.IsDone({RUN.scenario, 3}));
    std::size_t visits = 0;
    store.ForEach(RUN.scenario, [&](std::uint64_t run, const SweepResult& result) {
        ++visits;
        EXPECT_EQ(run, 2);
        EXPECT_TRUE(result.done);
        EXPECT_EQ(result.summary, R"({"delay":{"mean":2.5}})");
    });
    EXPECT_EQ(visits, 1);
}

TEST_F(SweepStoreTest, ReplacesFailuresAndNothingElse)
{
    SweepStore store(m_path, true);
    store.Record(RUN, {false, "", "first reason"});
    store.Record(RUN, {false, "", "second reason"});
    EXPECT_FALSE(store.IsDone(RUN));
    EXPECT_EQ(store.FindError(RUN), "second reason");
    store.Record(RUN, {true, "{}", ""});
    EXPECT_TRUE(store.IsDone(RUN));
    EXPECT_FALSE(store.FindError(RUN));
    store.Record(RUN, {false, "", "too late"});
    store.Record(RUN, {true, R"({"other":1})", ""});
    std::size_t visits = 0;
    store.ForEach(RUN.scenario, [&](std::uint64_t, const SweepResult& result) {
        ++visits;
        EXPECT_TRUE(result.done);
        EXPECT_EQ(result.summary, "{}");
    });
    EXPECT_EQ(visits, 1);
}

TEST_F(SweepStoreTest, RemembersSubmissionsUntilTheirResultsCome)
{
    SweepStore store(m_path, true);
    const SweepRun other{RUN.scenario, 5};
    const SweepRun third{RUN.scenario, 6};
    store.RecordSubmission({RUN.Key(), other.Key()}, "job-1");
    store.RecordSubmission({third.Key()}, "job-2");
    store.Record(RUN, {true, "{}", ""});
    EXPECT_EQ(store.GetSubmissions(),
              (std::map<std::string, std::string>{{other.Key(), "job-1"}, {third.Key(), "job-2"}}));
    store.ForgetSubmissions("job-1");
    EXPECT_EQ(store.GetSubmissions().size(), 1);
}

TEST_F(SweepStoreTest, ShowsPeopleItsResultsInSql)
{
    SweepStore store(m_path, true);
    store.Record(RUN, {true, R"({"scheme":"joint","delay":{"mean":2.5},"counts":{"done":7}})", ""});
    auto database = OpenSqlite(m_path, SQLite::OPEN_READONLY);
    SQLite::Statement select(
        database,
        "SELECT value FROM metrics WHERE metric = 'delay.mean' AND scheme = 'joint' AND run = 2 "
        "AND json_extract(options, '$.agents') = '4'");
    ASSERT_TRUE(select.executeStep());
    EXPECT_EQ(select.getColumn(0).getDouble(), 2.5);
    EXPECT_FALSE(select.executeStep());
    store.Record({RUN.scenario, 7}, {true, R"({"delay":{"unit":"s","mean":"inf"}})", ""});
    SQLite::Statement mean(database,
                           "SELECT avg(value), count(*) FROM metrics WHERE metric LIKE 'delay%'");
    ASSERT_TRUE(mean.executeStep());
    EXPECT_TRUE(std::isinf(mean.getColumn(0).getDouble()));
    EXPECT_EQ(mean.getColumn(1).getInt(), 2); // no unit
}

TEST_F(SweepStoreTest, NoticesChangesOfARow)
{
    {
        SweepStore store(m_path, true);
        store.SetSpec("spec");
        store.Record(RUN, {true, R"({"delay":{"mean":2.5}})", ""});
        store.Record({RUN.scenario, 3}, {false, "", "no luck"});
        EXPECT_NO_THROW(store.CheckIntegrity());
    }
    const auto ignore = [](std::uint64_t, const SweepResult&) {};
    for (const char* change : {"UPDATE runs SET summary = replace(summary, '2.5', '3.5')",
                               "UPDATE runs SET error = 'luck' WHERE status = 'failed'",
                               "UPDATE runs SET status = 'failed' WHERE run = 2",
                               "UPDATE runs SET run = 7 WHERE run = 3"})
    {
        OpenSqlite(m_path, SQLite::OPEN_READWRITE)
            .exec(std::string("SAVEPOINT a; ") + change + "; RELEASE a");
        SweepStore store(m_path, false);
        EXPECT_THROW(store.ForEach(RUN.scenario, ignore), std::runtime_error) << change;
    }
    OpenSqlite(m_path, SQLite::OPEN_READWRITE).exec("UPDATE sweep SET spec = 'other'");
    SweepStore store(m_path, false);
    EXPECT_THROW(store.GetSpec(), std::runtime_error);
}

TEST_F(SweepStoreTest, RefusesOtherDatabases)
{
    {
        auto database = OpenSqlite(m_path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec("CREATE TABLE runs (a)");
    }
    EXPECT_THROW(SweepStore(m_path, true), std::runtime_error);
    std::filesystem::remove(m_path);
    EXPECT_THROW(SweepStore(m_path, false), std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(m_path));
    {
        SweepStore store(m_path, true);
    }
    {
        auto database = OpenSqlite(m_path, SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = 99");
    }
    try
    {
        SweepStore store(m_path, false);
        FAIL() << "no error";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_NE(std::string(error.what()).find("version 99"), std::string::npos) << error.what();
    }
}
