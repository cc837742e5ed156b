/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_NEAREST_WHOLE_H
#define COINFERENCE_NEAREST_WHOLE_H

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Round to the nearest whole number, an even one of two: a call of the library's costs more.
 * @param value from 0 to 2^51
 * @return the whole number
 */
inline double
NearestWhole(double value)
{
    constexpr double SHIFT = 6755399441055744.0; // 1.5 * 2^52
    return (value + SHIFT) - SHIFT;
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_NEAREST_WHOLE_H */
