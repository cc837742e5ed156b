/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-list.h"

#include "sweep/sweep-table.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

RunList::RunList(const SweepSpec& spec, SweepStore& store)
    : m_spec(spec),
      m_store(store),
      m_replications(spec.GetPointCount(), spec.replications)
{
    ScenarioMaker maker(store.GetProgram());
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        const auto options = spec.GetPoint(point);
        for (const auto& scheme : spec.schemes)
        {
            m_scenarios.push_back(maker.Make(options, scheme, spec.seed));
        }
    }
}

void
RunList::ForEach(const std::function<void(const SweepRun&)>& visit) const
{
    const auto schemes = m_spec.schemes.size();
    const auto most = *std::max_element(m_replications.begin(), m_replications.end());
    for (std::uint64_t run = 1; run <= most; ++run)
    {
        for (std::size_t i = 0; i < m_scenarios.size(); ++i)
        {
            if (run <= m_replications[i / schemes])
            {
                visit({m_scenarios[i], run});
            }
        }
    }
}

bool
RunList::IsDone(const SweepRun& run)
{
    return m_store.IsDone(run) && (!m_spec.keepInferences || m_store.HasInferences(run));
}

std::vector<SweepRun>
RunList::GetAll() const
{
    std::vector<SweepRun> all;
    ForEach([&](const SweepRun& run) { all.push_back(run); });
    return all;
}

std::vector<SweepRun>
RunList::FindMissing(const std::set<std::string>& queued)
{
    std::vector<SweepRun> missing;
    ForEach([&](const SweepRun& run) {
        if (!IsDone(run) && queued.count(run.Key()) == 0)
        {
            missing.push_back(run);
        }
    });
    return missing;
}

bool
RunList::Extend()
{
    if (!m_spec.precision)
    {
        return false;
    }
    const SweepTable table(m_spec, m_store, {m_spec.precisionOf});
    bool grew = false;
    for (std::size_t point = 0; point < m_replications.size(); ++point)
    {
        const auto next = table.NextReplications(point, m_replications[point]);
        grew = grew || next > m_replications[point];
        m_replications[point] = next;
    }
    return grew;
}

void
RunList::Forget()
{
    for (const auto& scenario : m_scenarios)
    {
        m_store.Forget(scenario);
    }
}

SweepState
RunList::Count(const std::set<std::string>& queued)
{
    SweepState state;
    ForEach([&](const SweepRun& run) {
        if (IsDone(run))
        {
            ++state.done;
        }
        else if (queued.count(run.Key()) > 0)
        {
            ++state.queued;
        }
        else if (const auto error = m_store.FindError(run))
        {
            ++state.failed;
            ++state.reasons[*error];
        }
        else
        {
            ++state.missing;
        }
    });
    return state;
}

SweepState
RunList::FindState(const std::set<std::string>& queued)
{
    auto state = Count(queued);
    while (state.failed + state.queued + state.missing == 0 && Extend())
    {
        state = Count(queued);
    }
    return state;
}

} // namespace coinference
} // namespace ns3
