/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_INFERENCE_TRACE_H
#define COINFERENCE_INFERENCE_TRACE_H

#include "ns3/allocation-scheme.h"
#include "ns3/inference-record.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief A quantity of a device over time, from each change to the next.
 */
struct CounterSeries : public SimpleRefCount<CounterSeries>
{
    std::string name;                            //!< Label for people, such as "agent 0 clock"
    std::string unit;                            //!< Of the values
    std::vector<std::pair<Time, double>> values; //!< Since when, and what
    bool open{true};                             //!< Whether more of them may come
};

/**
 * @ingroup coinference-output
 * @brief What the quality of inferences is, as a model tells it.
 */
struct QualityMeaning
{
    std::string name; //!< for example "CIDEr"; empty if agents' models tell different ones
    std::string unit; //!< for example "1e-2"; empty for a number without one
};

/**
 * @ingroup coinference-output
 * @brief What was seen of one scheme's agents in one simulation.
 */
struct InferenceTrace : public SimpleRefCount<InferenceTrace>
{
    std::string scheme;                       //!< Label for people
    std::optional<Allocation::Status> status; //!< Of the allocations in force, the worst of all
                                              //!< agents; absent without an AllocationController
    Limit reason{Limit::NONE};            //!< Why the last infeasible answer was; NONE if all were
                                          //!< feasible
    std::uint64_t updates{0};             //!< Problems solved, of all agents
    std::uint64_t infeasibleUpdates{0};   //!< Of them infeasible
    std::uint64_t fallbacks{0};           //!< How often an agent began to go on without the server
    std::uint64_t alone{0};               //!< Agents that did so at the end
    InferenceCounts counts;               //!< Of all agents
    std::vector<InferenceRecord> records; //!< Of ended inferences, in the order they ended
    bool open{true};                      //!< Whether more of them may come
    std::optional<QualityMeaning> quality{}; //!< Of the records'; absent if no model tells one
    /// The same of each group of agents, with its name for the scheme's; empty if all are alike.
    std::vector<Ptr<InferenceTrace>> groups;
    /// Clock, power and queue of the devices that were watched; see
    /// CoinferenceTraceHelper::WatchDevices().
    std::vector<Ptr<CounterSeries>> counters;
};

/**
 * @ingroup coinference-output
 * @brief Who is in which group.
 * @param trace a trace
 * @return names of the groups, by agent as records name it; empty if all are alike
 */
inline std::map<std::uint32_t, std::string>
GroupsOfAgents(const InferenceTrace& trace)
{
    std::map<std::uint32_t, std::string> groups;
    for (const auto& group : trace.groups)
    {
        for (const auto& record : group->records)
        {
            groups[record.agent] = group->scheme;
        }
    }
    return groups;
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_INFERENCE_TRACE_H */
