/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Jobs that go phase by phase on a ComputeDevice: one by one, in batches, and step by step together
// (Continuous), by hand and against a loop that knows nothing of events.

#include "../support/functor-callback.h"

#include "ns3/compute-device.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// 10 GFLOP/s at 1 GHz and 1 W, 1 GB/s.
ComputeChip
PlainChip()
{
    ComputeChip chip;
    chip.maxFrequency = 1e9;
    chip.flopsPerCycle = 10;
    chip.powerCoefficient = 1e-27;
    chip.memoryBandwidth = 1e9;
    chip.mfu = chip.mbu = 1;
    chip.launchOverhead = 1e-3;
    chip.memoryPower = 0.5;
    chip.memoryEnergy = 1e-10;
    return chip;
}

/// A prompt of 0.1 s, and steps of 0.06 s and 1 ms more each, that wait for memory.
PhaseWorks
Answer(std::uint32_t steps)
{
    PhaseWork prefill;
    prefill.kind = PhaseKind::PREFILL;
    prefill.flops = 1e9;
    prefill.weightBytes = 5e7;
    prefill.tokens = 100;
    prefill.givesToken = true;
    PhaseWork decode;
    decode.kind = PhaseKind::DECODE;
    decode.flops = 1e8;
    decode.weightBytes = 5e7;
    decode.cacheBytes = 1e7;
    decode.cacheGrowth = 1e6;
    decode.steps = steps;
    return {prefill, decode};
}

class PhaseJobTest : public testing::Test
{
  protected:
    PhaseJobTest()
        : m_device(CreateObject<ComputeDevice>())
    {
        m_device->SetChip(PlainChip());
    }

    ~PhaseJobTest() override
    {
        Simulator::Destroy();
        m_device->Dispose();
    }

    ComputeTask Task(const PhaseWorks& works, bool streams = true)
    {
        ComputeTask task;
        task.phases = std::make_shared<const PhaseWorks>(works);
        task.model = 1;
        task.streams = streams;
        task.token = CallbackOf<std::uint64_t, std::uint64_t>(
            [this](std::uint64_t tag, std::uint64_t count) {
                m_tokens[tag].emplace_back(count, Simulator::Now().GetSeconds());
            });
        return task;
    }

    std::uint64_t Submit(std::uint64_t tag, const ComputeTask& task)
    {
        return m_device->Submit(task, tag, CallbackOf<const ComputeReport&>([this](const auto& r) {
                                    m_reports[r.tag] = r;
                                }));
    }

    void SubmitAt(double time, std::uint64_t tag, const ComputeTask& task)
    {
        Simulator::Schedule(Seconds(time), [this, tag, task] { Submit(tag, task); });
    }

    double Finished(std::uint64_t tag)
    {
        return m_reports.at(tag).finished.GetSeconds();
    }

    Ptr<ComputeDevice> m_device;
    std::map<std::uint64_t, ComputeReport> m_reports;
    std::map<std::uint64_t, std::vector<std::pair<std::uint64_t, double>>> m_tokens;
};

constexpr double STEP = 2e-9; // rounding of some ends to ns

TEST_F(PhaseJobTest, TokensComeAsTheirStepsEnd)
{
    Submit(7, Task(Answer(4)));
    Simulator::Run();
    // Prompt 0.101; steps 0.061, 0.062, 0.063, 0.064.
    ASSERT_EQ(m_tokens[7].size(), 4U);
    const double expected[]{0.101, 0.162, 0.224, 0.287};
    for (std::size_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(m_tokens[7][i].first, i + 1);
        EXPECT_NEAR(m_tokens[7][i].second, expected[i], STEP);
    }
    EXPECT_NEAR(Finished(7), 0.351, STEP);
    EXPECT_TRUE(m_reports[7].completed);
    // 0.5 W all the time, 1 W while arithmetic runs, 0.1 nJ a byte.
    const double energy = 0.5 * 0.351 + 1 * (0.1 + 4 * 0.01) + 1e-10 * (5e7 + 2.46e8);
    EXPECT_NEAR(m_reports[7].energy, energy, 1e-12);
    EXPECT_NEAR(m_device->GetEnergy(), energy, 1e-12);
    EXPECT_NEAR(m_device->GetJobTime(Task(Answer(4))), 0.351, 1e-12);
}

