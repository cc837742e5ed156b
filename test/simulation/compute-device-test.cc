/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/functor-callback.h"
#include "../support/round-chip.h"

#include "ns3/boolean.h"
#include "ns3/compute-device.h"
#include "ns3/double.h"
#include "ns3/object-factory.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

class ComputeDeviceTest : public testing::Test
{
  protected:
    ComputeDeviceTest()
        : m_device(CreateObject<ComputeDevice>())
    {
        m_device->SetChip(RoundChip());
        m_device->Initialize();
    }

    ~ComputeDeviceTest() override
    {
        Simulator::Destroy();
        m_device->Dispose();
    }

    void Keep(const ComputeReport& report)
    {
        m_reports.push_back(report);
    }

    ComputeDevice::DoneCallback Keeper()
    {
        return MakeCallback(&ComputeDeviceTest::Keep, this);
    }

    Ptr<ComputeDevice> m_device;
    std::vector<ComputeReport> m_reports;
};

TEST_F(ComputeDeviceTest, OneJobTakesWhatTheFormulasSay)
{
    // 4e9 FLOP / 10 = 4e8 cycles at 0.5 GHz: 0.8 s at 2 x 3e-27 x 1.25e26 = 0.75 W.
    Simulator::Schedule(Seconds(1), [this] { m_device->Submit(4e9, 5e8, 7, Keeper()); });
    Simulator::Schedule(Seconds(1.5), [this] {
        EXPECT_TRUE(m_device->IsBusy());
        EXPECT_EQ(m_device->GetQueueLength(), 0);
        EXPECT_DOUBLE_EQ(m_device->GetPower(), 1 + 0.75) << "idle power goes on";
        EXPECT_DOUBLE_EQ(m_device->GetEnergy(), 1.5 + 0.5 * 0.75);
        EXPECT_EQ(m_device->GetBusyTime(), Seconds(0.5));
        EXPECT_EQ(m_device->GetFrequency(), 5e8);
    });
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    const auto& report = m_reports[0];
    EXPECT_TRUE(report.completed);
    EXPECT_EQ(report.tag, 7);
    EXPECT_EQ(report.submitted, Seconds(1));
    EXPECT_EQ(report.started, Seconds(1));
    EXPECT_EQ(report.finished, Seconds(1.8));
    EXPECT_EQ(report.frequency, 5e8);
    EXPECT_DOUBLE_EQ(report.energy, 0.6);
    // Idle power, 1 W, all the time: it is no job's.
    EXPECT_DOUBLE_EQ(m_device->GetEnergy(), 3 + 0.6);
    EXPECT_EQ(m_device->GetBusyTime(), Seconds(0.8));
    EXPECT_EQ(m_device->GetFrequency(), 1e9) << "a job's clock is the job's alone";
}

TEST_F(ComputeDeviceTest, RunsInOrderEachAtItsOwnClock)
{
    m_device->SetFrequency(2e8);
    m_device->Submit(1e9, 1e9, 1, Keeper()); // 0.1 s
    m_device->Submit(1e9, 0, 2, Keeper());   // 0.5 s at the device's clock
    m_device->Submit(1e9, 5e8, 3, Keeper()); // 0.2 s
    EXPECT_EQ(m_device->GetQueueLength(), 2);
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 3);
    EXPECT_EQ(m_reports[0].finished, Seconds(0.1));
    EXPECT_EQ(m_reports[1].started, Seconds(0.1));
    EXPECT_EQ(m_reports[1].finished, Seconds(0.6));
    EXPECT_EQ(m_reports[1].frequency, 2e8);
    EXPECT_EQ(m_reports[2].finished, Seconds(0.8));
    for (std::uint64_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(m_reports[i].tag, i + 1);
        EXPECT_EQ(m_reports[i].submitted, Seconds(0));
    }
}

TEST_F(ComputeDeviceTest, TheClockChangesInTheMiddleOfAJob)
{
    // 1e9 cycles: half at 1 GHz (0.5 s, 6 W), then 0.25 GHz (2 s, 0.09375 W).
    m_device->Submit(1e10, 0, 0, Keeper());
    Simulator::Schedule(Seconds(0.5), &ComputeDevice::SetFrequency, m_device, 2.5e8);
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_EQ(m_reports[0].finished, Seconds(2.5));
    EXPECT_EQ(m_reports[0].frequency, 1e9);
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 0.5 * 6 + 2 * 0.09375);
    EXPECT_EQ(m_device->GetFrequency(), 2.5e8);
}

