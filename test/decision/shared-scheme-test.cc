/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/joint-scheme.h"
#include "ns3/model-profile.h"
#include "ns3/shared-scheme.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>
#include <tuple>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

typedef std::vector<std::uint32_t> Bits;

/// Problems in which the server's time binds more often than not.
class RandomSharedProblems
{
  public:
    explicit RandomSharedProblems(unsigned seed)
        : m_random(seed)
    {
    }

    double Uniform(double low, double high)
    {
        return std::uniform_real_distribution<double>(low, high)(m_random);
    }

    double LogUniform(double low, double high)
    {
        return std::exp(Uniform(std::log(low), std::log(high)));
    }

    SharedProblem Make(std::size_t agents, bool withPeriods)
    {
        SharedProblem problem;
        for (std::size_t k = 0; k < agents; ++k)
        {
            SharedAgent agent;
            auto& own = agent.problem;
            own.workload.agentFlops = LogUniform(1e11, 1e12);
            own.workload.serverFlops = LogUniform(5e10, 1e12);
            own.workload.weightRate = LogUniform(5, 100);
            own.workload.weights = LogUniform(1e8, 2e9);
            own.agent.maxFrequency = LogUniform(1e9, 4e9);
            own.agent.powerCoefficient = LogUniform(1e-30, 1e-28);
            own.delayBudget = LogUniform(2, 20);
            own.energyBudget = LogUniform(1, 60);
            own.communicationDelay = Uniform(0, 1) < 0.5 ? 0 : Uniform(0, 0.5);
            own.communicationEnergy = Uniform(0, 1) < 0.5 ? 0 : Uniform(0, 0.5);
            own.period = withPeriods ? LogUniform(3, 40) : 0;
            std::vector<std::uint32_t> widths;
            for (std::uint32_t b = 1; b <= 8; ++b)
            {
                if (b == 1 || Uniform(0, 1) < 0.8)
                {
                    widths.push_back(b);
                }
            }
            own.bitWidths = BitWidthSet(widths);
            agent.weight = LogUniform(0.2, 5);
            problem.agents.push_back(agent);
        }
        return problem;
    }

  private:
    std::mt19937 m_random;
};

/// The formulas of (S2) written down again, and nothing else of the module's.
class BruteForce
{
  public:
    explicit BruteForce(const SharedProblem& problem)
        : m_problem(problem)
    {
    }

    /// The server's time of agent k at a level.
    double ServerTime(std::size_t k, double bits, double level) const
    {
        const auto& p = m_problem.agents[k].problem;
        const double cycles =
            bits * p.workload.agentFlops / (p.workload.fullPrecisionBits * p.agent.flopsPerCycle);
        const double jobs = p.workload.serverFlops / p.server.flopsPerCycle;
        double time = p.delayBudget - p.communicationDelay - level;
        time = p.period > 0 ? std::min(time, p.period) : time;
        if (!(time > 0) || cycles / time > p.agent.maxFrequency)
        {
            return INF;
        }
        const double rest =
            p.energyBudget - p.communicationEnergy -
            p.agent.pue * p.agent.powerCoefficient * cycles * cycles * cycles / (time * time);
        if (!(rest > 0))
        {
            return INF;
        }
        const double price = p.server.pue * p.server.powerCoefficient;
        const double least = std::sqrt(price * jobs * jobs * jobs / rest);
        const double own = std::max(jobs / p.server.maxFrequency, least);
        return p.period > 0 && own > p.period ? INF : own;
    }

    /// By how much the jobs exceed a level; the load where that is worse.
    double Excess(const Bits& bits, double level) const
    {
        double sum = 0;
        double load = 0;
        for (std::size_t k = 0; k < bits.size(); ++k)
        {
            const auto& p = m_problem.agents[k].problem;
            const double time = ServerTime(k, bits[k], level);
            double times = 1;
            if (p.period > 0)
            {
                times = std::max(1.0, std::ceil((level + p.communicationDelay) / p.period - 1e-12));
                load += time / p.period;
            }
            sum += times * time;
        }
        return std::max((sum - level) / level, load - 1);
    }