TEST_F(PhaseJobTest, WithoutStreamingTheFirstTokenAloneIsTold)
{
    Submit(7, Task(Answer(4), false));
    Simulator::Run();
    ASSERT_EQ(m_tokens[7].size(), 1U);
    EXPECT_NEAR(m_tokens[7][0].second, 0.101, STEP);
    EXPECT_NEAR(Finished(7), 0.351, STEP);
}

TEST_F(PhaseJobTest, AClockSetInTheMiddleCountsForWhatIsLeft)
{
    Submit(7, Task(Answer(1)));
    // Half of the prompt is done; at half the clock it would take 0.201 s. The step waits for
    // memory all the same.
    Simulator::Schedule(Seconds(0.0505), [this] { m_device->SetFrequency(5e8); });
    Simulator::Run();
    EXPECT_NEAR(m_tokens[7][0].second, 0.0505 + 0.1005, STEP);
    EXPECT_NEAR(Finished(7), 0.151 + 0.061, STEP);
}

TEST_F(PhaseJobTest, AMemorysClockSetInTheMiddleCountsForWhatIsLeft)
{
    auto chip = PlainChip();
    chip.memoryBandwidth = chip.memoryPower = 0;
    chip.memoryPoints = {{1e9, 5e8, 0.2}, {2e9, 1e9, 0.5}};
    m_device->SetChip(chip);
    Submit(7, Task(Answer(1)));
    Simulator::Schedule(Seconds(0.101 + 0.0305), [this] {
        m_device->SetAttribute("MemoryFrequency", DoubleValue(1e9)); // 0.121 s for the step
    });
    Simulator::Run();
    EXPECT_NEAR(Finished(7), 0.101 + 0.0305 + 0.0605, STEP);
    const double first = 0.5 * 0.101 + 0.1 + 5e-3;
    const double half = (0.5 * 0.061 + 0.01 + 6e-3 + 0.2 * 0.121 + 0.01 + 6e-3) / 2;
    EXPECT_NEAR(m_reports[7].energy, first + half, 1e-9);
}

TEST_F(PhaseJobTest, ABatchReadsTheWeightsOnce)
{
    m_device->SetAttribute("MaxBatch", UintegerValue(2));
    const auto task = Task(Answer(4));
    Simulator::Schedule(Seconds(0), [this, task] {
        m_device->Submit(1e7, 0, 0, ComputeDevice::DoneCallback()); // both wait 1 ms behind it
        Submit(1, task);
        Submit(2, task);
    });
    Simulator::Run();
    // Prompts 0.2, steps 0.05 + 2 x 0.01 and 2 ms more each, and 1 ms for each launch.
    const double end = 0.001 + 0.201 + 0.071 + 0.073 + 0.075 + 0.077;
    EXPECT_NEAR(Finished(1), end, STEP);
    EXPECT_NEAR(Finished(2), end, STEP);
    EXPECT_EQ(m_reports[1].batch, 2U);
    EXPECT_NEAR(m_reports[1].energy + m_reports[2].energy + 0.001, m_device->GetEnergy(), 1e-12);
    EXPECT_EQ(m_tokens[2].size(), 4U);
}

TEST_F(PhaseJobTest, WithoutABandwidthArithmeticDecidesAlone)
{
    auto chip = PlainChip();
    chip.memoryBandwidth = 0; // nor do the shares, launches and powers count
    chip.mfu = 0.5;
    m_device->SetChip(chip);
    Submit(7, Task(Answer(4)));
    Simulator::Run();
    EXPECT_NEAR(Finished(7), 0.14, STEP);
    EXPECT_NEAR(m_reports[7].energy, 0.14, 1e-12);
}

TEST_F(PhaseJobTest, JobsComeAndGoBetweenPasses)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    m_device->SetAttribute("PrefillChunk", DoubleValue(0));
    SubmitAt(0, 1, Task(Answer(4)));
    SubmitAt(0.05, 2, Task(Answer(4)));
    Simulator::Run();
    // 0.101 the first's prompt; 0.111 its step and the other's prompt (1.1e9 FLOP); steps of both
    // with the weights once: 0.072, 0.074, 0.076, the first's last; 0.064 the other's last.
    EXPECT_NEAR(m_tokens[1][0].second, 0.101, STEP);
    EXPECT_NEAR(m_tokens[1][1].second, 0.212, STEP);
    EXPECT_NEAR(m_tokens[2][0].second, 0.212, STEP);
    EXPECT_NEAR(Finished(1), 0.434, STEP);
    EXPECT_NEAR(Finished(2), 0.498, STEP);
    EXPECT_EQ(m_reports[2].started, Seconds(0.101));
    EXPECT_NEAR(m_reports[1].energy + m_reports[2].energy, m_device->GetEnergy(), 1e-12);
}

