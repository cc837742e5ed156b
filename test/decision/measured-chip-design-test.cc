/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The joint design of a stream on chips with static power, tables of powers and throughputs, and
// memory, against a search that knows none of the solver's theory.

#include "../support/random-problem.h"

#include "ns3/boolean.h"
#include "ns3/clock-solver.h"
#include "ns3/joint-scheme.h"
#include "ns3/model-profile.h"
#include "ns3/sca-scheme.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <optional>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();
/// Room for rounding in comparisons.
constexpr double ROUNDING = 1e-9;

/// One side at one clock: time and energy of some FLOPs, by their definitions.
struct Run
{
    double clock{0};
    double time{0};
    double energy{0};
};

Run
RunAt(const ComputeChip& chip, double flops, double clock)
{
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
    const double time = flops == 0 ? 0 : flops / (throughput * clock);
    return {clock, time, chip.pue * power * time};
}

/// All clocks of a table, or many without one.
std::vector<Run>
Runs(const ComputeChip& chip, double flops, double period)
{
    std::vector<double> clocks = chip.operatingPoints;
    if (clocks.empty())
    {
        for (int i = 0; i <= 2000; ++i)
        {
            clocks.push_back(chip.maxFrequency * std::pow(10, -i / 400.0)); // five decades
        }
    }
    std::vector<Run> runs;
    for (double clock : clocks)
    {
        const auto run = RunAt(chip, flops, clock);
        if (period == 0 || run.time <= period * (1 + ROUNDING))
        {
            runs.push_back(run);
        }
    }
    return runs;
}

/// The least energy of the other side within a time: a table's best, or by ternary search.
std::optional<Run>
CheapestWithin(const ComputeChip& chip, double flops, double time)
{
    std::optional<Run> best;
    if (!chip.operatingPoints.empty())
    {
        for (double clock : chip.operatingPoints)
        {
            const auto run = RunAt(chip, flops, clock);
            if (run.time <= time && (!best || run.energy < best->energy))
            {
                best = run;
            }
        }
        return best;
    }
    if (flops == 0)
    {
        return Run{};
    }
    double low = time > 0 ? flops / chip.flopsPerCycle / time : INF;
    double high = chip.maxFrequency;
    if (low > high)
    {
        return low <= high * (1 + ROUNDING) ? std::optional<Run>(RunAt(chip, flops, high))
                                            : std::nullopt;
    }
    for (int i = 0; i < 200; ++i)
    {
        const double a = low + (high - low) / 3;
        const double b = high - (high - low) / 3;
        (RunAt(chip, flops, a).energy < RunAt(chip, flops, b).energy ? high : low) =
            RunAt(chip, flops, a).energy < RunAt(chip, flops, b).energy ? b : a;
    }
    return RunAt(chip, flops, low);
}

struct Found
{
    double energy{INF};
    double delay{INF};
};

/// Least energy within T0 and the period, and least delay within E0 and the period.
Found
Search(const DesignProblem& p, double bitWidth)
{
    const double agentFlops = p.workload.agentFlops * bitWidth / p.workload.fullPrecisionBits;
    Found found;
    const auto agentRuns = Runs(p.agent, agentFlops, p.period);
    const auto serverRuns = Runs(p.server, p.workload.serverFlops, p.period);
    const double period = p.period == 0 ? INF : p.period * (1 + ROUNDING);
    const double time = p.delayBudget * (1 + ROUNDING) - p.communicationDelay;
    for (const auto& run : agentRuns)
    {
        const auto other =
            CheapestWithin(p.server, p.workload.serverFlops, std::min(period, time - run.time));
        if (other && run.time + other->time <= time)
        {
            found.energy =
                std::min(found.energy, p.communicationEnergy + run.energy + other->energy);
        }
    }
    // From the other side too, so that neither grid alone decides.
    for (const auto& run : serverRuns)
    {
        const auto other = CheapestWithin(p.agent, agentFlops, std::min(period, time - run.time));
        if (other && run.time + other->time <= time)
        {
            found.energy =
                std::min(found.energy, p.communicationEnergy + run.energy + other->energy);
        }
    }
    const std::size_t step = agentRuns.size() > 50 && serverRuns.size() > 50 ? 10 : 1;
    for (std::size_t a = 0; a < agentRuns.size(); a += step)
    {
        for (std::size_t s = 0; s < serverRuns.size(); s += step)
        {
            const auto& agent = agentRuns[a];
            const auto& server = serverRuns[s];
            if (p.communicationEnergy + agent.energy + server.energy <=
                p.energyBudget * (1 + ROUNDING))
            {
                found.delay =
                    std::min(found.delay, p.communicationDelay + agent.time + server.time);
            }
        }
    }
    return found;
}

