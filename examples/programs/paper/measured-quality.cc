/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measured-quality.h"

#include "output/sample-statistics.h"
#include "paper-setting.h"
#include "report/quantity-label.h"
#include "scheme-answers.h"
#include "support/checked-field.h"
#include "trained-network.h"

#include "ns3/model-profile.h"
#include "ns3/string.h"

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
constexpr std::int64_t FIRST_STREAM = 200; // the other experiments use lower ones

/// A model with a table of quality, and the budgets that are tried.
struct MeasuredModel
{
    PaperModel budgets; // name and axes
    ModelProfile profile;
    std::string table;   // quantizer of the table
    std::string heading; // of the figures
};

const std::vector<MeasuredModel>&
MeasuredModels()
{
    static const std::vector<MeasuredModel> models = []() {
        const auto blip = PaperModels().front();
        // A sign is read while a robot drives by: some milliseconds and millijoules.
        const PaperModel reader{"pp-ocrv4-reader", 0.008, 0.5e-3, 0.002, 0.02, 1e-5, 3e-3, 0, 0};
        // A digit is coded in microseconds.
        const PaperModel fcdnn{"fcdnn-16", 8e-6, 5e-6, 3e-6, 14e-6, 8e-7, 2e-5, 0, 0};
        std::vector<MeasuredModel> models;
        for (const auto* table : {"uniform", "awq", "gptq"})
        {
            models.push_back({blip,
                              ModelProfile::Load(blip.preset),
                              table,
                              table == std::string("uniform")
                                  ? "Fig. 5, measured"
                                  : "Fig. 5, other quantizers, measured"});
        }
        const auto network = TrainedNetworkProfile(PaperQuantizers());
        for (const auto& quantizer : PaperQuantizers())
        {
            models.push_back({fcdnn,
                              network,
                              quantizer,
                              quantizer == "uniform" ? "Fig. 7, measured on FCDNN-16"
                                                     : "Fig. 6 and 8, measured on FCDNN-16"});
        }
        models.push_back(
            {reader, ModelProfile::Load(reader.preset), "absmax-channel", "Measured here"});
        return models;
    }();
    return models;
}

/// One panel: a table, over T0 or over E0.
class MeasuredSweep
{
  public:
    MeasuredSweep(const MeasuredModel& model, bool overDelay, const BudgetSweepOptions& options)
        : m_model(model),
          m_overDelay(overDelay)
    {
        auto profile = model.profile;
        profile.UseQuality("quality", model.table);
        m_quality = profile.quality.at(profile.qualityUsed);
        m_problem.workload = profile.At(Placement::SPLIT);
        m_problem.delayBudget = model.budgets.delayBudget;
        m_problem.energyBudget = model.budgets.energyBudget;
        // Only what was measured is offered: below it nobody knows the quality.
        m_problem.bitWidths.Clear();
        for (const double bits : m_quality.bits)
        {
            if (bits <= m_problem.workload.fullPrecisionBits)
            {
                m_problem.bitWidths.Add(static_cast<std::uint32_t>(bits));
            }
        }
        m_budgets = BudgetsOf(model.budgets, overDelay, options.points);
        for (const auto& name : SchemeNames())
        {
            if (SolvesJointProblem(name))
            {
                m_names.push_back(name);
                Ask(name, options.draws);
            }
        }
    }

    void Report(PaperTable& table, PaperResults& results)
    {
        const auto& preset = m_model.budgets.preset;
        const std::string axis = m_overDelay ? "delay" : "energy";
        PaperFigure picture{
            m_model.heading,
            "measured-" + preset + "-" + m_model.table + "-" + axis,
            LabelOf(m_quality.name).text + " of " + m_model.profile.name + " with the quantizer " +
                m_model.table + ", measured, against the " + axis + " budget, " +
                (m_overDelay ? "E₀ = " + NumberToText(m_problem.energyBudget) + " J"
                             : "T₀ = " + NumberToText(m_problem.delayBudget) + " s") +
                "; joint looks for the highest quality, which need not be that of the most bits.",
            {m_model.profile.name + ", " + m_model.table,
             BudgetAxis(m_overDelay),
             {LabelOf(m_quality.name).text, m_quality.ShownUnit()},
             {}}};
        const bool isSmall = m_budgets.back() < 1e-3;
        const double unit = isSmall ? 1e-6 : 1;
        picture.figure.x.unit = (isSmall ? "µ" : "") + picture.figure.x.unit;
        for (const auto& name : m_names)
        {
            FigureSeries series{name, {}, FigureSeries::Style::STEPS};
            for (std::size_t i = 0; i < m_budgets.size(); ++i)
            {
                series.points.push_back({m_budgets[i] / unit, MeanOf(name, i).value_or(INF)});
                AddRow(name, i, table);
            }
            picture.figure.series.push_back(std::move(series));
        }
        results.figures.push_back(std::move(picture));
        AddChecks(results);
    }

