/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_SEARCH_H
#define COINFERENCE_SHARED_SEARCH_H

#include "shared-server.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief A feasible choice of a joint problem, and the level at which it is.
 */
struct SharedPoint
{
    SharedServer::Choice choice; //!< an option for each agent
    double level{0};             //!< the least at which it is feasible
    double objective{0};         //!< of the problem [weight unit]
    double price{0};             //!< what the last step cost: weight unit a unit of capacity
};

/**
 * @ingroup coinference-decision
 * @brief The least options, which are feasible if anything is.
 * @param server the oracle; every agent has an option
 * @return the point; nothing if the problem is infeasible
 */
std::optional<SharedPoint> LeastOptions(const SharedServer& server);

/**
 * @ingroup coinference-decision
 * @brief The least largest value, exactly: bisects the sorted values, log2(K |B|) calls of the
 * oracle; then gives bits to whom the largest value leaves room, the worst off first.
 * @param server the oracle
 * @param least what LeastOptions() found
 * @return the point
 */
SharedPoint MinimizeLargest(const SharedServer& server, const SharedPoint& least);

/**
 * @ingroup coinference-decision
 * @brief A small sum, fast: steps on the lower hull of each agent's options by what they gain for
 * their cost at the level found before, as many as are feasible; then single steps and exchanges.
 * @param server the oracle
 * @param least what LeastOptions() found
 * @return the point
 */
SharedPoint MinimizeSumByPrice(const SharedServer& server, const SharedPoint& least);

/**
 * @ingroup coinference-decision
 * @brief What no sum can be below: the knapsacks between levels, relaxed by a price.
 *
 * max over prices p of the sum over k of min over b of (value_k(b) + p cost_k(b; a)) - p
 * capacity(b'), the least over all intervals [a, b'] of levels; intervals that are below `known`
 * are halved until the bound is within the tolerance of it, or there are as many as allowed.
 *
 * @param server the oracle
 * @param least what LeastOptions() found
 * @param known the sum of a feasible choice
 * @param tolerance relative
 * @param most number of intervals, at least one
 * @return the bound, at most known
 */
double SumBound(const SharedServer& server,
                const SharedPoint& least,
                double known,
                double tolerance,
                std::size_t most);

/**
 * @ingroup coinference-decision
 * @brief The least sum, exactly, by branch and bound on the same knapsacks.
 * @param server the oracle
 * @param least what LeastOptions() found
 * @param known a feasible point, for example MinimizeSumByPrice()'s
 * @param mostNodes how many partial choices to look at
 * @return the optimum; nothing if it took more nodes than allowed
 */
std::optional<SharedPoint> MinimizeSum(const SharedServer& server,
                                       const SharedPoint& least,
                                       const SharedPoint& known,
                                       std::uint64_t mostNodes);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_SEARCH_H */
