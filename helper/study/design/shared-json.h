/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_JSON_H
#define COINFERENCE_SHARED_JSON_H

#include "ns3/shared-allocation.h"
#include "ns3/shared-problem.h"

#include <string>
#include <string_view>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @param line one line of JSON
 * @return whether it is a joint problem's: it has `agents`
 */
bool IsSharedProblem(std::string_view line);

/**
 * @ingroup coinference-study
 * @brief Read a joint problem from one line of JSON.
 *
 * Fields: `agents`, an array of problems as ParseDesignProblem() takes them, each with an optional
 * `weight` (1), and for a shared `band` [Hz] `gamma` [Hz], `transmitPower` [W] and `embeddingBits`;
 * `server`, "fifo" (the default) or "partitioned", with `serverCapacity` [Hz];
 * `objective`, "sum" (the default) or "max".
 *
 * @param line the text
 * @return the problem; SharedScheme::Solve() checks it
 * @throw std::invalid_argument in one line that names the agent and the field
 */
SharedProblem ParseSharedProblem(std::string_view line);

/**
 * @ingroup coinference-study
 * @brief Append an answer as one line of JSON, with a newline.
 * @param problem what was asked
 * @param answer the answer
 * @param text what to append to
 */
void AppendSharedAllocation(const SharedProblem& problem,
                            const SharedAllocation& answer,
                            std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_JSON_H */
