/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_SERVER_H
#define COINFERENCE_SHARED_SERVER_H

#include "shared-allocation.h"
#include "shared-problem.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief What each agent can have, and whether the server bears it: the oracle of all searches.
 *
 * An agent's options are its bit-widths that fit its memory, ascending; option 0 has the fewest
 * bits. What is feasible is a down-set: with fewer bits for anyone it stays feasible.
 *
 * A server has a level, which rises with the options chosen (first come first served: S, the time
 * within which every request is served). At a level each option has a cost, which rises with the
 * level, and a capacity bounds the sum of the costs. So for every level between a and b
 *
 *     sum of costs at a <= sum of costs <= capacity at b
 *
 * has to hold: a knapsack, which bounds from below what any search can find there.
 */
class SharedServer
{
  public:
    /** An option for each agent. */
    typedef std::vector<std::uint8_t> Choice;

    /**
     * @brief Make the oracle that a problem asks for.
     * @param problem a valid problem, which must outlive it
     * @return the oracle
     */
    static std::unique_ptr<SharedServer> Make(const SharedProblem& problem);

    virtual ~SharedServer() = default;

    /**
     * @brief Find the least level at which a choice is feasible.
     * @param choice an option for each agent
     * @param from a level known to be too low, or just right: that of a choice of fewer bits
     * @return the level; nothing if the choice is infeasible at any
     */
    virtual std::optional<double> Fit(const Choice& choice, double from = 0) const = 0;

    /**
     * @param agent index of the agent
     * @param option index of its option
     * @param level a level
     * @return what it takes of the capacity; infinite if it cannot be at that level
     */
    virtual double Cost(std::size_t agent, std::size_t option, double level) const = 0;

    /**
     * @brief Cost() of one request where the reserve is another.
     * @param agent index of the agent
     * @param option index of its option
     * @param level a level
     * @param moreDelay what is added to communicationDelay [s]
     * @param moreEnergy what is added to communicationEnergy [J]
     * @return what it takes of the capacity; infinite if it cannot be at that level
     */
    virtual double NeedWith(std::size_t agent,
                            std::size_t option,
                            double level,
                            double moreDelay,
                            double moreEnergy) const = 0;

    /**
     * @param level a level
     * @return what all may take together
     */
    virtual double Capacity(double level) const = 0;

    /**
     * @param lowest the level of the least options
     * @return the highest level at which these may be feasible, no less than lowest
     */
    virtual double HighestLevel(double lowest) const = 0;

    /**
     * @brief Compose the clocks of a feasible choice.
     * @param choice the choice
     * @param level what Fit() found
     * @param answer gets agents, serverTime
     */
    virtual void Compose(const Choice& choice, double level, SharedAllocation& answer) const = 0;

    /**
     * @param choice an infeasible choice of agents that are feasible one by one
     * @return SERVER or RATE
     */
    virtual Limit WhyInfeasible(const Choice& choice) const = 0;

    /**
     * @param choice an infeasible choice of agents that are feasible one by one
     * @return the numbers that prove it, for the server's sake; nothing if it has another reason,
     * or where there are periods, whose multiplicities one level does not tell of, or tables
     */
    virtual std::optional<SharedProof> Prove(const Choice& choice) const = 0;

    /** @return the problem */
    const SharedProblem& GetProblem() const
    {
        return m_problem;
    }

    /** @return the problem as each agent sees it that decides alone */
    virtual const SharedProblem& GetAloneProblem() const
    {
        return m_problem;
    }

    /** @return number of agents */
    std::size_t GetN() const
    {
        return m_problem.agents.size();
    }

    /**
     * @param agent index of the agent
     * @return how many options it has; 0 if its memory holds none
     */
    std::size_t GetOptions(std::size_t agent) const
    {
        return m_options[agent];
    }

    /**
     * @param agent index of the agent
     * @param option index of its option
     * @return the bit-width
     */
    std::uint32_t GetBits(std::size_t agent, std::size_t option) const
    {
        return m_problem.agents[agent].problem.bitWidths.Get(static_cast<std::uint32_t>(option));
    }

    /**
     * @param agent index of the agent
     * @param option index of its option
     * @return weight times total distortion, falling with the option [weight unit]
     */
    double GetValue(std::size_t agent, std::size_t option) const
    {
        return m_values[agent * MAX_BIT_WIDTH + option];
    }

    /**
     * @param choice an option for each agent
     * @return the problem's objective of it [weight unit]
     */
    double Objective(const Choice& choice) const;

  protected:
    /** @param problem a valid problem */
    explicit SharedServer(const SharedProblem& problem);

  private:
    const SharedProblem& m_problem;      //!< what is asked
    std::vector<std::uint8_t> m_options; //!< how many of each agent
    std::vector<double> m_values;        //!< of each agent's options, MAX_BIT_WIDTH apart
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_SERVER_H */
