/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SERVER_TABLE_H
#define COINFERENCE_SERVER_TABLE_H

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief The section of a page that tells which server did what, of runs with several.
 * @param schemes "schemes" of a summary, as SummaryToJson() writes it
 * @return HTML; empty if no scheme had more than one server
 */
std::string ServersSection(const nlohmann::ordered_json& schemes);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SERVER_TABLE_H */
