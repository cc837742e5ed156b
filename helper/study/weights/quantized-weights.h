/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_QUANTIZED_WEIGHTS_H
#define COINFERENCE_QUANTIZED_WEIGHTS_H

#include "layer-study.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief A layer's weights as a quantizer leaves them.
 * @param study what the layer is like, with weights
 * @param quantizer one of QuantizerNames()
 * @param bits b^, 1 to MOST_MEASURED_BITS [bit]
 * @return the weights in order of storage
 */
std::vector<float> QuantizedWeights(const LayerStudy& study,
                                    const std::string& quantizer,
                                    std::uint32_t bits);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_QUANTIZED_WEIGHTS_H */
