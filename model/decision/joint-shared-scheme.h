/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_JOINT_SHARED_SCHEME_H
#define COINFERENCE_JOINT_SHARED_SCHEME_H

#include "shared-scheme.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The exact joint design: the largest value by bisection, the sum by branch and bound, with
 * the optimum as its own bound.
 *
 * The sum is hard in the number of agents: beyond MaxAgents, or where MaxNodes do not suffice, it
 * is PriceGreedySharedScheme's answer with its proven gap.
 */
class JointSharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;

  private:
    std::uint32_t m_maxAgents{0}; //!< attribute MaxAgents
    std::uint64_t m_maxNodes{0};  //!< attribute MaxNodes
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_JOINT_SHARED_SCHEME_H */
