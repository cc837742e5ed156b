/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIFO_SERVER_H
#define COINFERENCE_FIFO_SERVER_H

#include "compute-side.h"
#include "shared-server.h"

#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief First come first served, each job at its own clock, at most one request of an agent in
 * flight (S2): as EdgeServer serves.
 *
 * Whatever the arrivals, a request is answered within S, the sum of all jobs' times. Given S, agent
 * k has tau = T0 - c - S for its own part; the less energy that takes, the more is left for the
 * server, and the least time q_k(b; S) of its job there rises with S, convexly where there are no
 * tables. So bits are feasible if and only if sum of q_k(S) <= S for some S: the least such S is
 * found by Newton steps from the left, none of which can pass it, and an S at which the sum exceeds
 * S and no longer falls behind it proves that there is none.
 *
 * An agent whose period is shorter than S + c can have m = ceil((S + c)/p) requests in flight and
 * counts as often. The server has to keep up: the sum of q_k/p_k is at most 1.
 */
class FifoServer : public SharedServer
{
  public:
    /** @param problem a valid problem, which must outlive it */
    explicit FifoServer(const SharedProblem& problem);

    std::optional<double> Fit(const Choice& choice, double from) const override;
    double Cost(std::size_t agent, std::size_t option, double level) const override;
    double Capacity(double level) const override;
    double HighestLevel(double lowest) const override;
    void Compose(const Choice& choice, double level, SharedAllocation& answer) const override;
    SharedLimit WhyInfeasible(const Choice& choice) const override;

  private:
    /// What an agent's part and its job take.
    struct Parts
    {
        double agentTime;  ///< [s]
        double serverTime; ///< q; infinite if it cannot be [s]
        double slope;      ///< dq/dS, from the right
    };

    /// An agent's problem, sorted.
    struct Side
    {
        ComputeSide agent;
        ComputeSide server;
        double cyclesPerBit; ///< of the agent's part
        double serverCycles;
        double time;    ///< T0 - c [s]
        double energy;  ///< E0 - e [J]
        double period;  ///< infinite for none [s]
        double reserve; ///< c [s]
    };

    Parts PartsOf(std::size_t agent, std::size_t option, double level) const;
    /// How many requests of an agent can be in flight.
    static double Multiplicity(const Side& side, double level);
    /// The least level at which the sum of costs is within it, rates left out.
    std::optional<double> FitTime(const Choice& choice, double from) const;
    bool KeepsUp(const Choice& choice, double level) const;

    std::vector<Side> m_sides; ///< of each agent
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIFO_SERVER_H */
