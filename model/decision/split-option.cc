/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "split-option.h"

#include "support/checked-field.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

std::vector<std::uint32_t>
SplitsFromText(const std::string& field, const ModelProfile& model, const std::string& names)
{
    if (names.empty())
    {
        return {OWN_SPLIT};
    }
    std::vector<std::uint32_t> splits;
    if (names == "all")
    {
        for (std::uint32_t i = 0; i < model.splits.size(); ++i)
        {
            splits.push_back(i);
        }
        return splits.empty() ? std::vector<std::uint32_t>{OWN_SPLIT} : splits;
    }
    for (const auto name : SplitList(names, ','))
    {
        splits.push_back(model.FindSplit(field, std::string(name)));
        if (std::count(splits.begin(), splits.end(), splits.back()) > 1)
        {
            RejectField(field, names, "without repetition");
        }
    }
    return splits;
}

std::vector<SplitOption>
SplitOptionsOf(const ModelProfile& model,
               const std::vector<std::uint32_t>& splits,
               bool keepInput,
               std::uint32_t activationBits)
{
    std::vector<SplitOption> options;
    for (const auto split : splits)
    {
        options.push_back({Placement::SPLIT, split, model.AtSplit(split, activationBits), 0, 0});
    }
    const auto addEnd = [&](Placement placement) {
        options.push_back({placement, OWN_SPLIT, model.At(placement, activationBits), 0, 0});
    };
    addEnd(Placement::AGENT);
    if (!keepInput)
    {
        addEnd(Placement::SERVER);
    }
    return options;
}

} // namespace coinference
} // namespace ns3
