/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SQLITE_DATABASE_H
#define COINFERENCE_SQLITE_DATABASE_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace ns3
{
namespace coinference
{

class SqliteStatement;

/**
 * \ingroup coinference
 * \brief An SQLite database file, open.
 *
 * Errors are std::runtime_error with the file, SQLite's message and the statement; ns-3's own
 * SQLiteOutput ends the process instead, and cannot read.
 */
class SqliteDatabase
{
  public:
    /** \brief What may be done with the file. */
    enum class Access : std::uint8_t
    {
        READ,  //!< read an existing file
        WRITE, //!< read and write an existing file
        CREATE //!< read and write, make the file if there is none
    };

    /**
     * \brief Open a file.
     * \param path the file, or ":memory:"
     * \param access what may be done with it
     * \param patience how long to wait for another process that holds the lock
     * \throw std::runtime_error if it cannot be opened
     */
    explicit SqliteDatabase(const std::string& path,
                            Access access = Access::CREATE,
                            std::chrono::milliseconds patience = std::chrono::minutes(1));

    /**
     * \brief Run statements that give no rows (rows are ignored).
     * \param sql one or more statements, separated by semicolons
     * \throw std::runtime_error if one fails
     */
    void Execute(const std::string& sql);

    /**
     * \brief Compile a statement.
     * \param sql one statement, with ? where values are to be bound
     * \return the statement; the database must outlive it
     * \throw std::runtime_error if it does not compile
     */
    SqliteStatement Prepare(std::string_view sql);

    /** \return how many rows the last INSERT, UPDATE or DELETE changed */
    int GetChanges() const;

    /** \return the file */
    const std::string& GetPath() const
    {
        return m_path;
    }

  private:
    friend class SqliteStatement;
    friend class SqliteTransaction;

    /** \brief Throw SQLite's last error. \param what what failed */
    [[noreturn]] void Fail(std::string_view what) const;

    /** \brief Closes a database. */
    struct Closer
    {
        void operator()(sqlite3* handle) const;
    };

    std::string m_path;                        //!< the file
    std::unique_ptr<sqlite3, Closer> m_handle; //!< SQLite's handle
};

/**
 * \ingroup coinference
 * \brief A compiled statement: Bind() its values and Step() through its rows, or Run() it.
 */
class SqliteStatement
{
  public:
    /**
     * \brief Bind a value; it is copied.
     * \param index number of the ?, from 1
     * \param value the value; an absent one is NULL
     * \throw std::runtime_error if there is no such ?
     */
    ///@{
    void Bind(int index, std::int64_t value);
    void Bind(int index, double value);
    void Bind(int index, std::string_view value);
    void Bind(int index, std::nullopt_t value);

    template <typename T>
    void Bind(int index, const std::optional<T>& value)
    {
        value ? BindAny(index, *value) : Bind(index, std::nullopt);
    }

    ///@}

    /**
     * \brief Go to the next row.
     * \return false if there are no more; the statement can then be run again
     * \throw std::runtime_error if the statement fails
     */
    bool Step();

    /** \brief Go back to before the first row, keeping the bound values. */
    void Reset();

    /**
     * \brief Bind all values from the first ? on, run the statement to its end and reset it.
     * \param values a value for each ?: integers, doubles, text or std::optional of these
     * \throw std::runtime_error if the statement fails
     */
    template <typename... Values>
    void Run(const Values&... values)
    {
        Reset();
        int index = 0;
        (BindAny(++index, values), ...);
        while (Step())
        {
        }
    }

    /**
     * \brief Read a column of the current row.
     * \param column number of the column, from 0
     * \return its value, converted by SQLite if it has another type: NULL gives 0 or ""
     */
    ///@{
    std::int64_t GetInteger(int column) const;
    double GetReal(int column) const;
    std::string GetText(int column) const;
    ///@}

    /**
     * \param column number of the column, from 0
     * \return whether it is NULL
     */
    bool IsNull(int column) const;

  private:
    friend class SqliteDatabase;

    SqliteStatement(SqliteDatabase& database, std::string_view sql);

    /** \brief Bind any integer, real or text type. */
    template <typename T>
    void BindAny(int index, const T& value)
    {
        if constexpr (std::is_integral_v<T>)
        {
            Bind(index, static_cast<std::int64_t>(value));
        }
        else if constexpr (std::is_convertible_v<T, std::string_view>)
        {
            Bind(index, std::string_view(value));
        }
        else
        {
            Bind(index, value);
        }
    }

    /** \brief Throw if a binding failed. */
    void CheckBound(int code) const;

    /** \brief Frees a statement. */
    struct Finalizer
    {
        void operator()(sqlite3_stmt* handle) const;
    };

    SqliteDatabase* m_database;                        //!< where it runs
    std::unique_ptr<sqlite3_stmt, Finalizer> m_handle; //!< SQLite's handle
};

/**
 * \ingroup coinference
 * \brief A write transaction: rolled back when it leaves its scope without Commit().
 */
class SqliteTransaction
{
  public:
    /**
     * \brief Begin, taking the write lock at once.
     * \param database the database
     * \throw std::runtime_error if the lock cannot be had in time
     */
    explicit SqliteTransaction(SqliteDatabase& database);
    ~SqliteTransaction();

    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;

    /**
     * \brief Make everything since the beginning durable, at once or not at all.
     * \throw std::runtime_error if that fails; everything is then rolled back
     */
    void Commit();

  private:
    SqliteDatabase& m_database; //!< where it runs
    bool m_open{true};          //!< neither committed nor rolled back yet
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SQLITE_DATABASE_H */
