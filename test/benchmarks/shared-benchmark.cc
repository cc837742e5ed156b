/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// How long joint designs of many agents take, and how long the same search takes with a general
// solver (NLopt's SLSQP) in place of the oracle of one convex function.

#include "decision/fifo-server.h"

#include "ns3/shared-scheme.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <ctime>
#include <iostream>
#include <nlopt.hpp>
#include <random>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Problems of which the server's time is what binds, whatever the number of agents.
class Problems
{
  public:
    explicit Problems(unsigned seed)
        : m_random(seed)
    {
    }

    SharedProblem Make(std::size_t agents)
    {
        SharedProblem problem;
        problem.agents.resize(agents);
        for (auto& agent : problem.agents)
        {
            auto& own = agent.problem;
            own.workload.agentFlops = LogUniform(1e11, 1e12);
            own.workload.serverFlops = LogUniform(5e10, 1e12) * 9 / static_cast<double>(agents);
            own.workload.weightRate = LogUniform(5, 100);
            own.workload.weights = LogUniform(1e8, 2e9);
            own.agent.maxFrequency = LogUniform(2e9, 4e9);
            own.agent.powerCoefficient = LogUniform(1e-30, 1e-28);
            own.delayBudget = LogUniform(6, 12);
            own.energyBudget = LogUniform(6, 60);
            agent.weight = LogUniform(0.2, 5);
        }
        return problem;
    }

    /// Some that have an answer, in which the server binds.
    static std::vector<SharedProblem> Binding(std::size_t agents, std::size_t count)
    {
        Problems problems(3);
        auto greedy = SharedScheme::Create("price-greedy");
        std::vector<SharedProblem> chosen;
        while (chosen.size() < count)
        {
            auto problem = problems.Make(agents);
            const auto answer = greedy->Solve(problem);
            if (answer.IsFeasible() && answer.binding == Limit::SERVER)
            {
                chosen.push_back(std::move(problem));
            }
        }
        return chosen;
    }

  private:
    double LogUniform(double low, double high)
    {
        return std::exp(
            std::uniform_real_distribution<double>(std::log(low), std::log(high))(m_random));
    }

    std::mt19937 m_random;
};

void
Solve(benchmark::State& state, const char* name)
{
    const auto agents = static_cast<std::size_t>(state.range(0));
    const auto problems = Problems::Binding(agents, agents > 1000 ? 2 : 20);
    auto scheme = SharedScheme::Create(name);
    std::size_t i = 0;
    double gap = 0;
    for (auto _ : state)
    {
        const auto answer = scheme->Solve(problems[i++ % problems.size()]);
        gap = std::max(gap, answer.gap);
    }
    state.counters["largest gap"] = gap;
}

BENCHMARK_CAPTURE(Solve, joint, "joint")
    ->Arg(3)
    ->Arg(5)
    ->Arg(10)
    ->Arg(14)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Solve, priceGreedy, "price-greedy")
    ->Arg(10)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10000)
    ->Unit(benchmark::kMillisecond);

/// The same oracle by a general solver: least sum of times under everyone's two budgets.
class GeneralServer : public FifoServer
{
  public:
    explicit GeneralServer(const SharedProblem& problem)
        : FifoServer(problem)
    {
    }

