/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"

#include "ns3/allocation-scheme.h"
#include "ns3/boolean.h"
#include "ns3/clock-solver.h"
#include "ns3/joint-scheme.h"
#include "ns3/model-profile.h"
#include "ns3/quality-table.h"
#include "ns3/string.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/**
 * Exhaustive search over every bit-width and a grid of clocks, from eq. 4 to 9 and nothing of the
 * module's but the problem's fields.
 *
 * Without a table a chip's grid is geometric and ends at its maximum. Every clock is at most a
 * factor STEP below a grid clock, at which no delay is longer and no energy more than STEP^2 times
 * as much. So the grid's least energy lies between the true one and STEP^2 times it.
 */
class BruteForce
{
  public:
    static constexpr double STEP = 1.01;

    explicit BruteForce(const DesignProblem& problem)
        : m_problem(problem),
          m_agentGrid(Grid(problem.agent, AgentWork(1))),
          m_serverGrid(Grid(problem.server, ServerWork()))
    {
    }

    /// How much more energy the grid's best point takes than the best point, at most.
    double EnergyError() const
    {
        const bool exact =
            !m_problem.agent.operatingPoints.empty() && !m_problem.server.operatingPoints.empty();
        return exact ? 1 : STEP * STEP;
    }

    double Delay(double bitWidth, double f, double g) const
    {
        const double agent = AgentWork(bitWidth);
        const double server = ServerWork();
        return m_problem.communicationDelay + (agent > 0 ? agent / f : 0) +
               (server > 0 ? server / g : 0);
    }

    double Energy(double bitWidth, double f, double g) const
    {
        return m_problem.communicationEnergy + AgentEnergy(bitWidth, f) + ServerEnergy(g);
    }

    /// Least energy [J] on the grid within a delay [s]; infinite if no point is fast enough.
    double LeastEnergy(double bitWidth, double delay) const
    {
        double least = INF;
        for (double f : m_agentGrid)
        {
            // Of the server's clocks that are fast enough the slowest is the cheapest.
            const auto tooSlow = [&](double g, double limit) {
                return Delay(bitWidth, f, g) > limit;
            };
            const auto g =
                std::lower_bound(m_serverGrid.begin(), m_serverGrid.end(), delay, tooSlow);
            if (g != m_serverGrid.end())
            {
                least = std::min(least, Energy(bitWidth, f, *g));
            }
        }
        return least;
    }

    /// Least delay [s] on the grid within an energy [J].
    double LeastDelay(double bitWidth, double energy) const
    {
        double least = INF;
        for (double f : m_agentGrid)
        {
            const auto affordable = [&](double g) { return Energy(bitWidth, f, g) <= energy; };
            const auto g =
                std::partition_point(m_serverGrid.begin(), m_serverGrid.end(), affordable);
            if (g != m_serverGrid.begin())
            {
                least = std::min(least, Delay(bitWidth, f, *std::prev(g)));
            }
        }
        return least;
    }

    /// Largest bit-width that some grid point allows; 0 if there is none.
    std::uint32_t LargestFeasible(double delay, double energy) const
    {
        std::uint32_t largest = 0;
        for (std::uint32_t i = 0; i < m_problem.bitWidths.GetN(); ++i)
        {
            const auto bitWidth = m_problem.bitWidths.Get(i);
            if (LeastEnergy(bitWidth, delay) <= energy)
            {
                largest = bitWidth;
            }
        }
        return largest;
    }

    double ShortestDelay(double bitWidth) const
    {
        return Delay(bitWidth, m_agentGrid.back(), m_serverGrid.back());
    }

    /// Least energy whatever the delay; without a table, that of an ever slower clock.
    double LowestEnergy(double bitWidth) const
    {
        const auto& agent = m_problem.agent.operatingPoints;
        const auto& server = m_problem.server.operatingPoints;
        return Energy(bitWidth,
                      agent.empty() ? 0 : agent.front(),
                      server.empty() ? 0 : server.front());
    }

