/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_ENERGY_MODEL_H
#define COINFERENCE_COMPUTE_ENERGY_MODEL_H

#include "compute-device.h"

#include "ns3/coinference-compat.h"
#include "ns3/event-id.h"
#include "ns3/traced-value.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Draws a ComputeDevice's power from an EnergySource.
 *
 * The current is the device's power over the source's supply voltage. When the source is depleted
 * (ns-3's BasicEnergySource and LiIonEnergySource say so at 10 % of their initial energy by
 * default) the device is switched off, when it is recharged on again.
 *
 * The source learns of a change of power at once. That it is empty it learns at its own update
 * interval (PeriodicEnergyUpdateInterval, 1 s by default), so a device may outlive its battery by
 * that much: choose the interval so that power times interval is small against the energy below
 * the source's threshold. BasicEnergySource asserts that, or goes below zero where assertions are
 * off.
 *
 * The energy reported here is the device's own account, exact to rounding of doubles. The source
 * integrates by itself, with its own rounding: BasicEnergySource to 1 nJ at each update in some
 * releases.
 */
class ComputeEnergyModel : public DeviceEnergyModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Connect to a source; the source does not learn of it, see Install().
     * @param source the source
     */
    void SetEnergySource(Ptr<EnergySource> source) override;

    /**
     * @brief Connect to a device.
     * @param device the device, not connected to another model
     */
    void SetDevice(Ptr<ComputeDevice> device);

    /** @return the device */
    Ptr<ComputeDevice> GetDevice() const;

    /**
     * @brief Connect device and source through a new model.
     * @param device the device
     * @param source the source
     * @return the model, appended to the source's device models
     */
    static Ptr<ComputeEnergyModel> Install(Ptr<ComputeDevice> device, Ptr<EnergySource> source);

    /** @return energy that the device drew since the model was connected to it [J] */
    double GetTotalEnergyConsumption() const override;

    /**
     * @brief Does nothing: the device has its own states and tells of its changes itself.
     * @param newState ignored
     */
    void ChangeState(int newState) override;

    /** @brief The source is empty: the device is switched off. */
    void HandleEnergyDepletion() override;
    /** @brief The source has energy again: the device is switched on. */
    void HandleEnergyRecharged() override;
    /** @brief The source was updated: the account is traced. */
    void HandleEnergyChanged() override;

  protected:
    /** @brief Ends everything and lets go of all others. */
    void DoDispose() override;

  private:
    /// Have the device switched off or on at this instant, after what goes on now.
    void Switch(void (ComputeDevice::*how)());

    double DoGetCurrentA() const override;
    void PowerWillChange();

    Ptr<EnergySource> m_source;           //!< where the energy comes from
    EventId m_switch;                     //!< the device is about to be switched
    Ptr<ComputeDevice> m_device;          //!< where it goes
    TracedValue<double> m_totalEnergy{0}; //!< trace source TotalEnergyConsumption [J]
    double m_energyBefore{0};             //!< the device's energy when it was connected [J]
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_ENERGY_MODEL_H */
