/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PROFILE_EVALUATE_H
#define COINFERENCE_PROFILE_EVALUATE_H

#include "weights/model-study.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

/** @brief What --evaluate and the options beside it say. */
struct EvaluateOptions
{
    std::string data;          //!< "random" or a folder; "" for none
    std::uint32_t samples{32}; //!< at most
    /// The first is that of the layers one by one.
    std::string quantizers{
        "absmax-channel,absmax-tensor,absmax-g64,least-l1,uniform,pot-log,optimal-scalar"};
    std::string bits{"2,3,4,5,6,7,8,10,12"}; //!< b^ [bit]
    std::uint32_t activationBits{16};        //!< of what crosses the cut [bit]
    std::uint32_t effectsBits{8};            //!< of the layers one by one; 0: left out [bit]
};

/**
 * @brief Run the model with quantized weights.
 * @param study the model, of an ONNX file with its work; the outputs are added
 * @param options the options
 * @param split name of the cut; "" if all layers are the agent's
 * @param onRun told before each setting: how many are done, how many there are
 * @throw std::invalid_argument naming the option that is not allowed, or if this build has no
 *        LibTorch
 */
void Evaluate(ns3::coinference::ModelStudy& study,
              const EvaluateOptions& options,
              const std::string& split,
              const std::function<void(std::size_t, std::size_t)>& onRun);

#endif /* COINFERENCE_PROFILE_EVALUATE_H */
