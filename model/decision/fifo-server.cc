/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fifo-server.h"

#include "golden-section.h"

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

/// More steps than these are only taken at the edge of feasibility, in its last digits.
constexpr int MOST_STEPS = 10000;

} // namespace

FifoServer::FifoServer(const SharedProblem& problem)
    : SharedServer(problem)
{
    m_sides.reserve(problem.agents.size());
    for (const auto& agent : problem.agents)
    {
        const auto& own = agent.problem;
        const double period = own.LongestJob();
        m_sides.push_back({ComputeSide(own.agent, period),
                           ComputeSide(own.server, period),
                           own.AgentCycles(1),
                           own.ServerCycles(),
                           own.delayBudget - own.communicationDelay,
                           own.energyBudget - own.communicationEnergy,
                           period,
                           own.communicationDelay});
    }
}

FifoServer::Parts
FifoServer::PartsOf(std::size_t agent, std::size_t option, double level) const
{
    const auto& side = m_sides[agent];
    return PartsWithin(agent, option, side.time - level, side.energy);
}

double
FifoServer::NeedWith(std::size_t agent,
                     std::size_t option,
                     double level,
                     double moreDelay,
                     double moreEnergy) const
{
    const auto& side = m_sides[agent];
    return PartsWithin(agent, option, side.time - moreDelay - level, side.energy - moreEnergy)
        .serverTime;
}

FifoServer::Parts
FifoServer::PartsWithin(std::size_t agent, std::size_t option, double left, double energy) const
{
    constexpr Parts IMPOSSIBLE{INF, INF, INF};
    const auto& side = m_sides[agent];
    const double cycles = side.cyclesPerBit * GetBits(agent, option);
    Parts parts{0, 0, 0};
    double agentEnergy = 0;
    double agentSlope = 0; // de/dt, where more time would still save energy
    if (left < 0)
    {
        return IMPOSSIBLE;
    }
    if (cycles > 0 && side.agent.HasTable())
    {
        const auto* best = side.agent.CheapestPoint(cycles, left);
        if (!best)
        {
            return IMPOSSIBLE;
        }
        parts.agentTime = cycles * best->time;
        agentEnergy = cycles * best->energy;
    }
    else if (cycles > 0)
    {
        const double least = side.agent.LeastTime(cycles);
        const double most = std::min(left, side.period);
        if (most < least * (1 - FEASIBILITY_SLACK))
        {
            return IMPOSSIBLE;
        }
        parts.agentTime = side.agent.CheapestTime(cycles, left);
        agentEnergy = side.agent.Energy(cycles, parts.agentTime);
        agentSlope = parts.agentTime == left ? side.agent.EnergySlope(cycles, left) : 0;
    }
    const double rest = energy - agentEnergy;
    const double slack = FEASIBILITY_SLACK * std::abs(energy);
    if (rest < -slack)
    {
        return IMPOSSIBLE;
    }
    if (side.serverCycles == 0)
    {
        return parts;
    }
    if (side.server.HasTable())
    {
        for (const auto& point : side.server.GetPoints())
        {
            if (side.serverCycles * point.energy <= rest + slack)
            {
                parts.serverTime = side.serverCycles * point.time;
                const bool keepsUp = parts.serverTime <= side.period * (1 + FEASIBILITY_SLACK);
                return keepsUp ? parts : IMPOSSIBLE;
            }
        }
        return IMPOSSIBLE;
    }
    parts.serverTime = side.server.TimeWithin(side.serverCycles, rest);
    if (parts.serverTime < 0 || !std::isfinite(parts.serverTime))
    {
        parts.serverTime = side.server.TimeWithin(side.serverCycles, rest + slack);
    }
    if (parts.serverTime < 0 || parts.serverTime > side.period * (1 + FEASIBILITY_SLACK) ||
        !std::isfinite(parts.serverTime))
    {
        return IMPOSSIBLE;
    }
    if (agentSlope < 0 && parts.serverTime > side.server.LeastTime(side.serverCycles))
    {
        const double serverSlope = side.server.EnergySlope(side.serverCycles, parts.serverTime);
        parts.slope = serverSlope < 0 ? agentSlope / serverSlope : INF;
    }
    return parts;
}

double
FifoServer::Multiplicity(const Side& side, double level)
{
    return std::max(1.0, std::ceil((level + side.reserve) / side.period - FEASIBILITY_SLACK));
}

double
FifoServer::Cost(std::size_t agent, std::size_t option, double level) const
{
    return Multiplicity(m_sides[agent], level) * PartsOf(agent, option, level).serverTime;
}

double
FifoServer::Capacity(double level) const
{
    return level;
}

