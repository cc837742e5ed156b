/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SYMBOL_TEXT_H
#define COINFERENCE_SYMBOL_TEXT_H

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ns3
{
namespace coinference
{

/** @brief How a symbol is typed, and how it is shown. */
typedef std::pair<std::string_view, std::string_view> SymbolSpelling;

/**
 * @ingroup coinference-study
 * @brief Show symbols that are typed where a terminal could not show them: D_S, T0 and the like,
 * but not where they are part of a longer word.
 * @param text any text
 * @param spellings what is shown for what, none of which a shown one holds
 * @return the text with symbols
 */
std::string WithSymbols(std::string text, std::initializer_list<SymbolSpelling> spellings);

/**
 * @ingroup coinference-study
 * @brief Show numbers that are typed with an exponent as powers of ten: 5·10⁻⁴ for 5e-04, 10⁶ for
 * 1e6; but not where they are part of a word or of a longer number.
 * @param text any text
 * @return the text with powers
 */
std::string WithPowers(const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SYMBOL_TEXT_H */
