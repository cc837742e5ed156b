/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "clock-solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// Keeps the best of the candidates seen: least cost, then least of the tie-breaker.
class BestClocks
{
  public:
    void Offer(const Clocks& clocks, double cost, double tieBreaker)
    {
        if (cost < m_cost || (cost == m_cost && tieBreaker < m_tieBreaker))
        {
            m_clocks = clocks;
            m_cost = cost;
            m_tieBreaker = tieBreaker;
        }
    }

    std::optional<Clocks> Get() const
    {
        return m_cost < INF ? std::optional<Clocks>(m_clocks) : std::nullopt;
    }

  private:
    Clocks m_clocks;
    double m_cost{INF};
    double m_tieBreaker{INF};
};

} // namespace

ClockSolver::ClockSolver(const DesignProblem& problem)
    : m_problem(problem)
{
    const double agentPrice = problem.agent.pue * problem.agent.powerCoefficient;
    const double serverPrice = problem.server.pue * problem.server.powerCoefficient;
    // A chip whose cycles cost nothing runs at its maximum, which an extreme ratio brings about.
    m_clockRatio = agentPrice > 0 ? std::cbrt(serverPrice / agentPrice) : INF;
}

bool
ClockSolver::HasOperatingPoints() const
{
    return !m_problem.agent.operatingPoints.empty() || !m_problem.server.operatingPoints.empty();
}

Clocks
ClockSolver::Highest() const
{
    // Operating points never exceed maxFrequency, but their last one may lie below it.
    const auto highest = [](const ComputeChip& chip) {
        return chip.operatingPoints.empty() ? chip.maxFrequency : chip.operatingPoints.back();
    };
    return {highest(m_problem.agent), highest(m_problem.server)};
}

std::optional<Clocks>
ClockSolver::LeastEnergyContinuous(double bitWidth) const
{
    const double agentMax = m_problem.agent.maxFrequency;
    const double serverMax = m_problem.server.maxFrequency;
    if (!m_problem.MeetsDelay(m_problem.Delay(bitWidth, {agentMax, serverMax})))
    {
        return std::nullopt;
    }
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    const double serverCycles = m_problem.ServerCycles();
    const double time = m_problem.delayBudget - m_problem.communicationDelay;

    // The highest clocks meet the budget, so a quotient above the maximum is rounding only (or,
    // where nothing is left of the time, the budget is met with equality at the maximum).
    const auto inTheRest = [](double cycles, double rest, double maximum) {
        return rest > 0 ? std::min(cycles / rest, maximum) : maximum;
    };
    if (agentCycles == 0)
    {
        return Clocks{0, serverCycles == 0 ? 0 : inTheRest(serverCycles, time, serverMax)};
    }
    if (serverCycles == 0)
    {
        return Clocks{inTheRest(agentCycles, time, agentMax), 0};
    }
    if (time <= 0)
    {
        return Clocks{agentMax, serverMax};
    }
    const double agentClock = (agentCycles + m_clockRatio * serverCycles) / time;
    if (agentClock >= agentMax)
    {
        return Clocks{agentMax, inTheRest(serverCycles, time - agentCycles / agentMax, serverMax)};
    }
    const double serverClock = (agentCycles / m_clockRatio + serverCycles) / time;
    if (serverClock >= serverMax)
    {
        return Clocks{inTheRest(agentCycles, time - serverCycles / serverMax, agentMax), serverMax};
    }
    return Clocks{agentClock, serverClock};
}

std::optional<Clocks>
ClockSolver::LeastEnergy(double bitWidth) const
{
    if (!HasOperatingPoints())
    {
        return LeastEnergyContinuous(bitWidth);
    }
    BestClocks best;
    const auto offer = [&](const Clocks& clocks) {
        const double delay = m_problem.Delay(bitWidth, clocks);
        const bool meets = m_problem.MeetsDelay(delay);
        if (meets)
        {
            best.Offer(clocks, m_problem.Energy(bitWidth, clocks), delay);
        }
        return meets;
    };
    const auto& agentPoints = m_problem.agent.operatingPoints;
    const auto& serverPoints = m_problem.server.operatingPoints;
    const double time = m_problem.delayBudget - m_problem.communicationDelay;

    if (serverPoints.empty())
    {
        for (double agentClock : agentPoints)
        {
            const double agentCycles = m_problem.AgentCycles(bitWidth);
            const double rest = time - agentCycles / agentClock;
            const double clock = m_problem.ServerCycles() / rest;
            const double maximum = m_problem.server.maxFrequency;
            offer({agentClock, rest > 0 ? std::min(clock, maximum) : maximum});
        }
    }
    else if (agentPoints.empty())
    {
        for (double serverClock : serverPoints)
        {
            const double rest = time - m_problem.ServerCycles() / serverClock;
            const double clock = m_problem.AgentCycles(bitWidth) / rest;
            const double maximum = m_problem.agent.maxFrequency;
            offer({rest > 0 ? std::min(clock, maximum) : maximum, serverClock});
        }
    }
    else
    {
        // The faster the agent, the slower the server may be: one walk over both tables.
        auto server = serverPoints.rbegin();
        for (double agentClock : agentPoints)
        {
            if (!offer({agentClock, *server}))
            {
                continue;
            }
            while (std::next(server) != serverPoints.rend() &&
                   offer({agentClock, *std::next(server)}))
            {
                ++server;
            }
        }
    }
    return best.Get();
}

