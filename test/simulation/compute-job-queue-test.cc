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
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Jobs on a device of their own: work [s] at the highest clock, deadline and priority.
struct Wish
{
    double arrival;
    double work;
    double deadline;
    std::uint8_t priority;
};

/// When each job ended; a negative time if it was dropped.
std::vector<double>
EndsOf(const std::vector<Wish>& wishes, const std::string& queueing, bool dropLate = false)
{
    auto device = CreateObject<ComputeDevice>();
    device->SetChip(RoundChip());
    device->SetAttribute("Queueing", StringValue(queueing));
    device->SetAttribute("DropLate", BooleanValue(dropLate));
    device->Initialize();
    std::vector<double> ends(wishes.size(), -2);
    const auto keep = CallbackOf<const ComputeReport&>([&ends](const ComputeReport& report) {
        EXPECT_NE(report.completed, report.tooLate);
        EXPECT_EQ(report.started.has_value(), report.completed);
        ends[report.tag] = report.completed ? report.finished.GetSeconds() : -1;
    });
    for (std::size_t i = 0; i < wishes.size(); ++i)
    {
        Simulator::Schedule(Seconds(wishes[i].arrival), [&wishes, &device, keep, i] {
            JobUrgency urgency;
            urgency.deadline = Seconds(wishes[i].deadline);
            urgency.priority = wishes[i].priority;
            device->Submit(wishes[i].work * 1e10, 1e9, i, keep, urgency);
        });
    }
    Simulator::Run();
    Simulator::Destroy();
    device->Dispose();
    return ends;
}

} // namespace

TEST(ComputeQueue, ThreeRequestsByHand)
{
    // The first runs when the others come; each takes 1 s.
    const std::vector<Wish> wishes{{0, 1, 9, 0}, {0.1, 1, 5, 1}, {0.2, 1, 3, 7}, {0.3, 1, 2.2, 3}};
    EXPECT_EQ(EndsOf(wishes, "Fifo"), (std::vector<double>{1, 2, 3, 4}));
    EXPECT_EQ(EndsOf(wishes, "Edf"), (std::vector<double>{1, 4, 3, 2}));
    EXPECT_EQ(EndsOf(wishes, "Priority"), (std::vector<double>{1, 4, 2, 3}));
    EXPECT_EQ(EndsOf(wishes, "Fifo", true), (std::vector<double>{1, 2, 3, -1}));
    EXPECT_EQ(EndsOf(wishes, "Priority", true), (std::vector<double>{1, 3, 2, -1}));
}

TEST(ComputeQueue, EarliestDeadlineMeetsAllWhereAnyOrderDoes)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(3);
    int possible = 0;
    int others = 0;
    for (int set = 0; set < 300; ++set)
    {
        std::vector<Wish> wishes;
        for (int i = 0; i < 6; ++i)
        {
            wishes.push_back({0, random->GetValue(0.1, 1), random->GetValue(0.5, 4.5), 0});
        }
        std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
        bool any = false;
        do
        {
            double at = 0;
            bool all = true;
            for (const auto i : order)
            {
                at += wishes[i].work;
                all = all && at <= wishes[i].deadline;
            }
            any = any || all;
        } while (!any && std::next_permutation(order.begin(), order.end()));
        const auto isKept = [&wishes](const std::vector<double>& ends) {
            bool all = true;
            for (std::size_t i = 1; i < ends.size(); ++i) // the one in front is only in the way
            {
                all = all && ends[i] <= wishes[i - 1].deadline + 1e-6;
            }
            return all;
        };
        // They wait for a first one that takes no time worth speaking of.
        auto behind = wishes;
        behind.insert(behind.begin(), {0, 1e-9, 100, 0});
        ASSERT_EQ(isKept(EndsOf(behind, "Edf")), any) << set;
        possible += any;
        others += isKept(EndsOf(behind, "Fifo"));
    }
    EXPECT_GT(possible, 50);
    EXPECT_LT(others, possible / 2);
}

