/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-job-queue.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

bool
IsSooner(ComputeJobQueue::Order order, const JobUrgency& a, const JobUrgency& b)
{
    switch (order)
    {
    case ComputeJobQueue::FIFO:
        break;
    case ComputeJobQueue::EDF:
        return a.deadline && (!b.deadline || *a.deadline < *b.deadline);
    case ComputeJobQueue::PRIORITY:
        return a.priority > b.priority;
    }
    return false;
}

const auto ANY_JOB = [](const ComputeJob&) { return true; };

/// Whether two jobs are the same work, which a batch does together.
bool
AreAlike(const ComputeTask& a, const ComputeTask& b)
{
    return a.flops == b.flops && a.phases == b.phases && a.streams == b.streams;
}

} // namespace

template <typename Condition>
ComputeJobQueue::Place
ComputeJobQueue::Find(Order order, Condition condition) const
{
    auto best = std::find_if(m_jobs.begin(), m_jobs.end(), condition);
    if (order == FIFO)
    {
        return best;
    }
    for (auto place = best; place != m_jobs.end(); ++place)
    {
        if (condition(*place) && IsSooner(order, place->urgency, best->urgency))
        {
            best = place;
        }
    }
    return best;
}

ComputeJob
ComputeJobQueue::TakeAt(Place place)
{
    const auto position = m_jobs.begin() + (place - m_jobs.cbegin());
    auto job = std::move(*position);
    m_jobs.erase(position);
    return job;
}

void
ComputeJobQueue::Push(ComputeJob&& job)
{
    m_jobs.push_back(std::move(job));
}

const ComputeJob&
ComputeJobQueue::Next(Order order) const
{
    return *Find(order, ANY_JOB);
}

ComputeJob
ComputeJobQueue::TakeNext(Order order)
{
    return TakeAt(Find(order, ANY_JOB));
}

std::size_t
ComputeJobQueue::CountAlike(const ComputeJob& like, std::size_t most) const
{
    std::size_t count = 0;
    for (auto job = m_jobs.begin(); job != m_jobs.end() && count < most; ++job)
    {
        count += AreAlike(job->task, like.task) ? 1 : 0;
    }
    return count;
}

void
ComputeJobQueue::TakeAlike(Order order, std::size_t most, std::vector<ComputeJob>& batch)
{
    batch.push_back(TakeNext(order));
    const auto like = batch.back().task;
    const auto isAlike = [&like](const ComputeJob& job) { return AreAlike(job.task, like); };
    for (std::size_t count = 1; count < most; ++count)
    {
        const auto place = Find(order, isAlike);
        if (place == m_jobs.end())
        {
            return;
        }
        batch.push_back(TakeAt(place));
    }
}

std::optional<ComputeJob>
ComputeJobQueue::Take(std::uint64_t id)
{
    const auto isOlder = [](const ComputeJob& job, std::uint64_t wanted) {
        return job.id < wanted;
    };
    const auto place = std::lower_bound(m_jobs.cbegin(), m_jobs.cend(), id, isOlder);
    if (place == m_jobs.cend() || place->id != id)
    {
        return {};
    }
    return TakeAt(place);
}

std::deque<ComputeJob>
ComputeJobQueue::TakeAll()
{
    return std::exchange(m_jobs, {});
}

} // namespace coinference
} // namespace ns3
