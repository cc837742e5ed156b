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

double
HighestClock(const ComputeChip& chip)
{
    // Operating points never exceed maxFrequency, but their last one may lie below it.
    return chip.operatingPoints.empty() ? chip.maxFrequency : chip.operatingPoints.back();
}

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
    : m_problem(problem),
      m_serverCycles(problem.ServerCycles()),
      m_agentPrice(problem.agent.EnergyPerCycle(1)),
      m_serverPrice(problem.server.EnergyPerCycle(1)),
      // A chip whose cycles cost nothing runs at its maximum: an extreme ratio brings that about.
      m_clockRatio(m_agentPrice > 0 ? std::cbrt(m_serverPrice / m_agentPrice) : INF),
      m_time(problem.delayBudget - problem.communicationDelay),
      m_energy(problem.energyBudget - problem.communicationEnergy),
      m_highest{HighestClock(problem.agent), HighestClock(problem.server)},
      m_hasTables(!problem.agent.operatingPoints.empty() || !problem.server.operatingPoints.empty())
{
}

inline double
ClockSolver::Delay(double agentCycles, const Clocks& clocks) const
{
    return m_problem.communicationDelay + DesignProblem::ComputeDelay(agentCycles, clocks.agent) +
           DesignProblem::ComputeDelay(m_serverCycles, clocks.server);
}

inline double
ClockSolver::Energy(double agentCycles, const Clocks& clocks) const
{
    return m_problem.communicationEnergy +
           agentCycles * (m_agentPrice * clocks.agent * clocks.agent) +
           m_serverCycles * (m_serverPrice * clocks.server * clocks.server);
}

inline std::optional<Clocks>
ClockSolver::LeastEnergyContinuous(double agentCycles) const
{
    if (!m_problem.MeetsDelay(Delay(agentCycles, m_highest)))
    {
        return std::nullopt;
    }
    const auto [agentMax, serverMax] = m_highest;
    if (agentCycles == 0 || m_serverCycles == 0)
    {
        return Clocks{SlowestClock(agentCycles, m_time, agentMax),
                      SlowestClock(m_serverCycles, m_time, serverMax)};
    }
    if (m_time <= 0)
    {
        return m_highest;
    }
    const double agentClock = (agentCycles + m_clockRatio * m_serverCycles) / m_time;
    if (agentClock >= agentMax)
    {
        const double rest = m_time - agentCycles / agentMax;
        return Clocks{agentMax, SlowestClock(m_serverCycles, rest, serverMax)};
    }
    const double serverClock = agentClock / m_clockRatio;
    if (serverClock >= serverMax)
    {
        const double rest = m_time - m_serverCycles / serverMax;
        return Clocks{SlowestClock(agentCycles, rest, agentMax), serverMax};
    }
    return Clocks{agentClock, serverClock};
}

