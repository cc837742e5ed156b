/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"
#include "decision/layer-widths.h"

#include "ns3/allocation-scheme.h"
#include "ns3/model-profile.h"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Calls with every choice of a width for each layer.
void
ForAllChoices(std::size_t layers,
              const std::vector<std::uint32_t>& widths,
              const std::function<void(const std::vector<std::uint32_t>&)>& call)
{
    std::vector<std::size_t> places(layers, 0);
    while (true)
    {
        std::vector<std::uint32_t> choice;
        for (const auto place : places)
        {
            choice.push_back(widths[place]);
        }
        call(choice);
        std::size_t at = 0;
        while (at < layers && ++places[at] == widths.size())
        {
            places[at++] = 0;
        }
        if (at == layers)
        {
            return;
        }
    }
}

/// D_S at lambda = 1 (theory.md 4), written once more.
double
Scalar(double bits)
{
    return std::log1p(std::pow(2, 1 - bits));
}

/// Least energy of a problem of cubic chips without reserve at so many bits, by search alone.
double
LeastEnergyBySearch(const DesignProblem& problem, double bits)
{
    const double a = bits * problem.workload.agentFlops /
                     (problem.workload.fullPrecisionBits * problem.agent.flopsPerCycle);
    const double s = problem.workload.serverFlops / problem.server.flopsPerCycle;
    const auto energy = [&](double time) {
        const double rest = problem.delayBudget - time;
        if (time < a / problem.agent.maxFrequency || rest < s / problem.server.maxFrequency)
        {
            return std::numeric_limits<double>::infinity();
        }
        return problem.agent.pue * problem.agent.powerCoefficient * a * a * a / time / time +
               problem.server.pue * problem.server.powerCoefficient * s * s * s / rest / rest;
    };
    double low = a / problem.agent.maxFrequency;
    double high = problem.delayBudget - s / problem.server.maxFrequency;
    if (low > high)
    {
        return std::numeric_limits<double>::infinity();
    }
    for (int i = 0; i < 200; ++i)
    {
        const double left = low + (high - low) * 0.382;
        const double right = low + (high - low) * 0.618;
        (energy(left) < energy(right) ? high : low) = energy(left) < energy(right) ? right : left;
    }
    return std::min(energy(low), std::min(energy(high), energy((low + high) / 2)));
}

} // namespace

TEST(LayerWidths, AreThoseOfAllChoicesTheBest)
{
    RandomProblem random(7);
    const auto uniform = [&random](double low, double high) { return random.Uniform(low, high); };
    int stored = 0;
    int impossible = 0;
    for (int set = 0; set < 3000; ++set)
    {
        LayerWidthProblem problem;
        const int layers = 1 + set % 6;
        double work = 0;
        double storage = 0;
        for (int i = 0; i < layers; ++i)
        {
            const bool isCopy = i > 0 && set % 4 == 0;
            problem.layers.push_back(
                isCopy ? problem.layers[0]
                       : LayerWidthProblem::Layer{std::exp(uniform(-3, 3)),
                                                  set % 5 == 1 && i == 1 ? 0 : uniform(0.1, 5),
                                                  uniform(0.1, 5)});
            work += problem.layers[i].work;
            storage += problem.layers[i].storage;
        }
        for (std::uint32_t width = 1; width <= 5; ++width)
        {
            if (set % 3 != 0 || width != 2)
            {
                problem.widths.push_back(width);
                problem.distortions.push_back(Scalar(width));
            }
        }
        problem.work = work * uniform(0.8, 5);
        if (set % 2 == 1)
        {
            problem.storage = storage * uniform(0.9, 5);
            ++stored;
        }
        double best = std::numeric_limits<double>::infinity();
        ForAllChoices(layers, problem.widths, [&](const std::vector<std::uint32_t>& choice) {
            double used = 0;
            double taken = 0;
            double distortion = 0;
            for (int i = 0; i < layers; ++i)
            {
                used += problem.layers[i].work * choice[i];
                taken += problem.layers[i].storage * choice[i];
                distortion += problem.layers[i].importance * Scalar(choice[i]);
            }
            if (used <= problem.work && taken <= problem.storage)
            {
                best = std::min(best, distortion);
            }
        });
        const auto answer = ChooseLayerWidths(problem);
        if (std::isinf(best))
        {
            EXPECT_TRUE(answer.widths.empty()) << set;
            ++impossible;
            continue;
        }
        ASSERT_EQ(answer.widths.size(), problem.layers.size()) << set;
        EXPECT_TRUE(answer.isOptimal) << set;
        ASSERT_NEAR(answer.distortion, best, 1e-9 * best) << set;
        EXPECT_LE(answer.bound, answer.distortion) << set;
        // Giving up early never claims more than is so.
        const auto hasty = ChooseLayerWidths(problem, 2);
        ASSERT_LE(hasty.bound, best * (1 + 1e-9)) << set;
        ASSERT_GE(hasty.distortion, best * (1 - 1e-9)) << set;
    }
    EXPECT_GT(stored, 1000);
    EXPECT_GT(impossible, 50);
}

