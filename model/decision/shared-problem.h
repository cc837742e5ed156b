/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_PROBLEM_H
#define COINFERENCE_SHARED_PROBLEM_H

#include "design-problem.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief How a server's time is shared.
 */
enum class ServerDiscipline : std::uint8_t
{
    FIFO,       //!< first come first served, each job at its own clock, as EdgeServer does it
    PARTITIONED //!< each agent has a share of the clock, jobs side by side, as the literature has
                //!< it
};

/**
 * @ingroup coinference-decision
 * @brief What is minimized over the agents.
 */
enum class SharedObjective : std::uint8_t
{
    SUM, //!< sum of weight times total distortion
    MAX  //!< the largest of them
};

/**
 * @ingroup coinference-decision
 * @brief An agent of a joint problem.
 */
struct SharedAgent
{
    DesignProblem problem; //!< its own problem, with its reserve for the network
    double weight{1};      //!< omega of its distortion, > 0
    // Where a band is shared, beside the reserve for all other traffic:
    double embeddingBits{0}; //!< what crosses the band [bit], >= 0
    double gamma{0};         //!< received power over noise density [Hz], > 0 if anything crosses
    double transmitPower{0}; //!< of its radio while it sends, counts towards E0 [W], >= 0
};

/**
 * @ingroup coinference-decision
 * @brief The joint design of agents that share a server: choose each one's bit-width and both
 * clocks together (doc/coinference.rst, "Many agents, one server").
 *
 * Minimizes the sum, or the largest, of omega_k n_k D_S(b_k - 1)/lambda_k such that every agent
 * keeps T0, E0, memory and, where it has a period, its rate.
 */
struct SharedProblem
{
    std::vector<SharedAgent> agents;                 //!< at least one; one server chip for all
    ServerDiscipline server{ServerDiscipline::FIFO}; //!< how the server is shared
    double serverCapacity{0};                        //!< if partitioned: the clock to share out
                                                     //!< [Hz]; 0 for the server's highest
    SharedObjective objective{SharedObjective::SUM}; //!< what is minimized
    /**
     * W, to share out among the agents' uplinks [Hz], each at the rate w log2(1 + gamma/w); 0 for
     * none. With a band chips have no operating points, and periods are 0 or no shorter than T0.
     */
    double band{0};

    /**
     * @brief Check every field.
     * @throw std::invalid_argument naming the agent, the field, its value and what is allowed
     */
    void Validate() const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_PROBLEM_H */
