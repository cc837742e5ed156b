/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The exact design solver alone, with its checks, with its JSON, and side by side with a general
// solver of (P1): NLopt, for each bit-width from the largest down.

#include "../support/random-problem.h"
#include "design/bulk-design.h"
#include "design/design-json.h"
#include "support/checked-field.h"

#include "ns3/chip-preset.h"
#include "ns3/joint-scheme.h"
#include "ns3/model-profile.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <ctime>
#include <iostream>
#include <nlopt.hpp>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr std::size_t PROBLEMS = 1000;

/// Random continuous problems without degenerate ones, which general solvers do not take.
std::vector<DesignProblem>
RandomProblems(Tables tables = Tables::NONE)
{
    RandomProblem random(2026);
    std::vector<DesignProblem> problems;
    for (std::size_t i = 0; i < PROBLEMS; ++i)
    {
        problems.push_back(random.Next(tables, false));
    }
    return problems;
}

/// The joint scheme without the checks of Solve().
class BareJointScheme : public JointScheme
{
  public:
    using JointScheme::DoSolve;
};

/// How far the general solver is told about the structure of (P1).
enum class Search
{
    EVERY_BIT_WIDTH, //!< solves for each bit-width and keeps the best, as for any objective
    LARGEST_FIRST    //!< knows that the objective falls with the bit-width: stops at a feasible one
};

/**
 * (P1) by a general solver of nonlinear programs. At a fixed bit-width the objective of (P1) is
 * constant: the solver minimizes E subject to T <= T0, in the logarithms of the clocks relative to
 * their maxima, in which both are convex. It gets exact gradients and starts at the highest clocks.
 */
class GeneralSolver
{
  public:
    GeneralSolver(nlopt::algorithm algorithm, Search search)
        : m_solver(algorithm, 2),
          m_search(search)
    {
        m_solver.set_upper_bounds(0);
        m_solver.set_lower_bounds(-40);
        m_solver.set_xtol_rel(1e-8);
        m_solver.set_maxeval(2000);
    }

    /// @return the largest feasible bit-width, 0 if there is none
    std::uint32_t Solve(const DesignProblem& problem)
    {
        std::uint32_t best = 0;
        for (auto i = problem.bitWidths.GetN(); i-- > 0;)
        {
            const auto bitWidth = problem.bitWidths.Get(i);
            if (IsFeasible(problem, bitWidth))
            {
                best = std::max(best, bitWidth);
                if (m_search == Search::LARGEST_FIRST)
                {
                    break;
                }
            }
        }
        return best;
    }

  private:
    /// A sum of two exponentials of the variables, over a budget, less one.
    struct Posynomial
    {
        double weights[2];
        double exponent;
        double offset;

        static double Evaluate(unsigned /* n */, const double* x, double* gradient, void* data)
        {
            const auto& self = *static_cast<const Posynomial*>(data);
            double value = self.offset;
            for (int i = 0; i < 2; ++i)
            {
                const double term = self.weights[i] * std::exp(self.exponent * x[i]);
                value += term;
                if (gradient)
                {
                    gradient[i] = self.exponent * term;
                }
            }
            return value;
        }
    };

    bool IsFeasible(const DesignProblem& problem, double bitWidth)
    {
        const double f = problem.agent.maxFrequency;
        const double g = problem.server.maxFrequency;
        const double cycles[] = {problem.AgentCycles(bitWidth), problem.ServerCycles()};
        Posynomial delay{{cycles[0] / f / problem.delayBudget, cycles[1] / g / problem.delayBudget},
                         -1,
                         problem.communicationDelay / problem.delayBudget - 1};
        Posynomial energy{{cycles[0] * problem.agent.EnergyPerCycle(f) / problem.energyBudget,
                           cycles[1] * problem.server.EnergyPerCycle(g) / problem.energyBudget},
                          2,
                          problem.communicationEnergy / problem.energyBudget - 1};
        std::vector<double> x(2, 0);
        m_solver.set_min_objective(&Posynomial::Evaluate, &energy);
        m_solver.remove_inequality_constraints();
        m_solver.add_inequality_constraint(&Posynomial::Evaluate, &delay, 1e-10);
        double least = 0;
        try
        {
            m_solver.optimize(x, least);
        }
        catch (const std::runtime_error&)
        {
            // Limited by rounding, or failed: x is judged below all the same.
        }
        return Posynomial::Evaluate(2, x.data(), nullptr, &delay) <= 1e-9 &&
               Posynomial::Evaluate(2, x.data(), nullptr, &energy) <= 1e-9;
    }

