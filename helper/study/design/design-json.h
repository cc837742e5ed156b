/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DESIGN_JSON_H
#define COINFERENCE_DESIGN_JSON_H

#include "ns3/allocation-scheme.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Read a design problem from one line of JSON.
 *
 * The fields are those of `coinference-design` (doc/coinference.rst); agentFlops and serverFlops
 * are required, all others default to the paper's values. Where operating points are given and the
 * maximum frequency is not, the highest point is the maximum.
 *
 * @param line the text
 * @param problem set to the problem; its buffers are reused, so that a loop does not allocate. Its
 *        content is unspecified after an exception.
 * @throw std::invalid_argument for bad JSON, unknown, repeated or missing fields and values not
 *        allowed, in one line that names the field
 */
void ParseDesignProblem(std::string_view line, DesignProblem& problem);

/**
 * @ingroup coinference-study
 * @brief Append an answer as one line of JSON, with a newline.
 * @param allocation the answer
 * @param text what to append to
 */
void AppendAllocation(const Allocation& allocation, std::string& text);

/**
 * @ingroup coinference-study
 * @brief Append an error as one line of JSON, with a newline.
 * @param line number of the input line, from 1
 * @param message what is wrong
 * @param text what to append to
 */
void AppendDesignError(std::size_t line, const std::string& message, std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DESIGN_JSON_H */
