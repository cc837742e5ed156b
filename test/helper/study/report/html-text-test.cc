/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/html-text.h"
#include "report/number-text.h"
#include "report/symbol-text.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace ns3::coinference;

namespace
{

bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST(HtmlText, EscapesWhatHasAMeaning)
{
    EXPECT_EQ(HtmlText("<a href=\"x\">&amp; 'ü'"), "&lt;a href=&quot;x&quot;&gt;&amp;amp; 'ü'");
}

TEST(HtmlText, WritesSymbolsAsThePaperDoes)
{
    EXPECT_EQ(HtmlMath("D_S <=T0 b^"), "D<sub>S</sub> ≤ T₀ b̂");
    EXPECT_EQ(HtmlMath("1e6/lambda, AT0, T01, MY_D_S, D_Size, sum of"),
              "10⁶/λ, AT0, T01, MY_D_S, D_Size, sum of")
        << "parts of words";
}

TEST(HtmlText, ShowsPowersOfTen)
{
    EXPECT_EQ(WithPowers("E₀ = 5e-04 J, 1e6, 2.689E+10 [1e-2]"),
              "E₀ = 5·10⁻⁴ J, 10⁶, 2.689·10¹⁰ [10⁻²]");
    EXPECT_EQ(WithPowers("le-2 v1e6 1e6x 1.2.3e4 1e6.5 0x1e4 e5 1e"),
              "le-2 v1e6 1e6x 1.2.3e4 1e6.5 0x1e4 e5 1e")
        << "parts of words and of longer numbers";
    EXPECT_EQ(WithPowers("1e1,1e2"), "10¹,10²");
    EXPECT_EQ(WithPowers("1e00"), "10⁰");
    EXPECT_EQ(WithPowers(""), "");
    EXPECT_EQ(WithPowers("run-1e6 a_1e2 λ1e3 -1e6 (1e-3)–2e3"),
              "run-1e6 a_1e2 λ1e3 -10⁶ (10⁻³)–2·10³");
    const std::string many(100000, '7');
    EXPECT_EQ(WithPowers(many), many);
    EXPECT_EQ(WithPowers("3." + many + "e5"), "3." + many + "·10⁵");
}

TEST(HtmlText, NumbersHaveFewDigits)
{
    EXPECT_EQ(NumberOnPage(99.7, 2), "100");
    EXPECT_EQ(NumberOnPage(999.6, 3), "1000");
    EXPECT_EQ(NumberOnPage(12345.6), "12346");
    EXPECT_EQ(NumberOnPage(300000), "300000");
    EXPECT_EQ(NumberOnPage(1.2e7, 2), "1.2·10⁷");
    EXPECT_EQ(NumberOnPage(2.689e-21), "2.689·10⁻²¹");
    EXPECT_EQ(NumberOnPage(0.125), "0.125");
    EXPECT_EQ(NumberOnPage(-250.04, 2), "-250");
    EXPECT_EQ(NumberOnPage(0), "0");
    EXPECT_EQ(NumberOnPage(INFINITY), "∞");
}

TEST(HtmlText, PutsPicturesIntoThePage)
{
    // The test vectors of RFC 4648.
    EXPECT_TRUE(Holds(HtmlFigure("foobar", "", "a \"b\""), "base64,Zm9vYmFy\""));
    EXPECT_TRUE(Holds(HtmlFigure("fooba", "", ""), "base64,Zm9vYmE=\""));
    EXPECT_TRUE(Holds(HtmlFigure("foob", "", ""), "base64,Zm9vYg==\""));
    EXPECT_TRUE(Holds(HtmlFigure("", "", ""), "base64,\""));
    EXPECT_TRUE(Holds(HtmlFigure("\xff\xfe", "", ""), "base64,//4=\""));
    EXPECT_TRUE(Holds(HtmlFigure("x", "", "a \"b\""), "alt=\"a &quot;b&quot;\""));
    const auto both = HtmlFigure("foobar", "foob", "");
    EXPECT_TRUE(Holds(both, "(max-width:40rem)\" srcset=\"data:image/svg+xml;base64,Zm9vYg==\""));
    EXPECT_TRUE(Holds(both, "src=\"data:image/svg+xml;base64,Zm9vYmFy\""));
}

TEST(HtmlText, MakesTables)
{
    EXPECT_EQ(HtmlTable({"a", "b"}, {{"1", "<b>2</b>"}}),
              "<div class=\"scroll\"><table>\n<thead><tr><th>a</th><th>b</th></tr>\n</thead>\n"
              "<tbody>\n<tr><td>1</td><td><b>2</b></td></tr>\n</tbody>\n</table></div>\n");
}