    nlopt::opt m_solver;
    Search m_search;
};

void
JointSolverAlone(benchmark::State& state, Tables tables)
{
    const auto problems = RandomProblems(tables);
    const auto joint = Create<BareJointScheme>();
    std::size_t i = 0;
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(joint->DoSolve(problems[i]));
        i = (i + 1) % PROBLEMS;
    }
    state.SetItemsProcessed(state.iterations());
}

void
JointSolveWithChecks(benchmark::State& state, Tables tables)
{
    const auto problems = RandomProblems(tables);
    const auto joint = CreateObject<JointScheme>();
    std::size_t i = 0;
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(joint->Solve(problems[i]));
        i = (i + 1) % PROBLEMS;
    }
    state.SetItemsProcessed(state.iterations());
}

void
GeneralSolve(benchmark::State& state, nlopt::algorithm algorithm, Search search)
{
    const auto problems = RandomProblems();
    GeneralSolver solver(algorithm, search);
    std::size_t i = 0;
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(solver.Solve(problems[i]));
        i = (i + 1) % PROBLEMS;
    }
    state.SetItemsProcessed(state.iterations());
}

void
Scheme(benchmark::State& state, const char* name)
{
    const auto problems = RandomProblems();
    const auto scheme = AllocationScheme::Create(name);
    std::size_t i = 0;
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(scheme->Solve(problems[i]));
        i = (i + 1) % PROBLEMS;
    }
    state.SetItemsProcessed(state.iterations());
}

/// A model that works token by token on chips whose memory it waits for, over many budgets.
void
TokenModel(benchmark::State& state, const char* chip)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("qwen2.5-vl-3b").At(Placement::SPLIT);
    problem.agent = LoadChip(chip);
    problem.server = LoadChip("rtx-4090");
    problem.energyBudget = 200;
    const auto joint = CreateObject<JointScheme>();
    std::uint64_t bits = 0;
    std::size_t i = 0;
    for (auto _ : state)
    {
        problem.delayBudget = 0.3 + 0.01 * static_cast<double>(i++ % 100);
        bits += joint->Solve(problem).precision.BitWidth();
    }
    benchmark::DoNotOptimize(bits);
    state.SetItemsProcessed(state.iterations());
}

void
ParseLine(benchmark::State& state)
{
    const std::string line =
        R"({"agentFlops":18566433578.07786,"serverFlops":49529902591.607895,)"
        R"("agentMaxFrequency":1835585502.538367,"serverMaxFrequency":5689433501.707219,)"
        R"("agentFlopsPerCycle":31.29212721022808,"serverFlopsPerCycle":89.02071226254554,)"
        R"("delayBudget":9.011123008436122,"energyBudget":3.7796075014608346})";
    DesignProblem problem;
    for (auto _ : state)
    {
        ParseDesignProblem(line, problem);
        benchmark::DoNotOptimize(problem);
    }
    state.SetBytesProcessed(state.iterations() * line.size());
}

void
Sweep(benchmark::State& state)
{
    DesignProblem base;
    base.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    DesignSweep sweep(base);
    std::vector<std::string> delays;
    std::vector<std::string> energies;
    for (int i = 0; i < 1000; ++i)
    {
        delays.push_back(NumberToText(0.5 + 0.005 * i));
        energies.push_back(NumberToText(0.01 + 0.003 * i));
    }
    sweep.AddParameter("delayBudget", delays);
    sweep.AddParameter("energyBudget", energies);
    std::uint64_t bits = 0;
    for (auto _ : state)
    {
        sweep.Run([&bits](std::size_t,
                          std::size_t,
                          const Allocation& a) { bits += a.precision.BitWidth(); },
                  static_cast<std::uint32_t>(state.range(0)));
    }
    benchmark::DoNotOptimize(bits);
    state.SetItemsProcessed(state.iterations() * sweep.GetPointCount());
}

void
WriteAnswer(benchmark::State& state)
{
    const auto answer = CreateObject<JointScheme>()->Solve(RandomProblems()[1]);
    std::string text;
    for (auto _ : state)
    {
        text.clear();
        AppendAllocation(answer, text);
        benchmark::DoNotOptimize(text.data());
    }
    state.SetBytesProcessed(state.iterations() * text.size());
}

