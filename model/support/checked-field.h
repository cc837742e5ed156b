/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CHECKED_FIELD_H
#define COINFERENCE_CHECKED_FIELD_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * Largest magnitude accepted for a physical quantity (in its SI unit). With every input in
 * [SMALLEST_QUANTITY, LARGEST_QUANTITY] no product of the delay and energy formulas overflows, so
 * no infinity or NaN can come out of them.
 */
constexpr double LARGEST_QUANTITY = 1e30;

/** The largest seed (RngSeed) that ns-3 takes: below the second modulus of its generator. */
constexpr double LARGEST_SEED = 4294944442;
/** Longest time accepted [s]: that of ns-3 ends at 292 years. */
constexpr double LONGEST_TIME = 9e9;
/** Smallest non-zero magnitude accepted for a physical quantity (in its SI unit). */
constexpr double SMALLEST_QUANTITY = 1e-60;

/**
 * @ingroup coinference-support
 * @brief Shortest text that reads back as the same number.
 * @param value any double; infinities and NaN give "inf", "-inf", "nan"
 * @return the text
 */
std::string NumberToText(double value);

/**
 * @ingroup coinference-support
 * @brief Read a number.
 * @param text the whole text has to be one number, without spaces around it
 * @return the number; nothing for other text, and for a number that a double cannot hold
 */
std::optional<double> NumberFromText(std::string_view text);

/**
 * @ingroup coinference-support
 * @brief Cut a list.
 * @param text the list
 * @param separator what stands between items
 * @return the items, views into the text, at least one; empty ones where separators meet or end
 *         the text
 */
std::vector<std::string_view> SplitList(std::string_view text, char separator);

/**
 * @ingroup coinference-support
 * @brief A piece of input for a message: what is wrong shows at its beginning.
 * @param text any text
 * @return it, or its first 60 characters and "..."
 */
std::string ShortText(std::string_view text);

/**
 * @ingroup coinference-support
 * @brief Reject a value, naming the field, the value and what is allowed.
 * @param field the field's name
 * @param value the offending value as text
 * @param allowed what is allowed
 * @throw std::invalid_argument always
 */
[[noreturn]] void RejectField(const std::string& field,
                              const std::string& value,
                              const std::string& allowed);

/**
 * @ingroup coinference-support
 * @brief Reject a quantity that is not positive (or zero, where that is allowed) or out of range.
 * @param prefix,name the field's name in two parts, joined for the message
 * @param value the offending value
 * @param mayBeZero whether zero would be allowed
 * @throw std::invalid_argument always
 */
[[noreturn]] void RejectQuantity(std::string_view prefix,
                                 const char* name,
                                 double value,
                                 bool mayBeZero);

/**
 * @ingroup coinference-support
 * @brief Reject a number that is not above 0 and at most 1.
 * @param prefix,name the field's name in two parts, joined for the message
 * @param value the offending value
 * @throw std::invalid_argument always
 */
[[noreturn]] void RejectShare(std::string_view prefix, const char* name, double value);

/**
 * @ingroup coinference-support
 * @brief Require a finite positive quantity in [SMALLEST_QUANTITY, LARGEST_QUANTITY].
 * @param prefix,name the field's name in two parts, joined for the message
 * @param value the value
 * @throw std::invalid_argument otherwise
 */
inline void
RequirePositive(std::string_view prefix, const char* name, double value)
{
    if (!(value >= SMALLEST_QUANTITY && value <= LARGEST_QUANTITY))
    {
        RejectQuantity(prefix, name, value, false);
    }
}

/**
 * @ingroup coinference-support
 * @brief Require zero or a finite positive quantity in [SMALLEST_QUANTITY, LARGEST_QUANTITY].
 * @param prefix,name the field's name in two parts, joined for the message
 * @param value the value
 * @throw std::invalid_argument otherwise
 */
inline void
RequireNonNegative(std::string_view prefix, const char* name, double value)
{
    if (!(value == 0 || (value >= SMALLEST_QUANTITY && value <= LARGEST_QUANTITY)))
    {
        RejectQuantity(prefix, name, value, true);
    }
}

/**
 * @ingroup coinference-support
 * @brief Require a number above 0 and at most 1.
 * @param prefix,name the field's name in two parts, joined for the message
 * @param value the value
 * @throw std::invalid_argument otherwise
 */
inline void
RequireShare(std::string_view prefix, const char* name, double value)
{
    if (!(value > 0 && value <= 1))
    {
        RejectShare(prefix, name, value);
    }
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CHECKED_FIELD_H */
