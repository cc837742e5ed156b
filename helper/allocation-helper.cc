/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation-helper.h"

#include "embodied-agent-helper.h"

#include "ns3/abort.h"
#include "ns3/embodied-agent.h"
#include "ns3/pointer.h"
#include "ns3/string.h"

namespace ns3
{
namespace coinference
{

AllocationHelper::AllocationHelper(const std::string& scheme)
{
    m_schemes.SetTypeId(AllocationScheme::Create(scheme)->GetInstanceTypeId());
    m_controllers.SetTypeId(AllocationController::GetTypeId());
    m_coordinators.SetTypeId(AllocationCoordinator::GetTypeId());
}

AllocationHelper::AllocationHelper(Ptr<AllocationScheme> scheme)
    : m_shared(scheme)
{
    m_controllers.SetTypeId(AllocationController::GetTypeId());
    m_coordinators.SetTypeId(AllocationCoordinator::GetTypeId());
}

void
AllocationHelper::SetSchemeAttribute(const std::string& name, const AttributeValue& value)
{
    NS_ABORT_MSG_IF(m_shared, "AllocationHelper: set " << name << " on the scheme that was given");
    m_schemes.Set(name, value);
}

void
AllocationHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_controllers.Set(name, value);
}

void
AllocationHelper::SetBitWidths(const BitWidthSet& bitWidths)
{
    m_controllers.Set("BitWidths", StringValue(bitWidths.ToText()));
}

std::vector<Ptr<AllocationController>>
AllocationHelper::Install(ApplicationContainer agents, Ptr<Node> server) const
{
    const auto device = server->GetObject<ComputeDevice>();
    NS_ABORT_MSG_UNLESS(device,
                        "AllocationHelper: the server's node " << server->GetId()
                                                               << " has no ComputeDevice");
    std::vector<Ptr<AllocationController>> controllers;
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        const auto agent = EmbodiedAgentHelper::GetAgent(agents, i);
        NS_ABORT_MSG_IF(agent->GetObject<AllocationController>(),
                        "AllocationHelper: agent " << agent->GetAgentId()
                                                   << " has an AllocationController already");
        auto controller = m_controllers.Create<AllocationController>();
        controller->SetAttribute(
            "Scheme",
            PointerValue(m_shared ? m_shared : m_schemes.Create<AllocationScheme>()));
        controller->SetServerDevice(device);
        agent->AggregateObject(controller);
        controllers.push_back(controller);
    }
    return controllers;
}

void
AllocationHelper::SetCoordinatorAttribute(const std::string& name, const AttributeValue& value)
{
    m_coordinators.Set(name, value);
}

Ptr<AllocationCoordinator>
AllocationHelper::InstallTogether(ApplicationContainer agents,
                                  Ptr<Node> server,
                                  const std::string& scheme) const
{
    auto coordinator = m_coordinators.Create<AllocationCoordinator>();
    coordinator->SetAttribute("Scheme", PointerValue(SharedScheme::Create(scheme)));
    server->AggregateObject(coordinator);
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        coordinator->Join(EmbodiedAgentHelper::GetAgent(agents, i));
    }
    return coordinator;
}

int64_t
AllocationHelper::AssignStreams(NodeContainer nodes, int64_t stream)
{
    ApplicationContainer applications;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        for (std::uint32_t i = 0; i < (*node)->GetNApplications(); ++i)
        {
            applications.Add((*node)->GetApplication(i));
        }
    }
    return AssignStreams(applications, stream);
}

int64_t
AllocationHelper::AssignStreams(ApplicationContainer agents, int64_t stream)
{
    const auto first = stream;
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        if (const auto controller = agents.Get(i)->GetObject<AllocationController>())
        {
            stream += controller->AssignStreams(stream);
        }
    }
    return stream - first;
}

} // namespace coinference
} // namespace ns3
