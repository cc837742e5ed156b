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
        {"-1e+3", "-10³"},
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

TEST(SweepLabels, QualityIsWhatTheModelMeasures)
{
    SweepSpec spec;
    EXPECT_EQ(SweepLabel(spec, "quality.mean").WithUnit(), "Quality of the task, mean");
    spec.options["model"] = "blip-2-caption";
    EXPECT_EQ(SweepLabel(spec, "quality.mean").WithUnit(), "CIDEr, mean [10⁻²]");
    EXPECT_EQ(SweepLabel(spec, "delay.mean").WithUnit(), "Inference delay, mean [s]");
    spec.options["model"] = "pp-ocrv4-reader";
    EXPECT_EQ(SweepLabel(spec, "quality").WithUnit(), "Characters right");
    spec.options["model"] = "no such model";
    EXPECT_EQ(SweepLabel(spec, "quality").WithUnit(), "Quality of the task");
    spec.labels["quality"] = "My measure [%]";
    EXPECT_EQ(SweepLabel(spec, "quality").WithUnit(), "My measure [%]");
}
