/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reserve-estimator.h"

#include "ns3/abort.h"
#include "ns3/assert.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

void
ReservePolicy::Validate() const
{
    NS_ABORT_MSG_IF(window < 1, "Window = 0 is not allowed: it must be at least 1");
    NS_ABORT_MSG_UNLESS(quantile > 0 && quantile <= 1,
                        "Quantile = " << quantile
                                      << " is not allowed: it must be above 0 and at most 1");
    NS_ABORT_MSG_UNLESS(margin >= 0 && std::isfinite(margin),
                        "Margin = " << margin << " is not allowed: it must be at least 0");
    NS_ABORT_MSG_UNLESS(hysteresis >= 0 && hysteresis < 1,
                        "Hysteresis = " << hysteresis
                                        << " is not allowed: it must be at least 0 and below 1");
}

ReserveEstimator::ReserveEstimator(const ReservePolicy& policy, double initial)
    : m_policy(policy),
      m_reserve(initial),
      m_patience(policy.window)
{
    policy.Validate();
    NS_ABORT_MSG_UNLESS(initial >= 0 && std::isfinite(initial),
                        "initial reserve = " << initial
                                             << " is not allowed: it must be at least 0");
}

double
ReserveEstimator::Quantile()
{
    // The smallest value that at least a share `quantile` of the window does not exceed.
    m_sorted.assign(m_latest.begin(), m_latest.end());
    const auto rank = static_cast<std::size_t>(std::ceil(m_policy.quantile * m_sorted.size()));
    const auto place = m_sorted.begin() + (std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(m_sorted.begin(), place, m_sorted.end());
    return *place;
}

bool
ReserveEstimator::Add(double value)
{
    NS_ASSERT_MSG(value >= 0 && std::isfinite(value), "a measurement of " << value);
    m_latest.push_back(value);
    if (m_latest.size() > m_policy.window)
    {
        m_latest.pop_front();
    }
    const double quantile = Quantile();
    if (quantile > m_reserve)
    {
        m_patience *= m_fell ? 2 : 1;
        m_fell = false;
        m_reserve = quantile * (1 + m_policy.margin);
        BeginTrial();
        return true;
    }
    // The window first has to forget what was measured at the reserve before this one.
    if (++m_trial >= m_policy.window)
    {
        m_peak = std::max(m_peak, quantile);
    }
    if (m_trial < m_patience)
    {
        return false;
    }
    const double lower = m_peak * (1 + m_policy.margin);
    BeginTrial();
    if (lower >= m_reserve * (1 - m_policy.hysteresis))
    {
        return false;
    }
    m_fell = true;
    m_reserve = lower;
    return true;
}

void
ReserveEstimator::BeginTrial()
{
    m_trial = 0;
    m_peak = 0;
}

} // namespace coinference
} // namespace ns3