    /// The least excess over all levels, relative: below 0 if feasible.
    double LeastExcess(const Bits& bits) const
    {
        double highest = INF;
        for (const auto& agent : m_problem.agents)
        {
            highest =
                std::min(highest, agent.problem.delayBudget - agent.problem.communicationDelay);
        }
        constexpr int POINTS = 300;
        double best = INF;
        int where = 1;
        for (int i = 1; i < POINTS; ++i)
        {
            const double excess = Excess(bits, highest * i / POINTS);
            where = excess < best ? i : where;
            best = std::min(best, excess);
        }
        // Closer and closer to the least, around it.
        double low = highest * (where - 1) / POINTS;
        double high = highest * (where + 1) / POINTS;
        for (int round = 0; round < 12; ++round)
        {
            double at = (low + high) / 2;
            for (int i = 1; i < 10; ++i)
            {
                const double level = low + (high - low) * i / 10;
                const double excess = Excess(bits, level);
                if (excess < best)
                {
                    best = excess;
                    at = level;
                }
            }
            const double width = (high - low) / 5;
            low = std::max(at - width, 0.0);
            high = at + width;
        }
        return best;
    }

    double Objective(const Bits& bits) const
    {
        double sum = 0;
        double largest = 0;
        for (std::size_t k = 0; k < bits.size(); ++k)
        {
            const auto& agent = m_problem.agents[k];
            const double value = agent.weight * agent.problem.workload.weights *
                                 std::log1p(std::ldexp(1.0, 1 - static_cast<int>(bits[k]))) /
                                 agent.problem.workload.weightRate;
            sum += value;
            largest = std::max(largest, value);
        }
        return m_problem.objective == SharedObjective::SUM ? sum : largest;
    }

    /// The least objective of all choices whose least excess is at most `slack`.
    double Best(double slack) const
    {
        double best = INF;
        Bits bits;
        Visit(bits, slack, best);
        return best;
    }

  private:
    void Visit(Bits& bits, double slack, double& best) const
    {
        if (bits.size() == m_problem.agents.size())
        {
            const double objective = Objective(bits);
            if (objective < best && LeastExcess(bits) <= slack)
            {
                best = objective;
            }
            return;
        }
        const auto& widths = m_problem.agents[bits.size()].problem.bitWidths;
        for (auto i = widths.GetN(); i-- > 0;)
        {
            bits.push_back(widths.Get(i));
            Visit(bits, slack, best);
            bits.pop_back();
        }
    }

    const SharedProblem& m_problem;
};

/// Every limit, from the answer's own numbers.
void
ExpectKept(const SharedProblem& problem, const SharedAllocation& answer)
{
    double together = 0;
    double load = 0;
    for (std::size_t k = 0; k < problem.agents.size(); ++k)
    {
        const auto& p = problem.agents[k].problem;
        const auto& share = answer.agents[k];
        const double bits = share.precision.BitWidth();
        const double cycles =
            bits * p.workload.agentFlops / (p.workload.fullPrecisionBits * p.agent.flopsPerCycle);
        const double jobs = p.workload.serverFlops / p.server.flopsPerCycle;
        const double f = share.clocks.agent;
        const double g = share.clocks.server;
        ASSERT_LE(f, p.agent.maxFrequency * (1 + 1e-12));
        ASSERT_LE(g, p.server.maxFrequency * (1 + 1e-12));
        const double delay = p.communicationDelay + cycles / f + answer.serverTime;
        ASSERT_LE(delay, p.delayBudget * (1 + 1e-9));
        ASSERT_NEAR(share.delay, delay, 1e-9 * delay);
        const double energy = p.communicationEnergy +
                              p.agent.pue * p.agent.powerCoefficient * cycles * f * f +
                              p.server.pue * p.server.powerCoefficient * jobs * g * g;
        ASSERT_LE(energy, p.energyBudget * (1 + 1e-9));
        ASSERT_NEAR(share.energy, energy, 1e-9 * energy);
        double times = 1;
        if (p.period > 0)
        {
            times = std::ceil((answer.serverTime + p.communicationDelay) / p.period - 1e-9);
            load += jobs / g / p.period;
            ASSERT_LE(cycles / f, p.period * (1 + 1e-9));
        }
        together += std::max(times, 1.0) * jobs / g;
    }
    ASSERT_LE(together, answer.serverTime * (1 + 1e-9));
    ASSERT_LE(load, 1 + 1e-9);
}

} // namespace

