/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_PART_H
#define COINFERENCE_MODEL_PART_H

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief A layer of a model, whose weights can have a bit-width of their own.
 */
struct ModelLayer
{
    std::string name;      //!< name for people
    std::string operation; //!< the operator, such as "Conv"; empty if that is not known
    double weights{0};     //!< n_i, how many it has, >= 0
    double flops{0};       //!< N_i, its work at full precision [FLOP], >= 0
    double weightRate{0};  //!< lambda_i of its weights [1/weight unit], >= 0; 0 for the model's
    double sensitivity{1}; //!< s_i, what its distortion counts beside the others', > 0

    /**
     * @param modelRate lambda of the model [1/weight unit]
     * @return what a unit of distortion of a weight counts, s_i n_i/lambda_i
     */
    double Importance(double modelRate) const
    {
        return sensitivity * weights / (weightRate == 0 ? modelRate : weightRate);
    }
};

/**
 * @ingroup coinference-profile
 * @brief Layers in the order in which they run.
 */
typedef std::vector<ModelLayer> ModelLayers;

/**
 * @ingroup coinference-profile
 * @brief A place where a model can be cut in two: what runs before it, and what crosses.
 */
struct ModelSplit
{
    std::string name;                 //!< name for people, unlike the other splits'
    double agentFlops{0};             //!< N, work before the cut at full precision [FLOP], >= 0
    double serverFlops{0};            //!< N~, work behind it [FLOP], >= 0
    double agentWeights{0};           //!< n, weights before it, which are quantized, > 0
    double serverWeights{0};          //!< weights behind it, >= 0
    double weightRate{0};             //!< lambda before it [1/weight unit]; 0 for the model's
    std::uint64_t embeddingValues{0}; //!< values that cross, >= 1
    std::uint32_t layers{0}; //!< how many of the model's layers, if told, are before it; 0: unknown
};

/**
 * @ingroup coinference-profile
 * @brief The split that a profile's own fields describe.
 */
constexpr std::uint32_t OWN_SPLIT = std::numeric_limits<std::uint32_t>::max();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_PART_H */
