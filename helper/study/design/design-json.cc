/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-json.h"

#include "design-field.h"
#include "profile/operating-points.h"
#include "support/checked-field.h"
#include "support/strict-json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr auto& NUMBER_FIELDS = DESIGN_NUMBER_FIELDS;
constexpr std::size_t AGENT_FLOPS = DesignNumberIndex("agentFlops");
constexpr std::size_t SERVER_FLOPS = DesignNumberIndex("serverFlops");
constexpr std::size_t AGENT_MAX_FREQUENCY = DesignNumberIndex("agentMaxFrequency");
constexpr std::size_t SERVER_MAX_FREQUENCY = DesignNumberIndex("serverMaxFrequency");
// Array fields, counted on from the number fields: bitWidths, then a list each of both chips.
constexpr std::size_t BIT_WIDTHS = NUMBER_FIELDS.size();
constexpr std::size_t FIRST_LIST = BIT_WIDTHS + 1;

/// A list of a chip: a number for each operating point.
struct ListField
{
    const char* name;
    ComputeChip DesignProblem::*chip;
    std::vector<double> ComputeChip::*list;
};

constexpr std::array<ListField, 6> LIST_FIELDS{{
    {"agentFrequencies", &DesignProblem::agent, &ComputeChip::operatingPoints},
    {"serverFrequencies", &DesignProblem::server, &ComputeChip::operatingPoints},
    {"agentPowers", &DesignProblem::agent, &ComputeChip::pointPowers},
    {"serverPowers", &DesignProblem::server, &ComputeChip::pointPowers},
    {"agentPointFlopsPerCycle", &DesignProblem::agent, &ComputeChip::pointFlopsPerCycle},
    {"serverPointFlopsPerCycle", &DesignProblem::server, &ComputeChip::pointFlopsPerCycle},
}};
constexpr std::size_t FIELD_COUNT = FIRST_LIST + LIST_FIELDS.size();

/// What a problem holds before its line is read; resetting keeps the vectors' memory.
void
ResetProblem(DesignProblem& problem)
{
    static const DesignProblem defaults;
    std::array<std::vector<double>, LIST_FIELDS.size()> lists;
    for (std::size_t i = 0; i < lists.size(); ++i)
    {
        lists[i] = std::move(problem.*LIST_FIELDS[i].chip.*LIST_FIELDS[i].list);
        lists[i].clear();
    }
    problem = defaults;
    for (std::size_t i = 0; i < lists.size(); ++i)
    {
        problem.*LIST_FIELDS[i].chip.*LIST_FIELDS[i].list = std::move(lists[i]);
    }
}

[[noreturn]] void
RefuseLine(const std::string& what)
{
    throw std::invalid_argument("the line is " + what + ": it must be a JSON object");
}

/// Fills a problem from the parser's events, without building a document.
class ProblemReader final : public nlohmann::json_sax<nlohmann::json>
{
  public:
    ProblemReader(std::string_view line, DesignProblem& problem)
        : m_line(line),
          m_problem(problem)
    {
    }

    bool null() override
    {
        Refuse("null");
    }

    bool boolean(bool value) override
    {
        Refuse(value ? "true" : "false");
    }

    bool string(string_t& value) override
    {
        Refuse('"' + ShortText(value) + '"');
    }

    bool binary(binary_t& /* value */) override
    {
        Refuse("binary data");
    }

    bool number_integer(number_integer_t value) override
    {
        return Number(static_cast<double>(value));
    }

    bool number_unsigned(number_unsigned_t value) override
    {
        return Number(static_cast<double>(value));
    }

    bool number_float(number_float_t value, const string_t& text) override
    {
        if (value == 0 && text.substr(0, text.find_first_of("eE")).find_first_of("123456789") !=
                              std::string::npos)
        {
            Refuse(ShortText(text));
        }
        return Number(value);
    }

    bool start_object(std::size_t /* elements */) override
    {
        if (m_inObject)
        {
            Refuse("an object");
        }
        m_inObject = true;
        return true;
    }

    bool end_object() override
    {
        return true;
    }

    bool key(string_t& name) override
    {
        m_field = FieldOf(name);
        if (m_seen[m_field])
        {
            throw std::invalid_argument(name + " is given twice");
        }
        m_seen[m_field] = true;
        m_valueDue = true;
        return true;
    }

    bool start_array(std::size_t /* elements */) override
    {
        if (!m_inObject || m_field < BIT_WIDTHS || m_inArray)
        {
            Refuse(m_inArray ? "an array within an array" : "an array");
        }
        m_inArray = true;
        m_empty = true;
        if (m_field == BIT_WIDTHS)
        {
            m_problem.bitWidths.Clear();
        }
        return true;
    }

    bool end_array() override
    {
        if (m_empty)
        {
            RejectField(FieldName(), "[]", Allowed());
        }
        m_inArray = false;
        m_valueDue = false;
        return true;
    }

