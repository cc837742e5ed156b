/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_DEVICE_H
#define COINFERENCE_COMPUTE_DEVICE_H

#include "compute-job-queue.h"
#include "compute-job.h"
#include "phase-pass.h"

#include "ns3/callback.h"
#include "ns3/compute-chip.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief A node's processor, or several of one kind: runs jobs in the order of attribute Queueing,
 * one after the other on each processor, at clocks that can change at any time.
 *
 * A job of W FLOP at clock f takes W / (f c) and costs its time times ComputeChip::JobPower() (eq.
 * 4 to 7). Idle power is drawn all the time the device is on, unless operating points tell the
 * power while busy; it belongs to no job. The chip describes one processor; each draws its own
 * power. Aggregate the device to a node. Its energy is accounted for whether or not a
 * ComputeEnergyModel connects it to a battery.
 *
 * **Batches.** With MaxBatch above 1, up to so many waiting jobs of equal work (the same part of
 * the same model) start together and end together after t(n) = t0 + t1 n, where t0 = a W / (f c)
 * is done once, t1 = (1 - a) W / (f c) for each, and a is BatchFixedShare: a batch of one takes
 * what eq. 5 says. It runs at the highest clock that any of its jobs asks for, and each bears the
 * same share of its energy. A processor that is free waits for a full batch until the oldest job
 * has waited BatchWait.
 *
 * **Partitioned.** With Queueing set to Partitioned the one processor is split: jobs run side by
 * side, each on a slice at the clock it asks for, as long as the clocks add up to no more than the
 * highest; the first that does not fit waits, and all behind it. With WorkConserving slices grow in
 * proportion until all of the clock is given out. A slice at phi draws psi phi^3, which is what
 * papers with a split server assume, and less than a real chip that shares its one clock draws
 * (doc/coinference.rst, "Many agents, one server").
 *
 * **Phases.** A task that tells its phases takes them one after the other at the chip's roofline
 * (doc/coinference.rst, "Token models"), tokens of its answer are told as they come, and a batch
 * reads the weights once.
 *
 * **Continuous.** With Queueing set to Continuous a processor works on up to MaxSequences jobs at a
 * time: each pass does a step of every job, and of prompts up to PrefillChunk tokens; jobs come and
 * go between passes, who came first is first. A job is let in when the caches of all, each at its
 * longest, fit CacheMemory. A pass runs at the highest clock that any of its jobs asks for and each
 * bears its energy by its share of the arithmetic.
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
    /** @brief How jobs share the device; among equals the oldest is first. */
    enum Queueing
    {
        FIFO,        //!< who came first
        EDF,         //!< the earliest deadline; those without one last
        PRIORITY,    //!< the highest priority
        PARTITIONED, //!< side by side, each on its slice of the clock; who came first where they
                     //!< do not fit
        CONTINUOUS   //!< step by step together; who came first where they do not fit
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
     * @brief Change the device's clock (DVFS) and that of the running jobs, if any.
     *
     * Slices of Partitioned keep their clocks. Waiting jobs that ask for a clock of their own get
     * it when their turn comes.
     *
     * @param frequency clock [Hz], one of the chip's, at the latest when the next job is given;
     *        0 for the highest
     */
    void SetFrequency(double frequency);

    /**
     * @return the clock now [Hz]: the running job's, the highest of several processors', the sum
     *         of slices; or else the device's
     */
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
     * @brief Queue a task.
     * @param task what to do, see CanRun()
     * @param tag any number, comes back in the report
     * @param done called when the job ends, at the earliest in an event of its own
     * @param urgency what attribute Queueing, and DropLate, may look at
     * @return the job's identity, or 0 if it is not accepted: the queue is full or the device off
     */
    std::uint64_t Submit(const ComputeTask& task,
                         std::uint64_t tag,
                         DoneCallback done,
                         const JobUrgency& urgency = JobUrgency());

    /**
     * @brief Take back a job, waiting or running. The energy spent stays spent.
     *
     * A batch that it is taken from goes on as planned, as long as any of its jobs is left.
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
     * @param task a task
     * @return whether it can be given: of phases with one of the memory's clocks, a cache within
     *         CacheMemory, and not to slices (Partitioned), which share no memory
     */
    bool CanRun(const ComputeTask& task) const;

    /**
     * @param flops the work [FLOP], >= 0
     * @param frequency clock [Hz] that the device can run at; 0 for the device's
     * @return how long a job takes once it runs alone, if no clock changes [s]
     */
    double GetJobTime(double flops, double frequency) const;

    /**
     * @param task a task that can be given
     * @return the same of it [s]
     */
    double GetJobTime(const ComputeTask& task) const;

    /** @brief Switch off: jobs end uncompleted with a report, no power is drawn. */
    void PowerOff();

    /** @brief Switch on again; while PowerOff() still reports, right after it. */
    void PowerOn();

    /** @return whether the device is on */
    bool IsOn() const;

    /** @return how jobs share the device, attribute Queueing */
    Queueing GetQueueing() const;

    /** @return how long a job may wait at a free processor, attribute BatchWait; 0 without batches
     */
    Time GetBatchWait() const;

    /** @return jobs waiting, not counting those that run */
    std::size_t GetQueueLength() const;

    /** @return whether a job runs */
    bool IsBusy() const;

    /** @return processors, or slices, that compute now */
    std::size_t GetRunning() const;

    /** @return power drawn now [W] */
    double GetPower() const;

    /** @return energy drawn since the device was made [J] */
    double GetEnergy() const;

    /** @return time in which at least one job ran since the device was made */
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
    /// A job, or a batch, on a processor or a slice.
    struct Run
    {
        std::uint64_t id{0};          //!< to find it again: what listens may have ended it
        std::vector<ComputeJob> jobs; //!< those not taken back
        std::uint32_t batch{0};       //!< how many it started with
        double asked{0};              //!< clock asked for [Hz]
        double frequency{0};          //!< its clock [Hz]
        double startFrequency{0};     //!< the clock it started at [Hz]
        double left{0};               //!< cycles, or of phases the share of the pass, at m_updated
        double energy{0};             //!< of all its jobs, of phases in this pass, at m_updated [J]
        std::vector<PhaseProgress> progress; //!< of each of `jobs`; empty if they are of cycles
        PhaseWork pass;                      //!< of phases: what is under way
        double memoryFrequency{0};           //!< of phases: clock of the memory [Hz]
        double passTime{0};                  //!< of phases: the pass's whole time [s]
        double passEnergy{0};                //!< and its energy [J]
        Time started;                        //!< when it started
        EventId end;                         //!< its end
        bool isPlanned{false};               //!< whether `end` follows from what else stands here
    };

    /// A token to tell of, once all accounts are in order.
    struct Told
    {
        std::uint64_t job;
        Callback<void, std::uint64_t, std::uint64_t> token;
        std::uint64_t tag;
        std::uint64_t count;
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
    void SetMemoryPoints(std::string text);
    std::string GetMemoryPoints() const;
    void SetMemoryFrequency(double frequency);
    double GetMemoryFrequency() const;
    /// What SetFrequency() was given.
    double GetSetFrequency() const;
    /// Abort unless all that the device is set to, runs and has waiting fits the chip.
    void RequireConsistent(const ComputeChip& chip) const;
    /// The same of the device's own, unless it has been checked since the last change.
    void RequireConsistent();
    void ChangeChip(const ComputeChip& chip);
    /// Warn the observers (who may change anything), bring the accounts to now, return the power.
    double BeforeChange();
    /// Set the ends of the running jobs and trace the power.
    void AfterChange(double oldPower);
    /// Let waiting jobs run while there is room. Between BeforeChange and AfterChange.
    void StartRuns();
    /// Drop those whose turn it is and that are too late.
    void DropLate();
    /// Drop the job whose turn it is if it is too late; whether it was.
    bool DropNextIfLate();
    /// Whether the job whose turn it is can start; plan to look again if only time is missing.
    bool MayStart();
    void StartRun();
    /// Whether a job that asks for a clock would start at once.
    bool HasRoom(double frequency) const;
    /// Whether a job is on a processor.
    bool IsRunning(std::uint64_t job) const;
    /// Take a job out of a pass: what it has cost so far is booked, the rest is for those left.
    static void Settle(Run& run, std::ptrdiff_t leaving);
    /// Take in who waits and fits, as many as other processors leave it (Continuous). Between
    /// BeforeChange and AfterChange.
    void Join(Run& run);
    /// Where a job that starts now stands.
    PhaseProgress ProgressOf(const ComputeJob& job) const;
    /// Give a run the highest clocks that its jobs ask for.
    void SetHighestClocks(Run& run) const;
    /// Plan what a run of phases does next.
    void StartPass(Run& run);
    /// Of phases: the time and energy of the pass at the run's clocks.
    void PricePass(Run& run) const;
    /// What a pass that is over leaves: report who is done and tell tokens; go on with the others.
    void EndPass(Run& run, double oldPower);
    /// Energy of a unit of work: of a cycle, or of phases of the pass [J].
    double UnitEnergy(const Run& run) const;
    /// The clock of the memory for a job that asks for one, or for none [Hz].
    double MemoryClockFor(double asked) const;
    /// The order of those who wait.
    ComputeJobQueue::Order Order() const;
    /// Most jobs of a batch.
    std::uint32_t MostInBatch() const;
    /// The clock of a job that asks for one, or for none [Hz].
    double ClockFor(double asked) const;
    /// A job's cycles that a batch of several takes: t0 + t1 n.
    double BatchCycles(double flops, double frequency, std::size_t jobs) const;
    /// The same as a change of its own: somebody came, or has waited long enough for a batch.
    void StartWaiting();
    /// Hand out what no slice uses, if WorkConserving.
    void GrowSlices();
    /// Abort unless Queueing, Processors, MaxBatch and WorkConserving go together.
    void RequireDiscipline() const;
    void SetProcessors(std::uint32_t processors);
    std::uint32_t GetProcessors() const;
    /// Change the clock of a run, keeping its work.
    void SetRunClock(Run& run, double frequency);
    /// Whether a job cannot end by its deadline even if it starts now.
    bool IsTooLate(const ComputeJob& job) const;
    /// Report the jobs that were dropped, in an event of its own.
    void ReportDropped();
    std::vector<Run>::iterator FindRun(std::uint64_t id);
    /// Take a run off its processor, keeping nothing. Between BeforeChange and AfterChange.
    Run TakeRun(std::vector<Run>::iterator place);
    /// Keep what a run has allocated for the next one.
    void Recycle(Run&& run);
    void EndRun(std::uint64_t id);
    /// How far a job has come; with the accounts brought up to date.
    ComputeReport MakeReport(const ComputeJob& job, const Run* run) const;
    void Report(const ComputeJob& job, const ComputeReport& report);
    /// Work of a run done since the accounts were last brought up to date.
    double DoneSinceUpdate(const Run& run) const;
    /// Energy of a run since the accounts were last brought up to date [J].
    double RunEnergySinceUpdate(const Run& run) const;
    /// Energy drawn since the accounts were last brought up to date [J].
    double EnergySinceUpdate() const;
    /// Power that is no job's [W].
    double BackgroundPower() const;

    ComputeChip m_chip;                      //!< what the device can do
    double m_frequency{0};                   //!< the device's clock [Hz]; 0: the highest
    bool m_isConsistent{false};              //!< chip and clocks are checked since they changed
    std::uint32_t m_maxQueue{0};             //!< jobs that may wait; 0: no limit
    std::uint32_t m_processors{1};           //!< of the chip's kind
    std::uint32_t m_maxBatch{1};             //!< jobs that may start together
    Time m_batchWait;                        //!< how long a job waits for others
    double m_batchFixedShare{0};             //!< a, of a job's work, done once in a batch
    std::uint32_t m_maxSequences{0};         //!< of Continuous: jobs at a time; 0: no limit
    double m_prefillChunk{0};                //!< of Continuous: prompt tokens a pass; 0: no limit
    double m_cacheMemory{0};                 //!< of Continuous: for caches [byte]; 0: no limit
    std::uint64_t m_takenBack{0};            //!< times that jobs were canceled or cut off
    double m_memoryFrequency{0};             //!< the memory's clock [Hz]; 0: the highest
    bool m_workConserving{false};            //!< whether slices grow
    Queueing m_queueing{FIFO};               //!< whose turn it is
    bool m_dropLate{false};                  //!< whether jobs that are too late are dropped
    ComputeJobQueue m_queue;                 //!< who waits
    std::vector<Run> m_runs;                 //!< in order of start
    std::vector<Run> m_spareRuns;            //!< ended, their memory kept
    EventId m_batchDue;                      //!< a batch has waited long enough
    std::vector<ComputeJob> m_dropped;       //!< dropped and not reported yet
    EventId m_reportDropped;                 //!< about to report them
    std::uint64_t m_lastJob{0};              //!< identity of the newest job
    std::uint64_t m_lastRun{0};              //!< identity of the newest run
    bool m_on{true};                         //!< whether the device is on
    bool m_switchingOff{false};              //!< PowerOff() is reporting
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
