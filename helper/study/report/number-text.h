/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_NUMBER_TEXT_H
#define COINFERENCE_NUMBER_TEXT_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A number on a page: few digits, whole where it has as many before its point, powers of ten
 * where they are shorter.
 * @param value any number
 * @param digits how many
 * @return text like "0.125", "100", "12346", "1.2·10⁷"; "∞" for infinity
 */
std::string NumberOnPage(double value, int digits = 4);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_NUMBER_TEXT_H */
