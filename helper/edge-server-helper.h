/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EDGE_SERVER_HELPER_H
#define COINFERENCE_EDGE_SERVER_HELPER_H

#include "coinference-application-helper.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Installs EdgeServer applications.
 *
 * A node without a ComputeDevice gets one: the server's chip of arXiv:2602.13052 unless
 * SetDeviceAttribute() says otherwise. An EdgeServer has no randomness.
 */
class EdgeServerHelper : public CoinferenceApplicationHelper
{
  public:
    /** @param port port to listen on, over IPv4 and IPv6 */
    explicit EdgeServerHelper(std::uint16_t port);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EDGE_SERVER_HELPER_H */
