/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-helper.h"

#include "profile/operating-points.h"
#include "support/checked-field.h"

#include "ns3/compute-device.h"
#include "ns3/compute-energy-model.h"
#include "ns3/double.h"
#include "ns3/edge-server.h"
#include "ns3/embodied-agent.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

/// One of two containers that are walked in step has another length.
void
RequireSameNumber(const char* what, std::uint32_t number, std::uint32_t needed)
{
    if (number != needed)
    {
        RejectField(std::string("number of ") + what,
                    std::to_string(number),
                    std::to_string(needed));
    }
}

/// Make an application for each node, and a processor where there is none.
template <typename InstallDevice>
ApplicationContainer
InstallApplications(const ObjectFactory& factory, NodeContainer nodes, InstallDevice installDevice)
{
    ApplicationContainer applications;
    for (auto place = nodes.Begin(); place != nodes.End(); ++place)
    {
        installDevice(*place);
        auto application = factory.Create<Application>();
        (*place)->AddApplication(application);
        applications.Add(application);
    }
    return applications;
}

/// What a radio draws while it listens, if its model tells the current as WifiRadioEnergyModel
/// does.
double
ListeningPower(const Node& node, Ptr<DeviceEnergyModel> model)
{
    DoubleValue current;
    const auto sources = node.GetObject<EnergySourceContainer>();
    if (!sources || !model->GetAttributeFailSafe("IdleCurrentA", current))
    {
        return 0;
    }
    for (auto source = sources->Begin(); source != sources->End(); ++source)
    {
        const auto models = (*source)->FindDeviceEnergyModels(model->GetInstanceTypeId());
        if (std::find(models.Begin(), models.End(), model) != models.End())
        {
            return current.Get() * (*source)->GetSupplyVoltage();
        }
    }
    return 0;
}

} // namespace

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
        if ((*node)->GetObject<ComputeDevice>())
        {
            throw std::logic_error("ComputeDeviceHelper: node " + std::to_string((*node)->GetId()) +
                                   " has a ComputeDevice already");
        }
        auto device = m_factory.Create<ComputeDevice>();
        device->GetChip().Validate("ComputeDevice ");
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

DeviceEnergyModelContainer
ComputeEnergyModelHelper::Install(NodeContainer nodes, EnergySourceContainer sources) const
{
    RequireSameNumber("energy sources", sources.GetN(), nodes.GetN());
    DeviceEnergyModelContainer models;
    for (std::uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const auto device = nodes.Get(i)->GetObject<ComputeDevice>();
        if (!device)
        {
            throw std::logic_error("ComputeEnergyModelHelper: node " +
                                   std::to_string(nodes.Get(i)->GetId()) + " has no ComputeDevice");
        }
        models.Add(ComputeEnergyModel::Install(device, sources.Get(i)));
    }
    return models;
}

EmbodiedAgentHelper::EmbodiedAgentHelper(const Address& remote)
{
    m_factory.SetTypeId(EmbodiedAgent::GetTypeId());
    m_factory.Set("Remote", AddressValue(remote));
}

void
EmbodiedAgentHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
EmbodiedAgentHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_devices.SetAttribute(name, value);
}

ApplicationContainer
EmbodiedAgentHelper::Install(NodeContainer nodes) const
{
    return InstallApplications(m_factory, nodes, [this](Ptr<Node> node) {
        m_devices.InstallIfMissing(node);
    });
}

Ptr<EmbodiedAgent>
EmbodiedAgentHelper::GetAgent(const ApplicationContainer& agents, std::uint32_t index)
{
    const auto agent = DynamicCast<EmbodiedAgent>(agents.Get(index));
    if (!agent)
    {
        RejectField("application " + std::to_string(index),
                    agents.Get(index)->GetInstanceTypeId().GetName(),
                    EmbodiedAgent::GetTypeId().GetName());
    }
    return agent;
}

void
EmbodiedAgentHelper::AddRadioEnergyModels(ApplicationContainer agents,
                                          DeviceEnergyModelContainer models)
{
    RequireSameNumber("radio energy models", models.GetN(), agents.GetN());
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        const auto agent = GetAgent(agents, i);
        agent->AddRadioEnergyModel(models.Get(i), ListeningPower(*agent->GetNode(), models.Get(i)));
    }
}

int64_t
EmbodiedAgentHelper::AssignStreams(NodeContainer nodes, int64_t stream)
{
    const auto first = stream;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        for (std::uint32_t i = 0; i < (*node)->GetNApplications(); ++i)
        {
            if (const auto agent = DynamicCast<EmbodiedAgent>((*node)->GetApplication(i)))
            {
                stream += agent->AssignStreams(stream);
            }
        }
    }
    return stream - first;
}

EdgeServerHelper::EdgeServerHelper(std::uint16_t port)
    : m_devices(ComputeChip::PaperServer())
{
    m_factory.SetTypeId(EdgeServer::GetTypeId());
    m_factory.Set("Port", UintegerValue(port));
}

void
EdgeServerHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
EdgeServerHelper::SetDeviceAttribute(const std::string& name, const AttributeValue& value)
{
    m_devices.SetAttribute(name, value);
}

ApplicationContainer
EdgeServerHelper::Install(NodeContainer nodes) const
{
    return InstallApplications(m_factory, nodes, [this](Ptr<Node> node) {
        m_devices.InstallIfMissing(node);
    });
}

} // namespace coinference
} // namespace ns3
