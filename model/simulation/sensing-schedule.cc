/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sensing-schedule.h"

#include "or-abort.h"
#include "profile/sensing-times.h"
#include "support/checked-field.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

namespace
{

/// The mean of the usual laws of intervals; nothing for others.
std::optional<double>
MeanOf(const RandomVariableStream& stream)
{
    if (const auto* constant = dynamic_cast<const ConstantRandomVariable*>(&stream))
    {
        return constant->GetConstant();
    }
    if (const auto* exponential = dynamic_cast<const ExponentialRandomVariable*>(&stream))
    {
        // A bound cuts off the tail and draws again.
        return exponential->GetBound() == 0 ? std::optional<double>(exponential->GetMean())
                                            : std::nullopt;
    }
    if (const auto* uniform = dynamic_cast<const UniformRandomVariable*>(&stream))
    {
        return (uniform->GetMin() + uniform->GetMax()) / 2;
    }
    return std::nullopt;
}

} // namespace

void
SensingSchedule::SetInterval(Ptr<RandomVariableStream> interval)
{
    m_interval = interval;
}

Ptr<RandomVariableStream>
SensingSchedule::GetInterval() const
{
    return m_interval;
}

void
SensingSchedule::SetAtStart(bool atStart)
{
    m_atStart = atStart;
}

bool
SensingSchedule::GetAtStart() const
{
    return m_atStart;
}

void
SensingSchedule::SetTrace(std::string path)
{
    m_trace = std::move(path);
    m_times.clear();
    m_next = 0;
    m_isRead = m_trace.empty();
}

std::string
SensingSchedule::GetTrace() const
{
    return m_trace;
}

void
SensingSchedule::SetTimes(std::vector<Time> times)
{
    for (std::size_t i = 0; i < times.size(); ++i)
    {
        NS_ABORT_MSG_IF(times[i].IsStrictlyNegative() || (i > 0 && times[i] < times[i - 1]),
                        "sensing time " << i + 1 << " = " << times[i].GetSeconds()
                                        << " s is not allowed: it must be at least 0 and not "
                                           "before the one before it");
    }
    m_times = std::move(times);
    m_next = 0; // what has passed is passed over
    m_isRead = true;
}

void
SensingSchedule::Begin(Time now)
{
    m_begin = now;
    m_next = 0;
}

std::optional<Time>
SensingSchedule::NextWait(Time now, bool first)
{
    const auto& times = Times();
    if (!times.empty())
    {
        const auto elapsed = now - m_begin;
        while (m_next < times.size() && times[m_next] < elapsed)
        {
            ++m_next;
        }
        return m_next < times.size() ? std::make_optional(times[m_next] - elapsed) : std::nullopt;
    }
    if (first && m_atStart)
    {
        return Time(0);
    }
    const double seconds = m_interval->GetValue();
    NS_ABORT_MSG_UNLESS(seconds > 0 && seconds < LONGEST_TIME,
                        "SensingInterval = " << seconds
                                             << " s is not allowed: it must be above 0 and below "
                                                "9e9 s");
    return std::max(Seconds(seconds), TimeStep(1)); // rounding to 0 would stop the clock
}

void
SensingSchedule::Take()
{
    ++m_next;
}

std::optional<Time>
SensingSchedule::MeanInterval() const
{
    const auto& times = Times();
    if (times.empty())
    {
        const auto mean = MeanOf(*m_interval);
        return mean && *mean > 0 ? std::make_optional(Seconds(*mean)) : std::nullopt;
    }
    if (times.size() < 2 || times.front() == times.back())
    {
        return std::nullopt;
    }
    return (times.back() - times.front()) / static_cast<std::int64_t>(times.size() - 1);
}

const std::vector<Time>&
SensingSchedule::Times() const
{
    if (!m_isRead)
    {
        m_times = OrAbort([this]() { return ReadSensingTimes(m_trace); });
        m_isRead = true;
    }
    return m_times;
}

} // namespace coinference
} // namespace ns3
