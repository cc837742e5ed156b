/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "checked-field.h"

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

std::string
NumberToText(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof(text), value);
    return {text, end.ptr};
}

void
RejectField(const std::string& field, const std::string& value, const std::string& allowed)
{
    throw std::invalid_argument(field + " = " + value + " is not allowed: it must be " + allowed);
}

void
RejectQuantity(std::string_view prefix, const char* name, double value, bool mayBeZero)
{
    RejectField(std::string(prefix) + name,
                NumberToText(value),
                mayBeZero ? "0 or a number from 1e-60 to 1e30" : "a number from 1e-60 to 1e30");
}

} // namespace coinference
} // namespace ns3
