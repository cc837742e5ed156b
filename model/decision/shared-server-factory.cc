/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "band-server.h"
#include "fifo-server.h"
#include "partitioned-server.h"
#include "shared-server.h"

namespace ns3
{
namespace coinference
{

std::unique_ptr<SharedServer>
SharedServer::Make(const SharedProblem& problem)
{
    if (problem.band > 0)
    {
        return std::make_unique<BandServer>(problem);
    }
    if (problem.server == ServerDiscipline::FIFO)
    {
        return std::make_unique<FifoServer>(problem);
    }
    return std::make_unique<PartitionedServer>(problem);
}

} // namespace coinference
} // namespace ns3
