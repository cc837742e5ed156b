/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_SCHEME_H
#define COINFERENCE_SHARED_SCHEME_H

#include "shared-allocation.h"
#include "shared-problem.h"
#include "shared-search.h"
#include "shared-server.h"

#include "ns3/object.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Abstract scheme that answers joint problems, of several agents that share a server.
 *
 * A scheme of one's own is one subclass with a TypeId and DoSolve(). It is then chosen by name like
 * the module's: "price-greedy" is ns3::coinference::PriceGreedySharedScheme.
 */
class SharedScheme : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Make a scheme by name.
     * @param name a TypeId name, or its short form
     * @return the scheme
     * @throw std::invalid_argument if there is no such scheme, listing those there are
     */
    static Ptr<SharedScheme> Create(const std::string& name);

    /**
     * @brief Names of all schemes, sorted.
     * @return short forms where Create() takes them, TypeId names otherwise
     */
    static std::vector<std::string> GetNames();

    /**
     * @brief Answer a problem.
     * @param problem the problem; checked first
     * @return the answer; every feasible one is re-checked: delay, energy, memory and rate of each
     *         agent, and the server's time
     * @throw std::invalid_argument if a field of the problem is not allowed
     * @throw std::logic_error if the scheme claims an answer feasible that breaks a limit
     */
    SharedAllocation Solve(const SharedProblem& problem);

    /**
     * @brief Use fixed random variable streams.
     * @param stream first stream index to use
     * @return the number of stream indices used; 0 for deterministic schemes
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    /**
     * @brief Answer a problem of which each agent alone has an option and the least options of all
     * are feasible together.
     * @param server the oracle, with the problem
     * @param least the least options
     * @return the answer, made with Feasible() or Infeasible()
     */
    virtual SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) = 0;

    /**
     * @brief Compose a feasible answer with all its numbers.
     * @param server the oracle
     * @param point the choice
     * @param bound what no answer is below; minus infinity if nothing is proven
     * @return the answer: OPTIMAL if the bound is the objective
     */
    static SharedAllocation Feasible(const SharedServer& server,
                                     const SharedPoint& point,
                                     double bound);

    /**
     * @brief Compose an infeasible answer.
     * @param reason SERVER or RATE
     * @return the answer
     */
    static SharedAllocation Infeasible(Limit reason);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_SCHEME_H */
