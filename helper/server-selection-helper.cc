/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-selection-helper.h"

#include "decision/scheme-name.h"
#include "embodied-agent-helper.h"

#include "ns3/abort.h"

namespace ns3
{
namespace coinference
{

ServerSelectionHelper::ServerSelectionHelper(const std::string& selection)
{
    m_factory.SetTypeId(
        SchemeNames(ServerSelection::GetTypeId(), "ServerSelection").Find(selection));
}

void
ServerSelectionHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
ServerSelectionHelper::AddServer(const Address& remote, Ptr<Node> node)
{
    const auto device = node->GetObject<ComputeDevice>();
    NS_ABORT_MSG_UNLESS(device,
                        "ServerSelectionHelper: the server's node " << node->GetId()
                                                                    << " has no ComputeDevice");
    m_servers.emplace_back(remote, device);
}

std::vector<Ptr<ServerSelection>>
ServerSelectionHelper::Install(ApplicationContainer agents) const
{
    std::vector<Ptr<ServerSelection>> selections;
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        const auto agent = EmbodiedAgentHelper::GetAgent(agents, i);
        NS_ABORT_MSG_IF(agent->GetObject<ServerSelection>(),
                        "ServerSelectionHelper: agent " << agent->GetAgentId()
                                                        << " has a ServerSelection already");
        auto selection = m_factory.Create<ServerSelection>();
        for (const auto& [remote, device] : m_servers)
        {
            selection->AddServer(remote, device);
        }
        agent->AggregateObject(selection);
        selections.push_back(selection);
    }
    return selections;
}

} // namespace coinference
} // namespace ns3
