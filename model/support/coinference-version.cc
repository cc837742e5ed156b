/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-version.h"

namespace ns3
{
namespace coinference
{

std::string
ModuleVersion()
{
    return COINFERENCE_VERSION;
}

std::string
Ns3Version()
{
    return COINFERENCE_NS3_VERSION;
}

} // namespace coinference
} // namespace ns3