class SharedSchemeBrute : public testing::TestWithParam<std::tuple<SharedObjective, bool>>
{
};

TEST_P(SharedSchemeBrute, JointIsTheOptimumAndNoBoundIsAboveIt)
{
    const auto [objective, withPeriods] = GetParam();
    RandomSharedProblems random(7 + 10 * withPeriods + static_cast<unsigned>(objective));
    auto joint = SharedScheme::Create("joint");
    auto greedy = SharedScheme::Create("price-greedy");
    int feasible = 0;
    int binding = 0;
    double largestLoss = 0;
    for (int i = 0; i < 500; ++i)
    {
        auto problem = random.Make(2 + i % 3, withPeriods);
        if (i % 3 == 2)
        {
            // 512 choices are enough for each.
            for (auto& agent : problem.agents)
            {
                agent.problem.bitWidths = BitWidthSet({1, 2, 4, 6, 8});
            }
        }
        problem.objective = objective;
        const BruteForce brute(problem);
        const auto answer = joint->Solve(problem);
        // What is feasible by a hair, or infeasible by one, may go either way.
        const double surely = brute.Best(-1e-6);
        const double perhaps = brute.Best(1e-6);
        if (!answer.IsFeasible())
        {
            ASSERT_EQ(surely, INF) << i;
            continue;
        }
        ++feasible;
        ASSERT_EQ(answer.status, Allocation::Status::OPTIMAL);
        ASSERT_EQ(answer.gap, 0);
        ExpectKept(problem, answer);
        ASSERT_LE(answer.objective, surely * (1 + 1e-9)) << i;
        ASSERT_GE(answer.objective, perhaps * (1 - 1e-9)) << i;
        binding += answer.binding == Limit::SERVER;

        const auto quick = greedy->Solve(problem);
        ASSERT_TRUE(quick.IsFeasible());
        ExpectKept(problem, quick);
        ASSERT_LE(quick.bound, answer.objective * (1 + 1e-9)) << "a proof of what is not so";
        ASSERT_GE(quick.objective, answer.objective * (1 - 1e-12));
        largestLoss = std::max(largestLoss, quick.objective / answer.objective - 1);
    }
    EXPECT_GT(feasible, 250);
    EXPECT_GT(binding, 100);
    EXPECT_LT(largestLoss, 0.3);
}

INSTANTIATE_TEST_SUITE_P(
    Objectives,
    SharedSchemeBrute,
    testing::Combine(testing::Values(SharedObjective::SUM, SharedObjective::MAX), testing::Bool()));

TEST(SharedScheme, OneAgentIsTheProblemOfOne)
{
    RandomSharedProblems random(3);
    auto joint = SharedScheme::Create("joint");
    auto alone = CreateObject<JointScheme>();
    int feasible = 0;
    for (int i = 0; i < 2000; ++i)
    {
        auto problem = random.Make(1, false);
        auto& own = problem.agents[0].problem;
        if (i % 4 == 1)
        {
            own.agent.operatingPoints = {5e8, 1e9};
            own.agent.maxFrequency = 1e9;
        }
        if (i % 4 >= 2)
        {
            own.agent.staticPower = random.LogUniform(0.01, 1);
            own.server.staticPower = i % 4 == 3 ? random.LogUniform(0.01, 1) : 0;
        }
        const auto answer = joint->Solve(problem);
        const auto expected = alone->Solve(own);
        ASSERT_EQ(answer.IsFeasible(), expected.IsFeasible()) << i;
        if (!answer.IsFeasible())
        {
            ASSERT_EQ(answer.agent, 0U);
            ASSERT_EQ(answer.reason, expected.reason);
            continue;
        }
        ++feasible;
        ASSERT_EQ(answer.agents[0].precision, expected.precision) << i;
        ASSERT_EQ(answer.binding, Limit::NONE) << "who is alone has all that there is";
    }
    EXPECT_GT(feasible, 1000);
}