  private:
    double AgentWork(double bitWidth) const
    {
        return bitWidth / m_problem.workload.fullPrecisionBits * m_problem.workload.agentFlops /
               m_problem.agent.flopsPerCycle;
    }

    double ServerWork() const
    {
        return m_problem.workload.serverFlops / m_problem.server.flopsPerCycle;
    }

    double AgentEnergy(double bitWidth, double f) const
    {
        return m_problem.agent.pue * AgentWork(bitWidth) * m_problem.agent.powerCoefficient * f * f;
    }

    double ServerEnergy(double g) const
    {
        return m_problem.server.pue * ServerWork() * m_problem.server.powerCoefficient * g * g;
    }

    /// Clocks to try: no clock that alone takes longer than T0 is of use.
    std::vector<double> Grid(const ComputeChip& chip, double leastWork) const
    {
        if (!chip.operatingPoints.empty())
        {
            return chip.operatingPoints;
        }
        const double time = m_problem.delayBudget - m_problem.communicationDelay;
        const double lowest = time > 0 ? leastWork / time / STEP : chip.maxFrequency;
        std::vector<double> grid{chip.maxFrequency};
        while (grid.back() > lowest && leastWork > 0)
        {
            grid.push_back(grid.back() / STEP);
        }
        std::reverse(grid.begin(), grid.end());
        return grid;
    }

    const DesignProblem& m_problem;
    std::vector<double> m_agentGrid;
    std::vector<double> m_serverGrid;
};

/// Room for rounding in comparisons with the module's numbers.
constexpr double ROUNDING = 1e-9;

/// Why a bit-width is infeasible, or nothing where a budget is too close to call.
std::optional<Limit>
Reason(const DesignProblem& problem, const BruteForce& brute, std::uint32_t bitWidth)
{
    const double delay = brute.ShortestDelay(bitWidth);
    const double energy = brute.LowestEnergy(bitWidth);
    const auto close = [](double value, double budget) {
        return std::abs(value - budget) <= ROUNDING * budget;
    };
    if (close(delay, problem.delayBudget) || close(energy, problem.energyBudget))
    {
        return std::nullopt;
    }
    const bool tooSlow = delay > problem.delayBudget;
    const bool tooDear = energy > problem.energyBudget;
    return tooSlow == tooDear ? Limit::DELAY_AND_ENERGY : tooSlow ? Limit::DELAY : Limit::ENERGY;
}

std::string
TablesName(const testing::TestParamInfo<Tables>& info)
{
    static const char* const names[] = {"None", "Agent", "Server", "Both"};
    return names[static_cast<int>(info.param)];
}

class JointSchemeAgainstBruteForce : public testing::TestWithParam<Tables>
{
};

} // namespace

