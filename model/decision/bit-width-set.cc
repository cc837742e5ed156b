/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bit-width-set.h"

#include "support/checked-field.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <cmath>

namespace ns3
{
namespace coinference
{

BitWidthSet::BitWidthSet()
{
    for (std::uint32_t bitWidth = 1; bitWidth <= 8; ++bitWidth)
    {
        Add(bitWidth);
    }
}

BitWidthSet::BitWidthSet(const std::vector<std::uint32_t>& bitWidths)
{
    if (bitWidths.empty())
    {
        RejectField("bitWidths", "[]", "at least one bit-width from 1 to 32");
    }
    for (auto bitWidth : bitWidths)
    {
        Add(bitWidth);
    }
}

void
BitWidthSet::Clear()
{
    m_size = 0;
}

void
BitWidthSet::Add(std::uint32_t bitWidth)
{
    if (bitWidth < 1 || bitWidth > MAX_BIT_WIDTH)
    {
        RejectField("bitWidths", std::to_string(bitWidth), "a whole number from 1 to 32");
    }
    auto* const end = m_sorted.begin() + m_size;
    auto* const place = std::lower_bound(m_sorted.begin(), end, bitWidth);
    if (place != end && *place == bitWidth)
    {
        return;
    }
    std::move_backward(place, end, end + 1);
    *place = static_cast<std::uint8_t>(bitWidth);
    ++m_size;
}

BitWidthSet
BitWidthSet::FromText(const std::string& field, const std::string& text)
{
    const auto bitWidth = [&](std::string_view item) {
        const auto value = NumberFromText(item).value_or(0);
        if (!(value >= 1 && value <= MAX_BIT_WIDTH && value == std::floor(value)))
        {
            RejectField(field,
                        ShortText(text),
                        "numbers from 1 to 32 or ranges of them, as 1,2,4 or 1-8");
        }
        return static_cast<std::uint32_t>(value);
    };
    BitWidthSet bitWidths;
    bitWidths.Clear();
    for (const auto item : SplitList(text, ','))
    {
        const auto dash = item.find('-');
        const auto first = bitWidth(item.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : bitWidth(item.substr(dash + 1));
        if (last < first)
        {
            RejectField(field, ShortText(text), "with ranges that rise, as 1-8");
        }
        for (auto i = first; i <= last; ++i)
        {
            bitWidths.Add(i);
        }
    }
    return bitWidths;
}

std::string
BitWidthSet::ToText() const
{
    std::vector<std::string> numbers;
    for (std::uint32_t i = 0; i < m_size; ++i)
    {
        numbers.push_back(std::to_string(m_sorted[i]));
    }
    return boost::algorithm::join(numbers, ",");
}

} // namespace coinference
} // namespace ns3
