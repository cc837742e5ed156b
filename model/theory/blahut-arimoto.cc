/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "blahut-arimoto.h"

#include "support/checked-field.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

using Eigen::ArrayXd;
using Eigen::Index;

constexpr double LN2 = 0.693147180559945309417232121458;
/** Cells at low slopes, where the slope alone would ask for few. */
constexpr double LEAST_CELLS = 512;
/** Bound on memory and time, far beyond what 16 bit need. */
constexpr double MOST_CELLS = 1e7;
/** Output probabilities that die out are dropped before they become denormal and slow. */
constexpr double NEGLIGIBLE = 1e-200;

/**
 * The problem on the grid, for lambda = 1.
 *
 * Between cell i (mean x_i) and edge j (y_j, the lower edge of cell j) the kernel exp(-s|x_i -
 * y_j|) is geometric in j, so sums over all pairs are recursions of linear cost. Each row i is
 * scaled by exp(s (x_i - y_i)), which the algorithm does not notice: nothing underflows in the wide
 * cells of the tail.
 */
class Grid
{
  public:
    Grid(double slope, Index cells)
        : m_slope(slope),
          m_mass(cells),
          m_offset(cells),
          m_width(cells),
          m_step(cells),
          m_skew(cells),
          m_output(cells),
          m_partition(cells),
          m_ratio(cells),
          m_condition(cells)
    {
        const double n = double(cells);
        for (Index i = 0; i < cells; ++i)
        {
            // Edges -3 ln(1 - i/n): the mass beyond is a cube.
            const double a = 1 - i / n;
            const double b = 1 - (i + 1) / n;
            m_mass[i] = (a - b) * (a * a + a * b + b * b);
            if (i + 1 < cells)
            {
                const double width = 3 * std::log(a / b);
                m_width[i] = width;
                m_offset[i] = 1 - width / std::expm1(width);
                m_step[i] = std::exp(-slope * width);
                m_skew[i] = std::exp(-slope * (width - 2 * m_offset[i]));
            }
            else
            {
                m_width[i] = 0;
                m_offset[i] = 1;
                m_step[i] = 0;
                m_skew[i] = 0;
            }
        }
        m_output = m_mass;
        Update();
    }

    /** One iteration: q_j is multiplied by its Kuhn-Tucker condition. */
    void Iterate()
    {
        m_output *= m_condition;
        m_output = (m_output < NEGLIGIBLE).select(0, m_output);
        m_output /= m_output.sum();
        Update();
    }

    /** ln max_j c_j, which bounds the distance of the functional to its minimum [nat]. */
    double DualityGap() const
    {
        return std::log(m_condition.maxCoeff());
    }

    /** R + s D, what the algorithm minimizes [nat]. */
    double Functional() const
    {
        return (m_mass * (m_slope * m_offset - m_partition.log())).sum();
    }

    double Distortion() const
    {
        const Index n = m_mass.size();
        double distortion = 0;
        double sum = 0;
        double moment = 0;
        for (Index i = 0; i < n; ++i)
        {
            if (i > 0)
            {
                moment = (moment + sum * m_width[i - 1]) * m_step[i - 1];
                sum *= m_step[i - 1];
            }
            sum += m_output[i];
            distortion += m_ratio[i] * (moment + sum * m_offset[i]);
        }
        sum = 0;
        moment = 0;
        for (Index i = n - 2; i >= 0; --i)
        {
            moment = (moment + sum * m_width[i + 1]) * m_step[i + 1];
            sum = sum * m_step[i + 1] + m_output[i + 1];
            distortion += m_ratio[i] * m_skew[i] * (moment + sum * (m_width[i] - m_offset[i]));
        }
        return distortion;
    }