TEST_F(ComputeDeviceTest, TheChipChangesInTheMiddleOfAJob)
{
    // Half of 1e10 FLOP at 10 FLOP/cycle, the rest at 40: 0.5 s and 0.125 s, at half the power.
    m_device->Submit(1e10, 0, 0, Keeper());
    Simulator::Schedule(Seconds(0.5), [this] {
        m_device->SetAttribute("FlopsPerCycle", DoubleValue(40));
        m_device->SetAttribute("Pue", DoubleValue(1));
    });
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_EQ(m_reports[0].finished, Seconds(0.625));
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 0.5 * 6 + 0.125 * 3);
    EXPECT_DOUBLE_EQ(m_device->GetEnergy(), m_reports[0].energy + 0.5 * 1 + 0.5 * 0.5);
}

TEST_F(ComputeDeviceTest, EnergyDoesNotDriftOverManyClockChanges)
{
    // A long account next to small jobs, and clocks that give fractions of ns everywhere.
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    constexpr int JOBS = 20000;
    double integral = 0; // power over time, from the trace source alone
    Time last;
    m_device->TraceConnectWithoutContext("Power",
                                         CallbackOf<double, double>([&](double power, double) {
                                             integral +=
                                                 power * (Simulator::Now() - last).GetSeconds();
                                             last = Simulator::Now();
                                         }));
    Time at = Seconds(1e6);
    for (int i = 0; i < JOBS; ++i)
    {
        const double flops = random->GetValue(1e6, 1e9);
        Simulator::Schedule(at, [&, flops] {
            m_device->Submit(flops, random->GetValue(1e8, 1e9), 0, Keeper());
        });
        for (int change = 0; change < 5; ++change)
        {
            Simulator::Schedule(at + Seconds(random->GetValue(0, 0.5)),
                                [&] { m_device->SetFrequency(random->GetValue(1e8, 1e9)); });
        }
        at += Seconds(random->GetValue(0.01, 2));
    }
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), JOBS);
    double jobs = 0;
    for (const auto& report : m_reports)
    {
        jobs += report.energy;
    }
    const double on = Simulator::Now().GetSeconds();
    integral += m_device->GetPower() * (Simulator::Now() - last).GetSeconds();
    EXPECT_NEAR(m_device->GetEnergy(), jobs + 1.0 * on, 1e-9 * m_device->GetEnergy());
    EXPECT_NEAR(m_device->GetEnergy(), integral, 1e-9 * integral);
}

TEST_F(ComputeDeviceTest, AJobsEnergyIsTheFormulaWhateverWasDrawnBefore)
{
    // 1e8 s idle give 1e8 J; a job of 1e-3 J after it must not be a difference of such numbers.
    Simulator::Schedule(Seconds(1e8), [this] { m_device->Submit(1e6 / 3, 1e9 / 3, 0, Keeper()); });
    Simulator::Schedule(Seconds(1e8) + MicroSeconds(50),
                        &ComputeDevice::SetFrequency,
                        m_device,
                        1e9 / 7);
    Simulator::Run();
    const double early = 50e-6 * 1e9 / 3;
    const double late = 1e6 / 30 - early;
    const double expected = 6e-27 * (early * 1e18 / 9 + late * 1e18 / 49);
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_NEAR(m_reports[0].energy, expected, 1e-12 * expected);
}

TEST_F(ComputeDeviceTest, WorkOfNothingIsDoneAtOnce)
{
    m_device->Submit(0, 0, 1, Keeper());
    EXPECT_TRUE(m_reports.empty()) << "the report comes in an event of its own";
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_EQ(m_reports[0].finished, Seconds(0));
    EXPECT_EQ(m_reports[0].energy, 0);
    EXPECT_TRUE(m_reports[0].completed);
}

