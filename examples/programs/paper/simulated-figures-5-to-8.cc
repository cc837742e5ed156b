/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "simulated-figures-5-to-8.h"

#include "output/csv-text.h"
#include "paper-setting.h"
#include "report/child-process.h"
#include "support/checked-field.h"
#include "support/strict-json.h"
#include "weight-fidelity.h"

#include "ns3/allocation-scheme.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <limits>
#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::json Json;

constexpr double INF = std::numeric_limits<double>::infinity();
/// Stands for "no budget" on coinference-run's command line.
constexpr double NO_DELAY_BUDGET = 1e6;
constexpr double NO_ENERGY_BUDGET = 1e9;

/// One run of coinference-run.
struct Run
{
    std::string name; // of its folder
    PaperModel model;
    double delayBudget{0};  // [s]
    double energyBudget{0}; // [J]
    double interval{0};     // between inferences: long enough that an agent's never queue [s]
    std::string profile;    // of Table I, or empty
    double clockShare{0};   // of the profile
    std::vector<std::string> schemes;
};

/// What one scheme did in one run.
struct SchemeOutcome
{
    std::string status;
    std::uint64_t generated{0};
    std::uint64_t done{0};
    double delay{0};                                  // mean [s]
    double energy{0};                                 // mean [J]
    double deadlineMetShare{0};                       // of the inferences that ended
    double energyMetShare{0};                         // of the inferences that ended
    std::map<std::uint32_t, std::uint64_t> bitWidths; // inferences done with each

    /// Mean quality of the inferences done; nothing done has none, which is -1.
    double Quality(const WeightFidelity& fidelity) const
    {
        double sum = 0;
        for (const auto& [bitWidth, count] : bitWidths)
        {
            sum += fidelity.At(bitWidth) * double(count);
        }
        return done == 0 ? -1 : sum / double(done);
    }
};

typedef std::map<std::string, SchemeOutcome> OutcomeByScheme;

double
NumberOr0(const Json& value)
{
    return value.is_number() ? value.get<double>() : 0;
}

std::size_t
ColumnOf(const std::vector<std::string>& header, const std::string& name, const std::string& path)
{
    for (std::size_t i = 0; i < header.size(); ++i)
    {
        // Heads carry units: "bitWidth [bit]".
        if (header[i].substr(0, header[i].find(" [")) == name)
        {
            return i;
        }
    }
    throw std::runtime_error(path + " has no column " + name);
}

void
CountBitWidths(const std::string& path, OutcomeByScheme& outcomes)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    const auto header = CsvFields(line);
    const auto scheme = ColumnOf(header, "scheme", path);
    const auto outcome = ColumnOf(header, "outcome", path);
    const auto bitWidth = ColumnOf(header, "bitWidth", path);
    while (std::getline(file, line))
    {
        const auto cells = CsvFields(line);
        if (cells.at(outcome) == "done")
        {
            ++outcomes[cells.at(scheme)].bitWidths[std::uint32_t(std::stoul(cells.at(bitWidth)))];
        }
    }
}

OutcomeByScheme
ReadOutcomes(const std::string& folder)
{
    const auto path = folder + "/summary.json";
    std::ifstream file(path);
    if (!file)
    {
        throw std::runtime_error("cannot read " + path);
    }
    std::ostringstream text;
    text << file.rdbuf();
    const auto summary = ParseStrictJson<Json>(text.str());
    OutcomeByScheme outcomes;
    for (const auto& scheme : summary.at("schemes"))
    {
        auto& outcome = outcomes[scheme.at("scheme")];
        const auto& status = scheme.at("status");
        const auto& reason = scheme.at("reason");
        outcome.status = status.is_string() ? status.get<std::string>() : "none";
        outcome.status += reason.is_string() ? ": " + reason.get<std::string>() : "";
        outcome.generated = scheme.at("counts").at("generated");
        outcome.done = scheme.at("counts").at("done");
        outcome.deadlineMetShare = NumberOr0(scheme.at("deadlineMetShare"));
        outcome.energyMetShare = NumberOr0(scheme.at("energyMetShare"));
        outcome.delay = NumberOr0(scheme.at("delay").at("mean"));
        outcome.energy = NumberOr0(scheme.at("energy").at("mean"));
    }
    CountBitWidths(folder + "/inferences.csv", outcomes);
    return outcomes;
}

/// Runs them all, some at a time; results in the runs' order.
class Batch
{
  public:
    Batch(const SimulatedRunsOptions& options,
          const std::function<void(std::size_t, std::size_t)>& progress)
        : m_options(options),
          m_progress(progress)
    {
    }

