/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output/sqlite-database.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

/// A folder of its own for each test, gone afterwards.
class SqliteDatabaseTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_folder = std::filesystem::temp_directory_path() /
                   ("coinference-sqlite-" + std::to_string(getpid()));
        std::filesystem::create_directories(m_folder);
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string Path(const char* name) const
    {
        return (m_folder / name).string();
    }

    std::filesystem::path m_folder;
};

std::int64_t
Count(SqliteDatabase& database)
{
    auto statement = database.Prepare("SELECT count(*) FROM numbers");
    EXPECT_TRUE(statement.Step());
    return statement.GetInteger(0);
}

/// The message of the error that a callable must throw.
template <typename Callable>
std::string
ErrorOf(Callable callable)
{
    try
    {
        callable();
    }
    catch (const std::runtime_error& error)
    {
        return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
}

} // namespace

TEST_F(SqliteDatabaseTest, GivesBackWhatItTook)
{
    {
        SqliteDatabase database(Path("a.db"));
        database.Execute("CREATE TABLE things (a INTEGER, b REAL, c TEXT, d TEXT)");
        auto insert = database.Prepare("INSERT INTO things VALUES (?, ?, ?, ?)");
        insert.Run(std::numeric_limits<std::int64_t>::min(),
                   0.1,
                   std::string("it's \0 text", 11),
                   std::optional<double>());
        insert.Run(7U,
                   std::numeric_limits<double>::infinity(),
                   "",
                   std::optional<std::string>("x"));
        EXPECT_EQ(database.GetChanges(), 1);
    }
    SqliteDatabase database(Path("a.db"), SqliteDatabase::Access::READ);
    auto select = database.Prepare("SELECT a, b, c, d FROM things ORDER BY rowid");
    ASSERT_TRUE(select.Step());
    EXPECT_EQ(select.GetInteger(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(select.GetReal(1), 0.1);
    EXPECT_EQ(select.GetText(2), std::string("it's \0 text", 11));
    EXPECT_TRUE(select.IsNull(3));
    ASSERT_TRUE(select.Step());
    EXPECT_EQ(select.GetReal(1), std::numeric_limits<double>::infinity());
    EXPECT_FALSE(select.IsNull(2));
    EXPECT_EQ(select.GetText(2), "");
    EXPECT_EQ(select.GetText(3), "x");
    EXPECT_FALSE(select.Step());
}

TEST_F(SqliteDatabaseTest, RollsBackWhatWasNotCommitted)
{
    SqliteDatabase database(Path("a.db"));
    database.Execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
    auto insert = database.Prepare("INSERT INTO numbers VALUES (?)");
    try
    {
        SqliteTransaction transaction(database);
        insert.Run(1);
        insert.Run(1);
        FAIL() << "the key is there twice";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_NE(std::string(error.what()).find("UNIQUE"), std::string::npos) << error.what();
    }
    EXPECT_EQ(Count(database), 0);
    SqliteTransaction transaction(database);
    insert.Run(1);
    insert.Run(2);
    transaction.Commit();
    EXPECT_EQ(Count(database), 2);
}

TEST_F(SqliteDatabaseTest, HidesAnOpenTransactionFromOthers)
{
    SqliteDatabase writer(Path("a.db"));
    writer.Execute("CREATE TABLE numbers (n INTEGER)");
    SqliteDatabase reader(Path("a.db"), SqliteDatabase::Access::READ);
    SqliteTransaction transaction(writer);
    writer.Execute("INSERT INTO numbers VALUES (1)");
    EXPECT_EQ(Count(reader), 0);
    transaction.Commit();
    EXPECT_EQ(Count(reader), 1);
}

TEST_F(SqliteDatabaseTest, GivesUpOnALockAfterItsPatience)
{
    SqliteDatabase first(Path("a.db"));
    first.Execute("CREATE TABLE numbers (n INTEGER)");
    SqliteDatabase second(Path("a.db"),
                          SqliteDatabase::Access::WRITE,
                          std::chrono::milliseconds(20));
    SqliteTransaction transaction(first);
    EXPECT_NE(ErrorOf([&] { SqliteTransaction other(second); }).find("locked"), std::string::npos);
}

TEST_F(SqliteDatabaseTest, NamesTheFileAndTheFault)
{
    const auto missing = Path("missing.db");
    const auto message =
        ErrorOf([&] { SqliteDatabase database(missing, SqliteDatabase::Access::WRITE); });
    EXPECT_EQ(message.rfind(missing + ": unable to open", 0), 0) << message;
    EXPECT_FALSE(std::filesystem::exists(missing));

    std::ofstream(Path("text.db")) << std::string(4096, 'x');
    EXPECT_NE(ErrorOf([&] { SqliteDatabase database(Path("text.db")); }).find("not a database"),
              std::string::npos);

    SqliteDatabase database(":memory:");
    EXPECT_NE(ErrorOf([&] { database.Execute("SELEKT 1"); }).find("SELEKT"), std::string::npos);
    EXPECT_NE(ErrorOf([&] { database.Prepare("SELECT x FROM nowhere"); }).find("nowhere"),
              std::string::npos);
    auto statement = database.Prepare("SELECT ?");
    EXPECT_THROW(statement.Bind(2, 1.0), std::runtime_error);
}
