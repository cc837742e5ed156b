/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FIGURE_4_H
#define COINFERENCE_FIGURE_4_H

#include "paper-results.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/// Size of the Fig. 4 experiment.
struct RateDistortionCurveOptions
{
    double maxRate{8};        // [bit]
    std::uint32_t points{33}; // of Blahut-Arimoto
    double weightRate{50};    // lambda [1/weight unit]
};

/// Fig. 4: the true D(R) between its bounds, by Blahut-Arimoto and in closed form.
void DrawRateDistortionCurve(const RateDistortionCurveOptions& options, PaperResults& results);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FIGURE_4_H */
