/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/coinference-data-folder.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <optional>
#include <string>

using namespace ns3::coinference;

namespace
{

/// Sets or unsets COINFERENCE_DATA and puts back what was there.
class ScopedDataVariable
{
  public:
    explicit ScopedDataVariable(const char* value)
    {
        if (const char* before = std::getenv(NAME))
        {
            m_before = before;
        }
        Set(value);
    }

    ~ScopedDataVariable()
    {
        Set(m_before ? m_before->c_str() : nullptr);
    }

  private:
    static constexpr const char* NAME = "COINFERENCE_DATA";

    static void Set(const char* value)
    {
        value ? setenv(NAME, value, 1) : unsetenv(NAME);
    }

    std::optional<std::string> m_before;
};

} // namespace

TEST(DataFolder, HoldsThePresets)
{
    const ScopedDataVariable none(nullptr);
    EXPECT_TRUE(std::filesystem::exists(DataFolder() / "blip-2.json"));
}

TEST(DataFolder, IsWhereTheEnvironmentSays)
{
    const ScopedDataVariable elsewhere("/nowhere/else");
    EXPECT_EQ(DataFolder(), "/nowhere/else");
}