TEST(ComputeQueue, ADropIsReportedOnceAndCanBeTakenBack)
{
    auto device = CreateObject<ComputeDevice>();
    device->SetChip(RoundChip());
    device->SetAttribute("DropLate", BooleanValue(true));
    device->Initialize();
    std::vector<std::uint64_t> reported;
    const auto keep = CallbackOf<const ComputeReport&>(
        [&](const ComputeReport& report) { reported.push_back(report.tag); });
    JobUrgency late;
    late.deadline = Seconds(0.5);
    EXPECT_NE(device->Submit(1e10, 0, 1, keep, late), 0); // 1 s: too late already
    EXPECT_FALSE(device->IsBusy());
    EXPECT_TRUE(reported.empty()) << "in an event of its own";
    const auto second = device->Submit(1e10, 0, 2, keep, late);
    device->Cancel(second);
    Simulator::Run();
    EXPECT_EQ(reported, (std::vector<std::uint64_t>{1}));
    Simulator::Destroy();
    device->Dispose();
}

namespace
{

/// Sets attributes of a new device.
typedef std::function<void(Ptr<ComputeDevice>)> Setting;

const Setting AS_IT_IS = [](Ptr<ComputeDevice>) {};

/**
 * Mean wait of a queue that is fed at random, `load` jobs of 1 s a second, and half the width of
 * its 99 % interval.
 */
std::pair<double, double>
MeanWait(double load, bool isExponential, const Setting& set = AS_IT_IS)
{
    auto device = CreateObject<ComputeDevice>();
    device->SetChip(RoundChip());
    set(device);
    device->Initialize();
    auto gap = CreateObject<ExponentialRandomVariable>();
    gap->SetAttribute("Mean", DoubleValue(1 / load));
    gap->SetStream(11);
    auto work = CreateObject<ExponentialRandomVariable>();
    work->SetAttribute("Mean", DoubleValue(1));
    work->SetStream(12);
    constexpr int BATCHES = 40;
    constexpr int JOBS = 4000; // in each
    std::vector<double> means(BATCHES + 1, 0);
    const auto keep = CallbackOf<const ComputeReport&>([&](const ComputeReport& report) {
        means[report.tag / JOBS] += (*report.started - report.submitted).GetSeconds() / JOBS;
    });
    double at = 0;
    for (std::uint64_t job = 0; job < (BATCHES + 1) * JOBS; ++job)
    {
        at += gap->GetValue();
        const double flops = (isExponential ? work->GetValue() : 1) * 1e10; // 1 s on average
        Simulator::Schedule(Seconds(at),
                            [device, flops, job, keep] { device->Submit(flops, 0, job, keep); });
    }
    Simulator::Run();
    Simulator::Destroy();
    device->Dispose();
    means.erase(means.begin()); // while the queue fills
    double mean = 0;
    double squares = 0;
    for (const double batch : means)
    {
        mean += batch / BATCHES;
    }
    for (const double batch : means)
    {
        squares += (batch - mean) * (batch - mean);
    }
    return {mean, 2.71 * std::sqrt(squares / (BATCHES - 1) / BATCHES)}; // Student's t, 39
}

/**
 * Jobs in a queue after each second, where every second up to `served` of those there at its
 * beginning have gone at its end: the stationary law of X' = max(X - served, 0) + Poisson(load).
 */
std::vector<double>
StationaryLaw(double load, int served)
{
    constexpr int MOST = 400;
    std::vector<double> arrivals(MOST, 0);
    arrivals[0] = std::exp(-load);
    for (int n = 1; n < MOST; ++n)
    {
        arrivals[n] = arrivals[n - 1] * load / n;
    }
    std::vector<double> law(MOST, 0);
    law[0] = 1;
    for (int step = 0; step < 2000; ++step)
    {
        std::vector<double> next(MOST, 0);
        for (int n = 0; n < MOST; ++n)
        {
            const int left = std::max(n - served, 0);
            for (int came = 0; law[n] > 1e-18 && left + came < MOST && came < 60; ++came)
            {
                next[left + came] += law[n] * arrivals[came];
            }
        }
        law = next;
    }
    return law;
}

/// M/D/c: in any second, of the jobs there at its beginning c at most have gone at its end.
double
WaitOfManyServers(double load, int servers)
{
    const auto law = StationaryLaw(load, servers);
    double waiting = 0;
    for (int n = servers; n < static_cast<int>(law.size()); ++n)
    {
        waiting += law[n] * (n - servers);
    }
    return waiting / load; // Little
}

/// M/M/c (Erlang).
double
WaitOfErlang(double load, int servers)
{
    double term = 1;
    double sum = 0;
    for (int n = 0; n < servers; ++n)
    {
        sum += term;
        term *= load / (n + 1);
    }
    const double delayed = term * servers / (servers - load);
    return delayed / (sum + delayed) / (servers - load);
}

/// Batches of up to `most` that all take 1 s, whoever waits when the processor is free.
double
WaitOfBatches(double load, int most)
{
    // Jobs that a batch leaves behind; one that finds nobody waits for the next job alone.
    const auto law = StationaryLaw(load, most);
    double area = 0;
    double length = 0;
    for (int n = 0; n < static_cast<int>(law.size()); ++n)
    {
        area += law[n] * (std::max(n - most, 0) + load / 2);
        length += law[n] * (1 + (n == 0 ? 1 / load : 0));
    }
    return area / length / load;
}

} // namespace

