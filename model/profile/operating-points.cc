/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operating-points.h"

#include "support/checked-field.h"

#include <algorithm>
#include <array>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

/// Most numbers that tell of a point: clock, power, throughput.
constexpr std::size_t MOST_NUMBERS = 3;

typedef std::array<double, MOST_NUMBERS> Numbers;

/// The list that holds the index-th number of each point.
std::vector<double>&
ListOf(ComputeChip& chip, std::size_t index)
{
    return index == 0   ? chip.operatingPoints
           : index == 1 ? chip.pointPowers
                        : chip.pointFlopsPerCycle;
}

} // namespace

void
ReadOperatingPoints(const std::string& field, std::string_view text, ComputeChip& chip)
{
    const auto refuse = [&]() {
        RejectField(field,
                    ShortText(text),
                    "numbers separated by commas: a clock [Hz], or clock:power [W], or "
                    "clock:power:throughput [FLOP/cycle], the same for all");
    };
    for (std::size_t i = 0; i < MOST_NUMBERS; ++i)
    {
        ListOf(chip, i).clear();
    }
    if (text.empty())
    {
        return;
    }
    std::size_t numbersEach = 0;
    for (auto item : SplitList(text, ','))
    {
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        item = item.substr(0, item.find_last_not_of(' ') + 1);
        const auto numbers = SplitList(item, ':');
        if (numbers.size() > MOST_NUMBERS || (numbersEach != 0 && numbers.size() != numbersEach))
        {
            refuse();
        }
        numbersEach = numbers.size();
        for (std::size_t i = 0; i < numbersEach; ++i)
        {
            const auto value = NumberFromText(numbers[i]);
            if (!value)
            {
                refuse();
            }
            ListOf(chip, i).push_back(*value);
        }
    }
    SortOperatingPoints(chip);
}

std::string
OperatingPointsToText(const ComputeChip& chip)
{
    std::string text;
    for (std::size_t i = 0; i < chip.operatingPoints.size(); ++i)
    {
        text += (i == 0 ? "" : ",") + NumberToText(chip.operatingPoints[i]);
        if (!chip.pointPowers.empty())
        {
            text += ":" + NumberToText(chip.pointPowers[i]);
        }
        if (!chip.pointFlopsPerCycle.empty())
        {
            text += ":" + NumberToText(chip.pointFlopsPerCycle[i]);
        }
    }
    return text;
}

void
SortOperatingPoints(ComputeChip& chip)
{
    if (chip.pointPowers.empty() && chip.pointFlopsPerCycle.empty())
    {
        auto& points = chip.operatingPoints;
        std::sort(points.begin(), points.end());
        points.erase(std::unique(points.begin(), points.end()), points.end());
        return;
    }
    std::vector<Numbers> points(chip.operatingPoints.size(), Numbers{});
    for (std::size_t i = 0; i < MOST_NUMBERS; ++i)
    {
        const auto& list = ListOf(chip, i);
        for (std::size_t k = 0; k < list.size(); ++k)
        {
            points[k][i] = list[k];
        }
    }
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    for (std::size_t i = 0; i < MOST_NUMBERS; ++i)
    {
        auto& list = ListOf(chip, i);
        list.resize(list.empty() ? 0 : points.size());
        for (std::size_t k = 0; k < list.size(); ++k)
        {
            list[k] = points[k][i];
        }
    }
}

} // namespace coinference
} // namespace ns3
