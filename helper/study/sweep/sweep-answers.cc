/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-answers.h"

#include "design/bulk-design.h"
#include "design/design-field.h"
#include "output/csv-text.h"
#include "report/quantity-label.h"
#include "support/checked-field.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

namespace
{

void
Set(const std::string& name, const std::string& value, DesignProblem& problem)
{
    ReadDesignSetting(name, value)(problem);
}

/// Common options and those of an entry of the list; the model first, which the others change.
DesignProblem
BaseProblem(const SweepSpec& spec, std::size_t entry)
{
    OptionMap options = spec.options;
    if (!spec.list.empty())
    {
        options.insert(spec.list[entry].begin(), spec.list[entry].end());
    }
    DesignProblem problem;
    const auto model = options.find("model");
    if (model != options.end())
    {
        Set("model", model->second, problem);
    }
    for (const auto& [name, value] : options)
    {
        if (name != "model")
        {
            Set(name, value, problem);
        }
    }
    return problem;
}

/// The part of a sweep that belongs to an entry of its list.
DesignSweep
MakeSweep(const SweepSpec& spec, std::size_t entry)
{
    DesignSweep sweep(BaseProblem(spec, entry));
    for (const auto& parameter : spec.grid)
    {
        sweep.AddParameter(parameter.name, parameter.values);
    }
    sweep.SetSchemes(spec.schemes);
    return sweep;
}

std::size_t
CountEntries(const SweepSpec& spec)
{
    return std::max<std::size_t>(spec.list.size(), 1);
}

/// ns-3's seed for as long as this lives.
class SeedScope
{
  public:
    explicit SeedScope(std::uint32_t seed)
        : m_before(RngSeedManager::GetSeed())
    {
        RngSeedManager::SetSeed(seed);
    }

    ~SeedScope()
    {
        RngSeedManager::SetSeed(m_before);
    }

    SeedScope(const SeedScope&) = delete;
    SeedScope& operator=(const SeedScope&) = delete;

  private:
    std::uint32_t m_before;
};

} // namespace

const std::vector<DesignMetric>&
DesignMetrics()
{
    typedef const Allocation& A;
    static const std::vector<DesignMetric> metrics{
        {"bitWidth", [](A a) -> std::optional<double> { return a.precision.Bits(); }},
        {"agentFrequency", [](A a) -> std::optional<double> { return a.clocks.agent; }},
        {"serverFrequency", [](A a) -> std::optional<double> { return a.clocks.server; }},
        {"delay", [](A a) -> std::optional<double> { return a.delay; }},
        {"energy", [](A a) -> std::optional<double> { return a.energy; }},
        {"distortionUpper", [](A a) -> std::optional<double> { return a.distortionUpper; }},
        {"distortionLower", [](A a) -> std::optional<double> { return a.distortionLower; }},
        {"distortionTrue", [](A a) -> std::optional<double> { return a.distortionTrue; }},
        {"distortionScalar", [](A a) -> std::optional<double> { return a.distortionScalar; }},
        {"totalDistortion", [](A a) -> std::optional<double> { return a.totalDistortion; }},
        {"objective", [](A a) -> std::optional<double> { return a.objective; }},
        {"quality", [](A a) -> std::optional<double> { return a.quality; }},
    };
    return metrics;
}

void
CheckDesigns(const SweepSpec& spec)
{
    for (std::size_t entry = 0; entry < CountEntries(spec); ++entry)
    {
        MakeSweep(spec, entry);
    }
}

void
AnswerDesigns(const SweepSpec& spec,
              std::uint32_t threads,
              const std::function<void(std::size_t, std::size_t, const Allocation&)>& onAnswer)
{
    const SeedScope seed(spec.seed);
    for (std::size_t entry = 0; entry < CountEntries(spec); ++entry)
    {
        const auto sweep = MakeSweep(spec, entry);
        const auto first = entry * sweep.GetPointCount();
        sweep.Run([&](std::size_t point,
                      std::size_t scheme,
                      const Allocation& answer) { onAnswer(first + point, scheme, answer); },
                  threads);
    }
}

void
RecordDesigns(const SweepSpec& spec, std::uint32_t threads, SQLite::Database& database)
{
    const auto parameters = spec.GetParameters();
    std::string columns = "point INTEGER";
    std::string marks = "?";
    for (const auto& parameter : parameters)
    {
        columns += ", \"" + parameter + "\" NUMERIC";
        marks += ", ?";
    }
    columns += ", scheme TEXT, status TEXT, reason TEXT";
    marks += ", ?, ?, ?";
    for (const auto& metric : DesignMetrics())
    {
        columns += std::string(", \"") + metric.name + "\" REAL";
        marks += ", ?";
    }
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec("DROP TABLE IF EXISTS designs; CREATE TABLE designs (" + columns + ")");
    SQLite::Statement insert(database, "INSERT INTO designs VALUES (" + marks + ")");
    std::size_t bound = 0;
    OptionMap options;
    AnswerDesigns(
        spec,
        threads,
        [&](std::size_t point, std::size_t scheme, const Allocation& answer) {
            if (scheme == 0)
            {
                // The point's columns stay bound for all schemes.
                options = spec.GetPoint(point);
                bound = 0;
                insert.bind(static_cast<int>(++bound), static_cast<std::int64_t>(point));
                for (const auto& parameter : parameters)
                {
                    insert.bind(static_cast<int>(++bound), options.at(parameter));
                }
            }
            auto column = static_cast<int>(bound);
            const bool isFeasible = answer.IsFeasible();
            insert.bind(++column, spec.schemes[scheme]);
            insert.bind(++column, StatusName(answer.status));
            BindOptional(insert,
                         ++column,
                         isFeasible ? std::nullopt : std::make_optional(LimitName(answer.reason)));
            for (const auto& metric : DesignMetrics())
            {
                BindOptional(insert, ++column, isFeasible ? metric.get(answer) : std::nullopt);
            }
            insert.exec();
            insert.reset();
        });
    transaction.commit();
}

void
WriteDesignsCsv(const SweepSpec& spec, std::uint32_t threads, std::ostream& output)
{
    const auto parameters = spec.GetParameters();
    for (const auto& parameter : parameters)
    {
        const auto unit = LabelOf(parameter).unit;
        output << CsvText(parameter + (unit.empty() ? "" : " [" + unit + "]")) << ",";
    }
    output << "scheme,status,reason";
    for (const auto& metric : DesignMetrics())
    {
        const auto unit = LabelOf(metric.name).unit;
        output << "," << metric.name << (unit.empty() ? "" : " [" + unit + "]");
    }
    output << "\n";
    std::string prefix;
    std::string row;
    AnswerDesigns(spec,
                  threads,
                  [&](std::size_t point, std::size_t scheme, const Allocation& answer) {
                      if (scheme == 0)
                      {
                          prefix.clear();
                          const auto options = spec.GetPoint(point);
                          for (const auto& parameter : parameters)
                          {
                              prefix += CsvText(options.at(parameter)) + ",";
                          }
                      }
                      const bool isFeasible = answer.IsFeasible();
                      row = prefix + CsvText(spec.schemes[scheme]) + "," +
                            StatusName(answer.status) + "," +
                            (isFeasible ? "" : LimitName(answer.reason));
                      for (const auto& metric : DesignMetrics())
                      {
                          row += ",";
                          const auto value = isFeasible ? metric.get(answer) : std::nullopt;
                          row += value ? NumberToText(*value) : "";
                      }
                      output << row << "\n";
                  });
}

} // namespace coinference
} // namespace ns3
