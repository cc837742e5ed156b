/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TABLE_1_H
#define COINFERENCE_TABLE_1_H

#include "paper-results.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/// Table I: three clock profiles, where delay alone, energy alone, and both bind.
void CompareClockProfiles(std::uint32_t points, PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TABLE_1_H */