TEST(LayeredScheme, IsTheBestOfAllWidthsWithinTheBudgets)
{
    RandomProblem random(11);
    const auto uniform = [&random](double low, double high) { return random.Uniform(low, high); };
    const auto layered = AllocationScheme::Create("layered");
    const auto joint = AllocationScheme::Create("joint");
    int feasible = 0;
    int better = 0;
    for (int set = 0; set < 400; ++set)
    {
        DesignProblem problem;
        auto layers = std::make_shared<ModelLayers>();
        const int count = 1 + set % 4;
        problem.workload.agentFlops = 0;
        problem.workload.weights = 0;
        double inverseRate = 0;
        for (int i = 0; i < count; ++i)
        {
            ModelLayer layer;
            layer.flops = std::exp(uniform(std::log(2e10), std::log(2e11)));
            layer.weights = std::exp(uniform(std::log(1e6), std::log(1e8)));
            layer.weightRate = uniform(5, 100);
            layer.sensitivity = set % 2 == 0 ? 1 : uniform(0.5, 2);
            problem.workload.agentFlops += layer.flops;
            problem.workload.weights += layer.weights;
            inverseRate += layer.weights / layer.weightRate;
            layers->push_back(layer);
        }
        problem.workload.layers = layers;
        problem.workload.weightRate = problem.workload.weights / inverseRate;
        problem.workload.serverFlops = 1.3e11;
        problem.bitWidths = BitWidthSet::FromText("", "1-6");
        problem.delayBudget = uniform(0.3, 4);
        problem.energyBudget = std::exp(uniform(-2, 2));
        if (set % 3 == 0)
        {
            problem.agent.memory = problem.workload.weights * uniform(1, 6) / 8;
        }
        double best = std::numeric_limits<double>::infinity();
        std::vector<std::uint32_t> widths{1, 2, 3, 4, 5, 6};
        ForAllChoices(count, widths, [&](const std::vector<std::uint32_t>& choice) {
            double work = 0;
            double memory = 0;
            double total = 0;
            for (int i = 0; i < count; ++i)
            {
                const auto& layer = (*layers)[i];
                work += layer.flops * choice[i];
                memory += layer.weights * choice[i] / 8;
                total += layer.sensitivity * layer.weights * Scalar(choice[i]) / layer.weightRate;
            }
            const bool fits = problem.agent.memory == 0 || memory <= problem.agent.memory;
            if (fits && total < best &&
                LeastEnergyBySearch(problem, work / problem.workload.agentFlops) <=
                    problem.energyBudget)
            {
                best = total;
            }
        });
        const auto answer = layered->Solve(problem);
        ASSERT_EQ(answer.IsFeasible(), !std::isinf(best)) << set;
        const auto single = joint->Solve(problem);
        if (!answer.IsFeasible())
        {
            EXPECT_FALSE(single.IsFeasible()) << set;
            continue;
        }
        ++feasible;
        EXPECT_EQ(answer.status, Allocation::Status::OPTIMAL);
        ASSERT_NEAR(answer.totalDistortion, best, 1e-7 * best) << set;
        ASSERT_EQ(answer.precision.Widths()->size(), layers->size());
        if (single.IsFeasible())
        {
            ASSERT_LE(answer.totalDistortion, single.totalDistortion * (1 + 1e-12)) << set;
            better += answer.totalDistortion < 0.999 * single.totalDistortion;
        }
    }
    EXPECT_GT(feasible, 200);
    EXPECT_GT(better, 80);
}

TEST(LayeredScheme, TakesBetweenTwoWidthsWhereLayersAreAlike)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2-caption").At(Placement::SPLIT);
    const auto layered = AllocationScheme::Create("layered");
    const auto joint = AllocationScheme::Create("joint");
    for (const double budget : {2.5, 3.0, 3.5, 4.3})
    {
        problem.delayBudget = budget;
        const auto one = joint->Solve(problem);
        const auto each = layered->Solve(problem);
        ASSERT_TRUE(one.IsFeasible() && each.IsFeasible());
        EXPECT_EQ(each.status, Allocation::Status::OPTIMAL);
        EXPECT_GT(each.precision.Bits(), one.precision.BitWidth());
        EXPECT_LT(each.precision.Bits(), one.precision.BitWidth() + 1);
        EXPECT_LT(each.totalDistortion, one.totalDistortion);
        EXPECT_LE(each.delay, budget * (1 + 1e-9));
        EXPECT_LE(each.energy, 2 * (1 + 1e-9));
    }
}

TEST(LayeredScheme, SolvesAsManyLayersAsModelsHave)
{
    RandomProblem random(3);
    const auto uniform = [&random](double low, double high) { return random.Uniform(low, high); };
    LayerWidthProblem problem;
    double work = 0;
    for (int i = 0; i < 160; ++i)
    {
        problem.layers.push_back(
            {std::exp(uniform(-3, 3)), std::exp(uniform(-2, 2)), std::exp(uniform(-2, 2))});
        work += problem.layers.back().work;
    }
    for (std::uint32_t width = 1; width <= 8; ++width)
    {
        problem.widths.push_back(width);
        problem.distortions.push_back(Scalar(width));
    }
    problem.work = 3.7 * work;
    const auto answer = ChooseLayerWidths(problem);
    EXPECT_TRUE(answer.isOptimal);
    double used = 0;
    for (std::size_t i = 0; i < problem.layers.size(); ++i)
    {
        used += problem.layers[i].work * answer.widths[i];
    }
    EXPECT_LE(used, problem.work * (1 + 1e-12));
    EXPECT_GE(answer.bound, answer.distortion * (1 - 1e-3));
}

TEST(LayeredScheme, WithoutLayersItIsTheJointDesign)
{
    DesignProblem problem;
    problem.workload.agentFlops = 5e11;
    problem.workload.serverFlops = 1e10;
    const auto answer = AllocationScheme::Create("layered")->Solve(problem);
    const auto joint = AllocationScheme::Create("joint")->Solve(problem);
    EXPECT_EQ(answer.precision, joint.precision);
    EXPECT_EQ(answer.clocks.agent, joint.clocks.agent);
    EXPECT_EQ(answer.precision.Widths(), nullptr);
}
