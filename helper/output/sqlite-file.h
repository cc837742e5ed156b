/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SQLITE_FILE_H
#define COINFERENCE_SQLITE_FILE_H

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <chrono>
#include <optional>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief Open a database.
 * @param path the file, or ":memory:"
 * @param flags SQLite::OPEN_READONLY, OPEN_READWRITE, or OPEN_READWRITE | OPEN_CREATE
 * @param patience how long to wait for another process that holds the lock
 * @return the database
 * @throw std::runtime_error naming the file if it cannot be opened or is no database
 */
SQLite::Database OpenSqlite(const std::string& path,
                            int flags,
                            std::chrono::milliseconds patience = std::chrono::minutes(1));

/**
 * @ingroup coinference-output
 * @brief Bind a value that may be absent.
 * @param statement the statement
 * @param index number of the ?, from 1
 * @param value the value; NULL if it is absent
 */
template <typename T>
void
BindOptional(SQLite::Statement& statement, int index, const std::optional<T>& value)
{
    if (value)
    {
        statement.bind(index, *value);
    }
    else
    {
        statement.bind(index);
    }
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SQLITE_FILE_H */
