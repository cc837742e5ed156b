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

/// The slowest clock that does the work in time; never above the maximum, where rounding may ask
/// for more or leave no time at all.
double
SlowestClock(double cycles, double time, double maximum)
{
    if (cycles == 0)
    {
        return 0;
    }
    return time > 0 ? std::min(cycles / time, maximum) : maximum;
}

/// The fastest clock at which the work, priced per square of the clock, costs at most `energy`.
double
FastestClock(double cycles, double price, double energy, double maximum)
{
    if (cycles == 0)
    {
        return 0;
    }
    return price > 0 ? std::min(std::sqrt(std::max(energy, 0.0) / price), maximum) : maximum;
}

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

    if (agentCycles == 0 || serverCycles == 0)
    {
        return Clocks{SlowestClock(agentCycles, time, agentMax),
                      SlowestClock(serverCycles, time, serverMax)};
    }
    if (time <= 0)
    {
        return Clocks{agentMax, serverMax};
    }
    const double agentClock = (agentCycles + m_clockRatio * serverCycles) / time;
    if (agentClock >= agentMax)
    {
        return Clocks{agentMax,
                      SlowestClock(serverCycles, time - agentCycles / agentMax, serverMax)};
    }
    const double serverClock = (agentCycles / m_clockRatio + serverCycles) / time;
    if (serverClock >= serverMax)
    {
        return Clocks{SlowestClock(agentCycles, time - serverCycles / serverMax, agentMax),
                      serverMax};
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
        const double agentCycles = m_problem.AgentCycles(bitWidth);
        const double serverCycles = m_problem.ServerCycles();
        for (double clock : agentPoints)
        {
            const double rest = time - agentCycles / clock;
            offer({clock, SlowestClock(serverCycles, rest, m_problem.server.maxFrequency)});
        }
    }
    else if (agentPoints.empty())
    {
        const double agentCycles = m_problem.AgentCycles(bitWidth);
        const double serverCycles = m_problem.ServerCycles();
        for (double clock : serverPoints)
        {
            const double rest = time - serverCycles / clock;
            offer({SlowestClock(agentCycles, rest, m_problem.agent.maxFrequency), clock});
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

std::optional<Clocks>
ClockSolver::LeastDelayContinuous(double bitWidth) const
{
    const double energy = m_problem.energyBudget - m_problem.communicationEnergy;
    const double agentMax = m_problem.agent.maxFrequency;
    const double serverMax = m_problem.server.maxFrequency;
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    const double serverCycles = m_problem.ServerCycles();
    const double agentPrice = agentCycles * m_problem.agent.EnergyPerCycle(1);
    const double serverPrice = serverCycles * m_problem.server.EnergyPerCycle(1);
    if (!m_problem.MeetsEnergy(m_problem.communicationEnergy) ||
        (energy <= 0 && agentPrice + serverPrice > 0))
    {
        return std::nullopt;
    }
    if (agentPrice == 0 || serverPrice == 0)
    {
        return Clocks{FastestClock(agentCycles, agentPrice, energy, agentMax),
                      FastestClock(serverCycles, serverPrice, energy, serverMax)};
    }
    const double serverClock =
        std::sqrt(energy / (agentPrice * m_clockRatio * m_clockRatio + serverPrice));
    const double agentClock = m_clockRatio * serverClock;
    if (agentClock >= agentMax)
    {
        const double rest = energy - agentPrice * agentMax * agentMax;
        return Clocks{agentMax, FastestClock(serverCycles, serverPrice, rest, serverMax)};
    }
    if (serverClock >= serverMax)
    {
        const double rest = energy - serverPrice * serverMax * serverMax;
        return Clocks{FastestClock(agentCycles, agentPrice, rest, agentMax), serverMax};
    }
    return Clocks{agentClock, serverClock};
}

std::optional<Clocks>
ClockSolver::LeastDelay(double bitWidth) const
{
    if (!HasOperatingPoints())
    {
        return LeastDelayContinuous(bitWidth);
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
    const auto& agent = m_problem.agent;
    const auto& server = m_problem.server;
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    const double serverCycles = m_problem.ServerCycles();
    const double energy = m_problem.energyBudget - m_problem.communicationEnergy;

    if (server.operatingPoints.empty())
    {
        const double price = serverCycles * server.EnergyPerCycle(1);
        for (double clock : agent.operatingPoints)
        {
            const double rest = energy - agentCycles * agent.EnergyPerCycle(clock);
            offer({clock, FastestClock(serverCycles, price, rest, server.maxFrequency)});
        }
    }
    else if (agent.operatingPoints.empty())
    {
        const double price = agentCycles * agent.EnergyPerCycle(1);
        for (double clock : server.operatingPoints)
        {
            const double rest = energy - serverCycles * server.EnergyPerCycle(clock);
            offer({FastestClock(agentCycles, price, rest, agent.maxFrequency), clock});
        }
    }
    else
    {
        // The dearer the agent's clock, the cheaper the server's has to be.
        auto serverClock = server.operatingPoints.rbegin();
        for (double agentClock : agent.operatingPoints)
        {
            while (serverClock != server.operatingPoints.rend() &&
                   !offer({agentClock, *serverClock}))
            {
                ++serverClock;
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
    const double leastEnergy =
        m_problem.Energy(bitWidth, {lowest(m_problem.agent), lowest(m_problem.server)});
    // Without a table a clock can be as low as one likes, but not 0 where there is work to pay for:
    // the least energy is then a limit, never reached, and has to lie below the budget.
    const auto reaches = [](const ComputeChip& chip, double cycles) {
        return !chip.operatingPoints.empty() || cycles * chip.EnergyPerCycle(1) == 0;
    };
    const bool reached = reaches(m_problem.agent, m_problem.AgentCycles(bitWidth)) &&
                         reaches(m_problem.server, m_problem.ServerCycles());
    const bool delayAlone = !m_problem.MeetsDelay(m_problem.Delay(bitWidth, Highest()));
    const bool energyAlone =
        reached ? !m_problem.MeetsEnergy(leastEnergy) : leastEnergy >= m_problem.energyBudget;
    if (delayAlone)
    {
        return energyAlone ? Limit::DELAY_AND_ENERGY : Limit::DELAY;
    }
    if (IsFeasible(bitWidth))
    {
        return Limit::NONE;
    }
    return energyAlone ? Limit::ENERGY : Limit::DELAY_AND_ENERGY;
}

} // namespace coinference
} // namespace ns3
