/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"

#include "ns3/allocation-scheme.h"
#include "ns3/model-profile.h"
#include "ns3/split-option.h"
#include "ns3/string.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// BLIP-2's problem with all its splits over an uplink of a given rate [bit/s].
DesignProblem
ProblemOver(double rate, bool keepInput)
{
    const auto model = ModelProfile::Load("blip-2-caption");
    DesignProblem problem;
    problem.workload = model.At(Placement::SPLIT);
    problem.splits = SplitOptionsOf(model, SplitsFromText("", model, "all"), keepInput);
    for (auto& option : problem.splits)
    {
        option.communicationDelay = 8.0 * static_cast<double>(option.workload.uplinkBytes) / rate;
    }
    problem.communicationDelay = 8.0 * static_cast<double>(problem.workload.uplinkBytes) / rate;
    return problem;
}

} // namespace

TEST(SplitScheme, TheProfileHas41Splits)
{
    const auto model = ModelProfile::Load("blip-2-caption");
    ASSERT_EQ(model.splits.size(), 41);
    const auto own = model.At(Placement::SPLIT);
    // The one behind the last block is the profile's own, which is rounded.
    const auto last = model.AtSplit(model.FindSplit("", "block-39"));
    EXPECT_NEAR(last.agentFlops, own.agentFlops, 1e-5 * own.agentFlops);
    EXPECT_NEAR(last.weights, own.weights, 1e-5 * own.weights);
    EXPECT_EQ(last.uplinkBytes, own.uplinkBytes);
    double before = 0;
    for (std::uint32_t i = 0; i < model.splits.size(); ++i)
    {
        const auto workload = model.AtSplit(i);
        EXPECT_NEAR(workload.agentFlops + workload.serverFlops, 864.9e9, 1);
        EXPECT_GT(workload.agentFlops, before);
        before = workload.agentFlops;
        EXPECT_EQ(workload.uplinkBytes, i == 40 ? 163840 : 723712);
        ASSERT_TRUE(workload.layers);
        EXPECT_EQ(workload.layers->size(), i + 1);
    }
    EXPECT_EQ(model.FindSplit("", "q-former"), 40);
    EXPECT_THROW(model.FindSplit("splits", "block-40"), std::invalid_argument);
}

TEST(SplitScheme, TheLayersAreThoseOfBlip2)
{
    // ViT-g/14: width 1408, MLP 6144, 39 blocks, 257 tokens of patches of 14 x 14 x 3.
    const auto model = ModelProfile::Load("blip-2-caption");
    const double width = 1408;
    const double mlp = 6144;
    const double tokens = 257;
    const double linear = 4 * width * width + 2 * width * mlp;
    const auto& block = model.layers->at(7);
    EXPECT_EQ(block.flops, 2 * tokens * linear + 2 * 2 * tokens * tokens * width);
    EXPECT_EQ(block.weights, linear + 3 * width + width + mlp + width + 4 * width);
    EXPECT_EQ(model.layers->front().flops, 2.0 * 256 * 3 * 14 * 14 * width);
    // Q-Former: 12 layers of BERT, 768 wide, 32 queries, cross-attention to 1408 in every other.
    const double h = 768;
    const double queries = 32;
    const double self =
        2 * queries * 4 * h * h + 2 * 2 * queries * queries * h + 2 * queries * 2 * h * 4 * h;
    const double cross =
        2 * queries * 2 * h * h + 2 * tokens * 2 * width * h + 2 * 2 * queries * tokens * h;
    const double projection = 2 * queries * h * 2560;
    EXPECT_EQ(model.layers->back().flops, 12 * self + 6 * cross + projection);
}

TEST(SplitScheme, ASlowLinkLeavesOneSplitOf41)
{
    // At 2 Mbit/s an embedding of the ViT takes 2.89 s, that of the Q-Former 0.66 s.
    auto problem = ProblemOver(2e6, true);
    problem.delayBudget = 3.5;
    problem.energyBudget = 5;
    int feasible = 0;
    const auto joint = AllocationScheme::Create("joint");
    for (const auto& option : problem.splits)
    {
        if (option.placement == Placement::SPLIT)
        {
            feasible += joint->Solve(problem.Decided(option)).IsFeasible();
        }
    }
    const auto answer = AllocationScheme::Create("split")->Solve(problem);
    ASSERT_TRUE(answer.IsFeasible());
    EXPECT_EQ(feasible, 1);
    EXPECT_EQ(answer.placement, Placement::SPLIT);
    EXPECT_EQ(answer.split, 40);
    EXPECT_EQ(answer.status, Allocation::Status::OPTIMAL);
    EXPECT_LE(answer.delay, 3.5 * (1 + 1e-9));

    // The raw image may leave, and crosses sooner still: nothing is quantized.
    const auto open = AllocationScheme::Create("split")->Solve([] {
        auto other = ProblemOver(2e6, false);
        other.delayBudget = 3.5;
        other.energyBudget = 50;
        return other;
    }());
    EXPECT_EQ(open.placement, Placement::SERVER);
    EXPECT_EQ(open.totalDistortion, 0);
}

