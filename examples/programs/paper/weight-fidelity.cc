/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weight-fidelity.h"

#include "ns3/weight-quantizer.h"

namespace ns3
{
namespace coinference
{

WeightFidelity::WeightFidelity(const std::string& quantizer, std::uint32_t fullPrecisionBits)
    : m_fullPrecisionBits(fullPrecisionBits)
{
    for (std::uint32_t bitWidth = 1; bitWidth <= m_fidelity.size(); ++bitWidth)
    {
        m_fidelity[bitWidth - 1] =
            1 - WeightQuantizer::Create(quantizer, bitWidth, 1)->ExpectedDistortion(1);
    }
}

double
WeightFidelity::At(std::uint32_t bitWidth) const
{
    return bitWidth >= m_fullPrecisionBits ? 1 : m_fidelity.at(bitWidth - 1);
}

} // namespace coinference
} // namespace ns3
