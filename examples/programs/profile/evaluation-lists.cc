/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evaluation-lists.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

void
ReadEvaluationBits(const std::string& text, EvaluationOptions& options)
{
    for (const auto item : SplitList(text, ','))
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
}

void
ReadQuantizers(const std::string& text, EvaluationOptions& options)
{
    const auto& known = QuantizerNames();
    std::string all;
    for (const auto& name : known)
    {
        all += (all.empty() ? "" : ", ") + name;
    }
    for (const auto item : SplitList(text, ','))
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
}

} // namespace coinference
} // namespace ns3
