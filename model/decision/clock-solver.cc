/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "clock-solver.h"

#include "best-clocks.h"
#include "roofline-side.h"
#include "side-pair.h"

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

/// The time that cycles take; none without work, even at a stopped clock.
double
TimeOf(double cycles, double clock)
{
    return cycles == 0 ? 0 : cycles / clock;
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

/**
 * Where one chip has a table and the other takes any clock: offer each point with the best clock
 * for it. Returns false, with nothing offered, where both have tables.
 */
template <typename ServerFor, typename AgentFor, typename Offer>
inline bool
OfferOneTable(const std::vector<double>& agentPoints,
              const std::vector<double>& serverPoints,
              const ServerFor& serverFor,
              const AgentFor& agentFor,
              const Offer& offer)
{
    if (!agentPoints.empty() && !serverPoints.empty())
    {
        return false;
    }
    for (double clock : agentPoints)
    {
        offer({clock, serverFor(clock)});
    }
    for (double clock : serverPoints)
    {
        offer({agentFor(clock), clock});
    }
    return true;
}

} // namespace

ClockSolver::ClockSolver(const DesignProblem& problem)
    : ClockSolver(problem, problem.LongestJob())
{
}

ClockSolver::ClockSolver(const DesignProblem& problem, double period)
    : m_problem(problem),
      m_serverCycles(problem.ServerCycles()),
      m_agentPrice(problem.agent.pue * problem.agent.powerCoefficient),
      m_serverPrice(problem.server.pue * problem.server.powerCoefficient),
      // A chip whose cycles cost nothing runs at its maximum: an extreme ratio brings that about.
      m_clockRatio(m_agentPrice > 0 ? std::cbrt(m_serverPrice / m_agentPrice) : INF),
      m_time(problem.delayBudget - problem.communicationDelay),
      m_energy(problem.energyBudget - problem.communicationEnergy),
      m_period(period),
      m_highest{problem.agent.HighestFrequency(), problem.server.HighestFrequency()},
      m_hasTables(!problem.agent.operatingPoints.empty() ||
                  !problem.server.operatingPoints.empty()),
      m_isPhased(problem.HasPhases()),
      m_isOfClocks(!m_isPhased && problem.agent.IsCubic() && problem.server.IsCubic() &&
                   period == INF && problem.agent.pointFlopsPerCycle.empty() &&
                   problem.server.pointFlopsPerCycle.empty())
{
    if (!m_isOfClocks && !m_isPhased)
    {
        m_agentSide.emplace(problem.agent, period);
        m_serverSide.emplace(problem.server, period);
    }
}