TEST_F(ComputeDeviceTest, CancelTellsHowFarAJobCame)
{
    const auto running = m_device->Submit(1e10, 0, 1, Keeper());
    const auto waiting = m_device->Submit(1e10, 0, 2, Keeper());
    m_device->Submit(1e9, 0, 3, Keeper());
    Simulator::Schedule(Seconds(0.25), [this, running, waiting] {
        const auto unstarted = m_device->Cancel(waiting);
        EXPECT_EQ(unstarted.tag, 2);
        EXPECT_FALSE(unstarted.started);
        EXPECT_EQ(unstarted.energy, 0);
        const auto cut = m_device->Cancel(running);
        EXPECT_EQ(cut.started, Seconds(0));
        EXPECT_DOUBLE_EQ(cut.energy, 1.5);
        EXPECT_FALSE(cut.completed);
        EXPECT_TRUE(m_device->IsBusy()) << "the next one has started";
        EXPECT_EQ(m_device->Cancel(running).energy, 0) << "it is gone";
        EXPECT_EQ(m_device->Cancel(999).energy, 0);
    });
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1) << "no report for canceled jobs";
    EXPECT_EQ(m_reports[0].tag, 3);
    EXPECT_EQ(m_reports[0].finished, Seconds(0.35));
    EXPECT_DOUBLE_EQ(m_device->GetEnergy(), 0.35 * 6 + Simulator::Now().GetSeconds());
}

TEST_F(ComputeDeviceTest, AFullQueueAcceptsNothing)
{
    m_device->SetAttribute("MaxQueue", UintegerValue(2));
    EXPECT_NE(m_device->Submit(1e9, 0, 1, Keeper()), 0);
    EXPECT_NE(m_device->Submit(1e9, 0, 2, Keeper()), 0);
    EXPECT_NE(m_device->Submit(1e9, 0, 3, Keeper()), 0);
    EXPECT_EQ(m_device->Submit(1e9, 0, 4, Keeper()), 0);
    Simulator::Schedule(Seconds(0.15),
                        [this] { EXPECT_NE(m_device->Submit(1e9, 0, 5, Keeper()), 0); });
    Simulator::Run();
    EXPECT_EQ(m_reports.size(), 4);
}

TEST_F(ComputeDeviceTest, OffEndsAllJobsAndDrawsNothing)
{
    std::vector<bool> switched;
    m_device->AddSwitchObserver(CallbackOf<bool>([&](bool on) {
        EXPECT_EQ(m_reports.size(), 2) << "jobs are reported first";
        switched.push_back(on);
    }));
    m_device->Submit(1e10, 0, 1, Keeper());
    m_device->Submit(1e10, 0, 2, Keeper());
    Simulator::Schedule(Seconds(0.5), &ComputeDevice::PowerOff, m_device);
    Simulator::Schedule(Seconds(0.6), [this] {
        m_device->PowerOff();
        EXPECT_EQ(m_device->Submit(1, 0, 3, Keeper()), 0);
        EXPECT_EQ(m_device->GetPower(), 0);
        EXPECT_FALSE(m_device->IsOn());
    });
    Simulator::Schedule(Seconds(2), &ComputeDevice::PowerOn, m_device);
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 2);
    EXPECT_FALSE(m_reports[0].completed);
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 3);
    EXPECT_EQ(m_reports[0].started, Seconds(0));
    EXPECT_FALSE(m_reports[1].completed);
    EXPECT_FALSE(m_reports[1].started);
    EXPECT_EQ(m_reports[1].energy, 0);
    EXPECT_DOUBLE_EQ(m_device->GetEnergy(), 3 + 0.5 + 1) << "idle power to 0.5 s and from 2 to 3 s";
    EXPECT_EQ(switched, (std::vector<bool>{false, true}));
}

TEST_F(ComputeDeviceTest, CallbacksMaySubmitCancelAndSwitch)
{
    // The first job's callback submits one, cancels the one that runs by then and turns the clock.
    std::uint64_t second = 0;
    m_device->Submit(1e9, 0, 1, CallbackOf<const ComputeReport&>([&](const ComputeReport& report) {
                         Keep(report);
                         m_device->Submit(1e9, 0, 4, Keeper());
                         EXPECT_EQ(m_device->Cancel(second).tag, 2);
                         m_device->SetFrequency(5e8);
                     }));
    second = m_device->Submit(1e9, 0, 2, Keeper());
    m_device->Submit(1e9, 0, 3, CallbackOf<const ComputeReport&>([&](const ComputeReport& report) {
                         Keep(report);
                         m_device->PowerOff();
                     }));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 3);
    EXPECT_EQ(m_reports[0].tag, 1);
    EXPECT_EQ(m_reports[0].finished, Seconds(0.1));
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 0.6);
    EXPECT_EQ(m_reports[1].tag, 3);
    EXPECT_EQ(m_reports[1].finished, Seconds(0.3));
    EXPECT_DOUBLE_EQ(m_reports[1].energy, 0.15);
    EXPECT_EQ(m_reports[2].tag, 4);
    EXPECT_FALSE(m_reports[2].completed);
    EXPECT_EQ(m_reports[2].finished, Seconds(0.3));
}

