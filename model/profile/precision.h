/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PRECISION_H
#define COINFERENCE_PRECISION_H

#include <cstdint>
#include <memory>
#include <ostream>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief How finely the agent's weights are quantized: b^ bits each, sign included, or a width of
 * its own for each layer.
 *
 * A precision of layers is made by Workload::WithWidths(), which knows their work and weights.
 */
class Precision
{
  public:
    /** @brief None chosen: 0 bits. */
    Precision() = default;

    /** @param bitWidth b^ of all weights [bit]; a number of bits is a precision */
    Precision(std::uint32_t bitWidth)
        : m_bitWidth(bitWidth),
          m_bits(bitWidth)
    {
    }

    /**
     * @brief A width for each layer.
     * @param widths b_i [bit]
     * @param bits b^ at which one width for all is the same work, sum b_i N_i / sum N_i
     */
    Precision(std::vector<std::uint8_t> widths, double bits)
        : m_bitWidth(static_cast<std::uint32_t>(bits + 0.5)),
          m_bits(bits),
          m_widths(std::make_shared<const std::vector<std::uint8_t>>(std::move(widths)))
    {
    }

    /** @return b^ [bit]; of layers, Bits() to the nearest whole number */
    std::uint32_t BitWidth() const
    {
        return m_bitWidth;
    }

    /** @return b^ as the work sees it: of layers, their mean by work [bit] */
    double Bits() const
    {
        return m_bits;
    }

    /** @return a width for each layer [bit], or null for one width */
    const std::vector<std::uint8_t>* Widths() const
    {
        return m_widths.get();
    }

  private:
    std::uint32_t m_bitWidth{0};                               //!< b^ [bit]
    double m_bits{0};                                          //!< b^ as the work sees it [bit]
    std::shared_ptr<const std::vector<std::uint8_t>> m_widths; //!< of layers; null: one for all
};

/**
 * @param a a precision
 * @param b another
 * @return whether they are the same
 */
inline bool
operator==(const Precision& a, const Precision& b)
{
    const bool isLayered = a.Widths() != nullptr;
    return a.BitWidth() == b.BitWidth() && isLayered == (b.Widths() != nullptr) &&
           (!isLayered || *a.Widths() == *b.Widths());
}

/**
 * @param a a precision
 * @param b another
 * @return whether they differ
 */
inline bool
operator!=(const Precision& a, const Precision& b)
{
    return !(a == b);
}

/**
 * @brief Write the bit-width, of layers their mean by work.
 * @param stream where to
 * @param precision the precision
 * @return the stream
 */
inline std::ostream&
operator<<(std::ostream& stream, const Precision& precision)
{
    return stream << precision.Bits();
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PRECISION_H */
