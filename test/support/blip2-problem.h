/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BLIP2_PROBLEM_H
#define COINFERENCE_BLIP2_PROBLEM_H

#include "ns3/design-problem.h"
#include "ns3/model-profile.h"

namespace ns3
{
namespace coinference
{

/** @return the paper's problem for BLIP-2: every field but the model's has its default */
inline DesignProblem
Blip2()
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load("blip-2").At(Placement::SPLIT);
    return problem;
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BLIP2_PROBLEM_H */