/// Adds to a random problem what measured chips and streams have.
DesignProblem
Measured(RandomProblem& random, Tables tables)
{
    auto problem = random.Next(tables, true);
    const double bitWidth = problem.bitWidths.GetMax() * random.Uniform(0.3, 1);
    for (auto* chip : {&problem.agent, &problem.server})
    {
        const double typical =
            chip->powerCoefficient * std::pow(chip->maxFrequency * random.LogUniform(0.1, 1), 3);
        if (chip->operatingPoints.empty() || random.Chance(0.3))
        {
            chip->staticPower = random.Chance(0.7) && typical > 0 ? typical : 0;
        }
        else
        {
            for (double clock : chip->operatingPoints)
            {
                // Not always monotone, as measurements are not.
                chip->pointPowers.push_back(
                    random.LogUniform(0.8, 1.3) *
                    (1e-3 + 1e-3 * std::pow(clock / chip->maxFrequency, 2)));
                if (random.Chance(0.5) || !chip->pointFlopsPerCycle.empty())
                {
                    chip->pointFlopsPerCycle.resize(chip->pointPowers.size(), chip->flopsPerCycle);
                    chip->pointFlopsPerCycle.back() *= random.LogUniform(0.3, 1);
                }
            }
        }
    }
    const Clocks clocks{random.Chance(0.5) ? problem.agent.HighestFrequency()
                                           : problem.agent.HighestFrequency() * 0.3,
                        problem.server.HighestFrequency() * 0.5};
    problem.energyBudget =
        problem.communicationEnergy + problem.Energy(bitWidth, clocks) * random.LogUniform(0.5, 3);
    problem.delayBudget =
        problem.communicationDelay + problem.Delay(bitWidth, clocks) * random.LogUniform(0.3, 3);
    if (random.Chance(0.6))
    {
        problem.period =
            std::max(problem.Delay(bitWidth, clocks) * random.LogUniform(0.1, 2), 1e-9);
    }
    problem.workload.weights = random.LogUniform(1, 1e10);
    if (random.Chance(0.2))
    {
        problem.agent.memory = problem.workload.weights * random.Uniform(0.1, 4);
    }
    return problem;
}

class MeasuredChipDesign : public testing::TestWithParam<Tables>
{
};

} // namespace