TEST(SharedScheme, NoBaselineIsBetterThanJoint)
{
    RandomSharedProblems random(11);
    auto joint = SharedScheme::Create("joint");
    std::map<std::string, int> feasible;
    for (int i = 0; i < 300; ++i)
    {
        auto problem = random.Make(2 + i % 5, i % 2 == 1);
        problem.objective = i % 3 == 0 ? SharedObjective::MAX : SharedObjective::SUM;
        problem.server = i % 4 == 3 ? ServerDiscipline::PARTITIONED : ServerDiscipline::FIFO;
        const auto best = joint->Solve(problem);
        for (const auto& name : SharedScheme::GetNames())
        {
            const auto answer = SharedScheme::Create(name)->Solve(problem);
            if (answer.IsFeasible())
            {
                ++feasible[name];
                ASSERT_TRUE(best.IsFeasible()) << name;
                ASSERT_GE(answer.objective, best.objective * (1 - 1e-12)) << name << " " << i;
            }
        }
    }
    for (const char* name : {"each-alone",
                             "equal-share",
                             "joint",
                             "one-width",
                             "price-greedy",
                             "proportional",
                             "random-feasible"})
    {
        EXPECT_GT(feasible[name], 10) << name;
    }
}

TEST(SharedScheme, GuaranteesItsDeadlinesWhateverTheArrivals)
{
    RandomSharedProblems random(5);
    auto joint = SharedScheme::Create("joint");
    int patterns = 0;
    double longest = 0;
    while (patterns < 20000)
    {
        auto problem = random.Make(2 + patterns % 6, false);
        const auto answer = joint->Solve(problem);
        if (!answer.IsFeasible())
        {
            continue;
        }
        const auto n = problem.agents.size();
        for (int pattern = 0; pattern < 50; ++pattern, ++patterns)
        {
            // Each agent's next request comes at the earliest when its last result is back; some
            // wait for the worst moment, just before another's.
            std::vector<double> next(n);
            for (auto& time : next)
            {
                time = random.Uniform(0, 1) < 0.5 ? 0 : random.Uniform(0, answer.serverTime);
            }
            double free = 0;
            for (int job = 0; job < 40; ++job)
            {
                const auto k = std::min_element(next.begin(), next.end()) - next.begin();
                const double arrival = next[k];
                free = std::max(free, arrival) + answer.agents[k].serverTime;
                ASSERT_LE(free - arrival, answer.serverTime * (1 + 1e-9));
                longest = std::max(longest, (free - arrival) / answer.serverTime);
                const double draw = random.Uniform(0, 1);
                const double other = *std::max_element(next.begin(), next.end());
                next[k] = draw < 0.4   ? free
                          : draw < 0.7 ? std::max(free, other)
                                       : free + random.Uniform(0, answer.serverTime);
            }
        }
    }
    EXPECT_NEAR(longest, 1, 1e-6) << "the guarantee is no larger than it has to be";
}

