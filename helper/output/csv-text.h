/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CSV_TEXT_H
#define COINFERENCE_CSV_TEXT_H

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief Text as a field of a CSV file: quoted if CSV would misread it.
 * @param text any text
 * @return the field
 */
std::string CsvText(const std::string& text);

/**
 * @ingroup coinference-output
 * @brief A line of a CSV file.
 * @param fields any texts
 * @return the line, its newline included
 */
std::string CsvLine(const std::vector<std::string>& fields);

/**
 * @ingroup coinference-output
 * @brief Take a line of CSV apart.
 * @param line a line as CsvLine() makes it, without its end
 * @return the fields
 */
std::vector<std::string> CsvFields(std::string_view line);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CSV_TEXT_H */