TEST_P(JointSchemeAgainstBruteForce, Agrees)
{
    RandomProblem random(7 + static_cast<std::uint64_t>(GetParam()));
    const auto joint = CreateObject<JointScheme>();
    std::map<Limit, int> bindings;
    std::map<Limit, int> reasons;
    int decided = 0;
    const int problems = 1500;
    for (int i = 0; i < problems; ++i)
    {
        SCOPED_TRACE(i);
        const auto problem = random.Next(GetParam(), true);
        const BruteForce brute(problem);
        const auto answer = joint->Solve(problem);
        const auto bitWidth = answer.IsFeasible() ? answer.precision.BitWidth() : 0;

        // The grid finds nothing better, and what joint finds, the grid finds within its error.
        const auto least = brute.LargestFeasible(problem.delayBudget * (1 - ROUNDING),
                                                 problem.energyBudget * (1 - ROUNDING));
        const auto most =
            brute.LargestFeasible(problem.delayBudget * (1 + ROUNDING),
                                  problem.energyBudget * (1 + ROUNDING) * brute.EnergyError());
        ASSERT_GE(bitWidth, least);
        ASSERT_LE(bitWidth, most);
        decided += least == most;

        const auto blocked = answer.IsFeasible() ? answer.binding : answer.reason;
        ++(answer.IsFeasible() ? bindings : reasons)[blocked];
        std::uint32_t next = 0;
        while (next < problem.bitWidths.GetN() && problem.bitWidths.Get(next) <= bitWidth)
        {
            ++next;
        }
        if (next == problem.bitWidths.GetN())
        {
            ASSERT_EQ(blocked, Limit::NONE);
        }
        else if (const auto reason = Reason(problem, brute, problem.bitWidths.Get(next)))
        {
            ASSERT_STREQ(LimitName(blocked), LimitName(*reason));
        }
        if (!answer.IsFeasible())
        {
            continue;
        }

        ASSERT_EQ(answer.status, Allocation::Status::OPTIMAL);
        const double f = answer.clocks.agent;
        const double g = answer.clocks.server;
        ASSERT_LE(f, problem.agent.maxFrequency);
        ASSERT_LE(g, problem.server.maxFrequency);
        ASSERT_TRUE(problem.agent.operatingPoints.empty() || problem.agent.CanRunAt(f));
        ASSERT_TRUE(problem.server.operatingPoints.empty() || problem.server.CanRunAt(g));
        const double delay = brute.Delay(bitWidth, f, g);
        const double energy = brute.Energy(bitWidth, f, g);
        ASSERT_LE(delay, problem.delayBudget * (1 + ROUNDING));
        ASSERT_LE(energy, problem.energyBudget * (1 + ROUNDING));
        ASSERT_NEAR(answer.delay, delay, 1e-12 * delay);
        ASSERT_NEAR(answer.energy, energy, 1e-12 * energy);

        const double found = brute.LeastEnergy(bitWidth, problem.delayBudget * (1 + ROUNDING));
        ASSERT_LE(answer.energy, found * (1 + 10 * ROUNDING));
        ASSERT_GE(answer.energy * (1 + 10 * ROUNDING) * brute.EnergyError(), found);
    }
    // The problems are worth the test only if they end in every way.
    const auto rare = problems / 100;
    EXPECT_GT(decided, problems * 9 / 10);
    EXPECT_GT(bindings[Limit::NONE], rare);
    EXPECT_GT(bindings[Limit::DELAY], rare);
    EXPECT_GT(bindings[Limit::DELAY_AND_ENERGY], rare);
    EXPECT_GT(reasons[Limit::DELAY], rare);
    EXPECT_GT(reasons[Limit::ENERGY], 0);
    EXPECT_GT(reasons[Limit::DELAY_AND_ENERGY], rare);
}

TEST_P(JointSchemeAgainstBruteForce, LeastDelayAgrees)
{
    RandomProblem random(70 + static_cast<std::uint64_t>(GetParam()));
    const auto cheapest = CreateObject<JointScheme>();
    const auto fastest = CreateObject<JointScheme>();
    fastest->SetAttribute("LeastDelay", BooleanValue(true));
    int faster = 0;
    for (int i = 0; i < 1000; ++i)
    {
        SCOPED_TRACE(i);
        const auto problem = random.Next(GetParam(), true);
        const BruteForce brute(problem);
        const auto cheap = cheapest->Solve(problem);
        const auto fast = fastest->Solve(problem);
        ASSERT_EQ(fast.status, cheap.status);
        if (!fast.IsFeasible())
        {
            continue;
        }
        ASSERT_EQ(fast.precision.BitWidth(), cheap.precision.BitWidth());
        ASSERT_LE(fast.delay, cheap.delay);
        faster += fast.delay < 0.99 * cheap.delay;

        const double delay =
            brute.Delay(fast.precision.BitWidth(), fast.clocks.agent, fast.clocks.server);
        const double energy =
            brute.Energy(fast.precision.BitWidth(), fast.clocks.agent, fast.clocks.server);
        ASSERT_NEAR(fast.delay, delay, 1e-12 * delay);
        ASSERT_LE(energy, problem.energyBudget * (1 + ROUNDING));
        // A grid clock is at most STEP below the best one: the delay at most STEP times as long.
        const double tight = problem.energyBudget * (1 - ROUNDING);
        const double loose = problem.energyBudget * (1 + 10 * ROUNDING);
        ASSERT_LE(fast.delay, brute.LeastDelay(fast.precision.BitWidth(), tight) * (1 + ROUNDING));
        if (delay < problem.delayBudget * (1 - ROUNDING))
        {
            ASSERT_GE(fast.delay * BruteForce::STEP,
                      brute.LeastDelay(fast.precision.BitWidth(), loose));
        }
    }
    EXPECT_GT(faster, 50);
}

