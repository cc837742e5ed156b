/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_OPERATING_POINTS_H
#define COINFERENCE_OPERATING_POINTS_H

#include "compute-chip.h"

#include <string>
#include <string_view>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief Set a chip's operating points from text, the one format for attributes and options.
 *
 * Points are separated by commas, in any order: a clock [Hz], or clock:power [Hz:W], or
 * clock:power:throughput [Hz:W:FLOP/cycle]; all points tell the same. Repetitions count once. Empty
 * text means any clock and the chip's own law.
 *
 * @param field the field's name in messages
 * @param text the points
 * @param chip gets operatingPoints, pointPowers and pointFlopsPerCycle; not validated
 * @throw std::invalid_argument naming the field, its value and what is allowed
 */
void ReadOperatingPoints(const std::string& field, std::string_view text, ComputeChip& chip);

/**
 * @ingroup coinference-profile
 * @param chip a chip
 * @return its operating points as ReadOperatingPoints() takes them
 */
std::string OperatingPointsToText(const ComputeChip& chip);

/**
 * @ingroup coinference-profile
 * @brief Bring a chip's operating points, with what belongs to each, into ascending order, and
 * count points that are the same in all as one.
 * @param chip its lists of powers and throughputs are empty or as long as that of the clocks
 */
void SortOperatingPoints(ComputeChip& chip);

/**
 * @ingroup coinference-profile
 * @brief Set the clocks of a chip's memory from text.
 *
 * Points are separated by commas, in any order: clock:bandwidth [Hz:byte/s] or
 * clock:bandwidth:power [Hz:byte/s:W]. Empty text means that the memory has but one clock.
 *
 * @param field the field's name in messages
 * @param text the points
 * @param chip gets memoryPoints; not validated
 * @throw std::invalid_argument naming the field, its value and what is allowed
 */
void ReadMemoryPoints(const std::string& field, std::string_view text, ComputeChip& chip);

/**
 * @ingroup coinference-profile
 * @param chip a chip
 * @return its memory's points as ReadMemoryPoints() takes them
 */
std::string MemoryPointsToText(const ComputeChip& chip);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_OPERATING_POINTS_H */
