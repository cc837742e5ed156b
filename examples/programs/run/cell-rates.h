/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CELL_RATES_H
#define COINFERENCE_CELL_RATES_H

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * What a Wi-Fi cell carries of the messages of a station that has it for itself, as cells of
 * packets do: calibrated, see doc/coinference.rst, "Messages instead of packets".
 */
class CellRates
{
  public:
    /**
     * @param standard option wifiStandard
     * @param rateAdaptation option rateAdaptation
     * @param isWalking whether the station moves: minstrel's rates are then of where it has been
     */
    CellRates(const std::string& standard, const std::string& rateAdaptation, bool isWalking);

    /**
     * @param distance of the station from the access point, up to LARGEST_MESSAGE_CELL's corners
     * [m]
     * @return rate [bit/s of payload]
     */
    double At(double distance) const;

    /// At a distance [m], a rate [Mbit/s]; straight between two of them.
    typedef std::vector<std::pair<double, double>> Points;

  private:
    const Points& m_points;
    double m_scale;
};

/// Side of the largest cell that they are calibrated for: ns-3's stations lose a Wi-Fi access point
/// 51 m away.
constexpr double LARGEST_MESSAGE_CELL = 72;

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CELL_RATES_H */
