/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compute-device.h"

#include "checked-field.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceComputeDevice");

NS_OBJECT_ENSURE_REGISTERED(ComputeDevice);

namespace
{

/// Jobs above this are refused [s]: ns-3's time ends at 292 years.
constexpr double LONGEST_JOB = 9e9;

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
            .AddAttribute("Pue",
                          "Power usage effectiveness eta: multiplies busy and idle power",
                          DoubleValue(defaults.pue),
                          MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::pue>,
                                             &ComputeDevice::GetChipField<&ComputeChip::pue>),
                          MakeDoubleChecker<double>(SMALLEST_QUANTITY, LARGEST_QUANTITY))
            .AddAttribute("IdlePower",
                          "Power of the chip while no job runs, before PUE [W]",
                          DoubleValue(defaults.idlePower),
                          MakeDoubleAccessor(&ComputeDevice::SetChipField<&ComputeChip::idlePower>,
                                             &ComputeDevice::GetChipField<&ComputeChip::idlePower>),
                          MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("OperatingPoints",
                          "Clocks the chip can run at [Hz], ascending, separated by commas; empty "
                          "for any clock up to MaxFrequency",
                          StringValue(""),
                          MakeStringAccessor(&ComputeDevice::SetOperatingPoints,
                                             &ComputeDevice::GetOperatingPoints),
                          MakeStringChecker())
            .AddAttribute(
                "Frequency",
                "The clock [Hz], settable at any time; 0 for the chip's highest",
                DoubleValue(0),
                MakeDoubleAccessor(&ComputeDevice::SetFrequency, &ComputeDevice::GetFrequency),
                MakeDoubleChecker<double>(0, LARGEST_QUANTITY))
            .AddAttribute("MaxQueue",
                          "Jobs that may wait behind the running one; 0 for no limit",
                          UintegerValue(0),
                          MakeUintegerAccessor(&ComputeDevice::m_maxQueue),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Power",
                            "The power changed: old and new [W]",
                            MakeTraceSourceAccessor(&ComputeDevice::m_powerTrace),
                            "ns3::coinference::ComputeDevice::PowerTracedCallback")
            .AddTraceSource("JobEnded",
                            "A job ended, completed or not",
                            MakeTraceSourceAccessor(&ComputeDevice::m_jobEndedTrace),
                            "ns3::coinference::ComputeDevice::JobTracedCallback");
    return tid;
}

void
ComputeDevice::SetOperatingPoints(std::string text)
{
    std::vector<double> points;
    std::istringstream list(text);
    for (std::string item; std::getline(list, item, ',');)
    {
        std::istringstream number(item);
        double point = 0;
        if (!(number >> point) || !(number >> std::ws).eof())
        {
            RejectField("OperatingPoints", text, "numbers separated by commas");
        }
        points.push_back(point);
    }
    m_chip.operatingPoints = std::move(points);
}

std::string
ComputeDevice::GetOperatingPoints() const
{
    std::string text;
    for (double point : m_chip.operatingPoints)
    {
        text += (text.empty() ? "" : ",") + NumberToText(point);
    }
    return text;
}

void
ComputeDevice::SetChip(const ComputeChip& chip)
{
    chip.Validate("ComputeDevice ");
    const double oldPower = GetPower();
    BeforeChange();
    m_chip = chip;
    if (m_frequency != 0 && !m_chip.CanRunAt(m_frequency))
    {
        m_frequency = 0;
    }
    AfterChange(oldPower);
}

const ComputeChip&
ComputeDevice::GetChip() const
{
    return m_chip;
}

double
ComputeDevice::Highest() const
{
    return m_chip.operatingPoints.empty() ? m_chip.maxFrequency : m_chip.operatingPoints.back();
}