TEST_F(ComputeDeviceTest, ReportsOfSwitchingOffMaySwitchOn)
{
    std::vector<bool> switched;
    m_device->AddSwitchObserver(CallbackOf<bool>([&](bool on) { switched.push_back(on); }));
    m_device->Submit(1e9, 0, 1, CallbackOf<const ComputeReport&>([&](const ComputeReport&) {
                         m_device->PowerOn();
                         EXPECT_EQ(m_device->Submit(1, 0, 9, Keeper()), 0);
                     }));
    m_device->Submit(1e9, 0, 2, Keeper());
    Simulator::Schedule(Seconds(0.05), &ComputeDevice::PowerOff, m_device);
    Simulator::Run();
    EXPECT_TRUE(m_device->IsOn());
    EXPECT_EQ(switched, (std::vector<bool>{false, true}));
    EXPECT_EQ(m_reports.size(), 1);
}

TEST_F(ComputeDeviceTest, PowerSinksMayChangeEverything)
{
    // A sink that submits at each fall to idle and changes the clock at each rise.
    int submitted = 0;
    m_device->TraceConnectWithoutContext(
        "Power",
        CallbackOf<double, double>([&](double oldPower, double newPower) {
            EXPECT_NE(oldPower, newPower);
            if (newPower == 1 && submitted < 3)
            {
                m_device->Submit(1e9, 0, ++submitted, Keeper());
            }
            else if (newPower > 5)
            {
                m_device->SetFrequency(5e8);
            }
        }));
    m_device->Submit(1e9, 1e9, 0, Keeper());
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 4);
    for (std::uint64_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(m_reports[i].tag, i);
        EXPECT_EQ(m_reports[i].finished, Seconds(0.2 * (i + 1)));
        EXPECT_DOUBLE_EQ(m_reports[i].energy, 0.15);
    }
}

TEST_F(ComputeDeviceTest, BackToBackJobsDoNotTouchIdlePower)
{
    int changes = 0;
    m_device->TraceConnectWithoutContext("Power", CallbackOf<double, double>([&](double, double) {
                                             ++changes;
                                         }));
    for (int i = 0; i < 10; ++i)
    {
        m_device->Submit(1e9, 0, i, Keeper());
    }
    Simulator::Run();
    EXPECT_EQ(changes, 2);
}

TEST_F(ComputeDeviceTest, ObserversMayCancelTheJobThatEnds)
{
    std::uint64_t job = 0;
    bool canceled = false;
    m_device->AddPowerObserver(CallbackOf<>([&] {
        if (job != 0 && !canceled && Simulator::Now() == Seconds(0.1))
        {
            canceled = true;
            EXPECT_DOUBLE_EQ(m_device->Cancel(job).energy, 0.6);
        }
    }));
    job = m_device->Submit(1e9, 0, 1, Keeper());
    Simulator::Run();
    EXPECT_TRUE(canceled);
    EXPECT_TRUE(m_reports.empty());
    EXPECT_FALSE(m_device->IsBusy());
}

TEST_F(ComputeDeviceTest, AJobThatNeverEndsCanBeSavedByTheClock)
{
    m_device->SetAttribute("MaxFrequency", DoubleValue(1e9));
    m_device->Submit(1e12, 1e9, 1, Keeper());
    Simulator::Schedule(Seconds(1), &ComputeDevice::SetFrequency, m_device, 1e-9);
    Simulator::Schedule(Seconds(2), &ComputeDevice::SetFrequency, m_device, 1e9);
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_NEAR(m_reports[0].finished.GetSeconds(), 101, 1e-8);
}

