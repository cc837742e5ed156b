/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_CELL_H
#define COINFERENCE_RUN_CELL_H

#include "run-options.h"

#include "ns3/node-container.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * Place an access point, or a mast, in the middle and the agents of an access network around it,
 * which walk if they have a speed. The same seed makes them walk the same ways with packets and
 * without.
 * @param network the access network
 * @param center what is in the middle
 * @param groups options of the groups
 * @param agents nodes of each group
 * @param stream first random stream to use; set to the first one left
 */
void PlaceCell(const std::string& network,
               const NodeContainer& center,
               const std::vector<RunOptions>& groups,
               const std::vector<NodeContainer>& agents,
               int64_t& stream);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_CELL_H */
