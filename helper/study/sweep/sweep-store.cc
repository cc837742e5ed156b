/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-store.h"

#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

// "coin" in ASCII, and the version of the tables.
constexpr std::int64_t APPLICATION_ID = 0x636f696e;
constexpr std::int64_t TABLES_VERSION = 2;

// The views are for people: a row for each run, and for each number of its summary, in SQL. There
// infinity must be a number: sums would take the text for 0.
constexpr const char* TABLES = R"(
CREATE TABLE sweep (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  spec TEXT NOT NULL,
  program TEXT NOT NULL,
  checksum TEXT NOT NULL
);
CREATE TABLE runs (
  key TEXT PRIMARY KEY,
  scenario TEXT NOT NULL,
  run INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
  error TEXT,
  summary TEXT,
  checksum TEXT NOT NULL,
  UNIQUE (scenario, run)
) WITHOUT ROWID;
CREATE TABLE submissions (
  key TEXT PRIMARY KEY,
  job TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIEW results AS
  SELECT key, json_extract(scenario, '$.scheme') AS scheme,
    json_extract(scenario, '$.seed') AS seed, run, status, error,
    json_extract(scenario, '$.options') AS options, summary
  FROM runs;
CREATE VIEW metrics AS
  SELECT results.key, scheme, run, options, substr(fullkey, 3) AS metric,
    CASE atom WHEN 'inf' THEN 9e999 ELSE atom END AS value
  FROM results, json_tree(results.summary) AS leaf
  WHERE atom IS NOT NULL AND leaf.key <> 'unit';
)";

// Apart from the others, and made when it is first needed: most sweeps keep none.
constexpr const char* INFERENCES = R"(
CREATE TABLE IF NOT EXISTS inferences (
  key TEXT PRIMARY KEY,
  csv TEXT NOT NULL,
  checksum TEXT NOT NULL
) WITHOUT ROWID;
)";

/// Of a row's content; the key stands for scenario and run.
std::string
ChecksumOf(const std::string& key, const SweepResult& result)
{
    return ContentHash(key + (result.done ? "#done#" + result.summary : "#failed#" + result.error));
}

} // namespace

SweepStore::SweepStore(const std::string& path, bool create)
    : m_database(OpenSqlite(path, SQLite::OPEN_READWRITE | (create ? SQLite::OPEN_CREATE : 0)))
{
    if (create)
    {
        MakeTables();
    }
    CheckTables();
    m_row.emplace(m_database, "SELECT status, error, summary, checksum FROM runs WHERE key = ?");
    m_scenario.emplace(m_database,
                       "SELECT run, status, error, summary, key, checksum FROM runs "
                       "WHERE scenario = ? ORDER BY run");
    m_record.emplace(
        m_database,
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
        "status = excluded.status, error = excluded.error, summary = excluded.summary, "
        "checksum = excluded.checksum WHERE status = 'failed'");
}

void
SweepStore::MakeTables()
{
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    if (m_database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0)
    {
        m_database.exec(TABLES);
        m_database.exec("PRAGMA application_id = " + std::to_string(APPLICATION_ID) +
                        "; PRAGMA user_version = " + std::to_string(TABLES_VERSION));
    }
    transaction.commit();
}

void
SweepStore::CheckTables()
{
    if (m_database.execAndGet("PRAGMA application_id").getInt64() != APPLICATION_ID)
    {
        throw std::runtime_error(m_database.getFilename() + " is no database of coinference-sweep");
    }
    const auto version = m_database.execAndGet("PRAGMA user_version").getInt64();
    if (version != TABLES_VERSION)
    {
        throw std::runtime_error(m_database.getFilename() + " has tables of version " +
                                 std::to_string(version) + ", this program knows version " +
                                 std::to_string(TABLES_VERSION));
    }
}

void
SweepStore::SetSpec(const std::string& text)
{
    const auto program = GetProgram();
    SQLite::Statement insert(m_database, "INSERT OR REPLACE INTO sweep VALUES (1, ?, ?, ?)");
    SQLite::bind(insert, text, program, ContentHash(text + "#" + program));
    insert.exec();
}

std::optional<std::string>
SweepStore::GetSpec()
{
    SQLite::Statement statement(m_database, "SELECT spec, program, checksum FROM sweep");
    if (!statement.executeStep())
    {
        return std::nullopt;
    }
    CheckRow(
        "the sweep",
        statement.getColumn(2).getString(),
        ContentHash(statement.getColumn(0).getString() + "#" + statement.getColumn(1).getString()));
    return statement.getColumn(0).getString();
}

void
SweepStore::SetProgram(const std::string& identity)
{
    m_program = identity;
}

std::string
SweepStore::GetProgram()
{
    if (!m_program)
    {
        SQLite::Statement statement(m_database, "SELECT program FROM sweep");
        m_program = statement.executeStep() ? statement.getColumn(0).getString() : "";
    }
    return *m_program;
}

void
SweepStore::Forget(const std::string& scenario)
{
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    if (KeepsInferences())
    {
        Delete("DELETE FROM inferences WHERE key IN (SELECT key FROM runs WHERE scenario = ?)",
               scenario);
    }
    Delete("DELETE FROM runs WHERE scenario = ?", scenario);
    transaction.commit();
}

void
SweepStore::Forget(const SweepRun& run)
{
    const auto key = run.Key();
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    if (KeepsInferences())
    {
        Delete("DELETE FROM inferences WHERE key = ?", key);
    }
    Delete("DELETE FROM runs WHERE key = ?", key);
    transaction.commit();
}

