/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../support/temporary-folder.h"
#include "output/sqlite-file.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

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

TEST(SqliteFile, GivesBackWhatItTook)
{
    auto database = OpenSqlite(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE things (a REAL, b TEXT)");
    SQLite::Statement insert(database, "INSERT INTO things VALUES (?, ?)");
    BindOptional(insert, 1, std::optional<double>());
    BindOptional(insert, 2, std::make_optional(std::string("it's \0 text", 11)));
    insert.exec();
    SQLite::Statement select(database, "SELECT a, b FROM things");
    ASSERT_TRUE(select.executeStep());
    EXPECT_TRUE(select.getColumn(0).isNull());
    EXPECT_EQ(select.getColumn(1).getString(), std::string("it's \0 text", 11));
}

TEST(SqliteFile, GivesUpOnALockAfterItsPatience)
{
    const TemporaryFolder folder;
    auto first = OpenSqlite(folder.Path("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    auto second =
        OpenSqlite(folder.Path("a.db"), SQLite::OPEN_READWRITE, std::chrono::milliseconds(20));
    const SQLite::Transaction held(first, SQLite::TransactionBehavior::IMMEDIATE);
    const auto begin = [&second]() {
        SQLite::Transaction other(second, SQLite::TransactionBehavior::IMMEDIATE);
    };
    EXPECT_NE(ErrorOf(begin).find("locked"), std::string::npos);
}

TEST(SqliteFile, NamesTheFileAndTheFault)
{
    const TemporaryFolder folder;
    const auto missing = folder.Path("missing.db");
    const auto message = ErrorOf([&] { OpenSqlite(missing, SQLite::OPEN_READWRITE); });
    EXPECT_EQ(message.rfind(missing + ": unable to open", 0), 0) << message;
    EXPECT_FALSE(std::filesystem::exists(missing));

    const auto text = folder.Path("text.db");
    std::ofstream(text) << std::string(4096, 'x');
    EXPECT_EQ(ErrorOf([&] { OpenSqlite(text, SQLite::OPEN_READWRITE); }),
              text + ": file is not a database");
}
