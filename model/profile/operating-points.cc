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

/// Calls with the numbers of each point of a text, as many in all of them: `least` to MOST_NUMBERS,
/// and how many those are.
template <typename Action>
void
ForEachPoint(const std::string& field,
             std::string_view text,
             std::size_t least,
             const char* allowed,
             Action action)
{
    if (text.empty())
    {
        return;
    }
    std::size_t numbersEach = 0;
    for (auto item : SplitList(text, ','))
    {
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        item = item.substr(0, item.find_last_not_of(' ') + 1);
        const auto texts = SplitList(item, ':');
        if (texts.size() < least || texts.size() > MOST_NUMBERS ||
            (numbersEach != 0 && texts.size() != numbersEach))
        {
            RejectField(field, ShortText(text), allowed);
        }
        numbersEach = texts.size();
        Numbers numbers{};
        for (std::size_t i = 0; i < numbersEach; ++i)
        {
            const auto value = NumberFromText(texts[i]);
            if (!value)
            {
                RejectField(field, ShortText(text), allowed);
            }
            numbers[i] = *value;
        }
        action(numbers, numbersEach);
    }
}

} // namespace

void
ReadOperatingPoints(const std::string& field, std::string_view text, ComputeChip& chip)
{
    for (std::size_t i = 0; i < MOST_NUMBERS; ++i)
    {
        ListOf(chip, i).clear();
    }
    ForEachPoint(field,
                 text,
                 1,
                 "numbers separated by commas: a clock [Hz], or clock:power [W], or "
                 "clock:power:throughput [FLOP/cycle], the same for all",
                 [&chip](const Numbers& numbers, std::size_t count) {
                     for (std::size_t i = 0; i < count; ++i)
                     {
                         ListOf(chip, i).push_back(numbers[i]);
                     }
                 });
    SortOperatingPoints(chip);
}

void
ReadMemoryPoints(const std::string& field, std::string_view text, ComputeChip& chip)
{
    auto& points = chip.memoryPoints;
    points.clear();
    ForEachPoint(field,
                 text,
                 2,
                 "points separated by commas: clock:bandwidth [Hz:byte/s], or "
                 "clock:bandwidth:power [W], the same for all",
                 [&points](const Numbers& numbers, std::size_t /* count */) {
                     points.push_back({numbers[0], numbers[1], numbers[2]});
                 });
    std::sort(points.begin(), points.end(), [](const MemoryPoint& a, const MemoryPoint& b) {
        return a.clock < b.clock;
    });
}

std::string
MemoryPointsToText(const ComputeChip& chip)
{
    std::string text;
    for (const auto& point : chip.memoryPoints)
    {
        text += (text.empty() ? "" : ",") + NumberToText(point.clock) + ":" +
                NumberToText(point.bandwidth) + ":" + NumberToText(point.power);
    }
    return text;
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