void
SweepStore::CheckIntegrity()
{
    const auto verdict = m_database.execAndGet("PRAGMA integrity_check(1)").getString();
    if (verdict != "ok")
    {
        throw std::runtime_error(m_database.getFilename() + " is damaged: " + verdict);
    }
}

void
SweepStore::CheckRow(const std::string& key, const std::string& checksum, const std::string& wanted)
{
    if (checksum != wanted)
    {
        throw std::runtime_error(m_database.getFilename() + " is damaged: the checksum of " + key +
                                 " is not that of its content");
    }
}

void
SweepStore::Record(const SweepRun& run, const SweepResult& result)
{
    const auto key = run.Key();
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    m_record->reset();
    m_record->bind(1, key);
    m_record->bind(2, run.scenario);
    m_record->bind(3, static_cast<std::int64_t>(run.run));
    m_record->bind(4, result.done ? "done" : "failed");
    BindOptional(*m_record, 5, result.done ? std::nullopt : std::make_optional(result.error));
    BindOptional(*m_record, 6, result.done ? std::make_optional(result.summary) : std::nullopt);
    m_record->bind(7, ChecksumOf(key, result));
    m_record->exec();
    if (result.inferences)
    {
        m_database.exec(INFERENCES);
        SQLite::Statement insert(m_database, "INSERT OR REPLACE INTO inferences VALUES (?, ?, ?)");
        SQLite::bind(insert, key, *result.inferences, ContentHash(key + "#" + *result.inferences));
        insert.exec();
    }
    Delete("DELETE FROM submissions WHERE key = ?", key);
    transaction.commit();
}

std::optional<SweepResult>
SweepStore::Find(const SweepRun& run)
{
    const auto key = run.Key();
    m_row->reset();
    m_row->bind(1, key);
    if (!m_row->executeStep())
    {
        return std::nullopt;
    }
    const SweepResult result{m_row->getColumn(0).getString() == "done",
                             m_row->getColumn(2).getString(),
                             m_row->getColumn(1).getString()};
    const auto checksum = m_row->getColumn(3).getString();
    m_row->reset();
    CheckRow(key, checksum, ChecksumOf(key, result));
    return result;
}

bool
SweepStore::IsDone(const SweepRun& run)
{
    const auto result = Find(run);
    return result && result->done;
}

bool
SweepStore::KeepsInferences()
{
    return m_database.tableExists("inferences");
}

bool
SweepStore::HasInferences(const SweepRun& run)
{
    if (!KeepsInferences())
    {
        return false;
    }
    SQLite::Statement statement(m_database, "SELECT 1 FROM inferences WHERE key = ?");
    statement.bind(1, run.Key());
    return statement.executeStep();
}

std::optional<std::string>
SweepStore::FindInferences(const SweepRun& run)
{
    if (!KeepsInferences())
    {
        return std::nullopt;
    }
    const auto key = run.Key();
    SQLite::Statement statement(m_database, "SELECT csv, checksum FROM inferences WHERE key = ?");
    statement.bind(1, key);
    if (!statement.executeStep())
    {
        return std::nullopt;
    }
    const auto csv = statement.getColumn(0).getString();
    CheckRow("inferences of " + key,
             statement.getColumn(1).getString(),
             ContentHash(key + "#" + csv));
    return csv;
}

std::optional<std::string>
SweepStore::FindError(const SweepRun& run)
{
    const auto result = Find(run);
    return result && !result->done ? std::optional<std::string>(result->error) : std::nullopt;
}

void
SweepStore::ForEach(const std::string& scenario,
                    const std::function<void(std::uint64_t, const SweepResult&)>& visit)
{
    m_scenario->reset();
    m_scenario->bind(1, scenario);
    while (m_scenario->executeStep())
    {
        const auto run = static_cast<std::uint64_t>(m_scenario->getColumn(0).getInt64());
        const SweepResult result{m_scenario->getColumn(1).getString() == "done",
                                 m_scenario->getColumn(3).getString(),
                                 m_scenario->getColumn(2).getString()};
        const auto key = SweepRun{scenario, run}.Key();
        CheckRow(key, m_scenario->getColumn(5).getString(), ChecksumOf(key, result));
        visit(run, result);
    }
}

void
SweepStore::RecordSubmission(const std::vector<std::string>& keys, const std::string& job)
{
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement insert(m_database, "INSERT OR REPLACE INTO submissions VALUES (?, ?)");
    for (const auto& key : keys)
    {
        SQLite::bind(insert, key, job);
        insert.exec();
        insert.reset();
    }
    transaction.commit();
}

std::map<std::string, std::string>
SweepStore::GetSubmissions()
{
    std::map<std::string, std::string> submissions;
    SQLite::Statement statement(m_database, "SELECT key, job FROM submissions");
    while (statement.executeStep())
    {
        submissions[statement.getColumn(0).getString()] = statement.getColumn(1).getString();
    }
    return submissions;
}

void
SweepStore::ForgetSubmissions(const std::string& job)
{
    Delete("DELETE FROM submissions WHERE job = ?", job);
}

void
SweepStore::Delete(const char* sql, const std::string& value)
{
    SQLite::Statement statement(m_database, sql);
    statement.bind(1, value);
    statement.exec();
}

} // namespace coinference
} // namespace ns3
