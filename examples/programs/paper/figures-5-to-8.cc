/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figures-5-to-8.h"

#include "output/sample-statistics.h"
#include "paper-setting.h"
#include "scheme-answers.h"
#include "support/checked-field.h"
#include "weight-fidelity.h"

#include "ns3/allocation-scheme.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();
/// Streams of the first scheme here; the other experiments use lower ones.
constexpr std::int64_t FIRST_STREAM = 100;

/// Quality by scheme at one budget: mean over the answers, none where there is no feasible one.
using QualityByScheme = std::map<std::string, SampleStatistics>;

FigureSeries
SeriesOf(const std::string& scheme,
         const std::vector<double>& budgets,
         std::vector<QualityByScheme>& qualities)
{
    // The bit-width is whole: between budgets it stays, then jumps.
    FigureSeries series{scheme, {}, FigureSeries::Style::STEPS};
    for (std::size_t i = 0; i < budgets.size(); ++i)
    {
        auto& sample = qualities[i][scheme];
        series.points.push_back({budgets[i], sample.GetMean().value_or(INF)});
    }
    return series;
}

/// One panel, over T0 or over E0, of Fig. 5 and 6 or of Fig. 7 and 8, and its checks.
class Sweep
{
  public:
    Sweep(const PaperModel& model, bool overDelay, const BudgetSweepOptions& options)
        : m_model(model),
          m_overDelay(overDelay),
          m_problem(ProblemOf(model)),
          m_names(SchemeNames())
    {
        m_budgets = BudgetsOf(model, overDelay, options.points);
        for (const auto& name : m_names)
        {
            for (const double budget : m_budgets)
            {
                // Made anew: the same draws at every budget.
                SchemeAnswerer solver(AllocationScheme::Create(name), options.draws, FIRST_STREAM);
                auto problem = m_problem;
                (overDelay ? problem.delayBudget : problem.energyBudget) = budget;
                m_answers[name].push_back(solver.Solve(problem));
            }
        }
    }

    /// One row a budget and scheme.
    static PaperTable EmptyTable(const std::string& figure)
    {
        return {figure,
                "",
                {"model",
                 "quantizer",
                 "delayBudget [s]",
                 "energyBudget [J]",
                 "scheme",
                 "status",
                 "quality",
                 "qualityStdDev",
                 "bitWidth [bit]",
                 "agentFrequency [Hz]",
                 "serverFrequency [Hz]",
                 "delay [s]",
                 "energy [J]",
                 "expectedDistortion [weight unit]",
                 "distortionLower [weight unit]",
                 "distortionScalar [weight unit]",
                 "distortionUpper [weight unit]",
                 "totalDistortion [weight unit]"},
                {}};
    }

    /// Add the panel of one quantizer to its figure, and its rows to the figure's table.
    void Report(std::size_t quantizer, PaperTable& table, PaperResults& results)
    {
        const auto& name = PaperQuantizers()[quantizer];
        const auto number = std::to_string(m_model.FigureOf(quantizer));
        const WeightFidelity fidelity(name, std::uint32_t(m_problem.workload.fullPrecisionBits));
        auto qualities = Qualities(fidelity);
        AddRows(name, qualities, table);
        PaperFigure picture{"Fig. " + number,
                            "fig" + number + (m_overDelay ? "-delay" : "-energy"),
                            Title() + ", " + name + " quantizer.",
                            {m_model.Name() + ", " + name + " quantizer",
                             BudgetAxis(m_overDelay),
                             {"Weight fidelity 1 − E|w − ŵ|/E|w|", "", false, 0.0, 1.05},
                             {}}};
        for (const auto& scheme : m_names)
        {
            picture.figure.series.push_back(SeriesOf(scheme, m_budgets, qualities));
        }
        results.figures.push_back(std::move(picture));
        AddChecks(name, number, qualities, results);
    }