TEST_F(ComputeDeviceTest, RefusesWhatHasNoMeaning)
{
    const double nan = std::nan("");
    const double infinity = std::numeric_limits<double>::infinity();
    for (double flops : {-1.0, nan, infinity, -infinity})
    {
        EXPECT_FALSE(m_device->CanRun(flops, 0)) << flops;
        EXPECT_DEATH(m_device->Submit(flops, 0, 0, Keeper()), "job FLOPs = ") << flops;
    }
    for (double frequency : {-1.0, 1.1e9, nan, infinity})
    {
        EXPECT_FALSE(m_device->CanRun(1, frequency)) << frequency;
        EXPECT_DEATH(m_device->Submit(1, frequency, 0, Keeper()), "Frequency = ") << frequency;
        EXPECT_DEATH(
            {
                m_device->SetFrequency(frequency);
                m_device->Submit(1, 0, 0, Keeper());
            },
            "Frequency = ")
            << frequency;
    }
    EXPECT_DEATH(m_device->Submit(1e29, 0, 0, Keeper()), "done within 9e9 s");
    EXPECT_DEATH(m_device->Submit(1e9, 1e-20, 0, Keeper()), "done within 9e9 s");
    auto chip = RoundChip();
    chip.pue = -1;
    EXPECT_DEATH(m_device->SetChip(chip), "ComputeDevice Pue = -1");
    EXPECT_FALSE(m_device->IsBusy());
    EXPECT_EQ(m_device->GetChip().pue, 2) << "nothing half-changed";
}

TEST_F(ComputeDeviceTest, AChipThatJobsDoNotFitIsRefused)
{
    m_device->Submit(1e10, 1e9, 1, Keeper());
    m_device->Submit(1e10, 8e8, 2, Keeper());
    auto slower = RoundChip();
    slower.maxFrequency = 9e8;
    EXPECT_DEATH(m_device->SetChip(slower), "at most MaxFrequency");
    slower.maxFrequency = 1e9;
    slower.operatingPoints = {5e8, 1e9};
    EXPECT_DEATH(m_device->SetChip(slower), "one of OperatingPoints");
    slower.operatingPoints = {8e8, 1e9};
    m_device->SetChip(slower);
    Simulator::Run();
    EXPECT_EQ(m_reports.size(), 2);
}

TEST_F(ComputeDeviceTest, AttributesComeInAnyOrder)
{
    ObjectFactory factory("ns3::coinference::ComputeDevice");
    factory.Set("Frequency", DoubleValue(3e9));
    factory.Set("OperatingPoints", StringValue("1e9, 3e9"));
    factory.Set("MaxFrequency", DoubleValue(4e9));
    auto device = factory.Create<ComputeDevice>();
    device->Initialize();
    EXPECT_EQ(device->GetFrequency(), 3e9);
    StringValue points;
    device->GetAttribute("OperatingPoints", points);
    EXPECT_EQ(points.Get(), "1e+09,3e+09");
    DoubleValue frequency;
    device->GetAttribute("Frequency", frequency);
    EXPECT_EQ(frequency.Get(), 3e9);
    device->SetFrequency(0);
    EXPECT_EQ(device->GetFrequency(), 3e9) << "the highest point, not MaxFrequency";
    device->GetAttribute("Frequency", frequency);
    EXPECT_EQ(frequency.Get(), 0) << "what was set, so that ConfigStore sets the same";
    device->Dispose();

    factory.Set("OperatingPoints", StringValue("1e9,5e9"));
    device = factory.Create<ComputeDevice>();
    EXPECT_DEATH(device->Submit(1, 0, 0, Keeper()), "Frequencies = 5e\\+09");
    EXPECT_DEATH(device->Initialize(), "Frequencies = 5e\\+09");
    for (const char* text :
         {"1e9,fast", "1e9,,2e9", "1e9,", "-1", "1e9:5,2e9", "1e9:5:3:2", "1e999"})
    {
        device = CreateObject<ComputeDevice>();
        EXPECT_DEATH(
            {
                device->SetAttribute("OperatingPoints", StringValue(text));
                device->Initialize();
            },
            "ComputeDevice (OperatingPoints|Frequencies)")
            << text;
    }
}

TEST_F(ComputeDeviceTest, StaticPowerIsDrawnWhileBusyAndIsTheJobs)
{
    m_device->SetAttribute("StaticPower", DoubleValue(4)); // times PUE 2
    Simulator::Schedule(Seconds(1), [this] { m_device->Submit(4e9, 5e8, 7, Keeper()); });
    Simulator::Stop(Seconds(3));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 0.8 * (8 + 0.75));
    EXPECT_DOUBLE_EQ(m_device->GetEnergy(), 3 + 0.8 * (8 + 0.75));
}

