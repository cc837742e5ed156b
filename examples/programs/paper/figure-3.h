/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIGURE_3_H
#define COINFERENCE_FIGURE_3_H

#include "paper-results.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/// Size of the Fig. 3 experiment.
struct OutputDistortionOptions
{
    std::uint32_t inputs{50};      // digits tried
    std::uint32_t maxBitWidth{12}; // bit-widths 1 to this
};

/**
 * Fig. 3: output distortion against the bit-width, and its bounds: of FCDNN-16, trained, on digits
 * (data/fcdnn-16.safetensors), and of public models as they were measured (data/outputs).
 */
void MeasureOutputDistortion(const OutputDistortionOptions& options, PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_3_H */
