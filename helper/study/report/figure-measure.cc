/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-measure.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

std::size_t
ShownLength(const std::string& text)
{
    return std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
}

std::size_t
LongestLabel(const Figure& figure)
{
    std::size_t longest = 0;
    for (const auto& series : figure.series)
    {
        longest = std::max(longest, ShownLength(series.label));
    }
    return longest;
}

std::size_t
CountLabels(const Figure& figure)
{
    return std::count_if(figure.series.begin(), figure.series.end(), [](const auto& series) {
        return !series.label.empty();
    });
}

double
CategoryDepth(const Figure& figure, double characters)
{
    constexpr double SLANTED = 0.35; // lines that a slanted character goes down
    constexpr double BETWEEN = 1;    // names, in characters
    std::size_t longest = 0;
    for (const auto& category : figure.x.categories)
    {
        longest = std::max(longest, ShownLength(category));
    }
    const auto length = static_cast<double>(longest);
    const double all = (length + BETWEEN) * static_cast<double>(figure.x.categories.size());
    return all <= characters ? 1 : std::max(1.0, SLANTED * length);
}

} // namespace coinference
} // namespace ns3
