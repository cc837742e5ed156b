/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TENSOR_ELEMENTS_H
#define COINFERENCE_TENSOR_ELEMENTS_H

#include "onnx-model.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief The elements of a small constant: whole numbers, truth values or single precision.
 * @param tensor the constant
 * @param most elements that are read
 * @return the elements; nothing if there are more, they are of another type, or lie elsewhere
 * @throw std::invalid_argument if there are not as many as its shape says
 */
std::optional<std::vector<double>> ElementsOf(const OnnxTensor& tensor, std::int64_t most);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TENSOR_ELEMENTS_H */
