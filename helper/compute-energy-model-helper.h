/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_ENERGY_MODEL_HELPER_H
#define COINFERENCE_COMPUTE_ENERGY_MODEL_HELPER_H

#include "ns3/coinference-compat.h"
#include "ns3/node-container.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Lets processors draw from batteries, as WifiRadioEnergyModelHelper does for radios.
 *
 * Do not let a Wi-Fi radio and a processor empty the same source: ns-3.37 ends the simulation when
 * a radio loses its power within a frame, whoever drew the last joule. Give the radio a source of
 * its own that lasts.
 */
class ComputeEnergyModelHelper
{
  public:
    /**
     * @brief Connect the ComputeDevice of each node to the source of the same index.
     * @param nodes nodes with a ComputeDevice each
     * @param sources as many sources
     * @return a ComputeEnergyModel for each node
     */
    DeviceEnergyModelContainer Install(NodeContainer nodes, EnergySourceContainer sources) const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_ENERGY_MODEL_HELPER_H */
