/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"

#include "ns3/joint-scheme.h"
#include "ns3/model-profile.h"
#include "ns3/rate-distortion.h"
#include "ns3/sca-scheme.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

struct Iterate
{
    double x;
    double y;
    double objective;
};

/// A scheme together with the iterates of the last problem it solved.
class TracedSca
{
  public:
    TracedSca()
    {
        m_scheme->TraceConnectWithoutContext("Iteration", MakeCallback(&TracedSca::Record, this));
    }

    Allocation Solve(const DesignProblem& problem)
    {
        m_iterates.clear();
        return m_scheme->Solve(problem);
    }

    const std::vector<Iterate>& GetIterates() const
    {
        return m_iterates;
    }

    Ptr<ScaScheme> GetScheme() const
    {
        return m_scheme;
    }

  private:
    void Record(std::uint32_t iteration, double x, double y, double objective)
    {
        m_iterates.push_back({x, y, objective});
        EXPECT_EQ(iteration, m_iterates.size());
    }

    Ptr<ScaScheme> m_scheme{CreateObject<ScaScheme>()};
    std::vector<Iterate> m_iterates;
};

/// Least energy at a real bit-width within T0, over a grid of agent clocks (eq. 4 to 9).
double
LeastEnergyOnGrid(const DesignProblem& p, double bitWidth)
{
    const double a =
        bitWidth * p.workload.agentFlops / p.workload.fullPrecisionBits / p.agent.flopsPerCycle;
    const double s = p.workload.serverFlops / p.server.flopsPerCycle;
    const double time = p.delayBudget - p.communicationDelay;
    double least = std::numeric_limits<double>::infinity();
    for (double f = p.agent.maxFrequency; f > a / time; f /= 1.001)
    {
        const double g = s / (time - a / f);
        if (g > 0 && g <= p.server.maxFrequency)
        {
            const double energy = p.communicationEnergy +
                                  p.agent.pue * p.agent.powerCoefficient * a * f * f +
                                  p.server.pue * p.server.powerCoefficient * s * g * g;
            least = std::min(least, energy);
        }
    }
    return least;
}

} // namespace

TEST(ScaScheme, EndsWithinOneBitOfTheOptimum)
{
    RandomProblem random(11);
    const auto joint = CreateObject<JointScheme>();
    const auto sca = CreateObject<ScaScheme>();
    int feasible = 0;
    int equal = 0;
    for (int i = 0; i < 6000; ++i)
    {
        SCOPED_TRACE(i);
        const auto problem = random.Next(static_cast<Tables>(i % 4), true);
        const auto best = joint->Solve(problem);
        const auto answer = sca->Solve(problem);
        ASSERT_EQ(answer.IsFeasible(), best.IsFeasible());
        if (!best.IsFeasible())
        {
            ASSERT_EQ(answer.reason, best.reason);
            continue;
        }
        ASSERT_EQ(answer.status, Allocation::Status::FEASIBLE);
        ASSERT_LE(answer.precision.BitWidth(), best.precision.BitWidth());
        ASSERT_LE(answer.delay, problem.delayBudget * (1 + 1e-9));
        ASSERT_LE(answer.energy, problem.energyBudget * (1 + 1e-9));
        // One bit, or one element of B where it has gaps.
        std::uint32_t between = 0;
        for (std::uint32_t j = 0; j < problem.bitWidths.GetN(); ++j)
        {
            between += problem.bitWidths.Get(j) >= answer.precision.BitWidth() &&
                       problem.bitWidths.Get(j) < best.precision.BitWidth();
        }
        ASSERT_LE(between, 1);
        ++feasible;
        equal += answer.precision.BitWidth() == best.precision.BitWidth();
    }
    EXPECT_GT(feasible, 2000);
    EXPECT_GE(equal, feasible * 999 / 1000);
}