INSTANTIATE_TEST_SUITE_P(Tables,
                         JointSchemeAgainstBruteForce,
                         testing::Values(Tables::NONE, Tables::AGENT, Tables::SERVER, Tables::BOTH),
                         TablesName);

TEST(JointScheme, ClampsEitherClock)
{
    // Work and budgets are such that without a maximum both clocks would be 1 Hz.
    DesignProblem problem;
    problem.workload.agentFlops = problem.workload.serverFlops = 1;
    problem.workload.fullPrecisionBits = 1;
    problem.bitWidths = BitWidthSet({1});
    problem.agent.flopsPerCycle = problem.server.flopsPerCycle = 1;
    problem.agent.powerCoefficient = problem.server.powerCoefficient = 1;
    problem.agent.pue = problem.server.pue = 1;
    problem.agent.maxFrequency = problem.server.maxFrequency = 4;
    problem.delayBudget = 2;
    problem.energyBudget = 100;
    const auto joint = CreateObject<JointScheme>();

    auto answer = joint->Solve(problem);
    EXPECT_DOUBLE_EQ(answer.clocks.agent, 1);
    EXPECT_DOUBLE_EQ(answer.clocks.server, 1);
    EXPECT_DOUBLE_EQ(answer.energy, 2);

    problem.agent.maxFrequency = 0.8;
    answer = joint->Solve(problem);
    EXPECT_DOUBLE_EQ(answer.clocks.agent, 0.8);
    EXPECT_DOUBLE_EQ(answer.clocks.server, 1 / 0.75);

    problem.agent.maxFrequency = 4;
    problem.server.maxFrequency = 0.8;
    answer = joint->Solve(problem);
    EXPECT_DOUBLE_EQ(answer.clocks.agent, 1 / 0.75);
    EXPECT_DOUBLE_EQ(answer.clocks.server, 0.8);

    // The ratio of the clocks is the cube root of that of the prices.
    problem.server.maxFrequency = 4;
    problem.server.powerCoefficient = 8;
    answer = joint->Solve(problem);
    EXPECT_DOUBLE_EQ(answer.clocks.agent, 1.5);
    EXPECT_DOUBLE_EQ(answer.clocks.server, 0.75);
}

TEST(JointScheme, KeepsBudgetsMetWithEquality)
{
    RandomProblem random(3);
    const auto joint = CreateObject<JointScheme>();
    for (int i = 0; i < 2000; ++i)
    {
        SCOPED_TRACE(i);
        auto problem = random.Next(static_cast<Tables>(i % 4), false);
        const auto answer = joint->Solve(problem);
        if (!answer.IsFeasible())
        {
            continue;
        }
        // Its own delay and energy as budgets leave the answer as it is.
        problem.delayBudget = answer.delay;
        problem.energyBudget = answer.energy;
        const auto again = joint->Solve(problem);
        ASSERT_TRUE(again.IsFeasible());
        ASSERT_GE(again.precision.BitWidth(), answer.precision.BitWidth());
    }
}

