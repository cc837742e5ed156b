/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Apart from weight-quantizer.cc, so that each kind of quantizer knows its base and not the others.

#include "group-quantizer.h"
#include "support/checked-field.h"
#include "weight-quantizer.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

namespace ns3
{
namespace coinference
{

std::unique_ptr<WeightQuantizer>
WeightQuantizer::Create(const std::string& name, std::uint32_t bitWidth, double weightRate)
{
    const auto scalar = ScalarQuantizer::GetNames();
    if (std::find(scalar.begin(), scalar.end(), name) != scalar.end())
    {
        return ScalarQuantizer::Create(name, bitWidth, weightRate);
    }
    RequirePositive("", "weightRate", weightRate);
    for (const std::uint32_t groupSize : {32, 128})
    {
        if (name == "absmax-g" + std::to_string(groupSize))
        {
            return std::make_unique<GroupQuantizer>(bitWidth, groupSize);
        }
    }
    RejectField("quantizer", name, "one of " + boost::algorithm::join(GetNames(), ", "));
}

std::vector<std::string>
WeightQuantizer::GetNames()
{
    auto names = ScalarQuantizer::GetNames();
    names.insert(names.end(), {"absmax-g32", "absmax-g128"});
    return names;
}

} // namespace coinference
} // namespace ns3
