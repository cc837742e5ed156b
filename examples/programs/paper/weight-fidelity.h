/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WEIGHT_FIDELITY_H
#define COINFERENCE_WEIGHT_FIDELITY_H

#include <array>
#include <cstdint>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * Stands in for the paper's quality (CIDEr and the like, which need the trained models and their
 * data): the share of the weights' magnitude that a quantizer leaves right,
 * 1 - E|w - w^| / E|w| = 1 - lambda D for Exponential(lambda) magnitudes. 1 without quantization,
 * 1 - ln 2 if only the sign is left.
 */
class WeightFidelity
{
  public:
    /**
     * @param quantizer "uniform" or "pot-log"
     * @param fullPrecisionBits b: weights of so many bits are not quantized
     */
    WeightFidelity(const std::string& quantizer, std::uint32_t fullPrecisionBits);

    /// Fidelity at a bit-width from 1 to 32, or from b up, which is 1.
    double At(std::uint32_t bitWidth) const;

  private:
    std::uint32_t m_fullPrecisionBits;
    std::array<double, 32> m_fidelity{}; // of bit-width index + 1
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WEIGHT_FIDELITY_H */
