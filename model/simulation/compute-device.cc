/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-device.h"

#include "or-abort.h"
#include "profile/operating-points.h"
#include "support/checked-field.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/coinference-compat.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceComputeDevice");

NS_OBJECT_ENSURE_REGISTERED(ComputeDevice);

namespace
{

void
RequireClock(const ComputeChip& chip, double frequency)
{
    NS_ABORT_MSG_UNLESS(
        chip.CanRunAt(frequency),
        "ComputeDevice Frequency = "
            << frequency << " Hz is not allowed: it must be "
            << (chip.operatingPoints.empty()
                    ? "above 0 and at most MaxFrequency = " + NumberToText(chip.maxFrequency)
                    : "one of OperatingPoints = " + OperatingPointsToText(chip)));
}

void
RequireMemoryClock(const ComputeChip& chip, double frequency)
{
    NS_ABORT_MSG_UNLESS(chip.HasMemoryClock(frequency),
                        "ComputeDevice MemoryFrequency = "
                            << frequency
                            << " Hz is not allowed: it must be 0 or one of MemoryPoints = "
                            << MemoryPointsToText(chip));
}

template <typename Observer>
void
RemoveEqual(std::vector<Observer>& observers, const Observer& observer)
{
    const auto isEqual = [&observer](const Observer& other) { return other.IsEqual(observer); };
    observers.erase(std::remove_if(observers.begin(), observers.end(), isEqual), observers.end());
}

} // namespace

