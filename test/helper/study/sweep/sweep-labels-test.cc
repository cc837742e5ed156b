/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep/sweep-labels.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

using namespace ns3::coinference;

TEST(SweepLabels, WriteNumbersAsPeopleDo)
{
    const auto spec = SweepSpec::Parse(
        R"({"name": "try", "mode": "design", "schemes": ["joint"],
            "grid": {"agentFlops": [1e9, 2e10]}, "labels": {"agentFlops=1e9": "small"}})");
    const std::vector<std::pair<std::string, std::string>> values{
        {"1e9", "small"},
        {"2e10", "2·10¹⁰"},
        {"1E5", "10⁵"},
        {"1.5e-07", "1.5·10⁻⁷"},
        {"-1e+3", "-1·10³"},
        {"1e400", "1e400"},
        {"0e99999999999", "0e99999999999"},
        {"nan", "nan"},
        {"edge", "edge"},
        {"", ""}};
    for (const auto& [value, label] : values)
    {
        EXPECT_EQ(SweepValueLabel(spec, "agentFlops", value), label);
    }
}
