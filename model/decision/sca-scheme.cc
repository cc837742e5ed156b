/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sca-scheme.h"

#include "clock-solver.h"
#include "support/bracketed-root.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/rate-distortion.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceScaScheme");

NS_OBJECT_ENSURE_REGISTERED(ScaScheme);

namespace
{

/// The relaxed x stays this far above 1, where the objective is infinite.
constexpr double MARGIN = 1e-6;

/// No bit-width beyond this is told from an infinite one.
constexpr double LARGEST_BIT_WIDTH = 1 << 30;

/**
 * 1/y_min: the largest real bit-width for which some clocks meet T0 and E0, by bisection of a
 * predicate that is monotone. At most LARGEST_BIT_WIDTH; 0 if there is none above MARGIN.
 */
double
LargestFeasible(const ClockSolver& solver)
{
    double feasible = 0;
    double infeasible = 1;
    while (solver.IsFeasible(infeasible))
    {
        feasible = infeasible;
        infeasible *= 2;
        if (feasible >= LARGEST_BIT_WIDTH)
        {
            return feasible;
        }
    }
    boost::math::tools::eps_tolerance<double> closeEnough(50);
    while (!closeEnough(feasible, infeasible) && infeasible > MARGIN)
    {
        const double middle = (feasible + infeasible) / 2;
        (solver.IsFeasible(middle) ? feasible : infeasible) = middle;
    }
    return feasible;
}

/**
 * Where the surrogate D_U(x - 1) - D_L'(x_k - 1) x has its least value on [1 + MARGIN, cap]. It is
 * convex in x, so that is where its slope changes sign, or an end of the interval.
 */
double
MinimizeSurrogate(double previous, double cap)
{
    const double linearSlope = DistortionLowerBoundSlope(previous - 1, 1);
    const auto slope = [linearSlope](double x) {
        return DistortionUpperBoundSlope(x - 1, 1) - linearSlope;
    };
    const double low = 1 + MARGIN;
    if (cap <= low || slope(cap) <= 0)
    {
        return cap;
    }
    const auto bracket = BracketRoot(slope, low, cap, 48);
    return (bracket.first + bracket.second) / 2;
}

} // namespace

TypeId
ScaScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::ScaScheme")
            .SetParent<AllocationScheme>()
            .SetGroupName("Coinference")
            .AddConstructor<ScaScheme>()
            .AddAttribute("InitialBitWidth",
                          "Bit-width x_0 that the iteration starts from [bit]; lowered to the "
                          "largest one that the budgets allow",
                          DoubleValue(2),
                          MakeDoubleAccessor(&ScaScheme::m_initialBitWidth),
                          MakeDoubleChecker<double>(1 + MARGIN, MAX_BIT_WIDTH))
            .AddAttribute("Tolerance",
                          "The iteration stops when the objective falls by less than this, in "
                          "units of 1/lambda. One bit more halves the objective, so that a "
                          "tolerance above 2^-B_max stops it short of B_max",
                          DoubleValue(1e-12),
                          MakeDoubleAccessor(&ScaScheme::m_tolerance),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("MaxIterations",
                          "Bound on the number of iterations",
                          UintegerValue(200),
                          MakeUintegerAccessor(&ScaScheme::m_maxIterations),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Iteration",
                            "The solution of (P4.k) at each iteration",
                            MakeTraceSourceAccessor(&ScaScheme::m_iterationTrace),
                            "ns3::coinference::ScaScheme::IterationTracedCallback");
    return tid;
}

std::uint32_t
ScaScheme::GetIterations() const
{
    return m_iterations;
}

double
ScaScheme::Iterate(const DesignProblem& problem, double largest)
{
    // The objective scales with 1/lambda and its minimizer does not depend on it: lambda = 1.
    const double least = 1 / largest;
    const double maximum = problem.bitWidths.GetMax();
    double x = std::min({m_initialBitWidth, largest, maximum});
    double y = 1 / x;
    double objective = DistortionGap(x - 1, 1);
    while (m_iterations < m_maxIterations)
    {
        ++m_iterations;
        // Coupling (35) read at the least y: x <= 1/y_k - (y_min - y_k)/y_k^2.
        const double cap = std::min((2 - least / y) / y, maximum);
        x = MinimizeSurrogate(x, cap);
        // Any y from y_min to the one that makes (35) tight solves (P4.k): take the tight one.
        y = std::max(least, y * (2 - x * y));
        const double next = DistortionGap(x - 1, 1);
        m_iterationTrace(m_iterations, x, y, next / problem.workload.weightRate);
        if (objective - next < m_tolerance)
        {
            break;
        }
        objective = next;
    }
    return x;
}

Allocation
ScaScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    problem.RequireWorkOfBits("SCA");
    m_iterations = 0;
    const ClockSolver exact(problem);
    // The method knows continuous clocks only: tables are relaxed to the range they span, unless
    // they tell powers or throughputs, which have no law in between.
    DesignProblem relaxed = problem;
    for (auto* chip : {&relaxed.agent, &relaxed.server})
    {
        if (chip->pointPowers.empty() && chip->pointFlopsPerCycle.empty())
        {
            chip->maxFrequency = chip->HighestFrequency();
            chip->operatingPoints.clear();
        }
    }

    const auto& bitWidths = problem.bitWidths;
    const double largest = LargestFeasible(ClockSolver(relaxed));
    const bool canIterate = largest > 1 + MARGIN && bitWidths.GetMax() > 1;
    const double x = canIterate ? Iterate(relaxed, largest) : largest;

    // Halfway goes up, like std::round; the re-check below steps down if it must.
    std::uint32_t nearest = 0;
    for (std::uint32_t i = 1; i < bitWidths.GetN(); ++i)
    {
        if (std::abs(bitWidths.Get(i) - x) <= std::abs(bitWidths.Get(nearest) - x))
        {
            nearest = i;
        }
    }
    for (auto i = nearest + 1; i-- > 0;)
    {
        if (const auto clocks = exact.LeastFeasibleEnergy(bitWidths.Get(i)))
        {
            return Feasible(problem, Precision(bitWidths.Get(i)), *clocks);
        }
    }
    return Infeasible(exact.WhyInfeasible(bitWidths.Get(0)));
}

} // namespace coinference
} // namespace ns3
