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

std::int64_t
ReadPragma(SqliteDatabase& database, const std::string& name)
{
    auto statement = database.Prepare("PRAGMA " + name);
    statement.Step();
    return statement.GetInteger(0);
}

/// Of a row's content; the key stands for scenario and run.
std::string
ChecksumOf(const std::string& key, const SweepResult& result)
{
    return ContentHash(key + (result.done ? "#done#" + result.summary : "#failed#" + result.error));
}

} // namespace

SweepStore::SweepStore(const std::string& path, bool create)
    : m_database(path, create ? SqliteDatabase::Access::CREATE : SqliteDatabase::Access::WRITE)
{
    if (create)
    {
        MakeTables();
    }
    CheckTables();
    m_row = m_database.Prepare("SELECT status, error, summary, checksum FROM runs WHERE key = ?");
    m_scenario = m_database.Prepare("SELECT run, status, error, summary, key, checksum FROM runs "
                                    "WHERE scenario = ? ORDER BY run");
    m_record = m_database.Prepare(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
        "status = excluded.status, error = excluded.error, summary = excluded.summary, "
        "checksum = excluded.checksum WHERE status = 'failed'");
}

void
SweepStore::MakeTables()
{
    SqliteTransaction transaction(m_database);
    auto tables = m_database.Prepare("SELECT count(*) FROM sqlite_master");
    tables.Step();
    const bool isNew = tables.GetInteger(0) == 0;
    tables.Reset();
    if (isNew)
    {
        m_database.Execute(TABLES);
        m_database.Execute("PRAGMA application_id = " + std::to_string(APPLICATION_ID) +
                           "; PRAGMA user_version = " + std::to_string(TABLES_VERSION));
    }
    transaction.Commit();
}

void
SweepStore::CheckTables()
{
    if (ReadPragma(m_database, "application_id") != APPLICATION_ID)
    {
        throw std::runtime_error(m_database.GetPath() + " is no database of coinference-sweep");
    }
    const auto version = ReadPragma(m_database, "user_version");
    if (version != TABLES_VERSION)
    {
        throw std::runtime_error(m_database.GetPath() + " has tables of version " +
                                 std::to_string(version) + ", this program knows version " +
                                 std::to_string(TABLES_VERSION));
    }
}

void
SweepStore::SetSpec(const std::string& text)
{
    const auto program = GetProgram();
    m_database.Prepare("INSERT OR REPLACE INTO sweep VALUES (1, ?, ?, ?)")
        .Run(text, program, ContentHash(text + "#" + program));
}

std::optional<std::string>
SweepStore::GetSpec()
{
    auto statement = m_database.Prepare("SELECT spec, program, checksum FROM sweep");
    if (!statement.Step())
    {
        return std::nullopt;
    }
    CheckRow("the sweep",
             statement.GetText(2),
             ContentHash(statement.GetText(0) + "#" + statement.GetText(1)));
    return statement.GetText(0);
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
        auto statement = m_database.Prepare("SELECT program FROM sweep");
        m_program = statement.Step() ? statement.GetText(0) : "";
    }
    return *m_program;
}

void
SweepStore::Forget(const std::string& scenario)
{
    m_database.Prepare("DELETE FROM runs WHERE scenario = ?").Run(scenario);
}

void
SweepStore::CheckIntegrity()
{
    auto statement = m_database.Prepare("PRAGMA integrity_check(1)");
    if (!statement.Step() || statement.GetText(0) != "ok")
    {
        throw std::runtime_error(m_database.GetPath() + " is damaged: " + statement.GetText(0));
    }
}

void
SweepStore::CheckRow(const std::string& key, const std::string& checksum, const std::string& wanted)
{
    if (checksum != wanted)
    {
        throw std::runtime_error(m_database.GetPath() + " is damaged: the checksum of " + key +
                                 " is not that of its content");
    }
}

void
SweepStore::Record(const SweepRun& run, const SweepResult& result)
{
    const auto key = run.Key();
    SqliteTransaction transaction(m_database);
    m_record->Run(key,
                  run.scenario,
                  run.run,
                  result.done ? "done" : "failed",
                  result.done ? std::nullopt : std::make_optional(result.error),
                  result.done ? std::make_optional(result.summary) : std::nullopt,
                  ChecksumOf(key, result));
    m_database.Prepare("DELETE FROM submissions WHERE key = ?").Run(key);
    transaction.Commit();
}

std::optional<SweepResult>
SweepStore::Find(const SweepRun& run)
{
    const auto key = run.Key();
    m_row->Reset();
    m_row->Bind(1, std::string_view(key));
    if (!m_row->Step())
    {
        return std::nullopt;
    }
    const SweepResult result{m_row->GetText(0) == "done", m_row->GetText(2), m_row->GetText(1)};
    const auto checksum = m_row->GetText(3);
    m_row->Reset();
    CheckRow(key, checksum, ChecksumOf(key, result));
    return result;
}

bool
SweepStore::IsDone(const SweepRun& run)
{
    const auto result = Find(run);
    return result && result->done;
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
    m_scenario->Reset();
    m_scenario->Bind(1, std::string_view(scenario));
    while (m_scenario->Step())
    {
        const auto run = static_cast<std::uint64_t>(m_scenario->GetInteger(0));
        const SweepResult result{m_scenario->GetText(1) == "done",
                                 m_scenario->GetText(3),
                                 m_scenario->GetText(2)};
        const auto key = SweepRun{scenario, run}.Key();
        CheckRow(key, m_scenario->GetText(5), ChecksumOf(key, result));
        visit(run, result);
    }
}

void
SweepStore::RecordSubmission(const std::vector<std::string>& keys, const std::string& job)
{
    SqliteTransaction transaction(m_database);
    auto insert = m_database.Prepare("INSERT OR REPLACE INTO submissions VALUES (?, ?)");
    for (const auto& key : keys)
    {
        insert.Run(key, job);
    }
    transaction.Commit();
}

std::map<std::string, std::string>
SweepStore::GetSubmissions()
{
    std::map<std::string, std::string> submissions;
    auto statement = m_database.Prepare("SELECT key, job FROM submissions");
    while (statement.Step())
    {
        submissions[statement.GetText(0)] = statement.GetText(1);
    }
    return submissions;
}

void
SweepStore::ForgetSubmissions(const std::string& job)
{
    m_database.Prepare("DELETE FROM submissions WHERE job = ?").Run(job);
}

} // namespace coinference
} // namespace ns3