TEST(SplitScheme, IsTheBestOfAllSplitsBitsAndClocks)
{
    RandomProblem random(5);
    const auto uniform = [&random](double low, double high) { return random.Uniform(low, high); };
    const auto scheme = AllocationScheme::Create("split");
    std::set<std::uint32_t> chosen;
    std::set<Placement> placements;
    int infeasible = 0;
    for (int set = 0; set < 60; ++set)
    {
        auto problem = ProblemOver(std::exp(uniform(std::log(1e6), std::log(1e8))), set % 2 == 0);
        problem.delayBudget = uniform(0.5, 6);
        problem.energyBudget = std::exp(uniform(-1, 4));
        problem.agent.memory = set % 3 == 0 ? std::exp(uniform(std::log(1e7), std::log(1e9))) : 0;
        double best = std::numeric_limits<double>::infinity();
        for (const auto& option : problem.splits)
        {
            const bool isServer = option.placement == Placement::SERVER;
            for (std::uint32_t bits = isServer ? 16 : 1; bits <= (isServer ? 16 : 8); ++bits)
            {
                const auto& work = option.workload;
                const double a = bits * work.agentFlops / (16 * 32);
                const double s = work.serverFlops / 128;
                const double time = problem.delayBudget - option.communicationDelay;
                const double total =
                    isServer ? 0 : work.weights * std::log1p(std::pow(2, 1.0 - bits)) / 50;
                if (total >= best ||
                    (problem.agent.memory > 0 && work.weights * bits / 8 > problem.agent.memory))
                {
                    continue;
                }
                // Every split of the time, finely.
                for (int part = 0; part <= 2000; ++part)
                {
                    const double t = time * part / 2000;
                    const double u = time - t;
                    if ((a == 0 || a <= 2e9 * t) && (s == 0 || s <= 1e10 * u) &&
                        (a == 0 ? 0 : 2e-29 * a * a * a / t / t) +
                                (s == 0 ? 0 : 2e-28 * s * s * s / u / u) <=
                            problem.energyBudget)
                    {
                        best = total;
                        break;
                    }
                }
            }
        }
        const auto answer = scheme->Solve(problem);
        if (!answer.IsFeasible())
        {
            EXPECT_TRUE(std::isinf(best)) << set;
            ++infeasible;
            continue;
        }
        // The grid may miss what only one point allows, and finds nothing better.
        EXPECT_LE(answer.totalDistortion, best * (1 + 1e-12)) << set;
        auto slack = problem;
        slack.delayBudget *= 0.998;
        slack.energyBudget *= 0.998;
        const auto tighter = scheme->Solve(slack);
        if (tighter.IsFeasible())
        {
            EXPECT_GE(tighter.totalDistortion, best * (1 - 1e-12)) << set;
        }
        chosen.insert(answer.split);
        placements.insert(answer.placement);
    }
    EXPECT_GE(chosen.size(), 5);
    EXPECT_EQ(placements.size(), 3);
    EXPECT_GT(infeasible, 3);
}

TEST(SplitScheme, EachSplitMayHaveAWidthALayer)
{
    auto problem = ProblemOver(1e8, true);
    problem.delayBudget = 3.3;
    problem.energyBudget = 10;
    const auto single = AllocationScheme::Create("split");
    const auto layered = AllocationScheme::Create("split");
    layered->SetAttribute("Scheme", StringValue("layered"));
    const auto one = single->Solve(problem);
    const auto each = layered->Solve(problem);
    ASSERT_TRUE(one.IsFeasible() && each.IsFeasible());
    EXPECT_LE(each.totalDistortion, one.totalDistortion * (1 + 1e-12));
    EXPECT_EQ(each.status, Allocation::Status::OPTIMAL);
    layered->SetAttribute("Scheme", StringValue("split"));
    EXPECT_THROW(layered->Solve(problem), std::invalid_argument);
}

TEST(SplitScheme, WithoutSplitsTheEndsAreChosenFrom)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2-caption").At(Placement::SPLIT);
    problem.delayBudget = 10;
    problem.energyBudget = 100;
    EXPECT_EQ(AllocationScheme::Create("split")->Solve(problem).placement, Placement::SERVER);
    problem.communicationDelay = 9.9;
    EXPECT_EQ(AllocationScheme::Create("split")->Solve(problem).placement, Placement::AGENT);
    problem.communicationDelay = 0;
    problem.delayBudget = 3.5;
    problem.energyBudget = 2;
    EXPECT_EQ(AllocationScheme::Create("split")->Solve(problem).placement, Placement::SPLIT);
    problem.delayBudget = 0.1;
    EXPECT_FALSE(AllocationScheme::Create("split")->Solve(problem).IsFeasible());
}
