/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure-4.h"

#include "paper-setting.h"
#include "support/checked-field.h"

#include "ns3/blahut-arimoto.h"
#include "ns3/rate-distortion.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{
namespace coinference
{

void
DrawRateDistortionCurve(const RateDistortionCurveOptions& options, PaperResults& results)
{
    const double lambda = options.weightRate;
    results.assumptions.push_back("Fig. 4: lambda = " + NumberToText(lambda) +
                                  "; distortions scale with 1/lambda, the picture with them.");

    PaperTable table{"fig4",
                     "Distortion-rate function of exponential magnitudes and its bounds",
                     {"rate [bit]",
                      "lowerBound [weight unit]",
                      "blahutArimoto [weight unit]",
                      "closedForm [weight unit]",
                      "upperBound [weight unit]"},
                     {}};
    FigureSeries lower{"lower bound, eq. 24", {}, FigureSeries::Style::LINES};
    FigureSeries computed{"D(R), Blahut-Arimoto", {}, FigureSeries::Style::POINTS};
    FigureSeries closed{"D(R), closed form", {}, FigureSeries::Style::LINES};
    FigureSeries upper{"upper bound, eq. 26", {}, FigureSeries::Style::LINES};
    bool between = true;
    bool falls = true;
    double worst = 0;
    const auto points = ExponentialRateDistortion(options.maxRate, options.points, lambda);
    for (std::size_t i = 0; i < points.size(); ++i)
    {
        const auto& point = points[i];
        const double low = DistortionLowerBound(point.rate, lambda);
        const double high = DistortionUpperBound(point.rate, lambda);
        const double exact = DistortionRateFunction(point.rate, lambda);
        table.rows.push_back({NumberToText(point.rate),
                              NumberToText(low),
                              NumberToText(point.distortion),
                              NumberToText(exact),
                              NumberToText(high)});
        computed.points.push_back({point.rate, point.distortion});
        between = between && low < point.distortion &&
                  point.distortion < TightDistortionUpperBound(point.rate, lambda);
        falls = falls && (i == 0 || point.distortion < points[i - 1].distortion);
        worst = std::max(worst, std::abs(point.distortion / exact - 1));
    }

    constexpr int SMOOTH = 400; // points of the formulas' curves
    for (int i = 0; i <= SMOOTH; ++i)
    {
        const double rate = options.maxRate * i / SMOOTH;
        lower.points.push_back({rate, DistortionLowerBound(rate, lambda)});
        closed.points.push_back({rate, DistortionRateFunction(rate, lambda)});
        upper.points.push_back({rate, DistortionUpperBound(rate, lambda)});
    }

    PaperFigure picture{"Fig. 4",
                        "fig4",
                        "Least expected absolute error per weight against the rate of the "
                        "magnitude code, between the paper's bounds; and what the two quantizers "
                        "of the paper and the best scalar one, D_S, make of the same rate.",
                        {"",
                         {"Rate R of the magnitude", "bit"},
                         {"Distortion per weight", "weight unit", true, {}, 5 / lambda},
                         {lower, computed, closed, upper}}};
    bool codesWorse = true;
    auto names = PaperQuantizers();
    names.emplace_back("optimal-scalar");
    for (const auto& name : names)
    {
        FigureSeries series{name + " quantizer", {}};
        for (std::uint32_t bitWidth = 1; bitWidth - 1 <= options.maxRate; ++bitWidth)
        {
            const double distortion =
                WeightQuantizer::Create(name, bitWidth, lambda)->ExpectedDistortion(lambda);
            series.points.push_back({bitWidth - 1.0, distortion});
            const double least = DistortionRateFunction(bitWidth - 1.0, lambda);
            codesWorse = codesWorse && distortion >= least * (1 - 1e-14);
        }
        picture.figure.series.push_back(std::move(series));
    }

    AddCheck(results,
             "Fig. 4: D(R) lies between D_L and min(D_U, ln 2/lambda) at every rate",
             between,
             std::to_string(points.size()) + " rates from 0 to " + NumberToText(options.maxRate) +
                 " bit");
    AddCheck(results,
             "Fig. 4: D(R) falls, and Blahut-Arimoto agrees with the closed form within 0.1 %",
             falls && worst < 1e-3,
             "largest difference: " + ShortNumber(100 * worst) + " %");
    AddCheck(results,
             "Fig. 4: no quantizer beats D(R)",
             codesWorse,
             "uniform, PoT-log and the best scalar one at all whole rates; equal at R = 0");
    results.figures.push_back(std::move(picture));
    results.tables.push_back(std::move(table));
}

} // namespace coinference
} // namespace ns3
