/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_ANIMATION_H
#define COINFERENCE_RUN_ANIMATION_H

#include "run-network.h"

#include <memory>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * A run as NetAnim shows it: agents, servers and what is between them by colour and name, packets
 * on their way. Nodes without a place of their own get one: agents on a circle, the others within.
 */
class RunAnimation
{
  public:
    /**
     * @param path the file; empty for no animation
     * @param network all nodes, before the simulation
     */
    RunAnimation(const std::string& path, const RunNetwork& network);
    /// Ends the file.
    ~RunAnimation();

  private:
    class Writer;
    std::unique_ptr<Writer> m_writer; // null for no animation
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_ANIMATION_H */
