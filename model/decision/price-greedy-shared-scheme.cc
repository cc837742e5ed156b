/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "price-greedy-shared-scheme.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferencePriceGreedySharedScheme");

NS_OBJECT_ENSURE_REGISTERED(PriceGreedySharedScheme);

TypeId
PriceGreedySharedScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::PriceGreedySharedScheme")
                            .SetParent<SharedScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<PriceGreedySharedScheme>();
    return tid;
}

SharedAllocation
PriceGreedySharedScheme::WithGap(const SharedServer& server,
                                 const SharedPoint& least,
                                 const SharedPoint& point)
{
    // Many agents: each interval costs more, and the gap is small as it is.
    constexpr double TOLERANCE = 1e-3;
    const std::size_t intervals = std::clamp<std::size_t>(400000 / server.GetN(), 40, 2000);
    return Feasible(server, point, SumBound(server, least, point.objective, TOLERANCE, intervals));
}

SharedAllocation
PriceGreedySharedScheme::DoSolve(const SharedServer& server, const SharedPoint& least)
{
    NS_LOG_FUNCTION(this);
    if (server.GetProblem().objective == SharedObjective::SUM)
    {
        return WithGap(server, least, MinimizeSumByPrice(server, least));
    }
    const auto best = MinimizeLargest(server, least);
    return Feasible(server, best, best.objective);
}

} // namespace coinference
} // namespace ns3
