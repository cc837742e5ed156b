/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"
#include "decision/band-server.h"

#include "ns3/shared-scheme.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// Two or three agents whose uplinks take a good part of T0.
SharedProblem
Make(RandomProblem& random, std::size_t agents, bool isPartitioned)
{
    SharedProblem problem;
    problem.band = random.LogUniform(1e6, 2e7);
    problem.server = isPartitioned ? ServerDiscipline::PARTITIONED : ServerDiscipline::FIFO;
    for (std::size_t k = 0; k < agents; ++k)
    {
        SharedAgent agent;
        auto& own = agent.problem;
        own.workload.agentFlops = random.LogUniform(1e11, 6e11);
        own.workload.serverFlops = random.LogUniform(5e10, 5e11);
        own.workload.weights = random.LogUniform(1e8, 1e9);
        own.delayBudget = random.LogUniform(3, 12);
        own.energyBudget = random.LogUniform(1, 40);
        own.bitWidths = BitWidthSet::FromText("", "1-5");
        agent.embeddingBits = random.LogUniform(1e6, 1e7);
        agent.gamma = random.LogUniform(1e6, 1e8);
        agent.transmitPower = random.Chance(0.5) ? 0 : random.Uniform(0, 0.5);
        problem.agents.push_back(agent);
    }
    return problem;
}

/// The formulas written down again: what agent k needs of the server, with an uplink and a level.
double
Need(const SharedProblem& problem, std::size_t k, double bits, double level, double width)
{
    const auto& agent = problem.agents[k];
    const auto& p = agent.problem;
    const double uplink = agent.embeddingBits / (width * std::log2(1 + agent.gamma / width));
    const double a = bits * p.workload.agentFlops / (16 * p.agent.flopsPerCycle);
    const double s = p.workload.serverFlops / p.server.flopsPerCycle;
    const double energy = p.energyBudget - agent.transmitPower * uplink;
    const double left = p.delayBudget - uplink;
    const double kappa = p.agent.pue * p.agent.powerCoefficient;
    const double price = p.server.pue * p.server.powerCoefficient;
    if (problem.server == ServerDiscipline::FIFO)
    {
        const double time = left - level;
        const double rest = energy - kappa * a * a * a / (time * time);
        return time <= 0 || a / time > p.agent.maxFrequency || rest <= 0
                   ? INF
                   : std::max(s / p.server.maxFrequency, std::sqrt(price * s * s * s / rest));
    }
    // The least share is the longest time at the server that E0 allows.
    double best = INF;
    for (int i = 1; i < 300; ++i)
    {
        const double share = p.server.maxFrequency * std::pow(i / 300.0, 2);
        const double time = left - s / share;
        if (time > 0 && a / time <= p.agent.maxFrequency &&
            kappa * a * a * a / (time * time) + price * s * share * share <= energy)
        {
            best = std::min(best, share);
            break;
        }
    }
    return best;
}

/// Whether two agents' bits are feasible for some split of the band and some level, on a grid.
bool
IsFeasible(const SharedProblem& problem, const std::vector<std::uint32_t>& bits)
{
    const int parts = problem.server == ServerDiscipline::FIFO ? 150 : 60;
    for (int i = 1; i < parts; ++i)
    {
        // Finer at the ends.
        const double part = 0.5 - 0.5 * std::cos(3.14159265358979 * i / parts);
        const double widths[] = {problem.band * part, problem.band * (1 - part)};
        const auto sum = [&](double level) {
            return Need(problem, 0, bits[0], level, widths[0]) +
                   Need(problem, 1, bits[1], level, widths[1]);
        };
        if (problem.server == ServerDiscipline::PARTITIONED)
        {
            if (sum(0) <= problem.agents[0].problem.server.maxFrequency)
            {
                return true;
            }
            continue;
        }
        for (int step = 1; step <= 400; ++step)
        {
            const double level = 12.0 * step / 400 * step / 400;
            if (sum(level) <= level)
            {
                return true;
            }
        }
    }
    return false;
}

double
Objective(const SharedProblem& problem, const std::vector<std::uint32_t>& bits)
{
    double sum = 0;
    for (std::size_t k = 0; k < bits.size(); ++k)
    {
        sum += problem.agents[k].problem.workload.weights * std::log1p(std::pow(2, 1.0 - bits[k])) /
               50;
    }
    return sum;
}

} // namespace

TEST(BandUplink, TimeAndWidthAreInverse)
{
    RandomProblem random(1);
    for (int i = 0; i < 2000; ++i)
    {
        SharedAgent agent;
        agent.embeddingBits = random.LogUniform(1e3, 1e8);
        agent.gamma = random.LogUniform(1e5, 1e9);
        const double width = random.LogUniform(1e4, 1e8);
        const double time = BandUplink::Time(agent, width);
        ASSERT_NEAR(agent.embeddingBits / (width * std::log2(1 + agent.gamma / width)),
                    time,
                    1e-9 * time);
        // Where the band is much wider than gamma more of it carries little more.
        const double back = BandUplink::Width(agent, time);
        ASSERT_NEAR(BandUplink::Time(agent, back), time, 1e-9 * time) << i;
    }
    SharedAgent agent;
    agent.embeddingBits = 1e6;
    agent.gamma = 1e6;
    EXPECT_EQ(BandUplink::Width(agent, 0.69), INF) << "no band carries so much so soon";
    agent.embeddingBits = 0;
    EXPECT_EQ(BandUplink::Time(agent, 1), 0);
    EXPECT_EQ(BandUplink::Width(agent, 1), 0);
}

