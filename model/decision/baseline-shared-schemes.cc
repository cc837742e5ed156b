/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "baseline-shared-schemes.h"

#include "clock-solver.h"

#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceBaselineSharedSchemes");

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// The best choice of all levels, of those looked at, at which each agent keeps to its part.
std::optional<SharedPoint>
BestByParts(const SharedServer& server, const SharedPoint& least, const std::vector<double>& parts)
{
    constexpr int LEVELS = 256;
    const double highest = server.HighestLevel(least.level);
    std::optional<SharedPoint> best;
    for (int j = 0; j <= LEVELS; ++j)
    {
        const double level = least.level + (highest - least.level) * j / LEVELS;
        const double capacity = server.Capacity(level) * (1 + FEASIBILITY_SLACK);
        SharedServer::Choice choice(server.GetN(), 0);
        bool isPossible = true;
        for (std::size_t k = 0; k < server.GetN() && isPossible; ++k)
        {
            std::size_t options = 0;
            while (options < server.GetOptions(k) &&
                   server.Cost(k, options, level) <= parts[k] * capacity)
            {
                ++options;
            }
            isPossible = options > 0;
            choice[k] = static_cast<std::uint8_t>(std::max<std::size_t>(options, 1) - 1);
        }
        const auto fits = isPossible ? server.Fit(choice) : std::nullopt;
        if (fits && (!best || server.Objective(choice) < best->objective))
        {
            best = SharedPoint{choice, *fits, server.Objective(choice), 0};
        }
    }
    return best;
}

/// An agent's own optimum, which there is. No objects of ns-3: schemes answer in many threads.
AgentShare
AloneOf(const DesignProblem& problem)
{
    const ClockSolver solver(problem);
    AgentShare share;
    for (auto i = problem.bitWidths.GetN(); i-- > 0;)
    {
        const auto bits = problem.bitWidths.Get(i);
        if (const auto clocks = solver.LeastFeasibleEnergy(bits))
        {
            share.precision = Precision(bits);
            share.clocks = *clocks;
            share.delay = problem.Delay(bits, *clocks);
            share.energy = problem.Energy(bits, *clocks);
            break;
        }
    }
    return share;
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(EachAloneSharedScheme);

TypeId
EachAloneSharedScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::EachAloneSharedScheme")
                            .SetParent<SharedScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<EachAloneSharedScheme>();
    return tid;
}

SharedAllocation
EachAloneSharedScheme::DoSolve(const SharedServer& server, const SharedPoint& /* least */)
{
    NS_LOG_FUNCTION(this);
    const auto& problem = server.GetAloneProblem();
    const bool isFifo = problem.server == ServerDiscipline::FIFO;
    const double capacity = server.Capacity(0);
    SharedAllocation answer;
    std::vector<double> values;
    double shares = 0;
    for (const auto& agent : problem.agents)
    {
        auto share = AloneOf(agent.problem);
        if (share.precision.BitWidth() == 0)
        {
            return Infeasible(Limit::BAND); // with an equal part of it
        }
        share.serverTime = DesignProblem::ComputeDelay(agent.problem.ServerCycles(),
                                                       agent.problem.server,
                                                       share.clocks.server);
        share.serverShare = isFifo ? 0 : share.clocks.server / capacity;
        shares += share.serverShare;
        answer.serverTime += isFifo ? share.serverTime : 0;
        const auto& work = agent.problem.workload;
        const double value = agent.weight * work.DistortionsAt(share.precision).total;
        answer.objective = problem.objective == SharedObjective::SUM
                               ? answer.objective + value
                               : std::max(answer.objective, value);
        answer.agents.push_back(share);
    }
    bool isKept = shares <= 1 + FEASIBILITY_SLACK;
    double load = 0;
    for (std::size_t k = 0; k < answer.agents.size() && isFifo; ++k)
    {
        auto& share = answer.agents[k];
        const auto& own = problem.agents[k].problem;
        share.delay += answer.serverTime - share.serverTime;
        load += own.period > 0 ? share.serverTime / own.period : 0;
        // Requests of its own that it could meet are left out: it then breaks its deadline anyway.
        isKept = isKept && own.MeetsDelay(share.delay);
    }
    if (!isKept || load > 1 + FEASIBILITY_SLACK)
    {
        return Infeasible(isKept ? Limit::RATE : Limit::SERVER);
    }
    answer.status = Allocation::Status::FEASIBLE;
    answer.bound = -INF;
    answer.gap = INF;
    answer.binding = Limit::SERVER;
    return answer;
}

NS_OBJECT_ENSURE_REGISTERED(EqualShareSharedScheme);

TypeId
EqualShareSharedScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::EqualShareSharedScheme")
                            .SetParent<SharedScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<EqualShareSharedScheme>();
    return tid;
}

