/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_DEVICE_H
#define COINFERENCE_COMPUTE_DEVICE_H

#include "ns3/callback.h"
#include "ns3/compute-chip.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief How a job on a ComputeDevice went.
 */
struct ComputeReport
{
    std::uint64_t tag{0};        //!< what the submitter gave to tell its jobs apart
    Time submitted;              //!< when it was submitted
    std::optional<Time> started; //!< when it started; nothing if it never did
    Time finished;               //!< when it ended
    double frequency{0};         //!< clock it started at [Hz]; 0 if it never did
    double energy{0};            //!< spent on it [J], its time times ComputeChip::JobPower()
    bool completed{false};       //!< false if it was canceled or the device switched off
    bool tooLate{false};         //!< dropped: it could no longer meet its deadline (DropLate)
};

/**
 * @ingroup coinference-simulation
 * @brief What decides when a job's turn comes, where the device looks at it.
 */
struct JobUrgency
{
    std::optional<Time> deadline; //!< when it is to have ended; nothing for any time
    std::uint8_t priority{0};     //!< the higher the sooner
};

/**
 * @ingroup coinference-simulation
 * @brief A node's processor: runs jobs one after the other, in the order of attribute Queueing, at
 * a clock that can change at any time.
 *
 * A job of W FLOP at clock f takes W / (f c) and costs its time times ComputeChip::JobPower() (eq.
 * 4 to 7). Idle power is drawn all the time the device is on, unless operating points tell the
 * power while busy; it belongs to no job. Aggregate the device to a node. Its energy is accounted
 * for whether or not a ComputeEnergyModel connects it to a battery.
 *
 * Ends of jobs are rounded to ns-3's time resolution, 1 ns unless set otherwise. Energies are not:
 * a job's is exact for its cycles, whatever the changes of clock in between. Time is 64 bits: a job
 * whose end lies beyond it runs for ever.
 *
 * Callbacks, trace sinks and observers may call any method: what they see is the state after the
 * event they are told of.
 */
class ComputeDevice : public Object
{
  public:
    /** @brief Whose turn it is when the device is free; among equals who came first. */
    enum Queueing
    {
        FIFO,    //!< who came first
        EDF,     //!< the earliest deadline; those without one last
        PRIORITY //!< the highest priority
    };

    /** @brief What a job calls when it ends; never called for a canceled job. */
    typedef Callback<void, const ComputeReport&> DoneCallback;

    /**
     * @brief Callback signature of the trace source Power.
     * @param oldPower power before [W]
     * @param newPower power after [W]
     */
    typedef void (*PowerTracedCallback)(double oldPower, double newPower);

    /**
     * @brief Callback signature of the trace source JobEnded.
     * @param report how the job went
     */
    typedef void (*JobTracedCallback)(const ComputeReport& report);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ComputeDevice();

    /**
     * @brief Replace the whole chip description, also in the middle of a job.
     *
     * The work left of a running job goes on with the new chip at its clock.
     *
     * @param chip the chip: its fields must be allowed, and the device's clock, that of the running
     *        job and those that waiting jobs ask for must be clocks of its
     */
    void SetChip(const ComputeChip& chip);

    /** @return the chip description */
    const ComputeChip& GetChip() const;

    /**
     * @brief Change the device's clock (DVFS) and that of the running job, if any.
     *
     * Waiting jobs that ask for a clock of their own get it when their turn comes.
     *
     * @param frequency clock [Hz], one of the chip's, at the latest when the next job is given;
     *        0 for the highest
     */
    void SetFrequency(double frequency);

    /** @return the clock now [Hz]: the running job's, or else the device's */
    double GetFrequency() const;

    /**
     * @brief Queue a job.
     * @param flops its work [FLOP], see CanRun()
     * @param frequency clock to run it at [Hz]; 0 for the device's clock of the moment it starts
     * @param tag any number, comes back in the report
     * @param done called when the job ends, at the earliest in an event of its own
     * @param urgency what attribute Queueing, and DropLate, may look at
     * @return the job's identity, or 0 if it is not accepted: the queue is full or the device off
     */
    std::uint64_t Submit(double flops,
                         double frequency,
                         std::uint64_t tag,
                         DoneCallback done,
                         const JobUrgency& urgency = JobUrgency());

    /**
     * @brief Take back a job, waiting or running. The energy spent stays spent.
     *
     * Neither its callback nor the trace source JobEnded is called.
     *
     * @param job the job's identity; nothing happens if it has ended
     * @return how far it came: not started and without energy if there is no such job
     */
    ComputeReport Cancel(std::uint64_t job);

    /**
     * @param flops the work [FLOP]
     * @param frequency clock [Hz]; 0 for the device's
     * @return whether a job can be given: work that is not negative, at one of the chip's clocks,
     * in a time that ns-3's can hold
     */
    bool CanRun(double flops, double frequency) const;

