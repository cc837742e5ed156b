/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-energy-model.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceComputeEnergyModel");

NS_OBJECT_ENSURE_REGISTERED(ComputeEnergyModel);

TypeId
ComputeEnergyModel::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::ComputeEnergyModel")
            .SetParent<DeviceEnergyModel>()
            .SetGroupName("Coinference")
            .AddConstructor<ComputeEnergyModel>()
            .AddTraceSource("TotalEnergyConsumption",
                            "Energy that the device drew since it was connected, told whenever "
                            "its power changes or its source is updated [J]",
                            MakeTraceSourceAccessor(&ComputeEnergyModel::m_totalEnergy),
                            "ns3::TracedValueCallback::Double");
    return tid;
}

Ptr<ComputeEnergyModel>
ComputeEnergyModel::Install(Ptr<ComputeDevice> device, Ptr<EnergySource> source)
{
    auto model = CreateObject<ComputeEnergyModel>();
    model->SetEnergySource(source);
    model->SetDevice(device);
    if (source->IsInitialized())
    {
        source->UpdateEnergySource(); // what was drawn before now is not this model's
    }
    source->AppendDeviceEnergyModel(model);
    return model;
}

void
ComputeEnergyModel::SetEnergySource(Ptr<EnergySource> source)
{
    NS_LOG_FUNCTION(this << source);
    m_source = source;
}

void
ComputeEnergyModel::SetDevice(Ptr<ComputeDevice> device)
{
    NS_LOG_FUNCTION(this << device);
    m_device = device;
    m_energyBefore = device->GetEnergy();
    device->AddPowerObserver(MakeCallback(&ComputeEnergyModel::PowerWillChange, this));
}

Ptr<ComputeDevice>
ComputeEnergyModel::GetDevice() const
{
    return m_device;
}

double
ComputeEnergyModel::GetTotalEnergyConsumption() const
{
    return m_device ? m_device->GetEnergy() - m_energyBefore : 0;
}

void
ComputeEnergyModel::ChangeState(int /* newState */)
{
}

void
ComputeEnergyModel::HandleEnergyDepletion()
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO("the source is depleted");
    Switch(&ComputeDevice::PowerOff);
}

void
ComputeEnergyModel::HandleEnergyRecharged()
{
    NS_LOG_FUNCTION(this);
    NS_LOG_INFO("the source is recharged");
    Switch(&ComputeDevice::PowerOn);
}

void
ComputeEnergyModel::Switch(void (ComputeDevice::*how)())
{
    NS_LOG_FUNCTION(this);
    // In an event of its own: the source may find out in the middle of a change of power. Some
    // sources tell at every update for as long as they are empty: one event is enough.
    m_switch.Cancel();
    if (m_device)
    {
        m_switch = Simulator::ScheduleNow(how, m_device);
    }
}

void
ComputeEnergyModel::HandleEnergyChanged()
{
    NS_LOG_FUNCTION(this);
    m_totalEnergy = GetTotalEnergyConsumption();
}

void
ComputeEnergyModel::DoDispose()
{
    NS_LOG_FUNCTION(this);
    if (m_device)
    {
        m_device->RemovePowerObserver(MakeCallback(&ComputeEnergyModel::PowerWillChange, this));
    }
    m_switch.Cancel();
    m_source = nullptr;
    m_device = nullptr;
    DeviceEnergyModel::DoDispose();
}

double
ComputeEnergyModel::DoGetCurrentA() const
{
    if (!m_device || !m_source)
    {
        return 0;
    }
    const double voltage = m_source->GetSupplyVoltage();
    return voltage > 0 ? m_device->GetPower() / voltage : 0;
}

void
ComputeEnergyModel::PowerWillChange()
{
    NS_LOG_FUNCTION(this);
    if (m_source)
    {
        m_source->UpdateEnergySource();
    }
    m_totalEnergy = GetTotalEnergyConsumption();
}

} // namespace coinference
} // namespace ns3