TEST_P(MeasuredChipDesign, AgreesWithASearch)
{
    RandomProblem random(300 + static_cast<std::uint64_t>(GetParam()));
    const auto joint = CreateObject<JointScheme>();
    const auto fastestJoint = CreateObject<JointScheme>();
    fastestJoint->SetAttribute("LeastDelay", BooleanValue(true));
    const bool isContinuous = GetParam() == Tables::NONE;
    const double gridError = GetParam() == Tables::BOTH ? 1 + 1e-8 : 1 + 2e-2;
    std::map<Limit, int> blocked;
    int compared = 0;
    int slack = 0;
    const int problems = isContinuous ? 60 : 400;
    for (int i = 0; i < problems; ++i)
    {
        SCOPED_TRACE(i);
        const auto problem = Measured(random, GetParam());
        const ClockSolver solver(problem);
        const auto answer = joint->Solve(problem);
        ++blocked[answer.IsFeasible() ? answer.binding : answer.reason];
        const auto quick = fastestJoint->Solve(problem);
        ASSERT_EQ(quick.precision.BitWidth(), answer.precision.BitWidth());
        if (quick.IsFeasible())
        {
            ASSERT_LE(quick.delay, Search(problem, quick.precision.BitWidth()).delay * (1 + 1e-6));
        }

        for (std::uint32_t k = 0; k < problem.bitWidths.GetN(); k += 1 + k)
        {
            const auto bitWidth = problem.bitWidths.Get(k);
            const auto found = Search(problem, bitWidth);
            const bool fits = problem.agent.memory == 0 ||
                              problem.workload.weights * bitWidth / 8 <= problem.agent.memory;
            const auto clocks = solver.LeastEnergy(bitWidth);
            if (clocks)
            {
                ++compared;
                const auto agent = RunAt(problem.agent,
                                         problem.workload.agentFlops * bitWidth /
                                             problem.workload.fullPrecisionBits,
                                         clocks->agent);
                const auto server =
                    RunAt(problem.server, problem.workload.serverFlops, clocks->server);
                const double time = problem.communicationDelay + agent.time + server.time;
                const double energy = problem.communicationEnergy + agent.energy + server.energy;
                ASSERT_LE(time, problem.delayBudget * (1 + ROUNDING));
                slack += time < problem.delayBudget * (1 - 1e-6);
                if (problem.period > 0)
                {
                    ASSERT_LE(agent.time, problem.period * (1 + ROUNDING));
                    ASSERT_LE(server.time, problem.period * (1 + ROUNDING));
                }
                // The search may use up the rounding of times, which is more of short ones.
                ASSERT_LE(energy, found.energy * (1 + 1e-5)) << bitWidth;
                ASSERT_LE(found.energy, energy * gridError) << bitWidth;
                ASSERT_EQ(answer.IsFeasible() && answer.precision.BitWidth() >= bitWidth,
                          fits && problem.MeetsEnergy(energy))
                    << bitWidth;
            }
            else
            {
                ASSERT_EQ(found.energy, INF) << bitWidth;
            }
            const auto fastest = solver.LeastDelay(bitWidth);
            if (fastest)
            {
                const double delay = problem.Delay(bitWidth, *fastest);
                ASSERT_TRUE(problem.MeetsEnergy(problem.Energy(bitWidth, *fastest), ROUNDING));
                ASSERT_TRUE(problem.MeetsRate(bitWidth, *fastest, ROUNDING));
                ASSERT_LE(delay, found.delay * (1 + 1e-6)) << bitWidth;
                if (GetParam() == Tables::BOTH)
                {
                    ASSERT_LE(found.delay, delay * (1 + 1e-8)) << bitWidth;
                }
            }
            else
            {
                ASSERT_EQ(found.delay, INF) << bitWidth;
            }
        }
    }
    EXPECT_GT(compared, problems / 3);
    EXPECT_GT(slack, 0);
    for (const auto limit : {Limit::DELAY, Limit::RATE, Limit::MEMORY, Limit::DELAY_AND_ENERGY})
    {
        EXPECT_GT(blocked[limit], 0) << LimitName(limit);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Tables,
    MeasuredChipDesign,
    testing::Values(Tables::NONE, Tables::AGENT, Tables::SERVER, Tables::BOTH));

TEST(MeasuredChipDesign, StaticPowerLeavesSlackAtTheCriticalTimes)
{
    // P_s = 2, psi = 1, 1 cycle: t* = (2 x 1/2)^(1/3) = 1 s on either side.
    DesignProblem problem;
    problem.workload.agentFlops = problem.workload.serverFlops = 1;
    problem.workload.fullPrecisionBits = 1;
    for (auto* chip : {&problem.agent, &problem.server})
    {
        chip->flopsPerCycle = chip->powerCoefficient = chip->pue = 1;
        chip->maxFrequency = 4;
        chip->staticPower = 2;
    }
    problem.delayBudget = 5;
    problem.energyBudget = 6; // 3 J a side
    const auto clocks = ClockSolver(problem).LeastFeasibleEnergy(1);
    ASSERT_TRUE(clocks);
    EXPECT_DOUBLE_EQ(clocks->agent, 1);
    EXPECT_DOUBLE_EQ(clocks->server, 1);
    EXPECT_DOUBLE_EQ(problem.Delay(1, *clocks), 2) << "three seconds are left";
    problem.energyBudget = 5.99;
    EXPECT_FALSE(ClockSolver(problem).IsFeasible(1));
    EXPECT_EQ(ClockSolver(problem).WhyInfeasible(1), Limit::ENERGY);
}

TEST(MeasuredChipDesign, AStreamMayNotAskForMoreThanItsPeriod)
{
    // 8 s of the server's work every 4 s: fine for one inference, unstable as a stream.
    DesignProblem problem;
    problem.workload.agentFlops = 1e9;
    problem.workload.serverFlops = 8 * 1.28e11;
    problem.server.maxFrequency = 1e9;
    problem.delayBudget = 20;
    problem.energyBudget = 100;
    const auto joint = CreateObject<JointScheme>();
    EXPECT_TRUE(joint->Solve(problem).IsFeasible());
    problem.period = 4;
    auto answer = joint->Solve(problem);
    EXPECT_FALSE(answer.IsFeasible());
    EXPECT_EQ(answer.reason, Limit::RATE);
    problem.period = 8;
    answer = joint->Solve(problem);
    EXPECT_TRUE(answer.IsFeasible());
    EXPECT_DOUBLE_EQ(answer.clocks.server, 1e9);
    // The agent's side: 8 bits take 2.08 s at 2 GHz, so that 1 s allows 3.
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    problem.period = 1.6;
    answer = joint->Solve(problem);
    EXPECT_EQ(answer.precision.BitWidth(), 3);
    EXPECT_EQ(answer.binding, Limit::RATE);
}

TEST(MeasuredChipDesign, WeightsHaveToFitTheMemory)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2-caption").At(Placement::SPLIT);
    problem.delayBudget = 8;
    problem.energyBudget = 8;
    problem.agent.memory = 500e6; // 986e6 weights: 4 bits
    const auto joint = CreateObject<JointScheme>();
    const auto answer = joint->Solve(problem);
    EXPECT_EQ(answer.precision.BitWidth(), 4);
    EXPECT_EQ(answer.binding, Limit::MEMORY);
    EXPECT_DOUBLE_EQ(answer.totalDistortion, 985.95e6 * std::log(1 + 1 / 8.0) / 50);
    EXPECT_EQ(CreateObject<ScaScheme>()->Solve(problem).precision.BitWidth(), 4);
    problem.agent.memory = 100e6;
    EXPECT_EQ(joint->Solve(problem).reason, Limit::MEMORY);
    // The server's 2758.7e6 weights take 2 byte each, and with the agent's 7.5 GB.
    problem.agent.memory = 0;
    problem.server.memory = 5.5e9;
    EXPECT_EQ(joint->Solve(problem).reason, Limit::MEMORY);
    problem.server.memory = 5.6e9;
    EXPECT_TRUE(joint->Solve(problem).IsFeasible());
    problem.energyBudget = 100;
    EXPECT_EQ(AllocationScheme::Create("all-on-server")->Solve(problem).reason, Limit::MEMORY);
    problem.server.memory = 7.5e9;
    EXPECT_TRUE(AllocationScheme::Create("all-on-server")->Solve(problem).IsFeasible());
    problem.server.memory = 0;
    problem.energyBudget = 8;
    // On the agent alone all weights have to fit; on the server none.
    problem.agent.memory = 500e6;
    EXPECT_EQ(AllocationScheme::Create("all-on-agent")->Solve(problem).precision.BitWidth(), 1);
    problem.energyBudget = 100;
    const auto server = AllocationScheme::Create("all-on-server")->Solve(problem);
    EXPECT_TRUE(server.IsFeasible());
    EXPECT_EQ(server.totalDistortion, 0);
}