    /// What all weights lose together, which the paper does not show: why one splits.
    void ReportTotal(PaperResults& results) const
    {
        PaperFigure picture{"Why split: " + m_model.Name(),
                            "total-" + m_model.preset + (m_overDelay ? "-delay" : "-energy"),
                            "Distortion of all quantized weights, Σ n D_S, against the " +
                                std::string(m_overDelay ? "delay" : "energy") +
                                " budget: on the agent alone the server's weights are quantized "
                                "too; on the server alone, where that is feasible, none are.",
                            {m_model.Name(),
                             BudgetAxis(m_overDelay),
                             {"Distortion of all weights λ Σ n D_S", "10⁶", true},
                             {}}};
        const auto total = [this](const std::string& scheme, std::size_t i) {
            const auto& answers = m_answers.at(scheme)[i].feasible;
            const double lambda = m_problem.workload.weightRate;
            return answers.empty() || answers[0].totalDistortion == 0
                       ? INF
                       : answers[0].totalDistortion * lambda / 1e6;
        };
        double least = INF;
        double most = 0;
        for (const std::string scheme : {"joint", "all-on-agent"})
        {
            FigureSeries series{scheme, {}, FigureSeries::Style::STEPS};
            for (std::size_t i = 0; i < m_budgets.size(); ++i)
            {
                series.points.push_back({m_budgets[i], total(scheme, i)});
                const double ratio = total("all-on-agent", i) / total("joint", i);
                if (std::isfinite(ratio) && ratio > 0)
                {
                    least = std::min(least, ratio);
                    most = std::max(most, ratio);
                }
            }
            picture.figure.series.push_back(std::move(series));
        }
        results.figures.push_back(std::move(picture));
        const auto joint = AllocationScheme::Create("joint")->Solve(m_problem);
        const auto alone = AllocationScheme::Create("all-on-agent")->Solve(m_problem);
        AddCheck(results,
                 "Why split (" + m_model.Name() + ", over " + (m_overDelay ? "T0" : "E0") +
                     "): at the paper's budgets all weights lose less than on the agent alone",
                 joint.IsFeasible() && alone.IsFeasible() &&
                     joint.totalDistortion < alone.totalDistortion,
                 "on the agent alone " +
                     ShortNumber(alone.totalDistortion / joint.totalDistortion) +
                     " times as much there; " + ShortNumber(least) + " to " + ShortNumber(most) +
                     " times over the budgets at which both are feasible");
    }

  private:
    std::string Title() const
    {
        return "Quality of " + m_model.Name() + " against the " +
               (m_overDelay ? "delay budget, E₀ = " + NumberToText(m_model.energyBudget) + " J"
                            : "energy budget, T₀ = " + NumberToText(m_model.delayBudget) + " s");
    }

    std::vector<QualityByScheme> Qualities(const WeightFidelity& fidelity) const
    {
        std::vector<QualityByScheme> qualities(m_budgets.size());
        for (const auto& [name, answers] : m_answers)
        {
            for (std::size_t i = 0; i < m_budgets.size(); ++i)
            {
                for (const auto& allocation : answers[i].feasible)
                {
                    qualities[i][name].Add(fidelity.At(allocation.precision.BitWidth()));
                }
            }
        }
        return qualities;
    }

    void AddRows(const std::string& quantizer,
                 std::vector<QualityByScheme>& qualities,
                 PaperTable& table) const
    {
        for (std::size_t i = 0; i < m_budgets.size(); ++i)
        {
            for (const auto& name : m_names)
            {
                const auto& answers = m_answers.at(name)[i];
                const double delayBudget = m_overDelay ? m_budgets[i] : m_model.delayBudget;
                const double energyBudget = m_overDelay ? m_model.energyBudget : m_budgets[i];
                std::vector<std::string> row{m_model.preset,
                                             quantizer,
                                             NumberToText(delayBudget),
                                             NumberToText(energyBudget),
                                             name};
                if (answers.feasible.empty())
                {
                    row.push_back(std::string("infeasible: ") + LimitName(answers.reason));
                    row.resize(table.columns.size());
                    table.rows.push_back(std::move(row));
                    continue;
                }
                const auto mean = [&answers](double Allocation::*field) {
                    double sum = 0;
                    for (const auto& allocation : answers.feasible)
                    {
                        sum += allocation.*field;
                    }
                    return sum / double(answers.feasible.size());
                };
                double bits = 0;
                double agentClock = 0;
                double serverClock = 0;
                for (const auto& allocation : answers.feasible)
                {
                    bits += allocation.precision.BitWidth();
                    agentClock += allocation.clocks.agent;
                    serverClock += allocation.clocks.server;
                }
                const double n = double(answers.feasible.size());
                auto& sample = qualities[i][name];
                const double quality = *sample.GetMean();
                const auto& first = answers.feasible.front();
                row.push_back(StatusName(first.status));
                row.push_back(NumberToText(quality));
                row.push_back(NumberToText(n > 1 ? *sample.GetStdDev() : 0));
                row.push_back(NumberToText(bits / n));
                row.push_back(NumberToText(agentClock / n));
                row.push_back(NumberToText(serverClock / n));
                row.push_back(NumberToText(mean(&Allocation::delay)));
                row.push_back(NumberToText(mean(&Allocation::energy)));
                row.push_back(NumberToText((1 - quality) / m_problem.workload.weightRate));
                row.push_back(NumberToText(mean(&Allocation::distortionLower)));
                row.push_back(NumberToText(mean(&Allocation::distortionScalar)));
                row.push_back(NumberToText(mean(&Allocation::distortionUpper)));
                row.push_back(NumberToText(mean(&Allocation::totalDistortion)));
                table.rows.push_back(std::move(row));
            }
        }
    }

