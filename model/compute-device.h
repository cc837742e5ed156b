/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_DEVICE_H
#define COINFERENCE_COMPUTE_DEVICE_H

#include "compute-chip.h"

#include "ns3/callback.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief How a job on a ComputeDevice went.
 */
struct ComputeReport
{
    std::uint64_t tag{0};  //!< what the submitter gave to tell its jobs apart
    Time submitted;        //!< when it was submitted
    Time started;          //!< when it started; negative if it never did
    Time finished;         //!< when it ended
    double frequency{0};   //!< clock it started at [Hz]; 0 if it never did
    double energy{0};      //!< energy spent on it [J], eta psi f^2 times its cycles (eq. 6, 7)
    bool completed{false}; //!< false if the device was switched off before the end
};

/**
 * \ingroup coinference
 * \brief A node's processor: runs jobs one after the other at a clock that can change at any time.
 *
 * A job of W FLOP at clock f takes W / (f c) and draws eta psi f^3 (eq. 4 to 7); in between the
 * device draws eta times IdlePower. Aggregate it to a node. Its energy is accounted for whether
 * or not a ComputeEnergyModel connects it to a battery. Durations are rounded to 1 ns; energies
 * are not.
 */
class ComputeDevice : public Object
{
  public:
    /** \brief What a job calls when it ends; never called for a cancelled job. */
    typedef Callback<void, const ComputeReport&> DoneCallback;

    /**
     * \brief Callback signature of the trace source Power.
     * \param oldPower power before [W]
     * \param newPower power after [W]
     */
    typedef void (*PowerTracedCallback)(double oldPower, double newPower);

    /**
     * \brief Callback signature of the trace source JobEnded.
     * \param report how the job went
     */
    typedef void (*JobTracedCallback)(const ComputeReport& report);

    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * \brief Replace the whole chip description.
     * \param chip the chip
     * \throw std::invalid_argument if a field is not allowed
     */
    void SetChip(const ComputeChip& chip);

    /** \return the chip description */
    const ComputeChip& GetChip() const;

    /**
     * \brief Change the clock (DVFS), also in the middle of a job.
     * \param frequency clock [Hz]; 0 for the chip's highest
     * \throw std::invalid_argument if the chip cannot run at it
     */
    void SetFrequency(double frequency);

    /** \return the clock [Hz] */
    double GetFrequency() const;

    /**
     * \brief Queue a job.
     * \param flops its work [FLOP], >= 0
     * \param frequency clock to change to when it starts [Hz]; 0 keeps the clock of that moment
     * \param tag any number, comes back in the report
     * \param done called when the job ends, at the earliest in an event of its own
     * \return the job's identity, or 0 if it is not accepted: the queue is full or the device off
     * \throw std::invalid_argument if the work is negative or not finite, would take longer than
     *        ns-3's time can hold, or the chip cannot run at the clock
     */
    std::uint64_t Submit(double flops, double frequency, std::uint64_t tag, DoneCallback done);

    /**
     * \brief Take back a job, waiting or running, without a report. The energy spent stays spent.
     * \param job the job's identity; nothing happens if it has ended
     * \return energy spent on it [J]
     */
    double Cancel(std::uint64_t job);

    /** \brief Switch off: jobs end uncompleted with a report, no power is drawn. */
    void PowerOff();

    /** \brief Switch on again. */
    void PowerOn();

    /** \return whether the device is on */
    bool IsOn() const;

    /** \return jobs waiting, not counting the one that runs */
    std::size_t GetQueueLength() const;

    /** \return whether a job runs */
    bool IsBusy() const;

    /** \return power drawn now [W] */
    double GetPower() const;

    /** \return energy drawn since the start of the simulation [J] */
    double GetEnergy() const;

    /** \return time spent computing since the start of the simulation */
    Time GetBusyTime() const;

    /**
     * \brief Be told when the device is switched off or on, after its jobs have been reported.
     * \param observer called with whether the device is on
     */
    void AddSwitchObserver(Callback<void, bool> observer);

    /**
     * \brief Be told just before the power changes, while GetPower() still gives the old one.
     * \param observer called at each change
     */
    void AddPowerObserver(Callback<void> observer);

  protected:
    void DoInitialize() override;
    void DoDispose() override;

  private:
    struct Job
    {
        std::uint64_t id;
        double flops;
        double frequency;
        std::uint64_t tag;
        Time submitted;
        DoneCallback done;
    };

    template <double ComputeChip::*Field>
    void SetChipField(double value)
    {
        m_chip.*Field = value;
    }

    template <double ComputeChip::*Field>
    double GetChipField() const
    {
        return m_chip.*Field;
    }

    void SetOperatingPoints(std::string text);
    std::string GetOperatingPoints() const;
    double Highest() const;
    void RequireClock(double frequency) const;
    /// Bring the accounts to now and warn the observers of a change of power.
    void BeforeChange();
    void AfterChange(double oldPower);
    void StartNext();
    void ScheduleEnd();
    void EndJob();
    void Report(const Job& job, bool completed);
    /// Cycles of the running job done since the accounts were last brought up to date.
    double CyclesSinceUpdate() const;

    ComputeChip m_chip;                      //!< what the device can do
    double m_frequency{0};                   //!< clock [Hz]; 0: the highest
    std::uint32_t m_maxQueue{0};             //!< jobs that may wait; 0: no limit
    std::deque<Job> m_queue;                 //!< the running job, if any, is the first
    std::uint64_t m_lastJob{0};              //!< identity of the newest job
    bool m_busy{false};                      //!< whether the first job of the queue runs
    bool m_on{true};                         //!< whether the device is on
    EventId m_end;                           //!< end of the running job
    double m_cyclesLeft{0};                  //!< of the running job, at m_updated
    Time m_started;                          //!< of the running job
    double m_startFrequency{0};              //!< of the running job
    double m_jobEnergy{0};                   //!< of the running job, at m_updated
    double m_energy{0};                      //!< at m_updated
    Time m_busyTime;                         //!< at m_updated
    Time m_updated;                          //!< when the accounts were last brought up to date
    std::vector<Callback<void>> m_observers; //!< told before the power changes
    std::vector<Callback<void, bool>> m_switchObservers;  //!< told of switching off and on
    TracedCallback<double, double> m_powerTrace;          //!< trace source Power
    TracedCallback<const ComputeReport&> m_jobEndedTrace; //!< trace source JobEnded
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_DEVICE_H */
