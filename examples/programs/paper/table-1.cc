/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "table-1.h"

#include "paper-setting.h"
#include "support/checked-field.h"
#include "weight-fidelity.h"

#include "ns3/allocation-scheme.h"
#include "ns3/boolean.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// Which budgets there are.
struct Case
{
    const char* name;
    bool hasDelayBudget;
    bool hasEnergyBudget;
};

constexpr Case CASES[] = {{"delay only", true, false},
                          {"energy only", false, true},
                          {"both", true, true}};

DesignProblem
WithBudgets(const PaperModel& model, const Case& budgets)
{
    auto limited = ProblemOf(model);
    limited.energyBudget = budgets.hasDelayBudget ? model.energyBudget : model.profileEnergy;
    if (!budgets.hasDelayBudget)
    {
        limited = WithoutDelayBudget(limited);
    }
    if (!budgets.hasEnergyBudget)
    {
        limited = WithoutEnergyBudget(limited);
    }
    return limited;
}

/// The most bits that a fixed clock profile affords, at the least energy; where delay has no limit
/// at the least delay, as the least energy would take for ever.
Allocation
MostBits(const DesignProblem& problem, const ClockProfile& profile, bool hasDelayBudget)
{
    // With one operating point the exact scheme chooses the bits and the server's clock.
    auto joint = AllocationScheme::Create("joint");
    joint->SetAttribute("LeastDelay", BooleanValue(!hasDelayBudget));
    return joint->Solve(WithClockProfile(problem, profile));
}

/// One row a model, case and profile.
void
AddTable(PaperResults& results)
{
    PaperTable table{"table1",
                     "Three clock profiles: bits and quality that each affords",
                     {"model",
                      "binding",
                      "delayBudget [s]",
                      "energyBudget [J]",
                      "profile",
                      "agentFrequency [Hz]",
                      "status",
                      "bitWidth [bit]",
                      "serverFrequency [Hz]",
                      "delay [s]",
                      "energy [J]",
                      "qualityUniform",
                      "qualityPotLog"},
                     {}};
    for (const auto& model : PaperModels())
    {
        const auto problem = ProblemOf(model);
        const auto bits = std::uint32_t(problem.workload.fullPrecisionBits);
        const WeightFidelity uniform("uniform", bits);
        const WeightFidelity potLog("pot-log", bits);
        for (const auto& budgets : CASES)
        {
            const auto limited = WithBudgets(model, budgets);
            for (const auto& profile : ClockProfiles())
            {
                const auto allocation = MostBits(limited, profile, budgets.hasDelayBudget);
                std::vector<std::string> row{
                    model.preset,
                    budgets.name,
                    budgets.hasDelayBudget ? NumberToText(limited.delayBudget) : "none",
                    budgets.hasEnergyBudget ? NumberToText(limited.energyBudget) : "none",
                    profile.name,
                    NumberToText(profile.share * problem.agent.maxFrequency)};
                if (allocation.IsFeasible())
                {
                    row.insert(row.end(),
                               {"feasible",
                                std::to_string(allocation.precision.BitWidth()),
                                NumberToText(allocation.clocks.server),
                                NumberToText(allocation.delay),
                                NumberToText(allocation.energy),
                                NumberToText(uniform.At(allocation.precision.BitWidth())),
                                NumberToText(potLog.At(allocation.precision.BitWidth()))});
                }
                else
                {
                    row.push_back(std::string("infeasible: ") + LimitName(allocation.reason));
                    row.resize(table.columns.size());
                }
                table.rows.push_back(std::move(row));
            }
        }
    }
    results.tables.push_back(std::move(table));
}

/// Quality of the three profiles over one budget, the other one absent; `winner` must be best.
void
SweepOneBudget(const PaperModel& model,
               bool overDelay,
               const std::string& winner,
               std::uint32_t points,
               PaperResults& results)
{
    const auto problem =
        overDelay ? WithoutEnergyBudget(ProblemOf(model)) : WithoutDelayBudget(ProblemOf(model));
    const WeightFidelity fidelity("uniform", std::uint32_t(problem.workload.fullPrecisionBits));
    const auto budgets = BudgetsOf(model, overDelay, points);
    std::vector<double> wins(points, -1);
    Figure figure{model.Name() + ", " + (overDelay ? "no energy budget" : "no delay budget"),
                  BudgetAxis(overDelay),
                  {"Weight fidelity 1 − E|w − ŵ|/E|w|", "", false, 0.0, 1.05},
                  {}};
    std::vector<double> others(points, -1);
    for (const auto& profile : ClockProfiles())
    {
        FigureSeries series{profile.name, {}, FigureSeries::Style::STEPS};
        for (std::uint32_t i = 0; i < points; ++i)
        {
            auto limited = problem;
            (overDelay ? limited.delayBudget : limited.energyBudget) = budgets[i];
            const auto allocation = MostBits(limited, profile, overDelay);
            const double quality =
                allocation.IsFeasible() ? fidelity.At(allocation.precision.BitWidth()) : -1;
            series.points.push_back({budgets[i], quality < 0 ? INF : quality});
            auto& side = profile.name == winner ? wins : others;
            side[i] = std::max(side[i], quality);
        }
        figure.series.push_back(std::move(series));
    }
    std::uint32_t better = 0;
    bool neverWorse = true;
    for (std::uint32_t i = 0; i < points; ++i)
    {
        better += wins[i] > others[i];
        neverWorse = neverWorse && wins[i] >= others[i];
    }
    AddCheck(results,
             "Table I (" + model.Name() + "): with only " + (overDelay ? "delay" : "energy") +
                 " binding the " + winner + " profile wins",
             neverWorse && better > 0,
             "strictly better than both others at " + std::to_string(better) + " of " +
                 std::to_string(points) + " budgets, worse at none");
    results.figures.push_back({"Table I",
                               "table1-" + model.preset + (overDelay ? "-delay" : "-energy"),
                               "What the three clock profiles afford with only " +
                                   std::string(overDelay ? "delay" : "energy") +
                                   " binding: " + model.Name() + ", uniform quantizer.",
                               std::move(figure)});
}

} // namespace

void
CompareClockProfiles(std::uint32_t points, PaperResults& results)
{
    std::string clocks;
    for (const auto& profile : ClockProfiles())
    {
        clocks += (clocks.empty() ? "" : ", ") + profile.name + " " +
                  NumberToText(100 * profile.share) + " %";
    }
    results.assumptions.push_back(
        "Table I: the testbed's clocks are not modeled. The profiles fix the agent's chip of the "
        "paper's simulation at a share of its highest clock: " +
        clocks + ".");
    AddTable(results);
    for (const auto& model : PaperModels())
    {
        SweepOneBudget(model, true, "high", points, results);
        SweepOneBudget(model, false, "low", points, results);
    }
}

} // namespace coinference
} // namespace ns3
