/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evaluate.h"
#include "evaluation/model-evaluation.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>

using namespace ns3::coinference;

namespace
{

EvaluationOptions
Read(const EvaluateOptions& given, const std::string& split)
{
    EvaluationOptions options;
    options.data = given.data;
    options.split = split;
    options.samples = given.samples;
    options.activationBits = given.activationBits;
    options.effectsBits = given.effectsBits;
    for (const auto item : SplitList(given.bits, ','))
    {
        const auto number = NumberFromText(item);
        if (!number || !(*number >= 1 && *number <= MOST_MEASURED_BITS) ||
            *number != std::floor(*number))
        {
            RejectField("evaluateBits", ShortText(item), "whole numbers from 1 to 16");
        }
        options.bits.push_back(static_cast<std::uint32_t>(*number));
    }
    std::sort(options.bits.begin(), options.bits.end());
    options.bits.erase(std::unique(options.bits.begin(), options.bits.end()), options.bits.end());
    const auto& known = QuantizerNames();
    std::string all;
    for (const auto& name : known)
    {
        all += (all.empty() ? "" : ", ") + name;
    }
    for (const auto item : SplitList(given.quantizers, ','))
    {
        if (std::find(known.begin(), known.end(), item) == known.end())
        {
            RejectField("quantizers", ShortText(item), all);
        }
        if (std::find(options.quantizers.begin(), options.quantizers.end(), item) ==
            options.quantizers.end())
        {
            options.quantizers.emplace_back(item);
        }
    }
    return options;
}

} // namespace

void
Evaluate(ModelStudy& study,
         const EvaluateOptions& options,
         const std::string& split,
         const std::function<void(std::size_t, std::size_t)>& onRun)
{
    study.outputs = EvaluateModel(study, Read(options, split), onRun);
}
