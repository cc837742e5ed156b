/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../../support/blip2-problem.h"
#include "design/bulk-design.h"

#include "ns3/joint-scheme.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

struct Row
{
    std::size_t point;
    std::size_t scheme;
    Allocation allocation;
};

std::vector<Row>
Rows(const DesignSweep& sweep, std::uint32_t threads = 1)
{
    std::vector<Row> rows;
    sweep.Run(
        [&rows](std::size_t point, std::size_t scheme, const Allocation& allocation) {
            rows.push_back({point, scheme, allocation});
        },
        threads);
    return rows;
}

std::vector<std::string>
Numbers(double first, double step, int count)
{
    std::vector<std::string> numbers;
    for (int i = 0; i < count; ++i)
    {
        numbers.push_back(std::to_string(first + i * step));
    }
    return numbers;
}

std::string
Complaint(const std::string& field, const std::vector<std::string>& values)
{
    DesignSweep sweep(Blip2());
    sweep.AddParameter("delayBudget", {"1"});
    try
    {
        sweep.AddParameter(field, values);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(DesignSweep, LastParameterVariesFastest)
{
    DesignSweep sweep(Blip2());
    sweep.AddParameter("delayBudget", {"1", "2"});
    sweep.AddParameter("bitWidths", {"1-4,8", "3", "5"});
    sweep.AddParameter("model", {"blip-2", "git-base"});
    ASSERT_EQ(sweep.GetPointCount(), 12u);
    for (std::size_t point = 0; point < 12; ++point)
    {
        const auto problem = sweep.GetProblem(point);
        EXPECT_EQ(problem.delayBudget, point < 6 ? 1 : 2);
        EXPECT_EQ(problem.bitWidths.GetN(), point / 2 % 3 == 0 ? 5u : 1u);
        EXPECT_EQ(problem.workload.agentFlops, point % 2 == 0 ? 520.96e9 : 210.76e9);
    }
}

TEST(DesignSweep, AnswersWhatTheSchemesAnswer)
{
    DesignSweep sweep(Blip2());
    sweep.AddParameter("delayBudget", Numbers(0.2, 0.3, 20));
    sweep.AddParameter("agentFrequencies", {"", "2e9,5e8", "1e9"});
    sweep.AddParameter("energyBudget", Numbers(0.05, 0.3, 20));
    const std::vector<std::string> names{"joint", "fixed-frequency", "random-feasible"};
    sweep.SetSchemes(names);
    const auto rows = Rows(sweep);
    ASSERT_EQ(rows.size(), 3600u);
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        ASSERT_EQ(rows[i].point, i / 3);
        ASSERT_EQ(rows[i].scheme, i % 3);
        const auto scheme = AllocationScheme::Create(names[i % 3]);
        scheme->AssignStreams(rows[i].point + 1);
        const auto answer = scheme->Solve(sweep.GetProblem(rows[i].point));
        ASSERT_EQ(rows[i].allocation.status, answer.status);
        ASSERT_EQ(rows[i].allocation.precision.BitWidth(), answer.precision.BitWidth());
        ASSERT_EQ(rows[i].allocation.energy, answer.energy);
        ASSERT_EQ(rows[i].allocation.bitWidthMean, answer.bitWidthMean);
    }
}

TEST(DesignSweep, ThreadsDoNotChangeTheAnswers)
{
    DesignSweep sweep(Blip2());
    sweep.AddParameter("delayBudget", Numbers(0.2, 0.01, 1000));
    sweep.AddParameter("energyBudget", {"0.1", "0.5", "1", "2", "4"});
    sweep.SetSchemes({"random-feasible", "joint"});
    const auto one = Rows(sweep);
    ASSERT_EQ(one.size(), 10000u);
    for (auto threads : {2u, 3u, 8u})
    {
        const auto many = Rows(sweep, threads);
        ASSERT_EQ(many.size(), one.size());
        for (std::size_t i = 0; i < one.size(); ++i)
        {
            ASSERT_EQ(many[i].point, one[i].point);
            ASSERT_EQ(many[i].scheme, one[i].scheme);
            ASSERT_EQ(many[i].allocation.precision.BitWidth(),
                      one[i].allocation.precision.BitWidth());
            ASSERT_EQ(many[i].allocation.clocks.agent, one[i].allocation.clocks.agent);
            ASSERT_EQ(many[i].allocation.bitWidthMean, one[i].allocation.bitWidthMean);
        }
    }
}

TEST(DesignSweep, RunsARangeOfPoints)
{
    DesignSweep sweep(Blip2());
    sweep.AddParameter("delayBudget", Numbers(0.2, 0.01, 5000));
    std::vector<std::size_t> points;
    sweep.Run(
        [&points](std::size_t point, std::size_t, const Allocation&) { points.push_back(point); },
        2,
        1500,
        4100);
    ASSERT_EQ(points.size(), 2600u);
    EXPECT_EQ(points.front(), 1500u);
    EXPECT_EQ(points.back(), 4099u);
}

TEST(DesignSweep, NoParametersAreOnePoint)
{
    const auto rows = Rows(DesignSweep(Blip2()));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].allocation.precision.BitWidth(), 6u);
}

