/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ALLOCATION_HELPER_H
#define COINFERENCE_ALLOCATION_HELPER_H

#include "ns3/allocation-controller.h"
#include "ns3/allocation-coordinator.h"
#include "ns3/application-container.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/object-factory.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Applies an allocation scheme to agents that are installed.
 *
 * Each agent gets an AllocationController, which solves at the start of the simulation and then as
 * its attributes say; the helper itself is not needed any more. To know the answer before the run,
 * or to solve again after a change of one's own, call AllocationController::Update(); to listen,
 * connect to its trace source Allocation.
 */
class AllocationHelper
{
  public:
    /**
     * @param scheme a name as AllocationScheme::Create() takes them; each agent gets its own
     * @throw std::invalid_argument if there is no such scheme
     */
    explicit AllocationHelper(const std::string& scheme = "joint");

    /** @param scheme a scheme that all agents share */
    explicit AllocationHelper(Ptr<AllocationScheme> scheme);

    /**
     * @brief Set an attribute of the schemes to be made, of a helper that was given a name.
     * @param name an attribute of the scheme
     * @param value its value
     */
    void SetSchemeAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Set an attribute of the controllers to be made.
     * @param name an attribute of AllocationController, for example Reserve
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Set the bit-widths to choose from; {1, ..., 8} if not set.
     * @param bitWidths B
     */
    void SetBitWidths(const BitWidthSet& bitWidths);

    /**
     * @brief Give each agent a controller. It solves when the simulation starts, or before that
     * when AllocationController::Update() is called.
     * @param agents EmbodiedAgent applications without a controller
     * @param server node of the edge server, with a ComputeDevice
     * @return the controllers, in the agents' order; each is aggregated to its agent
     */
    std::vector<Ptr<AllocationController>> Install(ApplicationContainer agents,
                                                   Ptr<Node> server) const;

    /**
     * @brief Set an attribute of the coordinators to be made.
     * @param name an attribute of AllocationCoordinator, for example CommunicationDelay
     * @param value its value
     */
    void SetCoordinatorAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Have one coordinator decide for all agents together.
     * @param agents EmbodiedAgent applications without a controller
     * @param server node of the edge server, with a ComputeDevice and without a coordinator
     * @param scheme a name as SharedScheme::Create() takes them
     * @return the coordinator, aggregated to the server's node
     * @throw std::invalid_argument if there is no such scheme
     */
    Ptr<AllocationCoordinator> InstallTogether(ApplicationContainer agents,
                                               Ptr<Node> server,
                                               const std::string& scheme = "joint") const;

    /**
     * @brief Use fixed random variable streams for the schemes of the agents on some nodes.
     * @param nodes the nodes
     * @param stream first stream index to use
     * @return the number of stream indices used
     */
    static int64_t AssignStreams(NodeContainer nodes, int64_t stream);

    /**
     * @brief Use fixed random variable streams for the schemes of some agents.
     * @param agents applications given to Install()
     * @param stream first stream index to use
     * @return the number of stream indices used
     */
    static int64_t AssignStreams(ApplicationContainer agents, int64_t stream);

  private:
    ObjectFactory m_schemes;        //!< makes schemes; unused if there is a shared one
    Ptr<AllocationScheme> m_shared; //!< the scheme given, or null
    ObjectFactory m_controllers;    //!< makes controllers
    ObjectFactory m_coordinators;   //!< makes coordinators
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ALLOCATION_HELPER_H */