  private:
    void Ask(const std::string& name, std::uint32_t draws)
    {
        for (const double budget : m_budgets)
        {
            const auto scheme = AllocationScheme::Create(name);
            if (name == "joint")
            {
                scheme->SetAttribute("Objective", StringValue("Quality"));
            }
            // Made anew: the same draws at every budget.
            SchemeAnswerer answerer(scheme, draws, FIRST_STREAM);
            auto problem = m_problem;
            (m_overDelay ? problem.delayBudget : problem.energyBudget) = budget;
            m_answers[name].push_back(answerer.Solve(problem));
        }
    }

    std::optional<double> MeanOf(const std::string& name, std::size_t i) const
    {
        SampleStatistics sample;
        for (const auto& allocation : m_answers.at(name)[i].feasible)
        {
            sample.Add(allocation.quality.value());
        }
        return sample.GetMean();
    }

    void AddRow(const std::string& name, std::size_t i, PaperTable& table) const
    {
        const auto& answers = m_answers.at(name)[i];
        const auto mean = MeanOf(name, i);
        double bits = 0;
        for (const auto& allocation : answers.feasible)
        {
            bits += allocation.precision.Bits() / static_cast<double>(answers.feasible.size());
        }
        table.rows.push_back({m_model.budgets.preset,
                              m_model.table,
                              m_quality.name,
                              NumberToText(m_overDelay ? m_budgets[i] : m_problem.delayBudget),
                              NumberToText(m_overDelay ? m_problem.energyBudget : m_budgets[i]),
                              name,
                              mean ? StatusName(answers.feasible.front().status)
                                   : std::string("infeasible: ") + LimitName(answers.reason),
                              mean ? NumberToText(*mean) : "",
                              mean ? NumberToText(bits) : ""});
    }

    void AddChecks(PaperResults& results) const
    {
        bool rises = true;
        bool neverWorse = true;
        std::size_t better = 0;
        std::size_t feasible = 0;
        std::optional<double> before;
        std::optional<double> first;
        for (std::size_t i = 0; i < m_budgets.size(); ++i)
        {
            const auto joint = MeanOf("joint", i);
            feasible += joint ? 1 : 0;
            rises = rises && (!before || (joint && *joint >= *before));
            first = first ? first : joint;
            before = joint;
            bool isBetter = false;
            for (const auto& name : m_names)
            {
                for (const auto& allocation : m_answers.at(name)[i].feasible)
                {
                    neverWorse = neverWorse && joint && *joint >= *allocation.quality;
                    isBetter = isBetter || (joint && *joint > *allocation.quality);
                }
            }
            better += isBetter ? 1 : 0;
        }
        const auto where = LabelOf(m_quality.name).text + ", measured (" + m_model.profile.name +
                           ", " + m_model.table + "): ";
        AddCheck(results,
                 where + "quality rises with " + (m_overDelay ? "T0" : "E0"),
                 rises && before && *before > *first,
                 "joint is feasible at " + std::to_string(feasible) + " of " +
                     std::to_string(m_budgets.size()) + " budgets, from " +
                     ShortNumber(first.value_or(0)) + " to " + ShortNumber(before.value_or(0)));
        AddCheck(results,
                 where + "joint is never below any answer of any scheme of (P1), over " +
                     (m_overDelay ? "T0" : "E0"),
                 neverWorse,
                 "above one of them at " + std::to_string(better) + " budgets");
    }

    const MeasuredModel& m_model;
    bool m_overDelay;
    QualityTable m_quality;
    DesignProblem m_problem;
    std::vector<double> m_budgets;
    std::vector<std::string> m_names;
    std::map<std::string, std::vector<SchemeAnswers>> m_answers; // by scheme, one a budget
};

} // namespace

void
SweepMeasuredQuality(const BudgetSweepOptions& options, PaperResults& results)
{
    results.assumptions.push_back(
        "Measured quality: CIDEr of BLIP-2 by bits of its ViT and quantizer is that of "
        "arXiv:2601.15287. Nobody has published any of PoT-log, or of GIT-base: of Fig. 6 to 8 "
        "the counterparts are FCDNN-16's, split in its middle, with its agent's half quantized: "
        "how "
        "much of a digit comes back right. PP-OCRv4's recogniser was measured here too, by "
        "coinference-profile --evaluate on rendered signs. Offered are the widths that were "
        "measured, 16 or 32 bit being the model as it is.");
    PaperTable table{"measured",
                     "Measured quality against both budgets",
                     {"model",
                      "quantizer",
                      "measure",
                      "delayBudget [s]",
                      "energyBudget [J]",
                      "scheme",
                      "status",
                      "quality",
                      "bitWidth [bit]"},
                     {}};
    for (const auto& model : MeasuredModels())
    {
        for (const bool overDelay : {true, false})
        {
            MeasuredSweep(model, overDelay, options).Report(table, results);
        }
    }
    results.tables.push_back(std::move(table));
}

} // namespace coinference
} // namespace ns3