TEST(ComputeQueue, WaitsAsQueueingTheorySays)
{
    // Pollaczek and Khinchine: rho/(1 - rho) times (1 + c^2)/2 services, c^2 0 or 1.
    for (const double load : {0.4, 0.7})
    {
        const auto [constant, constantWidth] = MeanWait(load, false);
        EXPECT_NEAR(constant, load / (2 * (1 - load)), constantWidth) << "M/D/1 " << load;
        EXPECT_LT(constantWidth, 0.05 * constant);
        const auto [exponential, exponentialWidth] = MeanWait(load, true);
        EXPECT_NEAR(exponential, load / (1 - load), exponentialWidth) << "M/M/1 " << load;
        EXPECT_LT(exponentialWidth, 0.1 * exponential);
    }
    EXPECT_NEAR(WaitOfManyServers(0.7, 1), 0.7 / (2 * 0.3), 1e-9) << "the oracles agree";
    EXPECT_NEAR(WaitOfErlang(0.7, 1), 0.7 / 0.3, 1e-9);
}

TEST(ComputeQueue, SeveralProcessorsWaitAsQueueingTheorySays)
{
    for (const std::uint32_t processors : {2, 4})
    {
        const auto several = [processors](Ptr<ComputeDevice> device) {
            device->SetAttribute("Processors", UintegerValue(processors));
        };
        const double load = 0.8 * processors;
        const auto [constant, constantWidth] = MeanWait(load, false, several);
        EXPECT_NEAR(constant, WaitOfManyServers(load, processors), constantWidth)
            << "M/D/" << processors;
        EXPECT_LT(constantWidth, 0.1 * constant);
        const auto [exponential, exponentialWidth] = MeanWait(load, true, several);
        EXPECT_NEAR(exponential, WaitOfErlang(load, processors), exponentialWidth)
            << "M/M/" << processors;
        EXPECT_LT(exponentialWidth, 0.15 * exponential);
    }
}

TEST(ComputeQueue, BatchesWaitAsQueueingTheorySays)
{
    for (const std::uint32_t most : {3, 8})
    {
        const double load = 0.8 * most;
        const auto [wait, width] = MeanWait(load, false, [most](Ptr<ComputeDevice> device) {
            device->SetAttribute("MaxBatch", UintegerValue(most));
            device->SetAttribute("BatchFixedShare", DoubleValue(1)); // as long as a single one
        });
        EXPECT_NEAR(wait, WaitOfBatches(load, most), width) << most;
        EXPECT_LT(width, 0.1 * wait);
    }
}

