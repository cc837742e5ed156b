/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ALLOCATION_CONTROLLER_H
#define COINFERENCE_ALLOCATION_CONTROLLER_H

#include "compute-device.h"
#include "inference-record.h"
#include "reserve-estimator.h"

#include "ns3/address.h"
#include "ns3/allocation-scheme.h"
#include "ns3/event-id.h"
#include "ns3/traced-callback.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

class EmbodiedAgent;

/**
 * @ingroup coinference-simulation
 * @brief Decides for one agent: states its design problem from what is installed, has a scheme
 * answer it and gives the answer to the agent, before and during the run.
 *
 * Aggregate it to the EmbodiedAgent (AllocationHelper does). The problem takes the model and the
 * budgets from the agent, the period from its mean sensing interval, the chips from both
 * ComputeDevices, and for the communication, which
 * (P1) leaves out, a reserve: none, an assumed one, or a measured one that follows the agent's own
 * records (ReserveEstimator). Delay measured is uplink + server queue + downlink, energy measured
 * is the radio's; records of inferences that were not done, or sent nothing, measure neither. Each
 * server, as attribute Remote of the agent names it, has its own.
 *
 * With attribute Splits the problem lists places to cut the model, for a scheme that chooses among
 * them (SplitScheme). Each has its own reserve: what has been measured of it; or else
 * CommunicationDelay and what its payload takes at UplinkRate; or, without that, the reserve of the
 * payload nearest in size, in proportion to the bytes. What was measured of a split that is not
 * chosen any more, perhaps behind another's backlog, holds for RetryInterval, and twice as long
 * each time that it proves true.
 *
 * An infeasible answer is a result: it is traced and counted, and the agent keeps the last
 * feasible allocation. An agent that has none does not sense until there is one. If it is the
 * reserve that makes the problem infeasible, measured or the guess that a measured one begins with,
 * the agent takes instead the allocation for the largest share of that reserve that is feasible:
 * the fastest it can do, which is also what ends a jam at the server soonest. That is traced as a
 * second solution. A guess of which only a share was feasible ends with the first measurement.
 *
 * An agent that has no word from its server for MissedResults inferences in a row goes on alone: at
 * the bit-width and clock at which it can run all of the model within its budgets and memory, or,
 * if there are none, it senses no more. Every RetryInterval one inference tries the server again;
 * its first word ends the fallback.
 */
class AllocationController : public Object
{
  public:
    /** @brief Where the reserve for the communication comes from. */
    enum Reserve
    {
        NONE,    //!< there is none: the paper's problem
        ASSUMED, //!< attributes CommunicationDelay and CommunicationEnergy
        MEASURED //!< the same at first, then what the agent's records show
    };

    /**
     * @brief Callback signature of the trace source Allocation.
     * @param problem the problem, with the reserve in communicationDelay and communicationEnergy
     * @param allocation the scheme's answer, feasible (then it is in force) or not
     */
    typedef void (*AllocationTracedCallback)(const DesignProblem& problem,
                                             const Allocation& allocation);

    /**
     * @brief Callback signature of the trace source Fallback.
     * @param alone whether the agent goes on without the server, or with it again
     */
    typedef void (*FallbackTracedCallback)(bool alone);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Set who computes the second part of the model.
     * @param device the edge server's device
     */
    void SetServerDevice(Ptr<ComputeDevice> device);

    /**
     * @brief Set the bit-widths to choose from; {1, ..., 8} at first.
     * @param bitWidths B
     */
    void SetBitWidths(const BitWidthSet& bitWidths);

    /**
     * @brief State the problem as things are now.
     * Agent, scheme and both devices have to be there.
     *
     * @return the problem, with the reserve in force
     */
    DesignProblem GetProblem() const;

    /**
     * @brief Solve now and give a feasible answer to the agent, from its next inference on.
     *
     * Called at the start of the simulation unless it has been before, and whenever the measured
     * reserve has changed; call it after changing a budget, a chip or the model.
     *
     * @return the answer given to the agent; if there is none, the infeasible answer
     * @throw std::invalid_argument if a field of the problem is not allowed, which ends the
     *        program where it happens in an event
     */
    Allocation Update();

    /** @return the allocation in force; infeasible, with the reason, if there has been none */
    const Allocation& GetAllocation() const;

    /** @return whether the agent goes on without the server, which sends no word */
    bool IsAlone() const;

    /** @return how often the agent began to go on without the server */
    std::uint64_t GetFallbacks() const;

    /** @return how often the problem was solved */
    std::uint64_t GetUpdates() const;

    /** @return how many of the answers were infeasible */
    std::uint64_t GetInfeasibleUpdates() const;

    /** @return why the last infeasible answer was; NONE if all were feasible */
    Limit GetInfeasibleReason() const;

