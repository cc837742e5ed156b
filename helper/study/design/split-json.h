/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SPLIT_JSON_H
#define COINFERENCE_SPLIT_JSON_H

#include "ns3/design-problem.h"

#include <string_view>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Whether a line may be a design problem with `splits` or `layers`.
 * @param line the line
 * @return whether it holds either word as a name; only those that do are worth a slower reader
 */
bool IsSplitProblem(std::string_view line);

/**
 * @ingroup coinference-study
 * @brief Read a design problem with `splits` or `layers` from a line of JSON.
 *
 * Beside the fields of ParseDesignProblem(): `layers` and `splits` as in a model profile,
 * `agentLayers`, `embeddingValues` (0), `activationBits` (16), `inputBytes` (1), `keepInput`
 * (false), `uplinkRate` [bit/s] (0: the payload takes no time) and `transmitPower` [W] (0), which
 * add to communicationDelay and communicationEnergy what each split's payload takes. agentFlops and
 * serverFlops may be left out where there are splits: they are the first one's.
 *
 * @param line the line
 * @return the problem
 * @throw std::invalid_argument naming the field
 */
DesignProblem ParseSplitProblem(std::string_view line);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SPLIT_JSON_H */
