/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EVALUATION_LISTS_H
#define COINFERENCE_EVALUATION_LISTS_H

#include "evaluation/model-evaluation.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * Read the option evaluateBits.
 * @param text bit-widths with commas between
 * @param options takes them, in rising order
 * @throw std::invalid_argument naming one that is not allowed
 */
void ReadEvaluationBits(const std::string& text, EvaluationOptions& options);

/**
 * Read the option quantizers.
 * @param text names with commas between
 * @param options takes them, in their order
 * @throw std::invalid_argument naming one that there is not
 */
void ReadQuantizers(const std::string& text, EvaluationOptions& options);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EVALUATION_LISTS_H */
