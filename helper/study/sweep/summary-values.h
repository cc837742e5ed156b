/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SUMMARY_VALUES_H
#define COINFERENCE_SUMMARY_VALUES_H

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief One value of a run's summary.
 */
struct SummaryValue
{
    std::string path;             //!< where it stands: "delay.mean", "counts.done", "status"
    std::optional<double> number; //!< the number (perhaps infinite); absent for texts and nulls
    std::string text;             //!< number or text as it is to be shown; empty for nulls
};

/**
 * @ingroup coinference-study
 * @brief Flatten one scheme's entry of a run's summary.json.
 *
 * Lists (confidence intervals within the run) and units are left out.
 *
 * @param json the entry
 * @return its values in their order there
 * @throw std::invalid_argument if it is no JSON object
 */
std::vector<SummaryValue> ReadRunSummary(const std::string& json);

/**
 * @ingroup coinference-study
 * @brief What a message tells of the values that there are.
 * @param values of a summary
 * @return their paths, those of a group once as "groups.NAME..."
 */
std::string ListOf(const std::vector<SummaryValue>& values);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SUMMARY_VALUES_H */