std::optional<Clocks>
ClockSolver::LeastEnergyDiscrete(double agentCycles) const
{
    BestClocks best;
    const auto offer = [&](const Clocks& clocks) {
        const double delay = Delay(agentCycles, clocks);
        const bool meets = m_problem.MeetsDelay(delay);
        if (meets)
        {
            best.Offer(clocks, Energy(agentCycles, clocks), delay);
        }
        return meets;
    };
    const auto& agentPoints = m_problem.agent.operatingPoints;
    const auto& serverPoints = m_problem.server.operatingPoints;
    if (serverPoints.empty())
    {
        for (double clock : agentPoints)
        {
            const double rest = m_time - DesignProblem::ComputeDelay(agentCycles, clock);
            offer({clock, SlowestClock(m_serverCycles, rest, m_highest.server)});
        }
    }
    else if (agentPoints.empty())
    {
        for (double clock : serverPoints)
        {
            const double rest = m_time - DesignProblem::ComputeDelay(m_serverCycles, clock);
            offer({SlowestClock(agentCycles, rest, m_highest.agent), clock});
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
ClockSolver::LeastDelayContinuous(double agentCycles) const
{
    const auto [agentMax, serverMax] = m_highest;
    const double agentPrice = agentCycles * m_agentPrice;
    const double serverPrice = m_serverCycles * m_serverPrice;
    if (!m_problem.MeetsEnergy(m_problem.communicationEnergy) ||
        (m_energy <= 0 && agentPrice + serverPrice > 0))
    {
        return std::nullopt;
    }
    if (agentPrice == 0 || serverPrice == 0)
    {
        return Clocks{FastestClock(agentCycles, agentPrice, m_energy, agentMax),
                      FastestClock(m_serverCycles, serverPrice, m_energy, serverMax)};
    }
    const double serverClock =
        std::sqrt(m_energy / (agentPrice * m_clockRatio * m_clockRatio + serverPrice));
    const double agentClock = m_clockRatio * serverClock;
    if (agentClock >= agentMax)
    {
        const double rest = m_energy - agentPrice * agentMax * agentMax;
        return Clocks{agentMax, FastestClock(m_serverCycles, serverPrice, rest, serverMax)};
    }
    if (serverClock >= serverMax)
    {
        const double rest = m_energy - serverPrice * serverMax * serverMax;
        return Clocks{FastestClock(agentCycles, agentPrice, rest, agentMax), serverMax};
    }
    return Clocks{agentClock, serverClock};
}

std::optional<Clocks>
ClockSolver::LeastDelayDiscrete(double agentCycles) const
{
    BestClocks best;
    const auto offer = [&](const Clocks& clocks) {
        const double energy = Energy(agentCycles, clocks);
        const bool meets = m_problem.MeetsEnergy(energy);
        if (meets)
        {
            best.Offer(clocks, Delay(agentCycles, clocks), energy);
        }
        return meets;
    };
    const auto& agentPoints = m_problem.agent.operatingPoints;
    const auto& serverPoints = m_problem.server.operatingPoints;
    const double agentPrice = agentCycles * m_agentPrice;
    const double serverPrice = m_serverCycles * m_serverPrice;
    if (serverPoints.empty())
    {
        for (double clock : agentPoints)
        {
            const double rest = m_energy - agentPrice * clock * clock;
            offer({clock, FastestClock(m_serverCycles, serverPrice, rest, m_highest.server)});
        }
    }
    else if (agentPoints.empty())
    {
        for (double clock : serverPoints)
        {
            const double rest = m_energy - serverPrice * clock * clock;
            offer({FastestClock(agentCycles, agentPrice, rest, m_highest.agent), clock});
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

std::optional<Clocks>
ClockSolver::LeastEnergy(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    return m_hasTables ? LeastEnergyDiscrete(agentCycles) : LeastEnergyContinuous(agentCycles);
}

std::optional<Clocks>
ClockSolver::LeastDelay(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    return m_hasTables ? LeastDelayDiscrete(agentCycles) : LeastDelayContinuous(agentCycles);
}

std::optional<Clocks>
ClockSolver::LeastFeasibleEnergy(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    auto clocks =
        m_hasTables ? LeastEnergyDiscrete(agentCycles) : LeastEnergyContinuous(agentCycles);
    if (clocks && !m_problem.MeetsEnergy(Energy(agentCycles, *clocks)))
    {
        clocks.reset();
    }
    return clocks;
}

Limit
ClockSolver::WhyInfeasible(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    const auto lowest = [](const ComputeChip& chip) {
        return chip.operatingPoints.empty() ? 0 : chip.operatingPoints.front();
    };
    const double leastEnergy =
        Energy(agentCycles, {lowest(m_problem.agent), lowest(m_problem.server)});
    // Without a table a clock can be as low as one likes, but not 0 where there is work to pay for:
    // the least energy is then a limit, never reached, and has to lie below the budget.
    const auto reaches = [](const ComputeChip& chip, double price) {
        return !chip.operatingPoints.empty() || price == 0;
    };
    const bool reached = reaches(m_problem.agent, agentCycles * m_agentPrice) &&
                         reaches(m_problem.server, m_serverCycles * m_serverPrice);
    const bool delayAlone = !m_problem.MeetsDelay(Delay(agentCycles, m_highest));
    const bool energyAlone =
        reached ? !m_problem.MeetsEnergy(leastEnergy) : leastEnergy >= m_problem.energyBudget;
    if (delayAlone == energyAlone)
    {
        return Limit::DELAY_AND_ENERGY;
    }
    return delayAlone ? Limit::DELAY : Limit::ENERGY;
}

} // namespace coinference
} // namespace ns3
