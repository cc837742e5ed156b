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
#include <tuple>

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
                "Frequency",
                "The clock [Hz], settable at any time; 0 for the chip's highest",
                DoubleValue(0),
                MakeDoubleAccessor(&ComputeDevice::SetFrequency, &ComputeDevice::GetSetFrequency),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("MaxQueue",
                          "Jobs that may wait behind the running one; 0 for no limit",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ComputeDevice::m_maxQueue),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "Queueing",
                "Whose turn it is when the device is free: Fifo (who came first), Edf (the "
                "earliest deadline) or Priority (the highest)",
                EnumValue(FIFO),
                MakeEnumAccessorOf<Queueing>(&ComputeDevice::m_queueing),
                MakeEnumChecker(FIFO, "Fifo", EDF, "Edf", PRIORITY, "Priority"))
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
            .AddTraceSource("Clock",
                            "The clock, that of the running job, or else of the device [Hz]",
                            MakeTraceSourceAccessor(&ComputeDevice::m_clock),
                            "ns3::TracedValueCallback::Double")
            .AddTraceSource("QueueLength",
                            "Jobs waiting, not counting the one that runs",
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
    for (std::size_t i = 0; i < m_queue.size(); ++i)
    {
        const double frequency = i == 0 && m_busy ? m_jobFrequency : m_queue[i].frequency;
        if (frequency != 0)
        {
            RequireClock(chip, frequency);
        }
    }
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
    if (m_busy)
    {
        m_cyclesLeft *=
            m_chip.FlopsPerCycleAt(m_jobFrequency) / chip.FlopsPerCycleAt(m_jobFrequency);
    }
    m_chip = chip;
    AfterChange(oldPower);
}

void
ComputeDevice::SetFrequency(double frequency)
{
    NS_LOG_FUNCTION(this << frequency);
    if (frequency != 0 && m_busy)
    {
        RequireClock(m_chip, frequency); // it is used at once
    }
    m_isConsistent = false;
    const double oldPower = BeforeChange();
    m_frequency = frequency;
    const double clock = frequency == 0 ? m_chip.HighestFrequency() : frequency;
    if (m_busy)
    {
        m_cyclesLeft *= m_chip.FlopsPerCycleAt(m_jobFrequency) / m_chip.FlopsPerCycleAt(clock);
    }
    m_jobFrequency = clock;
    AfterChange(oldPower);
}

double
ComputeDevice::GetSetFrequency() const
{
    return m_frequency;
}

double
ComputeDevice::GetFrequency() const
{
    if (m_busy)
    {
        return m_jobFrequency;
    }
    return m_frequency == 0 ? m_chip.HighestFrequency() : m_frequency;
}

void
ComputeDevice::DoInitialize()
{
    NS_LOG_FUNCTION(this);
    RequireConsistent();
    m_clock = GetFrequency();
    Object::DoInitialize();
}

