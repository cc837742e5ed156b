/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "symbol-text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace ns3
{
namespace coinference
{

namespace
{

/// An exponent above the line.
std::string
Superscript(bool isNegative, const std::string& digits)
{
    constexpr std::array<const char*, 10> SHOWN{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string shown = isNegative ? "⁻" : "";
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
    const auto isDigit = [&text](std::size_t i) {
        return i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    // Of UTF-8 what begins with this is punctuation: dashes, quotes, signs; else a letter.
    constexpr char PUNCTUATION = '\xE2';
    const auto isInWord = [&text](std::size_t i) {
        if (i >= text.size())
        {
            return false;
        }
        if ((text[i] & 0x80) != 0)
        {
            return text[i] != PUNCTUATION && (i < 2 || text[i - 2] != PUNCTUATION);
        }
        return std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_';
    };
    const auto pastDigits = [&isDigit](std::size_t i) {
        while (isDigit(i))
        {
            ++i;
        }
        return i;
    };
    std::string shown;
    std::size_t at = 0;
    while (at < text.size())
    {
        const auto whole = pastDigits(at);
        if (whole == at)
        {
            shown += text[at++];
            continue;
        }
        const auto factor = text[whole == text.size() ? at : whole] == '.' && isDigit(whole + 1)
                                ? pastDigits(whole + 1)
                                : whole;
        auto digits = factor;
        const bool hasExponent =
            factor < text.size() && (text[factor] == 'e' || text[factor] == 'E');
        const bool hasSign = hasExponent && factor + 1 < text.size() &&
                             (text[factor + 1] == '-' || text[factor + 1] == '+');
        digits += hasExponent ? (hasSign ? 2 : 1) : 0;
        const auto end = hasExponent ? pastDigits(digits) : digits;
        // A word before, also one with a hyphen: run-1e6 is a name.
        const bool isName = at > 0 && (isInWord(at - 1) || text[at - 1] == '.' ||
                                       (text[at - 1] == '-' && at > 1 && isInWord(at - 2)));
        const bool isPart =
            isName || isInWord(end) || (end < text.size() && text[end] == '.' && isDigit(end + 1));
        if (!hasExponent || end == digits || isPart)
        {
            const auto next = std::max(whole, factor);
            shown.append(text, at, next - at);
            at = next;
            continue;
        }
        auto first = digits;
        while (first + 1 < end && text[first] == '0')
        {
            ++first;
        }
        const auto number = text.substr(at, factor - at);
        shown += (number == "1" ? "" : number + "·") + "10" +
                 Superscript(hasSign && text[factor + 1] == '-', text.substr(first, end - first));
        at = end;
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
