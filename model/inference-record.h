/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_INFERENCE_RECORD_H
#define COINFERENCE_INFERENCE_RECORD_H

#include "allocation-scheme.h"

#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief How an inference ended.
 */
enum class Outcome : std::uint8_t
{
    DONE,         //!< the result reached the agent
    DROPPED,      //!< refused by a full queue or the server, or cut off with its connection
    TIMED_OUT,    //!< no result in time
    BATTERY_EMPTY //!< the agent's battery ran out
};

/**
 * \ingroup coinference
 * \param outcome an outcome
 * \return "done", "dropped", "timed-out" or "battery-empty"
 */
const char* OutcomeName(Outcome outcome);

/**
 * \ingroup coinference
 * \brief Everything about one finished inference.
 *
 * Steps not reached have the time NotReached(), and the delays that need them are negative.
 */
struct InferenceRecord
{
    /** \return the mark of a step that was not reached, a negative time */
    static Time NotReached()
    {
        return NanoSeconds(-1);
    }

    std::uint32_t agent{0};                //!< the agent's identity
    std::uint32_t sequence{0};             //!< counts the agent's inferences from 0
    Placement placement{Placement::SPLIT}; //!< who ran what
    std::uint32_t bitWidth{0};             //!< b^ [bit]
    /**
     * f that the agent's part started at [Hz]; if it did not start, as asked for (0: the device's
     * own clock). 0 if the agent has no part.
     */
    double agentFrequency{0};
    /**
     * f~ that the server's part started at [Hz]; if that is not known to the agent, as asked for
     * (0: the server device's own clock). 0 if the server has no part.
     */
    double serverFrequency{0};

    Time sensed{NotReached()};          //!< start: the input is there
    Time computeStarted{NotReached()};  //!< the agent's part started
    Time computeFinished{NotReached()}; //!< ... and ended; the embedding is handed to the network
    Time serverReceived{NotReached()};  //!< the server has the whole embedding
    Time serverStarted{NotReached()};   //!< the server's part started
    Time serverFinished{NotReached()};  //!< ... and ended; the result is handed to the network
    Time ended{NotReached()};           //!< the outcome is known

    // Power of idle processors is no inference's: it is in the ComputeDevice's account alone.
    double agentEnergy{0};  //!< energy of the agent's part, also if cut short [J]
    double serverEnergy{0}; //!< energy of the server's part, 0 if not known to the agent [J]
    /**
     * All energy of the agent's radio from sending the embedding to the end, idle listening
     * included [J]; inferences that overlap each count the whole. 0 without a radio energy model.
     */
    double radioEnergy{0};

    double distortionLower{0}; //!< D_L(b^ - 1) [weight unit]
    double distortionUpper{0}; //!< D_U(b^ - 1), infinite at b^ = 1 [weight unit]

    bool deadlineMet{false};           //!< done within T0
    bool energyBudgetMet{false};       //!< done within E0, all energies counted
    Outcome outcome{Outcome::DROPPED}; //!< how it ended

    /** \return wait for the agent's processor */
    Time AgentQueueDelay() const
    {
        return Between(sensed, computeStarted);
    }

    /** \return computation of the agent's part */
    Time AgentComputeDelay() const
    {
        return Between(computeStarted, computeFinished);
    }

    /** \return from the end of the agent's part until the server has all, waits included */
    Time UplinkDelay() const
    {
        return Between(computeFinished, serverReceived);
    }

    /** \return wait for the server's processor */
    Time ServerQueueDelay() const
    {
        return Between(serverReceived, serverStarted);
    }

    /** \return computation of the server's part */
    Time ServerComputeDelay() const
    {
        return Between(serverStarted, serverFinished);
    }

    /** \return from the end of the server's part until the agent has the result */
    Time DownlinkDelay() const
    {
        return outcome == Outcome::DONE ? Between(serverFinished, ended) : NotReached();
    }

    /** \return from sensing to the outcome */
    Time TotalDelay() const
    {
        return Between(sensed, ended);
    }

    /** \return all energy known to the agent [J] */
    double TotalEnergy() const
    {
        return agentEnergy + serverEnergy + radioEnergy;
    }

    /**
     * \brief The part of the delay that is neither computation nor the agent's own queue.
     * \return uplink, server queue and downlink together; negative unless the inference is done
     */
    Time CommunicationDelay() const
    {
        return outcome == Outcome::DONE ? UplinkDelay() + ServerQueueDelay() + DownlinkDelay()
                                        : NotReached();
    }

  private:
    static Time Between(Time from, Time to)
    {
        return from.IsStrictlyNegative() || to.IsStrictlyNegative() ? NotReached() : to - from;
    }
};

/**
 * \ingroup coinference
 * \brief How many inferences an agent began and how they ended.
 *
 * Always generated = done + dropped + timedOut + inFlight.
 */
struct InferenceCounts
{
    std::uint64_t generated{0};    //!< sensed
    std::uint64_t done{0};         //!< result received
    std::uint64_t dropped{0};      //!< given up for any reason but time, empty battery included
    std::uint64_t batteryEmpty{0}; //!< of the dropped: lost to the empty battery
    std::uint64_t timedOut{0};     //!< no result in time
    std::uint64_t inFlight{0};     //!< not ended yet
    std::uint64_t deadlineMet{0};  //!< of the done: within T0
    std::uint64_t energyMet{0};    //!< of the done: within E0

    /**
     * \brief Count an ended inference in.
     * \param record its record
     */
    void Count(const InferenceRecord& record);

    /**
     * \brief Add another agent's counts.
     * \param other the counts to add
     * \return this
     */
    InferenceCounts& operator+=(const InferenceCounts& other);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_INFERENCE_RECORD_H */
