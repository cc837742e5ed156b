/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SPLIT_SCHEME_H
#define COINFERENCE_SPLIT_SCHEME_H

#include "allocation-scheme.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The joint design with the split as one more decision: where to cut the model, bit-width
 * and both clocks (doc/coinference.rst, "Where to cut the model").
 *
 * Answers each of the problem's splits exactly and takes the one of least total distortion, n
 * D_S/lambda over the agent's weights, among equals the one of least energy: exact by enumeration.
 * What crosses is not monotone in the cut, so nothing shorter is. Without splits the problem's own
 * and the two ends, all on the agent and all on the server, are chosen from.
 *
 * Its infeasible answer's reason is that of the first it may choose.
 */
class SplitScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  private:
    Allocation DoSolve(const DesignProblem& problem) override;
    Allocation SolveOption(const DesignProblem& problem, const SplitOption& option);

    void SetSchemeName(std::string name);
    std::string GetSchemeName() const;

    std::string m_schemeName;       //!< who answers a split
    Ptr<AllocationScheme> m_scheme; //!< the same; null if there is none of that name
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SPLIT_SCHEME_H */