Clocks
ClockSolver::LeastDelayContinuous(double bitWidth, double energy) const
{
    const auto& agent = m_problem.agent;
    const auto& server = m_problem.server;
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    const double serverCycles = m_problem.ServerCycles();
    const double agentPrice = agentCycles * agent.EnergyPerCycle(1);
    const double serverPrice = serverCycles * server.EnergyPerCycle(1);
    const double agentMax = agentCycles == 0 ? 0 : agent.maxFrequency;
    const double serverMax = serverCycles == 0 ? 0 : server.maxFrequency;
    const auto withTheRest = [](double rest, double price, double maximum) {
        return price > 0 ? std::min(std::sqrt(std::max(rest, 0.0) / price), maximum) : maximum;
    };
    if (agentPrice == 0)
    {
        return {agentMax, withTheRest(energy, serverPrice, serverMax)};
    }
    if (serverPrice == 0)
    {
        return {withTheRest(energy, agentPrice, agentMax), serverMax};
    }
    const double ratio = m_clockRatio;
    double serverClock = std::sqrt(energy / (agentPrice * ratio * ratio + serverPrice));
    double agentClock = ratio * serverClock;
    if (agentClock > agentMax)
    {
        agentClock = agentMax;
        serverClock =
            withTheRest(energy - agentPrice * agentMax * agentMax, serverPrice, serverMax);
    }
    else if (serverClock > serverMax)
    {
        serverClock = serverMax;
        agentClock =
            withTheRest(energy - serverPrice * serverMax * serverMax, agentPrice, agentMax);
    }
    return {agentClock, serverClock};
}

std::optional<Clocks>
ClockSolver::LeastDelay(double bitWidth) const
{
    const double energy = m_problem.energyBudget - m_problem.communicationEnergy;
    if (!HasOperatingPoints())
    {
        if (!m_problem.MeetsEnergy(m_problem.communicationEnergy))
        {
            return std::nullopt;
        }
        return LeastDelayContinuous(bitWidth, std::max(energy, 0.0));
    }
    BestClocks best;
    const auto offer = [&](const Clocks& clocks) {
        const double cost = m_problem.Energy(bitWidth, clocks);
        const bool meets = m_problem.MeetsEnergy(cost);
        if (meets)
        {
            best.Offer(clocks, m_problem.Delay(bitWidth, clocks), cost);
        }
        return meets;
    };
    const auto& agentPoints = m_problem.agent.operatingPoints;
    const auto& serverPoints = m_problem.server.operatingPoints;
    const auto affordable = [](const ComputeChip& chip, double cycles, double rest) {
        const double price = cycles * chip.EnergyPerCycle(1);
        return price > 0 ? std::min(std::sqrt(std::max(rest, 0.0) / price), chip.maxFrequency)
                         : chip.maxFrequency;
    };
    if (serverPoints.empty())
    {
        const double cycles = m_problem.ServerCycles();
        for (double clock : agentPoints)
        {
            const double spent =
                m_problem.AgentCycles(bitWidth) * m_problem.agent.EnergyPerCycle(clock);
            offer({clock, affordable(m_problem.server, cycles, energy - spent)});
        }
    }
    else if (agentPoints.empty())
    {
        const double cycles = m_problem.AgentCycles(bitWidth);
        for (double clock : serverPoints)
        {
            const double spent = m_problem.ServerCycles() * m_problem.server.EnergyPerCycle(clock);
            offer({affordable(m_problem.agent, cycles, energy - spent), clock});
        }
    }
    else
    {
        // The dearer the agent's clock, the cheaper the server's has to be.
        auto server = serverPoints.rbegin();
        for (double agentClock : agentPoints)
        {
            while (server != serverPoints.rend() && !offer({agentClock, *server}))
            {
                ++server;
            }
        }
    }
    return best.Get();
}

bool
ClockSolver::IsFeasible(double bitWidth) const
{
    const auto clocks = LeastEnergy(bitWidth);
    return clocks && m_problem.MeetsEnergy(m_problem.Energy(bitWidth, *clocks));
}

Limit
ClockSolver::WhyInfeasible(double bitWidth) const
{
    const auto lowest = [](const ComputeChip& chip) {
        return chip.operatingPoints.empty() ? 0 : chip.operatingPoints.front();
    };
    // Without a table a clock can be as low as one likes, so only the reserve costs energy.
    const double leastEnergy =
        m_problem.Energy(bitWidth, {lowest(m_problem.agent), lowest(m_problem.server)});
    const bool delayAlone = !m_problem.MeetsDelay(m_problem.Delay(bitWidth, Highest()));
    const bool energyAlone = !m_problem.MeetsEnergy(leastEnergy);
    if (delayAlone != energyAlone)
    {
        return delayAlone ? Limit::DELAY : Limit::ENERGY;
    }
    if (!delayAlone && IsFeasible(bitWidth))
    {
        return Limit::NONE;
    }
    return Limit::DELAY_AND_ENERGY;
}

} // namespace coinference
} // namespace ns3
