/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "support/strict-json.h"
#include "sweep/summary-values.h"
#include "sweep/sweep-spec.h"

#include "ns3/model-profile.h"
#include "ns3/ppo-policy.h"

#include <fstream>
#include <functional>
#include <gtest/gtest.h>

using namespace ns3::coinference;

namespace
{

std::string
Complaint(const std::function<void()>& action)
{
    try
    {
        action();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

std::string
Parse(const std::string& text)
{
    return Complaint([&] { ParseStrictJson<nlohmann::json>(text); });
}

} // namespace

TEST(StrictJson, DeepNestingIsRefusedEverywhere)
{
    for (const char* open : {"[", "{\"a\":", "[{\"a\":["})
    {
        std::string deep;
        for (int i = 0; i < 200000; ++i)
        {
            deep += open;
        }
        const std::string wanted = "bad JSON: it is nested deeper than 64 levels";
        EXPECT_EQ(Parse(deep), wanted);
        EXPECT_EQ(Complaint([&] { ModelProfile::FromText(deep); }), wanted);
        EXPECT_EQ(Complaint([&] { SweepSpec::Parse(deep); }), wanted);
        EXPECT_EQ(Complaint([&] { ReadRunSummary(deep); }), wanted);
    }
    EXPECT_EQ(Parse(std::string(64, '[') + std::string(64, ']')), "");
    EXPECT_NE(Parse(std::string(65, '[') + std::string(65, ']')), "");
    // Brackets within texts are none.
    EXPECT_EQ(Parse("\"" + std::string(100, '[') + "\\\"" + std::string(100, '{') + "\""), "");
    EXPECT_EQ(Parse("[" + std::string(99, ' ') + "[],[],[]]"), "");
}

TEST(StrictJson, NamesFieldsOfNumbersThatOverflow)
{
    EXPECT_EQ(Parse("{\"a\":{\"b\":[1,1e999]}}"),
              "a.b = 1e999 is not allowed: it must be a number below 1.8e308");
    EXPECT_EQ(Parse("{\"a\":{\"b\":1},\"c\":-1e400}"),
              "c = -1e400 is not allowed: it must be a number below 1.8e308");
    EXPECT_EQ(Complaint([] { SweepSpec::Parse("{\"name\":\"x\",\"options\":{\"speed\":1e999}}"); }),
              "options.speed = 1e999 is not allowed: it must be a number below 1.8e308");
}

TEST(StrictJson, SaysWhatIsWrongInOneShortLine)
{
    EXPECT_EQ(Parse("{\"a\":1,\"b\":{\"a\":1,\"a\":2}}"), "b.a is given twice");
    for (const auto& text : {std::string("{\"a\":tru}"),
                             std::string(100000, 'x'),
                             "{\"" + std::string(100000, 'y'),
                             std::string("\xff\xfe\n\n{"),
                             std::string("[1,2")})
    {
        const auto message = Parse(text);
        EXPECT_EQ(message.rfind("bad JSON at line ", 0), 0) << message;
        EXPECT_LT(message.size(), 250);
        EXPECT_EQ(message.find("json.exception"), std::string::npos) << message;
        EXPECT_EQ(message.find("while parsing"), std::string::npos) << message;
        EXPECT_EQ(message.find('\n'), std::string::npos);
    }
    EXPECT_LT(ShortJson(nlohmann::json(std::vector<int>(1000000, 7))).size(), 61);
    EXPECT_LT(ShortJson(nlohmann::json(std::string(1000000, '7'))).size(), 61);
}
