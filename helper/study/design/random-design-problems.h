/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RANDOM_DESIGN_PROBLEMS_H
#define COINFERENCE_RANDOM_DESIGN_PROBLEMS_H

#include "ns3/design-problem.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Draws design problems around the paper's: what policies are trained on and schemes are
 * compared on.
 *
 * Each problem starts from BLIP-2 or GIT-base (doc/coinference.rst, "Models") and the paper's
 * chips. FLOPs of both parts, highest clocks, FLOPs per cycle and power coefficients are scaled by
 * factors from 1/2 to 2 each; T0 lies between 0.5 and 8 s, E0 between 0.5 and 8 J; all log-uniform.
 * Half of the problems keep a communication reserve of up to 30 % of each budget. The bit-widths
 * are {1..8} for half of the problems, a range from 1 for a quarter, and a random subset for the
 * rest, up to 16 bit. A part of the problems is infeasible.
 */
class RandomDesignProblems
{
  public:
    /**
     * @brief Draw from one random stream.
     * @param stream index of the ns-3 stream
     */
    explicit RandomDesignProblems(int64_t stream);

    /**
     * @brief Draw the next problem.
     * @return a valid problem, without operating points
     */
    DesignProblem Next();

    /**
     * @brief Give a problem's chips operating points: 2 to 12 each, the highest at the maximum
     * clock, the others uniform between 10 % of it and itself.
     * @param problem the problem
     */
    void AddOperatingPoints(DesignProblem& problem);

  private:
    /// Log-uniform draw.
    double Between(double least, double most);
    BitWidthSet BitWidths();

    Ptr<UniformRandomVariable> m_uniform; //!< the only source of randomness
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RANDOM_DESIGN_PROBLEMS_H */
