/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TRAINED_NETWORK_H
#define COINFERENCE_TRAINED_NETWORK_H

#include "ns3/distortion-propagation.h"
#include "ns3/model-profile.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// FCDNN-16 as coinference-train-fcdnn trained it, and digits that it has not seen.
struct TrainedNetwork
{
    NetworkWeights weights;
    std::vector<Eigen::VectorXd> inputs; // ||x||_1 = 1
};

/// @param inputs how many digits at most
TrainedNetwork ReadTrainedNetwork(std::uint32_t inputs);

/// Its weights with the first so many layers quantized, each with its own lambda.
NetworkWeights QuantizedNetwork(NetworkWeights weights,
                                const std::string& quantizer,
                                std::uint32_t bitWidth,
                                std::size_t layers);

/**
 * FCDNN-16 as a model that is split where it is narrowest: the agent codes a digit in 32 numbers,
 * the server draws it again. Its quality is how much of the digit is right, 1 - ||f(x) - x||^2 /
 * ||x||^2, on the mean over all digits, measured with the agent's half quantized.
 */
ModelProfile TrainedNetworkProfile(const std::vector<std::string>& quantizers);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TRAINED_NETWORK_H */