    [[noreturn]] bool parse_error(std::size_t position,
                                  const std::string& /* token */,
                                  const nlohmann::detail::exception& error) override
    {
        const auto badValue = m_valueDue ? ValueBefore(position) : std::string_view();
        if (!badValue.empty())
        {
            Refuse(ShortText(badValue));
        }
        throw std::invalid_argument("bad JSON at character " + std::to_string(position) + ": " +
                                    WhatParserMissed(error.what()));
    }

    /// Checks that need the whole line.
    void Finish()
    {
        for (auto field : {AGENT_FLOPS, SERVER_FLOPS})
        {
            if (!m_seen[field])
            {
                throw std::invalid_argument(std::string(NUMBER_FIELDS[field].name) + " is missing");
            }
        }
        FollowPoints(m_problem.agent, "agent", AGENT_MAX_FREQUENCY);
        FollowPoints(m_problem.server, "server", SERVER_MAX_FREQUENCY);
        m_problem.Validate();
    }

  private:
    std::size_t FieldOf(const std::string& name) const
    {
        // Fields mostly come in the order of the table: begin after the last one.
        for (std::size_t i = 0; i < FIELD_COUNT; ++i)
        {
            const auto field = (m_field + 1 + i) % FIELD_COUNT;
            if (name == NameOf(field))
            {
                return field;
            }
        }
        throw std::invalid_argument("unknown field \"" + ShortText(name) + "\"");
    }

    static const char* NameOf(std::size_t field)
    {
        return field < BIT_WIDTHS    ? NUMBER_FIELDS[field].name
               : field == BIT_WIDTHS ? "bitWidths"
                                     : LIST_FIELDS[field - FIRST_LIST].name;
    }

    const char* FieldName() const
    {
        return NameOf(m_field);
    }

    const char* Allowed() const
    {
        return m_field < BIT_WIDTHS    ? "a finite number"
               : m_field == BIT_WIDTHS ? "an array of at least one whole number from 1 to 32"
                                       : "an array of at least one finite number";
    }

    /// The value, no longer than a plain one, of which the parser has read up to `position`.
    std::string_view ValueBefore(std::size_t position) const
    {
        const auto read = m_line.substr(0, position);
        const auto before = read.find_last_of(":,[");
        if (before == std::string_view::npos || (!m_inArray && read[before] != ':'))
        {
            return {};
        }
        const auto value = m_line.substr(before + 1);
        const auto begin = std::min(value.find_first_not_of(" \t"), value.size());
        return value.substr(begin, value.find_first_of(",]} \t\r", begin) - begin);
    }

    [[noreturn]] void Refuse(const std::string& value) const
    {
        if (!m_inObject)
        {
            RefuseLine(value);
        }
        RejectField(FieldName(), value, Allowed());
    }

    bool Number(double value)
    {
        if (!m_inObject || (m_field >= BIT_WIDTHS && !m_inArray))
        {
            Refuse(NumberToText(value));
        }
        m_empty = false;
        if (m_field < BIT_WIDTHS)
        {
            m_valueDue = false;
            *NUMBER_FIELDS[m_field].place(m_problem) = value;
        }
        else if (m_field == BIT_WIDTHS)
        {
            if (!(value >= 1 && value <= MAX_BIT_WIDTH && value == std::floor(value)))
            {
                RejectField(FieldName(), NumberToText(value), Allowed());
            }
            m_problem.bitWidths.Add(static_cast<std::uint32_t>(value));
        }
        else
        {
            const auto& field = LIST_FIELDS[m_field - FIRST_LIST];
            (m_problem.*field.chip.*field.list).push_back(value);
        }
        return true;
    }

    /// Sort the points and let them set the maximum where the line does not.
    void FollowPoints(ComputeChip& chip, const std::string& prefix, std::size_t maximum)
    {
        const auto points = chip.operatingPoints.size();
        for (const auto* list : {&chip.pointPowers, &chip.pointFlopsPerCycle})
        {
            if (!list->empty() && list->size() != points)
            {
                RejectField(prefix + (list == &chip.pointPowers ? "Powers" : "PointFlopsPerCycle"),
                            std::to_string(list->size()) + " numbers",
                            "as many as there are " + prefix + "Frequencies, " +
                                std::to_string(points));
            }
        }
        if (points == 0)
        {
            return;
        }
        SortOperatingPoints(chip);
        if (!m_seen[maximum])
        {
            chip.maxFrequency = chip.operatingPoints.back();
        }
    }

    std::string_view m_line;
    DesignProblem& m_problem;
    std::array<bool, FIELD_COUNT> m_seen{}; //!< fields met so far
    std::size_t m_field{FIELD_COUNT - 1};   //!< field whose value is being read
    bool m_inObject{false};
    bool m_inArray{false};
    bool m_empty{true};     //!< nothing read yet of the array
    bool m_valueDue{false}; //!< a field's name is read, its value not yet or not wholly
};

