/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_JOB_QUEUE_H
#define COINFERENCE_COMPUTE_JOB_QUEUE_H

#include "compute-job.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief The jobs that wait before a ComputeDevice, and whose turn it is.
 *
 * Knows no clock and no processor: the device asks when it has room. First come first served costs
 * the same whatever waits; the other orders look at every waiting job.
 */
class ComputeJobQueue
{
  public:
    /** @brief Whose turn it is; among equals who came first. */
    enum Order : std::uint8_t
    {
        FIFO,    //!< who came first
        EDF,     //!< the earliest deadline; those without one last
        PRIORITY //!< the highest priority
    };

    /**
     * @brief Let a job wait.
     * @param job the job, younger than all that wait
     */
    void Push(ComputeJob&& job);

    /** @return jobs waiting */
    std::size_t Size() const
    {
        return m_jobs.size();
    }

    /** @return whether nobody waits */
    bool IsEmpty() const
    {
        return m_jobs.empty();
    }

    /** @return the job that waits longest; there has to be one */
    const ComputeJob& Oldest() const
    {
        return m_jobs.front();
    }

    /**
     * @param order whose turn it is
     * @return the job whose turn it is; there has to be one
     */
    const ComputeJob& Next(Order order) const;

    /**
     * @brief Take the job whose turn it is out of the queue.
     * @param order whose turn it is
     * @return the job; there has to be one
     */
    ComputeJob TakeNext(Order order);

    /**
     * @param job a job
     * @param most stop counting here
     * @return jobs waiting of the same work, which can be done in one batch; at most `most`
     */
    std::size_t CountAlike(const ComputeJob& job, std::size_t most) const;

    /**
     * @brief Take the job whose turn it is, and the next in turn of the same work.
     * @param order whose turn it is
     * @param most how many at most, >= 1
     * @param batch where to append them, in order of turn
     */
    void TakeAlike(Order order, std::size_t most, std::vector<ComputeJob>& batch);

    /**
     * @brief Take a job out of the queue.
     * @param id its identity
     * @return the job, or nothing if it does not wait
     */
    std::optional<ComputeJob> Take(std::uint64_t id);

    /**
     * @brief Take all jobs out of the queue.
     * @return the jobs in order of age
     */
    std::deque<ComputeJob> TakeAll();

    /** @return the jobs, in order of age */
    const std::deque<ComputeJob>& Jobs() const
    {
        return m_jobs;
    }

  private:
    typedef std::deque<ComputeJob>::const_iterator Place;

    /// The place of the job whose turn it is, among all or among those of some work.
    template <typename Condition>
    Place Find(Order order, Condition condition) const;
    ComputeJob TakeAt(Place place);

    std::deque<ComputeJob> m_jobs; //!< in order of age
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_JOB_QUEUE_H */
