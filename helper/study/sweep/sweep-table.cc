/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-table.h"

#include "output/csv-text.h"
#include "summary-values.h"
#include "support/checked-field.h"
#include "sweep-answers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace ns3
{
namespace coinference
{

namespace
{

[[noreturn]] void
RefuseMetric(const std::string& metric, const std::vector<SummaryValue>& values)
{
    throw std::invalid_argument(metric + " is no metric: there are " + ListOf(values));
}

void
AddRun(std::uint64_t run,
       const SweepResult& result,
       const std::vector<std::string>& metrics,
       SweepCell& cell)
{
    if (!result.done)
    {
        cell.failed[run] = result.error;
        return;
    }
    cell.done.insert(run);
    const auto values = ReadRunSummary(result.summary);
    const auto find = [&](const std::string& path) {
        return std::find_if(values.begin(), values.end(), [&](const SummaryValue& value) {
            return value.path == path;
        });
    };
    for (const auto& metric : metrics)
    {
        const auto value = find(metric);
        if (value == values.end())
        {
            RefuseMetric(metric, values);
        }
        constexpr std::string_view QUALITY = "quality.";
        const auto done = find("counts.done");
        if (!value->number && metric.compare(0, QUALITY.size(), QUALITY) == 0 &&
            done != values.end() && done->number.value_or(0) > 0)
        {
            // Of a part of the runs it would be as misleading as of a part of the inferences.
            cell.incomplete.insert(metric);
            cell.values.erase(metric);
        }
        if (value->number && cell.incomplete.count(metric) == 0)
        {
            cell.values[metric][run] = *value->number;
        }
    }
    const auto status = find("status");
    if (status != values.end() && status->text == "infeasible")
    {
        cell.infeasible.insert(run);
    }
}

/// The names in the header of inferences.csv, without their units.
std::vector<std::string>
ColumnsOf(std::string_view header)
{
    auto names = CsvFields(header);
    for (auto& name : names)
    {
        name = name.substr(0, name.find(" ["));
    }
    return names;
}

std::size_t
PlaceOf(const std::vector<std::string>& names, const std::string& column)
{
    const auto place = std::find(names.begin(), names.end(), column);
    if (place == names.end())
    {
        std::string list;
        for (const auto& name : names)
        {
            list += (list.empty() ? "" : ", ") + name;
        }
        throw std::invalid_argument(column + " is no column of inferences: there are " + list);
    }
    return static_cast<std::size_t>(place - names.begin());
}

void
AddInferences(const std::string& csv, const std::vector<std::string>& columns, SweepCell& cell)
{
    std::istringstream lines(csv);
    std::string line;
    std::getline(lines, line);
    const auto names = ColumnsOf(line);
    const auto outcome = PlaceOf(names, "outcome");
    std::vector<std::size_t> places;
    for (const auto& column : columns)
    {
        places.push_back(PlaceOf(names, column));
    }
    while (std::getline(lines, line))
    {
        const auto fields = CsvFields(line);
        if (fields.size() != names.size())
        {
            throw std::runtime_error("inferences that were kept have a line of " +
                                     std::to_string(fields.size()) + " fields instead of " +
                                     std::to_string(names.size()));
        }
        if (fields[outcome] != "done")
        {
            ++cell.lost;
            continue;
        }
        for (std::size_t i = 0; i < columns.size(); ++i)
        {
            const auto& text = fields[places[i]];
            const auto value =
                text == "inf" ? std::numeric_limits<double>::infinity() : NumberFromText(text);
            if (value)
            {
                cell.inferences[columns[i]].push_back(*value);
            }
        }
    }
}

} // namespace

SampleStatistics
SweepCell::Sample(const std::string& metric) const
{
    SampleStatistics sample;
    const auto found = values.find(metric);
    if (found != values.end())
    {
        for (const auto& [run, value] : found->second)
        {
            sample.Add(value);
        }
    }
    return sample;
}

SweepTable::SweepTable(const SweepSpec& spec,
                       SweepStore& store,
                       const std::vector<std::string>& metrics,
                       const std::vector<std::string>& columns)
    : m_spec(spec)
{
    ScenarioMaker maker(store.GetProgram());
    m_cells.resize(spec.GetPointCount() * spec.schemes.size());
    auto cell = m_cells.begin();
    for (std::size_t point = 0; point < spec.GetPointCount(); ++point)
    {
        const auto options = spec.GetPoint(point);
        for (const auto& scheme : spec.schemes)
        {
            const auto scenario = maker.Make(options, scheme, spec.seed);
            store.ForEach(scenario, [&](std::uint64_t run, const SweepResult& result) {
                AddRun(run, result, metrics, *cell);
            });
            for (const auto run : columns.empty() ? std::set<std::uint64_t>() : cell->done)
            {
                if (const auto csv = store.FindInferences({scenario, run}))
                {
                    AddInferences(*csv, columns, *cell);
                }
            }
            ++cell;
        }
    }
}

SweepTable::SweepTable(const SweepSpec& spec,
                       std::uint32_t threads,
                       const std::vector<std::string>& metrics)
    : m_spec(spec)
{
    std::vector<DesignMetric> kept;
    for (const auto& name : metrics)
    {
        std::vector<SummaryValue> known;
        for (const auto& metric : DesignMetrics())
        {
            known.push_back({metric.name, std::nullopt, ""});
            if (name == metric.name)
            {
                kept.push_back(metric);
            }
        }
        if (kept.empty() || kept.back().name != name)
        {
            RefuseMetric(name, known);
        }
    }
    m_cells.resize(spec.GetPointCount() * spec.schemes.size());
    AnswerDesigns(spec,
                  threads,
                  [&](std::size_t point, std::size_t scheme, const Allocation& answer) {
                      auto& cell = m_cells[point * spec.schemes.size() + scheme];
                      cell.done.insert(1);
                      if (!answer.IsFeasible())
                      {
                          cell.infeasible.insert(1);
                          return;
                      }
                      for (const auto& metric : kept)
                      {
                          if (const auto value = metric.get(answer))
                          {
                              cell.values[metric.name][1] = *value;
                          }
                      }
                  });
}

const SweepCell&
SweepTable::Get(std::size_t point, std::size_t scheme) const
{
    return m_cells.at(point * m_spec.schemes.size() + scheme);
}

std::uint64_t
SweepTable::NextReplications(std::size_t point, std::uint64_t n) const
{
    if (!m_spec.precision)
    {
        return n;
    }
    double needed = static_cast<double>(n);
    for (std::size_t scheme = 0; scheme < m_spec.schemes.size(); ++scheme)
    {
        const auto& cell = Get(point, scheme);
        const auto values = cell.values.find(m_spec.precisionOf);
        if (values == cell.values.end())
        {
            continue;
        }
        SampleStatistics sample;
        for (const auto& [run, value] : values->second)
        {
            if (run <= n)
            {
                sample.Add(value);
            }
        }
        const auto width = sample.GetRelativeHalfWidth();
        if (width && *width > *m_spec.precision)
        {
            // The half-width falls with the square root; at most twice as many at once, since the
            // spread itself is only estimated.
            const double ratio = *width / *m_spec.precision;
            needed =
                std::max(needed, std::ceil(static_cast<double>(n) * std::min(ratio * ratio, 2.0)));
        }
    }
    // All schemes of a point get the same replications: differences are taken in pairs.
    return std::min(static_cast<std::uint64_t>(needed), std::max(n, m_spec.maxReplications));
}

} // namespace coinference
} // namespace ns3
