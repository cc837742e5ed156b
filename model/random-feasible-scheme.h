/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RANDOM_FEASIBLE_SCHEME_H
#define COINFERENCE_RANDOM_FEASIBLE_SCHEME_H

#include "allocation-scheme.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief The paper's feasible-random baseline: bit-widths drawn uniformly from B, clocks optimised
 * for each, only feasible draws count. Short name "random-feasible".
 *
 * The allocation returned is the first feasible draw; mean and spread of the objective over all
 * feasible draws come with it.
 */
class RandomFeasibleScheme : public AllocationScheme
{
  public:
    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    RandomFeasibleScheme();

    int64_t AssignStreams(int64_t stream) override;

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;

  private:
    std::uint32_t m_draws{400};            //!< how many draws
    Ptr<UniformRandomVariable> m_bitIndex; //!< draws an index into B
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RANDOM_FEASIBLE_SCHEME_H */
