/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "clock-solver.h"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
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
      m_highest{problem.agent.HighestFrequency(), problem.server.HighestFrequency()},
      m_hasTables(!problem.agent.operatingPoints.empty() ||
                  !problem.server.operatingPoints.empty()),
      m_isOfClocks(problem.agent.IsCubic() && problem.server.IsCubic() && period == INF &&
                   problem.agent.pointFlopsPerCycle.empty() &&
                   problem.server.pointFlopsPerCycle.empty())
{
    if (!m_isOfClocks)
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

double
ClockSolver::BestAgentTime(double agentCycles, double time) const
{
    const auto& agent = *m_agentSide;
    const auto& server = *m_serverSide;
    const double most = agent.MostTime(agentCycles);
    const double serverMost = server.MostTime(m_serverCycles);
    if (most + serverMost <= time)
    {
        return most; // slack is left: nothing is gained by more time
    }
    // Where rounding leaves less than nothing, the least is right within it.
    const double low = std::max(agent.LeastTime(agentCycles), time - serverMost);
    const double high = std::max(low, std::min(most, time - server.LeastTime(m_serverCycles)));
    const auto slope = [&](double agentTime) {
        return agent.EnergySlope(agentCycles, agentTime) -
               server.EnergySlope(m_serverCycles, time - agentTime);
    };
    if (!agent.HasStaticPower() && !server.HasStaticPower())
    {
        const double agentShare = agent.GetTimeShare() * agentCycles;
        const double serverShare = server.GetTimeShare() * m_serverCycles;
        const double all = agentShare + serverShare;
        return std::clamp(all > 0 ? time * agentShare / all : low, low, high);
    }
    if (!(slope(low) < 0))
    {
        return low;
    }
    if (!(slope(high) > 0))
    {
        return high;
    }
    std::uintmax_t iterations = 200;
    const auto bracket =
        boost::math::tools::toms748_solve(slope,
                                          low,
                                          high,
                                          boost::math::tools::eps_tolerance<double>(50),
                                          iterations);
    return (bracket.first + bracket.second) / 2;
}

double
ClockSolver::LeastEnergyIn(double agentCycles, double time) const
{
    const double agentTime = BestAgentTime(agentCycles, time);
    const double serverTime =
        std::min(m_serverSide->MostTime(m_serverCycles),
                 std::max(time - agentTime, m_serverSide->LeastTime(m_serverCycles)));
    return m_agentSide->Energy(agentCycles, agentTime) +
           m_serverSide->Energy(m_serverCycles, serverTime);
}

namespace
{

/// Calls with each operating point that keeps up with the period: clock, time, energy of cycles.
template <typename Action>
void
ForEachPoint(const ComputeSide& side, double cycles, Action action)
{
    for (const auto& point : side.GetPoints())
    {
        if (cycles * point.time <= side.GetPeriod() * (1 + FEASIBILITY_SLACK))
        {
            action(point.clock, cycles * point.time, cycles * point.energy);
        }
    }
}

/// Whether a side's fastest clock keeps up with the period.
bool
KeepsUp(const ComputeSide& side, double cycles)
{
    return side.LeastTime(cycles) <= side.GetPeriod() * (1 + FEASIBILITY_SLACK);
}

} // namespace

std::optional<Clocks>
ClockSolver::LeastEnergyOfTimes(double agentCycles) const
{
    const auto& agent = *m_agentSide;
    const auto& server = *m_serverSide;
    if (!KeepsUp(agent, agentCycles) || !KeepsUp(server, m_serverCycles))
    {
        return std::nullopt;
    }
    const auto meets = [this](double computing) {
        return m_problem.MeetsDelay(m_problem.communicationDelay + computing);
    };
    BestClocks best;
    if (agent.HasTable() && server.HasTable())
    {
        // The slower the agent, the faster the server has to be: one walk over both tables.
        const auto& points = server.GetPoints();
        auto index = points.size();
        ForEachPoint(agent, agentCycles, [&](double clock, double time, double energy) {
            const auto isTooSlow = [&](const ComputeSide::Point& point) {
                const double serverTime = m_serverCycles * point.time;
                return !meets(time + serverTime) ||
                       serverTime > server.GetPeriod() * (1 + FEASIBILITY_SLACK);
            };
            while (index > 0 && isTooSlow(points[index - 1]))
            {
                --index;
            }
            if (index > 0)
            {
                const auto& point = points[index - 1];
                best.Offer({clock, point.clock},
                           energy + m_serverCycles * point.energy,
                           time + m_serverCycles * point.time);
            }
        });
        return best.Get();
    }
    if (agent.HasTable() || server.HasTable())
    {
        const bool isAgents = agent.HasTable();
        const auto& table = isAgents ? agent : server;
        const auto& other = isAgents ? server : agent;
        const double tableCycles = isAgents ? agentCycles : m_serverCycles;
        const double otherCycles = isAgents ? m_serverCycles : agentCycles;
        ForEachPoint(table, tableCycles, [&](double clock, double time, double energy) {
            const double least = other.LeastTime(otherCycles);
            if (meets(time + least))
            {
                const double otherTime =
                    std::min(other.MostTime(otherCycles), std::max(m_time - time, least));
                const double otherClock = other.ClockOf(otherCycles, otherTime);
                best.Offer(isAgents ? Clocks{clock, otherClock} : Clocks{otherClock, clock},
                           energy + other.Energy(otherCycles, otherTime),
                           time + otherTime);
            }
        });
        return best.Get();
    }
    if (!meets(agent.LeastTime(agentCycles) + server.LeastTime(m_serverCycles)))
    {
        return std::nullopt;
    }
    const double agentTime = BestAgentTime(agentCycles, m_time);
    const double serverTime = std::min(server.MostTime(m_serverCycles), m_time - agentTime);
    return Clocks{agent.ClockOf(agentCycles, agentTime),
                  server.ClockOf(m_serverCycles, serverTime)};
}

std::optional<Clocks>
ClockSolver::LeastDelayOfTimes(double agentCycles) const
{
    const auto& agent = *m_agentSide;
    const auto& server = *m_serverSide;
    if (!KeepsUp(agent, agentCycles) || !KeepsUp(server, m_serverCycles))
    {
        return std::nullopt;
    }
    const auto meets = [this](double computing) {
        return m_problem.MeetsEnergy(m_problem.communicationEnergy + computing);
    };
    BestClocks best;
    if (agent.HasTable() && server.HasTable())
    {
        // The cheaper the agent, the faster the server may be.
        const auto& points = server.GetPoints();
        auto index = points.size();
        while (index > 0 && m_serverCycles * points[index - 1].time >
                                server.GetPeriod() * (1 + FEASIBILITY_SLACK))
        {
            --index;
        }
        ForEachPoint(agent, agentCycles, [&](double clock, double time, double energy) {
            const auto isWithin = [&](const ComputeSide::Point& point) {
                return meets(energy + m_serverCycles * point.energy);
            };
            while (index > 1 && isWithin(points[index - 2]))
            {
                --index;
            }
            if (index > 0 && isWithin(points[index - 1]))
            {
                const auto& point = points[index - 1];
                best.Offer({clock, point.clock},
                           time + m_serverCycles * point.time,
                           energy + m_serverCycles * point.energy);
            }
        });
        return best.Get();
    }
    if (agent.HasTable() || server.HasTable())
    {
        const bool isAgents = agent.HasTable();
        const auto& table = isAgents ? agent : server;
        const auto& other = isAgents ? server : agent;
        const double tableCycles = isAgents ? agentCycles : m_serverCycles;
        const double otherCycles = isAgents ? m_serverCycles : agentCycles;
        ForEachPoint(table, tableCycles, [&](double clock, double time, double energy) {
            const double otherTime = other.TimeWithin(otherCycles, m_energy - energy);
            if (otherTime >= 0)
            {
                const double otherClock = other.ClockOf(otherCycles, otherTime);
                best.Offer(isAgents ? Clocks{clock, otherClock} : Clocks{otherClock, clock},
                           time + otherTime,
                           energy + other.Energy(otherCycles, otherTime));
            }
        });
        return best.Get();
    }
    const double least = agent.LeastTime(agentCycles) + server.LeastTime(m_serverCycles);
    const double most = agent.MostTime(agentCycles) + server.MostTime(m_serverCycles);
    const double leastEnergy = agent.LeastEnergy(agentCycles) + server.LeastEnergy(m_serverCycles);
    const bool isReached =
        agent.ReachesLeastEnergy(agentCycles) && server.ReachesLeastEnergy(m_serverCycles);
    if (isReached ? !meets(leastEnergy) : leastEnergy >= m_energy)
    {
        return std::nullopt;
    }
    // The energy of the best split falls with the time: halve between too dear and cheap enough.
    // Without the slack, or rounding of the clocks would take the result beyond it; what only the
    // slack admits is the cheapest of all.
    const auto isCheap = [&](double time) { return LeastEnergyIn(agentCycles, time) <= m_energy; };
    double dear = least;
    double cheap = least;
    while (cheap < most && !isCheap(cheap))
    {
        dear = cheap;
        cheap = std::min(2 * cheap, most);
    }
    for (int i = 0; i < 60 && cheap > least; ++i)
    {
        const double middle = (dear + cheap) / 2;
        (isCheap(middle) ? cheap : dear) = middle;
    }
    const double agentTime = BestAgentTime(agentCycles, cheap);
    return Clocks{agent.ClockOf(agentCycles, agentTime),
                  server.ClockOf(m_serverCycles,
                                 std::min(server.MostTime(m_serverCycles), cheap - agentTime))};
}

std::optional<Clocks>
ClockSolver::LeastEnergy(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    if (!m_isOfClocks)
    {
        return LeastEnergyOfTimes(agentCycles);
    }
    return m_hasTables ? LeastEnergyDiscrete(agentCycles) : LeastEnergyContinuous(agentCycles);
}

std::optional<Clocks>
ClockSolver::LeastDelay(double bitWidth) const
{
    const double agentCycles = m_problem.AgentCycles(bitWidth);
    if (!m_isOfClocks)
    {
        return LeastDelayOfTimes(agentCycles);
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
        auto clocks = LeastEnergyOfTimes(agentCycles);
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
                              : alone.WhyInfeasibleOfTimes(agentCycles);
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
ClockSolver::WhyInfeasibleOfTimes(double agentCycles) const
{
    const auto& agent = *m_agentSide;
    const auto& server = *m_serverSide;
    return WhyInfeasible(m_problem.communicationDelay + agent.LeastTime(agentCycles) +
                             server.LeastTime(m_serverCycles),
                         m_problem.communicationEnergy + agent.LeastEnergy(agentCycles) +
                             server.LeastEnergy(m_serverCycles),
                         agent.ReachesLeastEnergy(agentCycles) &&
                             server.ReachesLeastEnergy(m_serverCycles));
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