TEST_F(PhaseJobTest, OtherModelsReadTheirOwnWeights)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    auto other = Task({Answer(1)[1]});
    other.model = 2;
    SubmitAt(0, 1, Task({Answer(1)[1]}));
    SubmitAt(0, 2, other);
    SubmitAt(0, 3, Task({Answer(1)[1]}));
    Simulator::Run();
    // The first alone 0.061; then the two, whose models differ: 2 x 0.06 + 0.001.
    EXPECT_NEAR(Finished(2), 0.061 + 0.121, STEP);
    EXPECT_NEAR(Finished(3), 0.061 + 0.121, STEP);
}

TEST_F(PhaseJobTest, PromptsInChunksLetOthersGoOn)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    m_device->SetAttribute("PrefillChunk", DoubleValue(25)); // a quarter of a prompt
    SubmitAt(0, 1, Task(Answer(9)));
    SubmitAt(0.15, 2, Task(Answer(1)));
    Simulator::Run();
    // Alone: chunks of 0.05 (weights) + 0.001 each. Then a step with a chunk: 0.06 + k/1000 +
    // 0.001.
    EXPECT_NEAR(m_tokens[1][0].second, 0.204, STEP);
    EXPECT_NEAR(m_tokens[1][1].second, 0.204 + 0.061, STEP);
    EXPECT_NEAR(m_tokens[2][0].second, 0.204 + 0.061 + 0.062 + 0.063 + 0.064, STEP);
}

TEST_F(PhaseJobTest, CachesHaveToFit)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    m_device->SetAttribute("CacheMemory", DoubleValue(2.5e7)); // one of 1.3e7 and no second
    SubmitAt(0, 1, Task(Answer(4)));
    SubmitAt(0, 2, Task(Answer(4)));
    Simulator::Run();
    EXPECT_NEAR(Finished(1), 0.351, STEP);
    EXPECT_NEAR(Finished(2), 0.702, STEP);
    EXPECT_FALSE(m_device->CanRun(Task(Answer(20)))) << "2.9e7 byte at its end";
    m_device->SetAttribute("Queueing", StringValue("Partitioned"));
    EXPECT_FALSE(m_device->CanRun(Task(Answer(1))));
}

TEST_F(PhaseJobTest, OneTakenBackLeavesTheOthers)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    SubmitAt(0, 1, Task(Answer(4)));
    std::uint64_t second = 0;
    Simulator::Schedule(Seconds(0), [&] { second = Submit(2, Task(Answer(4))); });
    ComputeReport taken;
    Simulator::Schedule(Seconds(0.25), [&] { taken = m_device->Cancel(second); });
    Simulator::Run();
    EXPECT_EQ(m_reports.count(2), 0U);
    EXPECT_EQ(taken.started, Seconds(0.101));
    EXPECT_GT(taken.energy, 0.1);
    EXPECT_NEAR(taken.energy + m_reports[1].energy, m_device->GetEnergy(), 1e-12);
    // The pass at 0.25 goes on for both: 0.212 + 0.072; then alone.
    EXPECT_NEAR(Finished(1), 0.284 + 0.063 + 0.064, STEP);
}

TEST_F(PhaseJobTest, ProcessorsShareOutThoseWhoWait)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    m_device->SetAttribute("Processors", UintegerValue(2));
    for (std::uint64_t tag = 1; tag <= 8; ++tag)
    {
        SubmitAt(0, tag, Task(Answer(4)));
    }
    Simulator::Run();
    // One each at once; at 0.101 three more each, whose prompts come in chunks of 512 tokens.
    std::map<double, int> starts;
    for (const auto& [tag, report] : m_reports)
    {
        ++starts[report.started->GetSeconds()];
    }
    EXPECT_EQ(starts.at(0), 2);
    EXPECT_EQ(starts.size(), 2U);
    EXPECT_NEAR(Finished(8), Finished(7), 1e-9) << "two processors, alike";
}

