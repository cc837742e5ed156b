/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quality-table.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

std::optional<double>
QualityTable::At(double atBits) const
{
    const auto next = std::lower_bound(bits.begin(), bits.end(), atBits);
    if (next == bits.end())
    {
        return std::nullopt;
    }
    const auto i = next - bits.begin();
    if (*next == atBits)
    {
        return value[i];
    }
    if (i == 0)
    {
        return std::nullopt;
    }
    const double part = (atBits - bits[i - 1]) / (bits[i] - bits[i - 1]);
    return value[i - 1] + part * (value[i] - value[i - 1]);
}

bool
QualityTable::IsMeasured(double atBits) const
{
    return std::binary_search(bits.begin(), bits.end(), atBits);
}

void
QualityTable::Validate(const std::string& prefix) const
{
    if (name.empty())
    {
        RejectField(prefix + "name", "\"\"", "a text");
    }
    if (bits.empty())
    {
        RejectField(prefix + "bits", "[]", "at least one bit-width");
    }
    for (std::size_t i = 0; i < bits.size(); ++i)
    {
        if (!(bits[i] >= 1 && bits[i] <= 64 && (i == 0 || bits[i] > bits[i - 1])))
        {
            RejectField(prefix + "bits", NumberToText(bits[i]), "from 1 to 64, ascending");
        }
    }
    const auto require = [&](const char* field, const std::vector<double>& list, bool mayBeEmpty) {
        if (!(list.empty() && mayBeEmpty) && list.size() != bits.size())
        {
            RejectField(prefix + field,
                        std::to_string(list.size()) + " numbers",
                        "as many as there are bits, " + std::to_string(bits.size()));
        }
        for (const double number : list)
        {
            if (!std::isfinite(number))
            {
                RejectField(prefix + field, NumberToText(number), "finite");
            }
        }
    };
    require("value", value, false);
    require("low", low, true);
    require("high", high, true);
}

} // namespace coinference
} // namespace ns3
