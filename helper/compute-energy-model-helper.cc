/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-energy-model-helper.h"

#include "ns3/abort.h"
#include "ns3/compute-energy-model.h"
#include "ns3/node.h"

namespace ns3
{
namespace coinference
{

DeviceEnergyModelContainer
ComputeEnergyModelHelper::Install(NodeContainer nodes, EnergySourceContainer sources) const
{
    NS_ABORT_MSG_UNLESS(sources.GetN() == nodes.GetN(),
                        "ComputeEnergyModelHelper: " << sources.GetN() << " energy sources for "
                                                     << nodes.GetN() << " nodes");
    DeviceEnergyModelContainer models;
    for (std::uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const auto device = nodes.Get(i)->GetObject<ComputeDevice>();
        NS_ABORT_MSG_UNLESS(device,
                            "ComputeEnergyModelHelper: node " << nodes.Get(i)->GetId()
                                                              << " has no ComputeDevice");
        models.Add(ComputeEnergyModel::Install(device, sources.Get(i)));
    }
    return models;
}

} // namespace coinference
} // namespace ns3