std::optional<double>
FifoServer::FitTime(const Choice& choice, double from) const
{
    double level = from;
    for (int step = 0; step < MOST_STEPS; ++step)
    {
        double sum = 0;
        double slope = -1;
        for (std::size_t k = 0; k < choice.size(); ++k)
        {
            const auto parts = PartsOf(k, choice[k], level);
            const double times = Multiplicity(m_sides[k], level);
            sum += times * parts.serverTime;
            slope += times * parts.slope;
            if (sum == INF)
            {
                return std::nullopt; // at any higher level too
            }
        }
        const double excess = sum - level;
        if (excess <= FEASIBILITY_SLACK * level)
        {
            return level;
        }
        if (!(slope < 0))
        {
            return std::nullopt; // it only grows from here on; before, it was too large
        }
        const double next = level - excess / slope;
        if (!(next > level))
        {
            return level; // the steps are below rounding
        }
        level = next;
    }
    return std::nullopt;
}

bool
FifoServer::KeepsUp(const Choice& choice, double level) const
{
    double load = 0;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        if (m_sides[k].period < INF)
        {
            load += PartsOf(k, choice[k], level).serverTime / m_sides[k].period;
        }
    }
    return load <= 1 + FEASIBILITY_SLACK;
}

std::optional<double>
FifoServer::Fit(const Choice& choice, double from) const
{
    // Times at the server rise with the level: if it does not keep up at the least, it never does.
    const auto level = FitTime(choice, from);
    return level && KeepsUp(choice, *level) ? level : std::nullopt;
}

double
FifoServer::HighestLevel(double lowest) const
{
    return HighestLevelOf(Choice(m_sides.size(), 0), lowest);
}

double
FifoServer::HighestLevelOf(const Choice& choice, double lowest) const
{
    double highest = INF;
    for (std::size_t k = 0; k < m_sides.size(); ++k)
    {
        const auto& side = m_sides[k];
        const double cycles = side.cyclesPerBit * GetBits(k, choice[k]);
        highest = std::min(highest, side.time - side.agent.LeastTime(cycles));
    }
    return std::max(lowest, highest);
}

FifoServer::Spread
FifoServer::SpreadAt(const Choice& choice, double level) const
{
    Spread spread{level, 0, std::vector<double>(choice.size())};
    std::vector<double> multiplicities(choice.size());
    double sum = 0;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const auto& side = m_sides[k];
        const auto parts = PartsOf(k, choice[k], level);
        spread.times[k] = parts.serverTime;
        multiplicities[k] = Multiplicity(side, level);
        sum += multiplicities[k] * parts.serverTime;
        const double cycles = side.cyclesPerBit * GetBits(k, choice[k]);
        spread.energy += parts.agentTime == INF ? INF : AgentEnergy(k, cycles, parts.agentTime);
    }
    if (!(sum <= level * (1 + FEASIBILITY_SLACK)) || !KeepsUp(choice, level))
    {
        spread.energy = INF;
        return spread;
    }
    // Equal slopes of energy over what is taken of the level: a job that counts m times has a clock
    // m^(1/3) times as high.
    const auto timeAt = [&](std::size_t k, double clock) {
        const auto& side = m_sides[k];
        const double most = std::min(side.server.MostTime(side.serverCycles), side.period);
        const double own = side.serverCycles / (clock * std::cbrt(multiplicities[k]));
        return std::max(spread.times[k], std::min(own, most));
    };
    const auto fits = [&](double clock) {
        double times = 0;
        double load = 0;
        for (std::size_t k = 0; k < choice.size(); ++k)
        {
            const double time = timeAt(k, clock);
            times += multiplicities[k] * time;
            load += m_sides[k].period < INF ? time / m_sides[k].period : 0;
        }
        return times <= level && load <= 1;
    };
    double fast = GetProblem().agents[0].problem.server.HighestFrequency();
    double slow = fast * 1e-6;
    if (fits(fast))
    {
        for (int i = 0; i < 60 && fast > slow * (1 + 1e-12); ++i)
        {
            const double middle = std::sqrt(slow * fast);
            (fits(middle) ? fast : slow) = middle;
        }
        for (std::size_t k = 0; k < choice.size(); ++k)
        {
            spread.times[k] = m_sides[k].serverCycles == 0 ? 0 : timeAt(k, fast);
        }
    }
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        spread.energy += m_sides[k].server.Energy(m_sides[k].serverCycles, spread.times[k]);
    }
    return spread;
}