  private:
    /** The partition sums g_i of the rows, and the conditions c_j = sum_i p_i K_ij / g_i. */
    void Update()
    {
        const Index n = m_mass.size();
        double sum = 0;
        for (Index i = 0; i < n; ++i)
        {
            sum += m_output[i];
            m_partition[i] = sum;
            sum *= m_step[i];
        }
        sum = 0;
        for (Index i = n - 2; i >= 0; --i)
        {
            sum = sum * m_step[i + 1] + m_output[i + 1];
            m_partition[i] += m_skew[i] * sum;
        }
        m_ratio = m_mass / m_partition;
        sum = 0;
        for (Index i = n - 1; i >= 0; --i)
        {
            sum = sum * m_step[i] + m_ratio[i];
            m_condition[i] = sum;
        }
        sum = 0;
        for (Index i = 1; i < n; ++i)
        {
            sum = sum * m_step[i - 1] + m_skew[i - 1] * m_ratio[i - 1];
            m_condition[i] += sum;
        }
    }

    double m_slope;      //!< s, in units of lambda
    ArrayXd m_mass;      //!< p_i, probability of a cell
    ArrayXd m_offset;    //!< x_i - y_i, mean of a cell above its lower edge
    ArrayXd m_width;     //!< y_(i+1) - y_i; 0 for the last cell, which has no upper edge
    ArrayXd m_step;      //!< kernel across a cell
    ArrayXd m_skew;      //!< kernel from the mean to the upper edge over that to the lower one
    ArrayXd m_output;    //!< q_j, output distribution over the lower edges
    ArrayXd m_partition; //!< g_i
    ArrayXd m_ratio;     //!< p_i / g_i
    ArrayXd m_condition; //!< c_j
};

void
Check(double weightRate, const BlahutArimotoOptions& options)
{
    RequirePositive("", "weightRate", weightRate);
    RequireShare("", "cellWidth", options.cellWidth);
    RequirePositive("", "tolerance", options.tolerance);
    if (options.maxIterations == 0)
    {
        RejectField("maxIterations", "0", "at least 1");
    }
}

} // namespace

RateDistortionPoint
BlahutArimoto(double slope, double weightRate, const BlahutArimotoOptions& options)
{
    Check(weightRate, options);
    RequirePositive("", "slope", slope);
    const double unitSlope = slope / weightRate;
    const double cells = std::max(LEAST_CELLS, std::ceil(3 * unitSlope / options.cellWidth));
    if (!(cells <= MOST_CELLS))
    {
        RejectField("slope",
                    NumberToText(slope),
                    "at most " + NumberToText(MOST_CELLS / 3 * options.cellWidth * weightRate) +
                        " at this cellWidth and weightRate");
    }

    Grid grid(unitSlope, Index(cells));
    RateDistortionPoint point;
    while (grid.DualityGap() > options.tolerance && point.iterations < options.maxIterations)
    {
        grid.Iterate();
        ++point.iterations;
    }
    const double distortion = grid.Distortion();
    point.slope = slope;
    // Rounding alone could take a zero rate below zero.
    point.rate = std::max(0.0, grid.Functional() - unitSlope * distortion) / LN2;
    point.distortion = distortion / weightRate;
    point.rateGap = grid.DualityGap() / LN2;
    return point;
}

std::vector<RateDistortionPoint>
ExponentialRateDistortion(double maxRate,
                          std::uint32_t count,
                          double weightRate,
                          const BlahutArimotoOptions& options)
{
    Check(weightRate, options);
    if (!(maxRate >= 0 && maxRate <= 16))
    {
        RejectField("maxRate", NumberToText(maxRate), "from 0 to 16");
    }
    if (count < 2)
    {
        RejectField("count", std::to_string(count), "at least 2");
    }
    std::vector<RateDistortionPoint> points;
    points.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i)
    {
        // The slope of the closed form, s = lambda (2^(R + 1) - 1), serves only to space the
        // points.
        const double rate = maxRate * i / (count - 1);
        points.push_back(
            BlahutArimoto(weightRate * (std::exp2(rate + 1) - 1), weightRate, options));
    }
    return points;
}

} // namespace coinference
} // namespace ns3
