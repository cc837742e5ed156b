/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BRACKETED_ROOT_H
#define COINFERENCE_BRACKETED_ROOT_H

#include <boost/math/tools/roots.hpp>
#include <cstdint>
#include <utility>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-support
 * @brief Where a function changes its sign.
 * @param function takes and gives a number; may jump
 * @param low,high between which; its signs there differ
 * @param bits how close the ends of the result are to each other, relatively [bit]
 * @return both ends, of a bracket that holds the change
 */
template <typename Function>
std::pair<double, double>
BracketRoot(const Function& function, double low, double high, int bits)
{
    std::uintmax_t iterations = 200;
    return boost::math::tools::toms748_solve(function,
                                             low,
                                             high,
                                             boost::math::tools::eps_tolerance<double>(bits),
                                             iterations);
}

/**
 * @ingroup coinference-support
 * @brief Where a rising function leaves below zero, within an interval.
 * @param function takes and gives a number; may jump
 * @param low,high ends of the interval
 * @param bits as in BracketRoot()
 * @return both ends of a bracket; twice the end of the interval beyond which it is
 */
template <typename Function>
std::pair<double, double>
BracketRise(const Function& function, double low, double high, int bits)
{
    if (!(function(low) < 0))
    {
        return {low, low};
    }
    if (!(function(high) > 0))
    {
        return {high, high};
    }
    return BracketRoot(function, low, high, bits);
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BRACKETED_ROOT_H */
