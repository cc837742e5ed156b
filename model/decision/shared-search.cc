/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INF = std::numeric_limits<double>::infinity();

/// Sums are compared to this, relatively: what the order of adding can change, and more.
constexpr double ROUNDING = 1e-12;

typedef SharedServer::Choice Choice;

/// A step of one agent on the lower hull of its options: from an option to a later one.
struct Step
{
    std::uint32_t agent;
    std::uint8_t from;
    std::uint8_t to;
    double gain; ///< by how much the value falls
    double cost; ///< by how much the cost rises, >= 0
};

/// More for less first; among equals by agent, and in order within an agent.
bool
IsBetter(const Step& a, const Step& b)
{
    const double left = a.gain * b.cost;
    const double right = b.gain * a.cost;
    if (left != right)
    {
        return left > right;
    }
    return a.agent != b.agent ? a.agent < b.agent : a.from < b.from;
}

/// The hull's steps of one agent at a level, the best first; options that cannot be are left out.
void
AppendSteps(const SharedServer& server, std::size_t agent, double level, std::vector<Step>& steps)
{
    double costs[MAX_BIT_WIDTH];
    std::uint8_t hull[MAX_BIT_WIDTH];
    std::size_t size = 0;
    for (std::size_t i = 0; i < server.GetOptions(agent); ++i)
    {
        costs[i] = server.Cost(agent, i, level);
        if (costs[i] == INF)
        {
            break; // so are those above it
        }
        const auto stepsDown = [&](std::size_t a, std::size_t b) {
            return std::make_pair(server.GetValue(agent, a) - server.GetValue(agent, b),
                                  costs[b] - costs[a]);
        };
        while (size > 0)
        {
            const auto last = hull[size - 1];
            const auto [gain, cost] = stepsDown(last, i);
            if (size == 1)
            {
                if (cost > 0)
                {
                    break;
                }
            }
            else if (const auto [before, paid] = stepsDown(hull[size - 2], last);
                     before * cost > gain * paid)
            {
                break; // the hull stays convex
            }
            --size;
        }
        hull[size++] = static_cast<std::uint8_t>(i);
    }
    for (std::size_t i = 0; i + 1 < size; ++i)
    {
        steps.push_back({static_cast<std::uint32_t>(agent),
                         hull[i],
                         hull[i + 1],
                         server.GetValue(agent, hull[i]) - server.GetValue(agent, hull[i + 1]),
                         costs[hull[i + 1]] - costs[hull[i]]});
    }
    if (size > 0 && hull[0] > 0)
    {
        // What costs nothing more than the least option comes first.
        steps.push_back({static_cast<std::uint32_t>(agent),
                         0,
                         hull[0],
                         server.GetValue(agent, 0) - server.GetValue(agent, hull[0]),
                         0});
    }
}

SharedPoint
PointOf(const SharedServer& server, const Choice& choice, double level, double price = 0)
{
    return {choice, level, server.Objective(choice), price};
}

/// Take what single steps, and exchanges of a step up for one down, still gain.
void
Improve(const SharedServer& server, SharedPoint& point, double from)
{
    const auto n = server.GetN();
    const auto canRise = [&](std::size_t k) { return point.choice[k] + 1U < server.GetOptions(k); };
    const auto gain = [&](std::size_t k) {
        return server.GetValue(k, point.choice[k]) - server.GetValue(k, point.choice[k] + 1);
    };
    const auto loss = [&](std::size_t k) {
        return server.GetValue(k, point.choice[k] - 1) - server.GetValue(k, point.choice[k]);
    };
    // Of many agents only some: those who gain most, and those who lose least.
    constexpr std::size_t LOOKED_AT = 24;
    constexpr int MOST_ROUNDS = 200;
    std::vector<std::uint32_t> up;
    std::vector<std::uint32_t> down;
    for (int round = 0; round < MOST_ROUNDS; ++round)
    {
        up.clear();
        down.clear();
        for (std::uint32_t k = 0; k < n; ++k)
        {
            if (canRise(k))
            {
                up.push_back(k);
            }
            if (point.choice[k] > 0)
            {
                down.push_back(k);
            }
        }
        const auto ups = std::min(up.size(), LOOKED_AT);
        const auto downs = std::min(down.size(), LOOKED_AT);
        std::partial_sort(up.begin(), up.begin() + ups, up.end(), [&](auto a, auto b) {
            return gain(a) != gain(b) ? gain(a) > gain(b) : a < b;
        });
        std::partial_sort(down.begin(), down.begin() + downs, down.end(), [&](auto a, auto b) {
            return loss(a) != loss(b) ? loss(a) < loss(b) : a < b;
        });
        bool hasImproved = false;
        const auto accept = [&](Choice& choice) {
            const auto level = server.Fit(choice, from);
            if (level)
            {
                point = PointOf(server, choice, *level, point.price);
                hasImproved = true;
            }
            return level.has_value();
        };
        for (std::size_t i = 0; i < ups && !hasImproved; ++i)
        {
            auto choice = point.choice;
            ++choice[up[i]];
            if (accept(choice))
            {
                break;
            }
            for (std::size_t j = 0; j < downs; ++j)
            {
                if (down[j] == up[i] || loss(down[j]) >= gain(up[i]) * (1 - 1e-9))
                {
                    continue;
                }
                auto exchanged = choice;
                --exchanged[down[j]];
                if (accept(exchanged))
                {
                    break;
                }
            }
        }
        if (!hasImproved)
        {
            return;
        }
    }
}