    std::vector<OutcomeByScheme> Simulate(const std::vector<Run>& runs)
    {
        std::vector<OutcomeByScheme> outcomes(runs.size());
        std::atomic<std::size_t> next{0};
        std::size_t done = 0;
        std::mutex mutex;
        const auto work = [&]() {
            for (std::size_t i = next++; i < runs.size(); i = next++)
            {
                outcomes[i] = SimulateOne(runs[i]);
                const std::lock_guard<std::mutex> lock(mutex);
                m_progress(++done, runs.size());
            }
        };
        std::vector<std::future<void>> workers;
        for (std::uint32_t i = 0; i < m_options.jobs; ++i)
        {
            workers.push_back(std::async(std::launch::async, work));
        }
        for (auto& worker : workers)
        {
            worker.get();
        }
        return outcomes;
    }

  private:
    OutcomeByScheme SimulateOne(const Run& run) const
    {
        const auto folder = m_options.folder + "/" + run.name;
        std::string schemes;
        for (const auto& scheme : run.schemes)
        {
            schemes += (schemes.empty() ? "" : ",") + scheme;
        }
        std::vector<std::string> command{
            m_options.program,
            "--model=" + run.model.preset,
            "--schemes=" + schemes,
            "--network=" + m_options.network,
            "--agents=" + std::to_string(m_options.agents),
            "--delayBudget=" + NumberToText(run.delayBudget),
            "--energyBudget=" + NumberToText(run.energyBudget),
            "--interval=" + NumberToText(run.interval),
            // The last inference of each still has its interval to end in.
            "--duration=" + NumberToText(run.interval * (m_options.inferences - 0.01)),
            "--spread=" + NumberToText(run.interval / 10),
            "--timeout=0",
            "--reserve=assumed",
            "--communicationDelay=" + NumberToText(m_options.communicationDelay),
            "--communicationEnergy=" + NumberToText(m_options.communicationEnergy),
            "--seed=" + std::to_string(m_options.seed),
            "--run=" + std::to_string(m_options.run),
            "--progress=off",
            "--output=" + folder};
        if (run.clockShare > 0)
        {
            const auto problem = ProblemOf(run.model);
            command.push_back("--agentFrequencies=" +
                              NumberToText(run.clockShare * problem.agent.maxFrequency));
            // Without a delay budget the cheapest clocks would take for ever.
            command.emplace_back("--ns3::coinference::JointScheme::LeastDelay=true");
        }
        const auto exit = RunProgram(command);
        if (exit.status != 0)
        {
            throw std::runtime_error(m_options.program + " failed: " + exit.LastErrorLine());
        }
        return ReadOutcomes(folder);
    }

    const SimulatedRunsOptions& m_options;
    const std::function<void(std::size_t, std::size_t)>& m_progress;
};

std::vector<std::string>
SimulatedSchemes()
{
    auto names = SchemeNames();
    names.erase(std::remove_if(names.begin(),
                               names.end(),
                               [](const auto& name) { return !SolvesJointProblem(name); }),
                names.end());
    return names;
}

/// The uniform quantizer's figure; PoT-log's runs would be the same, only their quality is not.
std::string
SimulatedFigure(const PaperModel& model, bool overDelay)
{
    return "fig" + std::to_string(model.firstFigure) + (overDelay ? "-delay" : "-energy");
}

/// Fig. 5 to 8: budgets that the exact scheme can meet without communication, up to the axis' end.
std::vector<Run>
BudgetRuns(const PaperModel& model, bool overDelay, const SimulatedRunsOptions& options)
{
    // Where the axes begin nothing is feasible: begin further on.
    const auto budgets =
        overDelay ? Spaced(model.highestDelay / 4, model.highestDelay, options.points, false)
                  : Spaced(model.lowestEnergy * 4, model.highestEnergy, options.points, true);
    std::vector<Run> runs;
    for (std::size_t i = 0; i < budgets.size(); ++i)
    {
        Run run;
        run.name = SimulatedFigure(model, overDelay) + "-" + std::to_string(i + 1);
        run.model = model;
        run.delayBudget = overDelay ? budgets[i] : model.delayBudget;
        run.energyBudget = overDelay ? model.energyBudget : budgets[i];
        run.interval = 2 * run.delayBudget;
        run.schemes = SimulatedSchemes();
        runs.push_back(std::move(run));
    }
    return runs;
}

