/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "symbol-text.h"

#include <array>
#include <cctype>
#include <regex>

namespace ns3
{
namespace coinference
{

namespace
{

/// An exponent above the line, without its leading zeros.
std::string
Superscript(const std::string& sign, const std::string& digits)
{
    constexpr std::array<const char*, 10> SHOWN{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string shown = sign == "-" ? "⁻" : "";
    for (const char digit : digits)
    {
        shown += SHOWN[digit - '0'];
    }
    return shown;
}

} // namespace

std::string
WithPowers(const std::string& text)
{
    // The groups: what is before, the factor, the exponent's sign, its digits.
    static const std::regex NUMBER(
        "(^|[^\\w.])([0-9]+(?:\\.[0-9]+)?)[eE]([+-]?)0*([0-9]+)(?![\\w]|\\.[0-9])");
    std::string shown;
    auto rest = text.cbegin();
    for (std::sregex_iterator match(text.begin(), text.end(), NUMBER), end; match != end; ++match)
    {
        const auto& found = *match;
        shown.append(rest, found[0].first);
        shown += found[1].str() + (found[2] == "1" ? "" : found[2].str() + "·") + "10" +
                 Superscript(found[3], found[4]);
        rest = found[0].second;
    }
    return shown.append(rest, text.cend());
}

std::string
WithSymbols(std::string text, std::initializer_list<SymbolSpelling> spellings)
{
    const auto isInWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    for (const auto& [typed, shown] : spellings)
    {
        for (auto at = text.find(typed); at != std::string::npos; at = text.find(typed, at))
        {
            const auto end = at + typed.size();
            const bool isPart =
                (at > 0 && isInWord(typed.front()) && isInWord(text[at - 1])) ||
                (end < text.size() && isInWord(typed.back()) && isInWord(text[end]));
            if (!isPart)
            {
                text.replace(at, typed.size(), shown);
            }
            at += isPart ? 1 : shown.size();
        }
    }
    return text;
}

} // namespace coinference
} // namespace ns3
