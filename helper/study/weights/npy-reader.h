/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_NPY_READER_H
#define COINFERENCE_NPY_READER_H

#include "tensor-data.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Read an array as NumPy's save() writes it.
 * @param path the file, not trusted
 * @return the array, named as the file
 * @throw std::invalid_argument naming the file and what is allowed
 */
TensorData ReadNpy(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_NPY_READER_H */