void
ComputeDevice::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_end.Cancel();
    m_reportDropped.Cancel();
    m_queue.clear();
    m_dropped.clear();
    m_observers.clear();
    m_switchObservers.clear();
    m_busy = false;
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
    NS_LOG_FUNCTION(this << flops << frequency << tag);
    RequireConsistent();
    if (frequency != 0)
    {
        RequireClock(m_chip, frequency);
    }
    NS_ABORT_MSG_UNLESS(CanRun(flops, frequency),
                        "job FLOPs = " << flops
                                       << " is not allowed: it must be at least 0 and done within "
                                          "9e9 s at the clock given");
    if (!m_on || (m_maxQueue > 0 && m_busy && GetQueueLength() >= m_maxQueue))
    {
        NS_LOG_INFO("job " << tag << " not accepted: " << (m_on ? "the queue is full" : "off"));
        return 0;
    }
    const auto id = ++m_lastJob;
    m_queue.push_back({id, flops, frequency, tag, Simulator::Now(), std::move(done), urgency});
    if (!m_busy)
    {
        const double oldPower = BeforeChange();
        if (!m_busy)
        {
            StartNext();
        }
        AfterChange(oldPower);
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

double
ComputeDevice::GetJobTime(double flops, double frequency) const
{
    const double deviceClock = m_frequency == 0 ? m_chip.HighestFrequency() : m_frequency;
    const double clock = frequency == 0 ? deviceClock : frequency;
    return m_chip.Cycles(flops, clock) / clock;
}

ComputeReport
ComputeDevice::Cancel(std::uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    const double oldPower = BeforeChange();
    const auto isIt = [id](const Job& job) { return job.id == id; };
    const auto dropped = std::find_if(m_dropped.begin(), m_dropped.end(), isIt);
    if (dropped != m_dropped.end())
    {
        const auto report = MakeReport(*dropped, false);
        m_dropped.erase(dropped);
        return report;
    }
    const bool isRunning = m_busy && isIt(m_queue.front());
    const auto job =
        std::lower_bound(m_queue.begin() + (m_busy ? 1 : 0),
                         m_queue.end(),
                         id,
                         [](const Job& other, std::uint64_t wanted) { return other.id < wanted; });
    if (!isRunning && (job == m_queue.end() || job->id != id))
    {
        return {};
    }
    if (!isRunning)
    {
        const auto report = MakeReport(*job, false);
        m_queue.erase(job);
        m_queueLength = GetQueueLength();
        return report;
    }
    ComputeReport report;
    TakeRunning(report);
    StartNext();
    AfterChange(oldPower);
    return report;
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
    // Reports may submit again: that is refused now, so the queue taken here is all there is.
    std::deque<Job> jobs;
    jobs.swap(m_queue);
    std::vector<ComputeReport> reports;
    for (const auto& job : jobs)
    {
        reports.push_back(MakeReport(job, m_busy && reports.empty()));
    }
    // Without power nobody is told any more that a job was too late.
    m_reportDropped.Cancel();
    for (auto& job : m_dropped)
    {
        reports.push_back(MakeReport(job, false));
        jobs.push_back(std::move(job));
    }
    m_dropped.clear();
    m_end.Cancel();
    m_busy = false;
    m_on = false;
    m_switchingOff = true;
    AfterChange(oldPower);
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        Report(jobs[i], reports[i]);
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

std::size_t
ComputeDevice::GetQueueLength() const
{
    return m_queue.size() - (m_busy ? 1 : 0);
}

bool
ComputeDevice::IsBusy() const
{
    return m_busy;
}

double
ComputeDevice::GetPower() const
{
    if (!m_on)
    {
        return 0;
    }
    return m_busy ? m_chip.BusyPower(m_jobFrequency) : m_chip.IdlePower();
}

double
ComputeDevice::CyclesSinceUpdate() const
{
    // Rounding to ns must not take more cycles from the job than it has.
    const double elapsed = (Simulator::Now() - m_updated).GetSeconds();
    return std::min(elapsed * m_jobFrequency, m_cyclesLeft);
}

double
ComputeDevice::JobEnergySinceUpdate() const
{
    return m_busy ? CyclesSinceUpdate() * m_chip.EnergyPerCycle(m_jobFrequency) : 0;
}

double
ComputeDevice::EnergySinceUpdate() const
{
    const double elapsed = (Simulator::Now() - m_updated).GetSeconds();
    return m_busy ? JobEnergySinceUpdate() + m_chip.IdlePowerWhileBusy() * elapsed
                  : GetPower() * elapsed;
}

double
ComputeDevice::GetEnergy() const
{
    return m_energy + EnergySinceUpdate();
}

Time
ComputeDevice::GetBusyTime() const
{
    return m_busy ? m_busyTime + (Simulator::Now() - m_updated) : m_busyTime;
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
    if (m_busy)
    {
        m_jobEnergy += JobEnergySinceUpdate();
        m_cyclesLeft -= CyclesSinceUpdate();
    }
    m_updated = Simulator::Now();
    return GetPower();
}

void
ComputeDevice::AfterChange(double oldPower)
{
    if (m_busy)
    {
        m_end.Cancel();
        const double seconds = m_cyclesLeft / m_jobFrequency;
        const auto longest = Simulator::GetMaximumSimulationTime() - Simulator::Now();
        if (seconds < LONGEST_TIME && seconds < longest.GetSeconds())
        {
            // To the nearest step of ns-3's clock, whatever its resolution.
            const double steps = seconds * static_cast<double>(Seconds(1).GetTimeStep());
            m_end =
                Simulator::Schedule(TimeStep(std::llround(steps)), &ComputeDevice::EndJob, this);
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

void
ComputeDevice::StartNext()
{
    while (!m_queue.empty() && m_dropLate)
    {
        const auto next = Next();
        if (!IsTooLate(*next))
        {
            break;
        }
        NS_LOG_INFO("job " << next->tag << " is too late");
        m_dropped.push_back(std::move(*next));
        m_queue.erase(next);
    }
    if (!m_dropped.empty() && m_reportDropped.IsExpired())
    {
        m_reportDropped = Simulator::ScheduleNow(&ComputeDevice::ReportDropped, this);
    }
    if (m_queue.empty())
    {
        return;
    }
    RequireConsistent();
    if (const auto next = Next(); next != m_queue.begin())
    {
        auto first = std::move(*next);
        m_queue.erase(next);
        m_queue.push_front(std::move(first));
    }
    const auto& job = m_queue.front();
    m_jobFrequency = job.frequency == 0 ? GetFrequency() : job.frequency;
    m_busy = true;
    m_cyclesLeft = m_chip.Cycles(job.flops, m_jobFrequency);
    m_started = Simulator::Now();
    m_startFrequency = m_jobFrequency;
    m_jobEnergy = 0;
}

std::deque<ComputeDevice::Job>::iterator
ComputeDevice::Next()
{
    const auto isSooner = [this](const Job& a, const Job& b) {
        if (m_queueing == PRIORITY)
        {
            return a.urgency.priority > b.urgency.priority;
        }
        const auto& [left, right] = std::tie(a.urgency.deadline, b.urgency.deadline);
        return left && (!right || *left < *right);
    };
    return m_queueing == FIFO ? m_queue.begin()
                              : std::min_element(m_queue.begin(), m_queue.end(), isSooner);
}

bool
ComputeDevice::IsTooLate(const Job& job) const
{
    return job.urgency.deadline &&
           Simulator::Now() + Seconds(GetJobTime(job.flops, job.frequency)) >
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
        auto report = MakeReport(job, false);
        report.tooLate = true;
        Report(job, report); // which may cancel, or submit, others
    }
}

ComputeDevice::Job
ComputeDevice::TakeRunning(ComputeReport& report)
{
    m_end.Cancel();
    report = MakeReport(m_queue.front(), true);
    auto job = std::move(m_queue.front());
    m_queue.pop_front();
    m_busy = false;
    return job;
}

void
ComputeDevice::EndJob()
{
    NS_LOG_FUNCTION(this);
    const auto id = m_queue.front().id;
    const double oldPower = BeforeChange();
    if (!m_busy || m_queue.front().id != id)
    {
        return; // an observer canceled it in its last moment
    }
    // What rounding to ns left undone is put right: the job's cycles are exact.
    const double rest = m_cyclesLeft * m_chip.EnergyPerCycle(m_jobFrequency);
    m_energy += rest;
    m_jobEnergy += rest;
    ComputeReport report;
    const auto job = TakeRunning(report);
    report.completed = true;
    // The next one starts before this one's callback runs: no moment of idle power in between.
    StartNext();
    AfterChange(oldPower);
    Report(job, report);
}

ComputeReport
ComputeDevice::MakeReport(const Job& job, bool running) const
{
    ComputeReport report;
    report.tag = job.tag;
    report.submitted = job.submitted;
    report.finished = Simulator::Now();
    if (running)
    {
        report.started = m_started;
        report.frequency = m_startFrequency;
        report.energy = m_jobEnergy;
    }
    return report;
}

void
ComputeDevice::Report(const Job& job, const ComputeReport& report)
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
