/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_STORE_H
#define COINFERENCE_SWEEP_STORE_H

#include "output/sqlite-file.h"
#include "sweep-run.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief What came out of a run.
 */
struct SweepResult
{
    bool done{false};                        //!< whether it ended well
    std::string summary;                     //!< if done: its scheme's entry of summary.json
    std::string error;                       //!< if not: why, in one line
    std::optional<std::string> inferences{}; //!< if done and asked for: its inferences.csv
};

/**
 * @ingroup coinference-study
 * @brief The database of a sweep: a row for each run that has ended.
 *
 * Only one process at a time writes (the one that has the runs made), a row at a time, so a kill
 * at any moment leaves whole rows and loses none. The journal is SQLite's ordinary one: write-ahead
 * logging does not work on file systems shared by several machines.
 */
class SweepStore
{
  public:
    /**
     * @brief Open a database.
     * @param path the file
     * @param create whether to make it if there is none, or one without any table, as a kill in
     *        the middle of its making leaves it
     * @throw std::runtime_error if it cannot be opened, or is no sweep's database
     */
    SweepStore(const std::string& path, bool create);

    SweepStore(const SweepStore&) = delete;
    SweepStore& operator=(const SweepStore&) = delete;

    /**
     * @brief Remember the sweep file that was run last, and the program set.
     * @param text its text
     */
    void SetSpec(const std::string& text);

    /** @return the text of the sweep file that was run last; absent if there was none */
    std::optional<std::string> GetSpec();

    /**
     * @brief Set what makes the runs; results of other programs are kept, but are not this
     * sweep's. SetSpec() remembers it for good.
     * @param identity see ProgramIdentity()
     */
    void SetProgram(const std::string& identity);

    /** @return what makes the runs, or made the last ones; empty if there were none */
    std::string GetProgram();

    /**
     * @brief Forget the results of a scenario.
     * @param scenario the scenario
     */
    void Forget(const std::string& scenario);

    /**
     * @brief Forget the result of a run.
     * @param run the run
     */
    void Forget(const SweepRun& run);

    /**
     * @brief Look for damage that rows alone do not show.
     * @throw std::runtime_error if the file is damaged
     */
    void CheckIntegrity();

    /** @return the database, for tables besides those of runs */
    SQLite::Database& GetDatabase()
    {
        return m_database;
    }

    /**
     * @brief Record a run's result, at once or not at all.
     *
     * A failed run is recorded too, until it succeeds; a done one stays as it is, but for
     * inferences that come later.
     *
     * @param run the run
     * @param result its result
     */
    void Record(const SweepRun& run, const SweepResult& result);

    /**
     * @param run a run
     * @return whether it is done
     */
    bool IsDone(const SweepRun& run);

    /**
     * @param run a run
     * @return its inferences.csv; absent if it was not kept
     */
    std::optional<std::string> FindInferences(const SweepRun& run);

    /**
     * @param run a run
     * @return whether its inferences are kept
     */
    bool HasInferences(const SweepRun& run);

    /**
     * @param run a run
     * @return why it failed; absent if it did not
     */
    std::optional<std::string> FindError(const SweepRun& run);

    /**
     * @brief Read the results of a scenario.
     * @param scenario the scenario
     * @param visit called for each recorded run in ascending order of run numbers
     */
    void ForEach(const std::string& scenario,
                 const std::function<void(std::uint64_t run, const SweepResult& result)>& visit);

    /**
     * @brief Remember that runs wait in the queue of a Slurm job.
     * @param keys keys of the runs, in the order of the job's tasks
     * @param job number of the job
     */
    void RecordSubmission(const std::vector<std::string>& keys, const std::string& job);

    /** @return the Slurm job of each run that was submitted and not recorded since, by key */
    std::map<std::string, std::string> GetSubmissions();

    /**
     * @brief Forget the submissions of a job that is no longer in Slurm's queue.
     * @param job number of the job
     */
    void ForgetSubmissions(const std::string& job);

  private:
    /** @brief The result of a run, if it is recorded. */
    std::optional<SweepResult> Find(const SweepRun& run);
    /** @brief Delete rows. @param sql with one ? @param value its value */
    void Delete(const char* sql, const std::string& value);
    /** @brief Give a new file its tables. */
    void MakeTables();
    /** @brief Whether inferences have ever been kept here. */
    bool KeepsInferences();
    /** @brief Refuse a row whose checksum is not that of its content. */
    void CheckRow(const std::string& key, const std::string& checksum, const std::string& wanted);
    /** @brief Check that the file is a sweep's, of a version known here. */
    void CheckTables();

    // Never opened for reading only: what a kill left half-written is undone by the next reader.
    SQLite::Database m_database;                 //!< the file
    std::optional<std::string> m_program;        //!< what makes the runs; absent if not looked up
    std::optional<SQLite::Statement> m_record;   //!< for Record()
    std::optional<SQLite::Statement> m_row;      //!< for Find()
    std::optional<SQLite::Statement> m_scenario; //!< for ForEach()
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_STORE_H */
