/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_REFERENCE_SCHEMES_H
#define COINFERENCE_REFERENCE_SCHEMES_H

#include "allocation-scheme.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Reference without a server: the whole model, quantized, on the agent; largest feasible
 * bit-width. Short name "all-on-agent". Nothing is sent, so no communication reserve applies.
 */
class AllOnAgentScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;
};

/**
 * @ingroup coinference-decision
 * @brief Reference without on-agent work: the whole model at full precision on the server, which
 * gets the raw input. Short name "all-on-server". The communication reserve applies; the
 * distortion is that of b bits.
 */
class AllOnServerScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;
};

/**
 * @ingroup coinference-decision
 * @brief Reference without quantization: the split model at b^ = b, clocks optimized. Short name
 * "full-precision".
 */
class FullPrecisionScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_REFERENCE_SCHEMES_H */