TEST_F(PhaseJobTest, WorkWithoutPhasesIsThePapersInContinuousToo)
{
    auto chip = PlainChip();
    chip.mfu = 0.5;
    m_device->SetChip(chip);
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    ComputeTask task;
    task.flops = 1e9;
    Submit(1, task);
    Simulator::Run();
    EXPECT_NEAR(Finished(1), 0.1, STEP);
    EXPECT_NEAR(m_reports[1].energy, 0.1, 1e-12);
    EXPECT_NEAR(m_device->GetJobTime(task), 0.1, 1e-12);
}

TEST_F(PhaseJobTest, AMemoryMadeSmallerLetsThoseWhoWaitThroughOneByOne)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    SubmitAt(0, 1, Task(Answer(4)));
    SubmitAt(0, 2, Task(Answer(4)));
    SubmitAt(0, 3, Task(Answer(4)));
    Simulator::Schedule(Seconds(0.05), [this] {
        m_device->SetAttribute("CacheMemory", DoubleValue(1e6)); // less than any needs
    });
    Simulator::Run();
    EXPECT_NEAR(Finished(1), 0.351, STEP);
    EXPECT_NEAR(Finished(3), 3 * 0.351, STEP);
}

TEST_F(PhaseJobTest, AClockSetInContinuousLasts)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    auto task = Task(Answer(1));
    task.frequency = 5e8;
    SubmitAt(0, 1, task); // a prompt of 0.201 s
    Simulator::Schedule(Seconds(0.1005), [this] { m_device->SetFrequency(1e8); });
    Simulator::Run();
    // Half of the prompt at 1.001 s, then a step whose 1e8 FLOP take 0.1 s.
    EXPECT_NEAR(Finished(1), 0.1005 + 1.001 / 2 + 0.101, STEP);
}

TEST_F(PhaseJobTest, NoTokenIsToldOfAJobThatIsGone)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    m_device->SetAttribute("PrefillChunk", DoubleValue(0));
    std::uint64_t second = 0;
    auto first = Task(Answer(4));
    first.token = CallbackOf<std::uint64_t, std::uint64_t>(
        [&](std::uint64_t, std::uint64_t) { m_device->Cancel(second); });
    SubmitAt(0, 9, Task(Answer(1))); // both wait behind its prompt and start together
    SubmitAt(0, 1, first);
    Simulator::Schedule(Seconds(0), [&] { second = Submit(2, Task(Answer(4))); });
    Simulator::Run();
    EXPECT_EQ(m_tokens.count(2), 0U);
    EXPECT_EQ(m_reports.count(2), 0U);
    EXPECT_TRUE(m_reports.at(1).completed);
}

TEST_F(PhaseJobTest, WithoutPowerAllEndAtOnce)
{
    m_device->SetAttribute("Queueing", StringValue("Continuous"));
    auto first = Task(Answer(4));
    first.token = CallbackOf<std::uint64_t, std::uint64_t>(
        [&](std::uint64_t, std::uint64_t) { m_device->PowerOff(); });
    SubmitAt(0, 9, Task(Answer(1)));
    SubmitAt(0, 1, first);
    SubmitAt(0, 2, Task(Answer(4)));
    Simulator::Run();
    EXPECT_FALSE(m_reports.at(1).completed);
    EXPECT_FALSE(m_reports.at(2).completed);
    EXPECT_EQ(m_tokens.count(2), 0U);
    double energy = 0;
    for (const auto& [tag, report] : m_reports)
    {
        energy += report.energy;
    }
    EXPECT_NEAR(energy, m_device->GetEnergy(), 1e-12);
}

/// A server of continuous batching as a loop over passes.
struct Loop
{
    struct Job
    {
        std::uint64_t tag;
        double arrival;
        PhaseWorks works;
        std::uint32_t model;
        std::size_t phase{0};
        std::uint32_t step{0};
        double prompt{0};
    };

    ComputeChip chip;
    std::size_t most;
    double chunk;
    double memory;

    double Cache(const Job& job) const
    {
        double cache = 0;
        for (const auto& work : job.works)
        {
            cache = std::max(cache, work.cacheBytes + (work.steps - 1) * work.cacheGrowth);
        }
        return cache;
    }

