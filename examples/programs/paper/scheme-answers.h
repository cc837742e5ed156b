/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCHEME_ANSWERS_H
#define COINFERENCE_SCHEME_ANSWERS_H

#include "ns3/allocation-scheme.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// What one scheme makes of one problem: for a random scheme one answer a draw.
struct SchemeAnswers
{
    std::vector<Allocation> feasible;
    Limit reason{Limit::NONE}; // if none is
};

/// One scheme; the random one draws once an answer, so that every draw's quality is known.
class SchemeAnswerer
{
  public:
    /**
     * @param scheme the scheme
     * @param draws answers of a random one
     * @param stream its first stream
     */
    SchemeAnswerer(Ptr<AllocationScheme> scheme, std::uint32_t draws, std::int64_t stream);

    SchemeAnswers Solve(const DesignProblem& problem);

  private:
    Ptr<AllocationScheme> m_scheme;
    std::uint32_t m_answers{1};
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCHEME_ANSWERS_H */