TEST(ComputeQueue, PrioritiesWaitAsQueueingTheorySays)
{
    // Cobham: who has priority p waits R/((1 - load above p)(1 - load of p and above)), R = rho.
    auto device = CreateObject<ComputeDevice>();
    device->SetChip(RoundChip());
    device->SetAttribute("Queueing", StringValue("Priority"));
    device->Initialize();
    const std::vector<double> loads{0.2, 0.3, 0.25}; // of priorities 0, 1, 2
    constexpr int BATCHES = 40;
    constexpr int JOBS = 4000; // in each
    std::vector<std::vector<double>> sums(3, std::vector<double>(BATCHES + 1, 0));
    std::vector<std::vector<int>> counts(3, std::vector<int>(BATCHES + 1, 0));
    const auto keep = CallbackOf<const ComputeReport&>([&](const ComputeReport& report) {
        const auto priority = report.tag % 3;
        const auto batch = report.tag / 3 / JOBS;
        sums[priority][batch] += (*report.started - report.submitted).GetSeconds();
        ++counts[priority][batch];
    });
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(31);
    auto gap = CreateObject<ExponentialRandomVariable>();
    gap->SetAttribute("Mean", DoubleValue(1 / 0.75));
    gap->SetStream(32);
    auto work = CreateObject<ExponentialRandomVariable>();
    work->SetStream(33);
    double at = 0;
    for (std::uint64_t job = 0; job < (BATCHES + 1) * JOBS; ++job)
    {
        at += gap->GetValue();
        const double draw = random->GetValue(0, 0.75);
        const std::uint8_t priority = draw < loads[0] ? 0 : draw < loads[0] + loads[1] ? 1 : 2;
        const double flops = work->GetValue() * 1e10; // 1 s on average
        JobUrgency urgency;
        urgency.priority = priority;
        Simulator::Schedule(Seconds(at),
                            [=] { device->Submit(flops, 0, 3 * job + priority, keep, urgency); });
    }
    Simulator::Run();
    Simulator::Destroy();
    device->Dispose();
    const std::vector<double> expected{0.75 / (0.45 * 0.25), 0.75 / (0.75 * 0.45), 0.75 / 0.75};
    for (int priority = 0; priority < 3; ++priority)
    {
        double mean = 0;
        double squares = 0;
        for (int batch = 1; batch <= BATCHES; ++batch)
        {
            mean += sums[priority][batch] / counts[priority][batch] / BATCHES;
        }
        for (int batch = 1; batch <= BATCHES; ++batch)
        {
            const double wait = sums[priority][batch] / counts[priority][batch];
            squares += (wait - mean) * (wait - mean);
        }
        const double width = 2.71 * std::sqrt(squares / (BATCHES - 1) / BATCHES);
        EXPECT_NEAR(mean, expected[priority], width) << priority;
        EXPECT_LT(width, 0.15 * mean) << priority;
    }
}

// ---- Batches, processors and slices by hand ----

namespace
{

class ComputeQueueByHand : public testing::Test
{
  protected:
    ComputeQueueByHand()
        : m_device(CreateObject<ComputeDevice>())
    {
        m_device->SetChip(RoundChip());
    }

    ~ComputeQueueByHand() override
    {
        Simulator::Destroy();
        m_device->Dispose();
    }

    /// Submit work [s at 1 GHz] at a time [s]; comes back under its number.
    void At(double time, double work, double frequency = 0)
    {
        const auto tag = m_reports.size();
        m_reports.emplace_back();
        const auto keep = CallbackOf<const ComputeReport&>(
            [this](const ComputeReport& report) { m_reports[report.tag] = report; });
        Simulator::Schedule(Seconds(time), [this, work, frequency, tag, keep] {
            m_jobs.push_back(m_device->Submit(work * 1e10, frequency, tag, keep));
        });
    }

    void ExpectRan(std::size_t job, double started, double finished)
    {
        ASSERT_TRUE(m_reports[job].completed) << job;
        EXPECT_NEAR(m_reports[job].started->GetSeconds(), started, 1e-9) << job;
        EXPECT_NEAR(m_reports[job].finished.GetSeconds(), finished, 1e-9) << job;
    }

    double JobEnergy() const
    {
        double energy = 0;
        for (const auto& report : m_reports)
        {
            energy += report.energy;
        }
        return energy;
    }

    Ptr<ComputeDevice> m_device;
    std::vector<ComputeReport> m_reports;
    std::vector<std::uint64_t> m_jobs;
};

} // namespace

TEST_F(ComputeQueueByHand, ABatchOfThree)
{
    m_device->SetAttribute("MaxBatch", UintegerValue(3));
    m_device->SetAttribute("BatchWait", TimeValue(Seconds(0.5)));
    m_device->SetAttribute("BatchFixedShare", DoubleValue(0.7));
    At(0, 1); // a full batch with the next two: t0 + 3 t1 = 0.7 + 3 x 0.3 = 1.6 s from 0.2 on
    At(0.1, 1, 5e8); // at the highest clock of the three
    At(0.2, 1);      //
    At(0.3, 1);      // waits for the processor, then with the next until it has waited 0.5 s
    At(1.7, 1);      // 0.7 + 2 x 0.3 = 1.3 s
    At(10, 2, 5e8);  // alone after 0.5 s: 4 s
    At(20, 1);       // not the same work as the next: one after the other
    At(20.1, 2);     //
    Simulator::Run();
    for (const std::size_t job : {0, 1, 2})
    {
        ExpectRan(job, 0.2, 1.8);
        EXPECT_EQ(m_reports[job].batch, 3);
        EXPECT_EQ(m_reports[job].frequency, 1e9);
        EXPECT_NEAR(m_reports[job].energy, 1.6 * 6 / 3, 1e-9) << "its share of 6 W";
    }
    ExpectRan(3, 1.8, 3.1);
    ExpectRan(4, 1.8, 3.1);
    EXPECT_EQ(m_reports[4].batch, 2);
    ExpectRan(5, 10.5, 14.5);
    ExpectRan(6, 20.5, 21.5);
    ExpectRan(7, 21.5, 23.5);
    EXPECT_NEAR(m_device->GetEnergy(), JobEnergy() + 23.5 * 1, 1e-9) << "1 W idle";
}