TEST(ScaScheme, ObjectiveNeverRisesAndConverges)
{
    RandomProblem random(12);
    TracedSca sca;
    int iterated = 0;
    for (int i = 0; i < 2000; ++i)
    {
        SCOPED_TRACE(i);
        const auto problem = random.Next(Tables::NONE, true);
        sca.Solve(problem);
        const auto& iterates = sca.GetIterates();
        ASSERT_EQ(sca.GetScheme()->GetIterations(), iterates.size());
        if (iterates.empty())
        {
            continue;
        }
        ++iterated;
        ASSERT_LT(iterates.size(), 80u);
        for (std::size_t k = 0; k < iterates.size(); ++k)
        {
            const auto& [x, y, objective] = iterates[k];
            ASSERT_GT(x, 1);
            ASSERT_LE(x, problem.bitWidths.GetMax());
            ASSERT_LE(x * y, 1 + 1e-12);
            ASSERT_NEAR(objective,
                        DistortionGap(x - 1, problem.workload.weightRate),
                        1e-12 * objective);
            if (k > 0)
            {
                ASSERT_LE(objective, iterates[k - 1].objective * (1 + 1e-12));
            }
        }
    }
    EXPECT_GT(iterated, 1000);
}

TEST(ScaScheme, ConvergesToTheLargestFeasibleRealBitWidth)
{
    RandomProblem random(13);
    TracedSca sca;
    int bounded = 0;
    for (int i = 0; i < 400; ++i)
    {
        SCOPED_TRACE(i);
        const auto problem = random.Next(Tables::NONE, false);
        sca.Solve(problem);
        if (sca.GetIterates().empty())
        {
            continue;
        }
        const double x = sca.GetIterates().back().x;
        ASSERT_LE(LeastEnergyOnGrid(problem, x * (1 - 1e-4)), problem.energyBudget * 1.003);
        if (x < problem.bitWidths.GetMax() - 1e-3)
        {
            ++bounded;
            ASSERT_GT(LeastEnergyOnGrid(problem, x * 1.005), problem.energyBudget);
        }
    }
    EXPECT_GT(bounded, 50);
}

TEST(ScaScheme, SolvesEachConvexProgram)
{
    // (P4.k) by exhaustive search over y, x and both clocks.
    RandomProblem random(14);
    TracedSca sca;
    int programs = 0;
    for (int i = 0; i < 25; ++i)
    {
        SCOPED_TRACE(i);
        auto problem = random.Next(Tables::NONE, false);
        problem.workload.weightRate = 1;
        sca.Solve(problem);
        const auto& iterates = sca.GetIterates();
        const double maximum = problem.bitWidths.GetMax();
        for (std::size_t k = 1; k < std::min<std::size_t>(iterates.size(), 4); ++k)
        {
            SCOPED_TRACE(k);
            ++programs;
            const double xk = iterates[k - 1].x;
            const double yk = iterates[k - 1].y;
            // eq. 34: D_U(x - 1) less the tangent of 1/2^x at x_k.
            const auto surrogate = [xk](double x) {
                const double upper = (std::sqrt(1 + 4 / (std::exp2(x - 1) - 1)) - 1) / 2;
                return upper - std::exp2(-xk) * (1 - std::log(2) * (x - xk));
            };
            double least = std::numeric_limits<double>::infinity();
            for (double y = 2 * yk; y > yk / 16; y /= 1.002)
            {
                if (LeastEnergyOnGrid(problem, 1 / y) > problem.energyBudget)
                {
                    break; // and so for every smaller y
                }
                // eq. 35
                const double cap = std::min(1 / yk - (y - yk) / (yk * yk), maximum);
                for (double x = 1.01; x < cap; x += 0.01)
                {
                    least = std::min(least, surrogate(x));
                }
                if (cap > 1)
                {
                    least = std::min(least, surrogate(cap));
                }
            }
            const double answer = surrogate(iterates[k].x);
            ASSERT_LE(answer, least + 1e-9 * std::abs(least));
            ASSERT_GE(answer, least - 0.02 * std::abs(least) - 1e-5);
        }
    }
    EXPECT_GT(programs, 25);
}

TEST(ScaScheme, StopsAtMaxIterations)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    const auto sca = CreateObject<ScaScheme>();
    sca->SetAttribute("MaxIterations", UintegerValue(2));
    const auto answer = sca->Solve(problem);
    EXPECT_EQ(sca->GetIterations(), 2u);
    EXPECT_TRUE(answer.IsFeasible());
    EXPECT_LE(answer.precision.BitWidth(), 6u);
}

TEST(ScaScheme, StepsDownWhereRoundingUpBreaksABudget)
{
    // The real optimum is 6.85 bit: the nearest bit-width, 7, takes 3.56 s.
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    TracedSca sca;
    const auto answer = sca.Solve(problem);
    EXPECT_NEAR(sca.GetIterates().back().x, 6.85, 0.01);
    EXPECT_EQ(answer.precision.BitWidth(), 6u);
}
