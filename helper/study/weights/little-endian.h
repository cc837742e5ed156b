/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_LITTLE_ENDIAN_H
#define COINFERENCE_LITTLE_ENDIAN_H

#include <Eigen/Core>
#include <boost/endian/conversion.hpp>
#include <cstdint>
#include <cstring>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Read an integer as files have it.
 * @tparam Integer its type
 * @param bytes so many bytes as it has, aligned in any way
 * @return its value
 */
template <typename Integer>
Integer
FromLittleEndian(const char* bytes)
{
    Integer value;
    std::memcpy(&value, bytes, sizeof(value));
    return boost::endian::little_to_native(value);
}

/**
 * @ingroup coinference-weights
 * @brief The number that has these bits.
 * @tparam Number its type
 * @param bits as wide as it
 * @return the number
 */
template <typename Number, typename Bits>
Number
BitsAs(Bits bits)
{
    static_assert(sizeof(Number) == sizeof(Bits));
    Number number;
    std::memcpy(&number, &bits, sizeof(number));
    return number;
}

/**
 * @ingroup coinference-weights
 * @brief The value of IEEE 754's half precision.
 * @param bits its bits
 * @return the value
 */
inline double
HalfValue(std::uint16_t bits)
{
    return static_cast<float>(Eigen::half(Eigen::half_impl::raw_uint16_to_half(bits)));
}

/**
 * @ingroup coinference-weights
 * @brief The value of a bfloat16, the upper half of a float.
 * @param bits its bits
 * @return the value
 */
inline double
BrainFloatValue(std::uint16_t bits)
{
    return BitsAs<float>(static_cast<std::uint32_t>(bits) << 16);
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_LITTLE_ENDIAN_H */
