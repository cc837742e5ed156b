/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "edge-server-helper.h"

#include "ns3/edge-server.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace coinference
{

EdgeServerHelper::EdgeServerHelper(std::uint16_t port)
    : CoinferenceApplicationHelper(EdgeServer::GetTypeId(), ComputeChip::PaperServer())
{
    SetAttribute("Port", UintegerValue(port));
}

} // namespace coinference
} // namespace ns3
