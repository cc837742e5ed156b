/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EMBODIED_AGENT_HELPER_H
#define COINFERENCE_EMBODIED_AGENT_HELPER_H

#include "coinference-application-helper.h"

#include "ns3/application-container.h"
#include "ns3/coinference-compat.h"
#include "ns3/embodied-agent.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Installs EmbodiedAgent applications.
 *
 * A node without a ComputeDevice gets one: the agent's chip of arXiv:2602.13052 unless
 * SetDeviceAttribute() says otherwise.
 */
class EmbodiedAgentHelper : public CoinferenceApplicationHelper
{
  public:
    /** @param remote address and port of the edge server */
    explicit EmbodiedAgentHelper(const Address& remote);

    /**
     * @brief One of some applications, as the agent that it has to be.
     * @param agents applications
     * @param index which one, an EmbodiedAgent
     * @return the agent
     */
    static Ptr<EmbodiedAgent> GetAgent(const ApplicationContainer& agents, std::uint32_t index);

    /**
     * @brief Count energy as the agents' radios': model i on the agent i.
     *
     * What the radio draws while it listens, and so waits for the server, is told apart where the
     * model has an attribute IdleCurrentA, as WifiRadioEnergyModel, and its source is one of the
     * node's.
     *
     * @param agents applications that Install() returned
     * @param models as many energy models, for example WifiRadioEnergyModelHelper's
     */
    static void AddRadioEnergyModels(ApplicationContainer agents,
                                     DeviceEnergyModelContainer models);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EMBODIED_AGENT_HELPER_H */
