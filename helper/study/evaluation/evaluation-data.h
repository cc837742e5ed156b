/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EVALUATION_DATA_H
#define COINFERENCE_EVALUATION_DATA_H

#include "task.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-evaluation
 * @brief Samples that a model is run on, and what it is to make of them.
 */
struct EvaluationData
{
    std::vector<std::vector<float>> inputs; //!< elements of the model's one open input
    std::unique_ptr<Task> task;             //!< null if nothing is told
};

/**
 * @ingroup coinference-evaluation
 * @brief Read a folder: inputs.npy, and labels.txt (a class number a line: accuracy), or texts.txt
 * with characters.txt (a text a line; a character a line: character errors), or targets.npy (as
 * inputs.npy, of the model's first output: mean squared error).
 * @param folder the folder, not trusted
 * @param extents shape of the model's input, its first extent 1: each sample is run alone
 * @param most samples that are read
 * @return the samples, one at least
 * @throw std::invalid_argument naming the file, what in it, and what is allowed
 */
EvaluationData ReadEvaluationData(const std::string& folder,
                                  const std::vector<std::int64_t>& extents,
                                  std::size_t most);

/**
 * @ingroup coinference-evaluation
 * @brief Inputs drawn from the standard normal distribution, from one of ns-3's streams.
 * @param extents shape of the model's input
 * @param count how many, at least 1
 * @return the samples, the same ones for the same seed and run of ns-3
 */
EvaluationData DrawEvaluationData(const std::vector<std::int64_t>& extents, std::size_t count);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EVALUATION_DATA_H */
