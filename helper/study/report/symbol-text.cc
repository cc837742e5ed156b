/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "symbol-text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace ns3
{
namespace coinference
{

namespace
{

/// An exponent above the line, without what need not be there: 06, -04, +10.
std::string
Superscript(std::string_view exponent)
{
    constexpr std::array<const char*, 10> SHOWN{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string shown = exponent[0] == '-' ? "⁻" : "";
    const auto first = std::min(exponent.find_first_not_of("+-0"), exponent.size() - 1);
    for (const char digit : exponent.substr(first))
    {
        shown += SHOWN[digit - '0'];
    }
    return shown;
}

/// Of UTF-8 what begins with this is punctuation: dashes, quotes, signs; else a letter.
constexpr char PUNCTUATION = '\xE2';

bool
IsDigit(char c)
{
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// Whether the character that ends a text is of a word, a number, or a hyphen behind one.
bool
EndsInName(std::string_view text)
{
    if (!text.empty() && text.back() == '-')
    {
        text.remove_suffix(1);
    }
    if (text.empty())
    {
        return false;
    }
    const bool isPunctuation = text.size() > 2 && text[text.size() - 3] == PUNCTUATION;
    const char last = text.back();
    return (last & 0x80) != 0
               ? !isPunctuation
               : std::isalnum(static_cast<unsigned char>(last)) != 0 || last == '_' || last == '.';
}

/// Whether a text goes on with a word or with more of a number.
bool
BeginsInName(std::string_view text)
{
    if (text.empty())
    {
        return false;
    }
    const char first = text.front();
    const bool isLetter = (first & 0x80) != 0
                              ? first != PUNCTUATION
                              : std::isalnum(static_cast<unsigned char>(first)) != 0;
    return isLetter || first == '_' || (first == '.' && text.size() > 1 && IsDigit(text[1]));
}

} // namespace

std::string
WithPowers(const std::string& text)
{
    std::string shown;
    for (std::string_view rest = text; !rest.empty();)
    {
        double value;
        const bool isNumber = IsDigit(rest.front());
        const auto end = isNumber
                             ? std::from_chars(rest.data(), rest.data() + rest.size(), value).ptr
                             : rest.data() + 1;
        const auto number = rest.substr(0, end - rest.data());
        const auto exponent = isNumber ? number.find_first_of("eE") : std::string_view::npos;
        const auto before = std::string_view(text).substr(0, rest.data() - text.data());
        rest.remove_prefix(number.size());
        if (exponent == std::string_view::npos || EndsInName(before) || BeginsInName(rest))
        {
            shown += number;
            continue;
        }
        const auto factor = number.substr(0, exponent);
        shown += (factor == "1" ? "" : std::string(factor) + "·") + "10" +
                 Superscript(number.substr(exponent + 1));
    }
    return shown;
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
