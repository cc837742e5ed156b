/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "number-text.h"

#include "symbol-text.h"

#include <cmath>
#include <cstdio>
#include <cstring>

namespace ns3
{
namespace coinference
{

std::string
NumberOnPage(double value, int digits)
{
    if (std::isinf(value))
    {
        return value > 0 ? "∞" : "−∞";
    }
    char text[64];
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    const double size = std::abs(value);
    if (std::strchr(text, 'e') && size >= 1 && size < 1e6)
    {
        std::snprintf(text, sizeof(text), "%.0f", value); // 100, not 10²
    }
    return WithPowers(text);
}

} // namespace coinference
} // namespace ns3