TEST(SharedScheme, TakesTheLeastEnergyOfAllClocksForItsBits)
{
    RandomSharedProblems random(41);
    auto joint = SharedScheme::Create("joint");
    int feasible = 0;
    for (int i = 0; i < 200; ++i)
    {
        const auto problem = random.Make(2 + i % 3, i % 2 == 1);
        const auto answer = joint->Solve(problem);
        if (!answer.IsFeasible())
        {
            continue;
        }
        ++feasible;
        const BruteForce brute(problem);
        double energy = 0;
        double highest = INF;
        double busy = 0;
        Bits bits;
        for (std::size_t k = 0; k < answer.agents.size(); ++k)
        {
            energy += answer.agents[k].energy;
            bits.push_back(answer.agents[k].precision.BitWidth());
            const auto& p = problem.agents[k].problem;
            highest = std::min(highest, p.delayBudget - p.communicationDelay);
            busy += p.period > 0 ? answer.agents[k].serverTime / p.period : 0;
        }
        if (busy > 0.999)
        {
            continue; // the rate binds
        }
        // Any level, and any slack of it to any job: none costs less.
        for (int draw = 0; draw < 2000; ++draw)
        {
            const double level = random.Uniform(0, highest);
            if (brute.Excess(bits, level) > 0)
            {
                continue;
            }
            std::vector<double> times;
            std::vector<double> slack;
            double taken = 0;
            double parts = 0;
            for (std::size_t k = 0; k < bits.size(); ++k)
            {
                const auto& p = problem.agents[k].problem;
                const double times1 =
                    p.period > 0
                        ? std::max(1.0,
                                   std::ceil((level + p.communicationDelay) / p.period - 1e-12))
                        : 1;
                times.push_back(brute.ServerTime(k, bits[k], level));
                slack.push_back(random.LogUniform(1e-3, 1));
                taken += times1 * times.back();
                parts += times1 * slack.back();
            }
            double sum = 0;
            double load = 0;
            for (std::size_t k = 0; k < bits.size(); ++k)
            {
                const auto& p = problem.agents[k].problem;
                const double time = times[k] + (level - taken) * slack[k] / parts;
                load += p.period > 0 ? time / p.period : 0;
                const double cycles = bits[k] * p.workload.agentFlops /
                                      (p.workload.fullPrecisionBits * p.agent.flopsPerCycle);
                const double jobs = p.workload.serverFlops / p.server.flopsPerCycle;
                double own = p.delayBudget - p.communicationDelay - level;
                own = p.period > 0 ? std::min(own, p.period) : own;
                sum +=
                    p.communicationEnergy +
                    p.agent.powerCoefficient * cycles * cycles * cycles / (own * own) +
                    p.server.pue * p.server.powerCoefficient * jobs * jobs * jobs / (time * time);
            }
            if (load <= 1)
            {
                ASSERT_GE(sum, energy * (1 - 1e-6)) << i << " at " << level;
            }
        }
    }
    EXPECT_GT(feasible, 100);
}

TEST(SharedScheme, GapOfManyAgentsIsSmallAndProven)
{
    RandomSharedProblems random(21);
    auto greedy = SharedScheme::Create("price-greedy");
    auto joint = SharedScheme::Create("joint");
    for (const std::size_t agents : {10U, 100U, 1000U})
    {
        auto problem = random.Make(agents, false);
        for (auto& agent : problem.agents)
        {
            // As many jobs as the server has time for.
            agent.problem.workload.serverFlops /= static_cast<double>(agents) / 3;
            agent.problem.delayBudget += 6;
            agent.problem.energyBudget += 10;
        }
        const auto answer = greedy->Solve(problem);
        ASSERT_TRUE(answer.IsFeasible()) << agents;
        ExpectKept(problem, answer);
        EXPECT_LE(answer.gap, agents == 10 ? 0.1 : 0.01) << agents;
        EXPECT_GE(answer.gap, 0);
        const auto exact = joint->Solve(problem);
        if (agents == 10)
        {
            EXPECT_EQ(exact.status, Allocation::Status::OPTIMAL);
            EXPECT_LE(answer.bound, exact.objective * (1 + 1e-12));
        }
        EXPECT_LE(exact.objective, answer.objective * (1 + 1e-12));
    }
}