/// Table I: each profile with one budget.
std::vector<Run>
ProfileRuns(const PaperModel& model)
{
    std::vector<Run> runs;
    for (const bool overDelay : {true, false})
    {
        for (const auto& profile : ClockProfiles())
        {
            Run run;
            run.name =
                "table1-" + model.preset + (overDelay ? "-delay-" : "-energy-") + profile.name;
            run.model = model;
            run.delayBudget = overDelay ? model.delayBudget : NO_DELAY_BUDGET;
            run.energyBudget = overDelay ? NO_ENERGY_BUDGET : model.profileEnergy;
            // With all bits at the lowest clock the agent takes less than 12 s.
            run.interval = 30;
            run.profile = profile.name;
            run.clockShare = profile.share;
            run.schemes = {"joint"};
            runs.push_back(std::move(run));
        }
    }
    return runs;
}

std::string
Budget(double value, double none)
{
    return value == none ? "none" : NumberToText(value);
}

void
AddTable(const std::vector<Run>& runs,
         const std::vector<OutcomeByScheme>& outcomes,
         PaperResults& results)
{
    PaperTable table{"simulated",
                     "Simulated counterparts of Fig. 5 to 8 and Table I",
                     {"run",
                      "model",
                      "delayBudget [s]",
                      "energyBudget [J]",
                      "profile",
                      "scheme",
                      "status",
                      "generated",
                      "done",
                      "qualityUniform",
                      "qualityPotLog",
                      "delay [s]",
                      "energy [J]",
                      "deadlineMetShare",
                      "energyMetShare"},
                     {}};
    for (std::size_t i = 0; i < runs.size(); ++i)
    {
        const auto& run = runs[i];
        const auto bits = std::uint32_t(ProblemOf(run.model).workload.fullPrecisionBits);
        const WeightFidelity uniform("uniform", bits);
        const WeightFidelity potLog("pot-log", bits);
        for (const auto& scheme : run.schemes)
        {
            const auto& outcome = outcomes[i].at(scheme);
            std::vector<std::string> row{run.name,
                                         run.model.preset,
                                         Budget(run.delayBudget, NO_DELAY_BUDGET),
                                         Budget(run.energyBudget, NO_ENERGY_BUDGET),
                                         run.profile.empty() ? "any clock" : run.profile,
                                         scheme,
                                         outcome.status,
                                         std::to_string(outcome.generated),
                                         std::to_string(outcome.done)};
            if (outcome.done > 0)
            {
                row.insert(row.end(),
                           {NumberToText(outcome.Quality(uniform)),
                            NumberToText(outcome.Quality(potLog)),
                            NumberToText(outcome.delay),
                            NumberToText(outcome.energy),
                            NumberToText(outcome.deadlineMetShare),
                            NumberToText(outcome.energyMetShare)});
            }
            row.resize(table.columns.size());
            table.rows.push_back(std::move(row));
        }
    }
    results.tables.push_back(std::move(table));
}

/// One simulated figure of Fig. 5 to 8, beside what joint reaches without communication.
void
ReportBudgetRuns(const std::vector<Run>& runs,
                 const std::vector<OutcomeByScheme>& outcomes,
                 bool overDelay,
                 const SimulatedRunsOptions& options,
                 PaperResults& results)
{
    const auto& model = runs.front().model;
    const auto number = std::to_string(model.firstFigure);
    const auto problem = ProblemOf(model);
    const WeightFidelity fidelity("uniform", std::uint32_t(problem.workload.fullPrecisionBits));
    Figure figure{model.Name() + ", simulated, uniform quantizer",
                  BudgetAxis(overDelay),
                  {"Weight fidelity 1 − E|w − ŵ|/E|w|", "", false, 0.0, 1.05},
                  {}};
    bool isBest = true;
    bool isKept = true;
    bool isBounded = true;
    bool rises = true;
    double previous = -1;
    FigureSeries analytic{"joint, no communication", {}};
    std::map<std::string, FigureSeries> simulated;
    for (std::size_t i = 0; i < runs.size(); ++i)
    {
        const auto& run = runs[i];
        const double budget = overDelay ? run.delayBudget : run.energyBudget;
        auto alone = problem;
        alone.delayBudget = run.delayBudget;
        alone.energyBudget = run.energyBudget;
        const auto allocation = AllocationScheme::Create("joint")->Solve(alone);
        const double best =
            allocation.IsFeasible() ? fidelity.At(allocation.precision.BitWidth()) : -1;
        analytic.points.push_back({budget, best < 0 ? INF : best});
        const auto& outcome = outcomes[i].at("joint");
        const double joint = outcome.Quality(fidelity);
        isKept = isKept && (outcome.done == 0 ||
                            (outcome.deadlineMetShare == 1 && outcome.energyMetShare == 1));
        isBounded = isBounded && joint <= best + 1e-12;
        rises = rises && joint >= previous - 1e-12;
        previous = joint;
        for (const auto& scheme : run.schemes)
        {
            const double quality = outcomes[i].at(scheme).Quality(fidelity);
            isBest = isBest && quality <= joint + 1e-12;
            simulated[scheme].points.push_back({budget, quality < 0 ? INF : quality});
        }
    }
    for (const auto& scheme : runs.front().schemes)
    {
        simulated[scheme].label = scheme;
        figure.series.push_back(simulated[scheme]);
    }
    figure.series.push_back(analytic);
    const std::string where = "Fig. " + number + " simulated (" + model.Name() + "): ";
    const auto evidence = std::to_string(runs.size()) + " budgets over the network";
    AddCheck(results,
             where + "quality rises with " + (overDelay ? "T0" : "E0") +
                 ", and communication never adds to it",
             rises && isBounded && previous > 0,
             evidence + "; joint reaches " + ShortNumber(previous));
    AddCheck(results, where + "joint is never worse than any scheme of (P1)", isBest, evidence);
    AddCheck(results,
             where + "every inference of joint keeps T0 and E0, communication included",
             isKept,
             std::to_string(options.agents * options.inferences) + " inferences at each budget");
    results.figures.push_back({"Fig. " + number + ", simulated",
                               SimulatedFigure(model, overDelay) + "-simulated",
                               "Mean quality of the inferences done over simulated links, against "
                               "the " +
                                   std::string(overDelay ? "delay" : "energy") + " budget.",
                               std::move(figure)});
}

