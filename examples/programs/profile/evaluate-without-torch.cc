/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What the library coinference-evaluation has, where there is no LibTorch to build it with.

#include "evaluation/model-evaluation.h"

#include <stdexcept>

namespace ns3
{
namespace coinference
{

bool
CanEvaluateModels()
{
    return false;
}

OutputStudy
EvaluateModel(const ModelStudy& /* study */,
              const EvaluationOptions& /* options */,
              const std::function<void(std::size_t, std::size_t)>& /* onRun */)
{
    throw std::logic_error("a model is to be run, and CanEvaluateModels() says no");
}

} // namespace coinference
} // namespace ns3
