/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ENVIRONMENT_HELPER_H
#define COINFERENCE_ENVIRONMENT_HELPER_H

#include "ns3/agent-environment.h"
#include "ns3/application-container.h"
#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Lets a program outside decide for agents, step by step, in place of a scheme: the learner
 * of `coinference.py`'s Environment, or any other that speaks JSON Lines (doc/learning.rst).
 *
 * @code
 *   CoinferenceEnvironmentHelper environment;
 *   environment.Install(agents, server);
 *   environment.Begin(Seconds(10));
 *   Simulator::Stop(Seconds(duration));
 *   Simulator::Run();
 *   environment.End();
 * @endcode
 *
 * At each step it writes one line, what each agent observes, its reward since the step before and
 * the records of its inferences that have ended, and waits for one with actions. A line that is no
 * set of actions is answered with an error and may be sent again; where there are no more lines,
 * the simulation stops.
 */
class CoinferenceEnvironmentHelper
{
  public:
    /** @brief Standard input and output. */
    CoinferenceEnvironmentHelper();

    /**
     * @param input where actions come from; it has to outlive this
     * @param output where the rest goes; likewise
     */
    CoinferenceEnvironmentHelper(std::istream& input, std::ostream& output);

    ~CoinferenceEnvironmentHelper();

    CoinferenceEnvironmentHelper(const CoinferenceEnvironmentHelper&) = delete;
    CoinferenceEnvironmentHelper& operator=(const CoinferenceEnvironmentHelper&) = delete;

    /**
     * @brief Decide for agents. May be called for several groups, of the same bit-widths.
     * @param agents EmbodiedAgent applications without an AllocationController
     * @param server node of the server, with a ComputeDevice
     * @param settings what is decided with
     * @throw std::invalid_argument as AgentEnvironment, and for other bit-widths than before
     */
    void Install(ApplicationContainer agents,
                 Ptr<Node> server,
                 const EnvironmentSettings& settings = EnvironmentSettings());

    /**
     * @brief Tell what there is, have the first actions, and go on so at each step of the run.
     * @param step time between actions, > 0
     */
    void Begin(Time step);

    /** @brief Tell what came of the last actions; no more are asked for. */
    void End();

    /**
     * @brief The fast mode: problems of (P1) alone, nothing simulated. Each step answers `count`
     * of them at once, each the whole of an episode; ends with the input.
     * @param count how many there are at a time, named "0", "1", ...
     * @param bitWidths B of all problems
     * @param reward what an answer is worth
     * @param next draws a problem
     */
    void RunDesigns(std::uint32_t count,
                    const BitWidthSet& bitWidths,
                    const DesignReward& reward,
                    const std::function<DesignProblem()>& next);

  private:
    void WriteBegin(Time step, const BitWidthSet& bitWidths, const std::vector<std::string>& names);
    void WriteState(bool isEnd);
    void Step();

    std::istream& m_input;                                   //!< of actions
    std::ostream& m_output;                                  //!< of all else
    std::vector<std::unique_ptr<AgentEnvironment>> m_agents; //!< in order
    BitWidthSet m_bitWidths;                                 //!< of all
    Time m_step;                                             //!< between actions
    EventId m_next;                                          //!< the next step
    bool m_isOver{false};                                    //!< no more input
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ENVIRONMENT_HELPER_H */
