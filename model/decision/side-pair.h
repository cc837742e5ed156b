/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SIDE_PAIR_H
#define COINFERENCE_SIDE_PAIR_H

#include "best-clocks.h"
#include "compute-side.h"
#include "design-problem.h"
#include "support/bracketed-root.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief A ComputeSide with the cycles that it is to do, as SidePair sees a side.
 */
class LoadedSide
{
  public:
    /**
     * @param side the side, which must outlive this
     * @param cycles w, >= 0
     */
    LoadedSide(const ComputeSide& side, double cycles)
        : m_side(side),
          m_cycles(cycles)
    {
    }

    /** @return whether there are operating points */
    bool HasTable() const
    {
        return m_side.HasTable();
    }

    /** @return how many of them are worth using */
    std::size_t GetPointCount() const
    {
        return m_side.GetPoints().size();
    }

    /**
     * @param index which, the fastest and dearest first
     * @return its clock, and what the cycles take and cost there
     */
    ComputeSide::Point GetPoint(std::size_t index) const
    {
        const auto& point = m_side.GetPoints()[index];
        return {point.clock, m_cycles * point.time, m_cycles * point.energy};
    }

    /** @return longest time for a job [s] */
    double GetPeriod() const
    {
        return m_side.GetPeriod();
    }

    /** @return ComputeSide::LeastTime() */
    double LeastTime() const
    {
        return m_side.LeastTime(m_cycles);
    }

    /** @return ComputeSide::MostTime() */
    double MostTime() const
    {
        return m_side.MostTime(m_cycles);
    }

    /**
     * @param time t [s]
     * @return ComputeSide::Energy()
     */
    double Energy(double time) const
    {
        return m_side.Energy(m_cycles, time);
    }

    /**
     * @param time t [s]
     * @return ComputeSide::EnergySlope()
     */
    double EnergySlope(double time) const
    {
        return m_side.EnergySlope(m_cycles, time);
    }

    /**
     * @param energy [J]
     * @return ComputeSide::TimeWithin()
     */
    double TimeWithin(double energy) const
    {
        return m_side.TimeWithin(m_cycles, energy);
    }

    /** @return ComputeSide::LeastEnergy() */
    double LeastEnergy() const
    {
        return m_side.LeastEnergy(m_cycles);
    }

    /** @return ComputeSide::ReachesLeastEnergy() */
    bool ReachesLeastEnergy() const
    {
        return m_side.ReachesLeastEnergy(m_cycles);
    }

    /**
     * @param time t [s]
     * @return ComputeSide::ClockOf()
     */
    double ClockOf(double time) const
    {
        return m_side.ClockOf(m_cycles, time);
    }

    /**
     * @return (eta psi)^(1/3) w, to which the best times of two sides relate where energy is a
     *         constant over time^2; nothing where static power is drawn as well
     */
    std::optional<double> GetTimeShare() const
    {
        return m_side.HasStaticPower() ? std::nullopt
                                       : std::optional<double>(m_side.GetTimeShare() * m_cycles);
    }

  private:
    const ComputeSide& m_side; //!< what a cycle takes and costs
    double m_cycles;           //!< w
};

/**
 * @ingroup coinference-decision
 * @brief Best times of the two sides of a design problem, exactly, where each side's energy is
 * convex in its time or a table (doc/coinference.rst, "The joint design").
 *
 * Keeps references to all that it is given.
 *
 * @tparam Side LoadedSide, or RooflineSide
 */
template <typename Side>
class SidePair
{
  public:
    /**
     * @param problem budgets and reserves
     * @param agent the agent's side
     * @param server the server's side
     */
    SidePair(const DesignProblem& problem, const Side& agent, const Side& server)
        : m_problem(problem),
          m_agent(agent),
          m_server(server),
          m_time(problem.delayBudget - problem.communicationDelay),
          m_energy(problem.energyBudget - problem.communicationEnergy)
    {
    }

    /** @return clocks of least energy within T0 and the period, or nothing */
    std::optional<Clocks> LeastEnergy() const;

    /** @return clocks of least delay within E0 and the period, or nothing */
    std::optional<Clocks> LeastDelay() const;

  private:
    /// Calls with each operating point that keeps up with the period.
    template <typename Action>
    static void ForEachPoint(const Side& side, Action action);
    /// Whether a side's fastest clock keeps up with the period.
    static bool KeepsUp(const Side& side);
    /// Without tables: the agent's time in the split of `time` that costs least.
    double BestAgentTime(double time) const;
    /// Without tables: the least energy of a split of `time`.
    double LeastEnergyIn(double time) const;

    const DesignProblem& m_problem; //!< budgets and reserves
    const Side& m_agent;            //!< what time costs there
    const Side& m_server;           //!< what time costs there
    double m_time;                  //!< T0 without the reserve [s]
    double m_energy;                //!< E0 without the reserve [J]
};

template <typename Side>
double
SidePair<Side>::BestAgentTime(double time) const
{
    const auto& agent = m_agent;
    const auto& server = m_server;
    const double most = agent.MostTime();
    const double serverMost = server.MostTime();
    if (most + serverMost <= time)
    {
        return most; // slack is left: nothing is gained by more time
    }
    // Where rounding leaves less than nothing, the least is right within it.
    const double low = std::max(agent.LeastTime(), time - serverMost);
    const double high = std::max(low, std::min(most, time - server.LeastTime()));
    const auto slope = [&](double agentTime) {
        return agent.EnergySlope(agentTime) - server.EnergySlope(time - agentTime);
    };
    const auto agentShare = agent.GetTimeShare();
    const auto serverShare = server.GetTimeShare();
    if (agentShare && serverShare)
    {
        const double all = *agentShare + *serverShare;
        return std::clamp(all > 0 ? time * *agentShare / all : low, low, high);
    }
    const auto bracket = BracketRise(slope, low, high, 50);
    return (bracket.first + bracket.second) / 2;
}

