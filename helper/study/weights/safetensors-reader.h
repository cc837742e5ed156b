/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SAFETENSORS_READER_H
#define COINFERENCE_SAFETENSORS_READER_H

#include "tensor-data.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Read a safetensors file: names and shapes; weights stay where they are.
 * @param path the file, not trusted
 * @return its tensors, in order of their bytes; integers are OTHER
 * @throw std::invalid_argument naming the file, the tensor, and what is allowed
 */
std::vector<TensorData> ReadSafetensors(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SAFETENSORS_READER_H */