void
ComputeDevice::RequireClock(double frequency) const
{
    if (!m_chip.CanRunAt(frequency))
    {
        RejectField("ComputeDevice Frequency",
                    NumberToText(frequency),
                    m_chip.operatingPoints.empty()
                        ? "above 0 and at most MaxFrequency = " + NumberToText(Highest())
                        : "one of OperatingPoints = " + GetOperatingPoints());
    }
}

void
ComputeDevice::SetFrequency(double frequency)
{
    NS_LOG_FUNCTION(this << frequency);
    // Before initialization attributes may come in any order; DoInitialize() checks then.
    if (frequency != 0 && IsInitialized())
    {
        RequireClock(frequency);
    }
    const double oldPower = GetPower();
    BeforeChange();
    m_frequency = frequency;
    AfterChange(oldPower);
}

double
ComputeDevice::GetFrequency() const
{
    return m_frequency == 0 ? Highest() : m_frequency;
}

void
ComputeDevice::DoInitialize()
{
    m_chip.Validate("ComputeDevice ");
    if (m_frequency != 0)
    {
        RequireClock(m_frequency);
    }
    Object::DoInitialize();
}

void
ComputeDevice::DoDispose()
{
    m_end.Cancel();
    m_queue.clear();
    m_observers.clear();
    m_switchObservers.clear();
    m_busy = false;
    Object::DoDispose();
}

std::uint64_t
ComputeDevice::Submit(double flops, double frequency, std::uint64_t tag, DoneCallback done)
{
    NS_LOG_FUNCTION(this << flops << frequency << tag);
    RequireNonNegative("", "job FLOPs", flops);
    if (frequency != 0)
    {
        RequireClock(frequency);
    }
    const double clock = frequency == 0 ? GetFrequency() : frequency;
    if (m_chip.Cycles(flops) / clock > LONGEST_JOB)
    {
        RejectField("job FLOPs", NumberToText(flops), "done within 9e9 s at the clock given");
    }
    if (!m_on || (m_maxQueue > 0 && GetQueueLength() >= m_maxQueue && m_busy))
    {
        return 0;
    }
    const auto id = ++m_lastJob;
    m_queue.push_back({id, flops, frequency, tag, Simulator::Now(), done});
    if (!m_busy)
    {
        StartNext();
    }
    return id;
}

double
ComputeDevice::Cancel(std::uint64_t id)
{
    NS_LOG_FUNCTION(this << id);
    const auto job = std::find_if(m_queue.begin(), m_queue.end(), [id](const Job& other) {
        return other.id == id;
    });
    if (job == m_queue.end())
    {
        return 0;
    }
    if (!m_busy || job != m_queue.begin())
    {
        m_queue.erase(job);
        return 0;
    }
    const double oldPower = GetPower();
    BeforeChange();
    const double spent = m_jobEnergy;
    m_end.Cancel();
    m_queue.pop_front();
    m_busy = false;
    AfterChange(oldPower);
    StartNext();
    return spent;
}

void
ComputeDevice::PowerOff()
{
    NS_LOG_FUNCTION(this);
    if (!m_on)
    {
        return;
    }
    const double oldPower = GetPower();
    BeforeChange();
    m_end.Cancel();
    const bool wasBusy = m_busy;
    m_on = false;
    m_busy = false;
    AfterChange(oldPower);

    // Reports may submit again: that is refused now, so the queue taken here is all there is.
    std::deque<Job> jobs;
    jobs.swap(m_queue);
    for (std::size_t i = 0; i < jobs.size(); ++i)
    {
        if (i > 0 || !wasBusy)
        {
            m_started = NanoSeconds(-1);
            m_startFrequency = 0;
            m_jobEnergy = 0;
        }
        Report(jobs[i], false);
    }
    for (auto& observer : m_switchObservers)
    {
        observer(false);
    }
}

