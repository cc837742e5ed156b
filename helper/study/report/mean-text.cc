/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mean-text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace ns3
{
namespace coinference
{

namespace
{

/// How a text format writes what is no digit.
struct Spelling
{
    const char* nothing;
    const char* infinity;
    const char* plusMinus;
    const char* powerBegin;
    const char* powerEnd;
};

std::string
Fixed(double value, int decimals)
{
    char text[64];
    std::snprintf(text, sizeof(text), "%.*f", decimals, value);
    const bool isZero = std::string_view(text).find_first_of("123456789") == std::string_view::npos;
    return isZero && *text == '-' ? text + 1 : text; // no minus before nothing
}

/// Exponent of the first digit.
int
Exponent(double value)
{
    return static_cast<int>(std::floor(std::log10(std::abs(value))));
}

/// Mean and half-width with two digits of the half-width; decimal powers where they are short.
std::string
Rounded(double mean, double halfWidth, const Spelling& spelling)
{
    const double largest = std::max(std::abs(mean), halfWidth);
    if (largest == 0)
    {
        return "0";
    }
    const int exponent = Exponent(largest);
    // Digits that the half-width leaves open would look known.
    const bool isPlain = exponent >= -3 && exponent < (halfWidth >= 100 ? 3 : 6);
    const double scale = isPlain ? 1 : std::pow(10, exponent);
    // Without a half-width five digits.
    const int last =
        halfWidth > 0 ? Exponent(halfWidth / scale) - 1 : Exponent(largest / scale) - 4;
    const int decimals = std::clamp(-last, 0, 9);
    auto text = Fixed(mean / scale, decimals);
    if (halfWidth == 0 && decimals > 0 && std::abs(std::stod(text) - mean / scale) <= 1e-12)
    {
        // Zeros that say nothing: that is the number itself.
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.back() == '.' ? text.size() - 1 : text.size());
    }
    if (halfWidth > 0)
    {
        text += spelling.plusMinus + Fixed(halfWidth / scale, decimals);
    }
    if (isPlain)
    {
        return text;
    }
    return (halfWidth > 0 ? "(" + text + ")" : text) + spelling.powerBegin +
           std::to_string(exponent) + spelling.powerEnd;
}

std::string
MeanText(const SampleStatistics& sample, const Spelling& spelling)
{
    const auto mean = sample.GetMean();
    if (!mean)
    {
        return spelling.nothing;
    }
    if (std::isinf(*mean))
    {
        return spelling.infinity;
    }
    const auto interval = sample.GetConfidenceInterval();
    return Rounded(*mean, interval ? interval->HalfWidth() : 0, spelling);
}

} // namespace

std::string
HtmlMean(const SampleStatistics& sample)
{
    return MeanText(sample, {"–", "∞", " ± ", "·10<sup>", "</sup>"});
}

std::string
TexMean(const SampleStatistics& sample)
{
    return "$" + MeanText(sample, {"-", "\\infty", " \\pm ", " \\cdot 10^{", "}"}) + "$";
}

} // namespace coinference
} // namespace ns3
