/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "layer-widths.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace ns3
{
namespace coinference
{

namespace
{

typedef LayerWidthProblem::Layer Layer;

/// Sums of the same numbers in another order: differences below this mean nothing, relatively.
constexpr double ROUNDING = 1e-12;

/**
 * The best that the layers from some one on can do with one resource, whatever the other: steps
 * from width to width in order of gain for what they take. Layers that take none of it have the
 * largest width.
 */
class Relaxation
{
  public:
    Relaxation(const LayerWidthProblem& problem,
               const std::vector<std::size_t>& order,
               std::size_t first,
               double Layer::*resource)
    {
        const auto& widths = problem.widths;

        struct Step
        {
            double slope;
            double amount;
            std::size_t layer;
        };

        std::vector<Step> steps;
        for (std::size_t i = first; i < order.size(); ++i)
        {
            const auto& layer = problem.layers[order[i]];
            const double each = layer.*resource;
            m_least += each * widths.front();
            const bool isFree = each == 0;
            m_base += layer.importance *
                      (isFree ? problem.distortions.back() : problem.distortions.front());
            for (std::size_t w = 1; w < widths.size() && !isFree; ++w)
            {
                const double gain =
                    layer.importance * (problem.distortions[w - 1] - problem.distortions[w]);
                const double amount = each * (widths[w] - widths[w - 1]);
                steps.push_back({gain / amount, amount, order[i]});
            }
            if (isFree)
            {
                m_free.push_back(order[i]);
            }
        }
        // Convex: a layer's steps come in their order; stable keeps it among equals.
        std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
            return a.slope > b.slope;
        });
        m_amounts.push_back(0);
        m_gains.push_back(0);
        for (const auto& step : steps)
        {
            m_amounts.push_back(m_amounts.back() + step.amount);
            m_gains.push_back(m_gains.back() + step.slope * step.amount);
            m_layers.push_back(step.layer);
        }
    }

    /// What the smallest widths take.
    double Least() const
    {
        return m_least;
    }

    /// Steps that fit wholly into what is left, with a hair for sums in another order.
    std::size_t Steps(double left) const
    {
        const double room = (left - m_least) * (1 + ROUNDING);
        const auto after = std::upper_bound(m_amounts.begin(), m_amounts.end(), room);
        return after == m_amounts.begin() ? 0 : after - m_amounts.begin() - 1;
    }

    /// The distortion of whole steps.
    double Rounded(std::size_t steps) const
    {
        return m_base - m_gains[steps];
    }

    /// No choice that takes no more than what is left is below it.
    double Bound(double left) const
    {
        const auto steps = Steps(left);
        if (steps + 1 == m_amounts.size())
        {
            return Rounded(steps);
        }
        const double part = std::max(0.0, left - m_least - m_amounts[steps]) /
                            (m_amounts[steps + 1] - m_amounts[steps]);
        return Rounded(steps) - part * (m_gains[steps + 1] - m_gains[steps]);
    }

    /// Set the widths, given as places in B, that whole steps lead to.
    void Complete(std::size_t steps,
                  std::size_t largest,
                  const std::vector<std::size_t>& order,
                  std::size_t first,
                  std::vector<std::size_t>& places) const
    {
        for (std::size_t i = first; i < order.size(); ++i)
        {
            places[order[i]] = 0;
        }
        for (const auto layer : m_free)
        {
            places[layer] = largest;
        }
        for (std::size_t i = 0; i < steps; ++i)
        {
            ++places[m_layers[i]];
        }
    }

  private:
    double m_base{0};                  //!< distortion at the smallest widths
    double m_least{0};                 //!< what these take
    std::vector<double> m_amounts;     //!< what so many steps take
    std::vector<double> m_gains;       //!< what they gain
    std::vector<std::size_t> m_layers; //!< whose they are
    std::vector<std::size_t> m_free;   //!< layers that take nothing
};

/// A choice for the first layers.
struct Partial
{
    double work;
    double storage;
    double distortion;
    std::uint32_t before; //!< the choice it continues, among those of one layer less
    std::uint8_t place;   //!< the last layer's width, a place in B
};

class WidthSearch
{
  public:
    WidthSearch(const LayerWidthProblem& problem, std::size_t most)
        : m_problem(problem),
          m_most(most),
          m_order(problem.layers.size())
    {
        // Those that take the most first: what is left over is filled by the small ones.
        std::iota(m_order.begin(), m_order.end(), 0);
        std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
            return problem.layers[a].work > problem.layers[b].work;
        });
        m_isStored = std::isfinite(problem.storage);
        for (std::size_t first = 0; first <= m_order.size(); ++first)
        {
            m_work.emplace_back(problem, m_order, first, &Layer::work);
            m_storage.emplace_back(problem,
                                   m_order,
                                   m_isStored ? first : m_order.size(),
                                   &Layer::storage);
        }
    }

    LayerWidths Solve()
    {
        if (!Fits(m_work[0].Least(), m_storage[0].Least()))
        {
            return {};
        }
        m_levels.push_back({{0, 0, 0, 0, 0}});
        const double relaxed = Bound(0, m_levels[0][0]);
        double cut = std::numeric_limits<double>::infinity(); // bounds of what was given up
        Try(0, 0);
        for (std::size_t level = 0; level < m_order.size(); ++level)
        {
            m_levels.push_back(Extend(level, cut));
            for (std::size_t i = 0; i < m_levels.back().size(); ++i)
            {
                Try(level + 1, i);
            }
        }
        LayerWidths answer;
        answer.distortion = m_best;
        answer.bound = std::max(relaxed, std::min(cut, m_best));
        answer.isOptimal = cut >= m_best;
        for (const auto place : m_places)
        {
            answer.widths.push_back(static_cast<std::uint8_t>(m_problem.widths[place]));
        }
        return answer;
    }

  private:
    /// Whether what a whole choice takes is allowed.
    bool Fits(double work, double storage) const
    {
        return work <= m_problem.work * (1 + ROUNDING) &&
               storage <= m_problem.storage * (1 + ROUNDING);
    }

    double Bound(std::size_t level, const Partial& partial) const
    {
        const double byWork = m_work[level].Bound(m_problem.work - partial.work);
        const double byStorage =
            m_isStored ? m_storage[level].Bound(m_problem.storage - partial.storage) : byWork;
        return partial.distortion + std::max(byWork, byStorage);
    }

    /// Complete a choice by each of its relaxations, and keep the best that fits.
    void Try(std::size_t level, std::size_t index)
    {
        const auto& partial = m_levels[level][index];
        TryWith(m_work[level], m_work[level].Steps(m_problem.work - partial.work), level, index);
        if (m_isStored)
        {
            TryWith(m_storage[level],
                    m_storage[level].Steps(m_problem.storage - partial.storage),
                    level,
                    index);
            TryWith(m_storage[level], 0, level, index);
        }
    }

    void TryWith(const Relaxation& relaxation,
                 std::size_t steps,
                 std::size_t level,
                 std::size_t index)
    {
        const auto& partial = m_levels[level][index];
        if (partial.distortion + relaxation.Rounded(steps) >= m_best * (1 - ROUNDING))
        {
            return;
        }
        auto places = m_places;
        places.resize(m_order.size());
        relaxation.Complete(steps, m_problem.widths.size() - 1, m_order, level, places);
        auto at = index;
        for (auto i = level; i > 0; --i)
        {
            places[m_order[i - 1]] = m_levels[i][at].place;
            at = m_levels[i][at].before;
        }
        double work = 0;
        double storage = 0;
        double distortion = 0;
        for (std::size_t i = 0; i < places.size(); ++i)
        {
            const auto& layer = m_problem.layers[i];
            work += layer.work * m_problem.widths[places[i]];
            storage += layer.storage * m_problem.widths[places[i]];
            distortion += layer.importance * m_problem.distortions[places[i]];
        }
        if (Fits(work, storage) && distortion < m_best)
        {
            m_best = distortion;
            m_places = places;
        }
    }

    /// All choices for one more layer that none beats and that could lead to a better one.
    std::vector<Partial> Extend(std::size_t level, double& cut)
    {
        const auto& layer = m_problem.layers[m_order[level]];
        std::vector<Partial> all;
        for (std::uint32_t before = 0; before < m_levels[level].size(); ++before)
        {
            const auto& partial = m_levels[level][before];
            for (std::size_t w = 0; w < m_problem.widths.size(); ++w)
            {
                const double width = m_problem.widths[w];
                const Partial next{partial.work + layer.work * width,
                                   m_isStored ? partial.storage + layer.storage * width : 0,
                                   partial.distortion + layer.importance * m_problem.distortions[w],
                                   before,
                                   static_cast<std::uint8_t>(w)};
                if (Fits(next.work + m_work[level + 1].Least(),
                         next.storage + m_storage[level + 1].Least()) &&
                    Bound(level + 1, next) < m_best * (1 - ROUNDING))
                {
                    all.push_back(next);
                }
            }
        }
        auto kept = Unbeaten(all);
        if (kept.size() > m_most)
        {
            const auto isMorePromising = [&](const Partial& a, const Partial& b) {
                return Bound(level + 1, a) < Bound(level + 1, b);
            };
            std::nth_element(kept.begin(), kept.begin() + m_most, kept.end(), isMorePromising);
            for (auto given = kept.begin() + m_most; given != kept.end(); ++given)
            {
                cut = std::min(cut, Bound(level + 1, *given));
            }
            kept.resize(m_most);
        }
        return kept;
    }

    /// Those that no other beats in all three; of equals one.
    std::vector<Partial> Unbeaten(std::vector<Partial>& all) const
    {
        std::sort(all.begin(), all.end(), [](const Partial& a, const Partial& b) {
            return a.work != b.work               ? a.work < b.work
                   : a.distortion != b.distortion ? a.distortion < b.distortion
                                                  : a.storage < b.storage;
        });
        std::vector<Partial> kept;
        std::map<double, double>
            stairs; // of those kept: storage, and the least distortion up to it
        for (const auto& partial : all)
        {
            const auto above = stairs.upper_bound(partial.storage * (1 + ROUNDING));
            if (above != stairs.begin() &&
                std::prev(above)->second <= partial.distortion * (1 + ROUNDING))
            {
                continue;
            }
            kept.push_back(partial);
            auto place = stairs.insert_or_assign(partial.storage, partial.distortion).first;
            for (++place; place != stairs.end() && place->second >= partial.distortion;)
            {
                place = stairs.erase(place);
            }
        }
        return kept;
    }

    const LayerWidthProblem& m_problem;
    std::size_t m_most;
    bool m_isStored{false};
    std::vector<std::size_t> m_order;                       //!< layers in the order of the search
    std::vector<Relaxation> m_work;                         //!< of the layers from each on
    std::vector<Relaxation> m_storage;                      //!< likewise
    std::vector<std::vector<Partial>> m_levels;             //!< choices for so many layers
    double m_best{std::numeric_limits<double>::infinity()}; //!< the least distortion known
    std::vector<std::size_t> m_places;                      //!< whose it is, as places in B
};

} // namespace

LayerWidths
ChooseLayerWidths(const LayerWidthProblem& problem, std::size_t most)
{
    return WidthSearch(problem, most).Solve();
}

} // namespace coinference
} // namespace ns3
