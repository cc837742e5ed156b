/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONNX_READER_H
#define COINFERENCE_ONNX_READER_H

#include "onnx-model.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Read an ONNX file: its structure; weights stay where they are.
 * @param path the file, not trusted
 * @return the model
 * @throw std::invalid_argument naming the file, what in it, and what is allowed
 */
OnnxModel ReadOnnxModel(const std::string& path);

/**
 * @ingroup coinference-weights
 * @brief The weights of a constant.
 * @param model the model
 * @param tensor one of its constants
 * @return the weights; of another element than F16, BF16, F32 and F64 OTHER, without bytes
 * @throw std::invalid_argument if there are not as many bytes as its shape says, or it lies in a
 *        file outside the model's folder
 */
TensorData DataOf(const OnnxModel& model, const OnnxTensor& tensor);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONNX_READER_H */
