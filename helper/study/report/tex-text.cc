/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tex-text.h"

#include <array>
#include <string_view>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// What is set otherwise than it is written; the longer ones before those that they begin with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 51> SPELLINGS{{
    {"b̂", "$\\hat b$"},
    {"f̃", "$\\tilde f$"},
    {"ŵ", "$\\hat w$"},
    {"Ŵ", "$\\hat W$"},
    {"T₀", "$T_0$"},
    {"E₀", "$E_0$"},
    {"D_L", "$D_L$"},
    {"D_S", "$D_S$"},
    {"D_U", "$D_U$"},
    {"λ", "$\\lambda$"},
    {"µ", "$\\mu$"},
    {"Σ", "$\\sum$"},
    {"−", "$-$"},
    {"±", "$\\pm$"},
    {"≤", "$\\le$"},
    {"≥", "$\\ge$"},
    {"∞", "$\\infty$"},
    {"·", "$\\cdot$"},
    {"×", "$\\times$"},
    {"²", "$^2$"},
    {"³", "$^3$"},
    {"⁰", "$^0$"},
    {"¹", "$^1$"},
    {"⁴", "$^4$"},
    {"⁵", "$^5$"},
    {"⁶", "$^6$"},
    {"⁷", "$^7$"},
    {"⁸", "$^8$"},
    {"⁹", "$^9$"},
    {"⁻", "$^-$"},
    {"₀", "$_0$"},
    {"₁", "$_1$"},
    {"–", "--"},
    {"…", "\\dots{}"},
    {"|", "$|$"},
    {"<", "$<$"},
    {">", "$>$"},
    {"\\", "\\textbackslash{}"},
    {"~", "\\textasciitilde{}"},
    {"^", "\\textasciicircum{}"},
    {"&", "\\&"},
    {"%", "\\%"},
    {"$", "\\$"},
    {"#", "\\#"},
    {"_", "\\_"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"\"", "''"},
    {"\n", " "},
    {"\t", " "},
    {"\r", " "},
}};

} // namespace

std::string
TexText(const std::string& text)
{
    std::string tex;
    for (std::string_view rest = text; !rest.empty();)
    {
        std::string_view spelled = rest.substr(0, 1);
        std::string_view set = spelled;
        for (const auto& [spelling, symbol] : SPELLINGS)
        {
            if (rest.substr(0, spelling.size()) == spelling)
            {
                spelled = spelling;
                set = symbol;
                break;
            }
        }
        tex += set;
        rest.remove_prefix(spelled.size());
    }
    return tex;
}

} // namespace coinference
} // namespace ns3
