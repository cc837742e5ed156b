/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_TABLE_H
#define COINFERENCE_SWEEP_TABLE_H

#include "output/sample-statistics.h"
#include "sweep-spec.h"
#include "sweep-store.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief What is known of a point of a sweep under one scheme.
 */
struct SweepCell
{
    std::set<std::uint64_t> done;       //!< runs that ended well
    std::set<std::uint64_t> infeasible; //!< those of them whose scheme found nothing feasible
    std::map<std::uint64_t, std::string> failed;                   //!< why runs failed
    std::map<std::string, std::map<std::uint64_t, double>> values; //!< by metric and run; runs that
                                                                   //!< have none are left out
    std::set<std::string> incomplete; //!< metrics that tell nothing as some runs have none
    std::map<std::string, std::vector<double>> inferences; //!< by column: of those done, all runs'
    std::size_t lost{0}; //!< of the inferences kept, those not done

    /**
     * @param metric a metric of the table
     * @return its sample over the runs
     */
    SampleStatistics Sample(const std::string& metric) const;
};

/**
 * @ingroup coinference-study
 * @brief The results of a sweep by point and scheme, for the metrics asked for.
 *
 * A metric is a number of a run's summary, named by its path there: "delay.mean", "counts.done",
 * "deadlineMetShare". Each run gives one value; statistics over runs are then those of independent
 * replications.
 */
class SweepTable
{
  public:
    /**
     * @brief Read a sweep's results.
     * @param spec the sweep; the table must not outlive it
     * @param store where they are
     * @param metrics the metrics to keep
     * @param columns of kept inferences to keep
     * @throw std::invalid_argument for a metric that no summary has, and a column that no
     *        inferences have
     */
    SweepTable(const SweepSpec& spec,
               SweepStore& store,
               const std::vector<std::string>& metrics,
               const std::vector<std::string>& columns = {});

    /**
     * @brief Answer a sweep of designs, see AnswerDesigns(); each answer counts as a run.
     * @param spec the sweep; the table must not outlive it
     * @param threads number of threads
     * @param metrics names of DesignMetrics() to keep
     * @throw std::invalid_argument for other metrics, and as AnswerDesigns()
     */
    SweepTable(const SweepSpec& spec,
               std::uint32_t threads,
               const std::vector<std::string>& metrics);

    /** @return the sweep */
    const SweepSpec& GetSpec() const
    {
        return m_spec;
    }

    /**
     * @param point number of a point
     * @param scheme number of a scheme
     * @return what is known
     */
    const SweepCell& Get(std::size_t point, std::size_t scheme) const;

    /**
     * @brief How many replications a point should have had when these are done.
     *
     * A function of the results of replications 1 to n alone, so that a sweep that was interrupted
     * ends with the same runs as one that was not.
     *
     * @param point number of a point
     * @param n replications that are done for all its schemes
     * @return n if the precision is reached for every scheme, or more; at most `maxReplications`
     */
    std::uint64_t NextReplications(std::size_t point, std::uint64_t n) const;

  private:
    const SweepSpec& m_spec;        //!< the sweep
    std::vector<SweepCell> m_cells; //!< by point, then by scheme
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_TABLE_H */
