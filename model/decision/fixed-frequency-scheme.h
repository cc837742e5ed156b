/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIXED_FREQUENCY_SCHEME_H
#define COINFERENCE_FIXED_FREQUENCY_SCHEME_H

#include "allocation-scheme.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The paper's fixed-frequency baseline: highest clocks, largest bit-width that then meets
 * the budgets. Short name "fixed-frequency".
 */
class FixedFrequencyScheme : public AllocationScheme
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

#endif /* COINFERENCE_FIXED_FREQUENCY_SCHEME_H */
