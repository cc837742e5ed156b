/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PANEL_LAYOUT_H
#define COINFERENCE_PANEL_LAYOUT_H

#include "figure.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Where the panels of a picture are, and its legend below them. Lengths are in em, the size
 * of its font.
 */
class PanelLayout
{
  public:
    /**
     * @param panels the panels, at least one
     * @param width of the picture
     * @param columns panels beside each other, if there is room; 0: as many as there is room for
     * @param below room of the numbers and the label below the lowest panel
     */
    PanelLayout(const std::vector<Figure>& panels, double width, std::size_t columns, double below);

    /** @return the height of the picture */
    double GetHeight() const;

    /** @return characters of a name in the legend that there is room for */
    std::size_t GetLegendRoom() const;

    /** @return gnuplot's command for the legend */
    std::string Legend() const;

    /** @return whether the names of categories are slanted, as they have no room otherwise */
    bool IsSlanted() const;

    /** @return whether all rows share one y label: a panel's own would be longer than it is high */
    bool HasSharedLabel() const;

    /** @return characters of the shared label that fit into a line */
    double GetSharedLabelRoom() const;

    /** @return where gnuplot puts the shared label */
    std::string PlaceOfSharedLabel() const;

    /** @param panel a panel @return whether there is no other on its left */
    bool IsLeft(std::size_t panel) const;

    /** @param panel a panel @param count of all @return whether there is no other below */
    bool IsLowest(std::size_t panel, std::size_t count) const;

    /** @param panel a panel @return gnuplot's commands for where its axes are */
    std::string Place(std::size_t panel) const;

  private:
    void ChooseColumns(const std::vector<Figure>& panels, std::size_t columns);
    double WidthOf(std::size_t columns) const;

    double m_width;
    double m_left; // of the panels
    std::size_t m_columns{1};
    std::size_t m_rows{1};
    double m_panelWidth{0};
    double m_panelHeight{0};
    std::size_t m_legendColumns{1};
    double m_below{0}; // the lowest panel
    double m_height{0};
    bool m_isSlanted{false};
    bool m_hasSharedLabel{false};
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PANEL_LAYOUT_H */
