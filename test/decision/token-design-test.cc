/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The joint design of token models on chips whose memory they wait for, against grids over all
// clocks, memories' included, that add up step by step.

#include "ns3/chip-preset.h"
#include "ns3/clock-solver.h"
#include "ns3/joint-scheme.h"
#include "ns3/model-profile.h"
#include "ns3/sca-scheme.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// A side at some clocks: what it takes and costs, step by step.
struct Trial
{
    double clock;
    double memoryClock;
    double time;
    double energy;
};

Trial
RunAt(const ModelPhases& phases,
      double bits,
      double share,
      const ComputeChip& chip,
      double clock,
      std::size_t memory)
{
    double bandwidth = chip.memoryBandwidth;
    double memoryPower = chip.memoryPower;
    double memoryClock = 0;
    if (!chip.memoryPoints.empty())
    {
        bandwidth = chip.memoryPoints[memory].bandwidth;
        memoryPower = chip.memoryPoints[memory].power;
        memoryClock = chip.memoryPoints[memory].clock;
    }
    double power = chip.staticPower + chip.powerCoefficient * std::pow(clock, 3);
    double throughput = chip.flopsPerCycle;
    for (std::size_t i = 0; i < chip.operatingPoints.size(); ++i)
    {
        if (chip.operatingPoints[i] == clock)
        {
            power = chip.pointPowers.empty() ? power : chip.pointPowers[i];
            throughput = chip.pointFlopsPerCycle.empty() ? throughput : chip.pointFlopsPerCycle[i];
        }
    }
    const double dynamic = chip.pointPowers.empty() ? power - chip.staticPower : 0;
    const double steady = power - dynamic;
    double time = 0;
    double arithmetic = 0;
    double bytes = 0;
    for (const auto& phase : phases)
    {
        double context = phase.FirstContext();
        for (std::uint32_t step = 0; step < phase.steps; ++step)
        {
            const double flops = share * (2 * phase.weights * phase.tokens +
                                          4 * phase.layers * phase.width * context * phase.tokens);
            const double read =
                phase.weights * bits / 8 + context * 2 * phase.layers * phase.cacheWidth * 16 / 8;
            const double alone = flops / (chip.mfu * throughput * clock);
            time += std::max(alone, read / (chip.mbu * bandwidth)) + chip.launchOverhead;
            arithmetic += alone;
            bytes += read;
            context += phase.kind == PhaseKind::DECODE ? 1 : 0;
        }
    }
    return {clock,
            memoryClock,
            time,
            chip.pue *
                ((steady + memoryPower) * time + dynamic * arithmetic + chip.memoryEnergy * bytes)};
}

std::vector<Trial>
Runs(const ModelPhases& phases, double bits, double share, const ComputeChip& chip, double period)
{
    auto clocks = chip.operatingPoints;
    for (int i = 0; clocks.empty() || (chip.operatingPoints.empty() && i < 600); ++i)
    {
        clocks.push_back(chip.maxFrequency * std::pow(10, -i / 300.0)); // two decades
    }
    std::vector<Trial> runs;
    for (const double clock : clocks)
    {
        for (std::size_t memory = 0; memory < std::max<std::size_t>(1, chip.memoryPoints.size());
             ++memory)
        {
            const auto run = RunAt(phases, bits, share, chip, clock, memory);
            if (run.time <= (period == 0 ? INF : period))
            {
                runs.push_back(run);
            }
        }
    }
    // By time, with the least energy up to each.
    std::sort(runs.begin(), runs.end(), [](const Trial& a, const Trial& b) {
        return a.time < b.time;
    });
    return runs;
}

class TokenProblems
{
  public:
    double Between(double low, double high)
    {
        return low * std::pow(high / low, std::uniform_real_distribution<>()(m_random));
    }

    bool Flip()
    {
        return m_random() % 2 == 0;
    }