void
CheckProfileRuns(const std::vector<Run>& runs,
                 const std::vector<OutcomeByScheme>& outcomes,
                 PaperResults& results)
{
    const auto& model = runs.front().model;
    const WeightFidelity fidelity("uniform",
                                  std::uint32_t(ProblemOf(model).workload.fullPrecisionBits));
    std::map<std::string, double> quality; // by name of the run
    std::string evidence;
    for (std::size_t i = 0; i < runs.size(); ++i)
    {
        const double value = outcomes[i].at("joint").Quality(fidelity);
        quality[runs[i].name] = value;
        evidence += (i == 0 ? "" : ", ") +
                    runs[i].name.substr(std::string("table1-").size() + model.preset.size() + 1) +
                    " " + (value < 0 ? "infeasible" : ShortNumber(value));
    }
    const auto at = [&](const std::string& name) {
        return quality.at("table1-" + model.preset + "-" + name);
    };
    AddCheck(results,
             "Table I simulated (" + model.Name() +
                 "): high is best with only delay binding, low with only energy",
             at("delay-high") >= at("delay-medium") && at("delay-high") > at("delay-low") &&
                 at("energy-low") >= at("energy-medium") && at("energy-low") > at("energy-high"),
             evidence);
}

} // namespace

void
SimulateCounterparts(const SimulatedRunsOptions& options,
                     const std::function<void(std::size_t, std::size_t)>& progress,
                     PaperResults& results)
{
    results.assumptions.push_back(
        "Simulated: coinference-run with " + std::to_string(options.agents) + " agents, network " +
        options.network + ", " + std::to_string(options.inferences) +
        " inferences an agent, one every 2 T0 (30 s for Table I). The paper's formulas have no "
        "communication; here " +
        NumberToText(options.communicationDelay) + " s of T0 and " +
        NumberToText(options.communicationEnergy) + " J of E0 are kept for it.");

    // One batch, so that no worker waits for the last run of a figure.
    std::vector<std::vector<Run>> groups;
    for (const auto& model : PaperModels())
    {
        groups.push_back(BudgetRuns(model, true, options));
        groups.push_back(BudgetRuns(model, false, options));
        groups.push_back(ProfileRuns(model));
    }
    std::vector<Run> runs;
    for (const auto& group : groups)
    {
        runs.insert(runs.end(), group.begin(), group.end());
    }
    const auto outcomes = Batch(options, progress).Simulate(runs);
    AddTable(runs, outcomes, results);
    auto first = outcomes.begin();
    for (std::size_t i = 0; i < groups.size(); ++i)
    {
        const std::vector<OutcomeByScheme> part(first, first + std::ptrdiff_t(groups[i].size()));
        first += std::ptrdiff_t(groups[i].size());
        if (i % 3 == 2)
        {
            CheckProfileRuns(groups[i], part, results);
        }
        else
        {
            ReportBudgetRuns(groups[i], part, i % 3 == 0, options, results);
        }
    }
}

} // namespace coinference
} // namespace ns3
