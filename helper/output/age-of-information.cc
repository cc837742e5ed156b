/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "age-of-information.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace coinference
{

namespace
{

/// One agent's age, from its first result on.
class AgeMeter
{
  public:
    void Take(double sensed, double ended)
    {
        if (m_results++ == 0)
        {
            m_first = ended;
            m_newest = sensed;
        }
        else
        {
            // A trapezoid: the age rises by a second in a second.
            const double before = m_last - m_newest;
            const double after = ended - m_newest;
            m_integral += (before + after) / 2 * (ended - m_last);
            if (sensed > m_newest)
            {
                m_newest = sensed;
                m_peaks += after;
                ++m_news;
            }
        }
        m_last = ended;
    }

    void AddTo(AgeOfInformation& ages) const
    {
        const double time = m_last - m_first;
        if (m_results < 2 || !(time > 0))
        {
            return;
        }
        ages.mean.Add(m_integral / time);
        ages.rate.Add(static_cast<double>(m_results - 1) / time);
        if (m_news > 0)
        {
            ages.peak.Add(m_peaks / static_cast<double>(m_news));
        }
    }

  private:
    std::uint64_t m_results{0};
    std::uint64_t m_news{0}; ///< results that were newer than all before
    double m_first{0};       ///< when the first came [s]
    double m_last{0};        ///< when the last came [s]
    double m_newest{0};      ///< when the newest input was sensed [s]
    double m_integral{0};    ///< of the age [s^2]
    double m_peaks{0};       ///< sum of them [s]
};

} // namespace

AgeOfInformation
AgesOf(const std::vector<InferenceRecord>& records)
{
    std::map<std::uint32_t, AgeMeter> agents;
    for (const auto& record : records)
    {
        if (record.outcome == Outcome::DONE)
        {
            agents[record.agent].Take(record.sensed.GetSeconds(), record.ended.GetSeconds());
        }
    }
    AgeOfInformation ages;
    for (const auto& [agent, meter] : agents)
    {
        meter.AddTo(ages);
    }
    return ages;
}

} // namespace coinference
} // namespace ns3
