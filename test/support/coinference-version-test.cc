/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/coinference-version.h"

#include <gtest/gtest.h>
#include <regex>

using namespace ns3::coinference;

TEST(CoinferenceVersion, NamesTheModuleAndNs3)
{
    EXPECT_TRUE(std::regex_match(ModuleVersion(), std::regex(R"(\d+\.\d+\.\d+)")))
        << ModuleVersion();
    EXPECT_TRUE(std::regex_match(Ns3Version(), std::regex(R"(3\.\d+.*)"))) << Ns3Version();
}
