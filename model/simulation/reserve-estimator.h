/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RESERVE_ESTIMATOR_H
#define COINFERENCE_RESERVE_ESTIMATOR_H

#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief How a ReserveEstimator follows what is measured.
 */
struct ReservePolicy
{
    std::uint32_t window{20}; //!< Latest measurements looked at, >= 1
    double quantile{1};       //!< Quantile of them that the reserve has to cover, in (0, 1]
    double margin{0.2};       //!< What the reserve is set above it, relative, >= 0
    double hysteresis{0.1};   //!< How much lower a new value must be to be taken, in [0, 1)

    /** @brief Check every field: one that is not allowed ends the program with a message. */
    void Validate() const;
};

/**
 * @ingroup coinference-simulation
 * @brief Turns measurements of one quantity (a delay, an energy) into a reserve for it.
 *
 * The reserve rises as soon as the quantile exceeds it, to (1 + margin) times the quantile. It
 * falls to that value only after `patience` measurements at the present reserve that all allow a
 * fall larger than the hysteresis; patience is the window's length at first, and doubles with each
 * rise that takes a fall back.
 *
 * So it cannot swing for ever, though what is measured depends on the reserve itself (agents that
 * trust in a small reserve compute slower, and keep each other waiting at the server): without a
 * fall the rises are at most log(largest / first measurement) / log(1 + margin), and n
 * measurements can see at most log2(n) falls taken back.
 */
class ReserveEstimator
{
  public:
    /**
     * @param policy how to follow the measurements, valid
     * @param initial the reserve to begin with, >= 0
     */
    explicit ReserveEstimator(const ReservePolicy& policy, double initial = 0);

    /**
     * @brief Take in a measurement.
     * @param value the value, >= 0
     * @return whether the reserve has changed
     */
    bool Add(double value);

    /** @return the reserve */
    double Get() const
    {
        return m_reserve;
    }

    /** @return measurements that the next fall needs */
    std::uint64_t GetPatience() const
    {
        return m_patience;
    }

  private:
    double Quantile();
    void BeginTrial();

    ReservePolicy m_policy;       //!< how to follow
    double m_reserve;             //!< what is in force
    std::deque<double> m_latest;  //!< the window, oldest first
    std::vector<double> m_sorted; //!< scratch of Quantile()
    std::uint64_t m_patience;     //!< measurements at one reserve that a fall needs
    std::uint64_t m_trial{0};     //!< how many of them there are
    double m_peak{0};             //!< largest quantile among them
    bool m_fell{false};           //!< whether the last change was a fall
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RESERVE_ESTIMATOR_H */
