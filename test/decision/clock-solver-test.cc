/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/clock-solver.h"

#include <gtest/gtest.h>

using namespace ns3::coinference;

namespace
{

/// Work of 1 cycle a side, price 1 a side, clocks up to 4 Hz.
DesignProblem
UnitProblem()
{
    DesignProblem problem;
    problem.workload.agentFlops = problem.workload.serverFlops = 1;
    problem.workload.fullPrecisionBits = 1;
    for (auto* chip : {&problem.agent, &problem.server})
    {
        chip->flopsPerCycle = chip->powerCoefficient = chip->pue = 1;
        chip->maxFrequency = 4;
    }
    problem.delayBudget = 2;
    problem.energyBudget = 2;
    return problem;
}

} // namespace

TEST(ClockSolver, LeastEnergyAndLeastDelayMeetAtTheOptimum)
{
    const auto problem = UnitProblem();
    const ClockSolver solver(problem);
    const auto cheapest = solver.LeastEnergy(1);
    const auto fastest = solver.LeastDelay(1);
    ASSERT_TRUE(cheapest && fastest);
    EXPECT_DOUBLE_EQ(cheapest->agent, 1);
    EXPECT_DOUBLE_EQ(cheapest->server, 1);
    EXPECT_DOUBLE_EQ(fastest->agent, 1);
    EXPECT_DOUBLE_EQ(fastest->server, 1);
    EXPECT_TRUE(solver.IsFeasible(1));
    EXPECT_FALSE(solver.IsFeasible(1.0001));
}

TEST(ClockSolver, IdleSideStandsStill)
{
    auto problem = UnitProblem();
    problem.workload.serverFlops = 0;
    EXPECT_DOUBLE_EQ(ClockSolver(problem).LeastEnergy(1)->agent, 0.5);
    EXPECT_EQ(ClockSolver(problem).LeastEnergy(1)->server, 0);
    EXPECT_EQ(ClockSolver(problem).LeastDelay(1)->server, 0);
    problem.agent.operatingPoints = {0.25, 1, 2};
    EXPECT_EQ(ClockSolver(problem).LeastEnergy(1)->agent, 1);
    EXPECT_EQ(ClockSolver(problem).LeastEnergy(1)->server, 0);
    EXPECT_EQ(ClockSolver(problem).LeastDelay(1)->agent, 1); // 2 Hz costs 4 J
    EXPECT_EQ(ClockSolver(problem).LeastDelay(1)->server, 0);

    problem = UnitProblem();
    problem.workload.agentFlops = 0;
    EXPECT_EQ(ClockSolver(problem).LeastEnergy(1)->agent, 0);
    EXPECT_DOUBLE_EQ(ClockSolver(problem).LeastEnergy(1)->server, 0.5);
    problem.server.operatingPoints = {0.25, 1, 2};
    EXPECT_EQ(ClockSolver(problem).LeastEnergy(1)->agent, 0);
    EXPECT_EQ(ClockSolver(problem).LeastEnergy(1)->server, 1);

    problem.workload.serverFlops = 0;
    problem.server.operatingPoints.clear();
    problem.delayBudget = problem.energyBudget = 0;
    EXPECT_TRUE(ClockSolver(problem).IsFeasible(1));
}

TEST(ClockSolver, FreeSideRunsAtItsMaximum)
{
    auto problem = UnitProblem();
    problem.agent.powerCoefficient = 0;
    auto clocks = *ClockSolver(problem).LeastEnergy(1);
    EXPECT_EQ(clocks.agent, 4);
    EXPECT_DOUBLE_EQ(clocks.server, 1 / 1.75);
    problem = UnitProblem();
    problem.server.powerCoefficient = 0;
    clocks = *ClockSolver(problem).LeastEnergy(1);
    EXPECT_EQ(clocks.server, 4);
    EXPECT_DOUBLE_EQ(clocks.agent, 1 / 1.75);
    problem.agent.powerCoefficient = 0;
    problem.energyBudget = 0;
    EXPECT_TRUE(ClockSolver(problem).IsFeasible(1));
    EXPECT_EQ(ClockSolver(problem).LeastDelay(1)->agent, 4);
    EXPECT_EQ(ClockSolver(problem).LeastDelay(1)->server, 4);
}

TEST(ClockSolver, RoundingAtTheHighestClocksDoesNotLoseThem)
{
    // 3 x 0.1 s of work in 0.3 s: the sum is a hair above the budget.
    auto problem = UnitProblem();
    problem.agent.maxFrequency = problem.server.maxFrequency = 1;
    problem.workload.agentFlops = 0.1;
    problem.workload.serverFlops = 0.2;
    problem.delayBudget = 0.3;
    ASSERT_GT(problem.Delay(1, {1, 1}), problem.delayBudget);
    const auto clocks = ClockSolver(problem).LeastEnergy(1);
    ASSERT_TRUE(clocks);
    EXPECT_NEAR(clocks->agent, 1, 1e-12);
    EXPECT_NEAR(clocks->server, 1, 1e-12);
    EXPECT_LE(clocks->agent, 1);
    EXPECT_LE(clocks->server, 1);
    problem.agent.operatingPoints = {0.5, 1};
    EXPECT_TRUE(ClockSolver(problem).IsFeasible(1));
    problem.server.operatingPoints = {0.5, 1};
    EXPECT_TRUE(ClockSolver(problem).IsFeasible(1));
    problem.agent.operatingPoints.clear();
    EXPECT_TRUE(ClockSolver(problem).IsFeasible(1));
}

TEST(ClockSolver, TrustsTheLastOperatingPointNotTheMaximum)
{
    auto problem = UnitProblem();
    problem.agent.operatingPoints = {0.1, 0.5};
    const ClockSolver solver(problem);
    EXPECT_EQ(solver.Highest().agent, 0.5);
    EXPECT_EQ(solver.Highest().server, 4);
    EXPECT_FALSE(solver.LeastEnergy(1)); // 2 s on the agent leave no time for the server
    EXPECT_EQ(solver.WhyInfeasible(1), Limit::DELAY);
}

TEST(ClockSolver, ExtremeQuantitiesGiveNumbers)
{
    for (double large : {1e30, 1e-60})
    {
        for (double small : {1e30, 1e-60})
        {
            DesignProblem problem;
            problem.workload.agentFlops = problem.server.pue = problem.agent.flopsPerCycle = large;
            problem.workload.serverFlops = problem.agent.pue = problem.server.flopsPerCycle = small;
            problem.agent.powerCoefficient = small;
            problem.server.powerCoefficient = large;
            problem.agent.maxFrequency = large;
            problem.server.maxFrequency = small;
            for (double budget : {1e-60, 1.0, 1e30})
            {
                problem.delayBudget = budget;
                problem.energyBudget = 1 / std::max(budget, 1e-30);
                problem.Validate();
                const ClockSolver solver(problem);
                if (const auto clocks = solver.LeastEnergy(8))
                {
                    EXPECT_TRUE(problem.MeetsDelay(problem.Delay(8, *clocks)));
                    EXPECT_GE(problem.Energy(8, *clocks), 0);
                }
                if (const auto clocks = solver.LeastDelay(8))
                {
                    EXPECT_GE(problem.Delay(8, *clocks), 0);
                    EXPECT_GE(problem.Energy(8, *clocks), 0);
                }
            }
        }
    }
}
