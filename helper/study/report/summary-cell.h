/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SUMMARY_CELL_H
#define COINFERENCE_SUMMARY_CELL_H

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief What stands in a summary at a path.
 * @param summary a scheme's, a group's or a server's, or anything else
 * @param path like "delay.mean"
 * @return the value, of the summary; null if there is nothing
 */
const nlohmann::ordered_json& SummaryAt(const nlohmann::ordered_json& summary,
                                        const std::string& path);

/**
 * @ingroup coinference-study
 * @brief The same as a cell of a page's table.
 * @param summary as above
 * @param path as above
 * @return HTML; empty if there is neither a number nor a text
 */
std::string SummaryCell(const nlohmann::ordered_json& summary, const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SUMMARY_CELL_H */
