/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "partitioned-server.h"

#include "support/bracketed-root.h"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// The longest time up to `left` in which cycles cost no more than `energy`; -1 if there is none.
double
MostTimeWithin(const ComputeSide& server, double cycles, double left, double energy)
{
    const double low = server.LeastTime(cycles);
    if (left < low * (1 - FEASIBILITY_SLACK))
    {
        return -1;
    }
    left = std::max(left, low);
    const double cheapest = std::min(left, server.MostTime(cycles));
    if (server.Energy(cycles, left) <= energy)
    {
        return left;
    }
    if (server.Energy(cycles, cheapest) > energy)
    {
        return -1;
    }
    // Beyond the critical time it is dearer the longer it takes.
    const auto excess = [&](double time) { return server.Energy(cycles, time) - energy; };
    return BracketRoot(excess, cheapest, left, 52).first;
}

} // namespace

PartitionedServer::PartitionedServer(const SharedProblem& problem)
    : SharedServer(problem),
      m_capacity(problem.serverCapacity > 0 ? problem.serverCapacity
                                            : problem.agents[0].problem.server.maxFrequency),
      m_times(problem.agents.size() * MAX_BIT_WIDTH)
{
    for (std::size_t k = 0; k < GetN(); ++k)
    {
        for (std::size_t i = 0; i < GetOptions(k); ++i)
        {
            m_times[k * MAX_BIT_WIDTH + i] = MostServerTime(k, i, 0, 0);
        }
    }
}

double
PartitionedServer::MostServerTime(std::size_t agent,
                                  std::size_t option,
                                  double moreDelay,
                                  double moreEnergy) const
{
    const auto& problem = GetProblem().agents[agent].problem;
    const double period = problem.LongestJob();
    const ComputeSide own(problem.agent, period);
    const ComputeSide server(problem.server, period);
    const double cycles = problem.AgentCycles(GetBits(agent, option));
    const double serverCycles = problem.ServerCycles();
    const double time = problem.delayBudget - problem.communicationDelay - moreDelay;
    const double energy = problem.energyBudget - problem.communicationEnergy - moreEnergy;
    const double slack = FEASIBILITY_SLACK * std::abs(energy);
    const auto agentEnergy = [&](double most) {
        if (cycles > 0 && own.HasTable())
        {
            const auto* point = own.CheapestPoint(cycles, most);
            return point ? cycles * point->energy : INF;
        }
        return own.Energy(cycles, own.CheapestTime(cycles, most));
    };
    // The energy that is too much when the server takes a time; convex where there is no table.
    const auto excess = [&](double serverTime) {
        return agentEnergy(time - serverTime) + server.Energy(serverCycles, serverTime) - energy;
    };
    const double low = server.LeastTime(serverCycles);
    const double high = std::min(time - own.LeastTime(cycles), period);
    if (high < low * (1 - FEASIBILITY_SLACK) || high < 0 ||
        own.LeastTime(cycles) > period * (1 + FEASIBILITY_SLACK))
    {
        return -1;
    }
    if (serverCycles == 0)
    {
        return agentEnergy(time) <= energy + slack ? 0 : -1;
    }
    if (high <= low || excess(high) <= slack)
    {
        const double most = std::max(low, high);
        return excess(most) <= slack ? most : -1;
    }
    if (own.HasTable())
    {
        // At a point of the agent's only the server's energy changes with time.
        double most = -1;
        for (const auto& point : own.GetPoints())
        {
            if (cycles * point.time <= period * (1 + FEASIBILITY_SLACK))
            {
                const double left = std::min(time - cycles * point.time, period);
                const double rest = energy - cycles * point.energy + slack;
                most = std::max(most, MostTimeWithin(server, serverCycles, left, rest));
            }
        }
        return most;
    }
    std::uintmax_t iterations = 200;
    const auto [where, least] =
        boost::math::tools::brent_find_minima(excess, low, high, 40, iterations);
    if (least > slack)
    {
        return excess(low) <= slack ? low : -1;
    }
    const auto beyond = [&](double serverTime) { return excess(serverTime) - slack; };
    return BracketRoot(beyond, where, high, 52).first;
}

double
PartitionedServer::ShareIn(std::size_t agent, double time) const
{
    const double cycles = GetProblem().agents[agent].problem.ServerCycles();
    return time < 0 ? INF : cycles == 0 ? 0 : cycles / time;
}

double
PartitionedServer::Cost(std::size_t agent, std::size_t option, double /* level */) const
{
    return ShareIn(agent, m_times[agent * MAX_BIT_WIDTH + option]);
}

double
PartitionedServer::NeedWith(std::size_t agent,
                            std::size_t option,
                            double /* level */,
                            double moreDelay,
                            double moreEnergy) const
{
    return ShareIn(agent, MostServerTime(agent, option, moreDelay, moreEnergy));
}

double
PartitionedServer::Capacity(double /* level */) const
{
    return m_capacity;
}

std::optional<double>
PartitionedServer::Fit(const Choice& choice, double /* from */) const
{
    double sum = 0;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        sum += Cost(k, choice[k], 0);
    }
    return sum <= m_capacity * (1 + FEASIBILITY_SLACK) ? std::make_optional(0.0) : std::nullopt;
}

double
PartitionedServer::HighestLevel(double lowest) const
{
    return lowest;
}

void
PartitionedServer::Compose(const Choice& choice, double /* level */, SharedAllocation& answer) const
{
    answer.agents.resize(choice.size());
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const auto& problem = GetProblem().agents[k].problem;
        const auto bits = GetBits(k, choice[k]);
        const double time = problem.delayBudget - problem.communicationDelay;
        const double serverTime = m_times[k * MAX_BIT_WIDTH + choice[k]];
        const double cycles = problem.AgentCycles(bits);
        const ComputeSide own(problem.agent, problem.LongestJob());
        auto& share = answer.agents[k];
        share.precision = Precision(bits);
        share.serverTime = serverTime;
        share.clocks.server = Cost(k, choice[k], 0);
        share.serverShare = share.clocks.server / m_capacity;
        const double left = time - serverTime;
        if (cycles > 0 && own.HasTable())
        {
            const auto* point = own.CheapestPoint(cycles, left);
            share.clocks.agent = point ? point->clock : 0;
        }
        else if (cycles > 0)
        {
            share.clocks.agent = own.ClockOf(cycles, own.CheapestTime(cycles, left));
        }
        share.delay = problem.Delay(bits, share.clocks);
        share.energy = problem.Energy(bits, share.clocks);
    }
}

std::optional<SharedProof>
PartitionedServer::Prove(const Choice& choice) const
{
    double sum = 0;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        sum += Cost(k, choice[k], 0);
    }
    return sum > m_capacity ? std::make_optional(SharedProof{0, sum, m_capacity}) : std::nullopt;
}

Limit
PartitionedServer::WhyInfeasible(const Choice& /* choice */) const
{
    return Limit::SERVER;
}

} // namespace coinference
} // namespace ns3
