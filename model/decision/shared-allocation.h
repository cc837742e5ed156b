/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_ALLOCATION_H
#define COINFERENCE_SHARED_ALLOCATION_H

#include "allocation.h"

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
 * @brief One agent's part of the answer to a joint problem.
 */
struct AgentShare
{
    Precision precision;   //!< b^
    Clocks clocks;         //!< f and f~ [Hz]
    double delay{0};       //!< guaranteed whatever the arrivals, reserve included [s]
    double energy{0};      //!< E with the reserve [J]
    double serverTime{0};  //!< how long its job holds the server, or its share of it [s]
    double serverShare{0}; //!< if partitioned: its part of the server's clock, in [0, 1]
    double uplinkTime{0};  //!< if a band is shared: what its embedding takes; in `delay` [s]
    double bandShare{0};   //!< if a band is shared: its part of it, in [0, 1]
};

/**
 * @ingroup coinference-decision
 * @brief Why bits are infeasible for all agents together, as numbers that can be checked.
 *
 * First come first served: at the level S all jobs together take `demand` > `capacity` = S, and at
 * any other S the difference is no less (theory: the sum is convex in S). Partitioned: the least
 * shares add up to `demand` > `capacity` [Hz].
 */
struct SharedProof
{
    double level{0};    //!< if fifo: S [s]; otherwise 0
    double demand{0};   //!< what all need there: [s] if fifo, otherwise [Hz]; infinite if one agent
                        //!< cannot do it in any share
    double capacity{0}; //!< what there is
};

/**
 * @ingroup coinference-decision
 * @brief A scheme's answer to a joint problem, with what it proves.
 *
 * Where the status is INFEASIBLE only `reason` and `agent` have a meaning.
 */
struct SharedAllocation
{
    Allocation::Status status{Allocation::Status::INFEASIBLE}; //!< what the answer is worth
    Limit reason{Limit::NONE};                                 //!< if infeasible: why
    std::optional<std::size_t> agent; //!< ... and whom alone it is impossible for, if it is
    std::vector<AgentShare> agents;   //!< in the problem's order
    double objective{0};        //!< sum or maximum of weighted total distortions [weight unit]
    double bound{0};            //!< proven: no answer is below it [weight unit]
    double gap{0};              //!< (objective - bound)/objective; 0 if optimal
    double serverTime{0};       //!< if fifo: S, within which every request is served [s]
    double serverPrice{0};      //!< what one more second (fifo), or hertz, of the server is worth
    double bandPrice{0};        //!< what one more hertz of the band saves of the server: seconds
                                //!< (fifo), or hertz, a hertz
    Limit binding{Limit::NONE}; //!< SERVER if alone someone could have more bits; or NONE

    /// If infeasible for the server's sake: why the least bits are. If SERVER binds: why one
    /// bit-width more for `blocked` is.
    std::optional<SharedProof> proof;
    std::optional<std::size_t> blocked; //!< whom the server keeps from more bits, the first

    std::uint32_t draws{0};         //!< random schemes: draws made, 0 for all others
    std::uint32_t feasibleDraws{0}; //!< random schemes: draws that were feasible
    double objectiveMean{0};        //!< random schemes: mean over these [weight unit]

    /** @return whether there is something to apply */
    bool IsFeasible() const
    {
        return status != Allocation::Status::INFEASIBLE;
    }
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_ALLOCATION_H */
