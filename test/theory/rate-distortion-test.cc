/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/rate-distortion.h"

#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/tools/minima.hpp>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

/** Sixty digits: fifty are left after the ten that 2^-32 costs the textbook formulas. */
using Exact = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<60>>;
/** For rates of a thousand bits, where the textbook formulas cancel 300 digits. */
using VeryExact = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<400>>;

const std::vector<double> WEIGHT_RATES{1e-3, 1, 50, 1234.56789, 1e6};

/** The header's promise: 4 units in the last place. */
constexpr double ULPS = 4 * std::numeric_limits<double>::epsilon();

/** Bit-widths 1 to 32, fractions between, tiny and large rates; never 0. */
std::vector<double>
PositiveRates()
{
    std::vector<double>
        rates{1e-150, 1e-12, 1e-9, 1e-6, 1e-3, 0.999999999, 1.000000001, 40, 52, 63};
    for (int i = 1; i <= 31 * 16; ++i)
    {
        rates.push_back(i / 16.0);
        rates.push_back(i / 17.3);
    }
    return rates;
}

/** The formulas of arXiv:2602.13052 as printed, in many digits, for lambda = 1. */
template <typename Real>
struct Textbook
{
    static Real Lower(const Real& rate)
    {
        return pow(Real(2), -rate) / 2;
    }

    static Real Upper(const Real& rate)
    {
        return (sqrt(1 + 4 / (pow(Real(2), rate) - 1)) - 1) / 2;
    }

    static Real True(const Real& rate)
    {
        return -log(1 - pow(Real(2), -rate - 1));
    }

    static Real RateLower(const Real& x)
    {
        return -log(2 * x) / log(Real(2));
    }

    static Real RateUpper(const Real& x)
    {
        return log(1 / x + x / (x + 1)) / log(Real(2));
    }

    static Real LowerSlope(const Real& rate)
    {
        return -log(Real(2)) * Lower(rate);
    }

    static Real UpperSlope(const Real& rate)
    {
        const Real power = pow(Real(2), rate);
        return -log(Real(2)) * power / ((power - 1) * (power - 1) * sqrt(1 + 4 / (power - 1)));
    }
};

template <typename Real>
double
RelativeError(double value, const Real& exact)
{
    return Real(abs((Real(value) - exact) / exact)).template convert_to<double>();
}

template <typename Real>
void
ExpectDistortionsAt(double rate, double weightRate)
{
    SCOPED_TRACE("rate " + std::to_string(rate) + ", lambda " + std::to_string(weightRate));
    using T = Textbook<Real>;
    const Real r(rate);
    const Real lambda(weightRate);
    EXPECT_LE(RelativeError<Real>(DistortionLowerBound(rate, weightRate), T::Lower(r) / lambda),
              ULPS);
    EXPECT_LE(RelativeError<Real>(DistortionUpperBound(rate, weightRate), T::Upper(r) / lambda),
              ULPS);
    EXPECT_LE(RelativeError<Real>(DistortionRateFunction(rate, weightRate), T::True(r) / lambda),
              ULPS);
    EXPECT_LE(
        RelativeError<Real>(DistortionGap(rate, weightRate), (T::Upper(r) - T::Lower(r)) / lambda),
        ULPS);
    EXPECT_LE(
        RelativeError<Real>(DistortionLowerBoundSlope(rate, weightRate), T::LowerSlope(r) / lambda),
        ULPS);
    EXPECT_LE(
        RelativeError<Real>(DistortionUpperBoundSlope(rate, weightRate), T::UpperSlope(r) / lambda),
        ULPS);
}

/** E|Theta - c| for a standard exponential magnitude, by quadrature. */
double
ExpectedErrorOfConstant(double c)
{
    boost::math::quadrature::tanh_sinh<double> finite;
    boost::math::quadrature::exp_sinh<double> infinite;
    const double below =
        c > 0 ? finite.integrate([c](double x) { return (c - x) * std::exp(-x); }, 0.0, c) : 0;
    return below + infinite.integrate([c](double x) { return x * std::exp(-x - c); });
}

} // namespace

TEST(RateDistortion, LowerBoundHalvesWithEachBit)
{
    EXPECT_DOUBLE_EQ(DistortionLowerBound(0, 50), 0.01);
    EXPECT_DOUBLE_EQ(DistortionLowerBound(5, 50), 0.01 / 32);
}

TEST(RateDistortion, DistortionsAreExactToFourUnitsInTheLastPlace)
{
    for (double weightRate : WEIGHT_RATES)
    {
        for (double rate : PositiveRates())
        {
            if (rate < 1e-100)
            {
                ExpectDistortionsAt<VeryExact>(rate, weightRate);
            }
            else
            {
                ExpectDistortionsAt<Exact>(rate, weightRate);
            }
        }
    }
}