    std::map<std::uint64_t, double> Run(std::deque<Job> waiting) const
    {
        std::map<std::uint64_t, double> ends;
        std::vector<Job> running;
        double now = 0;
        while (!waiting.empty() || !running.empty())
        {
            if (running.empty())
            {
                now = std::max(now, waiting.front().arrival);
            }
            double cache = 0;
            for (const auto& job : running)
            {
                cache += Cache(job);
            }
            // Who comes to an idle processor starts alone; at an end all that have come.
            const bool wasIdle = running.empty() && now == waiting.front().arrival;
            while (!waiting.empty() && waiting.front().arrival <= now && running.size() < most &&
                   cache + Cache(waiting.front()) <= memory && !(wasIdle && running.size() == 1))
            {
                cache += Cache(waiting.front());
                running.push_back(waiting.front());
                waiting.pop_front();
            }
            double flops = 0;
            double bytes = 0;
            double left = chunk;
            std::map<std::uint32_t, double> weights;
            for (auto& job : running)
            {
                const auto& work = job.works[job.phase];
                double part = 1;
                if (work.kind == PhaseKind::PREFILL)
                {
                    const double taken = std::min(left, work.tokens - job.prompt);
                    left -= taken;
                    part = taken / work.tokens;
                    job.prompt += taken;
                }
                if (part > 0)
                {
                    flops += part * (work.flops + job.step * work.flopsGrowth);
                    bytes += part * (work.cacheBytes + job.step * work.cacheGrowth);
                    weights[job.model] = std::max(weights[job.model], work.weightBytes);
                }
            }
            for (const auto& [model, read] : weights)
            {
                bytes += read;
            }
            now += std::max(flops / (chip.flopsPerCycle * chip.maxFrequency),
                            bytes / chip.memoryBandwidth) +
                   chip.launchOverhead;
            for (auto job = running.begin(); job != running.end();)
            {
                const auto& work = job->works[job->phase];
                const bool isStep =
                    work.kind != PhaseKind::PREFILL || job->prompt > work.tokens - 1e-6;
                job->step += isStep ? 1 : 0;
                if (job->step == work.steps)
                {
                    job->step = 0;
                    ++job->phase;
                }
                if (job->phase == job->works.size())
                {
                    ends[job->tag] = now;
                    job = running.erase(job);
                }
                else
                {
                    ++job;
                }
            }
        }
        return ends;
    }
};

TEST_F(PhaseJobTest, ContinuousEqualsALoopOverPasses)
{
    std::mt19937 random(3);
    const auto between = [&random](double low, double high) {
        return std::uniform_real_distribution<>(low, high)(random);
    };
    for (int round = 0; round < 40; ++round)
    {
        Loop loop{PlainChip(), 1 + random() % 6, between(10, 150), between(4e7, 2e8)};
        m_device = CreateObject<ComputeDevice>();
        m_device->SetChip(loop.chip);
        m_device->SetAttribute("Queueing", StringValue("Continuous"));
        m_device->SetAttribute("MaxSequences", UintegerValue(loop.most));
        m_device->SetAttribute("PrefillChunk", DoubleValue(loop.chunk));
        m_device->SetAttribute("CacheMemory", DoubleValue(loop.memory));
        m_reports.clear();
        std::deque<Loop::Job> jobs;
        double arrival = 0;
        for (std::uint64_t tag = 1; tag <= 30; ++tag)
        {
            arrival += between(0, 0.6);
            // To the nanosecond, as ns-3 has it.
            arrival = std::round(arrival * 1e9) / 1e9;
            auto works = Answer(1 + random() % 12);
            works[0].flops = between(1e8, 3e9);
            works[0].tokens = std::floor(between(5, 200));
            jobs.push_back({tag, arrival, works, 1 + std::uint32_t(random() % 2)});
            auto task = Task(works);
            task.model = jobs.back().model;
            SubmitAt(arrival, tag, task);
        }
        Simulator::Run();
        const auto ends = loop.Run(jobs);
        double energy = 0;
        for (const auto& [tag, end] : ends)
        {
            ASSERT_NEAR(Finished(tag), end, 2e-6) << round << " " << tag;
            energy += m_reports.at(tag).energy;
        }
        EXPECT_NEAR(energy, m_device->GetEnergy(), 1e-9 * energy);
        Simulator::Destroy();
    }
}

} // namespace
