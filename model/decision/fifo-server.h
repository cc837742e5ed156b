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
 * Of all levels and clocks of the bits chosen, Compose() takes those of least energy of all: at one
 * level the slack goes to jobs at one clock (where they count m times, m^(1/3) times that), the
 * slowest that fits, but for those that have to be faster; over levels the energy is convex, but
 * for the steps of the multiplicities below. Where it is the rate that binds the clocks are
 * feasible, but may be higher than that.
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
    double NeedWith(std::size_t agent,
                    std::size_t option,
                    double level,
                    double moreDelay,
                    double moreEnergy) const override;
    double Capacity(double level) const override;
    double HighestLevel(double lowest) const override;
    void Compose(const Choice& choice, double level, SharedAllocation& answer) const override;
    Limit WhyInfeasible(const Choice& choice) const override;
    std::optional<SharedProof> Prove(const Choice& choice) const override;

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

    /// A level, and how long each job takes there at least energy of all.
    struct Spread
    {
        double level;
        double energy; ///< of all agents and jobs; infinite if the level is infeasible [J]
        std::vector<double> times;
    };

    /// The highest level that leaves each agent its least time, no less than lowest.
    double HighestLevelOf(const Choice& choice, double lowest) const;
    /// Slack of a level to slower jobs, all at one clock but for those that have to be faster.
    Spread SpreadAt(const Choice& choice, double level) const;
    /// The level and the times of least energy.
    Spread LeastEnergy(const Choice& choice, double level) const;
    /// The same between two levels, into the best so far.
    void SearchStretch(const Choice& choice, double low, double high, Spread& best) const;
    Parts PartsOf(std::size_t agent, std::size_t option, double level) const;
    /// The same where T0 leaves a time and E0 an energy for both computations.
    Parts PartsWithin(std::size_t agent, std::size_t option, double left, double energy) const;
    double AgentEnergy(std::size_t agent, double cycles, double time) const;
    /// The point of a table at which cycles take a time.
    static const ComputeSide::Point& PointOf(const ComputeSide& side, double cycles, double time);
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
