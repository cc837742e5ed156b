/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-bus.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ns3
{
namespace coinference
{

namespace
{

/// Silences after which who waits looks at the bus again, on average.
constexpr double LOOK = 1.5;

} // namespace

SharedBus::SharedBus(double rate, const BusFrames& frames)
    : m_rate(rate),
      m_frames(frames)
{
}

void
SharedBus::Advance(double seconds)
{
    const double all = m_waiting + m_arriving * seconds;
    const double served = std::min(all, m_served * seconds);
    m_waiting = std::min(all - served, m_frames.mostWaiting);
    if (!m_answers.empty())
    {
        auto& ahead = m_answers.front().ahead;
        const double left = std::max(0.0, ahead - served);
        m_ahead = std::max(0.0, m_ahead - (ahead - left));
        ahead = left;
    }
}

void
SharedBus::Count(double rate, std::size_t count, bool isAnswer)
{
    const double all = rate * static_cast<double>(count);
    if (isAnswer)
    {
        m_answer += all;
        return;
    }
    m_senders += all;
    m_most = std::max(m_most, rate);
}

void
SharedBus::SetRates()
{
    m_arriving = m_frames.perFrame * m_senders / m_frames.payload;
    if (!m_answers.empty())
    {
        m_served = m_shareOfTurns * m_answer / m_frames.payload;
    }
    else if (m_senders > 0)
    {
        m_served = m_most / m_frames.payload; // a turn for each of a sender's
    }
    else
    {
        const double each = m_frames.acknowledgement + SilenceBeside(0);
        m_served = m_frames.perFrame > 0 ? m_rate / each : 0;
    }
    m_senders = m_most = m_answer = 0;
}

double
SharedBus::SilenceBeside(double waiting) const
{
    const double share = LOOK / (waiting + 1) * (1 - std::pow(1 - 1 / LOOK, waiting + 1));
    return m_frames.travel + (m_frames.silence - m_frames.travel) * share;
}

double
SharedBus::Load(std::uint32_t senders) const
{
    if (!m_answers.empty())
    {
        return (senders + 1) * SilenceBeside(senders) / m_frames.payload;
    }
    const double asked = m_frames.perFrame * senders;
    const bool isFull = m_waiting >= m_frames.mostWaiting; // which senders wait for, too
    const double most = m_waiting > 1 ? 1 : std::min(asked, 1.0);
    const double sent = isFull ? asked : most;
    const double silence = SilenceBeside(std::max(0.0, senders + std::min(sent, 1.0) - 1));
    return (senders * silence + sent * (m_frames.acknowledgement + silence)) / m_frames.payload;
}

bool
SharedBus::Push(std::uint64_t id)
{
    m_answers.push_back({id, std::max(0.0, m_waiting - m_ahead)});
    m_ahead += m_answers.back().ahead;
    return m_answers.size() == 1;
}

SharedBus::Turns
SharedBus::Start(double bits, double cost)
{
    const double ahead = m_answers.front().ahead;
    const double turns = ahead + std::ceil(bits / m_frames.payload);
    m_shareOfTurns = ahead / turns;
    const double all = turns * m_frames.payload;
    return {all, (bits * cost + ahead * m_frames.acknowledgement) / all};
}

bool
SharedBus::Pop(std::uint64_t id)
{
    const auto found = std::find_if(m_answers.begin(), m_answers.end(), [id](const auto& answer) {
        return answer.id == id;
    });
    if (found == m_answers.end())
    {
        return false;
    }
    const bool isFirst = found == m_answers.begin();
    if (const auto next = std::next(found); next != m_answers.end())
    {
        next->ahead += found->ahead; // the acknowledgements stay
    }
    else
    {
        m_ahead = isFirst ? 0 : m_ahead - found->ahead;
    }
    m_answers.erase(found);
    return isFirst;
}

bool
SharedBus::IsEmpty() const
{
    return m_answers.empty();
}

std::uint64_t
SharedBus::GetFirst() const
{
    return m_answers.front().id;
}

} // namespace coinference
} // namespace ns3
