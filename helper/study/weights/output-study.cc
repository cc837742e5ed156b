/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "output-study.h"

#include "output/csv-text.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// As a profile has it: more is better.
Measured
QualityOf(const TaskMeasure& measure, Measured errors)
{
    if (!measure.isError)
    {
        return errors;
    }
    errors.value = measure.best - errors.value;
    if (errors.interval)
    {
        errors.interval = ConfidenceInterval{measure.best - errors.interval->high,
                                             measure.best - errors.interval->low};
    }
    return errors;
}

/// Outputs that are no numbers have no quality that a profile could tell.
void
Add(QualityTable& table, double bits, const Measured& measured)
{
    if (!std::isfinite(measured.value))
    {
        return;
    }
    table.bits.push_back(bits);
    table.value.push_back(measured.value);
    if (measured.interval)
    {
        table.low.push_back(measured.interval->low);
        table.high.push_back(measured.interval->high);
    }
}

std::vector<std::string>
Cells(const Measured& measured)
{
    return {NumberToText(measured.value),
            measured.interval ? NumberToText(measured.interval->low) : "",
            measured.interval ? NumberToText(measured.interval->high) : ""};
}

} // namespace

std::vector<QualityTable>
OutputStudy::GetQuality(std::uint32_t fullPrecisionBits) const
{
    std::vector<QualityTable> tables;
    for (const auto& row : rows)
    {
        if (tables.empty() || tables.back().quantizer != row.quantizer)
        {
            auto& table = tables.emplace_back();
            table.name = measure.qualityName;
            table.unit = "1";
            table.quantizer = row.quantizer;
        }
        Add(tables.back(), row.bits, QualityOf(measure, row.task.value_or(row.absolute)));
    }
    for (auto& table : tables)
    {
        if (!table.bits.empty() && table.bits.back() < fullPrecisionBits)
        {
            Measured none; // of errors against itself
            none.interval =
                table.low.empty() ? std::nullopt : std::optional(ConfidenceInterval{0, 0});
            Add(table, fullPrecisionBits, QualityOf(measure, full.value_or(none)));
        }
        if (table.low.size() != table.bits.size())
        {
            table.low.clear();
            table.high.clear();
        }
    }
    tables.erase(std::remove_if(tables.begin(),
                                tables.end(),
                                [](const auto& table) { return table.bits.empty(); }),
                 tables.end());
    return tables;
}

std::string
QualityCsv(const OutputStudy& study)
{
    std::vector<std::string> header{"quantizer", "bits", "relativeDistortion"};
    std::vector<std::string> names{"relativeOutputError", "relativeOutputRms"};
    if (study.full)
    {
        names.push_back(study.measure.column);
    }
    for (const auto& name : names)
    {
        header.insert(header.end(), {name, name + "Low", name + "High"});
    }
    auto text = CsvLine(header);
    const auto add = [&](std::vector<std::string> cells, std::vector<Measured> values) {
        for (const auto& value : values)
        {
            const auto more = Cells(value);
            cells.insert(cells.end(), more.begin(), more.end());
        }
        text += CsvLine(cells);
    };
    for (const auto& row : study.rows)
    {
        std::vector<Measured> values{row.absolute, row.square};
        if (row.task)
        {
            values.push_back(*row.task);
        }
        add({row.quantizer, std::to_string(row.bits), NumberToText(row.distortion)}, values);
    }
    if (study.full)
    {
        add({"none", "", "0"}, {Measured(), Measured(), *study.full});
    }
    return text;
}

} // namespace coinference
} // namespace ns3