TEST(RateDistortion, DistortionsAreExactAtHugeRates)
{
    for (double rate : {100.0, 333.3, 777.0, 1000.0, 1020.0})
    {
        ExpectDistortionsAt<VeryExact>(rate, 1);
    }
    // Beyond the smallest normal number precision fades, never the sign or the order.
    for (double rate :
         {1023.5, 1030.0, 1073.0, 1100.0, 1e10, std::numeric_limits<double>::infinity()})
    {
        EXPECT_GE(DistortionGap(rate, 1), 0) << rate;
        EXPECT_GE(DistortionUpperBound(rate, 1), DistortionLowerBound(rate, 1)) << rate;
        EXPECT_LE(DistortionUpperBoundSlope(rate, 1), 0) << rate;
    }
}

TEST(RateDistortion, RatesAreExact)
{
    using T = Textbook<Exact>;
    for (double weightRate : WEIGHT_RATES)
    {
        for (int i = -200; i <= 200; ++i)
        {
            const double distortion = std::pow(10, i / 20.0) * 0.7 / weightRate;
            const Exact x = Exact(distortion) * Exact(weightRate);
            SCOPED_TRACE("x " + std::to_string(x.convert_to<double>()));
            EXPECT_LE(RelativeError<Exact>(RateUpperBound(distortion, weightRate), T::RateUpper(x)),
                      ULPS);
            // One unit in the last place of the distortion moves these by 1/ln 2 units.
            const double lower = T::RateLower(x).convert_to<double>();
            const double truth =
                Exact(-log(2 * (1 - exp(-x))) / log(Exact(2))).convert_to<double>();
            EXPECT_NEAR(RateLowerBound(distortion, weightRate),
                        std::max(0.0, lower),
                        ULPS * std::max(1.0, lower));
            EXPECT_NEAR(RateDistortionFunction(distortion, weightRate),
                        std::max(0.0, truth),
                        ULPS * std::max(1.0, truth));
        }
    }
}

TEST(RateDistortion, RatesInvertTheirDistortions)
{
    for (double rate : PositiveRates())
    {
        EXPECT_NEAR(RateUpperBound(DistortionUpperBound(rate, 50), 50), rate, 2e-15 * rate);
        EXPECT_NEAR(RateLowerBound(DistortionLowerBound(rate, 50), 50), rate, 1e-15 * (1 + rate));
        EXPECT_NEAR(RateDistortionFunction(DistortionRateFunction(rate, 50), 50),
                    rate,
                    1e-15 * (1 + rate));
    }
    EXPECT_TRUE(std::isinf(DistortionUpperBound(0, 50)));
    EXPECT_TRUE(std::isinf(DistortionGap(0, 50)));
    EXPECT_EQ(DistortionUpperBoundSlope(0, 50), -std::numeric_limits<double>::infinity());
}

TEST(RateDistortion, SlopesAreTheDerivatives)
{
    for (double rate : {0.01, 0.3, 1.0, 4.0, 9.5})
    {
        const double step = 1e-6 * rate;
        const auto difference = [rate, step](double (*f)(double, double)) {
            return (f(rate + step, 50) - f(rate - step, 50)) / (2 * step);
        };
        const double lower = DistortionLowerBoundSlope(rate, 50);
        const double upper = DistortionUpperBoundSlope(rate, 50);
        EXPECT_NEAR(difference(DistortionLowerBound), lower, 1e-8 * std::abs(lower));
        EXPECT_NEAR(difference(DistortionUpperBound), upper, 1e-8 * std::abs(upper));
    }
}

TEST(RateDistortion, NoConstantBeatsTheMedian)
{
    const auto best = boost::math::tools::brent_find_minima(ExpectedErrorOfConstant, 0.0, 5.0, 40);
    EXPECT_NEAR(best.first, std::log(2.0), 1e-6);
    for (double weightRate : WEIGHT_RATES)
    {
        EXPECT_NEAR(ZeroRateDistortion(weightRate) * weightRate, best.second, 1e-12);
        EXPECT_DOUBLE_EQ(DistortionRateFunction(0, weightRate), ZeroRateDistortion(weightRate));
        EXPECT_DOUBLE_EQ(TightDistortionUpperBound(0, weightRate), ZeroRateDistortion(weightRate));
    }
}

TEST(RateDistortion, TheTruthLiesStrictlyBetweenItsBounds)
{
    for (double weightRate : WEIGHT_RATES)
    {
        EXPECT_GT(DistortionRateFunction(0, weightRate), DistortionLowerBound(0, weightRate));
        for (double rate : PositiveRates())
        {
            const double truth = DistortionRateFunction(rate, weightRate);
            if (rate < 45) // the difference, 2^-R/4 relative, is still one of doubles
            {
                EXPECT_GT(truth, DistortionLowerBound(rate, weightRate)) << rate;
            }
            EXPECT_LE(truth, TightDistortionUpperBound(rate, weightRate)) << rate;
            EXPECT_LT(truth, DistortionUpperBound(rate, weightRate)) << rate;
        }
    }
}

