/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_LINEAR_POLICY_H
#define COINFERENCE_LINEAR_POLICY_H

#include "ns3/ppo-policy.h"

namespace ns3
{
namespace coinference
{

/**
 * @brief The smallest policy: a single layer.
 * @param scorePerBit how much a bit more raises a bit-width's score
 * @param agentLog,serverLog the other outputs, whatever the inputs
 * @return the policy
 */
inline PpoPolicy
LinearPolicy(float scorePerBit, float agentLog, float serverLog)
{
    PpoPolicy::Layer layer;
    layer.inputs = PpoPolicy::INPUTS;
    layer.weights.assign(PpoPolicy::INPUTS * PpoPolicy::OUTPUTS, 0);
    layer.weights[PpoPolicy::INPUTS - 1] = 8 * scorePerBit; // the last input is b^/8
    layer.biases = {0, agentLog, serverLog};
    return PpoPolicy({layer});
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_LINEAR_POLICY_H */
