/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ALLOCATION_SCHEME_H
#define COINFERENCE_ALLOCATION_SCHEME_H

#include "allocation.h"
#include "design-problem.h"

#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Abstract scheme that answers design problems.
 *
 * A scheme of one's own is one subclass with a TypeId and DoSolve(). It is then chosen by name
 * like the module's: see Create().
 */
class AllocationScheme : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Make a scheme by name.
     * @param name a TypeId name, or its short form: "fixed-frequency" is
     *        ns3::coinference::FixedFrequencyScheme
     * @return the scheme
     * @throw std::invalid_argument if there is no such scheme, listing those there are
     */
    static Ptr<AllocationScheme> Create(const std::string& name);

    /**
     * @brief Names of all schemes, sorted.
     * @return short forms where Create() takes them, TypeId names otherwise
     */
    static std::vector<std::string> GetNames();

    /**
     * @brief Answer a problem.
     * @param problem the problem; checked first
     * @return the answer; every feasible one is re-checked against all limits, of the problem as
     *         placed, within RECHECK_SLACK
     * @throw std::invalid_argument if a field of the problem is not allowed
     * @throw std::logic_error if the scheme claims a point feasible that breaks a limit
     */
    Allocation Solve(const DesignProblem& problem);

    /**
     * @brief Use fixed random variable streams.
     * @param stream first stream index to use
     * @return the number of stream indices used; 0 for deterministic schemes
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    /**
     * @brief Answer a checked problem.
     * @param problem the problem
     * @return the answer, made with Feasible() or Infeasible()
     */
    virtual Allocation DoSolve(const DesignProblem& problem) = 0;

    /**
     * @brief Compose a feasible answer with all its numbers.
     * @param problem the problem whose work and reserves apply
     * @param precision b^, 1 to MAX_FULL_PRECISION_BITS bits
     * @param clocks f and f~
     * @param placement who runs what; `problem` must already be placed, see
     *        DesignProblem::Placed()
     * @return the answer, with status FEASIBLE
     * @throw std::invalid_argument for another precision
     */
    static Allocation Feasible(const DesignProblem& problem,
                               const Precision& precision,
                               const Clocks& clocks,
                               Placement placement = Placement::SPLIT);

    /**
     * @brief Compose an infeasible answer.
     * @param reason why
     * @return the answer
     */
    static Allocation Infeasible(Limit reason);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ALLOCATION_SCHEME_H */
