/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/rate-distortion.h"

#include <cmath>
#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

TEST(RateDistortion, LowerBoundHalvesWithEachBit)
{
    EXPECT_DOUBLE_EQ(DistortionLowerBound(0, 50), 0.01);
    EXPECT_DOUBLE_EQ(DistortionLowerBound(5, 50), 0.01 / 32);
}

TEST(RateDistortion, UpperBoundInvertsItsRate)
{
    for (double rate : {0.01, 0.5, 1.0, 3.0, 7.0, 15.0, 31.0})
    {
        const double distortion = DistortionUpperBound(rate, 50);
        EXPECT_NEAR(RateUpperBound(distortion, 50), rate, 1e-13 * rate);
    }
    EXPECT_TRUE(std::isinf(DistortionUpperBound(0, 50)));
}

TEST(RateDistortion, RefusesWhatHasNoMeaning)
{
    EXPECT_THROW(DistortionLowerBound(-1, 50), std::domain_error);
    EXPECT_THROW(DistortionLowerBound(1, 0), std::domain_error);
    EXPECT_THROW(DistortionLowerBound(1, std::nan("")), std::domain_error);
    EXPECT_THROW(RateUpperBound(0, 50), std::domain_error);
}
