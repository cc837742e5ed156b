/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_MESSAGE_NETWORK_H
#define COINFERENCE_RUN_MESSAGE_NETWORK_H

#include "run-network.h"

namespace ns3
{
namespace coinference
{

/**
 * Build the counterpart of BuildNetwork() without packets: the same links, shared by whole
 * messages. What a bit takes of a wire follows from the headers; what it takes of a cell's airtime
 * is calibrated (doc/coinference.rst, "Messages instead of packets").
 * @param options the scenario
 * @param stream first random stream to use, as BuildNetwork() does; set to the first one left
 * @return the nodes, with a network for attribute MessageNetwork
 */
RunNetwork BuildMessageNetwork(const RunOptions& options, int64_t& stream);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_MESSAGE_NETWORK_H */
