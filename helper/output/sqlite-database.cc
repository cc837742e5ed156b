/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sqlite-database.h"

#include <sqlite3.h>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

int
OpenFlags(SqliteDatabase::Access access)
{
    switch (access)
    {
    case SqliteDatabase::Access::READ:
        return SQLITE_OPEN_READONLY;
    case SqliteDatabase::Access::WRITE:
        return SQLITE_OPEN_READWRITE;
    default:
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
}

} // namespace

void
SqliteDatabase::Closer::operator()(sqlite3* handle) const
{
    sqlite3_close_v2(handle);
}

SqliteDatabase::SqliteDatabase(const std::string& path,
                               Access access,
                               std::chrono::milliseconds patience)
    : m_path(path)
{
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, OpenFlags(access), nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK)
    {
        Fail("open");
    }
    sqlite3_busy_timeout(handle, static_cast<int>(patience.count()));
    // Opening is lazy: only reading tells whether this is a database at all.
    Execute("PRAGMA schema_version");
}

void
SqliteDatabase::Fail(std::string_view what) const
{
    // SQLite gives no handle at all when it is out of memory.
    const char* message = m_handle ? sqlite3_errmsg(m_handle.get()) : "out of memory";
    throw std::runtime_error(m_path + ": " + message + " (" + std::string(what) + ")");
}

void
SqliteDatabase::Execute(const std::string& sql)
{
    if (sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    {
        Fail(sql);
    }
}

SqliteStatement
SqliteDatabase::Prepare(std::string_view sql)
{
    return SqliteStatement(*this, sql);
}

int
SqliteDatabase::GetChanges() const
{
    return sqlite3_changes(m_handle.get());
}

void
SqliteStatement::Finalizer::operator()(sqlite3_stmt* handle) const
{
    sqlite3_finalize(handle);
}

SqliteStatement::SqliteStatement(SqliteDatabase& database, std::string_view sql)
    : m_database(&database)
{
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v2(database.m_handle.get(),
                                        sql.data(),
                                        static_cast<int>(sql.size()),
                                        &handle,
                                        nullptr);
    m_handle.reset(handle);
    if (code != SQLITE_OK)
    {
        database.Fail(sql);
    }
}

void
SqliteStatement::CheckBound(int code) const
{
    if (code != SQLITE_OK)
    {
        m_database->Fail(sqlite3_sql(m_handle.get()));
    }
}

void
SqliteStatement::Bind(int index, std::int64_t value)
{
    CheckBound(sqlite3_bind_int64(m_handle.get(), index, value));
}

void
SqliteStatement::Bind(int index, double value)
{
    CheckBound(sqlite3_bind_double(m_handle.get(), index, value));
}

void
SqliteStatement::Bind(int index, std::string_view value)
{
    // A null pointer would be NULL, not the empty text.
    const char* text = value.empty() ? "" : value.data();
    CheckBound(sqlite3_bind_text64(m_handle.get(),
                                   index,
                                   text,
                                   value.size(),
                                   SQLITE_TRANSIENT,
                                   SQLITE_UTF8));
}

void
SqliteStatement::Bind(int index, std::nullopt_t /* value */)
{
    CheckBound(sqlite3_bind_null(m_handle.get(), index));
}

bool
SqliteStatement::Step()
{
    switch (sqlite3_step(m_handle.get()))
    {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        sqlite3_reset(m_handle.get());
        return false;
    default: {
        // The message must be read before the reset, which ends the statement's transaction.
        const std::string sql = sqlite3_sql(m_handle.get());
        try
        {
            m_database->Fail(sql);
        }
        catch (...)
        {
            sqlite3_reset(m_handle.get());
            throw;
        }
    }
    }
}

void
SqliteStatement::Reset()
{
    sqlite3_reset(m_handle.get());
}

std::int64_t
SqliteStatement::GetInteger(int column) const
{
    return sqlite3_column_int64(m_handle.get(), column);
}

double
SqliteStatement::GetReal(int column) const
{
    return sqlite3_column_double(m_handle.get(), column);
}

std::string
SqliteStatement::GetText(int column) const
{
    const auto* text = sqlite3_column_text(m_handle.get(), column);
    const auto size = sqlite3_column_bytes(m_handle.get(), column);
    return text ? std::string(reinterpret_cast<const char*>(text), size) : std::string();
}

bool
SqliteStatement::IsNull(int column) const
{
    return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL;
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database)
    : m_database(database)
{
    m_database.Execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction()
{
    // SQLite itself rolls back after some errors; a second rollback would be one more.
    if (m_open && sqlite3_get_autocommit(m_database.m_handle.get()) == 0)
    {
        sqlite3_exec(m_database.m_handle.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void
SqliteTransaction::Commit()
{
    m_database.Execute("COMMIT");
    m_open = false;
}

} // namespace coinference
} // namespace ns3
