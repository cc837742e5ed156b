/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "panel-layout.h"

#include "figure-measure.h"
#include "gnuplot-axes.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double LEFT = 7;                // of the numbers and the label
constexpr double RIGHT = 1.5;             // of the last number
constexpr double BETWEEN = 2;             // columns
constexpr double ABOVE = 3.3;             // a panel, of its title
constexpr double LINE = 1.7;              // of the legend
constexpr double CHARACTER = 0.55;        // of a name
constexpr double SAMPLE = 6.5;            // of a line, in the legend
constexpr double LEGEND_CHARACTER = 0.62; // as wide as gnuplot takes one for
constexpr std::size_t MOST_COLUMNS = 3;
constexpr double NARROWEST = 14;        // of a panel that looks well
constexpr double NARROWEST_ASKED = 9.5; // and of one whose number of columns is given
constexpr double SHORTEST = 8;

std::string
Share(double part)
{
    return NumberToText(std::round(part * 1e5) / 1e5);
}

} // namespace

PanelLayout::PanelLayout(const std::vector<Figure>& panels,
                         double width,
                         std::size_t columns,
                         double below)
    : m_width(width),
      m_left(LEFT)
{
    ChooseColumns(panels, columns);
    m_rows = (panels.size() + m_columns - 1) / m_columns;
    m_panelWidth = WidthOf(m_columns);
    if (CategoryDepth(panels.front(), m_panelWidth / CHARACTER) > 1)
    {
        const double overhang = SlantOverhang(panels.front(), m_panelWidth / CHARACTER);
        m_left = std::clamp(CHARACTER * overhang, LEFT, width / 3);
        m_panelWidth = WidthOf(m_columns);
    }
    constexpr std::size_t MANY = 4; // rows, which would not fit on a page
    m_panelHeight = m_rows > MANY ? SHORTEST : std::max(0.62 * m_panelWidth, SHORTEST);
    const auto& first = panels.front();
    const auto longest = std::min(LongestLabel(first), GetLegendRoom());
    const double entry = LEGEND_CHARACTER * static_cast<double>(longest) + SAMPLE;
    m_legendColumns = std::max<std::size_t>(1, static_cast<std::size_t>(width / entry));
    const auto names = first.legend == Figure::Legend::NONE ? 0 : CountLabels(first);
    const auto lines = (names + m_legendColumns - 1) / m_legendColumns;
    const double depth = CategoryDepth(first, m_panelWidth / CHARACTER);
    m_isSlanted = depth > 1;
    m_below = below + (depth - 1) + LINE * static_cast<double>(lines) + 1;
    m_height = static_cast<double>(m_rows) * (m_panelHeight + ABOVE) + m_below;
    m_hasSharedLabel =
        m_rows > 1 ||
        CHARACTER * static_cast<double>(ShownLength(AxisText(first.y))) > m_panelHeight;
}

double
PanelLayout::WidthOf(std::size_t columns) const
{
    const auto n = static_cast<double>(columns);
    return (m_width - m_left - RIGHT - BETWEEN * (n - 1)) / n;
}

void
PanelLayout::ChooseColumns(const std::vector<Figure>& panels, std::size_t columns)
{
    std::size_t longest = 0;
    for (const auto& panel : panels)
    {
        longest = std::max(longest, ShownLength(panel.title));
    }
    const double title = CHARACTER * static_cast<double>(longest);
    const double narrowest = columns == 0 ? NARROWEST : NARROWEST_ASKED;
    // As wide as titles need, at most three beside each other.
    m_columns = std::min({columns == 0 ? panels.size() : columns, panels.size(), MOST_COLUMNS});
    while (m_columns > 1 && (WidthOf(m_columns) < title || WidthOf(m_columns) < narrowest ||
                             (columns == 0 && panels.size() == 4 && m_columns == 3)))
    {
        --m_columns;
    }
}

double
PanelLayout::GetHeight() const
{
    return m_height;
}

std::size_t
PanelLayout::GetLegendRoom() const
{
    return static_cast<std::size_t>(std::max(1.0, (m_width - SAMPLE) / LEGEND_CHARACTER));
}

std::string
PanelLayout::Legend() const
{
    return "set key at screen 0.5," + NumberToText(0.5 / m_height) +
           " center bottom horizontal Left reverse samplen 3 spacing 1.2 maxcols " +
           std::to_string(m_legendColumns) + " noenhanced\n";
}

bool
PanelLayout::IsSlanted() const
{
    return m_isSlanted;
}

bool
PanelLayout::HasSharedLabel() const
{
    return m_hasSharedLabel;
}

double
PanelLayout::GetSharedLabelRoom() const
{
    // Its middle is that of the panels, which is nearer to the top of the picture.
    return (m_height - m_below) / CHARACTER;
}

std::string
PanelLayout::PlaceOfSharedLabel() const
{
    return "at screen " + Share(1.2 / m_width) + "," + Share((1 + m_below / m_height) / 2) +
           " center rotate by 90 noenhanced\n";
}

bool
PanelLayout::IsLeft(std::size_t panel) const
{
    return panel % m_columns == 0;
}

bool
PanelLayout::IsLowest(std::size_t panel, std::size_t count) const
{
    return panel + m_columns >= count;
}

std::string
PanelLayout::Place(std::size_t panel) const
{
    const auto row = static_cast<double>(panel / m_columns);
    const auto column = static_cast<double>(panel % m_columns);
    const double left = m_left + column * (m_panelWidth + BETWEEN);
    const double top = m_height - row * (m_panelHeight + ABOVE) - ABOVE;
    const auto margin = [](const char* side, double share) {
        return std::string("set ") + side + "margin at screen " + Share(share) + "\n";
    };
    return margin("l", left / m_width) + margin("r", (left + m_panelWidth) / m_width) +
           margin("t", top / m_height) + margin("b", (top - m_panelHeight) / m_height);
}

} // namespace coinference
} // namespace ns3
