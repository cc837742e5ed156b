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
 * @ingroup coinference-decision
 * @brief The paper's feasible-random baseline: bit-widths drawn uniformly from B, clocks optimized
 * for each, only feasible draws count. Short name "random-feasible".
 *
 * The allocation returned is the first feasible draw. Mean and spread over all feasible draws come
 * with it: of the objective, which a single draw of b^ = 1 makes infinite (D_U is), and of two
 * quantities that stay finite, the bit-width and the tighter bound min(D_U, ln 2/lambda). The gap
 * between that bound and D_L would be finite too, but does not fall with b^ (0.193/lambda at 1 bit,
 * 0.368/lambda at 2), so it ranks nothing.
 */
class RandomFeasibleScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
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
