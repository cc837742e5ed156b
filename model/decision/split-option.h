/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SPLIT_OPTION_H
#define COINFERENCE_SPLIT_OPTION_H

#include "ns3/model-profile.h"
#include "ns3/workload.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief One way to divide a model between agent and server, with what its traffic is expected to
 * take.
 */
struct SplitOption
{
    Placement placement{Placement::SPLIT}; //!< who runs what
    std::uint32_t split{OWN_SPLIT};        //!< if SPLIT: which of the model's
    Workload workload;                     //!< the work, weights and traffic, as placed
    double communicationDelay{0};          //!< reserve for the traffic (and queues) [s], >= 0
    double communicationEnergy{0};         //!< reserve for the radio [J], >= 0
};

/**
 * @ingroup coinference-decision
 * @brief Read which splits may be chosen.
 * @param field the field's name in messages
 * @param model the model
 * @param names "all", names of splits separated by commas, or empty for the model's own alone
 * @return indices into the model's splits; OWN_SPLIT for its own
 * @throw std::invalid_argument naming the field for a split that the model does not have
 */
std::vector<std::uint32_t> SplitsFromText(const std::string& field,
                                          const ModelProfile& model,
                                          const std::string& names);

/**
 * @ingroup coinference-decision
 * @brief All that may be chosen from: splits and the two ends, all on the agent and all on the
 * server.
 * @param model the model
 * @param splits indices into its splits; OWN_SPLIT for its own
 * @param keepInput whether the raw input may not leave the agent: without the server's end, at
 *        which nothing is quantized and which is the best there is where it is feasible
 * @param activationBits bits per embedding value on the link; 0 for the model's
 * @return the options, without reserves
 */
std::vector<SplitOption> SplitOptionsOf(const ModelProfile& model,
                                        const std::vector<std::uint32_t>& splits,
                                        bool keepInput,
                                        std::uint32_t activationBits = 0);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SPLIT_OPTION_H */
