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

namespace
{

/// Whether a byte of UTF-8 begins a character.
bool
BeginsCharacter(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

} // namespace

std::size_t
ShownLength(const std::string& text)
{
    return std::count_if(text.begin(), text.end(), BeginsCharacter);
}

std::string
Shortened(const std::string& text, std::size_t most)
{
    if (ShownLength(text) <= most)
    {
        return text;
    }
    std::size_t shown = 0;
    const auto end = std::find_if(text.begin(), text.end(), [&](char c) {
        return BeginsCharacter(c) && ++shown == most;
    });
    return std::string(text.begin(), end) + "…";
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
    const auto length = static_cast<double>(std::min(longest, LONGEST_CATEGORY));
    const double all = (length + BETWEEN) * static_cast<double>(figure.x.categories.size());
    return all <= characters ? 1 : std::max(1.0, SLANTED * length);
}

double
SlantOverhang(const Figure& figure, double characters)
{
    constexpr double ACROSS = 0.82; // cosine of the slant
    const auto& names = figure.x.categories;
    const double step = characters / static_cast<double>(std::max<std::size_t>(names.size(), 1));
    double overhang = 0;
    for (std::size_t i = 0; i < names.size(); ++i)
    {
        const auto length = static_cast<double>(std::min(ShownLength(names[i]), LONGEST_CATEGORY));
        overhang = std::max(overhang, ACROSS * length - (static_cast<double>(i) + 0.5) * step);
    }
    return overhang;
}

} // namespace coinference
} // namespace ns3