template <typename Side>
double
SidePair<Side>::LeastEnergyIn(double time) const
{
    const double agentTime = BestAgentTime(time);
    const double serverTime =
        std::min(m_server.MostTime(), std::max(time - agentTime, m_server.LeastTime()));
    return m_agent.Energy(agentTime) + m_server.Energy(serverTime);
}

template <typename Side>
template <typename Action>
void
SidePair<Side>::ForEachPoint(const Side& side, Action action)
{
    for (std::size_t i = 0; i < side.GetPointCount(); ++i)
    {
        const auto point = side.GetPoint(i);
        if (point.time <= side.GetPeriod() * (1 + FEASIBILITY_SLACK))
        {
            action(point.clock, point.time, point.energy);
        }
    }
}

template <typename Side>
bool
SidePair<Side>::KeepsUp(const Side& side)
{
    return side.LeastTime() <= side.GetPeriod() * (1 + FEASIBILITY_SLACK);
}

template <typename Side>
std::optional<Clocks>
SidePair<Side>::LeastEnergy() const
{
    const auto& agent = m_agent;
    const auto& server = m_server;
    if (!KeepsUp(agent) || !KeepsUp(server))
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
        auto index = server.GetPointCount();
        ForEachPoint(agent, [&](double clock, double time, double energy) {
            const auto isTooSlow = [&](const ComputeSide::Point& point) {
                return !meets(time + point.time) ||
                       point.time > server.GetPeriod() * (1 + FEASIBILITY_SLACK);
            };
            while (index > 0 && isTooSlow(server.GetPoint(index - 1)))
            {
                --index;
            }
            if (index > 0)
            {
                const auto point = server.GetPoint(index - 1);
                best.Offer({clock, point.clock}, energy + point.energy, time + point.time);
            }
        });
        return best.Get();
    }
    if (agent.HasTable() || server.HasTable())
    {
        const bool isAgents = agent.HasTable();
        const auto& table = isAgents ? agent : server;
        const auto& other = isAgents ? server : agent;
        ForEachPoint(table, [&](double clock, double time, double energy) {
            const double least = other.LeastTime();
            if (meets(time + least))
            {
                const double otherTime = std::min(other.MostTime(), std::max(m_time - time, least));
                const double otherClock = other.ClockOf(otherTime);
                best.Offer(isAgents ? Clocks{clock, otherClock} : Clocks{otherClock, clock},
                           energy + other.Energy(otherTime),
                           time + otherTime);
            }
        });
        return best.Get();
    }
    if (!meets(agent.LeastTime() + server.LeastTime()))
    {
        return std::nullopt;
    }
    const double agentTime = BestAgentTime(m_time);
    const double serverTime = std::min(server.MostTime(), m_time - agentTime);
    return Clocks{agent.ClockOf(agentTime), server.ClockOf(serverTime)};
}

template <typename Side>
std::optional<Clocks>
SidePair<Side>::LeastDelay() const
{
    const auto& agent = m_agent;
    const auto& server = m_server;
    if (!KeepsUp(agent) || !KeepsUp(server))
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
        auto index = server.GetPointCount();
        while (index > 0 &&
               server.GetPoint(index - 1).time > server.GetPeriod() * (1 + FEASIBILITY_SLACK))
        {
            --index;
        }
        ForEachPoint(agent, [&](double clock, double time, double energy) {
            const auto isWithin = [&](const ComputeSide::Point& point) {
                return meets(energy + point.energy);
            };
            while (index > 1 && isWithin(server.GetPoint(index - 2)))
            {
                --index;
            }
            if (index > 0 && isWithin(server.GetPoint(index - 1)))
            {
                const auto point = server.GetPoint(index - 1);
                best.Offer({clock, point.clock}, time + point.time, energy + point.energy);
            }
        });
        return best.Get();
    }
    if (agent.HasTable() || server.HasTable())
    {
        const bool isAgents = agent.HasTable();
        const auto& table = isAgents ? agent : server;
        const auto& other = isAgents ? server : agent;
        ForEachPoint(table, [&](double clock, double time, double energy) {
            const double otherTime = other.TimeWithin(m_energy - energy);
            if (otherTime >= 0)
            {
                const double otherClock = other.ClockOf(otherTime);
                best.Offer(isAgents ? Clocks{clock, otherClock} : Clocks{otherClock, clock},
                           time + otherTime,
                           energy + other.Energy(otherTime));
            }
        });
        return best.Get();
    }
    const double least = agent.LeastTime() + server.LeastTime();
    const double most = agent.MostTime() + server.MostTime();
    const double leastEnergy = agent.LeastEnergy() + server.LeastEnergy();
    const bool isReached = agent.ReachesLeastEnergy() && server.ReachesLeastEnergy();
    if (isReached ? !meets(leastEnergy) : leastEnergy >= m_energy)
    {
        return std::nullopt;
    }
    // The energy of the best split falls with the time: halve between too dear and cheap enough.
    // Without the slack, or rounding of the clocks would take the result beyond it; what only the
    // slack admits is the cheapest of all.
    const auto isCheap = [&](double time) { return LeastEnergyIn(time) <= m_energy; };
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
    const double agentTime = BestAgentTime(cheap);
    return Clocks{agent.ClockOf(agentTime),
                  server.ClockOf(std::min(server.MostTime(), cheap - agentTime))};
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SIDE_PAIR_H */