TEST_F(ComputeQueueByHand, ABatchGoesOnWithoutAJobTakenBack)
{
    m_device->SetAttribute("MaxBatch", UintegerValue(2));
    At(0, 1);
    At(0, 1);
    At(0, 1); // behind the first, which started alone
    ComputeReport taken;
    Simulator::Schedule(Seconds(1.5), [&] { taken = m_device->Cancel(m_jobs[1]); });
    Simulator::Run();
    ExpectRan(0, 0, 1);
    ExpectRan(2, 1, 3);
    EXPECT_FALSE(m_reports[1].completed);
    EXPECT_EQ(taken.batch, 2);
    EXPECT_NEAR(taken.energy, 0.5 * 6 / 2, 1e-9);
    EXPECT_NEAR(m_reports[2].energy, 2 * 6 / 2, 1e-9);
}

TEST_F(ComputeQueueByHand, TwoProcessors)
{
    m_device->SetAttribute("Processors", UintegerValue(2));
    m_device->SetAttribute("MaxQueue", UintegerValue(1));
    At(0, 1);
    At(0, 2, 5e8); // 4 s
    At(0, 1);      // waits for the first
    At(0, 1);      // refused
    Simulator::Schedule(Seconds(0.5), [this] {
        EXPECT_EQ(m_device->GetRunning(), 2);
        EXPECT_EQ(m_device->GetQueueLength(), 1);
        EXPECT_DOUBLE_EQ(m_device->GetPower(), 6 + 0.75 + 2 * 1);
        EXPECT_EQ(m_device->GetFrequency(), 1e9);
    });
    // A third processor draws idle power and finds nothing to do.
    Simulator::Schedule(Seconds(3),
                        [this] { m_device->SetAttribute("Processors", UintegerValue(3)); });
    Simulator::Run();
    ExpectRan(0, 0, 1);
    ExpectRan(1, 0, 4);
    ExpectRan(2, 1, 2);
    EXPECT_EQ(m_jobs[3], 0);
    EXPECT_NEAR(m_device->GetEnergy(), 2 * 6 + 4 * 0.75 + 3 * 2 + 1 * 3, 1e-9);
    EXPECT_EQ(m_device->GetBusyTime(), Seconds(4));
}

TEST_F(ComputeQueueByHand, SlicesRunSideBySide)
{
    m_device->SetAttribute("Queueing", StringValue("Partitioned"));
    At(0, 1, 5e8);   // 2 s
    At(0, 1, 2.5e8); // 4 s
    At(0, 1, 5e8);   // does not fit until 2 s: 2 s
    At(0, 1, 1e8);   // would fit, but waits its turn: from 2 s on, 10 s
    Simulator::Schedule(Seconds(1), [this] {
        EXPECT_EQ(m_device->GetFrequency(), 7.5e8);
        EXPECT_DOUBLE_EQ(m_device->GetPower(), 0.75 + 0.09375 + 1);
        m_device->SetFrequency(1e8); // of jobs that ask for none
    });
    Simulator::Run();
    ExpectRan(0, 0, 2);
    ExpectRan(1, 0, 4);
    ExpectRan(2, 2, 4);
    ExpectRan(3, 2, 12);
    EXPECT_NEAR(m_device->GetEnergy(), JobEnergy() + 12, 1e-9);
}

