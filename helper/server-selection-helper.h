/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SERVER_SELECTION_HELPER_H
#define COINFERENCE_SERVER_SELECTION_HELPER_H

#include "ns3/application-container.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"
#include "ns3/server-selection.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Gives agents several servers to choose from.
 */
class ServerSelectionHelper
{
  public:
    /**
     * @param selection a TypeId name, or a short form of the module's: "static", "nearest",
     *        "least-loaded" or "measured-delay"
     * @throw std::invalid_argument if there is no such selection, listing those there are
     */
    explicit ServerSelectionHelper(const std::string& selection = "static");

    /**
     * @brief Set an attribute of the selections to be made.
     * @param name an attribute of ServerSelection or of the one chosen
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Add a server for all agents to be installed.
     * @param remote address and port as the agents see it
     * @param node the server's node, with a ComputeDevice
     */
    void AddServer(const Address& remote, Ptr<Node> node);

    /**
     * @brief Give each agent a selection of its own.
     * @param agents EmbodiedAgent applications without one; install their AllocationControllers
     *        before
     * @return the selections, in the agents' order; each is aggregated to its agent
     */
    std::vector<Ptr<ServerSelection>> Install(ApplicationContainer agents) const;

  private:
    ObjectFactory m_factory;                                       //!< makes the selections
    std::vector<std::pair<Address, Ptr<ComputeDevice>>> m_servers; //!< as added
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SERVER_SELECTION_HELPER_H */