TEST(JointScheme, MatchesHandCalculationOfBlip2)
{
    // BLIP-2 on the paper's chips: 0.509 s per bit at f_max, server alone 2.0 J at f~_max.
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    const double perBit = 520.96e9 / 16 / (2e9 * 32);
    EXPECT_NEAR(perBit, 0.509, 5e-4);
    EXPECT_NEAR(problem.Delay(1, {2e9, INF}), perBit, 1e-12);
    const double serverEnergy = 2 * 12.70e9 / 128 * 1e-28 * 1e20;
    EXPECT_NEAR(serverEnergy, 2.0, 0.05);
    EXPECT_NEAR(problem.Energy(1, {0, 1e10}), serverEnergy, 1e-12);

    const auto joint = CreateObject<JointScheme>();
    auto answer = joint->Solve(problem);
    EXPECT_EQ(answer.precision.BitWidth(), 6);
    EXPECT_EQ(answer.binding, Limit::DELAY); // 7 x 0.509 s = 3.56 s
    EXPECT_NEAR(answer.delay, 3.5, 1e-12);
    // By hand: a = 6.105e9 cycles, s = 9.921875e7, f/f~ = 10^(1/3), f = (a + 10^(1/3) s)/3.5.
    const double agentCycles = 6 * 520.96e9 / 16 / 32;
    const double ratio = std::cbrt(10);
    const double f = (agentCycles + ratio * 12.70e9 / 128) / 3.5;
    EXPECT_NEAR(answer.clocks.agent, f, 1e-12 * f);
    EXPECT_NEAR(answer.clocks.server, f / ratio, 1e-12 * f);
    EXPECT_NEAR(answer.energy,
                agentCycles * 2e-29 * f * f + 12.70e9 / 128 * 2e-28 * f * f / ratio / ratio,
                1e-12);
    EXPECT_NEAR(answer.energy, 0.412, 5e-4);
    EXPECT_DOUBLE_EQ(answer.distortionLower, 1.0 / (50 * 64));
    EXPECT_NEAR(answer.distortionUpper, (std::sqrt(1 + 4.0 / 31) - 1) / 100, 1e-17);

    problem.energyBudget = 0.3;
    answer = joint->Solve(problem);
    EXPECT_EQ(answer.binding, Limit::DELAY_AND_ENERGY);
    EXPECT_EQ(answer.precision.BitWidth(), 5);
}

TEST(JointScheme, MatchesHandCalculationOfGit)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("git-base").At(Placement::SPLIT);
    problem.delayBudget = 2;
    const double perBit = 210.76e9 / 16 / (2e9 * 32);
    EXPECT_NEAR(problem.Delay(1, {2e9, INF}), perBit, 1e-12);
    EXPECT_NEAR(problem.Energy(1, {1, 1e10}), 0.2375, 0.0001);
    const auto answer = CreateObject<JointScheme>()->Solve(problem);
    EXPECT_EQ(answer.precision.BitWidth(), 8);
    EXPECT_EQ(answer.binding, Limit::NONE);
    const double ratio = std::cbrt(10);
    const double f = (8 * 210.76e9 / 16 / 32 + ratio * 1.52e9 / 128) / 2;
    EXPECT_NEAR(answer.clocks.agent, f, 1e-12 * f);
    EXPECT_NEAR(answer.clocks.server, f / ratio, 1e-12 * f);
}

TEST(JointScheme, OffersOneBitWhereNothingElseFits)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    problem.delayBudget = 0.6;
    const auto answer = CreateObject<JointScheme>()->Solve(problem);
    ASSERT_EQ(answer.status, Allocation::Status::OPTIMAL);
    EXPECT_EQ(answer.precision.BitWidth(), 1);
    EXPECT_EQ(answer.objective, INF);
    EXPECT_EQ(answer.distortionUpper, INF);
    EXPECT_DOUBLE_EQ(answer.distortionLower, 0.01);
}

