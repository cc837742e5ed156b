/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-device-helper.h"

#include "profile/operating-points.h"

#include "ns3/abort.h"
#include "ns3/compute-device.h"
#include "ns3/double.h"
#include "ns3/node.h"
#include "ns3/string.h"

namespace ns3
{
namespace coinference
{

ComputeDeviceHelper::ComputeDeviceHelper(const ComputeChip& chip)
{
    m_factory.SetTypeId(ComputeDevice::GetTypeId());
    m_factory.Set("MaxFrequency", DoubleValue(chip.maxFrequency));
    m_factory.Set("FlopsPerCycle", DoubleValue(chip.flopsPerCycle));
    m_factory.Set("PowerCoefficient", DoubleValue(chip.powerCoefficient));
    m_factory.Set("StaticPower", DoubleValue(chip.staticPower));
    m_factory.Set("Pue", DoubleValue(chip.pue));
    m_factory.Set("IdlePower", DoubleValue(chip.idlePower));
    m_factory.Set("Memory", DoubleValue(chip.memory));
    m_factory.Set("MemoryBandwidth", DoubleValue(chip.memoryBandwidth));
    m_factory.Set("Mfu", DoubleValue(chip.mfu));
    m_factory.Set("Mbu", DoubleValue(chip.mbu));
    m_factory.Set("LaunchOverhead", DoubleValue(chip.launchOverhead));
    m_factory.Set("MemoryPower", DoubleValue(chip.memoryPower));
    m_factory.Set("MemoryEnergy", DoubleValue(chip.memoryEnergy));
    m_factory.Set("MemoryPoints", StringValue(MemoryPointsToText(chip)));
    m_factory.Set("OperatingPoints", StringValue(OperatingPointsToText(chip)));
}

void
ComputeDeviceHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
    m_isConfigured = true;
}

void
ComputeDeviceHelper::Install(NodeContainer nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        NS_ABORT_MSG_IF((*node)->GetObject<ComputeDevice>(),
                        "ComputeDeviceHelper: node " << (*node)->GetId()
                                                     << " has a ComputeDevice already");
        auto device = m_factory.Create<ComputeDevice>();
        (*node)->AggregateObject(device);
    }
}

void
ComputeDeviceHelper::InstallIfMissing(Ptr<Node> node) const
{
    if (m_isConfigured || !node->GetObject<ComputeDevice>())
    {
        Install(NodeContainer(node));
    }
}

} // namespace coinference
} // namespace ns3