BENCHMARK_CAPTURE(JointSolverAlone, continuous, Tables::NONE);
BENCHMARK_CAPTURE(JointSolverAlone, agentTable, Tables::AGENT);
BENCHMARK_CAPTURE(JointSolverAlone, bothTables, Tables::BOTH);
BENCHMARK_CAPTURE(JointSolveWithChecks, continuous, Tables::NONE);
BENCHMARK_CAPTURE(JointSolveWithChecks, bothTables, Tables::BOTH);
BENCHMARK_CAPTURE(Scheme, sca, "sca");
BENCHMARK_CAPTURE(Scheme, fixedFrequency, "fixed-frequency");
BENCHMARK_CAPTURE(Scheme, randomFeasible, "random-feasible");
BENCHMARK_CAPTURE(TokenModel, anyClocks, "jetson-thor");
BENCHMARK_CAPTURE(TokenModel, agentTable, "jetson-agx-orin");
BENCHMARK_CAPTURE(GeneralSolve, slsqp, nlopt::LD_SLSQP, Search::EVERY_BIT_WIDTH);
BENCHMARK_CAPTURE(GeneralSolve, slsqpLargestFirst, nlopt::LD_SLSQP, Search::LARGEST_FIRST);
BENCHMARK_CAPTURE(GeneralSolve, cobyla, nlopt::LN_COBYLA, Search::EVERY_BIT_WIDTH);
BENCHMARK(Sweep)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(ParseLine);
BENCHMARK(WriteAnswer);

/// Seconds of processor time, the best of some runs.
template <typename Work>
double
BestTime(int runs, Work work)
{
    double best = 1e300;
    for (int i = 0; i < runs; ++i)
    {
        const auto begin = std::clock();
        work();
        best = std::min(best, double(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return best;
}

/// Both solvers on the same problems: time of each and whether they choose the same bit-widths.
void
Compare()
{
    const auto problems = RandomProblems();
    const auto joint = CreateObject<JointScheme>();
    std::vector<std::uint32_t> exact(PROBLEMS);
    const auto bare = Create<BareJointScheme>();
    const auto solveAll = [&](auto solve) {
        const int repetitions = 100;
        const double time = BestTime(5, [&] {
            for (int r = 0; r < repetitions; ++r)
            {
                for (std::size_t i = 0; i < PROBLEMS; ++i)
                {
                    exact[i] = solve(problems[i]).precision.BitWidth();
                }
            }
        });
        return time / repetitions / PROBLEMS;
    };
    const double checkedTime =
        solveAll([&](const DesignProblem& problem) { return joint->Solve(problem); });
    const double exactTime =
        solveAll([&](const DesignProblem& problem) { return bare->DoSolve(problem); });
    std::cout << "joint: " << exactTime * 1e9 << " ns a problem, " << checkedTime * 1e9
              << " ns with the checks of problem and answer\n";

    struct Rival
    {
        const char* name;
        nlopt::algorithm algorithm;
        Search search;
    };

    const Rival rivals[] = {
        {"SLSQP for every bit-width", nlopt::LD_SLSQP, Search::EVERY_BIT_WIDTH},
        {"SLSQP from the largest bit-width down", nlopt::LD_SLSQP, Search::LARGEST_FIRST},
        {"COBYLA for every bit-width", nlopt::LN_COBYLA, Search::EVERY_BIT_WIDTH}};
    for (const auto& [name, algorithm, search] : rivals)
    {
        GeneralSolver solver(algorithm, search);
        std::vector<std::uint32_t> found(PROBLEMS);
        const double time = BestTime(1,
                                     [&] {
                                         for (std::size_t i = 0; i < PROBLEMS; ++i)
                                         {
                                             found[i] = solver.Solve(problems[i]);
                                         }
                                     }) /
                            PROBLEMS;
        std::size_t same = 0;
        std::size_t better = 0;
        for (std::size_t i = 0; i < PROBLEMS; ++i)
        {
            same += found[i] == exact[i];
            better += found[i] > exact[i];
        }
        std::cout << "NLopt " << name << ": " << time * 1e6 << " us a problem, " << time / exactTime
                  << " times as long; same bit-width in " << same << " of " << PROBLEMS
                  << " problems, a larger one in " << better << "\n";
    }
    std::cout << std::flush;
}

} // namespace

int
main(int argc, char* argv[])
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
    {
        return 1;
    }
    Compare();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