/// All costs at a level, MAX_BIT_WIDTH apart.
std::vector<double>
CostsAt(const SharedServer& server, double level)
{
    std::vector<double> costs(server.GetN() * MAX_BIT_WIDTH, INF);
    for (std::size_t k = 0; k < server.GetN(); ++k)
    {
        for (std::size_t i = 0; i < server.GetOptions(k); ++i)
        {
            costs[k * MAX_BIT_WIDTH + i] = server.Cost(k, i, level);
            if (costs[k * MAX_BIT_WIDTH + i] == INF)
            {
                break;
            }
        }
    }
    return costs;
}

/// The knapsack of an interval of levels, relaxed by the best price.
double
IntervalBound(const SharedServer& server, double low, double high)
{
    const auto costs = CostsAt(server, low);
    const double capacity = server.Capacity(high) * (1 + ROUNDING);
    // The value at a price, and by how much the best choices exceed the capacity.
    double excess = 0;
    const auto valueAt = [&](double price) {
        double sum = -price * capacity;
        excess = -capacity;
        for (std::size_t k = 0; k < server.GetN(); ++k)
        {
            double best = INF;
            double cost = 0;
            for (std::size_t i = 0; i < server.GetOptions(k); ++i)
            {
                const double own = costs[k * MAX_BIT_WIDTH + i];
                if (own == INF)
                {
                    break;
                }
                const double value = server.GetValue(k, i) + price * own;
                if (value < best)
                {
                    best = value;
                    cost = own;
                }
            }
            sum += best;
            excess += cost;
        }
        return sum;
    };
    double bound = valueAt(0);
    if (!(excess > 0))
    {
        return bound;
    }
    // Concave in the price: it rises as long as the capacity is exceeded.
    double cheap = 0;
    double dear = std::abs(bound) / capacity;
    for (int i = 0; i < 200; ++i)
    {
        bound = std::max(bound, valueAt(dear));
        if (!(excess > 0))
        {
            break;
        }
        cheap = dear;
        dear *= 4;
    }
    for (int i = 0; i < 40 && dear - cheap > 1e-6 * dear; ++i)
    {
        const double middle = cheap == 0 ? dear / 16 : std::sqrt(cheap * dear);
        bound = std::max(bound, valueAt(middle));
        (excess > 0 ? cheap : dear) = middle;
    }
    return bound;
}

/// Branch and bound over the agents, those with the most at stake first.
class SumBranching
{
  public:
    SumBranching(const SharedServer& server,
                 const SharedPoint& least,
                 const SharedPoint& known,
                 std::uint64_t mostNodes)
        : m_server(server),
          m_best(known),
          m_nodesLeft(mostNodes),
          m_order(server.GetN()),
          m_place(server.GetN())
    {
        std::iota(m_order.begin(), m_order.end(), 0U);
        std::stable_sort(m_order.begin(), m_order.end(), [&](auto a, auto b) {
            return server.GetValue(a, 0) > server.GetValue(b, 0);
        });
        for (std::uint32_t i = 0; i < m_order.size(); ++i)
        {
            m_place[m_order[i]] = i;
        }
        const double highest = server.HighestLevel(least.level);
        const std::size_t intervals = highest > least.level ? INTERVALS : 1;
        for (std::size_t i = 0; i < intervals; ++i)
        {
            const auto edge = [&](std::size_t j) {
                // Closer where levels are low, and choices many.
                const double share = static_cast<double>(j) / static_cast<double>(intervals);
                return least.level + (highest - least.level) * share * share;
            };
            AddInterval(edge(i), edge(i + 1));
        }
    }