    void AddChecks(const std::string& quantizer,
                   const std::string& number,
                   std::vector<QualityByScheme>& qualities,
                   PaperResults& results) const
    {
        const auto quality = [&qualities](std::size_t i, const std::string& name) {
            return qualities[i][name].GetMean().value_or(-1);
        };
        bool rises = true;
        bool neverWorse = true;
        std::size_t feasible = 0;
        std::map<std::string, std::size_t> better; // budgets at which joint is strictly better
        std::size_t referenceBetter = 0;
        for (std::size_t i = 0; i < m_budgets.size(); ++i)
        {
            const double joint = quality(i, "joint");
            feasible += joint >= 0;
            rises = rises && (i == 0 || joint >= quality(i - 1, "joint"));
            bool isBehind = false;
            for (const auto& name : m_names)
            {
                if (!SolvesJointProblem(name))
                {
                    isBehind = isBehind || quality(i, name) > joint;
                }
                else if (name != "joint")
                {
                    neverWorse = neverWorse && joint >= quality(i, name);
                    better[name] += joint > quality(i, name);
                }
            }
            referenceBetter += isBehind;
        }
        const auto last = m_budgets.size() - 1;
        const std::string where =
            "Fig. " + number + " (" + m_model.Name() + ", " + quantizer + "): ";
        AddCheck(results,
                 where + "quality rises with " + (m_overDelay ? "T0" : "E0"),
                 rises && quality(last, "joint") > quality(0, "joint"),
                 "joint is feasible at " + std::to_string(feasible) + " of " +
                     std::to_string(m_budgets.size()) + " budgets and reaches " +
                     ShortNumber(quality(last, "joint")));
        std::string evidence = "strictly better than";
        for (const auto& [name, count] : better)
        {
            evidence += (name == better.begin()->first ? " " : ", ") + name + " at " +
                        std::to_string(count);
        }
        if (referenceBetter > 0)
        {
            evidence += " budgets; references outside (P1), which quantize nothing or use one "
                        "machine, are better at " +
                        std::to_string(referenceBetter);
        }
        AddCheck(results,
                 where + "joint is never worse than any scheme of (P1)",
                 neverWorse,
                 evidence);
    }

    PaperModel m_model;
    bool m_overDelay;
    DesignProblem m_problem;
    std::vector<std::string> m_names;
    std::vector<double> m_budgets;
    std::map<std::string, std::vector<SchemeAnswers>> m_answers; // by scheme, one a budget
};

} // namespace

void
SweepBudgets(const BudgetSweepOptions& options, PaperResults& results)
{
    results.assumptions.push_back(
        "Fig. 5 to 8: the paper's quality is CIDEr of captions, which needs MS-COCO, VaTeX and the "
        "trained models. Quality here is weight fidelity, 1 - E|w - w^|/E|w|, the surrogate of the "
        "paper's theory: the quantizer's expected distortion on exponential magnitudes, at its "
        "best "
        "step or scale. Bit-widths 1 to 8, b = 16, chips as in the paper; lambda drops out of the "
        "fidelity. Which budgets the figures fix: T0 = 3.5 s or 2 s, E0 = 2 J. The models write "
        "their "
        "captions: with the work to the first token alone, as the paper counts it, E0 could not "
        "bind.");
    for (const auto& model : PaperModels())
    {
        Sweep left(model, true, options);
        Sweep right(model, false, options);
        for (std::size_t quantizer = 0; quantizer < PaperQuantizers().size(); ++quantizer)
        {
            const auto number = std::to_string(model.FigureOf(quantizer));
            auto table = Sweep::EmptyTable("fig" + number);
            table.caption = "Fig. " + number + ": " + model.Name() + ", " +
                            PaperQuantizers()[quantizer] + " quantizer, both panels";
            left.Report(quantizer, table, results);
            right.Report(quantizer, table, results);
            results.tables.push_back(std::move(table));
        }
        left.ReportTotal(results);
        right.ReportTotal(results);
    }
}

} // namespace coinference
} // namespace ns3