void
AppendNumber(const char* field, double value, std::string& text)
{
    text += ",\"";
    text += field;
    text += "\":";
    if (std::isinf(value))
    {
        text += "\"inf\"";
        return;
    }
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof(digits), value);
    text.append(digits, end.ptr);
}

} // namespace

void
ParseDesignProblem(std::string_view line, DesignProblem& problem)
{
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
    {
        RefuseLine("blank");
    }
    // The parser takes a null character for the end of its input.
    if (const auto null = line.find('\0'); null != std::string_view::npos)
    {
        throw std::invalid_argument("bad JSON at character " + std::to_string(null + 1) +
                                    ": null character");
    }
    ResetProblem(problem);
    ProblemReader reader(line, problem);
    nlohmann::json::sax_parse(line.begin(), line.end(), &reader);
    reader.Finish();
}

void
AppendAllocation(const Allocation& allocation, std::string& text)
{
    if (!allocation.IsFeasible())
    {
        text += "{\"status\":\"infeasible\",\"reason\":\"";
        text += LimitName(allocation.reason);
        text += "\"}\n";
        return;
    }
    const bool optimal = allocation.status == Allocation::Status::OPTIMAL;
    text += "{\"status\":\"";
    text += StatusName(allocation.status);
    text += '"';
    AppendNumber("bitWidth", allocation.precision.Bits(), text);
    if (const auto* widths = allocation.precision.Widths())
    {
        text += ",\"bitWidths\":[";
        for (std::size_t i = 0; i < widths->size(); ++i)
        {
            text += (i == 0 ? "" : ",") + std::to_string((*widths)[i]);
        }
        text += ']';
    }
    AppendNumber("agentFrequency", allocation.clocks.agent, text);
    AppendNumber("serverFrequency", allocation.clocks.server, text);
    if (allocation.clocks.agentMemory > 0)
    {
        AppendNumber("agentMemoryFrequency", allocation.clocks.agentMemory, text);
    }
    if (allocation.clocks.serverMemory > 0)
    {
        AppendNumber("serverMemoryFrequency", allocation.clocks.serverMemory, text);
    }
    AppendNumber("delay", allocation.delay, text);
    if (allocation.tokenTimes)
    {
        AppendNumber("timeToFirstToken", allocation.tokenTimes->first, text);
        AppendNumber("timePerToken", allocation.tokenTimes->each, text);
    }
    AppendNumber("energy", allocation.energy, text);
    AppendNumber("distortionUpper", allocation.distortionUpper, text);
    AppendNumber("distortionLower", allocation.distortionLower, text);
    AppendNumber("distortionTrue", allocation.distortionTrue, text);
    AppendNumber("distortionScalar", allocation.distortionScalar, text);
    AppendNumber("totalDistortion", allocation.totalDistortion, text);
    if (allocation.quality)
    {
        AppendNumber("quality", *allocation.quality, text);
    }
    AppendNumber("objective", allocation.objective, text);
    if (optimal)
    {
        text += ",\"binding\":\"";
        text += LimitName(allocation.binding);
        text += '"';
    }
    if (allocation.placement == Placement::SPLIT && allocation.split != OWN_SPLIT)
    {
        AppendNumber("split", allocation.split, text);
    }
    if (allocation.placement != Placement::SPLIT)
    {
        text += ",\"placement\":\"";
        text += PlacementName(allocation.placement);
        text += '"';
    }
    if (allocation.draws > 0)
    {
        AppendNumber("draws", allocation.draws, text);
        AppendNumber("feasibleDraws", allocation.feasibleDraws, text);
        AppendNumber("objectiveMean", allocation.objectiveMean, text);
        AppendNumber("objectiveStdDev", allocation.objectiveStdDev, text);
        AppendNumber("tightDistortionUpperMean", allocation.tightUpperMean, text);
        AppendNumber("tightDistortionUpperStdDev", allocation.tightUpperStdDev, text);
        AppendNumber("totalDistortionMean", allocation.totalMean, text);
        AppendNumber("totalDistortionStdDev", allocation.totalStdDev, text);
        AppendNumber("bitWidthMean", allocation.bitWidthMean, text);
        AppendNumber("bitWidthStdDev", allocation.bitWidthStdDev, text);
    }
    text += "}\n";
}

void
AppendDesignError(std::size_t line, const std::string& message, std::string& text)
{
    // Messages quote the input, which may hold anything: replace what is not UTF-8.
    text += "{\"status\":\"error\",\"line\":" + std::to_string(line) + ",\"message\":" +
            nlohmann::json(message).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) +
            "}\n";
}

} // namespace coinference
} // namespace ns3
