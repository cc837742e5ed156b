/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evaluation/task.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

/// Recursive, from the definition.
std::size_t
DistanceByDefinition(const std::u32string& a, const std::u32string& b)
{
    if (a.empty() || b.empty())
    {
        return a.size() + b.size();
    }
    const auto change = DistanceByDefinition(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1);
    return std::min({change,
                     DistanceByDefinition(a.substr(1), b) + 1,
                     DistanceByDefinition(a, b.substr(1)) + 1});
}

TEST(Task, EditDistanceIsItsDefinition)
{
    const std::u32string letters = U"abc";
    std::uint32_t state = 1;
    const auto draw = [&](std::size_t below) {
        state = state * 1664525 + 1013904223;
        return (state >> 16) % below;
    };
    for (int i = 0; i < 300; ++i)
    {
        std::u32string a(draw(6), U'a');
        std::u32string b(draw(6), U'a');
        for (auto* text : {&a, &b})
        {
            for (auto& letter : *text)
            {
                letter = letters[draw(3)];
            }
        }
        EXPECT_EQ(EditDistance(a, b), DistanceByDefinition(a, b));
    }
}

TEST(Task, TextsAreReadAsThePlacesSay)
{
    const TextTask task({U"aab b"}, U"ab");
    // Classes: none, a, b, space.
    const std::vector<int> places{3, 1, 1, 0, 1, 2, 3, 3, 2, 3, 0};
    std::vector<float> scores(places.size() * 4, 0);
    for (std::size_t i = 0; i < places.size(); ++i)
    {
        scores[4 * i + static_cast<std::size_t>(places[i])] = 1;
    }
    OutputView output{{1, static_cast<std::int64_t>(places.size()), 4}, scores.data()};
    EXPECT_EQ(task.Read(output), U"aab b");
    EXPECT_EQ(task.Judge(0, output).sum, 0);
    EXPECT_EQ(task.Judge(0, output).of, 5);
    output.extents = {1, 4, static_cast<std::int64_t>(places.size())};
    EXPECT_THROW(task.Read(output), std::invalid_argument);
}

TEST(Task, WilsonsIntervalHoldsAtTheEnds)
{
    const ClassTask task({0, 0, 0, 0});
    const auto all = task.Sum({{1, 1}, {1, 1}, {1, 1}, {1, 1}});
    EXPECT_EQ(all.value, 1);
    EXPECT_EQ(all.interval->high, 1);
    // Its lower end p solves p = 1 - z sqrt(p (1 - p)/n).
    const double p = all.interval->low;
    EXPECT_NEAR(1 - p, 1.959963984540054 * std::sqrt(p * (1 - p) / 4), 1e-12);
    const auto half = task.Sum({{1, 1}, {0, 1}});
    EXPECT_NEAR(half.interval->low + half.interval->high, 1, 1e-12);
}

TEST(Task, ARatioIsOfSumsAndItsIntervalThatOfAMeanWhereAllAreAlike)
{
    const TargetTask task({{0, 0}, {1, 1}, {2, 2}});
    const std::vector<float> output{0.5F, 0};
    EXPECT_EQ(task.Judge(0, {{2}, output.data()}).sum, 0.25);
    const auto sum = task.Sum({{1, 2}, {3, 2}, {5, 2}});
    EXPECT_NEAR(sum.value, 1.5, 1e-15);
    SampleStatistics mean;
    for (const double value : {0.5, 1.5, 2.5})
    {
        mean.Add(value);
    }
    EXPECT_NEAR(sum.interval->low, mean.GetConfidenceInterval()->low, 1e-12);
    EXPECT_NEAR(task.Sum({{1, 1}, {6, 3}}).value, 7.0 / 4, 1e-15);
}

TEST(Task, OutputsThatAreNoNumbersAreNoAnswers)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> output{nan, nan};
    EXPECT_EQ(ClassTask({0}).Judge(0, {{2}, output.data()}).sum, 0);
    const TargetTask task({{0, 0}, {1, 1}});
    const auto sum = task.Sum({task.Judge(0, {{2}, output.data()}), {1, 2}});
    EXPECT_TRUE(std::isinf(sum.value));
    EXPECT_FALSE(sum.interval);
}

TEST(Task, WhatDoesNotFitIsNamed)
{
    const ClassTask task({7});
    const std::vector<float> output(3, 0);
    EXPECT_THROW(task.Judge(0, {{1, 3}, output.data()}), std::invalid_argument);
    EXPECT_THROW(CodePoints("\xff"), std::invalid_argument);
    EXPECT_EQ(CodePoints("ä字"), U"ä字");
}

} // namespace