    std::optional<SharedPoint> Run(const SharedPoint& least)
    {
        auto choice = least.choice;
        std::vector<double> spent(m_intervals.size(), 0);
        Visit(0, choice, 0, least.level, spent);
        return m_isCutShort ? std::nullopt : std::make_optional(m_best);
    }

  private:
    static constexpr std::size_t INTERVALS = 64;

    struct Interval
    {
        double capacity;
        std::vector<double> costs;      ///< of all options
        std::vector<Step> steps;        ///< of all agents, the best first
        std::vector<double> leastCosts; ///< of the agents from a place on, at their least options
    };

    void AddInterval(double low, double high)
    {
        Interval interval;
        interval.capacity = m_server.Capacity(high) * (1 + ROUNDING);
        interval.costs = CostsAt(m_server, low);
        for (std::size_t k = 0; k < m_server.GetN(); ++k)
        {
            AppendSteps(m_server, k, low, interval.steps);
        }
        std::sort(interval.steps.begin(), interval.steps.end(), IsBetter);
        interval.leastCosts.resize(m_order.size() + 1, 0);
        for (auto i = m_order.size(); i-- > 0;)
        {
            interval.leastCosts[i] =
                interval.leastCosts[i + 1] + interval.costs[m_order[i] * MAX_BIT_WIDTH];
        }
        m_intervals.push_back(std::move(interval));
    }

    /// What the open agents' values sum up to at least, by any interval.
    double OpenBound(std::size_t depth, const std::vector<double>& spent, double enough) const
    {
        double all = 0;
        for (auto i = depth; i < m_order.size(); ++i)
        {
            all += m_server.GetValue(m_order[i], 0);
        }
        double least = INF;
        for (std::size_t i = 0; i < m_intervals.size() && least >= enough; ++i)
        {
            const auto& interval = m_intervals[i];
            double left = interval.capacity - spent[i] - interval.leastCosts[depth];
            if (!(left >= 0))
            {
                continue; // nothing is feasible between these levels
            }
            double sum = all;
            for (const auto& step : interval.steps)
            {
                if (m_place[step.agent] < depth)
                {
                    continue;
                }
                if (step.cost > left)
                {
                    sum -= step.gain * left / step.cost;
                    break;
                }
                left -= step.cost;
                sum -= step.gain;
            }
            least = std::min(least, sum);
        }
        return least;
    }

    void Visit(std::size_t depth,
               Choice& choice,
               double fixed,
               double level,
               const std::vector<double>& spent)
    {
        if (m_nodesLeft == 0)
        {
            m_isCutShort = true;
            return;
        }
        --m_nodesLeft;
        if (depth == m_order.size())
        {
            if (fixed < m_best.objective)
            {
                m_best = PointOf(m_server, choice, level, m_best.price);
            }
            return;
        }
        const double enough = m_best.objective * (1 - ROUNDING) - fixed;
        if (OpenBound(depth, spent, enough) >= enough)
        {
            return;
        }
        const auto agent = m_order[depth];
        std::vector<double> more(spent.size());
        for (auto option = m_server.GetOptions(agent); option-- > 0 && !m_isCutShort;)
        {
            choice[agent] = static_cast<std::uint8_t>(option);
            const auto fits = m_server.Fit(choice, level);
            if (!fits)
            {
                continue;
            }
            for (std::size_t i = 0; i < spent.size(); ++i)
            {
                more[i] = spent[i] + m_intervals[i].costs[agent * MAX_BIT_WIDTH + option];
            }
            Visit(depth + 1, choice, fixed + m_server.GetValue(agent, option), *fits, more);
        }
        choice[agent] = 0;
    }

    const SharedServer& m_server;
    SharedPoint m_best;
    std::uint64_t m_nodesLeft;
    bool m_isCutShort{false};
    std::vector<std::uint32_t> m_order; ///< the agents
    std::vector<std::uint32_t> m_place; ///< the inverse
    std::vector<Interval> m_intervals;
};

} // namespace

std::optional<SharedPoint>
LeastOptions(const SharedServer& server)
{
    const Choice choice(server.GetN(), 0);
    const auto level = server.Fit(choice);
    return level ? std::make_optional(PointOf(server, choice, *level)) : std::nullopt;
}

