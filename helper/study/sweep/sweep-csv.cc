/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-csv.h"

#include "output/csv-text.h"
#include "report/quantity-label.h"
#include "summary-values.h"
#include "sweep-run.h"

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

/// Called with each run that has ended, in order.
typedef std::function<void(const OptionMap& options,
                           const std::string& scheme,
                           std::uint64_t run,
                           const SweepResult& result)>
    RunVisitor;

void
ForEachRun(const SweepSpec& spec, SweepStore& store, const RunVisitor& visit)
{
    ScenarioMaker maker(store.GetProgram());
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        const auto options = spec.GetPoint(point);
        for (const auto& scheme : spec.schemes)
        {
            store.ForEach(maker.Make(options, scheme, spec.seed),
                          [&](std::uint64_t run, const SweepResult& result) {
                              visit(options, scheme, run, result);
                          });
        }
    }
}

/// Values of a summary; the scheme has a column of its own.
std::vector<SummaryValue>
ValuesOf(const SweepResult& result)
{
    if (!result.done)
    {
        return {};
    }
    auto values = ReadRunSummary(result.summary);
    values.erase(std::remove_if(values.begin(),
                                values.end(),
                                [](const auto& value) { return value.path == "scheme"; }),
                 values.end());
    return values;
}

/// Fields with a comma behind each.
std::string
Prefix(const std::vector<std::string>& fields)
{
    std::string prefix;
    for (const auto& field : fields)
    {
        prefix += CsvText(field) + ",";
    }
    return prefix;
}

} // namespace

void
WriteSweepCsv(const SweepSpec& spec, SweepStore& store, std::ostream& output)
{
    // Schemes may differ in what they tell: the columns are known when all has been seen.
    std::vector<std::string> header;
    for (const auto& option : spec.GetPoint(0))
    {
        header.push_back(option.first);
    }
    header.insert(header.end(), {"scheme", "seed", "run", "outcome", "error"});
    std::map<std::string, std::size_t> columns;
    ForEachRun(spec, store, [&](const auto&, const auto&, auto, const auto& result) {
        for (const auto& value : ValuesOf(result))
        {
            if (columns.emplace(value.path, header.size()).second)
            {
                header.push_back(value.path);
            }
        }
    });
    for (auto& name : header)
    {
        const auto unit = LabelOf(name).unit;
        name += unit.empty() ? "" : " [" + unit + "]";
    }
    output << CsvLine(header);

    ForEachRun(spec,
               store,
               [&](const OptionMap& options,
                   const std::string& scheme,
                   std::uint64_t run,
                   const SweepResult& result) {
                   std::vector<std::string> row;
                   for (const auto& option : options)
                   {
                       row.push_back(option.second);
                   }
                   row.insert(row.end(),
                              {scheme,
                               std::to_string(spec.seed),
                               std::to_string(run),
                               result.done ? "done" : "failed",
                               result.error});
                   row.resize(header.size());
                   for (const auto& value : ValuesOf(result))
                   {
                       row[columns.at(value.path)] = value.text;
                   }
                   output << CsvLine(row);
               });
}

void
WriteInferencesCsv(const SweepSpec& spec, SweepStore& store, std::ostream& output)
{
    if (!spec.keepInferences)
    {
        throw std::invalid_argument("keepInferences is false: there are no inferences to write");
    }
    const auto parameters = spec.GetParameters();
    std::string known; // the header of inferences.csv
    ScenarioMaker maker(store.GetProgram());
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        const auto options = spec.GetPoint(point);
        for (const auto& scheme : spec.schemes)
        {
            const auto scenario = maker.Make(options, scheme, spec.seed);
            std::vector<std::uint64_t> runs;
            store.ForEach(scenario, [&runs](std::uint64_t run, const SweepResult& /* result */) {
                runs.push_back(run);
            });
            for (const auto run : runs)
            {
                const auto csv = store.FindInferences({scenario, run});
                if (!csv)
                {
                    continue;
                }
                std::istringstream lines(*csv);
                std::string line;
                std::getline(lines, line);
                std::vector<std::string> first;
                if (known.empty())
                {
                    known = line;
                    for (const auto& parameter : parameters)
                    {
                        const auto unit = LabelOf(parameter).unit;
                        first.push_back(parameter + (unit.empty() ? "" : " [" + unit + "]"));
                    }
                    first.emplace_back("run");
                    output << Prefix(first) << known << "\n";
                }
                else if (line != known)
                {
                    throw std::runtime_error(
                        "run " + std::to_string(run) + " of " + scheme +
                        " has other columns of inferences than the first: made by another version; "
                        "start the sweep with a new database");
                }
                first.clear();
                for (const auto& parameter : parameters)
                {
                    first.push_back(options.at(parameter));
                }
                first.push_back(std::to_string(run));
                while (std::getline(lines, line))
                {
                    output << Prefix(first) << line << "\n";
                }
            }
        }
    }
    if (known.empty())
    {
        throw std::runtime_error("no inferences are kept yet: run the sweep first");
    }
}

} // namespace coinference
} // namespace ns3
