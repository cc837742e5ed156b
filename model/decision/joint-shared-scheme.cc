/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "joint-shared-scheme.h"

#include "price-greedy-shared-scheme.h"

#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceJointSharedScheme");

NS_OBJECT_ENSURE_REGISTERED(JointSharedScheme);

TypeId
JointSharedScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::JointSharedScheme")
            .SetParent<SharedScheme>()
            .SetGroupName("Coinference")
            .AddConstructor<JointSharedScheme>()
            .AddAttribute("MaxAgents",
                          "Of more agents than these the sum is not minimized exactly, but with a "
                          "proven gap",
                          UintegerValue(14),
                          MakeUintegerAccessor(&JointSharedScheme::m_maxAgents),
                          MakeUintegerChecker<uint32_t>(0, 64))
            .AddAttribute(
                "MaxNodes",
                "Partial choices that the branch and bound looks at before it is given up "
                "for an answer with a proven gap",
                UintegerValue(1000000),
                MakeUintegerAccessor(&JointSharedScheme::m_maxNodes),
                MakeUintegerChecker<uint64_t>(1));
    return tid;
}

SharedAllocation
JointSharedScheme::DoSolve(const SharedServer& server, const SharedPoint& least)
{
    NS_LOG_FUNCTION(this);
    if (server.GetProblem().objective == SharedObjective::SUM)
    {
        const auto known = MinimizeSumByPrice(server, least);
        if (server.GetN() <= m_maxAgents)
        {
            if (const auto best = MinimizeSum(server, least, known, m_maxNodes))
            {
                return Feasible(server, *best, best->objective);
            }
        }
        return PriceGreedySharedScheme::WithGap(server, least, known);
    }
    const auto best = MinimizeLargest(server, least);
    return Feasible(server, best, best.objective);
}

} // namespace coinference
} // namespace ns3
