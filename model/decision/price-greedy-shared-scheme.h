/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PRICE_GREEDY_SHARED_SCHEME_H
#define COINFERENCE_PRICE_GREEDY_SHARED_SCHEME_H

#include "shared-scheme.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief For any number of agents: bits go where they gain most for their time at the server, until
 * it has no more; then single exchanges. The gap to the optimum is proven by the price's bound.
 *
 * The largest value, where that is minimized, is exact.
 */
class PriceGreedySharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Compose an answer with the bound of the sum.
     * @param server the oracle
     * @param least the least options
     * @param point the answer's choice
     * @return the answer
     */
    static SharedAllocation WithGap(const SharedServer& server,
                                    const SharedPoint& least,
                                    const SharedPoint& point);

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PRICE_GREEDY_SHARED_SCHEME_H */
