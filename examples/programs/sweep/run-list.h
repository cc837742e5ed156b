/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_LIST_H
#define COINFERENCE_RUN_LIST_H

#include "sweep/sweep-run.h"
#include "sweep/sweep-spec.h"
#include "sweep/sweep-store.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// What has become of the runs of a sweep.
struct SweepState
{
    std::size_t done{0};
    std::size_t failed{0};
    std::size_t queued{0};                      //!< in Slurm's queue
    std::size_t missing{0};                     //!< neither
    std::map<std::string, std::size_t> reasons; //!< of the failures, with how often
};

/**
 * The runs that a sweep asks for: replications 1 to some number of each point under each scheme.
 * With a precision that number grows, by point, as results come in.
 */
class RunList
{
  public:
    /**
     * @param spec the sweep, which must outlive the list
     * @param store its results, which must outlive the list
     */
    RunList(const SweepSpec& spec, SweepStore& store);

    /// @return all runs, done or not
    std::vector<SweepRun> GetAll() const;

    /// @return runs that are not done, without those named
    std::vector<SweepRun> FindMissing(const std::set<std::string>& queued = {});

    /// Forget all results of the list.
    void Forget();

    /// @return whether the precision needs more replications, which are then in the list
    bool Extend();

    /**
     * Extend the list as far as its runs are done, and count.
     * @param queued keys of runs in Slurm's queue
     */
    SweepState FindState(const std::set<std::string>& queued);

  private:
    /// By replication first, so that an early look at the results sees all points.
    void ForEach(const std::function<void(const SweepRun&)>& visit) const;

    /// With its inferences, where they are to be kept.
    bool IsDone(const SweepRun& run);
    SweepState Count(const std::set<std::string>& queued);

    const SweepSpec& m_spec;
    SweepStore& m_store;
    std::vector<std::string> m_scenarios;      // by point, then by scheme
    std::vector<std::uint64_t> m_replications; // by point
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_LIST_H */