TEST(MeasuredChipDesign, BlipsCaptionBindsBothBudgetsAtThePapersPoint)
{
    // As doc/coinference.rst tells under "Models".
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2-caption").At(Placement::SPLIT);
    const auto joint = CreateObject<JointScheme>();
    const auto bits = [&](double delayBudget, double energyBudget) {
        problem.delayBudget = delayBudget;
        problem.energyBudget = energyBudget;
        return joint->Solve(problem).precision.BitWidth();
    };
    EXPECT_EQ(bits(2, 2), 1U);
    EXPECT_EQ(bits(2.5, 2), 2U);
    EXPECT_EQ(bits(3.5, 2), 3U);
    EXPECT_EQ(bits(4, 2), 4U);
    EXPECT_EQ(bits(5, 2), 6U);
    EXPECT_EQ(bits(3.5, 0.6), 1U);
    EXPECT_EQ(bits(3.5, 0.8), 2U);
    EXPECT_EQ(bits(3.5, 1.5), 3U);
    EXPECT_EQ(bits(3.5, 2.5), 4U);
    EXPECT_EQ(bits(3.5, 5), 5U);
    // Why one splits: half of what all on the agent costs.
    bits(3.5, 2);
    const auto split = joint->Solve(problem);
    const auto alone = AllocationScheme::Create("all-on-agent")->Solve(problem);
    EXPECT_NEAR(alone.totalDistortion / split.totalDistortion, 2, 0.02);
}