/** The saddle-point conditions that make the header's closed form the true R(D), by quadrature. */
TEST(RateDistortion, ClosedFormMeetsTheKuhnTuckerConditions)
{
    // Integrands are smooth between the points given. (tanh_sinh asserts off its end points, which
    // rounding does not allow next to a.)
    const auto finite = [](const auto& integrand, double from, double to) {
        return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(integrand,
                                                                             from,
                                                                             to,
                                                                             10,
                                                                             1e-10);
    };
    boost::math::quadrature::exp_sinh<double> infinite;
    for (double s : {1.001, 1.5, 3.0, 20.0, 300.0})
    {
        const double a = std::log1p(1 / s);
        const double atom = 1 / s;
        const double density = 1 - 1 / (s * s);
        // Output of the test channel at x, up to its normalization: sum over q(y) exp(-s|x - y|).
        const auto partition = [&](double x) {
            double sum = atom * std::exp(-s * std::abs(x - a));
            if (x > a)
            {
                // The integral of exp(-y - s (x - y)) from a to x.
                sum += density * std::exp(-x) * -std::expm1(-(s - 1) * (x - a)) / (s - 1);
            }
            const double from = std::max(a, x);
            return sum + density * infinite.integrate([&](double y) {
                return std::exp(-(from + y) - s * (from + y - x));
            });
        };
        const auto condition = [&](double y) {
            const auto integrand = [&](double x) {
                return std::exp(-x - s * std::abs(x - y)) / partition(x);
            };
            const double low = std::min(a, y);
            const double high = std::max(a, y);
            return (low > 0 ? finite(integrand, 0.0, low) : 0) +
                   (high > low ? finite(integrand, low, high) : 0) +
                   finite(integrand, high, high + 40 / s);
        };
        for (double y : {a, a + 0.3 / s, a + 2 / s, a + 1})
        {
            EXPECT_NEAR(condition(y), 1, 1e-7) << "s " << s << " y " << y;
        }
        for (double share : {0.0, 0.3, 0.8})
        {
            EXPECT_LT(condition(share * a), 1) << "s " << s << " y " << share * a;
        }
        // D and R of the channel: R = -s D - E ln(partition).
        const auto moment = [&](double x) { return std::exp(-x) * std::log(partition(x)); };
        const double entropy = finite(moment, 0.0, a) + finite(moment, a, a + 40);
        EXPECT_NEAR(RateDistortionFunction(a, 1), (-s * a - entropy) / std::log(2.0), 1e-7);
    }
}

TEST(RateDistortion, ObjectiveFallsStrictlyWithTheBitWidth)
{
    for (double weightRate : WEIGHT_RATES)
    {
        for (int bitWidth = 2; bitWidth <= 64; ++bitWidth)
        {
            EXPECT_LT(DistortionGap(bitWidth - 1, weightRate),
                      DistortionGap(bitWidth - 2, weightRate));
        }
        // Also between whole bits, which the relaxation of the SCA scheme relies on.
        double previous = std::numeric_limits<double>::infinity();
        for (int i = 1; i <= 63 * 64; ++i)
        {
            const double gap = DistortionGap(i / 64.0, weightRate);
            EXPECT_LT(gap, previous) << i;
            EXPECT_LT(DistortionUpperBoundSlope(i / 64.0, weightRate),
                      DistortionLowerBoundSlope(i / 64.0, weightRate));
            previous = gap;
        }
    }
}

TEST(RateDistortion, RefusesWhatHasNoMeaning)
{
    const double nan = std::nan("");
    const double inf = std::numeric_limits<double>::infinity();
    using Function = double (*)(double, double);
    for (Function ofRate : {DistortionLowerBound,
                            DistortionUpperBound,
                            DistortionRateFunction,
                            TightDistortionUpperBound,
                            DistortionGap,
                            DistortionLowerBoundSlope,
                            DistortionUpperBoundSlope})
    {
        EXPECT_THROW(ofRate(-1e-9, 50), std::domain_error);
        EXPECT_THROW(ofRate(nan, 50), std::domain_error);
        for (double weightRate : {0.0, -1.0, nan, inf})
        {
            EXPECT_THROW(ofRate(1, weightRate), std::domain_error);
        }
    }
    for (Function ofDistortion : {RateLowerBound, RateUpperBound, RateDistortionFunction})
    {
        for (double distortion : {0.0, -1.0, nan, inf})
        {
            EXPECT_THROW(ofDistortion(distortion, 50), std::domain_error);
        }
        EXPECT_THROW(ofDistortion(1, 0), std::domain_error);
    }
    try
    {
        DistortionGap(-1e-9, 50);
    }
    catch (const std::domain_error& error)
    {
        EXPECT_STREQ(error.what(), "rate = -1e-09 is not allowed: it must be at least 0");
    }
}
