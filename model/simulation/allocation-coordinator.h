/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ALLOCATION_COORDINATOR_H
#define COINFERENCE_ALLOCATION_COORDINATOR_H

#include "compute-device.h"
#include "edge-server.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/shared-scheme.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

class EmbodiedAgent;

/**
 * @ingroup coinference-simulation
 * @brief Decides for all agents of an edge server together: gathers their problems, has a
 * SharedScheme answer, and gives each agent its bit-width and both clocks.
 *
 * Aggregate it to the server's node (AllocationHelper does). It solves at the start of the
 * simulation, whenever an agent joins or leaves, and when an agent's device is switched off, for
 * example by an empty battery, or on again. After a change of a budget, a model or a chip call
 * Update(). Agents learn of the answer at once, without messages; or, with attribute Messages, they
 * report to the server's EdgeServer and are sent what is decided, over the network as it is: an
 * agent takes part when its report has arrived and senses when its allocation has, and what is not
 * acknowledged is sent again. Between the decision and the last arrival some agents have the new
 * allocation and some the old: for so long the guarantee is not given.
 *
 * The reserve for the network is assumed: attributes CommunicationDelay (uplink and downlink alone,
 * for the time at the server is in the design) and CommunicationEnergy. Where it holds and an agent
 * has at most one inference under way (attribute MaxInFlight of EmbodiedAgent), every inference is
 * in time, whatever the arrivals.
 *
 * The problem follows the server's ComputeDevice: with Queueing set to Partitioned shares of the
 * clock are designed (S1), otherwise jobs one after the other (S2). The latter's guarantee is of
 * Fifo, whatever its Processors; Edf and Priority let others overtake. BatchWait is added to the
 * reserve; a batch runs at the highest clock of its jobs, so that it keeps T0 but perhaps not E0.
 *
 * An infeasible answer is a result: it is traced and counted, and agents keep what they have. An
 * agent that has nothing does not sense until there is something.
 */
class AllocationCoordinator : public Object
{
  public:
    /**
     * @brief Callback signature of the trace source Allocation.
     * @param problem the problem, its agents in the order in which they joined
     * @param answer the scheme's answer, feasible (then it is in force) or not
     */
    typedef void (*AllocationTracedCallback)(const SharedProblem& problem,
                                             const SharedAllocation& answer);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Decide for one more agent from now on.
     * @param agent the agent, on a node with a ComputeDevice
     */
    void Join(Ptr<EmbodiedAgent> agent);

    /**
     * @brief Decide no longer for an agent: it goes on with what it has, and the server's time is
     * shared among the others.
     * @param agent an agent that has joined
     */
    void Leave(Ptr<EmbodiedAgent> agent);

    /** @return how many agents have joined and are switched on */
    std::size_t GetN() const;

    /**
     * @brief State the problem as things are now.
     *
     * Only what is fixed before the run or set since by a script: agents' models, budgets, mean
     * sensing intervals and chips, and the server's chip.
     *
     * @return the problem of all agents that are switched on
     */
    SharedProblem GetProblem() const;

    /**
     * @brief Solve now and give a feasible answer to the agents, from their next inferences on.
     * @return the answer
     * @throw std::invalid_argument if a field of the problem is not allowed, which ends the program
     *        where it happens in an event
     */
    SharedAllocation Update();

    /** @return the last answer that was feasible, or the first */
    const SharedAllocation& GetAllocation() const;

    /** @return how often the problem was solved */
    std::uint64_t GetUpdates() const;

    /** @return how many of the answers were infeasible */
    std::uint64_t GetInfeasibleUpdates() const;

    /**
     * @brief Use fixed random variable streams.
     * @param stream first stream index to use
     * @return the number of stream indices used, the scheme's
     */
    int64_t AssignStreams(int64_t stream);

  protected:
    /** @brief Solves, unless that has been done. */
    void DoInitialize() override;
    /** @brief Lets go of all agents. */
    void DoDispose() override;

  private:
    struct Member
    {
        Ptr<EmbodiedAgent> agent;
        Ptr<ComputeDevice> device;
        bool hasAllocation{false};
        bool hasReported{false};         //!< with Messages: whether the server has heard of it
        std::uint32_t acknowledged{0};   //!< with Messages: the latest allocation that it has
        std::optional<AgentShare> share; //!< with Messages: its part of the one in force, if any
    };

    /// Solve at the end of this instant, once for all that changes in it.
    void UpdateSoon();
    void HandleSwitch(bool on);
    bool HasMemberOn(Ptr<ComputeDevice> device) const;
    Ptr<ComputeDevice> ServerDevice() const;
    /// Begin to hear what agents report to the node's server.
    void ListenToServer();
    void HandleReported(std::uint32_t agent, std::uint32_t allocation);
    /// Send the allocation in force to those who have not acknowledged it, and again later.
    void SendAllocations();
    /// Whether a member takes part in the problem.
    bool IsPresent(const Member& member) const;
    /// The members that take part in the problem.
    std::vector<Member*> Present();

    Ptr<SharedScheme> m_scheme;           //!< who answers
    std::string m_objective;              //!< "sum" or "max"
    std::string m_bitWidths;              //!< B as text
    Time m_communicationDelay;            //!< assumed for both transmissions
    double m_communicationEnergy{0};      //!< assumed for the radio [J]
    bool m_keepRate{true};                //!< whether problems have periods
    bool m_messages{false};               //!< whether reports and allocations are messages
    Time m_resendInterval;                //!< until an allocation is acknowledged
    Ptr<EdgeServer> m_edge;               //!< what they come and go through
    EventId m_resend;                     //!< the next time
    std::uint32_t m_number{0};            //!< of the latest feasible answer
    std::vector<Member> m_members;        //!< in the order in which they joined
    EventId m_update;                     //!< the next one
    SharedAllocation m_allocation;        //!< last feasible, or first
    std::uint64_t m_updates{0};           //!< problems solved
    std::uint64_t m_infeasibleUpdates{0}; //!< of them infeasible
    TracedCallback<const SharedProblem&, const SharedAllocation&> m_trace; //!< Allocation
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ALLOCATION_COORDINATOR_H */
