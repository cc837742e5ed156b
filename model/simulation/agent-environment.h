/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_AGENT_ENVIRONMENT_H
#define COINFERENCE_AGENT_ENVIRONMENT_H

#include "allocation-controller.h"
#include "inference-record.h"
#include "reserve-estimator.h"

#include "ns3/design-environment.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

class ComputeDevice;
class EmbodiedAgent;

/**
 * @ingroup coinference-simulation
 * @brief What a learner decides with, the same for all of its agents.
 */
struct EnvironmentSettings
{
    BitWidthSet bitWidths;                                                 //!< B
    AllocationController::Reserve reserve{AllocationController::MEASURED}; //!< of what is observed
    double communicationDelay{0};  //!< assumed, or to begin with [s]
    double communicationEnergy{0}; //!< assumed, or to begin with [J]
    bool keepRate{true};           //!< whether the problem has a period
    DesignReward reward;           //!< of an inference that has ended
};

/**
 * @ingroup coinference-simulation
 * @brief An agent as a learner from outside meets it, in place of an AllocationController: what it
 * observes, the action that it takes, and the reward of what came of it.
 *
 * It must not outlive the simulation's agents.
 */
class AgentEnvironment
{
  public:
    /**
     * @param agent who acts; it must have no AllocationController
     * @param server the device that computes the second part
     * @param settings what all agents have in common
     * @throw std::invalid_argument for a model whose work does not shrink with bits, and on chips
     *        with a memory bandwidth if it has phases
     */
    AgentEnvironment(Ptr<EmbodiedAgent> agent,
                     Ptr<ComputeDevice> server,
                     const EnvironmentSettings& settings);
    ~AgentEnvironment();

    AgentEnvironment(const AgentEnvironment&) = delete;
    AgentEnvironment& operator=(const AgentEnvironment&) = delete;

    /**
     * @param bitWidths B
     * @return names of what Observe() gives: DesignObservationNames(), then of the network and the
     *         agent communicationDelay and communicationEnergy (the reserve, as shares of T0 and
     *         E0), uplinkDelay (the latest, as a share of T0; 0 before one is known), agentQueue
     *         and serverQueue (jobs that wait or run), inFlight (inferences), missedResults (in a
     *         row) and battery (the share left; 1 without one)
     */
    static std::vector<std::string> ObservationNames(const BitWidthSet& bitWidths);

    /**
     * @param problem a problem with nothing around it
     * @return what a learner sees of it, as Observe() gives it: no queues, a full battery
     */
    static std::vector<double> ObservationOf(const DesignProblem& problem);

    /** @return what the learner sees now, in the order of ObservationNames() */
    std::vector<double> Observe() const;

    /**
     * @brief Take an action from the next inference on. One whose weights the memory does not hold
     * is charged as a violation and not taken; an agent that has taken none does not sense.
     * @param action a valid action
     */
    void Act(const DesignAction& action);

    /** @return the action in force, or to be completed by the next one */
    const DesignAction& GetAction() const
    {
        return m_action;
    }

    /** @return inferences that have ended since the call before */
    std::vector<InferenceRecord> TakeRecords();

    /** @return sum of the rewards since the call before */
    double TakeReward();

    /** @return whether the agent has come to its end: its battery is empty */
    bool HasEnded() const;

    /** @return the agent */
    Ptr<EmbodiedAgent> GetAgent() const
    {
        return m_agent;
    }

  private:
    DesignProblem Problem() const;
    void HandleInference(const InferenceRecord& record);

    Ptr<EmbodiedAgent> m_agent;             //!< who acts
    Ptr<ComputeDevice> m_device;            //!< the agent's
    Ptr<ComputeDevice> m_server;            //!< the server's
    EnvironmentSettings m_settings;         //!< of all agents
    DesignAction m_action;                  //!< the latest
    ReserveEstimator m_delay;               //!< [s]
    ReserveEstimator m_energy;              //!< [J]
    Time m_uplinkDelay;                     //!< the latest
    double m_reward{0};                     //!< since it was last taken
    std::vector<InferenceRecord> m_records; //!< since they were last taken
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_AGENT_ENVIRONMENT_H */