TEST_F(ComputeQueueByHand, SlicesGrowIfWorkConserving)
{
    m_device->SetAttribute("Queueing", StringValue("Partitioned"));
    m_device->SetAttribute("WorkConserving", BooleanValue(true));
    At(0, 1, 2e8);    // alone at 1 GHz until 0.25 s, then 2/3 GHz: 0.75 s of work left take 1.125 s
    At(0.25, 1, 1e8); // 1/3 GHz for 1.125 s, then the rest, 0.625, at 1 GHz
    Simulator::Stop(Seconds(2.001));
    Simulator::Run();
    ExpectRan(0, 0, 1.375);
    ExpectRan(1, 0.25, 2);
    EXPECT_EQ(m_reports[0].frequency, 1e9);
    EXPECT_NEAR(m_device->GetEnergy(), JobEnergy() + 2.001, 1e-9);
}

TEST_F(ComputeQueueByHand, NothingIsLostWhateverTheDiscipline)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(5);
    const std::vector<std::string> disciplines{"Fifo", "Edf", "Priority", "Partitioned"};
    for (int set = 0; set < 60; ++set)
    {
        auto device = CreateObject<ComputeDevice>();
        device->SetChip(RoundChip());
        const auto& discipline = disciplines[set % 4];
        device->SetAttribute("Queueing", StringValue(discipline));
        device->SetAttribute("DropLate", BooleanValue(set % 3 == 0));
        device->SetAttribute("WorkConserving", BooleanValue(set % 8 == 3));
        if (discipline != "Partitioned")
        {
            device->SetAttribute("Processors", UintegerValue(1 + set % 3));
            device->SetAttribute("MaxBatch", UintegerValue(1 + set % 5));
            device->SetAttribute("BatchWait", TimeValue(Seconds(0.1 * (set % 2))));
            device->SetAttribute("BatchFixedShare", DoubleValue(0.5));
        }
        device->Initialize();
        int ended = 0;
        double energy = 0;
        double work = 0; // cycles of the jobs that were completed
        const auto keep = CallbackOf<const ComputeReport&>([&](const ComputeReport& report) {
            ++ended;
            energy += report.energy;
            EXPECT_EQ(report.completed, report.started && !report.tooLate);
            work += report.completed ? 1 : 0;
        });
        constexpr int JOBS = 200;
        for (int i = 0; i < JOBS; ++i)
        {
            const double at = random->GetValue(0, 30);
            const double seconds = random->GetInteger(1, 3) * 0.1;
            const double clock = random->GetInteger(0, 4) * 2.5e8;
            JobUrgency urgency;
            urgency.deadline = Seconds(at + random->GetValue(0.2, 5));
            urgency.priority = random->GetInteger(0, 3);
            Simulator::Schedule(Seconds(at),
                                [=] { device->Submit(seconds * 1e10, clock, i, keep, urgency); });
        }
        Simulator::Run();
        const double all = device->GetEnergy();
        const double idle = Simulator::Now().GetSeconds() *
                            (discipline == "Partitioned" ? 1 : 1 + set % 3); // 1 W each
        EXPECT_EQ(ended, JOBS) << set;
        EXPECT_GT(work, JOBS / 4) << set;
        EXPECT_NEAR(all, energy + idle, 1e-9 * all) << set;
        EXPECT_EQ(device->GetQueueLength(), 0) << set;
        EXPECT_FALSE(device->IsBusy()) << set;
        Simulator::Destroy();
        device->Dispose();
    }
}

TEST_F(ComputeQueueByHand, WhatDoesNotGoTogetherIsRefused)
{
    m_device->SetAttribute("Queueing", StringValue("Partitioned"));
    m_device->SetAttribute("Processors", UintegerValue(2));
    EXPECT_DEATH(m_device->Submit(1, 0, 0, {}), "Processors = 2 is not allowed: it must be 1");
    m_device->SetAttribute("Processors", UintegerValue(1));
    m_device->SetAttribute("MaxBatch", UintegerValue(2));
    EXPECT_DEATH(m_device->Submit(1, 0, 0, {}), "MaxBatch = 2 is not allowed: it must be 1");
    m_device->SetAttribute("MaxBatch", UintegerValue(1));
    m_device->SetAttribute("WorkConserving", BooleanValue(true));
    m_device->SetAttribute("OperatingPoints", StringValue("5e8,1e9"));
    EXPECT_DEATH(m_device->Submit(1, 0, 0, {}), "WorkConserving = true is not allowed");
}
