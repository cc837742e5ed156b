/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "embodied-agent-helper.h"

#include "ns3/abort.h"
#include "ns3/double.h"
#include "ns3/node.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

namespace
{

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

EmbodiedAgentHelper::EmbodiedAgentHelper(const Address& remote)
    : CoinferenceApplicationHelper(EmbodiedAgent::GetTypeId(), ComputeChip())
{
    SetAttribute("Remote", AddressValue(remote));
}

Ptr<EmbodiedAgent>
EmbodiedAgentHelper::GetAgent(const ApplicationContainer& agents, std::uint32_t index)
{
    const auto agent = DynamicCast<EmbodiedAgent>(agents.Get(index));
    NS_ABORT_MSG_UNLESS(agent,
                        "application " << index << " is no EmbodiedAgent but "
                                       << agents.Get(index)->GetInstanceTypeId().GetName());
    return agent;
}

void
EmbodiedAgentHelper::AddRadioEnergyModels(ApplicationContainer agents,
                                          DeviceEnergyModelContainer models)
{
    NS_ABORT_MSG_UNLESS(models.GetN() == agents.GetN(),
                        "EmbodiedAgentHelper: " << models.GetN() << " radio energy models for "
                                                << agents.GetN() << " agents");
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        const auto agent = GetAgent(agents, i);
        agent->AddRadioEnergyModel(models.Get(i), ListeningPower(*agent->GetNode(), models.Get(i)));
    }
}

} // namespace coinference
} // namespace ns3