    ComputeChip Chip(double scale)
    {
        ComputeChip chip;
        chip.maxFrequency = Between(1e9, 2e9);
        chip.flopsPerCycle = scale * Between(3, 30);
        chip.powerCoefficient = Between(1, 20) / std::pow(chip.maxFrequency, 3);
        chip.staticPower = Flip() ? 0 : Between(0.5, 5);
        chip.pue = Between(1, 2);
        chip.memoryBandwidth = scale * Between(1e9, 1e10);
        chip.launchOverhead = Flip() ? 0 : Between(1e-5, 1e-3);
        chip.memoryPower = Flip() ? 0 : Between(0.1, 2);
        chip.memoryEnergy = Flip() ? 0 : Between(1e-12, 1e-10);
        if (Flip())
        {
            chip.memoryPower = 0;
            const double bandwidth = chip.memoryBandwidth;
            chip.memoryPoints = {{1e9, bandwidth / 3, 0.3},
                                 {2e9, bandwidth / 1.5, 0.7},
                                 {3e9, bandwidth, Between(1, 4)}};
        }
        if (Flip() && Flip())
        {
            chip.staticPower = 0;
            chip.operatingPoints = {chip.maxFrequency / 3,
                                    chip.maxFrequency / 2,
                                    chip.maxFrequency};
            chip.pointPowers = {Between(1, 3), Between(3, 6), Between(6, 20)};
            chip.pointFlopsPerCycle = {chip.flopsPerCycle,
                                       chip.flopsPerCycle / 2,
                                       chip.flopsPerCycle};
        }
        return chip;
    }

    ModelPhases Phases()
    {
        ModelPhases phases;
        ModelPhase vision;
        vision.weights = Between(1e6, 1e7);
        vision.tokens = std::floor(Between(10, 300));
        vision.layers = 12;
        vision.width = 200;
        phases.push_back(vision);
        ModelPhase decode;
        decode.kind = Flip() ? PhaseKind::DECODE : PhaseKind::ACTION;
        decode.weights = Between(1e6, 1e7);
        decode.layers = 6;
        decode.width = 500;
        decode.cacheWidth = 500;
        decode.context = std::floor(Between(10, 3000));
        decode.steps = static_cast<std::uint32_t>(Between(1, 60));
        phases.push_back(decode);
        return phases;
    }

    DesignProblem Problem()
    {
        DesignProblem problem;
        auto& workload = problem.workload;
        workload.agentPhases = std::make_shared<const ModelPhases>(Phases());
        workload.serverPhases = std::make_shared<const ModelPhases>(Phases());
        workload.computeScalesWithBits = Flip();
        workload.agentFlops = workload.serverFlops = 1; // not looked at
        problem.agent = Chip(1);
        problem.server = Chip(4);
        const auto fastest = Fastest(problem, Between(1, 8));
        problem.delayBudget = fastest.first * Between(1, 3);
        problem.energyBudget = fastest.second * Between(0.3, 1.5);
        problem.period = Flip() && Flip() ? problem.delayBudget * Between(0.3, 1) : 0;
        return problem;
    }

  private:
    static std::pair<double, double> Fastest(const DesignProblem& problem, double bits)
    {
        const Clocks clocks{problem.agent.HighestFrequency(), problem.server.HighestFrequency()};
        return {problem.Delay(bits, clocks), problem.Energy(bits, clocks)};
    }

    std::mt19937 m_random{7};
};