    /**
     * @param flops the work [FLOP], >= 0
     * @param frequency clock [Hz] that the device can run at; 0 for the device's
     * @return how long a job takes once it runs, if no clock changes [s]
     */
    double GetJobTime(double flops, double frequency) const;

    /** @brief Switch off: jobs end uncompleted with a report, no power is drawn. */
    void PowerOff();

    /** @brief Switch on again; while PowerOff() still reports, right after it. */
    void PowerOn();

    /** @return whether the device is on */
    bool IsOn() const;

    /** @return jobs waiting, not counting the one that runs */
    std::size_t GetQueueLength() const;

    /** @return whether a job runs */
    bool IsBusy() const;

    /** @return power drawn now [W] */
    double GetPower() const;

    /** @return energy drawn since the device was made [J] */
    double GetEnergy() const;

    /** @return time spent computing since the device was made */
    Time GetBusyTime() const;

    /**
     * @brief Be told when the device is switched off or on, after its jobs have been reported.
     * @param observer called with whether the device is on
     */
    void AddSwitchObserver(Callback<void, bool> observer);

    /**
     * @brief Undo AddSwitchObserver().
     * @param observer an equal callback
     */
    void RemoveSwitchObserver(const Callback<void, bool>& observer);

    /**
     * @brief Be told just before the power changes, while GetPower() still gives the old one.
     * @param observer called at each change
     */
    void AddPowerObserver(Callback<void> observer);

    /**
     * @brief Undo AddPowerObserver().
     * @param observer an equal callback
     */
    void RemovePowerObserver(const Callback<void>& observer);

  protected:
    /** @brief Checks the chip. */
    void DoInitialize() override;
    /** @brief Ends everything and lets go of all others. */
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
        JobUrgency urgency;
    };

    template <double ComputeChip::*Field>
    void SetChipField(double value)
    {
        auto chip = m_chip;
        chip.*Field = value;
        ChangeChip(chip);
    }

    template <double ComputeChip::*Field>
    double GetChipField() const
    {
        return m_chip.*Field;
    }

    void SetOperatingPoints(std::string text);
    std::string GetOperatingPoints() const;
    /// What SetFrequency() was given.
    double GetSetFrequency() const;
    /// Abort unless all that the device is set to, runs and has waiting fits the chip.
    void RequireConsistent(const ComputeChip& chip) const;
    /// The same of the device's own, unless it has been checked since the last change.
    void RequireConsistent();
    void ChangeChip(const ComputeChip& chip);
    /// Warn the observers (who may change anything), bring the accounts to now, return the power.
    double BeforeChange();
    /// Set the end of the running job and trace the power.
    void AfterChange(double oldPower);
    /// Let the first job of the queue run, if there is one. Between BeforeChange and AfterChange.
    void StartNext();
    /// The waiting job whose turn it is; there has to be one.
    std::deque<Job>::iterator Next();
    /// Whether a job cannot end by its deadline even if it starts now.
    bool IsTooLate(const Job& job) const;
    /// Report the jobs that were dropped, in an event of its own.
    void ReportDropped();
    /// Take the running job out of the queue. Between BeforeChange and AfterChange.
    Job TakeRunning(ComputeReport& report);
    void EndJob();
    /// How far a job has come; with the accounts brought up to date.
    ComputeReport MakeReport(const Job& job, bool running) const;
    void Report(const Job& job, const ComputeReport& report);
    /// Cycles of the running job done since the accounts were last brought up to date.
    double CyclesSinceUpdate() const;
    /// Energy of the running job since the accounts were last brought up to date [J].
    double JobEnergySinceUpdate() const;
    /// Energy drawn since the accounts were last brought up to date [J].
    double EnergySinceUpdate() const;

    ComputeChip m_chip;          //!< what the device can do
    double m_frequency{0};       //!< the device's clock [Hz]; 0: the highest
    bool m_isConsistent{false};  //!< chip and clocks are checked since they changed
    double m_jobFrequency{0};    //!< the running job's clock [Hz]
    std::uint32_t m_maxQueue{0}; //!< jobs that may wait; 0: no limit
    std::deque<Job> m_queue; //!< the running job, if any, is the first; the others in order of age
    Queueing m_queueing{FIFO};               //!< whose turn it is
    bool m_dropLate{false};                  //!< whether jobs that are too late are dropped
    std::vector<Job> m_dropped;              //!< dropped and not reported yet
    EventId m_reportDropped;                 //!< about to report them
    std::uint64_t m_lastJob{0};              //!< identity of the newest job
    bool m_busy{false};                      //!< whether the first job of the queue runs
    bool m_on{true};                         //!< whether the device is on
    bool m_switchingOff{false};              //!< PowerOff() is reporting
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
    TracedValue<double> m_clock{0};                       //!< trace source Clock
    TracedValue<std::uint32_t> m_queueLength{0};          //!< trace source QueueLength
    TracedCallback<double, double> m_powerTrace;          //!< trace source Power
    TracedCallback<const ComputeReport&> m_jobEndedTrace; //!< trace source JobEnded
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_DEVICE_H */
