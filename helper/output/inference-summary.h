/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_INFERENCE_SUMMARY_H
#define COINFERENCE_INFERENCE_SUMMARY_H

#include "inference-trace.h"
#include "sample-statistics.h"

#include "ns3/ptr.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief A statistic of the summary: a number of each done inference that has it.
 */
struct SummaryStatistic
{
    const char* name;                                     //!< Name in the summary
    const char* unit;                                     //!< Unit
    std::optional<double> (*get)(const InferenceRecord&); //!< The record's number, if it has one
    /// Whether it tells nothing unless all done inferences have it: which have one is no accident.
    bool isOfAll{false};
};

/**
 * @ingroup coinference-output
 * @brief The statistics that a summary holds.
 * @return the statistics, in order
 */
const std::vector<SummaryStatistic>& SummaryStatistics();

/**
 * @ingroup coinference-output
 * @brief Sample a statistic over the done inferences of a trace.
 * @param trace the trace
 * @param statistic what to sample
 * @return the sample; empty if the statistic is of all and some have none
 */
SampleStatistics SampleOf(const InferenceTrace& trace, const SummaryStatistic& statistic);

/**
 * @ingroup coinference-output
 * @brief The same by name.
 * @param trace the trace
 * @param name one of SummaryStatistics()
 * @return the sample
 */
SampleStatistics SampleOf(const InferenceTrace& trace, std::string_view name);

/**
 * @ingroup coinference-output
 * @brief Share of the ended inferences that met a budget: those lost have met none.
 * @param counts the counts
 * @param met counts.deadlineMet or counts.energyMet
 * @return the share from 0 to 1; absent if none has ended
 */
std::optional<double> ShareMet(const InferenceCounts& counts, std::uint64_t met);

/**
 * @ingroup coinference-output
 * @brief The summary as JSON: for each trace its status, counts, shares, and mean, percentiles and
 * 95 % confidence interval (Student t) of each statistic over the done inferences.
 *
 * Where a trace has groups of agents, the same of each under `groups` and its name.
 *
 * Infinite values are the string "inf"; what a sample is too small to tell is null.
 *
 * @param traces the traces
 * @return the text, with a newline at the end
 */
std::string SummaryToJson(const std::vector<Ptr<InferenceTrace>>& traces);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_INFERENCE_SUMMARY_H */