TEST(TokenDesign, EqualsAGridOverAllClocks)
{
    TokenProblems problems;
    JointScheme joint;
    int optimal = 0;
    int waiting = 0; // designs whose agent waits for its memory
    for (int i = 0; i < 400; ++i)
    {
        const auto problem = problems.Problem();
        const auto answer = joint.Solve(problem);
        std::uint32_t best = 0;
        double leastEnergy = INF;
        for (std::uint32_t bits = 1; bits <= 8; ++bits)
        {
            const double share = problem.workload.computeScalesWithBits ? bits / 16.0 : 1;
            const auto agents =
                Runs(*problem.workload.agentPhases, bits, share, problem.agent, problem.period);
            const auto servers =
                Runs(*problem.workload.serverPhases, 16, 1, problem.server, problem.period);
            double least = INF;
            // The least of the server's energies within each time.
            std::vector<double> cheapest;
            for (const auto& run : servers)
            {
                cheapest.push_back(std::min(run.energy, cheapest.empty() ? INF : cheapest.back()));
            }
            for (const auto& run : agents)
            {
                const auto place = std::upper_bound(
                    servers.begin(),
                    servers.end(),
                    problem.delayBudget - run.time,
                    [](double time, const Trial& other) { return time < other.time; });
                if (place != servers.begin())
                {
                    least = std::min(least, run.energy + cheapest[place - servers.begin() - 1]);
                }
            }
            if (least <= problem.energyBudget)
            {
                best = bits;
                leastEnergy = least;
            }
        }
        // The grid may miss by its own step what is feasible by a hair.
        if (!answer.IsFeasible())
        {
            EXPECT_EQ(best, 0U) << i;
            continue;
        }
        ++optimal;
        const auto bits = answer.precision.BitWidth();
        ASSERT_GE(bits, best) << i;
        const double share = problem.workload.computeScalesWithBits ? bits / 16.0 : 1;
        const auto memoryOf = [](const ComputeChip& chip, double clock) {
            std::size_t index = 0;
            while (index + 1 < chip.memoryPoints.size() && chip.memoryPoints[index].clock != clock)
            {
                ++index;
            }
            return index;
        };
        const auto agent = RunAt(*problem.workload.agentPhases,
                                 bits,
                                 share,
                                 problem.agent,
                                 answer.clocks.agent,
                                 memoryOf(problem.agent, answer.clocks.agentMemory));
        const auto server = RunAt(*problem.workload.serverPhases,
                                  16,
                                  1,
                                  problem.server,
                                  answer.clocks.server,
                                  memoryOf(problem.server, answer.clocks.serverMemory));
        EXPECT_NEAR(answer.delay, agent.time + server.time, 1e-10 * answer.delay) << i;
        EXPECT_NEAR(answer.energy, agent.energy + server.energy, 1e-10 * answer.energy) << i;
        EXPECT_LE(answer.delay, problem.delayBudget * (1 + 1e-9)) << i;
        EXPECT_LE(answer.energy, problem.energyBudget * (1 + 1e-9)) << i;
        if (bits == best)
        {
            // Never dearer than the grid's best, and hardly cheaper: its steps are 0.8 %.
            EXPECT_LE(answer.energy, leastEnergy * (1 + 1e-9)) << i;
            EXPECT_GE(answer.energy, leastEnergy * 0.97) << i;
        }
        const auto works = problem.workload.AgentWorks(bits);
        const Roofline roofline(problem.agent, answer.clocks.agent, answer.clocks.agentMemory);
        waiting += TimeOf(works, roofline).slope < TotalFlops(works) * 0.999 ? 1 : 0;
    }
    EXPECT_GT(optimal, 200);
    EXPECT_GT(waiting, 50);
}

TEST(TokenDesign, LeastDelayIsNeverSlowerThanAGrid)
{
    TokenProblems problems;
    for (int i = 0; i < 150; ++i)
    {
        const auto problem = problems.Problem();
        const double bits = 4;
        const double share = problem.workload.computeScalesWithBits ? bits / 16 : 1;
        const auto agents =
            Runs(*problem.workload.agentPhases, bits, share, problem.agent, problem.period);
        const auto servers =
            Runs(*problem.workload.serverPhases, 16, 1, problem.server, problem.period);
        double least = INF;
        for (const auto& agent : agents)
        {
            for (const auto& server : servers)
            {
                if (agent.energy + server.energy <= problem.energyBudget)
                {
                    least = std::min(least, agent.time + server.time);
                    break; // the first is the fastest
                }
            }
        }
        const auto clocks = ClockSolver(problem).LeastDelay(bits);
        if (!clocks)
        {
            EXPECT_EQ(least, INF) << i;
            continue;
        }
        const double delay = problem.Delay(bits, *clocks);
        EXPECT_LE(delay, least * (1 + 1e-9)) << i;
        EXPECT_LE(problem.Energy(bits, *clocks), problem.energyBudget * (1 + 1e-9)) << i;
        EXPECT_TRUE(least == INF || delay >= least * 0.97) << i;
    }
}

