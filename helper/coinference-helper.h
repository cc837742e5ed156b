/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_HELPER_H
#define COINFERENCE_HELPER_H

#include "ns3/application-container.h"
#include "ns3/coinference-compat.h"
#include "ns3/compute-chip.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace coinference
{

class EmbodiedAgent;

/**
 * \ingroup coinference
 * \brief Gives nodes a processor: aggregates a ComputeDevice to each.
 */
class ComputeDeviceHelper
{
  public:
    /** \param chip what attributes not set are taken from */
    explicit ComputeDeviceHelper(const ComputeChip& chip = ComputeChip());

    /**
     * \brief Set an attribute of the devices to be made.
     * \param name an attribute of ComputeDevice
     * \param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \brief Aggregate a device to each node.
     * \param nodes the nodes
     * \throw std::logic_error if one of them has a device already
     * \throw std::invalid_argument if the attributes do not make an allowed chip
     */
    void Install(NodeContainer nodes) const;

  private:
    friend class EmbodiedAgentHelper;
    friend class EdgeServerHelper;

    /// Give a device to a node that has none; attributes set for one that has are an error.
    void InstallIfMissing(Ptr<Node> node) const;

    ObjectFactory m_factory;    //!< makes the devices
    bool m_isConfigured{false}; //!< whether an attribute has been set
};

/**
 * \ingroup coinference
 * \brief Lets processors draw from batteries, as WifiRadioEnergyModelHelper does for radios.
 *
 * Do not let a Wi-Fi radio and a processor empty the same source: ns-3.37 ends the simulation when
 * a radio loses its power within a frame, whoever drew the last joule. Give the radio a source of
 * its own that lasts.
 */
class ComputeEnergyModelHelper
{
  public:
    /**
     * \brief Connect the ComputeDevice of each node to the source of the same index.
     * \param nodes the nodes
     * \param sources as many sources
     * \return a ComputeEnergyModel for each node
     * \throw std::logic_error if a node has no ComputeDevice
     * \throw std::invalid_argument if the numbers differ
     */
    DeviceEnergyModelContainer Install(NodeContainer nodes, EnergySourceContainer sources) const;
};

/**
 * \ingroup coinference
 * \brief Installs EmbodiedAgent applications.
 *
 * A node without a ComputeDevice gets one: the agent's chip of arXiv:2602.13052 unless
 * SetDeviceAttribute() says otherwise.
 */
class EmbodiedAgentHelper
{
  public:
    /** \param remote address and port of the edge server */
    explicit EmbodiedAgentHelper(const Address& remote);

    /**
     * \brief Set an attribute of the applications to be made.
     * \param name an attribute of EmbodiedAgent
     * \param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \brief Set an attribute of the processors to be made.
     * \param name an attribute of ComputeDevice
     * \param value its value
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \brief Install an agent on each node, and a processor on those that have none.
     * \param nodes the nodes
     * \return the applications, in the nodes' order
     * \throw std::logic_error if SetDeviceAttribute() was called and a node has a processor
     *        already: it would have no effect there
     */
    ApplicationContainer Install(NodeContainer nodes) const;

    /**
     * \brief One of some applications, as the agent that it has to be.
     * \param agents applications
     * \param index which one
     * \return the agent
     * \throw std::invalid_argument if the application is not an EmbodiedAgent
     */
    static Ptr<EmbodiedAgent> GetAgent(const ApplicationContainer& agents, std::uint32_t index);

    /**
     * \brief Count energy as the agents' radios': model i on the agent i.
     *
     * What the radio draws while it listens, and so waits for the server, is told apart where the
     * model has an attribute IdleCurrentA, as WifiRadioEnergyModel, and its source is one of the
     * node's.
     *
     * \param agents applications that Install() returned
     * \param models as many energy models, for example WifiRadioEnergyModelHelper's
     * \throw std::invalid_argument if the numbers differ or an application is not an EmbodiedAgent
     */
    static void AddRadioEnergyModels(ApplicationContainer agents,
                                     DeviceEnergyModelContainer models);

    /**
     * \brief Use fixed random variable streams for the agents on some nodes.
     * \param nodes the nodes
     * \param stream first stream index to use
     * \return the number of stream indices used
     */
    static int64_t AssignStreams(NodeContainer nodes, int64_t stream);

  private:
    ObjectFactory m_factory;       //!< makes the applications
    ComputeDeviceHelper m_devices; //!< makes the processors
};

/**
 * \ingroup coinference
 * \brief Installs EdgeServer applications.
 *
 * A node without a ComputeDevice gets one: the server's chip of arXiv:2602.13052 unless
 * SetDeviceAttribute() says otherwise. An EdgeServer has no randomness.
 */
class EdgeServerHelper
{
  public:
    /** \param port port to listen on, over IPv4 and IPv6 */
    explicit EdgeServerHelper(std::uint16_t port);

    /**
     * \brief Set an attribute of the applications to be made.
     * \param name an attribute of EdgeServer
     * \param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \brief Set an attribute of the processors to be made.
     * \param name an attribute of ComputeDevice
     * \param value its value
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \brief Install a server on each node, and a processor on those that have none.
     * \param nodes the nodes
     * \return the applications, in the nodes' order
     * \throw std::logic_error if SetDeviceAttribute() was called and a node has a processor
     *        already: it would have no effect there
     */
    ApplicationContainer Install(NodeContainer nodes) const;

  private:
    ObjectFactory m_factory;       //!< makes the applications
    ComputeDeviceHelper m_devices; //!< makes the processors
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_HELPER_H */
