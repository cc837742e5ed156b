/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PROGRESS_LINE_H
#define COINFERENCE_PROGRESS_LINE_H

#include <chrono>
#include <cstddef>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * One line on the terminal that tells how far a sweep is and how long it will take. Without a
 * terminal it is quiet.
 */
class ProgressLine
{
  public:
    /**
     * @param mode "auto" (if standard error is a terminal), "on" or "off"
     * @throw std::invalid_argument for anything else
     */
    explicit ProgressLine(const std::string& mode);

    ~ProgressLine();

    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Begin to count so many runs.
    void Begin(std::size_t total);

    /// One more run has ended.
    void Count(bool done);

    /// Remove the line.
    void End();

  private:
    void Show();

    bool m_isOn;
    std::size_t m_total{0};
    std::size_t m_ended{0};
    std::size_t m_failed{0};
    std::chrono::steady_clock::time_point m_begin;
};

/// "2 h 05 min", "3 min 20 s", "12 s"
std::string DurationToText(std::chrono::seconds duration);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PROGRESS_LINE_H */
