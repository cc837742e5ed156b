/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-labels.h"

#include "support/checked-field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace ns3
{
namespace coinference
{

namespace
{

/// A label of the sweep's own; null if there is none.
const std::string*
OwnLabel(const SweepSpec& spec, const std::string& name)
{
    const auto own = spec.labels.find(name);
    return own == spec.labels.end() ? nullptr : &own->second;
}

/// 2e+07 as 2·10⁷.
std::string
WithPower(const std::string& value)
{
    const auto e = value.find_first_of("eE");
    const auto number = NumberFromText(value);
    if (e == std::string::npos || !number || *number == 0 || !std::isfinite(*number))
    {
        return value;
    }
    constexpr std::array<const char*, 10> DIGITS{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const int exponent = std::atoi(value.c_str() + e + 1); // of a number that is finite, not 0
    const auto mantissa = value.substr(0, e);
    auto text = (mantissa == "1" ? "" : mantissa + "·") + "10" + (exponent < 0 ? "⁻" : "");
    for (const char digit : std::to_string(std::abs(exponent)))
    {
        text += DIGITS[digit - '0'];
    }
    return text;
}

/// A number with at most five digits; other texts as they are.
std::string
Rounded(const std::string& value)
{
    const auto number = NumberFromText(value);
    if (!number)
    {
        return value;
    }
    std::ostringstream text;
    text.precision(5);
    text << *number;
    return WithPower(text.str());
}

} // namespace

QuantityLabel
SweepLabel(const SweepSpec& spec, const std::string& name)
{
    const auto* own = OwnLabel(spec, name);
    if (!own)
    {
        return LabelOf(name);
    }
    const auto begin = own->rfind(" [");
    return begin == std::string::npos || own->back() != ']'
               ? QuantityLabel{*own, ""}
               : QuantityLabel{own->substr(0, begin),
                               own->substr(begin + 2, own->size() - begin - 3)};
}

std::string
SweepSchemeLabel(const SweepSpec& spec, const std::string& scheme)
{
    const auto* own = OwnLabel(spec, scheme);
    return own ? *own : scheme;
}

std::string
SweepValueLabel(const SweepSpec& spec, const std::string& parameter, const std::string& value)
{
    if (parameter == "scheme")
    {
        return SweepSchemeLabel(spec, value);
    }
    if (const auto* own = OwnLabel(spec, parameter + "=" + value))
    {
        return *own;
    }
    return WithPower(value);
}

std::string
SweepTickLabel(const SweepSpec& spec, const std::string& parameter, const std::string& value)
{
    const auto exact = SweepValueLabel(spec, parameter, value);
    if (exact != WithPower(value))
    {
        return exact;
    }
    const auto values = spec.ValuesOf(parameter);
    const auto rounded = Rounded(value);
    const auto alike = std::count_if(values.begin(), values.end(), [&](const auto& other) {
        return Rounded(other) == rounded;
    });
    return alike > 1 ? exact : rounded;
}

std::string
DescribeSweepValue(const SweepSpec& spec, const std::string& parameter, const std::string& value)
{
    const auto text = SweepTickLabel(spec, parameter, value);
    if (parameter == "scheme" || OwnLabel(spec, parameter + "=" + value))
    {
        return text;
    }
    const auto label = SweepLabel(spec, parameter);
    return label.text + " = " + text + (label.unit.empty() ? "" : " " + label.unit);
}

} // namespace coinference
} // namespace ns3