TEST(JointScheme, SaysWhyNothingFits)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    const auto joint = CreateObject<JointScheme>();
    const auto reason =
        [&](double delay, double energy, double reserveDelay, double reserveEnergy) {
            problem.delayBudget = delay;
            problem.energyBudget = energy;
            problem.communicationDelay = reserveDelay;
            problem.communicationEnergy = reserveEnergy;
            const auto answer = joint->Solve(problem);
            EXPECT_EQ(answer.status, Allocation::Status::INFEASIBLE);
            return answer.reason;
        };
    EXPECT_EQ(reason(0.5, 2, 0, 0), Limit::DELAY);
    EXPECT_EQ(reason(0, 2, 0, 0), Limit::DELAY);
    EXPECT_EQ(reason(3.5, 2, 4, 0), Limit::DELAY);
    EXPECT_EQ(reason(3.5, 2, 3.5, 0), Limit::DELAY);
    EXPECT_EQ(reason(3.5, 2, 0, 3), Limit::ENERGY);
    EXPECT_EQ(reason(3.5, 2, 0, 2), Limit::ENERGY); // nothing is left to compute with
    EXPECT_EQ(reason(3.5, 0, 0, 0), Limit::ENERGY);
    EXPECT_EQ(reason(3.5, 1e-3, 0, 0), Limit::DELAY_AND_ENERGY); // each alone could be met
    EXPECT_EQ(reason(0.5, 2, 0, 3), Limit::DELAY_AND_ENERGY);    // neither can
    problem.agent.operatingPoints = {1e9, 2e9};
    EXPECT_EQ(reason(100, 1e-3, 0, 0), Limit::ENERGY); // the lowest point alone costs 0.02 J
}

TEST(JointSchemeOfQuality, TakesTheBestThatIsFeasible)
{
    RandomProblem random(9);
    const auto quality = AllocationScheme::Create("joint");
    quality->SetAttribute("Objective", StringValue("Quality"));
    int feasible = 0;
    int fewerBits = 0;
    for (int set = 0; set < 2000; ++set)
    {
        auto problem = random.Next(static_cast<Tables>(set % 4), false);
        auto table = std::make_shared<QualityTable>();
        table->name = "any";
        for (int bits = 1; bits <= 32; ++bits)
        {
            table->bits.push_back(bits);
            table->value.push_back(std::floor(random.Uniform(0, 8)));
        }
        problem.workload.quality = table;
        const auto answer = quality->Solve(problem);
        const ClockSolver solver(problem);
        double best = -1;
        std::uint32_t bestBits = 0;
        for (std::uint32_t i = 0; i < problem.bitWidths.GetN(); ++i)
        {
            const auto bits = problem.bitWidths.Get(i);
            if (solver.IsFeasible(bits) && table->value[bits - 1] > best)
            {
                best = table->value[bits - 1];
                bestBits = bits;
            }
        }
        ASSERT_EQ(answer.IsFeasible(), bestBits > 0) << set;
        if (!answer.IsFeasible())
        {
            EXPECT_NE(answer.reason, Limit::NONE);
            continue;
        }
        ++feasible;
        EXPECT_EQ(answer.status, Allocation::Status::OPTIMAL);
        ASSERT_EQ(answer.quality, best) << set;
        ASSERT_EQ(answer.precision.BitWidth(), bestBits) << "of equals the fewest bits";
        fewerBits +=
            AllocationScheme::Create("joint")->Solve(problem).precision.BitWidth() > bestBits;
    }
    EXPECT_GT(feasible, 500);
    EXPECT_GT(fewerBits, 200);

    DesignProblem problem;
    problem.workload.agentFlops = 1e10;
    EXPECT_THROW(quality->Solve(problem), std::invalid_argument) << "nothing is measured";
    auto sparse = std::make_shared<QualityTable>();
    sparse->name = "sparse";
    sparse->bits = {4, 8};
    sparse->value = {2, 1};
    problem.workload.quality = sparse;
    const auto answer = quality->Solve(problem);
    EXPECT_EQ(answer.precision.BitWidth(), 4);
    EXPECT_EQ(answer.status, Allocation::Status::FEASIBLE) << "of 1 to 3, 5 to 7 nothing is known";
    problem.bitWidths = BitWidthSet::FromText("", "1-3");
    EXPECT_THROW(quality->Solve(problem), std::invalid_argument);
}
