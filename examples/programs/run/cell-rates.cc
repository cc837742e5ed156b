/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cell-rates.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace coinference
{

namespace
{

/// By standard and rate adaptation: of a station alone that stands still. The steps of the ideal
/// one are those of the modulations.
const std::map<std::pair<std::string, std::string>, CellRates::Points> POINTS{
    {{"802.11ac", "ideal"},
     {{10, 257},
      {11, 247},
      {12.3, 230},
      {13, 209},
      {15, 208},
      {17, 192},
      {18.7, 187},
      {19, 168},
      {20.6, 168},
      {20.7, 136},
      {27, 136},
      {28.6, 131},
      {28.7, 94},
      {36.4, 92},
      {36.7, 68},
      {47.6, 68},
      {47.7, 46}}},
    {{"802.11ax", "ideal"},
     {{5, 319},
      {6, 289},
      {7, 267},
      {9, 267},
      {10, 259},
      {12, 248},
      {13, 221},
      {16, 222},
      {17, 205},
      {18, 200},
      {19, 176},
      {20.6, 172},
      {20.7, 136},
      {28.6, 138},
      {28.7, 95},
      {36.4, 94},
      {36.7, 71},
      {47.6, 69},
      {47.7, 47}}},
    {{"802.11ac", "minstrel"},
     {{10, 140}, {18, 121}, {26, 93}, {30, 78}, {38, 66}, {42, 47}, {51, 42}}},
    {{"802.11ax", "minstrel"},
     {{10, 156}, {14, 146}, {18, 126}, {26, 91}, {34, 66}, {42, 48}, {51, 44}}}};

/// What minstrel reaches where it has just come to, of what it reaches where it stays.
constexpr double MINSTREL_LAG = 0.7;

} // namespace

CellRates::CellRates(const std::string& standard, const std::string& rateAdaptation, bool isWalking)
    : m_points(POINTS.at({standard, rateAdaptation})),
      m_scale(1e6 * (isWalking && rateAdaptation == "minstrel" ? MINSTREL_LAG : 1))
{
}

double
CellRates::At(double distance) const
{
    const auto above =
        std::upper_bound(m_points.begin(), m_points.end(), std::make_pair(distance, 0.0));
    if (above == m_points.begin() || above == m_points.end())
    {
        return m_scale * (above == m_points.begin() ? m_points.front() : m_points.back()).second;
    }
    const auto below = above - 1;
    const double share = (distance - below->first) / (above->first - below->first);
    return m_scale * (below->second + share * (above->second - below->second));
}

} // namespace coinference
} // namespace ns3
