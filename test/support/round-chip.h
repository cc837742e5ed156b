/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ROUND_CHIP_H
#define COINFERENCE_ROUND_CHIP_H

#include "ns3/compute-chip.h"

namespace ns3
{
namespace coinference
{

/// A chip whose numbers are easy: 1 GHz, 10 FLOP/cycle, 2 x 3e-27 W/(cycle/s)^3, 2 x 0.5 W idle.
inline ComputeChip
RoundChip()
{
    ComputeChip chip;
    chip.maxFrequency = 1e9;
    chip.flopsPerCycle = 10;
    chip.powerCoefficient = 3e-27;
    chip.pue = 2;
    chip.idlePower = 0.5;
    return chip;
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ROUND_CHIP_H */