SharedPoint
MinimizeLargest(const SharedServer& server, const SharedPoint& least)
{
    std::vector<double> values;
    for (std::size_t k = 0; k < server.GetN(); ++k)
    {
        for (std::size_t i = 0; i < server.GetOptions(k); ++i)
        {
            values.push_back(server.GetValue(k, i));
        }
    }
    std::sort(values.begin(), values.end());
    // The least options of which none is above a value.
    const auto choiceFor = [&](double value) -> std::optional<Choice> {
        Choice choice(server.GetN(), 0);
        for (std::size_t k = 0; k < choice.size(); ++k)
        {
            while (server.GetValue(k, choice[k]) > value)
            {
                if (++choice[k] == server.GetOptions(k))
                {
                    return std::nullopt;
                }
            }
        }
        return choice;
    };
    auto best = least;
    std::size_t low = 0;              // all values below its are infeasible
    std::size_t high = values.size(); // some value below its is feasible, or it is the end
    while (low < high)
    {
        const auto middle = (low + high) / 2;
        const auto choice = choiceFor(values[middle]);
        const auto level = choice ? server.Fit(*choice, least.level) : std::nullopt;
        if (level)
        {
            best = PointOf(server, *choice, *level);
            high = middle;
        }
        else
        {
            low = middle + 1;
        }
    }
    // Who is worst off and can rise does, one step at a time; who cannot is done.
    const auto isBetterOff = [&](std::uint32_t a, std::uint32_t b) {
        const double left = server.GetValue(a, best.choice[a]);
        const double right = server.GetValue(b, best.choice[b]);
        return left != right ? left < right : a > b;
    };
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, decltype(isBetterOff)> open(
        isBetterOff);
    for (std::uint32_t k = 0; k < server.GetN(); ++k)
    {
        open.push(k);
    }
    while (!open.empty())
    {
        const auto k = open.top();
        open.pop();
        if (best.choice[k] + 1U == server.GetOptions(k))
        {
            continue;
        }
        auto choice = best.choice;
        ++choice[k];
        if (const auto level = server.Fit(choice, best.level))
        {
            best = PointOf(server, choice, *level);
            open.push(k);
        }
    }
    return best;
}

SharedPoint
MinimizeSumByPrice(const SharedServer& server, const SharedPoint& least)
{
    constexpr int MOST_ROUNDS = 6;
    auto best = least;
    double level = least.level;
    std::vector<Step> steps;
    for (int round = 0; round < MOST_ROUNDS; ++round)
    {
        steps.clear();
        for (std::size_t k = 0; k < server.GetN(); ++k)
        {
            AppendSteps(server, k, level, steps);
        }
        std::sort(steps.begin(), steps.end(), IsBetter);
        // The most steps that are feasible together: a prefix, for steps are nested.
        const auto take = [&](std::size_t count) {
            Choice choice(server.GetN(), 0);
            for (std::size_t i = 0; i < count; ++i)
            {
                choice[steps[i].agent] = std::max(choice[steps[i].agent], steps[i].to);
            }
            return choice;
        };
        std::size_t low = 0;
        std::size_t high = steps.size();
        auto point = least;
        while (low < high)
        {
            const auto middle = (low + high + 1) / 2;
            const auto choice = take(middle);
            if (const auto fits = server.Fit(choice, least.level))
            {
                point = PointOf(server, choice, *fits);
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }
        if (low < steps.size() && steps[low].cost > 0)
        {
            point.price = steps[low].gain / steps[low].cost;
        }
        const bool isSettled = point.level == level;
        level = point.level;
        if (point.objective < best.objective)
        {
            best = point;
        }
        if (isSettled)
        {
            break;
        }
    }
    Improve(server, best, least.level);
    return best;
}

double
SumBound(const SharedServer& server,
         const SharedPoint& least,
         double known,
         double tolerance,
         std::size_t most)
{
    struct Interval
    {
        double bound;
        double low;
        double high;

        bool operator<(const Interval& other) const
        {
            return bound > other.bound; // the queue gives the lowest bound first
        }
    };

    std::priority_queue<Interval> open;
    const auto add = [&](double low, double high) {
        open.push({IntervalBound(server, low, high), low, high});
    };
    add(least.level, server.HighestLevel(least.level));
    std::size_t count = 1;
    while (open.top().bound < known * (1 - tolerance) && count < most)
    {
        const auto worst = open.top();
        const double middle = worst.low + (worst.high - worst.low) / 2;
        if (!(middle > worst.low && middle < worst.high))
        {
            break;
        }
        open.pop();
        add(worst.low, middle);
        add(middle, worst.high);
        count += 2;
    }
    return std::min(known, open.top().bound);
}

std::optional<SharedPoint>
MinimizeSum(const SharedServer& server,
            const SharedPoint& least,
            const SharedPoint& known,
            std::uint64_t mostNodes)
{
    return SumBranching(server, least, known, mostNodes).Run(least);
}

} // namespace coinference
} // namespace ns3
