/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_LAYERED_SCHEME_H
#define COINFERENCE_LAYERED_SCHEME_H

#include "allocation-scheme.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The joint design with a bit-width of its own for each layer of the agent's part
 * (doc/coinference.rst, "A bit-width a layer").
 *
 * Delay and energy see the widths only through the mean by work, sum b_i N_i / sum N_i, and what
 * the budgets allow of it is an interval from 0. So the widths of least sum s_i n_i D_S(b_i)/
 * lambda_i under that mean, and the agent's memory, are a knapsack, which is solved exactly; the
 * clocks are then those of least energy at the mean. Never worse than the best width for all, which
 * is one of its choices.
 *
 * Where the model's layers are not told apart its answer is JointScheme's.
 */
class LayeredScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LayeredScheme();

  private:
    Allocation DoSolve(const DesignProblem& problem) override;

    Ptr<AllocationScheme> m_oneWidth; //!< who answers where layers are not told apart
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_LAYERED_SCHEME_H */
