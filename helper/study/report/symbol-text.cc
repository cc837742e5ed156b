/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "symbol-text.h"

#include <cctype>

namespace ns3
{
namespace coinference
{

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