TEST(DesignSweep, NamesWhatIsWrong)
{
    EXPECT_EQ(Complaint("energyBudget", {"1", "-1"}),
              "energyBudget = -1 is not allowed: it must be 0 or a number from 1e-60 to 1e30");
    EXPECT_EQ(Complaint("energyBudget", {"x"}),
              "energyBudget = x is not allowed: it must be a number");
    EXPECT_EQ(Complaint("energyBudget", {"1 J"}),
              "energyBudget = 1 J is not allowed: it must be a number");
    EXPECT_EQ(Complaint("energyBudget", {"nan"}).find("energyBudget = nan"), 0u);
    EXPECT_EQ(Complaint("energyBudget", {"inf"}).find("energyBudget = inf"), 0u);
    EXPECT_EQ(Complaint("energyBudget", {}), "energyBudget has no values");
    EXPECT_EQ(Complaint("delayBudget", {"2"}), "delayBudget is given twice");
    EXPECT_EQ(Complaint("speed", {"2"}).find("field = speed is not allowed"), 0u);
    EXPECT_EQ(Complaint("bitWidths", {"0-4"}).find("bitWidths = 0-4"), 0u);
    EXPECT_EQ(Complaint("bitWidths", {"4-33"}).find("bitWidths = 4-33"), 0u);
    EXPECT_EQ(Complaint("bitWidths", {"4-2"}).find("bitWidths = 4-2 is"), 0u);
    EXPECT_EQ(Complaint("bitWidths", {""}).find("bitWidths =  is"), 0u);
    EXPECT_EQ(Complaint("bitWidths", {"nan"}).find("bitWidths = nan"), 0u);
    EXPECT_EQ(Complaint("agentFrequencies", {"1e9,x"}).find("agentFrequencies = 1e9,x"), 0u);
    EXPECT_EQ(Complaint("agentFrequencies", {"-1"}).find("agentFrequencies = -1"), 0u);
    EXPECT_EQ(Complaint("model", {"blip-3"}).find("model = blip-3"), 0u);

    DesignSweep sweep(Blip2());
    EXPECT_THROW(sweep.SetSchemes({}), std::invalid_argument);
    EXPECT_THROW(sweep.SetSchemes({"joint", "jiont"}), std::invalid_argument);
    EXPECT_THROW(Rows(sweep, 0), std::invalid_argument);

    // Values that are allowed one by one, but not together.
    sweep.AddParameter("agentFrequencies", {"1e9"});
    sweep.AddParameter("agentMaxFrequency", {"2e9", "5e8"});
    try
    {
        Rows(sweep);
        FAIL();
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_EQ(std::string(error.what()).find("point 1: agentFrequencies = 1e+09"), 0u);
    }
}
