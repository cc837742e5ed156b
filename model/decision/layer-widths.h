/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_LAYER_WIDTHS_H
#define COINFERENCE_LAYER_WIDTHS_H

#include <cstdint>
#include <limits>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Choose a bit-width for each layer: minimize sum g_i D(b_i) under sum N_i b_i <= work and
 * sum n_i b_i <= storage, b_i in B. A separable convex knapsack (doc/coinference.rst, "A bit-width
 * a layer").
 */
struct LayerWidthProblem
{
    /** @brief A layer. */
    struct Layer
    {
        double importance; //!< g_i, what a unit of distortion counts, > 0
        double work;       //!< N_i, what a bit costs, >= 0
        double storage;    //!< n_i, what a bit takes, >= 0
    };

    std::vector<Layer> layers;         //!< at least one
    std::vector<std::uint32_t> widths; //!< B, ascending, at least one
    std::vector<double> distortions;   //!< D of each of these, falling, convex in the width
    double work{0};                    //!< what all bits may cost
    double storage{std::numeric_limits<double>::infinity()}; //!< what all bits may take
};

/**
 * @ingroup coinference-decision
 * @brief An answer to a LayerWidthProblem.
 */
struct LayerWidths
{
    std::vector<std::uint8_t> widths; //!< b_i; empty if not even the smallest widths fit
    double distortion{0};             //!< sum g_i D(b_i)
    double bound{0};                  //!< proven: no choice is below it
    bool isOptimal{false};            //!< whether the bound is reached, but for rounding
};

/**
 * @ingroup coinference-decision
 * @brief Solve it.
 *
 * Layer by layer, keeps the partial choices that no other beats in distortion, work and storage at
 * once, and of those only the ones whose relaxation (fractions of steps, best gain first) could
 * still lead below the best choice known; that one comes from the same relaxations, rounded down.
 * Exact unless there are more than `most` of them at once, in which case the best known is
 * answered with the bound that holds.
 *
 * @param problem the problem
 * @param most partial choices to keep
 * @return the answer
 */
LayerWidths ChooseLayerWidths(const LayerWidthProblem& problem, std::size_t most = 1'000'000);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_LAYER_WIDTHS_H */
