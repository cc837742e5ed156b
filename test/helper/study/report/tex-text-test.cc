/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/tex-text.h"

#include <gtest/gtest.h>

using namespace ns3::coinference;

TEST(TexText, EscapesWhatHasAMeaning)
{
    EXPECT_EQ(TexText("50 % of a_b & {c} #1 $2 ~ ^ \\"),
              "50 \\% of a\\_b \\& \\{c\\} \\#1 \\$2 \\textasciitilde{} \\textasciicircum{} "
              "\\textbackslash{}");
    EXPECT_EQ(TexText("two\nlines"), "two lines");
    EXPECT_EQ(TexText(""), "");
}

TEST(TexText, SetsThePapersSymbolsAsMathematics)
{
    EXPECT_EQ(TexText("Bits b̂ within T₀, λ Σ n D_S"),
              "Bits $\\hat b$ within $T_0$, $\\lambda$ $\\sum$ n $D_S$");
    EXPECT_EQ(TexText("1 − E|w − ŵ|/E|w|"), "1 $-$ E$|$w $-$ $\\hat w$$|$/E$|$w$|$");
    EXPECT_EQ(TexText("Köln"), "Köln"); // stays
}