TEST(SharedScheme, SharesOfASplitClockAddUp)
{
    RandomSharedProblems random(31);
    auto joint = SharedScheme::Create("joint");
    int feasible = 0;
    for (int i = 0; i < 200; ++i)
    {
        auto problem = random.Make(2, false);
        problem.server = ServerDiscipline::PARTITIONED;
        problem.serverCapacity = random.LogUniform(1e8, 1e10);
        const auto answer = joint->Solve(problem);
        // The least share of each width, by a fine search over the server's clock.
        const auto leastShare = [&](const DesignProblem& p, double bits) {
            const double cycles = bits * p.workload.agentFlops /
                                  (p.workload.fullPrecisionBits * p.agent.flopsPerCycle);
            const double jobs = p.workload.serverFlops / p.server.flopsPerCycle;
            for (double clock = 1e6; clock <= p.server.maxFrequency * 1.0005; clock *= 1.001)
            {
                const double time = p.delayBudget - p.communicationDelay - jobs / clock;
                if (time <= 0 || cycles / time > p.agent.maxFrequency)
                {
                    continue;
                }
                const double energy =
                    p.communicationEnergy +
                    p.agent.powerCoefficient * cycles * cycles * cycles / (time * time) +
                    p.server.pue * p.server.powerCoefficient * jobs * clock * clock;
                if (energy <= p.energyBudget)
                {
                    return clock;
                }
            }
            return INF;
        };
        double best = INF;    // as if the search found shares that are a little too large
        double perhaps = INF; // and a little too small
        const BruteForce brute(problem);
        const auto& a = problem.agents[0].problem;
        const auto& b = problem.agents[1].problem;
        for (std::uint32_t x = 0; x < a.bitWidths.GetN(); ++x)
        {
            for (std::uint32_t y = 0; y < b.bitWidths.GetN(); ++y)
            {
                const double sum =
                    leastShare(a, a.bitWidths.Get(x)) + leastShare(b, b.bitWidths.Get(y));
                const double value = brute.Objective({a.bitWidths.Get(x), b.bitWidths.Get(y)});
                best = sum <= problem.serverCapacity ? std::min(best, value) : best;
                perhaps =
                    sum <= problem.serverCapacity * 1.002 ? std::min(perhaps, value) : perhaps;
            }
        }
        if (!answer.IsFeasible())
        {
            ASSERT_EQ(best, INF) << i;
            continue;
        }
        ++feasible;
        ASSERT_LE(answer.objective, best * (1 + 1e-9)) << i;
        ASSERT_GE(answer.objective, perhaps * (1 - 1e-9)) << i;
        ASSERT_LE(answer.agents[0].serverShare + answer.agents[1].serverShare, 1 + 1e-9);
    }
    EXPECT_GT(feasible, 80);
}

TEST(SharedScheme, SharesKnowTablesPeriodsAndStaticPower)
{
    SharedProblem problem;
    problem.server = ServerDiscipline::PARTITIONED;
    problem.serverCapacity = 2e9;
    problem.agents.resize(2);
    for (auto& agent : problem.agents)
    {
        auto& own = agent.problem;
        own.workload.agentFlops = 16e9;
        own.workload.serverFlops = 1e9;
        own.bitWidths = BitWidthSet({1, 2});
        own.agent.flopsPerCycle = own.server.flopsPerCycle = 1;
        own.agent.operatingPoints = {1e9, 2e9};
        own.agent.pointPowers = {0.5, 4};
        own.server.pue = 1;
        own.server.powerCoefficient = 1e-27;
        own.delayBudget = 10;
        own.energyBudget = 4.2;
        own.period = 1.5;
    }
    auto joint = SharedScheme::Create("joint");
    // Two bits take 2 s at the slow point: that breaks the period, and the fast one E0.
    auto answer = joint->Solve(problem);
    ASSERT_TRUE(answer.IsFeasible());
    EXPECT_EQ(answer.agents[0].precision, Precision(1));

    // With 1 W while busy 1e9 cycles in t cost t + 1/t^2: at the slow point 5 J are left for two
    // bits, and t may be 4.96 s, far beyond the critical time.
    problem.serverCapacity = 8e8;
    for (auto& agent : problem.agents)
    {
        agent.problem.period = 0;
        agent.problem.server.staticPower = 1;
        agent.problem.energyBudget = 6;
    }
    answer = joint->Solve(problem);
    ASSERT_TRUE(answer.IsFeasible());
    EXPECT_EQ(answer.agents[1].precision, Precision(2));
    EXPECT_NEAR(answer.agents[0].clocks.server, 1e9 / 4.9593, 1e5);
}

TEST(SharedScheme, FourCaptionersTogetherAreInTimeWhereAloneTheyAreNot)
{
    const std::tuple<double, double, std::uint32_t> cases[] = {{8, 4, 6}, {5, 20, 5}};
    for (const auto& [delayBudget, energyBudget, bits] : cases)
    {
        SharedProblem problem;
        problem.agents.resize(4);
        for (auto& agent : problem.agents)
        {
            agent.problem.workload = ModelProfile::Load("blip-2-caption").At(Placement::SPLIT);
            agent.problem.delayBudget = delayBudget;
            agent.problem.energyBudget = energyBudget;
            agent.problem.communicationDelay = 0.3;
            agent.problem.period = 10;
        }
        EXPECT_FALSE(SharedScheme::Create("each-alone")->Solve(problem).IsFeasible());
        const auto together = SharedScheme::Create("joint")->Solve(problem);
        ASSERT_TRUE(together.IsFeasible());
        for (const auto& share : together.agents)
        {
            EXPECT_EQ(share.precision, Precision(bits));
        }
    }
}