void
ComputeDevice::PowerOn()
{
    NS_LOG_FUNCTION(this);
    if (m_on)
    {
        return;
    }
    const double oldPower = GetPower();
    BeforeChange();
    m_on = true;
    AfterChange(oldPower);
    for (auto& observer : m_switchObservers)
    {
        observer(true);
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
    return m_busy ? m_chip.BusyPower(GetFrequency()) : m_chip.IdlePower();
}

double
ComputeDevice::CyclesSinceUpdate() const
{
    // Rounding to ns must not take more cycles from the job than it has.
    const double elapsed = (Simulator::Now() - m_updated).GetSeconds();
    return std::min(elapsed * GetFrequency(), m_cyclesLeft);
}

double
ComputeDevice::GetEnergy() const
{
    if (m_busy)
    {
        return m_energy + CyclesSinceUpdate() * m_chip.EnergyPerCycle(GetFrequency());
    }
    return m_energy + GetPower() * (Simulator::Now() - m_updated).GetSeconds();
}

Time
ComputeDevice::GetBusyTime() const
{
    return m_busy ? m_busyTime + (Simulator::Now() - m_updated) : m_busyTime;
}

void
ComputeDevice::AddPowerObserver(Callback<void> observer)
{
    m_observers.push_back(observer);
}

void
ComputeDevice::AddSwitchObserver(Callback<void, bool> observer)
{
    m_switchObservers.push_back(observer);
}

void
ComputeDevice::BeforeChange()
{
    for (auto& observer : m_observers)
    {
        observer();
    }
    const double energy = GetEnergy();
    if (m_busy)
    {
        m_jobEnergy += energy - m_energy;
        m_cyclesLeft -= CyclesSinceUpdate();
    }
    m_busyTime = GetBusyTime();
    m_energy = energy;
    m_updated = Simulator::Now();
}

void
ComputeDevice::AfterChange(double oldPower)
{
    if (m_busy)
    {
        ScheduleEnd();
    }
    const double power = GetPower();
    if (power != oldPower)
    {
        m_powerTrace(oldPower, power);
    }
}

void
ComputeDevice::StartNext()
{
    if (m_queue.empty() || !m_on)
    {
        return;
    }
    const double oldPower = GetPower();
    BeforeChange();
    const auto& job = m_queue.front();
    if (job.frequency != 0)
    {
        m_frequency = job.frequency;
    }
    m_busy = true;
    m_cyclesLeft = m_chip.Cycles(job.flops);
    m_started = Simulator::Now();
    m_startFrequency = GetFrequency();
    m_jobEnergy = 0;
    AfterChange(oldPower);
}

void
ComputeDevice::ScheduleEnd()
{
    m_end.Cancel();
    const double seconds = m_cyclesLeft / GetFrequency();
    if (seconds > LONGEST_JOB)
    {
        return; // beyond the end of ns-3's time, unless the clock rises again
    }
    m_end =
        Simulator::Schedule(NanoSeconds(std::llround(seconds * 1e9)), &ComputeDevice::EndJob, this);
}

void
ComputeDevice::EndJob()
{
    NS_LOG_FUNCTION(this);
    const double oldPower = GetPower();
    BeforeChange();
    // What rounding to ns left undone (or did twice) is put right: the job's cycles are exact.
    const double rest = m_cyclesLeft * m_chip.EnergyPerCycle(GetFrequency());
    m_energy += rest;
    m_jobEnergy += rest;
    m_cyclesLeft = 0;
    const Job job = m_queue.front();
    m_queue.pop_front();
    m_busy = false;
    AfterChange(oldPower);
    Report(job, true);
    if (!m_busy)
    {
        StartNext();
    }
}

void
ComputeDevice::Report(const Job& job, bool completed)
{
    ComputeReport report;
    report.tag = job.tag;
    report.submitted = job.submitted;
    report.started = m_started;
    report.finished = Simulator::Now();
    report.frequency = m_startFrequency;
    report.energy = m_jobEnergy;
    report.completed = completed;
    m_jobEndedTrace(report);
    if (!job.done.IsNull())
    {
        job.done(report);
    }
}

} // namespace coinference
} // namespace ns3
