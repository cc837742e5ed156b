/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CAN_ANIMATE_H
#define COINFERENCE_CAN_ANIMATE_H

namespace ns3
{
namespace coinference
{

/// Whether the program is built with ns3's module netanim.
#ifdef COINFERENCE_NETANIM
constexpr bool CAN_ANIMATE = true;
#else
constexpr bool CAN_ANIMATE = false;
#endif

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CAN_ANIMATE_H */
