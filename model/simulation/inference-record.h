/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_INFERENCE_RECORD_H
#define COINFERENCE_INFERENCE_RECORD_H

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/workload.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief How an inference ended.
 */
enum class Outcome : std::uint8_t
{
    DONE,         //!< the result reached the agent
    DROPPED,      //!< refused by a full queue or the server, or cut off with its connection
    TIMED_OUT,    //!< no result in time
    BATTERY_EMPTY //!< the agent's battery ran out
};

/**
 * @ingroup coinference-simulation
 * @param outcome an outcome
 * @return "done", "dropped", "timed-out" or "battery-empty"
 */
const char* OutcomeName(Outcome outcome);

/**
 * @ingroup coinference-simulation
 * @brief A server as records name it.
 * @param server an address with a port
 * @return "10.0.0.1:4210" or "[fd00::1]:4210"; empty for an invalid address
 */
std::string ServerName(const Address& server);

/**
 * @ingroup coinference-simulation
 * @brief Everything about one finished inference.
 *
 * Steps not reached have no time, and the delays that need them are absent.
 */
struct InferenceRecord
{
    std::uint32_t agent{0};                //!< the agent's identity
    std::uint32_t sequence{0};             //!< counts the agent's inferences from 0
    Placement placement{Placement::SPLIT}; //!< who ran what
    std::uint32_t split{OWN_SPLIT};        //!< if SPLIT: index of the model's split, or its own
    Precision precision;                   //!< b^, or a width a layer
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

    /**
     * Address and port of the server that the input or embedding was sent to; invalid if nothing
     * was sent.
     */
    Address server;

    Time sensed;                         //!< start: the input is there
    std::optional<Time> computeStarted;  //!< the agent's part started
    std::optional<Time> computeFinished; //!< ... and ended; the embedding goes to the network
    std::optional<Time> serverReceived;  //!< the server has the whole embedding
    std::optional<Time> serverStarted;   //!< the server's part started
    std::optional<Time> serverFinished;  //!< ... and ended; the result goes to the network
    Time ended;                          //!< the outcome is known; nothing before that

    // Power of idle processors is no inference's: it is in the ComputeDevice's account alone.
    double agentEnergy{0};  //!< energy of the agent's part, also if cut short [J]
    double serverEnergy{0}; //!< energy of the server's part, 0 if not known to the agent [J]
    /**
     * Energy of the agent's radio from sending the embedding to the end, the waiting below left out
     * [J]; inferences that overlap each count the whole. 0 without a radio energy model.
     */
    double radioEnergy{0};
    /**
     * Energy of the agent's radio listening while the server has the inference, queue and
     * computation, or since it was sent if nothing came of it [J]. 0 unless attribute
     * RadioListeningPower tells the power.
     */
    double radioWaitingEnergy{0};
    bool countsWaiting{false}; //!< whether the waiting counts towards E0 (attribute CountWaiting)

    double distortionLower{0};  //!< D_L(b^ - 1) [weight unit]
    double distortionTrue{0};   //!< D(b^ - 1) [weight unit]
    double distortionScalar{0}; //!< D_S(b^ - 1), finite at b^ = 1 [weight unit]
    double distortionUpper{0};  //!< D_U(b^ - 1), infinite at b^ = 1 [weight unit]
    /** Sum over all quantized weights, n D_S; 0 where the server runs all [weight unit] */
    double totalDistortion{0};

    /// What the task is worth at this precision, of the model's table; absent if it is not
    /// measured.
    std::optional<double> quality;

    std::uint32_t tokens{0};         //!< of the answer, if it is one of tokens
    std::optional<Time> firstToken;  //!< when the agent had the first of them
    std::optional<Time> lastToken;   //!< and the last; the same of an answer that came whole
    double askedServerFrequency{0};  //!< f~ asked for [Hz]; 0: the server device's own clock
    double agentMemoryFrequency{0};  //!< f_m asked for [Hz]; 0 for the device's own
    double serverMemoryFrequency{0}; //!< f~_m asked for [Hz]; 0 for the server device's own

    bool deadlineMet{false};           //!< done within T0
    bool energyBudgetMet{false};       //!< done within E0, all energies counted
    Outcome outcome{Outcome::DROPPED}; //!< how it ended

    /** @return wait for the agent's processor */
    std::optional<Time> AgentQueueDelay() const
    {
        return Between(sensed, computeStarted);
    }

    /** @return computation of the agent's part */
    std::optional<Time> AgentComputeDelay() const
    {
        return Between(computeStarted, computeFinished);
    }

    /** @return from the end of the agent's part until the server has all, waits included */
    std::optional<Time> UplinkDelay() const
    {
        return Between(computeFinished, serverReceived);
    }

    /** @return wait for the server's processor */
    std::optional<Time> ServerQueueDelay() const
    {
        return Between(serverReceived, serverStarted);
    }

    /** @return computation of the server's part */
    std::optional<Time> ServerComputeDelay() const
    {
        return Between(serverStarted, serverFinished);
    }

    /** @return from the end of the server's part until the agent has the result */
    std::optional<Time> DownlinkDelay() const
    {
        return outcome == Outcome::DONE ? Between(serverFinished, ended) : std::nullopt;
    }

    /** @return from sensing to the outcome, which there has to be */
    Time TotalDelay() const
    {
        return ended - sensed;
    }

    /** @return from sensing to the first token of the answer */
    std::optional<Time> TimeToFirstToken() const
    {
        return Between(sensed, firstToken);
    }

    /**
     * @return mean time between tokens after the first; absent unless there are others that came
     *         one by one, and done
     */
    std::optional<Time> TimePerToken() const
    {
        if (outcome != Outcome::DONE || !lastToken || tokens < 2 || *lastToken == *firstToken)
        {
            return std::nullopt;
        }
        return (*lastToken - *firstToken) / static_cast<std::int64_t>(tokens - 1);
    }

    /**
     * @return how often results would come if one was sensed when the one before is there, the
     *         rate of a control loop that waits for them [Hz]; absent unless the inference is done
     */
    std::optional<double> ControlRate() const
    {
        const double delay = TotalDelay().GetSeconds();
        return outcome == Outcome::DONE && delay > 0 ? std::optional<double>(1 / delay)
                                                     : std::nullopt;
    }

    /** @return the radio's part of what counts towards E0 [J] */
    double CommunicationEnergy() const
    {
        return radioEnergy + (countsWaiting ? radioWaitingEnergy : 0);
    }

    /** @return all energy known to the agent that counts towards E0 [J] */
    double TotalEnergy() const
    {
        return agentEnergy + serverEnergy + CommunicationEnergy();
    }

    /**
     * @brief The part of the delay that is neither computation nor the agent's own queue.
     * @return uplink, server queue and downlink together; absent unless the inference is done
     */
    std::optional<Time> CommunicationDelay() const
    {
        if (outcome != Outcome::DONE)
        {
            return std::nullopt;
        }
        return *UplinkDelay() + *ServerQueueDelay() + *DownlinkDelay();
    }

  private:
    static std::optional<Time> Between(std::optional<Time> from, std::optional<Time> to)
    {
        return from && to ? std::optional<Time>(*to - *from) : std::nullopt;
    }
};

/**
 * @ingroup coinference-simulation
 * @brief How many inferences an agent began and how they ended.
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
     * @brief Count an ended inference in.
     * @param record its record
     */
    void Count(const InferenceRecord& record);

    /**
     * @brief Add another agent's counts.
     * @param other the counts to add
     * @return this
     */
    InferenceCounts& operator+=(const InferenceCounts& other);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_INFERENCE_RECORD_H */