TEST(BandServer, IsTheBestOfAllBitsBandsAndLevels)
{
    RandomProblem random(2);
    const auto joint = SharedScheme::Create("joint");
    for (const bool isPartitioned : {false, true})
    {
        int feasible = 0;
        int scarce = 0;
        for (int set = 0; set < 60; ++set)
        {
            const auto problem = Make(random, 2, isPartitioned);
            double best = INF;
            for (std::uint32_t first = 1; first <= 5; ++first)
            {
                for (std::uint32_t second = 1; second <= 5; ++second)
                {
                    if (Objective(problem, {first, second}) < best &&
                        IsFeasible(problem, {first, second}))
                    {
                        best = Objective(problem, {first, second});
                    }
                }
            }
            const auto answer = joint->Solve(problem);
            if (!answer.IsFeasible())
            {
                ASSERT_EQ(best, INF) << set << ": a grid found one";
                continue;
            }
            ++feasible;
            EXPECT_EQ(answer.status, Allocation::Status::OPTIMAL);
            ASSERT_LE(answer.objective, best * (1 + 1e-9)) << set << ": a grid found a better one";
            // What the grid does not find is within its steps of the edge.
            auto tighter = problem;
            for (auto& agent : tighter.agents)
            {
                agent.problem.delayBudget *= 0.985;
                agent.problem.energyBudget *= 0.985;
            }
            tighter.band *= 0.985;
            tighter.serverCapacity = isPartitioned ? 0.985e10 : 0;
            const auto less = joint->Solve(tighter);
            if (less.IsFeasible())
            {
                ASSERT_GE(less.objective, best * (1 - 1e-9)) << set;
            }
            // What is answered is feasible by the formulas.
            double sum = 0;
            double shares = 0;
            double server = 0;
            for (std::size_t k = 0; k < 2; ++k)
            {
                const auto& share = answer.agents[k];
                const auto& own = problem.agents[k];
                shares += share.bandShare;
                sum += share.serverTime;
                server += share.serverShare;
                const double width = share.bandShare * problem.band;
                EXPECT_NEAR(share.uplinkTime,
                            own.embeddingBits / (width * std::log2(1 + own.gamma / width)),
                            1e-6 * share.uplinkTime);
                EXPECT_LE(share.delay, own.problem.delayBudget * (1 + 1e-8));
                EXPECT_LE(share.energy, own.problem.energyBudget * (1 + 1e-8));
            }
            EXPECT_LE(shares, 1 + 1e-7);
            EXPECT_LE(isPartitioned ? server : sum,
                      isPartitioned ? 1 + 1e-8 : answer.serverTime * (1 + 1e-8));
            auto wide = problem;
            wide.band *= 100;
            scarce += joint->Solve(wide).objective < answer.objective * (1 - 1e-9);
        }
        EXPECT_GT(feasible, 25);
        EXPECT_GT(scarce, 5) << "the band matters";
    }
}

TEST(BandServer, NoBaselineIsBetterAndBoundsHold)
{
    RandomProblem random(3);
    int compared = 0;
    for (int set = 0; set < 30; ++set)
    {
        const auto problem = Make(random, 3, set % 2 == 1);
        const auto best = SharedScheme::Create("joint")->Solve(problem);
        for (const auto& name : SharedScheme::GetNames())
        {
            const auto answer = SharedScheme::Create(name)->Solve(problem);
            if (answer.IsFeasible())
            {
                ASSERT_TRUE(best.IsFeasible()) << name;
                ASSERT_GE(answer.objective, best.objective * (1 - 1e-9)) << name;
                ASSERT_LE(answer.bound, best.objective * (1 + 1e-9)) << name;
                ++compared;
            }
        }
        if (!best.IsFeasible())
        {
            EXPECT_NE(best.reason, Limit::NONE);
        }
    }
    EXPECT_GT(compared, 60);
}

TEST(BandServer, SaysWhenTheBandIsTheReason)
{
    RandomProblem random(4);
    auto problem = Make(random, 2, false);
    problem.band = 1e7;
    for (auto& agent : problem.agents)
    {
        agent.problem.delayBudget = 8;
        agent.problem.energyBudget = 100;
        agent.embeddingBits = 2e7;
        agent.gamma = 1e7;
    }
    // Alone the band carries an embedding in 2 s; a hundredth of it in much more.
    ASSERT_TRUE(SharedScheme::Create("joint")->Solve(problem).IsFeasible());
    problem.band = 1.3e6;
    const auto answer = SharedScheme::Create("joint")->Solve(problem);
    EXPECT_FALSE(answer.IsFeasible());
    EXPECT_EQ(answer.reason, Limit::BAND);
    EXPECT_FALSE(answer.agent) << "nobody's alone";

    problem.agents[1].gamma = 0;
    EXPECT_THROW(SharedScheme::Create("joint")->Solve(problem), std::invalid_argument);
    problem.agents[1].gamma = 1e7;
    problem.agents[1].problem.period = 2;
    EXPECT_THROW(SharedScheme::Create("joint")->Solve(problem), std::invalid_argument);
}
