/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_EVALUATION_H
#define COINFERENCE_MODEL_EVALUATION_H

#include "weights/model-study.h"
#include "weights/output-study.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-evaluation
 * @brief How a model is run.
 */
struct EvaluationOptions
{
    std::string data;          //!< "random" or a folder, see ReadEvaluationData()
    std::uint32_t samples{32}; //!< at most, 1 or more
    std::vector<std::string>
        quantizers;                   //!< of QuantizerNames(); the first is the layers' one by one
    std::vector<std::uint32_t> bits;  //!< b^, rising, 1 to MOST_MEASURED_BITS [bit]
    std::string split;                //!< a cut's name; "" if all layers are the agent's
    std::uint32_t activationBits{16}; //!< of what crosses the cut, 1 to 32 [bit]
    std::uint32_t effectsBits{8};     //!< of the layers one by one; 0: not measured [bit]
};

/** @return whether this build can: true, where LibTorch is */
bool CanEvaluateModels();

/**
 * @ingroup coinference-evaluation
 * @brief Run a model with its first layers' weights quantized, beside itself at full precision.
 *
 * Values that cross the cut are rounded to 2^activationBits levels between their least and their
 * largest. Layers behind it keep their weights.
 *
 * @param study the model, of an ONNX file, with its work
 * @param options how
 * @param onRun told before each setting: how many are done, how many there are
 * @return what came out
 * @throw std::invalid_argument naming the file and the first node whose operator is not computed,
 *        the option or the sample
 */
OutputStudy EvaluateModel(const ModelStudy& study,
                          const EvaluationOptions& options,
                          const std::function<void(std::size_t, std::size_t)>& onRun);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_EVALUATION_H */
