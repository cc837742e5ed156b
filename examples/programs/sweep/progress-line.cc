/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "progress-line.h"

#include "support/checked-field.h"

#include <algorithm>
#include <iostream>
#include <unistd.h>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr std::size_t BAR_WIDTH = 30;

bool
ReadMode(const std::string& mode)
{
    if (mode != "auto" && mode != "on" && mode != "off")
    {
        RejectField("progress", mode, "auto, on or off");
    }
    return mode == "on" || (mode == "auto" && isatty(STDERR_FILENO) != 0);
}

std::string
TwoDigits(std::chrono::seconds::rep number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

ProgressLine::ProgressLine(const std::string& mode)
    : m_isOn(ReadMode(mode))
{
}

ProgressLine::~ProgressLine()
{
    End();
}

void
ProgressLine::End()
{
    if (m_isOn && m_total > 0)
    {
        std::cerr << "\r\033[K" << std::flush;
    }
    m_total = 0;
}

void
ProgressLine::Begin(std::size_t total)
{
    m_total = total;
    m_ended = 0;
    m_failed = 0;
    m_begin = std::chrono::steady_clock::now();
    Show();
}

void
ProgressLine::Count(bool done)
{
    ++m_ended;
    m_failed += done ? 0 : 1;
    Show();
}

void
ProgressLine::Show()
{
    if (!m_isOn || m_total == 0)
    {
        return;
    }
    const auto filled = BAR_WIDTH * std::min(m_ended, m_total) / m_total;
    std::string line = "\r\033[K[" + std::string(filled, '#') +
                       std::string(BAR_WIDTH - filled, '.') + "] " + std::to_string(m_ended) + "/" +
                       std::to_string(m_total) + " runs";
    if (m_failed > 0)
    {
        line += ", " + std::to_string(m_failed) + " failed";
    }
    if (m_ended > 0 && m_ended < m_total)
    {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_begin;
        const auto left =
            elapsed / static_cast<double>(m_ended) * static_cast<double>(m_total - m_ended);
        line += ", about " +
                DurationToText(std::chrono::duration_cast<std::chrono::seconds>(left)) + " left";
    }
    std::cerr << line << std::flush;
}

std::string
DurationToText(std::chrono::seconds duration)
{
    const auto seconds = duration.count();
    if (seconds < 60)
    {
        return std::to_string(seconds) + " s";
    }
    if (seconds < 3600)
    {
        return std::to_string(seconds / 60) + " min " + TwoDigits(seconds % 60) + " s";
    }
    return std::to_string(seconds / 3600) + " h " + TwoDigits(seconds / 60 % 60) + " min";
}

} // namespace coinference
} // namespace ns3