inline double
ClockSolver::Delay(double agentCycles, const Clocks& clocks) const
{
    return m_problem.communicationDelay + TimeOf(agentCycles, clocks.agent) +
           TimeOf(m_serverCycles, clocks.server);
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
    const double agentMax = m_highest.agent;
    const double serverMax = m_highest.server;
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
    const auto serverFor = [&](double clock) {
        const double rest = m_time - TimeOf(agentCycles, clock);
        return SlowestClock(m_serverCycles, rest, m_highest.server);
    };
    const auto agentFor = [&](double clock) {
        const double rest = m_time - TimeOf(m_serverCycles, clock);
        return SlowestClock(agentCycles, rest, m_highest.agent);
    };
    if (!OfferOneTable(agentPoints, serverPoints, serverFor, agentFor, offer))
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
    const double agentMax = m_highest.agent;
    const double serverMax = m_highest.server;
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
    const auto serverFor = [&](double clock) {
        const double rest = m_energy - agentPrice * clock * clock;
        return FastestClock(m_serverCycles, serverPrice, rest, m_highest.server);
    };
    const auto agentFor = [&](double clock) {
        const double rest = m_energy - serverPrice * clock * clock;
        return FastestClock(agentCycles, agentPrice, rest, m_highest.agent);
    };
    if (!OfferOneTable(agentPoints, serverPoints, serverFor, agentFor, offer))
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

namespace
{

/// Work of cycles of a side that is not counted phase by phase.
PhaseWorks
WorksOfCycles(double cycles, const ComputeChip& chip)
{
    PhaseWorks works;
    if (cycles > 0)
    {
        works.emplace_back().flops = cycles * chip.flopsPerCycle;
    }
    return works;
}

/// The same chip as one whose memory nothing waits for.
ComputeChip
WithoutMemory(ComputeChip chip)
{
    chip.memoryBandwidth = 0;
    chip.memoryPoints.clear();
    return chip;
}

/// Calls with each clock of a memory; with 0 if it has but one.
template <typename Action>
void
ForEachMemoryClock(const ComputeChip& chip, Action action)
{
    if (chip.memoryPoints.empty())
    {
        action(0.0);
    }
    for (const auto& point : chip.memoryPoints)
    {
        action(point.clock);
    }
}

} // namespace

template <typename Action>
void
ClockSolver::ForEachPair(double bitWidth, Action action) const
{
    if (!m_isPhased)
    {
        action(LoadedSide(*m_agentSide, m_problem.AgentCycles(bitWidth)),
               LoadedSide(*m_serverSide, m_serverCycles),
               Clocks());
        return;
    }
    const auto& workload = m_problem.workload;
    const bool isAgents = workload.IsAgentPhased(m_problem.agent);
    const bool isServers = workload.IsServerPhased(m_problem.server);
    const auto agentWorks = isAgents
                                ? workload.AgentWorks(bitWidth)
                                : WorksOfCycles(m_problem.AgentCycles(bitWidth), m_problem.agent);
    const auto serverWorks =
        isServers ? workload.ServerWorks() : WorksOfCycles(m_serverCycles, m_problem.server);
    const auto agentChip = isAgents ? m_problem.agent : WithoutMemory(m_problem.agent);
    const auto serverChip = isServers ? m_problem.server : WithoutMemory(m_problem.server);
    ForEachMemoryClock(agentChip, [&](double agentMemory) {
        const RooflineSide agent(agentWorks, agentChip, agentMemory, m_period);
        ForEachMemoryClock(serverChip, [&](double serverMemory) {
            const RooflineSide server(serverWorks, serverChip, serverMemory, m_period);
            action(agent, server, Clocks{0, 0, agentMemory, serverMemory});
        });
    });
}

std::optional<Clocks>
ClockSolver::LeastEnergyOfTimes(double bitWidth) const
{
    BestClocks best;
    ForEachPair(bitWidth, [&](const auto& agent, const auto& server, const Clocks& memory) {
        if (auto clocks = SidePair(m_problem, agent, server).LeastEnergy())
        {
            clocks->agentMemory = memory.agentMemory;
            clocks->serverMemory = memory.serverMemory;
            best.Offer(*clocks,
                       m_problem.Energy(bitWidth, *clocks),
                       m_problem.Delay(bitWidth, *clocks));
        }
    });
    return best.Get();
}

std::optional<Clocks>
ClockSolver::LeastDelayOfTimes(double bitWidth) const
{
    BestClocks best;
    ForEachPair(bitWidth, [&](const auto& agent, const auto& server, const Clocks& memory) {
        if (auto clocks = SidePair(m_problem, agent, server).LeastDelay())
        {
            clocks->agentMemory = memory.agentMemory;
            clocks->serverMemory = memory.serverMemory;
            best.Offer(*clocks,
                       m_problem.Delay(bitWidth, *clocks),
                       m_problem.Energy(bitWidth, *clocks));
        }
    });
    return best.Get();
}

std::optional<Clocks>
ClockSolver::LeastEnergy(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    if (!m_isOfClocks)
    {
        return LeastEnergyOfTimes(bitWidth);
    }
    return m_hasTables ? LeastEnergyDiscrete(agentCycles) : LeastEnergyContinuous(agentCycles);
}

std::optional<Clocks>
ClockSolver::LeastDelay(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    if (!m_isOfClocks)
    {
        return LeastDelayOfTimes(bitWidth);
    }
    return m_hasTables ? LeastDelayDiscrete(agentCycles) : LeastDelayContinuous(agentCycles);
}

std::optional<Clocks>
ClockSolver::LeastFeasibleEnergy(double bitWidth) const
{
    if (!m_problem.FitsMemory(bitWidth))
    {
        return std::nullopt;
    }
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    if (!m_isOfClocks)
    {
        auto clocks = LeastEnergyOfTimes(bitWidth);
        if (clocks && !m_problem.MeetsEnergy(m_problem.Energy(bitWidth, *clocks)))
        {
            clocks.reset();
        }
        return clocks;
    }
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
    if (!m_problem.FitsMemory(bitWidth))
    {
        return Limit::MEMORY;
    }
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    if (m_isOfClocks)
    {
        return WhyInfeasibleOfClocks(agentCycles);
    }
    const ClockSolver alone(m_problem, INF);
    if (m_problem.period > 0 && alone.IsFeasible(bitWidth))
    {
        return Limit::RATE;
    }
    return alone.m_isOfClocks ? alone.WhyInfeasibleOfClocks(agentCycles)
                              : alone.WhyInfeasibleOfTimes(bitWidth);
}

Limit
ClockSolver::WhyInfeasibleOfClocks(double agentCycles) const
{
    const auto lowest = [](const ComputeChip& chip) {
        return chip.operatingPoints.empty() ? 0 : chip.operatingPoints.front();
    };
    const auto reaches = [](const ComputeChip& chip, double price) {
        return !chip.operatingPoints.empty() || price == 0;
    };
    return WhyInfeasible(Delay(agentCycles, m_highest),
                         Energy(agentCycles, {lowest(m_problem.agent), lowest(m_problem.server)}),
                         reaches(m_problem.agent, agentCycles * m_agentPrice) &&
                             reaches(m_problem.server, m_serverCycles * m_serverPrice));
}

Limit
ClockSolver::WhyInfeasibleOfTimes(double bitWidth) const
{
    double leastTime = INF;
    double leastEnergy = INF;
    bool isReached = false;
    ForEachPair(bitWidth, [&](const auto& agent, const auto& server, const Clocks& /* memory */) {
        leastTime = std::min(leastTime, agent.LeastTime() + server.LeastTime());
        const double energy = agent.LeastEnergy() + server.LeastEnergy();
        const bool reaches = agent.ReachesLeastEnergy() && server.ReachesLeastEnergy();
        isReached =
            energy < leastEnergy ? reaches : isReached || (energy == leastEnergy && reaches);
        leastEnergy = std::min(leastEnergy, energy);
    });
    return WhyInfeasible(m_problem.communicationDelay + leastTime,
                         m_problem.communicationEnergy + leastEnergy,
                         isReached);
}

Limit
ClockSolver::WhyInfeasible(double leastDelay, double leastEnergy, bool isReached) const
{
    // Without a table and static power a clock can be as low as one likes, but not 0 where there is
    // work to pay for: the least energy is then a limit, never reached, and has to lie below the
    // budget.
    const bool delayAlone = !m_problem.MeetsDelay(leastDelay);
    const bool energyAlone =
        isReached ? !m_problem.MeetsEnergy(leastEnergy) : leastEnergy >= m_problem.energyBudget;
    if (delayAlone == energyAlone)
    {
        return Limit::DELAY_AND_ENERGY;
    }
    return delayAlone ? Limit::DELAY : Limit::ENERGY;
}

} // namespace coinference
} // namespace ns3
