/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_DEVICE_HELPER_H
#define COINFERENCE_COMPUTE_DEVICE_HELPER_H

#include "ns3/compute-chip.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Gives nodes a processor: aggregates a ComputeDevice to each.
 */
class ComputeDeviceHelper
{
  public:
    /** @param chip what attributes not set are taken from */
    explicit ComputeDeviceHelper(const ComputeChip& chip = ComputeChip());

    /**
     * @brief Set an attribute of the devices to be made.
     * @param name an attribute of ComputeDevice
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Aggregate a device to each node.
     * @param nodes nodes without a device
     */
    void Install(NodeContainer nodes) const;

    /**
     * @brief Aggregate a device to a node that has none.
     * @param node the node; if SetAttribute() was called it must not have a device, on which that
     *        would have no effect
     */
    void InstallIfMissing(Ptr<Node> node) const;

  private:
    ObjectFactory m_factory;    //!< makes the devices
    bool m_isConfigured{false}; //!< whether an attribute has been set
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_DEVICE_HELPER_H */
