/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sqlite-file.h"

#include <stdexcept>

namespace ns3
{
namespace coinference
{

SQLite::Database
OpenSqlite(const std::string& path, int flags, std::chrono::milliseconds patience)
{
    try
    {
        SQLite::Database database(path, flags, static_cast<int>(patience.count()));
        // Opening is lazy: only reading tells whether this is a database at all.
        database.execAndGet("PRAGMA schema_version");
        return database;
    }
    catch (const SQLite::Exception& error)
    {
        throw std::runtime_error(path + ": " + error.what());
    }
}

} // namespace coinference
} // namespace ns3
