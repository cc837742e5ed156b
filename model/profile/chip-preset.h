/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CHIP_PRESET_H
#define COINFERENCE_CHIP_PRESET_H

#include "compute-chip.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief Read a chip from JSON: name, and of ComputeChip maxFrequency, flopsPerCycle,
 * powerCoefficient, staticPower, pue, idlePower, memory, and operatingPoints as
 * ReadOperatingPoints() takes them.
 *
 * Either maxFrequency and flopsPerCycle are required, or operating points, of which the highest is
 * the maximum.
 *
 * @param json the text
 * @return the validated chip
 * @throw std::invalid_argument naming the field
 */
ComputeChip ChipFromText(const std::string& json);

/**
 * @ingroup coinference-profile
 * @brief Read a chip that comes with the module, or a file.
 * @param nameOrPath a preset (jetson-agx-orin, jetson-orin-nano, rtx-4090), or a path containing
 *        '/' or ending in ".json"
 * @return the validated chip
 * @throw std::invalid_argument if there is no such preset or file
 */
ComputeChip LoadChip(const std::string& nameOrPath);

/**
 * @ingroup coinference-profile
 * @brief Names of the chips found, sorted.
 * @return names as LoadChip() takes them
 */
std::vector<std::string> ChipNames();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CHIP_PRESET_H */
