/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BASELINE_SHARED_SCHEMES_H
#define COINFERENCE_BASELINE_SHARED_SCHEMES_H

#include "shared-scheme.h"

#include "ns3/random-variable-stream.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Each agent decides alone, as JointScheme does, and takes the server for its own: what
 * comes of it where they meet. Infeasible where their deadlines are then not guaranteed.
 */
class EachAloneSharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;
};

/**
 * @ingroup coinference-decision
 * @brief The server's capacity in equal parts, each agent the most bits within its own; of all
 * levels the best.
 */
class EqualShareSharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;
};

/**
 * @ingroup coinference-decision
 * @brief The same with parts in proportion to each agent's work at the server.
 */
class ProportionalSharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;
};

/**
 * @ingroup coinference-decision
 * @brief One bit-width for all: the largest that is feasible.
 */
class OneWidthSharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;
};

/**
 * @ingroup coinference-decision
 * @brief Random bit-widths, uniform for each agent; the first feasible ones of many draws, and
 * the mean over all that were.
 */
class RandomFeasibleSharedScheme : public SharedScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    RandomFeasibleSharedScheme();

    int64_t AssignStreams(int64_t stream) override;

  protected:
    SharedAllocation DoSolve(const SharedServer& server, const SharedPoint& least) override;

  private:
    std::uint32_t m_draws{0};              //!< attribute Draws
    Ptr<UniformRandomVariable> m_bitIndex; //!< uniform
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BASELINE_SHARED_SCHEMES_H */
