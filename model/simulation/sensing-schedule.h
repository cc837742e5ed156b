/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SENSING_SCHEDULE_H
#define COINFERENCE_SENSING_SCHEDULE_H

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief When an agent senses: at regular or random intervals, or at given times.
 *
 * Times are counted from Begin(). What a script gets wrong ends the simulation with a message.
 */
class SensingSchedule
{
  public:
    /** @param interval between sensings [s], above 0 and below 9e9 */
    void SetInterval(Ptr<RandomVariableStream> interval);

    /** @return the interval's law */
    Ptr<RandomVariableStream> GetInterval() const;

    /** @param atStart whether the first sensing is at the start, not one interval later */
    void SetAtStart(bool atStart);

    /** @return whether the first sensing is at the start */
    bool GetAtStart() const;

    /** @param path a file as ReadSensingTimes() takes it, read when first needed; empty for none */
    void SetTrace(std::string path);

    /** @return the file */
    std::string GetTrace() const;

    /**
     * @brief Use given times instead of the interval.
     * @param times not negative, ascending; empty to use the interval
     */
    void SetTimes(std::vector<Time> times);

    /** @param now when the agent starts */
    void Begin(Time now);

    /**
     * @param now the time
     * @param first whether the agent has just started
     * @return how long until the next sensing; nothing if there is none. Times that have passed are
     *         gone
     */
    std::optional<Time> NextWait(Time now, bool first);

    /** @brief A sensing takes place. */
    void Take();

    /**
     * @return the mean time between sensings: of the given times, or of a constant, exponential or
     *         uniform interval; nothing for other laws
     */
    std::optional<Time> MeanInterval() const;

  private:
    /// The given times, from the file if it has not been read yet.
    const std::vector<Time>& Times() const;

    Ptr<RandomVariableStream> m_interval; //!< between sensings [s]
    bool m_atStart{true};                 //!< whether the first interval is left out
    std::string m_trace;                  //!< file of times
    mutable bool m_isRead{true};          //!< whether m_times holds what the file says
    mutable std::vector<Time> m_times;    //!< replace the interval unless empty
    std::size_t m_next{0};                //!< index of the next of them
    Time m_begin;                         //!< what they are counted from
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SENSING_SCHEDULE_H */
