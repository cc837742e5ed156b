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

std::optional<double>
NumberFromText(std::string_view text)
{
    double value;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

std::vector<std::string_view>
SplitList(std::string_view text, char separator)
{
    std::vector<std::string_view> items;
    for (;;)
    {
        const auto end = text.find(separator);
        items.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
        {
            return items;
        }
        text.remove_prefix(end + 1);
    }
}

std::string
ShortText(std::string_view text)
{
    constexpr std::size_t LONGEST = 60;
    return text.size() <= LONGEST ? std::string(text)
                                  : std::string(text.substr(0, LONGEST)) + "...";
}

void
RejectField(const std::string& field, const std::string& value, const std::string& allowed)
{
    // What is wrong shows at the beginning, and a message is one line.
    constexpr std::size_t LONGEST = 200;
    const auto shown = value.size() <= LONGEST ? value : value.substr(0, LONGEST) + "...";
    throw std::invalid_argument(field + " = " + shown + " is not allowed: it must be " + allowed);
}

void
RejectQuantity(std::string_view prefix, const char* name, double value, bool mayBeZero)
{
    RejectField(std::string(prefix) + name,
                NumberToText(value),
                mayBeZero ? "0 or a number from 1e-60 to 1e30" : "a number from 1e-60 to 1e30");
}

void
RejectShare(std::string_view prefix, const char* name, double value)
{
    RejectField(std::string(prefix) + name, NumberToText(value), "above 0 and at most 1");
}

} // namespace coinference
} // namespace ns3
