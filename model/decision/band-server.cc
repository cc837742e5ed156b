/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "band-server.h"

#include "golden-section.h"

#include <algorithm>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();
const double LN2 = std::log(2.0);

} // namespace

double
BandUplink::Time(const SharedAgent& agent, double width)
{
    return agent.embeddingBits == 0
               ? 0
               : agent.embeddingBits * LN2 / (width * std::log1p(agent.gamma / width));
}

double
BandUplink::Width(const SharedAgent& agent, double time)
{
    if (agent.embeddingBits == 0)
    {
        return 0;
    }
    const double rho = agent.embeddingBits * LN2 / (time * agent.gamma);
    if (!(rho < 1))
    {
        return INF;
    }
    // ln(1 + x)/x = rho for x = gamma/w. Where e^-rho rho is tiny, -W is large, not so x rho.
    const double product = -rho * std::exp(-rho);
    if (product > -std::numeric_limits<double>::min() * 1e10)
    {
        return 0;
    }
    const double x = -boost::math::lambert_wm1(product) / rho - 1;
    return x > 0 ? agent.gamma / x : INF;
}

SharedProblem
WithUplinkTimes(const SharedProblem& problem, const std::vector<double>& times)
{
    auto without = problem;
    without.band = 0;
    for (std::size_t k = 0; k < times.size(); ++k)
    {
        auto& agent = without.agents[k];
        agent.problem.communicationDelay += times[k];
        agent.problem.communicationEnergy += agent.transmitPower * times[k];
    }
    return without;
}

std::vector<double>
UplinkTimes(const SharedProblem& problem, double parts)
{
    std::vector<double> times;
    for (const auto& agent : problem.agents)
    {
        times.push_back(BandUplink::Time(agent, problem.band / parts));
    }
    return times;
}

BandServer::BandServer(const SharedProblem& problem)
    : RelaxedBand{WithUplinkTimes(problem, UplinkTimes(problem, 1))},
      SharedServer(relaxed),
      m_original(problem),
      m_inner(SharedServer::Make(relaxed)),
      m_alone(WithUplinkTimes(problem,
                              UplinkTimes(problem, static_cast<double>(problem.agents.size()))))
{
}

double
BandServer::Need(std::size_t agent, std::size_t option, double level, double uplink) const
{
    // Reserves of the relaxed problem hold the time of the whole band.
    const auto& own = m_original.agents[agent];
    const double more = uplink - BandUplink::Time(own, m_original.band);
    return m_inner->NeedWith(agent, option, level, more, more * own.transmitPower);
}

double
BandServer::MostUplink(std::size_t agent, std::size_t option, double level) const
{
    const auto& own = m_original.agents[agent];
    double feasible = BandUplink::Time(own, m_original.band);
    const double most = own.problem.delayBudget - own.problem.communicationDelay - level;
    double infeasible = std::max(most, feasible);
    for (int i = 0; i < 50 && infeasible > feasible * (1 + 1e-12); ++i)
    {
        const double middle = (feasible + infeasible) / 2;
        (std::isfinite(Need(agent, option, level, middle)) ? feasible : infeasible) = middle;
    }
    return feasible;
}

double
BandServer::BestUplink(std::size_t agent,
                       std::size_t option,
                       double level,
                       double most,
                       double price) const
{
    const auto& own = m_original.agents[agent];
    const double least = BandUplink::Time(own, m_original.band);
    if (!(most > least))
    {
        return least;
    }
    const auto value = [&](double uplink) {
        return Need(agent, option, level, uplink) + price * BandUplink::Width(own, uplink);
    };
    std::uintmax_t iterations = 60;
    return boost::math::tools::brent_find_minima(value, least, most, 40, iterations).first;
}

BandServer::Sharing
BandServer::Share(const Choice& choice, double level) const
{
    const double band = m_original.band;
    std::vector<double> most;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        most.push_back(MostUplink(k, choice[k], level));
    }
    const auto timesAt = [&](double price) {
        std::vector<double> times;
        for (std::size_t k = 0; k < choice.size(); ++k)
        {
            times.push_back(BestUplink(k, choice[k], level, most[k], price));
        }
        return times;
    };
    const auto widthOf = [&](const std::vector<double>& times) {
        double width = 0;
        for (std::size_t k = 0; k < times.size(); ++k)
        {
            width += BandUplink::Width(m_original.agents[k], times[k]);
        }
        return width;
    };
    Sharing sharing{most, level, INF, 0};
    if (!(widthOf(most) <= band))
    {
        return sharing; // the longest uplinks of all need more
    }
    // The price at which the widths are the band: they fall with it, from all of the band for each.
    double low = 1e-30;
    double high = 1e30;
    for (int i = 0; i < 60 && high > low * (1 + 1e-6); ++i)
    {
        const double middle = std::sqrt(low * high);
        (widthOf(timesAt(middle)) > band ? low : high) = middle;
    }
    sharing.times = timesAt(high);
    sharing.price = high;
    sharing.need = 0;
    // What the search's last digits leave of the band is given to all; or taken, and then waited.
    const double grown = band / widthOf(sharing.times);
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const auto& own = m_original.agents[k];
        const double width = BandUplink::Width(own, sharing.times[k]);
        if (width > 0 && std::isfinite(grown))
        {
            sharing.times[k] = BandUplink::Time(own, std::min(width * grown, band));
        }
        sharing.need += Need(k, choice[k], level, sharing.times[k]);
    }
    return sharing;
}

