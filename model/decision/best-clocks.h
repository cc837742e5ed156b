/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BEST_CLOCKS_H
#define COINFERENCE_BEST_CLOCKS_H

#include "allocation.h"

#include <limits>
#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Keeps the best of the clocks seen: of least cost, then of the least tie-breaker.
 */
class BestClocks
{
  public:
    /**
     * @brief Show clocks.
     * @param clocks the clocks
     * @param cost what is to be least; infinite for clocks that do not count
     * @param tieBreaker what decides among equals
     */
    void Offer(const Clocks& clocks, double cost, double tieBreaker)
    {
        if (cost < m_cost || (cost == m_cost && tieBreaker < m_tieBreaker))
        {
            m_clocks = clocks;
            m_cost = cost;
            m_tieBreaker = tieBreaker;
        }
    }

    /** @return the best, or nothing */
    std::optional<Clocks> Get() const
    {
        return m_cost < std::numeric_limits<double>::infinity() ? std::optional<Clocks>(m_clocks)
                                                                : std::nullopt;
    }

  private:
    Clocks m_clocks;                                              //!< the best
    double m_cost{std::numeric_limits<double>::infinity()};       //!< its cost
    double m_tieBreaker{std::numeric_limits<double>::infinity()}; //!< its tie-breaker
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BEST_CLOCKS_H */
