/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "group-quantizer.h"

#include "support/checked-field.h"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// Integral of x exp(-x) over [0, width], without cancellation for small widths.
double
FirstMoment(double width)
{
    return boost::math::gamma_p(2, width);
}

/// Integral of |x - level| exp(level - x) over [level - width, level + width].
double
TwoSidedCell(double width)
{
    // The left half, mirrored: integral of y exp(y) over [0, width]; its closed form cancels where
    // the width is small.
    double left = 1 + (width - 1) * std::exp(width);
    if (width < 1)
    {
        left = 0;
        double power = width * width;
        for (int k = 0; k < 20; ++k)
        {
            left += power / (k + 2);
            power *= width / (k + 1);
        }
    }
    return left + FirstMoment(width);
}

/**
 * Expected error of a magnitude that is exponential below the largest of its group, for lambda = 1.
 * Cells: half a step around zero, whole ones around the levels, half a step below the largest.
 */
double
ErrorBelow(double largest, double steps)
{
    const double half = largest / (2 * steps);
    const double step = 2 * half;
    // Cells of levels 1 to steps - 1 are copies, each exp(-step) times the one before.
    const double copies = std::exp(-step) * std::expm1(-(steps - 1) * step) / std::expm1(-step);
    const double top = TwoSidedCell(half) - FirstMoment(half); // of the largest: its left half
    const double sum = FirstMoment(half) + copies * TwoSidedCell(half) + std::exp(-largest) * top;
    return sum / -std::expm1(-largest);
}

} // namespace

GroupQuantizer::GroupQuantizer(std::uint32_t bitWidth, std::uint32_t groupSize)
    : WeightQuantizer(bitWidth),
      m_groupSize(groupSize),
      m_steps(std::exp2(bitWidth - 1.0) - 1)
{
    if (bitWidth < 2)
    {
        RejectField("bitWidth", std::to_string(bitWidth), "from 2 to 32 for an absmax code");
    }
    if (groupSize < 1 || groupSize > 1U << 20)
    {
        RejectField("groupSize", std::to_string(groupSize), "from 1 to 1048576");
    }
}

double
GroupQuantizer::GetBitsPerWeight() const
{
    constexpr double SCALE_BITS = 16;
    return GetBitWidth() + SCALE_BITS / m_groupSize;
}

void
GroupQuantizer::QuantizeInPlace(Eigen::Ref<Eigen::MatrixXd> weights) const
{
    const Eigen::Index rows = std::max<Eigen::Index>(weights.rows(), 1);
    // Columns of a block need not follow each other in memory: count through them.
    const auto at = [&](Eigen::Index i) -> double& { return weights(i % rows, i / rows); };
    for (Eigen::Index first = 0; first < weights.size(); first += m_groupSize)
    {
        const auto last = std::min<Eigen::Index>(first + m_groupSize, weights.size());
        double largest = 0;
        bool isFinite = true;
        for (auto i = first; i < last; ++i)
        {
            largest = std::max(largest, std::abs(at(i)));
            isFinite = isFinite && std::isfinite(at(i));
        }
        if (largest == 0 && isFinite)
        {
            continue;
        }
        const double step = largest / m_steps;
        for (auto i = first; i < last; ++i)
        {
            at(i) = isFinite ? std::copysign(std::round(std::abs(at(i)) / step) * step, at(i))
                             : std::nan("");
        }
    }
}

double
GroupQuantizer::ExpectedDistortion(double weightRate) const
{
    RequirePositive("", "weightRate", weightRate);
    const double g = m_groupSize;
    if (m_groupSize == 1)
    {
        return 0;
    }
    // The largest of g has the density g (1 - e^-m)^(g-1) e^-m, with its peak at ln g.
    const auto ofLargest = [&](double m) {
        const double density = g * std::exp((g - 1) * std::log(-std::expm1(-m)) - m);
        return density * ErrorBelow(m, m_steps);
    };
    // The largest itself is kept: g - 1 of g weights have an error.
    const double middle = std::log(g) + 1;
    const auto integrate = [&](double from, double to) {
        return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(ofLargest,
                                                                             from,
                                                                             to,
                                                                             12,
                                                                             1e-12);
    };
    const double mean =
        integrate(0, middle) + integrate(middle, middle + 12) + integrate(middle + 12, middle + 50);
    return mean * (g - 1) / g / weightRate;
}

} // namespace coinference
} // namespace ns3