TypeId
ComputeDevice::GetTypeId()
{
    static const ComputeChip defaults;
    static TypeId tid =
        TypeId("ns3::coinference::ComputeDevice")
            .SetParent<Object>()
            .SetGroupName("Coinference")
            .AddConstructor<ComputeDevice>()
            .AddAttribute(
                "MaxFrequency",
                "Highest clock f_max [Hz]",
                DoubleValue(defaults.maxFrequency),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::maxFrequency>,
                                   &ComputeDevice::GetChipField<&ComputeChip::maxFrequency>),
                MakeDoubleChecker<double>(SMALLEST_QUANTITY, LARGEST_QUANTITY))
            .AddAttribute(
                "FlopsPerCycle",
                "FLOPs per clock cycle c [FLOP/cycle]",
                DoubleValue(defaults.flopsPerCycle),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::flopsPerCycle>,
                                   &ComputeDevice::GetChipField<&ComputeChip::flopsPerCycle>),
                MakeDoubleChecker<double>(SMALLEST_QUANTITY, LARGEST_QUANTITY))
            .AddAttribute(
                "PowerCoefficient",
                "psi in P = psi f^3 [W/(cycle/s)^3]",
                DoubleValue(defaults.powerCoefficient),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::powerCoefficient>,
                                   &ComputeDevice::GetChipField<&ComputeChip::powerCoefficient>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute(
                "StaticPower",
                "Power while busy whatever the clock, P_s in P = P_s + psi f^3 [W]",
                DoubleValue(defaults.staticPower),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::staticPower>,
                                   &ComputeDevice::GetChipField<&ComputeChip::staticPower>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("Memory",
                          "Memory for weights [byte]; 0 for no limit",
                          DoubleValue(defaults.memory),
                          MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::memory>,
                                             &ComputeDevice::GetChipField<&ComputeChip::memory>),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("Pue",
                          "Power usage effectiveness eta: multiplies busy and idle power",
                          DoubleValue(defaults.pue),
                          MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::pue>,
                                             &ComputeDevice::GetChipField<&ComputeChip::pue>),
                          MakeDoubleChecker<double>(SMALLEST_QUANTITY, LARGEST_QUANTITY))
            .AddAttribute(
                "IdlePower",
                "Power of the idle chip, before PUE [W]; drawn while busy too, unless the "
                "operating points tell the power",
                DoubleValue(defaults.idlePower),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::idlePower>,
                                   &ComputeDevice::GetChipField<&ComputeChip::idlePower>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("OperatingPoints",
                          "Clocks the chip can run at, separated by commas: clock [Hz], or "
                          "clock:power [Hz:W] with the power while busy, idle power included, or "
                          "clock:power:throughput [Hz:W:FLOP/cycle]; empty for any clock up to "
                          "MaxFrequency",
                          StringValue(""),
                          MakeStringAccessor(&ComputeDevice::SetOperatingPoints,
                                             &ComputeDevice::GetOperatingPoints),
                          MakeStringChecker())
            .AddAttribute(
                "MemoryBandwidth",
                "BW of the memory [byte/s], for tasks that tell their phases; 0: it is never in "
                "the way",
                DoubleValue(defaults.memoryBandwidth),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::memoryBandwidth>,
                                   &ComputeDevice::GetChipField<&ComputeChip::memoryBandwidth>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("Mfu",
                          "Share of c f that the arithmetic of a phase reaches on a chip with a "
                          "memory bandwidth",
                          DoubleValue(defaults.mfu),
                          MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::mfu>,
                                             &ComputeDevice::GetChipField<&ComputeChip::mfu>),
                          MakeDoubleChecker<double>(SMALLEST_QUANTITY, 1))
            .AddAttribute("Mbu",
                          "Share of BW that the traffic of a phase reaches",
                          DoubleValue(defaults.mbu),
                          MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::mbu>,
                                             &ComputeDevice::GetChipField<&ComputeChip::mbu>),
                          MakeDoubleChecker<double>(SMALLEST_QUANTITY, 1))
            .AddAttribute(
                "LaunchOverhead",
                "Time that each step of a phase takes besides [s]",
                DoubleValue(defaults.launchOverhead),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::launchOverhead>,
                                   &ComputeDevice::GetChipField<&ComputeChip::launchOverhead>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute(
                "MemoryPower",
                "P_m, power of the memory while a phase runs, before PUE [W]",
                DoubleValue(defaults.memoryPower),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::memoryPower>,
                                   &ComputeDevice::GetChipField<&ComputeChip::memoryPower>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute(
                "MemoryEnergy",
                "Energy of moving a byte out of the memory, before PUE [J/byte]",
                DoubleValue(defaults.memoryEnergy),
                MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::memoryEnergy>,
                                   &ComputeDevice::GetChipField<&ComputeChip::memoryEnergy>),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("MemoryPoints",
                          "Clocks of the memory, separated by commas: clock:bandwidth "
                          "[Hz:byte/s] or clock:bandwidth:power [Hz:byte/s:W], instead of "
                          "MemoryBandwidth and MemoryPower; empty for one clock",
                          StringValue(""),
                          MakeStringAccessor(&ComputeDevice::SetMemoryPoints,
                                             &ComputeDevice::GetMemoryPoints),
                          MakeStringChecker())
            .AddAttribute("MemoryFrequency",
                          "The memory's clock [Hz], one of MemoryPoints, settable at any time; 0 "
                          "for the highest",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ComputeDevice::SetMemoryFrequency,
                                             &ComputeDevice::GetMemoryFrequency),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("CacheMemory",
                          "With Continuous: memory of a processor for the caches of the jobs that "
                          "it works on [byte]; 0 for no limit",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ComputeDevice::m_cacheMemory),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("MaxSequences",
                          "With Continuous: jobs that a processor works on at a time; 0 for no "
                          "limit",
                          UintegerValue(256),
                          MakeUintegerAccessor(&ComputeDevice::m_maxSequences),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("PrefillChunk",
                          "With Continuous: most tokens of prompts in a pass, which bounds how "
                          "long others wait for their next token; 0 for whole prompts",
                          DoubleValue(512),
                          MakeDoubleAccessor(&ComputeDevice::m_prefillChunk),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute(
                "Frequency",
                "The clock [Hz], settable at any time; 0 for the chip's highest",
                DoubleValue(0),
                MakeDoubleAccessor(&ComputeDevice::SetFrequency, &ComputeDevice::GetSetFrequency),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("MaxQueue",
                          "Jobs that may wait while all processors are busy, with Continuous for "
                          "the next pass as well; 0 for no limit",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ComputeDevice::m_maxQueue),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "Processors",
                "Processors of the chip's kind, each with its power",
                UintegerValue(1),
                MakeUintegerAccessor(&ComputeDevice::SetProcessors, &ComputeDevice::GetProcessors),
                MakeUintegerChecker<uint32_t>(1))
            .AddAttribute(
                "Queueing",
                "Whose turn it is when a processor is free: Fifo (who came first), Edf (the "
                "earliest deadline) or Priority (the highest); or Partitioned: jobs run side by "
                "side, each on a slice at the clock it asks for; or Continuous: a processor does a "
                "step of each of several jobs in turn",
                EnumValue(FIFO),
                MakeEnumAccessorOf<Queueing>(&ComputeDevice::m_queueing),
                MakeEnumChecker(FIFO,
                                "Fifo",
                                EDF,
                                "Edf",
                                PRIORITY,
                                "Priority",
                                PARTITIONED,
                                "Partitioned",
                                CONTINUOUS,
                                "Continuous"))
            .AddAttribute("WorkConserving",
                          "Whether the slices of Partitioned grow, in proportion, to all of the "
                          "clock; otherwise each job has what it asks for and no more",
                          BooleanValue(false),
                          MakeBooleanAccessor(&ComputeDevice::m_workConserving),
                          MakeBooleanChecker())
            .AddAttribute("MaxBatch",
                          "Jobs of equal work that may start together on a processor",
                          UintegerValue(1),
                          MakeUintegerAccessor(&ComputeDevice::m_maxBatch),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("BatchWait",
                          "How long a job waits at a free processor for others to start with",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&ComputeDevice::m_batchWait),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("BatchFixedShare",
                          "Share of a job's work that a batch does once, a in t(n) = t0 + t1 n "
                          "with t0 = a W/(f c) and t1 = (1 - a) W/(f c)",
                          DoubleValue(0),
                          MakeDoubleAccessor(&ComputeDevice::m_batchFixedShare),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute(
                "DropLate",
                "Whether a job that can no longer end by its deadline is dropped when its "
                "turn comes",
                BooleanValue(false),
                MakeBooleanAccessor(&ComputeDevice::m_dropLate),
                MakeBooleanChecker())
            .AddTraceSource("Power",
                            "The power changed: old and new [W]",
                            MakeTraceSourceAccessor(&ComputeDevice::m_powerTrace),
                            "ns3::coinference::ComputeDevice::PowerTracedCallback")
            .AddTraceSource(
                "Clock",
                "The clock: the running job's, the highest of several, the sum of slices, "
                "or else the device's [Hz]",
                MakeTraceSourceAccessor(&ComputeDevice::m_clock),
                "ns3::TracedValueCallback::Double")
            .AddTraceSource("QueueLength",
                            "Jobs waiting, not counting those that run",
                            MakeTraceSourceAccessor(&ComputeDevice::m_queueLength),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("JobEnded",
                            "A job ended, completed or not",
                            MakeTraceSourceAccessor(&ComputeDevice::m_jobEndedTrace),
                            "ns3::coinference::ComputeDevice::JobTracedCallback");
    return tid;
}

ComputeDevice::ComputeDevice()
    : m_updated(Simulator::Now())
{
}

void
ComputeDevice::SetOperatingPoints(std::string text)
{
    NS_LOG_FUNCTION(this << text);
    auto chip = m_chip;
    OrAbort([&]() { ReadOperatingPoints("ComputeDevice OperatingPoints", text, chip); });
    ChangeChip(chip);
}

std::string
ComputeDevice::GetOperatingPoints() const
{
    return OperatingPointsToText(m_chip);
}

void
ComputeDevice::SetMemoryPoints(std::string text)
{
    NS_LOG_FUNCTION(this << text);
    auto chip = m_chip;
    OrAbort([&]() { ReadMemoryPoints("ComputeDevice MemoryPoints", text, chip); });
    ChangeChip(chip);
}

std::string
ComputeDevice::GetMemoryPoints() const
{
    return MemoryPointsToText(m_chip);
}

void
ComputeDevice::SetMemoryFrequency(double frequency)
{
    NS_LOG_FUNCTION(this << frequency);
    if (IsBusy())
    {
        RequireMemoryClock(m_chip, frequency); // it is used at once
    }
    m_isConsistent = false;
    const double oldPower = BeforeChange();
    m_memoryFrequency = frequency;
    for (auto& run : m_runs)
    {
        for (auto& job : run.jobs)
        {
            job.task.memoryFrequency = 0; // also in the passes to come
        }
        run.memoryFrequency = frequency;
        PricePass(run);
        run.isPlanned = false;
    }
    AfterChange(oldPower);
}

double
ComputeDevice::GetMemoryFrequency() const
{
    return m_memoryFrequency;
}

void
ComputeDevice::SetChip(const ComputeChip& chip)
{
    NS_LOG_FUNCTION(this);
    RequireConsistent(chip);
    ChangeChip(chip);
    m_isConsistent = true;
}

const ComputeChip&
ComputeDevice::GetChip() const
{
    return m_chip;
}

void
ComputeDevice::RequireConsistent(const ComputeChip& chip) const
{
    OrAbort([&chip]() { chip.Validate("ComputeDevice "); });
    if (m_frequency != 0)
    {
        RequireClock(chip, m_frequency);
    }
    RequireMemoryClock(chip, m_memoryFrequency);
    for (const auto& run : m_runs)
    {
        RequireClock(chip, run.frequency);
        if (!run.progress.empty())
        {
            RequireMemoryClock(chip, run.memoryFrequency);
        }
    }
    for (const auto& job : m_queue.Jobs())
    {
        if (job.task.frequency != 0)
        {
            RequireClock(chip, job.task.frequency);
        }
        RequireMemoryClock(chip, job.task.memoryFrequency);
    }
}

void
ComputeDevice::RequireDiscipline() const
{
    NS_ABORT_MSG_UNLESS(m_queueing != CONTINUOUS || m_maxBatch == 1,
                        "ComputeDevice MaxBatch = "
                            << m_maxBatch
                            << " is not allowed: it must be 1 with Continuous, see MaxSequences");
    if (m_queueing != PARTITIONED)
    {
        return;
    }
    NS_ABORT_MSG_UNLESS(m_processors == 1,
                        "ComputeDevice Processors = "
                            << m_processors << " is not allowed: it must be 1 with Partitioned");
    NS_ABORT_MSG_UNLESS(m_maxBatch == 1,
                        "ComputeDevice MaxBatch = "
                            << m_maxBatch << " is not allowed: it must be 1 with Partitioned");
    NS_ABORT_MSG_IF(m_workConserving && !m_chip.operatingPoints.empty(),
                    "ComputeDevice WorkConserving = true is not allowed: it must be false with "
                    "OperatingPoints, between which no slice can grow");
}

void
ComputeDevice::RequireConsistent()
{
    if (!m_isConsistent)
    {
        RequireConsistent(m_chip);
        m_isConsistent = true;
    }
}

void
ComputeDevice::ChangeChip(const ComputeChip& chip)
{
    NS_LOG_FUNCTION(this);
    // Attributes may come in any order: they are checked together where they are used.
    m_isConsistent = false;
    const double oldPower = BeforeChange();
    for (auto& run : m_runs)
    {
        if (run.progress.empty())
        {
            run.left *= m_chip.FlopsPerCycleAt(run.frequency) / chip.FlopsPerCycleAt(run.frequency);
        }
        run.isPlanned = false;
    }
    m_chip = chip;
    for (auto& run : m_runs)
    {
        PricePass(run);
    }
    AfterChange(oldPower);
}

void
ComputeDevice::SetProcessors(std::uint32_t processors)
{
    NS_LOG_FUNCTION(this << processors);
    const double oldPower = BeforeChange();
    m_processors = processors;
    if (m_on)
    {
        StartRuns();
    }
    AfterChange(oldPower);
}

std::uint32_t
ComputeDevice::GetProcessors() const
{
    return m_processors;
}

void
ComputeDevice::SetFrequency(double frequency)
{
    NS_LOG_FUNCTION(this << frequency);
    if (frequency != 0 && IsBusy())
    {
        RequireClock(m_chip, frequency); // it is used at once
    }
    m_isConsistent = false;
    const double oldPower = BeforeChange();
    m_frequency = frequency;
    for (auto& run : m_runs)
    {
        if (m_queueing != PARTITIONED)
        {
            for (auto& job : run.jobs)
            {
                job.task.frequency = 0; // also in the passes to come
            }
            SetRunClock(run, ClockFor(0));
        }
    }
    AfterChange(oldPower);
}

void
ComputeDevice::SetRunClock(Run& run, double frequency)
{
    if (run.progress.empty())
    {
        run.left *= m_chip.FlopsPerCycleAt(run.frequency) / m_chip.FlopsPerCycleAt(frequency);
    }
    run.frequency = frequency;
    run.isPlanned = false;
    PricePass(run);
}

double
ComputeDevice::GetSetFrequency() const
{
    return m_frequency;
}

double
ComputeDevice::GetFrequency() const
{
    double clock = 0;
    for (const auto& run : m_runs)
    {
        clock = m_queueing == PARTITIONED ? clock + run.frequency : std::max(clock, run.frequency);
    }
    return IsBusy() ? clock : ClockFor(0);
}

double
ComputeDevice::MemoryClockFor(double asked) const
{
    return asked != 0 ? asked : m_memoryFrequency;
}

double
ComputeDevice::ClockFor(double asked) const
{
    if (asked != 0)
    {
        return asked;
    }
    return m_frequency == 0 ? m_chip.HighestFrequency() : m_frequency;
}

void
ComputeDevice::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    RequireConsistent();
    RequireDiscipline();
    m_clock = GetFrequency();
    Object::DoInitialize();
}

void
ComputeDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& run : m_runs)
    {
        run.end.Cancel();
    }
    m_batchDue.Cancel();
    m_reportDropped.Cancel();
    m_runs.clear();
    m_spareRuns.clear();
    m_queue.TakeAll();
    m_dropped.clear();
    m_observers.clear();
    m_switchObservers.clear();
    m_on = false;
    Object::DoDispose();
}

std::uint64_t
ComputeDevice::Submit(double flops,
                      double frequency,
                      std::uint64_t tag,
                      DoneCallback done,
                      const JobUrgency& urgency)
{
    ComputeTask task;
    task.flops = flops;
    task.frequency = frequency;
    return Submit(task, tag, std::move(done), urgency);
}

std::uint64_t
ComputeDevice::Submit(const ComputeTask& task,
                      std::uint64_t tag,
                      DoneCallback done,
                      const JobUrgency& urgency)
{
    NS_LOG_FUNCTION(this << task.flops << task.frequency << tag);
    RequireConsistent();
    RequireDiscipline();
    if (task.frequency != 0)
    {
        RequireClock(m_chip, task.frequency);
    }
    NS_ABORT_MSG_UNLESS(CanRun(task),
                        "job FLOPs = " << task.flops
                                       << " is not allowed: it must be at least 0 and done within "
                                          "9e9 s at the clock given; phases must not be "
                                          "Partitioned and fit CacheMemory");
    const bool hasRoom = m_queue.IsEmpty() && HasRoom(task.frequency);
    if (!m_on || (m_maxQueue > 0 && !hasRoom && m_queue.Size() >= m_maxQueue))
    {
        NS_LOG_INFO("job " << tag << " not accepted: " << (m_on ? "the queue is full" : "off"));
        return 0;
    }
    const auto id = ++m_lastJob;
    m_queue.Push({id, task, tag, Simulator::Now(), std::move(done), urgency});
    if (HasRoom(task.frequency))
    {
        StartWaiting();
    }
    else
    {
        m_queueLength = GetQueueLength();
    }
    return id;
}

bool
ComputeDevice::CanRun(double flops, double frequency) const
{
    return flops >= 0 && flops <= LARGEST_QUANTITY &&
           (frequency == 0 || m_chip.CanRunAt(frequency)) &&
           GetJobTime(flops, frequency) <= LONGEST_TIME;
}

bool
ComputeDevice::CanRun(const ComputeTask& task) const
{
    if (!task.phases)
    {
        return CanRun(task.flops, task.frequency);
    }
    return m_queueing != PARTITIONED && !task.phases->empty() &&
           (task.frequency == 0 || m_chip.CanRunAt(task.frequency)) &&
           m_chip.HasMemoryClock(task.memoryFrequency) &&
           (m_queueing != CONTINUOUS || m_cacheMemory == 0 ||
            CacheBytesOf(*task.phases) <= m_cacheMemory) &&
           GetJobTime(task) <= LONGEST_TIME;
}

double
ComputeDevice::GetJobTime(double flops, double frequency) const
{
    const double clock = ClockFor(frequency);
    return m_chip.Cycles(flops, clock) / clock;
}

double
ComputeDevice::GetJobTime(const ComputeTask& task) const
{
    if (!task.phases)
    {
        return GetJobTime(task.flops, task.frequency);
    }
    const Roofline roofline(m_chip, ClockFor(task.frequency), MemoryClockFor(task.memoryFrequency));
    return TimeOf(*task.phases, roofline).seconds;
}

ComputeReport
ComputeDevice::Cancel(std::uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    const double oldPower = BeforeChange();
    const auto isIt = [id](const ComputeJob& job) { return job.id == id; };
    const auto dropped = std::find_if(m_dropped.begin(), m_dropped.end(), isIt);
    if (dropped != m_dropped.end())
    {
        const auto report = MakeReport(*dropped, nullptr);
        m_dropped.erase(dropped);
        return report;
    }
    if (const auto job = m_queue.Take(id))
    {
        m_queueLength = GetQueueLength();
        return MakeReport(*job, nullptr);
    }
    for (auto run = m_runs.begin(); run != m_runs.end(); ++run)
    {
        const auto job = std::find_if(run->jobs.begin(), run->jobs.end(), isIt);
        if (job == run->jobs.end())
        {
            continue;
        }
        ++m_takenBack;
        const auto report = MakeReport(*job, &*run);
        if (!run->progress.empty())
        {
            Settle(*run, job - run->jobs.begin());
        }
        run->jobs.erase(job);
        if (run->jobs.empty())
        {
            Recycle(TakeRun(run));
            StartRuns();
            AfterChange(oldPower);
        }
        return report;
    }
    return {};
}

void
ComputeDevice::Settle(Run& run, std::ptrdiff_t leaving)
{
    for (auto& progress : run.progress)
    {
        progress.energy += progress.share * run.energy;
    }
    run.energy = 0;
    const double left = 1 - run.progress[leaving].share;
    run.progress.erase(run.progress.begin() + leaving);
    for (auto& progress : run.progress)
    {
        progress.share =
            left > 0 ? progress.share / left : 1.0 / static_cast<double>(run.progress.size());
    }
}

void
ComputeDevice::PowerOff()
{
    NS_LOG_FUNCTION(this);
    // Before anything else: an energy source that is asked would tell of its depletion again.
    if (!m_on)
    {
        return;
    }
    const double oldPower = BeforeChange();
    if (!m_on)
    {
        return; // an observer did it
    }
    // Reports may submit again: that is refused now, so the jobs taken here are all there are.
    std::vector<std::pair<ComputeJob, ComputeReport>> jobs;
    for (auto& run : m_runs)
    {
        run.end.Cancel();
        for (auto& job : run.jobs)
        {
            const auto report = MakeReport(job, &run);
            jobs.emplace_back(std::move(job), report);
        }
    }
    m_runs.clear();
    for (auto& job : m_queue.TakeAll())
    {
        const auto report = MakeReport(job, nullptr);
        jobs.emplace_back(std::move(job), report);
    }
    // Without power nobody is told any more that a job was too late.
    m_batchDue.Cancel();
    m_reportDropped.Cancel();
    for (auto& job : m_dropped)
    {
        const auto report = MakeReport(job, nullptr);
        jobs.emplace_back(std::move(job), report);
    }
    m_dropped.clear();
    ++m_takenBack;
    m_on = false;
    m_switchingOff = true;
    AfterChange(oldPower);
    for (const auto& [job, report] : jobs)
    {
        Report(job, report);
    }
    for (std::size_t i = 0; i < m_switchObservers.size(); ++i)
    {
        m_switchObservers[i](false);
    }
    m_switchingOff = false;
}

void
ComputeDevice::PowerOn()
{
    NS_LOG_FUNCTION(this);
    if (m_switchingOff)
    {
        Simulator::ScheduleNow(&ComputeDevice::PowerOn, Ptr<ComputeDevice>(this));
        return;
    }
    if (m_on)
    {
        return;
    }
    const double oldPower = BeforeChange();
    if (m_on)
    {
        return; // an observer did it
    }
    m_on = true;
    AfterChange(oldPower);
    for (std::size_t i = 0; i < m_switchObservers.size(); ++i)
    {
        m_switchObservers[i](true);
    }
}

bool
ComputeDevice::IsOn() const
{
    return m_on;
}

ComputeDevice::Queueing
ComputeDevice::GetQueueing() const
{
    return m_queueing;
}

Time
ComputeDevice::GetBatchWait() const
{
    return MostInBatch() == 1 ? Time(0) : m_batchWait;
}

std::size_t
ComputeDevice::GetQueueLength() const
{
    return m_queue.Size();
}

bool
ComputeDevice::IsBusy() const
{
    return !m_runs.empty();
}

std::size_t
ComputeDevice::GetRunning() const
{
    return m_runs.size();
}

double
ComputeDevice::BackgroundPower() const
{
    const auto busy = std::min<std::size_t>(m_runs.size(), m_processors);
    return static_cast<double>(busy) * m_chip.IdlePowerWhileBusy() +
           static_cast<double>(m_processors - busy) * m_chip.IdlePower();
}

double
ComputeDevice::GetPower() const
{
    if (!m_on)
    {
        return 0;
    }
    double power = 0;
    for (const auto& run : m_runs)
    {
        power += run.progress.empty() ? m_chip.JobPower(run.frequency)
                 : run.passTime > 0   ? run.passEnergy / run.passTime
                                      : 0;
    }
    return power + BackgroundPower();
}

double
ComputeDevice::UnitEnergy(const Run& run) const
{
    return run.progress.empty() ? m_chip.EnergyPerCycle(run.frequency) : run.passEnergy;
}

double
ComputeDevice::DoneSinceUpdate(const Run& run) const
{
    // Rounding to ns must not take more from the job than there is of it.
    const double elapsed = (Simulator::Now() - m_updated).GetSeconds();
    if (run.progress.empty())
    {
        return std::min(elapsed * run.frequency, run.left);
    }
    return run.passTime > 0 ? std::min(elapsed / run.passTime, run.left) : run.left;
}

double
ComputeDevice::RunEnergySinceUpdate(const Run& run) const
{
    return DoneSinceUpdate(run) * UnitEnergy(run);
}

double
ComputeDevice::EnergySinceUpdate() const
{
    if (!m_on)
    {
        return 0;
    }
    double energy = 0;
    for (const auto& run : m_runs)
    {
        energy += RunEnergySinceUpdate(run);
    }
    return energy + BackgroundPower() * (Simulator::Now() - m_updated).GetSeconds();
}

double
ComputeDevice::GetEnergy() const
{
    return m_energy + EnergySinceUpdate();
}

Time
ComputeDevice::GetBusyTime() const
{
    return IsBusy() ? m_busyTime + (Simulator::Now() - m_updated) : m_busyTime;
}

void
ComputeDevice::AddPowerObserver(Callback<void> observer)
{
    NS_LOG_FUNCTION(this);
    m_observers.push_back(observer);
}

void
ComputeDevice::RemovePowerObserver(const Callback<void>& observer)
{
    NS_LOG_FUNCTION(this);
    RemoveEqual(m_observers, observer);
}

void
ComputeDevice::AddSwitchObserver(Callback<void, bool> observer)
{
    NS_LOG_FUNCTION(this);
    m_switchObservers.push_back(observer);
}

void
ComputeDevice::RemoveSwitchObserver(const Callback<void, bool>& observer)
{
    NS_LOG_FUNCTION(this);
    RemoveEqual(m_switchObservers, observer);
}

double
ComputeDevice::BeforeChange()
{
    for (std::size_t i = 0; i < m_observers.size(); ++i)
    {
        m_observers[i]();
    }
    m_energy += EnergySinceUpdate();
    m_busyTime = GetBusyTime();
    for (auto& run : m_runs)
    {
        run.energy += RunEnergySinceUpdate(run);
        run.left -= DoneSinceUpdate(run);
    }
    m_updated = Simulator::Now();
    return GetPower();
}

void
ComputeDevice::AfterChange(double oldPower)
{
    GrowSlices();
    for (auto& run : m_runs)
    {
        if (run.isPlanned)
        {
            continue;
        }
        run.isPlanned = true;
        run.end.Cancel();
        const double seconds =
            run.progress.empty() ? run.left / run.frequency : run.left * run.passTime;
        const auto longest = Simulator::GetMaximumSimulationTime() - Simulator::Now();
        if (seconds < LONGEST_TIME && seconds < longest.GetSeconds())
        {
            // To the nearest step of ns-3's clock, whatever its resolution.
            const double steps = seconds * static_cast<double>(Seconds(1).GetTimeStep());
            run.end = Simulator::Schedule(TimeStep(std::llround(steps)),
                                          &ComputeDevice::EndRun,
                                          this,
                                          run.id);
        }
    }
    // Last, because a sink may change everything again.
    m_queueLength = GetQueueLength();
    m_clock = m_on ? GetFrequency() : 0;
    const double power = GetPower();
    if (power != oldPower)
    {
        m_powerTrace(oldPower, power);
    }
}

ComputeJobQueue::Order
ComputeDevice::Order() const
{
    switch (m_queueing)
    {
    case EDF:
        return ComputeJobQueue::EDF;
    case PRIORITY:
        return ComputeJobQueue::PRIORITY;
    case FIFO:
    case PARTITIONED:
    case CONTINUOUS:
        break;
    }
    return ComputeJobQueue::FIFO;
}

std::uint32_t
ComputeDevice::MostInBatch() const
{
    return m_queueing == PARTITIONED || m_queueing == CONTINUOUS ? 1 : m_maxBatch;
}

bool
ComputeDevice::HasRoom(double frequency) const
{
    if (m_queueing != PARTITIONED)
    {
        return m_runs.size() < m_processors;
    }
    double given = ClockFor(frequency);
    for (const auto& run : m_runs)
    {
        given += run.asked;
    }
    // Shares that a design hands out add up to the whole clock, but for rounding.
    constexpr double ROUNDING = 1e-9;
    return m_runs.empty() || given <= m_chip.HighestFrequency() * (1 + ROUNDING);
}

void
ComputeDevice::StartRuns()
{
    DropLate();
    while (!m_queue.IsEmpty() && MayStart())
    {
        StartRun();
        DropLate();
    }
    if (!m_dropped.empty() && m_reportDropped.IsExpired())
    {
        m_reportDropped = Simulator::ScheduleNow(&ComputeDevice::ReportDropped, this);
    }
}

void
ComputeDevice::DropLate()
{
    while (m_dropLate && !m_queue.IsEmpty())
    {
        if (!HasRoom(m_queue.Next(Order()).task.frequency) || !DropNextIfLate())
        {
            return;
        }
    }
}

bool
ComputeDevice::DropNextIfLate()
{
    const auto& next = m_queue.Next(Order());
    if (!m_dropLate || !IsTooLate(next))
    {
        return false;
    }
    NS_LOG_INFO("job " << next.tag << " is too late");
    m_dropped.push_back(m_queue.TakeNext(Order()));
    return true;
}

bool
ComputeDevice::MayStart()
{
    const auto& next = m_queue.Next(Order());
    if (!HasRoom(next.task.frequency))
    {
        return false;
    }
    const auto most = MostInBatch();
    if (most == 1 || m_queue.CountAlike(next, most) == most)
    {
        return true;
    }
    const Time due = m_queue.Oldest().submitted + m_batchWait;
    if (due <= Simulator::Now())
    {
        return true;
    }
    m_batchDue.Cancel();
    m_batchDue = Simulator::Schedule(due - Simulator::Now(), &ComputeDevice::StartWaiting, this);
    return false;
}

void
ComputeDevice::StartWaiting()
{
    NS_LOG_FUNCTION(this);
    const double oldPower = BeforeChange();
    StartRuns();
    AfterChange(oldPower);
}

double
ComputeDevice::BatchCycles(double flops, double frequency, std::size_t jobs) const
{
    const double fixed = m_batchFixedShare;
    return m_chip.Cycles(flops, frequency) *
           (jobs == 1 ? 1 : fixed + (1 - fixed) * static_cast<double>(jobs));
}

void
ComputeDevice::StartRun()
{
    RequireConsistent();
    Run run;
    if (!m_spareRuns.empty())
    {
        run = std::move(m_spareRuns.back());
        m_spareRuns.pop_back();
    }
    run.id = ++m_lastRun;
    run.started = Simulator::Now();
    run.energy = 0;
    run.isPlanned = false;
    if (m_queueing == CONTINUOUS)
    {
        Join(run);
        StartPass(run);
        m_runs.push_back(std::move(run));
        return;
    }
    m_queue.TakeAlike(Order(), MostInBatch(), run.jobs);
    run.batch = static_cast<std::uint32_t>(run.jobs.size());
    SetHighestClocks(run);
    if (run.jobs.front().task.phases)
    {
        for (const auto& job : run.jobs)
        {
            run.progress.push_back(ProgressOf(job));
        }
        StartPass(run);
    }
    else
    {
        run.left = BatchCycles(run.jobs.front().task.flops, run.frequency, run.batch);
    }
    m_runs.push_back(std::move(run));
}

void
ComputeDevice::Join(Run& run)
{
    std::size_t running = run.jobs.size();
    for (const auto& other : m_runs)
    {
        running += other.id == run.id ? 0 : other.jobs.size();
    }
    auto most = (running + m_queue.Size() + m_processors - 1) / m_processors;
    most = m_maxSequences > 0 ? std::min<std::size_t>(most, m_maxSequences) : most;
    double cache = 0;
    for (const auto& progress : run.progress)
    {
        cache += CacheBytesOf(*progress.works);
    }
    while (!m_queue.IsEmpty() && run.jobs.size() < most)
    {
        if (DropNextIfLate())
        {
            continue;
        }
        const auto& next = m_queue.Next(Order());
        cache += next.task.phases ? CacheBytesOf(*next.task.phases) : 0;
        // What has been accepted has room alone.
        if (m_cacheMemory > 0 && cache > m_cacheMemory && !run.jobs.empty())
        {
            return;
        }
        run.jobs.push_back(m_queue.TakeNext(Order()));
        run.progress.push_back(ProgressOf(run.jobs.back()));
    }
}

void
ComputeDevice::StartPass(Run& run)
{
    if (m_queueing == CONTINUOUS)
    {
        run.batch = static_cast<std::uint32_t>(run.jobs.size());
        SetHighestClocks(run);
        run.pass = PlanContinuousPass(run.progress, m_prefillChunk);
    }
    else
    {
        run.pass = PlanPass(run.progress);
    }
    run.left = 1;
    run.energy = 0;
    run.isPlanned = false;
    PricePass(run);
}

void
ComputeDevice::SetHighestClocks(Run& run) const
{
    run.asked = 0;
    run.memoryFrequency = 0;
    bool isHighestMemory = false; // which 0 stands for
    for (const auto& job : run.jobs)
    {
        run.asked = std::max(run.asked, ClockFor(job.task.frequency));
        const double memoryClock = MemoryClockFor(job.task.memoryFrequency);
        isHighestMemory = isHighestMemory || memoryClock == 0;
        run.memoryFrequency = std::max(run.memoryFrequency, memoryClock);
    }
    run.memoryFrequency = isHighestMemory ? 0 : run.memoryFrequency;
    run.frequency = run.asked;
    run.startFrequency = run.asked;
}

void
ComputeDevice::PricePass(Run& run) const
{
    if (run.progress.empty())
    {
        return;
    }
    const Roofline roofline(m_chip, run.frequency, run.memoryFrequency);
    if (run.pass.isOfCycles)
    {
        run.passTime = run.pass.TotalFlops() * roofline.secondsPerFlop;
        run.passEnergy = m_chip.JobPower(run.frequency) * run.passTime;
        return;
    }
    run.passTime = TimeOf(run.pass, roofline).seconds;
    run.passEnergy = EnergyOf(m_chip,
                              run.frequency,
                              run.memoryFrequency,
                              run.pass.TotalFlops(),
                              run.pass.TotalBytes(),
                              run.passTime);
}

void
ComputeDevice::GrowSlices()
{
    if (m_queueing != PARTITIONED || !m_workConserving)
    {
        return;
    }
    double asked = 0;
    for (const auto& run : m_runs)
    {
        asked += run.asked;
    }
    for (auto& run : m_runs)
    {
        const double share = m_runs.size() == 1 ? 1 : run.asked / asked;
        const double grown = share * m_chip.HighestFrequency();
        if (grown != run.frequency)
        {
            SetRunClock(run, grown);
        }
        if (run.started == Simulator::Now())
        {
            run.startFrequency = run.frequency;
        }
    }
}

bool
ComputeDevice::IsTooLate(const ComputeJob& job) const
{
    return job.urgency.deadline &&
           Simulator::Now() + Seconds(GetJobTime(job.task)) >
               *job.urgency.deadline + TimeStep(1); // what rounding to ns-3's clock may add
}

void
ComputeDevice::ReportDropped()
{
    NS_LOG_FUNCTION(this);
    while (!m_dropped.empty())
    {
        const auto job = std::move(m_dropped.front());
        m_dropped.erase(m_dropped.begin());
        auto report = MakeReport(job, nullptr);
        report.tooLate = true;
        Report(job, report); // which may cancel, or submit, others
    }
}

bool
ComputeDevice::IsRunning(std::uint64_t id) const
{
    return std::any_of(m_runs.begin(), m_runs.end(), [id](const Run& run) {
        return std::any_of(run.jobs.begin(), run.jobs.end(), [id](const ComputeJob& job) {
            return job.id == id;
        });
    });
}

PhaseProgress
ComputeDevice::ProgressOf(const ComputeJob& job) const
{
    PhaseProgress progress;
    progress.works = job.task.phases;
    if (!progress.works)
    {
        // Work without phases is one step of arithmetic at c, whatever phases reach of it.
        PhaseWork work;
        work.flops = job.task.flops * (m_chip.HasRoofline() ? m_chip.mfu : 1);
        work.isOfCycles = true;
        progress.works = std::make_shared<const PhaseWorks>(1, work);
    }
    progress.model = job.task.model;
    progress.streams = job.task.streams;
    progress.started = Simulator::Now();
    return progress;
}

std::vector<ComputeDevice::Run>::iterator
ComputeDevice::FindRun(std::uint64_t id)
{
    return std::find_if(m_runs.begin(), m_runs.end(), [id](const Run& run) {
        return run.id == id;
    });
}

ComputeDevice::Run
ComputeDevice::TakeRun(std::vector<Run>::iterator place)
{
    place->end.Cancel();
    auto run = std::move(*place);
    m_runs.erase(place);
    return run;
}

void
ComputeDevice::Recycle(Run&& run)
{
    run.jobs.clear();
    run.progress.clear();
    m_spareRuns.push_back(std::move(run));
}

void
ComputeDevice::EndRun(std::uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    const double oldPower = BeforeChange();
    const auto place = FindRun(id);
    if (place == m_runs.end())
    {
        return; // an observer canceled it in its last moment
    }
    // What rounding to ns left undone is put right: the job's cycles are exact.
    const double rest = place->left * UnitEnergy(*place);
    m_energy += rest;
    place->energy += rest;
    if (!place->progress.empty())
    {
        EndPass(*place, oldPower);
        return;
    }
    auto run = TakeRun(place);
    // The next one starts before this one's callback runs: no moment of idle power in between.
    StartRuns();
    AfterChange(oldPower);
    for (const auto& job : run.jobs)
    {
        auto report = MakeReport(job, &run);
        report.completed = true;
        Report(job, report);
    }
    Recycle(std::move(run));
}

void
ComputeDevice::EndPass(Run& run, double oldPower)
{
    const auto id = run.id;
    std::vector<std::pair<ComputeJob, ComputeReport>> ended;
    std::vector<Told> told;
    for (std::size_t i = 0; i < run.jobs.size();)
    {
        auto& progress = run.progress[i];
        const auto before = progress.tokens;
        progress.energy += progress.share * run.energy;
        progress.share = 0;
        progress.Advance();
        if (!progress.IsDone())
        {
            const auto& task = run.jobs[i].task;
            const bool isFirst = before == 0;
            const bool isLast = progress.step == 0; // another phase is to come
            if (progress.tokens > before && (task.streams || isFirst || isLast) &&
                !task.token.IsNull())
            {
                told.push_back({run.jobs[i].id, task.token, run.jobs[i].tag, progress.tokens});
            }
            ++i;
            continue;
        }
        auto report = MakeReport(run.jobs[i], &run);
        report.completed = true;
        ended.emplace_back(std::move(run.jobs[i]), report);
        run.jobs.erase(run.jobs.begin() + i);
        run.progress.erase(run.progress.begin() + i);
    }
    run.energy = 0;
    if (m_queueing == CONTINUOUS)
    {
        Join(run);
    }
    if (run.jobs.empty())
    {
        Recycle(TakeRun(FindRun(id)));
    }
    else
    {
        StartPass(run);
    }
    StartRuns();
    AfterChange(oldPower);
    // Callbacks last: they may change everything.
    const auto takenBack = m_takenBack;
    for (const auto& [job, token, tag, count] : told)
    {
        if (takenBack == m_takenBack || IsRunning(job))
        {
            token(tag, count);
        }
    }
    for (const auto& [job, report] : ended)
    {
        Report(job, report);
    }
}

ComputeReport
ComputeDevice::MakeReport(const ComputeJob& job, const Run* run) const
{
    ComputeReport report;
    report.tag = job.tag;
    report.submitted = job.submitted;
    report.finished = Simulator::Now();
    if (run)
    {
        report.started = run->started;
        report.frequency = run->startFrequency;
        report.energy = run->energy / run->batch;
        report.batch = run->batch;
        if (!run->progress.empty())
        {
            const auto& progress = run->progress[&job - run->jobs.data()];
            report.started = progress.started;
            report.energy = progress.energy + progress.share * run->energy;
        }
    }
    return report;
}

void
ComputeDevice::Report(const ComputeJob& job, const ComputeReport& report)
{
    NS_LOG_FUNCTION(this);
    NS_LOG_LOGIC("job " << report.tag << (report.completed ? " completed" : " cut off"));
    m_jobEndedTrace(report);
    if (!job.done.IsNull())
    {
        job.done(report);
    }
}

} // namespace coinference
} // namespace ns3