    /**
     * @brief Use fixed random variable streams.
     * @param stream first stream index to use
     * @return the number of stream indices used, the scheme's
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    /** @brief Begins to listen to the agent. */
    void NotifyNewAggregate() override;
    /** @brief Solves, unless that has been done. */
    void DoInitialize() override;
    /** @brief Ends everything and lets go of all others. */
    void DoDispose() override;

  private:
    void SetBitWidthsText(std::string text);
    std::string GetBitWidthsText() const;
    void HandleInference(const InferenceRecord& record);
    void HandleSensed(const InferenceRecord& record);

    /// Reserves that follow what an inference's traffic took.
    struct Measured
    {
        ReserveEstimator delay;  //!< [s]
        ReserveEstimator energy; //!< [J]
        double least;            //!< shortest delay measured [s]
        Time latest;             //!< the latest measurement
        Time keep;               //!< how long it holds without another
    };

    /// Of a delay [s] and an energy [J].
    struct Reserves
    {
        double delay;
        double energy;
    };

    /// Bytes that a record's inference sent to the server; 0 where the split is not chosen.
    std::uint64_t PayloadOf(const InferenceRecord& record) const;
    /// The reserve in force for so many bytes to the server; all the same where the split is not
    /// chosen.
    Reserves ReserveFor(std::uint64_t bytes) const;
    /// The same of another server than the one in use.
    Reserves ReserveFor(std::uint64_t bytes, const Address& server) const;
    /// Whether what was measured still holds: what is not chosen is not measured.
    bool IsCurrent(const Measured& measured) const;
    /// Solve again when a measurement ceases to hold.
    void ScheduleForgetting();
    void HandleForgotten();
    /// What may be chosen from, with reserves; empty where the split is not chosen.
    std::vector<SplitOption> SplitOptions() const;
    /// Put an allocation in force; an infeasible one stops sensing.
    void Apply(const Allocation& allocation);
    /// Have the agent go by an allocation, without it being what is in force.
    void Give(const Allocation& allocation);
    void GoAlone();
    void Retry();
    /// Begin or end the fallback.
    void WatchServer();
    /// Solve, count and trace.
    Allocation Solve(const DesignProblem& problem);
    /// Solve for the largest share of the problem's reserve that is feasible.
    Allocation SolveWithLessReserve(const DesignProblem& problem);
    void UpdateIfChanged();

    Ptr<AllocationScheme> m_scheme;                 //!< who answers
    Ptr<ComputeDevice> m_server;                    //!< the server's device
    std::string m_bitWidthsText;                    //!< B as attribute BitWidths has it
    mutable std::optional<BitWidthSet> m_bitWidths; //!< B; absent before it is read
    std::uint32_t m_missedResults{0};               //!< until the fallback; 0: never
    Time m_retryInterval;                           //!< between tries of the server
    bool m_keepRate{true};                          //!< whether the problem has a period
    Reserve m_reserve{NONE};                        //!< where the reserve comes from
    Time m_communicationDelay;                      //!< assumed, or to begin with
    double m_communicationEnergy{0};                //!< assumed, or to begin with [J]
    std::uint32_t m_window{0};                      //!< of measurements, see ReservePolicy
    double m_quantile{0};                           //!< of the window
    double m_margin{0};                             //!< above the quantile
    double m_hysteresis{0};                         //!< before a fall
    Time m_updateInterval;                          //!< 0: after each record
    std::string m_splits;                           //!< to choose from; empty: not chosen
    bool m_keepInput{false};                        //!< whether the raw input may not leave
    double m_uplinkRate{0};                         //!< of payloads not measured [bit/s]
    /// By server and payload [byte], for what one server was waited for says nothing of another;
    /// empty at first.
    std::map<std::pair<Address, std::uint64_t>, Measured> m_measured;
    /// Servers with which nothing was feasible with what is assumed before a measurement.
    std::set<Address> m_guessTooLarge;
    EventId m_forget;                      //!< a measurement ceases to hold
    bool m_changed{false};                 //!< whether they have changed since the last update
    bool m_observes{false};                //!< whether the agent tells of its inferences
    EventId m_nextUpdate;                  //!< for periodic updates
    Allocation m_withServer;               //!< last feasible answer, or the first
    bool m_isAlone{false};                 //!< whether the agent goes on without the server
    bool m_isRetrying{false};              //!< whether the next inference tries the server
    EventId m_nextRetry;                   //!< the next try
    std::uint64_t m_fallbacks{0};          //!< how often it began to be alone
    TracedCallback<bool> m_fallbackTrace;  //!< trace source Fallback
    Allocation m_inForce;                  //!< given to the agent
    std::uint64_t m_updates{0};            //!< problems solved
    std::uint64_t m_infeasibleUpdates{0};  //!< of them infeasible
    Limit m_infeasibleReason{Limit::NONE}; //!< of the last of these
    TracedCallback<const DesignProblem&, const Allocation&> m_allocationTrace; //!< Allocation
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ALLOCATION_CONTROLLER_H */