TEST(SharedScheme, SaysWhoOrWhatStandsInTheWay)
{
    RandomSharedProblems random(1);
    SharedProblem problem;
    problem.agents.resize(3);
    for (auto& agent : problem.agents)
    {
        agent.problem.workload = ModelProfile::Load("blip-2-caption").At(Placement::SPLIT);
        agent.problem.delayBudget = 8;
        agent.problem.energyBudget = 20;
    }
    auto joint = SharedScheme::Create("joint");
    EXPECT_TRUE(joint->Solve(problem).IsFeasible());

    auto late = problem;
    late.agents[1].problem.delayBudget = 0.01;
    auto answer = joint->Solve(late);
    EXPECT_EQ(answer.agent, 1U);
    EXPECT_EQ(answer.reason, Limit::DELAY);

    auto large = problem;
    large.agents[2].problem.agent.memory = 1e6;
    answer = joint->Solve(large);
    EXPECT_EQ(answer.agent, 2U);
    EXPECT_EQ(answer.reason, Limit::MEMORY);

    auto crowd = problem;
    crowd.agents.resize(100, crowd.agents[0]);
    EXPECT_EQ(joint->Solve(crowd).reason, Limit::SERVER);

    auto stream = problem;
    for (auto& agent : stream.agents)
    {
        agent.problem.delayBudget = 1000;
        agent.problem.period = 0.8; // each job takes 0.27 s at least, and they overlap
        agent.problem.energyBudget = 1e6;
    }
    answer = joint->Solve(stream);
    EXPECT_FALSE(answer.IsFeasible());

    problem.agents[1].problem.server.pue = 3;
    EXPECT_THROW(joint->Solve(problem), std::invalid_argument);
    EXPECT_THROW(joint->Solve(SharedProblem()), std::invalid_argument);
    EXPECT_THROW(SharedScheme::Create("nobody"), std::invalid_argument);
}

TEST(SharedProof, NoLevelIsBetterThanTheOneThatProves)
{
    RandomSharedProblems problems(17);
    const auto joint = SharedScheme::Create("joint");
    int infeasible = 0;
    int blocked = 0;
    for (int set = 0; set < 300; ++set)
    {
        const auto problem = problems.Make(2 + set % 3, false);
        const auto answer = joint->Solve(problem);
        if (!answer.proof)
        {
            EXPECT_NE(answer.binding, Limit::SERVER);
            continue;
        }
        Bits bits;
        for (std::size_t k = 0; k < problem.agents.size(); ++k)
        {
            const auto& widths = problem.agents[k].problem.bitWidths;
            std::uint32_t option = 0;
            while (answer.IsFeasible() &&
                   Precision(widths.Get(option)) != answer.agents[k].precision)
            {
                ++option;
            }
            bits.push_back(widths.Get(option + (answer.blocked == k ? 1 : 0)));
        }
        infeasible += !answer.IsFeasible();
        blocked += answer.blocked.has_value();
        const BruteForce brute(problem);
        const auto demandAt = [&](double level) {
            double sum = 0;
            for (std::size_t k = 0; k < bits.size(); ++k)
            {
                sum += brute.ServerTime(k, bits[k], level);
            }
            return sum;
        };
        const auto& proof = *answer.proof;
        ASSERT_GT(proof.demand, proof.capacity) << set;
        ASSERT_EQ(proof.level, proof.capacity);
        if (std::isfinite(proof.demand))
        {
            ASSERT_NEAR(demandAt(proof.level), proof.demand, 1e-6 * proof.demand) << set;
        }
        for (int step = 0; step <= 2000; ++step)
        {
            const double level = 25.0 * step / 2000;
            ASSERT_GE(demandAt(level) - level, (proof.demand - proof.capacity) * (1 - 1e-4) - 1e-6)
                << set << " at " << level;
        }
    }
    EXPECT_GT(infeasible, 10);
    EXPECT_GT(blocked, 50);
}