SharedAllocation
EqualShareSharedScheme::DoSolve(const SharedServer& server, const SharedPoint& least)
{
    NS_LOG_FUNCTION(this);
    const std::vector<double> parts(server.GetN(), 1.0 / static_cast<double>(server.GetN()));
    const auto best = BestByParts(server, least, parts);
    return best ? Feasible(server, *best, -INF) : Infeasible(Limit::SERVER);
}

NS_OBJECT_ENSURE_REGISTERED(ProportionalSharedScheme);

TypeId
ProportionalSharedScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::ProportionalSharedScheme")
                            .SetParent<SharedScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<ProportionalSharedScheme>();
    return tid;
}

SharedAllocation
ProportionalSharedScheme::DoSolve(const SharedServer& server, const SharedPoint& least)
{
    NS_LOG_FUNCTION(this);
    std::vector<double> parts;
    double all = 0;
    for (const auto& agent : server.GetProblem().agents)
    {
        parts.push_back(agent.problem.ServerCycles());
        all += parts.back();
    }
    for (auto& part : parts)
    {
        part = all > 0 ? part / all : 1;
    }
    const auto best = BestByParts(server, least, parts);
    return best ? Feasible(server, *best, -INF) : Infeasible(Limit::SERVER);
}

NS_OBJECT_ENSURE_REGISTERED(OneWidthSharedScheme);

TypeId
OneWidthSharedScheme::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::OneWidthSharedScheme")
                            .SetParent<SharedScheme>()
                            .SetGroupName("Coinference")
                            .AddConstructor<OneWidthSharedScheme>();
    return tid;
}

SharedAllocation
OneWidthSharedScheme::DoSolve(const SharedServer& server, const SharedPoint& /* least */)
{
    NS_LOG_FUNCTION(this);
    for (auto bits = MAX_BIT_WIDTH; bits > 0; --bits)
    {
        SharedServer::Choice choice(server.GetN(), 0);
        bool isOffered = true;
        for (std::size_t k = 0; k < server.GetN() && isOffered; ++k)
        {
            std::size_t option = 0;
            while (option < server.GetOptions(k) && server.GetBits(k, option) != bits)
            {
                ++option;
            }
            isOffered = option < server.GetOptions(k);
            choice[k] = static_cast<std::uint8_t>(option);
        }
        if (const auto level = isOffered ? server.Fit(choice) : std::nullopt)
        {
            return Feasible(server, {choice, *level, server.Objective(choice), 0}, -INF);
        }
    }
    return Infeasible(Limit::SERVER);
}

NS_OBJECT_ENSURE_REGISTERED(RandomFeasibleSharedScheme);

TypeId
RandomFeasibleSharedScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::RandomFeasibleSharedScheme")
            .SetParent<SharedScheme>()
            .SetGroupName("Coinference")
            .AddConstructor<RandomFeasibleSharedScheme>()
            .AddAttribute("Draws",
                          "Number of random choices drawn for a problem",
                          UintegerValue(400),
                          MakeUintegerAccessor(&RandomFeasibleSharedScheme::m_draws),
                          MakeUintegerChecker<uint32_t>(1, 100000000));
    return tid;
}

RandomFeasibleSharedScheme::RandomFeasibleSharedScheme()
    : m_bitIndex(CreateObject<UniformRandomVariable>())
{
}

int64_t
RandomFeasibleSharedScheme::AssignStreams(int64_t stream)
{
    m_bitIndex->SetStream(stream);
    return 1;
}

SharedAllocation
RandomFeasibleSharedScheme::DoSolve(const SharedServer& server, const SharedPoint& least)
{
    NS_LOG_FUNCTION(this);
    std::optional<SharedPoint> first;
    std::uint32_t feasible = 0;
    double sum = 0;
    SharedServer::Choice choice(server.GetN());
    for (std::uint32_t draw = 0; draw < m_draws; ++draw)
    {
        for (std::size_t k = 0; k < server.GetN(); ++k)
        {
            choice[k] = static_cast<std::uint8_t>(
                m_bitIndex->GetInteger(0, static_cast<std::uint32_t>(server.GetOptions(k)) - 1));
        }
        if (const auto level = server.Fit(choice, least.level))
        {
            const double objective = server.Objective(choice);
            first = first ? first : SharedPoint{choice, *level, objective, 0};
            sum += objective;
            ++feasible;
        }
    }
    auto answer = first ? Feasible(server, *first, -INF) : Infeasible(Limit::SERVER);
    answer.draws = m_draws;
    answer.feasibleDraws = feasible;
    answer.objectiveMean = feasible > 0 ? sum / feasible : 0;
    return answer;
}

} // namespace coinference
} // namespace ns3