TEST_F(ComputeDeviceTest, OperatingPointsTellPowerAndThroughput)
{
    // Given in any order; powers hold the idle power of 0.5 W.
    m_device->SetAttribute("OperatingPoints", StringValue("1e9:7:20, 5e8:3:10"));
    m_device->Submit(1e10, 5e8, 1, Keeper()); // 1e9 cycles, 2 s, 2 x 3 W
    m_device->Submit(1e10, 1e9, 2, Keeper()); // 5e8 cycles, 0.5 s, 2 x 7 W
    Simulator::Stop(Seconds(4));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 2);
    EXPECT_EQ(m_reports[0].finished, Seconds(2));
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 12);
    EXPECT_EQ(m_reports[1].finished, Seconds(2.5));
    EXPECT_DOUBLE_EQ(m_reports[1].energy, 7);
    EXPECT_DOUBLE_EQ(m_device->GetEnergy(), 19 + 1.5) << "idle from 2.5 to 4 s only";
    StringValue points;
    m_device->GetAttribute("OperatingPoints", points);
    EXPECT_EQ(points.Get(), "5e+08:3:10,1e+09:7:20");
}

TEST_F(ComputeDeviceTest, ThroughputFollowsTheClockInTheMiddleOfAJob)
{
    m_device->SetAttribute("OperatingPoints", StringValue("5e8:3:10,1e9:7:20"));
    m_device->SetFrequency(5e8);
    m_device->Submit(1e10, 0, 1, Keeper());
    Simulator::Schedule(Seconds(1), &ComputeDevice::SetFrequency, m_device, 1e9);
    Simulator::Stop(Seconds(4));
    Simulator::Run();
    ASSERT_EQ(m_reports.size(), 1);
    EXPECT_EQ(m_reports[0].finished, Seconds(1.25)); // 5e9 FLOP left at 2e10 FLOP/s
    EXPECT_DOUBLE_EQ(m_reports[0].energy, 1 * 6 + 0.25 * 14);
}

TEST_F(ComputeDeviceTest, BusyBelowIdleIsRefused)
{
    m_device->SetAttribute("IdlePower", DoubleValue(5));
    m_device->SetAttribute("OperatingPoints", StringValue("5e8:4,1e9:9"));
    const auto use = [this]() { m_device->Submit(1, 0, 0, Keeper()); };
    EXPECT_DEATH(use(), "at least ComputeDevice IdlePower = 5");
    m_device->SetAttribute("OperatingPoints", StringValue("5e8:5,1e9:9"));
    use();
    m_device->SetAttribute("IdlePower", DoubleValue(5.1));
    EXPECT_DEATH(use(), "at least ComputeDevice IdlePower = 5.1");
    m_device->SetAttribute("IdlePower", DoubleValue(5));
    m_device->SetAttribute("StaticPower", DoubleValue(1));
    EXPECT_DEATH(use(), "ComputeDevice StaticPower = 1");
}

TEST_F(ComputeDeviceTest, TracesItsClockAndItsQueue)
{
    std::vector<double> clocks;
    std::vector<std::uint32_t> lengths;
    m_device->TraceConnectWithoutContext(
        "Clock",
        CallbackOf<double, double>([&](double, double clock) { clocks.push_back(clock); }));
    m_device->TraceConnectWithoutContext(
        "QueueLength",
        CallbackOf<std::uint32_t, std::uint32_t>([&](std::uint32_t, std::uint32_t length) {
            EXPECT_EQ(length, m_device->GetQueueLength());
            lengths.push_back(length);
        }));
    m_device->Submit(1e9, 5e8, 1, Keeper()); // till 0.2 s
    m_device->Submit(1e9, 8e8, 2, Keeper()); // till 0.325 s, but for the change of clock
    const auto third = m_device->Submit(1e9, 0, 3, Keeper());
    m_device->Cancel(third);
    Simulator::Schedule(Seconds(0.25), &ComputeDevice::SetFrequency, m_device, 6e8);
    Simulator::Schedule(Seconds(1), &ComputeDevice::PowerOff, m_device);
    Simulator::Run();
    EXPECT_EQ(clocks, (std::vector<double>{5e8, 8e8, 6e8, 0}));
    EXPECT_EQ(lengths, (std::vector<std::uint32_t>{1, 2, 1, 0}));
}

TEST_F(ComputeDeviceTest, ADeviceMadeInTheRunStartsItsAccountThen)
{
    Simulator::Schedule(Seconds(5), [] {
        auto late = CreateObjectWithAttributes<ComputeDevice>("IdlePower", DoubleValue(2));
        EXPECT_EQ(late->GetEnergy(), 0);
        Simulator::Schedule(Seconds(1), [late] { EXPECT_DOUBLE_EQ(late->GetEnergy(), 2); });
    });
    Simulator::Run();
}

} // namespace
