/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/design-problem.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

std::string
Complaint(const DesignProblem& problem)
{
    try
    {
        problem.Validate();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(DesignProblem, AddsUpDelayAndEnergy)
{
    DesignProblem problem;
    problem.workload.agentFlops = 64e9;
    problem.workload.serverFlops = 128e9;
    problem.communicationDelay = 0.25;
    problem.communicationEnergy = 0.5;
    // 8 of 16 bits: 1e9 cycles at 1 GHz and 1e9 at 4 GHz.
    EXPECT_DOUBLE_EQ(problem.Delay(8, {1e9, 4e9}), 0.25 + 1 + 0.25);
    EXPECT_DOUBLE_EQ(problem.Energy(8, {1e9, 4e9}),
                     0.5 + 1e9 * 2e-29 * 1e18 + 2 * 1e9 * 1e-28 * 16e18);
    EXPECT_EQ(problem.Delay(8, {0, 4e9}), INF);
}

TEST(DesignProblem, NoWorkTakesNoTimeAtAnyClock)
{
    DesignProblem problem;
    EXPECT_EQ(problem.Delay(8, {0, 0}), 0);
    EXPECT_EQ(problem.Energy(8, {0, 0}), 0);
}

TEST(DesignProblem, SlackIsForRoundingOnly)
{
    DesignProblem problem;
    EXPECT_TRUE(problem.MeetsDelay(3.5));
    EXPECT_TRUE(problem.MeetsDelay(std::nextafter(3.5, 4)));
    EXPECT_FALSE(problem.MeetsDelay(3.5 * (1 + 1e-11)));
    EXPECT_FALSE(problem.MeetsDelay(INF));
    EXPECT_FALSE(problem.MeetsDelay(std::nan("")));
    EXPECT_FALSE(problem.MeetsEnergy(2 * (1 + 1e-11)));
    EXPECT_FALSE(problem.MeetsEnergy(std::nan("")));
}

TEST(DesignProblem, NamesTheFieldThatIsWrong)
{
    EXPECT_EQ(Complaint(DesignProblem()), "");

    struct Field
    {
        const char* name;
        double* (*place)(DesignProblem&);
        bool mayBeZero;
    };

    const Field fields[] = {
        {"agentFlops", [](DesignProblem& p) { return &p.workload.agentFlops; }, true},
        {"serverFlops", [](DesignProblem& p) { return &p.workload.serverFlops; }, true},
        {"fullPrecisionBits",
         [](DesignProblem& p) { return &p.workload.fullPrecisionBits; },
         false},
        {"delayBudget", [](DesignProblem& p) { return &p.delayBudget; }, true},
        {"energyBudget", [](DesignProblem& p) { return &p.energyBudget; }, true},
        {"communicationDelay", [](DesignProblem& p) { return &p.communicationDelay; }, true},
        {"communicationEnergy", [](DesignProblem& p) { return &p.communicationEnergy; }, true},
        {"weightRate", [](DesignProblem& p) { return &p.workload.weightRate; }, false}};
    for (const auto& field : fields)
    {
        for (double value : {0.0, -1.0, 1e31, 1e-61, INF, -INF, std::nan("")})
        {
            DesignProblem problem;
            *field.place(problem) = value;
            const auto complaint = Complaint(problem);
            if (value == 0 && field.mayBeZero)
            {
                EXPECT_EQ(complaint, "");
            }
            else
            {
                EXPECT_EQ(complaint.find(std::string(field.name) + " = "), 0u) << complaint;
            }
        }
    }
    DesignProblem problem;
    problem.workload.fullPrecisionBits = 16.5;
    EXPECT_EQ(Complaint(problem),
              "fullPrecisionBits = 16.5 is not allowed: it must be a whole number from 1 to 64");
    problem = DesignProblem();
    problem.bitWidths.Clear();
    EXPECT_EQ(Complaint(problem).find("bitWidths = []"), 0u);
    problem = DesignProblem();
    problem.server.pue = -2;
    EXPECT_EQ(Complaint(problem).find("serverPue = -2 "), 0u);
}
