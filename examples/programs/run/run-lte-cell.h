/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_LTE_CELL_H
#define COINFERENCE_RUN_LTE_CELL_H

#include "ns3/node-container.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/// Whether the program is built with ns-3's module lte.
#ifdef COINFERENCE_LTE
constexpr bool HAS_LTE = true;
#else
constexpr bool HAS_LTE = false;
#endif

/// ns-3 defaults that large messages need in an LTE cell; nothing without the module.
void SetLteDefaults();

/// An LTE cell: what its users send leaves the core network at the gateway.
struct LteCell
{
    Ptr<Node> gateway; // of the core network (PGW)
    int64_t streams{0};
};

/**
 * Build an LTE cell over IPv4, which the users have been installed for, as the mast and they have
 * been placed.
 * @param mast node of the base station
 * @param users nodes of the user equipment
 * @param resourceBlocks of up- and downlink each: 6, 15, 25, 50, 75 or 100
 * @param stream first random stream to use
 * @return the cell
 */
LteCell BuildLteCell(Ptr<Node> mast,
                     const NodeContainer& users,
                     std::uint32_t resourceBlocks,
                     int64_t stream);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_LTE_CELL_H */