std::optional<BandServer::Sharing>
BandServer::FindSharing(const Choice& choice, double level) const
{
    if (relaxed.server != ServerDiscipline::FIFO)
    {
        const auto sharing = Share(choice, 0);
        return sharing.need <= m_inner->Capacity(0) * (1 + FEASIBILITY_SLACK)
                   ? std::make_optional(sharing)
                   : std::nullopt;
    }
    // The sum less the level is convex in the level: golden sections down to its least, until a
    // level is found where it is not positive, or lines through three points prove that none is.
    double high = INF;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const auto& own = relaxed.agents[k].problem;
        high = std::min(high, own.delayBudget - own.communicationDelay);
    }
    std::optional<Sharing> found;
    const auto excessAt = [&](double at) {
        if (found)
        {
            return 0.0; // enough is seen
        }
        auto sharing = Share(choice, at);
        const double excess = sharing.need - at;
        if (excess <= FEASIBILITY_SLACK * at)
        {
            found = std::move(sharing);
        }
        return excess;
    };
    const double first = excessAt(level);
    GoldenSection section(excessAt, level, high, first);
    while (!found && section.high - section.low > 1e-10 * section.high)
    {
        if (std::isfinite(section.lowValue) && std::isfinite(section.highValue))
        {
            // Beyond a chord a convex function is above its line.
            const double best = section.MiddleValue();
            const double before = section.Middle() - section.low;
            const double behind = section.high - section.Middle();
            if (std::min(best + (best - section.highValue) / behind * before,
                         best + (best - section.lowValue) / before * behind) > 0)
            {
                return std::nullopt;
            }
        }
        section.Shrink();
    }
    return found;
}

std::optional<double>
BandServer::Fit(const Choice& choice, double from) const
{
    const auto level = m_inner->Fit(choice, from);
    return level && FindSharing(choice, *level) ? level : std::nullopt;
}

double
BandServer::Cost(std::size_t agent, std::size_t option, double level) const
{
    return m_inner->Cost(agent, option, level);
}

double
BandServer::NeedWith(std::size_t agent,
                     std::size_t option,
                     double level,
                     double moreDelay,
                     double moreEnergy) const
{
    return m_inner->NeedWith(agent, option, level, moreDelay, moreEnergy);
}

double
BandServer::Capacity(double level) const
{
    return m_inner->Capacity(level);
}

double
BandServer::HighestLevel(double lowest) const
{
    return m_inner->HighestLevel(lowest);
}

void
BandServer::Compose(const Choice& choice, double level, SharedAllocation& answer) const
{
    const auto sharing = *FindSharing(choice, level);
    // With these times on the way the band is shared out: the server alone is left.
    const auto decided = WithUplinkTimes(m_original, sharing.times);
    const auto server = SharedServer::Make(decided);
    server->Compose(choice, server->Fit(choice).value_or(sharing.level), answer);
    answer.bandPrice = sharing.price;
    for (std::size_t k = 0; k < choice.size(); ++k)
    {
        const double width = BandUplink::Width(m_original.agents[k], sharing.times[k]);
        answer.agents[k].uplinkTime = sharing.times[k];
        answer.agents[k].bandShare = width / m_original.band;
    }
    if (answer.blocked)
    {
        auto next = choice;
        ++next[*answer.blocked];
        answer.binding = WhyInfeasible(next);
    }
}

const SharedProblem&
BandServer::GetAloneProblem() const
{
    return m_alone;
}

std::optional<SharedProof>
BandServer::Prove(const Choice& choice) const
{
    return m_inner->Prove(choice); // of the server: with all of the band for each
}

Limit
BandServer::WhyInfeasible(const Choice& choice) const
{
    return m_inner->Fit(choice) ? Limit::BAND : m_inner->WhyInfeasible(choice);
}

} // namespace coinference
} // namespace ns3