TEST(TokenDesign, WithoutWaitingItIsThePapersProblem)
{
    // All memory fast enough, all shares 1: the same answers as by cycles alone.
    const auto profile = ModelProfile::Load("qwen2.5-vl-3b");
    DesignProblem paper;
    paper.workload = profile.At(Placement::SPLIT);
    paper.workload.serverFlops /= 100;
    auto phases = *paper.workload.serverPhases;
    paper.workload.agentFlops = (*paper.workload.agentPhases)[0].TotalFlops() +
                                (*paper.workload.agentPhases)[1].TotalFlops();
    phases.pop_back();
    phases[0].steps = 1;
    paper.workload.serverFlops = phases[0].TotalFlops();
    paper.workload.serverPhases = std::make_shared<const ModelPhases>(phases);
    auto phased = paper;
    for (auto* chip : {&phased.agent, &phased.server})
    {
        chip->memoryBandwidth = 1e30;
        chip->mfu = chip->mbu = 1;
    }
    JointScheme joint;
    for (const double delay : {3.0, 5.0, 10.0, 20.0})
    {
        for (const double energy : {5.0, 20.0, 100.0})
        {
            paper.delayBudget = phased.delayBudget = delay;
            paper.energyBudget = phased.energyBudget = energy;
            const auto expected = joint.Solve(paper);
            const auto answer = joint.Solve(phased);
            ASSERT_EQ(answer.status, expected.status) << delay << " " << energy;
            EXPECT_EQ(answer.reason, expected.reason) << delay << " " << energy;
            EXPECT_EQ(answer.binding, expected.binding) << delay << " " << energy;
            EXPECT_EQ(answer.precision, expected.precision) << delay << " " << energy;
            EXPECT_NEAR(answer.clocks.agent, expected.clocks.agent, 1e-6 * expected.clocks.agent);
            EXPECT_NEAR(answer.energy, expected.energy, 1e-9 * expected.energy);
        }
    }
}

TEST(TokenDesign, AMemoryBoundAnswerLetsTheClockFallForFree)
{
    // Every step waits for the weights: the least delay needs no more than the clock at which
    // arithmetic just hides behind them, and less costs more time.
    DesignProblem problem;
    ModelPhase decode;
    decode.kind = PhaseKind::DECODE;
    decode.weights = 1e9;
    decode.context = 1;
    decode.steps = 10;
    problem.workload.agentPhases = std::make_shared<const ModelPhases>(ModelPhases{decode});
    problem.workload.serverFlops = 0;
    problem.workload.computeScalesWithBits = false;
    problem.agent.memoryBandwidth = 1e10;
    problem.delayBudget = problem.energyBudget = 100;
    const double hides = 2e9 / (0.7 * 32) / (0.5e9 / (0.8 * 1e10));
    ASSERT_LT(hides, problem.agent.maxFrequency);
    const auto clocks = ClockSolver(problem).LeastDelay(4);
    ASSERT_TRUE(clocks.has_value());
    EXPECT_NEAR(clocks->agent, hides, 1e-9 * hides);
    const auto delayAt = [&problem](double clock) {
        Clocks clocks;
        clocks.agent = clock;
        return problem.Delay(4, clocks);
    };
    EXPECT_DOUBLE_EQ(delayAt(hides), delayAt(problem.agent.maxFrequency));
    EXPECT_GT(delayAt(hides / 1.001), delayAt(hides) * 1.0005);
}

TEST(TokenDesign, MemoryNotArithmeticDecidesBitsOfAnAnswer)
{
    // Llama on an Orin Nano: a token is a pass over the weights, 72 ms at 4 bit.
    DesignProblem problem;
    problem.workload = ModelProfile::Load("llama-3.1-8b-answer").At(Placement::AGENT);
    problem.agent = LoadChip("jetson-orin-nano");
    problem.delayBudget = 10;
    problem.energyBudget = 1000;
    const auto answer = JointScheme().Solve(problem);
    ASSERT_TRUE(answer.IsFeasible());
    EXPECT_EQ(answer.precision.BitWidth(), 4U);
    EXPECT_EQ(answer.binding, Limit::DELAY);
    problem.agent.memoryBandwidth = 0;
    EXPECT_GT(JointScheme().Solve(problem).precision.BitWidth(), 4U);
}

TEST(TokenDesign, SchemesThatKnowCyclesAloneRefuse)
{
    auto problem = DesignProblem();
    problem.workload = ModelProfile::Load("pi0").At(Placement::SPLIT);
    EXPECT_NO_THROW(ScaScheme().Solve(problem));
    problem.agent.memoryBandwidth = 1e11;
    try
    {
        ScaScheme().Solve(problem);
        FAIL();
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_NE(std::string(error.what()).find("agentMemoryBandwidth = 1e+11"), std::string::npos)
            << error.what();
    }
}

} // namespace
