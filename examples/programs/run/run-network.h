/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_NETWORK_H
#define COINFERENCE_RUN_NETWORK_H

#include "run-options.h"

#include "ns3/address.h"
#include "ns3/coinference-compat.h"
#include "ns3/message-network.h"
#include "ns3/node-container.h"

#include <vector>

namespace ns3
{
namespace coinference
{

/// The agents of a group, in the order of GroupsOf().
struct RunGroup
{
    NodeContainer agents;
    EnergySourceContainer batteries;   // empty where nothing draws from them
    DeviceEnergyModelContainer radios; // empty on wires
};

/// The nodes of a run, connected: agents - access networks - gateway - a wire to each server.
struct RunNetwork
{
    std::vector<RunGroup> groups;
    NodeContainer agents; // of all groups
    NodeContainer servers;
    std::vector<Address> remotes; // of the servers' applications
    Ptr<MessageNetwork> messages; // instead of packets; null with packets
};

/// @return the agents of each group
std::vector<NodeContainer> AgentsOfGroups(const RunNetwork& network);

/// Where the servers listen.
constexpr std::uint16_t RUN_PORT = 4210;

/// A CSMA segment of 20 m; nothing else can be sent on it while a frame travels.
inline Time
SegmentDelay()
{
    return NanoSeconds(100);
}

/**
 * @param rate of a CSMA segment [bit/s]
 * @return what its stations leave between two frames of theirs for others to begin: a twentieth of
 *         a full frame's time, and longer than frames travel
 */
Time SegmentSilence(double rate);

/**
 * @param agents how many there are on point-to-point links
 * @return how many of them share a router, so that their number does not matter to any node; 0 if
 * all have a link to the gateway
 */
std::uint32_t AgentsOfARouter(std::uint32_t agents);

/// ns-3 defaults that suit large messages; the command line may override them.
void SetNetworkDefaults();

/**
 * Build the network, with all of its randomness on fixed streams.
 * @param options the scenario
 * @param stream first stream to use; set to the first one left
 */
RunNetwork BuildNetwork(const RunOptions& options, int64_t& stream);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_NETWORK_H */
