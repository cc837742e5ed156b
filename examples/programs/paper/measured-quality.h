/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MEASURED_QUALITY_H
#define COINFERENCE_MEASURED_QUALITY_H

#include "figures-5-to-8.h"

namespace ns3
{
namespace coinference
{

/**
 * Fig. 5 to 8 again with quality that was measured, by every scheme of (P1): CIDEr of BLIP-2 as it
 * is published, by quantizer, and the characters that PP-OCRv4's recogniser reads right, as
 * coinference-profile measured them.
 */
void SweepMeasuredQuality(const BudgetSweepOptions& options, PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MEASURED_QUALITY_H */
