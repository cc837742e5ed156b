/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_CLEAN_SIMULATOR_H
#define COINFERENCE_CLEAN_SIMULATOR_H

#include "ns3/coinference-compat.h"
#include "ns3/ipv4-address-generator.h"
#include "ns3/ipv6-address-generator.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Simulator, address generators and, where ns-3 can (see ResetStreams()), streams of random
 * numbers as new, when it is made and when it goes: what several simulations in one process need to
 * be what each would be alone.
 */
class CleanSimulator
{
  public:
    CleanSimulator()
    {
        Reset();
    }

    ~CleanSimulator()
    {
        Reset();
    }

    CleanSimulator(const CleanSimulator&) = delete;
    CleanSimulator& operator=(const CleanSimulator&) = delete;

  private:
    static void Reset()
    {
        Simulator::Destroy();
        Ipv4AddressGenerator::Reset();
        Ipv6AddressGenerator::Reset();
        ResetMacAddresses();
        ResetStreams();
    }
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_CLEAN_SIMULATOR_H */