FifoServer::Spread
FifoServer::LeastEnergy(const Choice& choice, double level) const
{
    auto best = SpreadAt(choice, level);
    const double high = HighestLevelOf(choice, level);
    // Convex in the level, and infinite beyond the highest that is feasible, as long as no agent
    // can have one request more in flight: those levels are looked at one stretch after the other.
    constexpr std::size_t MOST_STRETCHES = 64;
    std::vector<double> ends{high};
    for (std::size_t k = 0; k < choice.size() && ends.size() < MOST_STRETCHES; ++k)
    {
        const auto& side = m_sides[k];
        for (double times = Multiplicity(side, level);
             times * side.period - side.reserve < high && ends.size() < MOST_STRETCHES;
             ++times)
        {
            ends.push_back(times * side.period - side.reserve);
        }
    }
    std::sort(ends.begin(), ends.end());
    double low = level;
    for (const double end : ends)
    {
        // Where there is one request more the sum may exceed the level at first.
        const auto first = end > low ? FitTime(choice, low) : std::nullopt;
        if (first && *first < end)
        {
            SearchStretch(choice, *first, end, best);
        }
        low = std::max(low, end * (1 + 1e-9));
    }
    return best;
}

void
FifoServer::SearchStretch(const Choice& choice, double low, double high, Spread& best) const
{
    const auto tried = [&](double at) {
        auto spread = SpreadAt(choice, at);
        const double energy = spread.energy;
        if (energy < best.energy)
        {
            best = std::move(spread);
        }
        return energy;
    };
    tried(high);
    GoldenSection section(tried, low, high);
    for (int i = 0; i < 40 && section.high - section.low > 1e-7 * section.high; ++i)
    {
        section.Shrink();
    }
}

double
FifoServer::AgentEnergy(std::size_t agent, double cycles, double time) const
{
    const auto& side = m_sides[agent];
    if (cycles == 0 || !side.agent.HasTable())
    {
        return cycles == 0 ? 0 : side.agent.Energy(cycles, time);
    }
    return cycles * PointOf(side.agent, cycles, time).energy;
}

const ComputeSide::Point&
FifoServer::PointOf(const ComputeSide& side, double cycles, double time)
{
    const auto isIt = [&](const ComputeSide::Point& point) { return cycles * point.time == time; };
    return *std::find_if(side.GetPoints().begin(), side.GetPoints().end(), isIt);
}

void
FifoServer::Compose(const Choice& choice, double level, SharedAllocation& answer) const
{
    const bool hasTable = m_sides[0].server.HasTable();
    const auto spread = hasTable ? Spread{level, 0, {}} : LeastEnergy(choice, level);
    answer.serverTime = spread.level;
    answer.agents.resize(choice.size());
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const auto& side = m_sides[k];
        const auto& problem = GetProblem().agents[k].problem;
        const auto bits = GetBits(k, choice[k]);
        const double cycles = side.cyclesPerBit * bits;
        const auto parts = PartsOf(k, choice[k], spread.level);
        const auto clockOf = [](const ComputeSide& chip, double work, double time) {
            return work == 0 || !chip.HasTable() ? chip.ClockOf(work, time)
                                                 : PointOf(chip, work, time).clock;
        };
        auto& share = answer.agents[k];
        share.serverTime = hasTable ? parts.serverTime : spread.times[k];
        share.precision = Precision(bits);
        share.clocks = {clockOf(side.agent, cycles, parts.agentTime),
                        clockOf(side.server, side.serverCycles, share.serverTime)};
        share.delay = problem.communicationDelay +
                      DesignProblem::ComputeDelay(cycles, problem.agent, share.clocks.agent) +
                      spread.level;
        share.energy = problem.Energy(bits, share.clocks);
    }
}

std::optional<SharedProof>
FifoServer::Prove(const Choice& choice) const
{
    const auto hasPeriod = [](const Side& side) { return side.period < INF; };
    const bool isConvex =
        std::none_of(m_sides.begin(), m_sides.end(), hasPeriod) && !m_sides[0].server.HasTable();
    if (!isConvex || FitTime(choice, 0))
    {
        return std::nullopt;
    }
    const auto demandAt = [&](double level) {
        double sum = 0;
        for (std::size_t k = 0; k < choice.size(); ++k)
        {
            sum += Cost(k, choice[k], level);
        }
        return sum;
    };
    SharedProof proof{0, demandAt(0), 0};
    const auto tried = [&](double level) {
        const SharedProof at{level, demandAt(level), level};
        const double excess = at.demand - at.capacity;
        proof = excess < proof.demand - proof.capacity ? at : proof;
        return excess;
    };
    GoldenSection section(tried, 0, HighestLevelOf(choice, 0));
    for (int i = 0; i < 100 && section.high - section.low > 1e-12 * section.high; ++i)
    {
        section.Shrink();
    }
    return proof;
}

Limit
FifoServer::WhyInfeasible(const Choice& choice) const
{
    return FitTime(choice, 0) ? Limit::RATE : Limit::SERVER;
}

} // namespace coinference
} // namespace ns3