    std::optional<double> Fit(const Choice& choice, double /* from */) const override
    {
        const auto n = static_cast<unsigned>(choice.size());
        std::vector<Side> sides;
        std::vector<double> low;
        std::vector<double> high;
        std::vector<double> x;
        for (unsigned k = 0; k < n; ++k)
        {
            const auto& own = GetProblem().agents[k].problem;
            sides.push_back({k,
                             own.AgentCycles(GetBits(k, choice[k])) / 1e9,
                             own.ServerCycles() / 1e9,
                             own.agent.pue * own.agent.powerCoefficient * 1e27,
                             own.server.pue * own.server.powerCoefficient * 1e27,
                             own.delayBudget,
                             own.energyBudget});
            low.push_back(own.agent.maxFrequency / 1e12); // clocks [GHz], then times [s]
            high.push_back(own.agent.maxFrequency / 1e9);
            x.push_back(high.back() * 0.7);
        }
        for (unsigned k = 0; k < n; ++k)
        {
            low.push_back(sides[k].jobs /
                          (GetProblem().agents[k].problem.server.maxFrequency / 1e9));
            high.push_back(std::max(sides[k].time, low.back()));
            x.push_back(std::clamp(sides[k].time / (2 * n), low.back(), high.back()));
        }
        nlopt::opt solver(nlopt::LD_SLSQP, 2 * n);
        solver.set_lower_bounds(low);
        solver.set_upper_bounds(high);
        solver.set_min_objective(SumOfTimes, nullptr);
        for (auto& side : sides)
        {
            solver.add_inequality_constraint(Lateness, &side, 1e-9);
            solver.add_inequality_constraint(ExcessEnergy, &side, 1e-9);
        }
        solver.set_xtol_rel(1e-9);
        solver.set_maxeval(500);
        double sum = 0;
        try
        {
            solver.optimize(x, sum);
        }
        catch (const std::exception&)
        {
            return std::nullopt;
        }
        for (auto& side : sides)
        {
            std::vector<double> none;
            if (Lateness(x, none, &side) > 1e-6 || ExcessEnergy(x, none, &side) > 1e-6)
            {
                return std::nullopt;
            }
        }
        return sum;
    }

  private:
    struct Side
    {
        unsigned index;
        double cycles; // [1e9]
        double jobs;   // [1e9]
        double agentPrice;
        double serverPrice;
        double time;
        double energy;
    };

    static double SumOfTimes(const std::vector<double>& x, std::vector<double>& slope, void*)
    {
        const auto n = x.size() / 2;
        double sum = 0;
        for (std::size_t k = n; k < 2 * n; ++k)
        {
            sum += x[k];
        }
        if (!slope.empty())
        {
            std::fill(slope.begin(), slope.begin() + static_cast<std::ptrdiff_t>(n), 0);
            std::fill(slope.begin() + static_cast<std::ptrdiff_t>(n), slope.end(), 1);
        }
        return sum;
    }

    static double Lateness(const std::vector<double>& x, std::vector<double>& slope, void* data)
    {
        const auto& side = *static_cast<const Side*>(data);
        const double sum = SumOfTimes(x, slope, nullptr);
        if (!slope.empty())
        {
            slope[side.index] = -side.cycles / (x[side.index] * x[side.index]);
        }
        return side.cycles / x[side.index] + sum - side.time;
    }

    static double ExcessEnergy(const std::vector<double>& x, std::vector<double>& slope, void* data)
    {
        const auto& side = *static_cast<const Side*>(data);
        const double clock = x[side.index];
        const double time = x[x.size() / 2 + side.index];
        const double jobs = side.serverPrice * side.jobs * side.jobs * side.jobs;
        if (!slope.empty())
        {
            std::fill(slope.begin(), slope.end(), 0);
            slope[side.index] = 2 * side.agentPrice * side.cycles * clock;
            slope[x.size() / 2 + side.index] = -2 * jobs / (time * time * time);
        }
        return side.agentPrice * side.cycles * clock * clock + jobs / (time * time) - side.energy;
    }
};

double
SecondsOf(const SharedServer& server, double& objective)
{
    const auto begin = std::clock();
    const auto least = LeastOptions(server);
    objective = 0;
    if (least)
    {
        const auto known = MinimizeSumByPrice(server, *least);
        objective = MinimizeSum(server, *least, known, 1000000)->objective;
    }
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void
Compare()
{
    double own = 0;
    double general = 0;
    int same = 0;
    const auto problems = Problems::Binding(5, 20);
    for (const auto& problem : problems)
    {
        double first = 0;
        double second = 0;
        own += SecondsOf(FifoServer(problem), first);
        general += SecondsOf(GeneralServer(problem), second);
        same += std::abs(first - second) < 1e-9 * first;
    }
    std::cout << "5 agents: the same search with NLopt SLSQP as its oracle takes " << general / own
              << " times as long; same optimum in " << same << " of " << problems.size()
              << " problems\n";
}

} // namespace

int
main(int argc, char* argv[])
{
    benchmark::Initialize(&argc, argv);
    Compare();
    benchmark::RunSpecifiedBenchmarks();
}
