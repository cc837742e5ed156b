/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "gnuplot-series.h"

#include "figure-measure.h"
#include "support/checked-field.h"
#include "symbol-text.h"
#include "tex-text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// Color (of the set of Okabe and Ito, and of similar darkness), dash and symbol.
struct Look
{
    const char* color;
    const char* dash;
    int symbol;
};

constexpr std::array<Look, 10> LOOKS{{
    {"#000000", "solid", 7},
    {"#D55E00", "(12,5)", 5},
    {"#0072B2", "(3,4)", 9},
    {"#009E73", "(12,4,2,4)", 13},
    {"#CC79A7", "(20,5)", 6},
    {"#8A6D00", "(12,4,2,4,2,4)", 4},
    {"#56B4E9", "(6,3)", 8},
    {"#7F3C8D", "(2,2)", 12},
    {"#666666", "(20,4,6,4)", 10},
    {"#A52A2A", "(8,2,2,2)", 11},
}};

/// Of bounds, in their order.
// Width and dash. Dots are wider than lines, to be seen on one that ends at the bound.
constexpr std::array<const char*, 4> BOUND_DASHES{"2.2 dt (1.5,3.5)",
                                                  "1 dt (10,4)",
                                                  "1 dt (2,4,10,4)",
                                                  "1 dt (20,4)"};

/// Points of a series beyond which not all get their symbol.
constexpr std::size_t MOST_SYMBOLS = 25;

/// Text for gnuplot: within single quotes nothing but the quote has a meaning, which is written
/// twice, or, where two follow each other, which gnuplot does not read, in double quotes.
std::string
Quoted(const std::string& text)
{
    const char* quote = text.find("''") == std::string::npos ? "''" : "'.\"'\".'";
    std::string quoted = "'";
    for (const char c : text)
    {
        quoted += c == '\'' ? quote : std::string(1, c == '\n' ? ' ' : c);
    }
    return quoted + "'";
}

/// Names of the paper with an index, as far as Unicode has the letter below the line.
std::string
UnicodeText(const std::string& text)
{
    return WithSymbols(WithPowers(text), {{"D_L", "Dₗ"}, {"D_S", "Dₛ"}, {"D_U", "Dᵤ"}});
}

/// Between series on an axis of categories, at most.
constexpr double POINT_STEP = 0.1;
constexpr double BOX_STEP = 0.25;

std::string
Color(std::size_t look)
{
    return std::string(" lc rgb '") + LOOKS[look % LOOKS.size()].color + "'";
}

std::string
Lines(std::size_t look)
{
    return Color(look) + " lw 1.6 dt " + LOOKS[look % LOOKS.size()].dash;
}

std::string
Points(std::size_t look)
{
    return " pt " + std::to_string(LOOKS[look % LOOKS.size()].symbol) + " ps 0.9";
}

/// How a bound looks, by how many are before it.
std::string
Bound(const Figure& figure, std::size_t number)
{
    std::size_t before = 0;
    for (std::size_t i = 0; i < number; ++i)
    {
        before += figure.series[i].style == FigureSeries::Style::BOUND;
    }
    return std::string(" lc rgb '#000000' lw ") + BOUND_DASHES[before % BOUND_DASHES.size()];
}

std::string
Title(const std::string& title)
{
    return title.empty() ? " notitle" : " title " + title;
}

/// No line joins categories.
FigureSeries::Style
StyleOf(const Figure& figure, const FigureSeries& series)
{
    return figure.x.categories.empty() || series.style == FigureSeries::Style::BOXES
               ? series.style
               : FigureSeries::Style::POINTS;
}

void
CheckValue(const std::string& series, const FigureAxis& axis, double value)
{
    if (std::isnan(value) || (axis.logarithmic && value <= 0))
    {
        RejectField(axis.label + " of " + series,
                    NumberToText(value),
                    axis.logarithmic ? "> 0 on a logarithmic axis" : "a number");
    }
}

/// Where the error bar ends; a bar that leaves a logarithmic axis goes down to a tiny value.
double
LowEnd(const FigurePoint& point, const FigureAxis& axis)
{
    const double low = point.error ? point.error->low : point.y;
    return axis.logarithmic && low <= 0 ? point.y * 1e-9 : low;
}

bool
HasErrors(const FigureSeries& series)
{
    return std::any_of(series.points.begin(), series.points.end(), [](const auto& point) {
        return point.error && std::isfinite(point.y);
    });
}

} // namespace

std::string
GnuplotText::operator()(const std::string& text) const
{
    return Quoted(isTex ? TexText(WithPowers(text)) : UnicodeText(text));
}

std::string
GnuplotText::InLines(const std::string& text, double characters) const
{
    if (isTex || static_cast<double>(ShownLength(text)) <= characters)
    {
        return (*this)(text);
    }
    std::string lines;
    std::string line;
    for (const auto word : SplitList(text, ' '))
    {
        const auto longer = line.empty() ? std::string(word) : line + " " + std::string(word);
        if (!line.empty() && static_cast<double>(ShownLength(longer)) > characters)
        {
            lines += (*this)(line) + ".\"\\n\".";
            line = word;
            continue;
        }
        line = longer;
    }
    return lines + (*this)(line);
}

std::string
GnuplotName(const std::string& text)
{
    return Quoted(text);
}

bool
HasPoints(const FigureSeries& series)
{
    return std::any_of(series.points.begin(), series.points.end(), [](const auto& point) {
        return std::isfinite(point.x) && std::isfinite(point.y);
    });
}

std::string
GnuplotData(const Figure& figure, std::size_t number, const std::string& block)
{
    const auto& series = figure.series[number];
    // Side by side on an axis of categories, where all series share the same x.
    double shift = 0;
    if (!figure.x.categories.empty())
    {
        const auto count = static_cast<double>(figure.series.size());
        const double step = series.style == FigureSeries::Style::BOXES ? BOX_STEP : POINT_STEP;
        shift = (static_cast<double>(number) - (count - 1) / 2) * std::min(step, 0.7 / count);
    }
    std::string data = "$" + block + " << END\n";
    for (const auto& point : series.points)
    {
        CheckValue(series.label, figure.x, point.x);
        CheckValue(series.label, figure.y, point.y);
        if (!std::isfinite(point.x) || !std::isfinite(point.y))
        {
            data += "\n"; // gnuplot interrupts the line here
            continue;
        }
        data += NumberToText(point.x + shift) + " " + NumberToText(point.y);
        if (series.style == FigureSeries::Style::BOXES)
        {
            const auto box = point.box.value_or(FigureBox{point.y, point.y, point.y, point.y});
            for (const double end : {box.first, box.low, box.high, box.third})
            {
                CheckValue(series.label, figure.y, end);
                data += " " + NumberToText(end);
            }
            data += "\n";
            continue;
        }
        data += " " + NumberToText(LowEnd(point, figure.y)) + " " +
                NumberToText(point.error ? point.error->high : point.y) + "\n";
    }
    return data + "END\n";
}

std::string
GnuplotElement(const Figure& figure,
               std::size_t number,
               const std::string& block,
               const std::string& title)
{
    const auto& series = figure.series[number];
    const auto look = series.look.value_or(number);
    const auto color = Color(look);
    const auto lines = Lines(look);
    const auto points = Points(look);
    const auto name = Title(title);
    const std::string data = "$" + block;
    if (!HasPoints(series))
    {
        return "NaN with points" + color + points + name;
    }
    const auto style = StyleOf(figure, series);
    if (style == FigureSeries::Style::LINES)
    {
        return data + " using 1:2 with lines" + lines + name;
    }
    if (style == FigureSeries::Style::BOUND)
    {
        return data + " using 1:2 with lines" + Bound(figure, number) + name;
    }
    if (style == FigureSeries::Style::BOXES)
    {
        const auto count = static_cast<double>(figure.series.size());
        const auto width = NumberToText(0.8 * std::min(BOX_STEP, 0.7 / count));
        return data + " using 1:3:4:5:6:(" + width + ") with candlesticks" + color +
               " lw 1.2 dt solid" + name + " whiskerbars 0.5, \\\n     " + data +
               " using 1:2:2:2:2:(" + width + ") with candlesticks" + color +
               " lw 2.4 dt solid notitle, \\\n     " + data + " using 1:2 with points" + color +
               points + " notitle";
    }
    std::string element;
    if (HasErrors(series))
    {
        // Bars are solid: a dashed bar looks like several.
        element = data + " using 1:2:3:4 with yerrorbars" + color + " lw 1.2 dt solid" + points +
                  " notitle, \\\n     ";
    }
    if (style == FigureSeries::Style::STEPS)
    {
        const bool hasPoints = HasErrors(series);
        return element + data + " using 1:2 with steps" + lines +
               (hasPoints ? " notitle, \\\n     NaN with linespoints" + lines + points : "") + name;
    }
    if (style == FigureSeries::Style::POINTS)
    {
        return element + data + " using 1:2 with points" + color + points + name;
    }
    if (series.points.size() <= MOST_SYMBOLS)
    {
        return element + data + " using 1:2 with linespoints" + lines + points + name;
    }
    // Symbols on a part of the points only, other ones in each series: else they hide the lines.
    const auto step = (series.points.size() + MOST_SYMBOLS - 1) / MOST_SYMBOLS;
    const auto first = number * step / figure.series.size();
    return element + data + " using 1:2 with lines" + lines + " notitle, \\\n     " + data +
           " every " + std::to_string(step) + "::" + std::to_string(first) +
           " using 1:2 with points" + color + points + " notitle, \\\n     NaN with linespoints" +
           lines + points + name;
}

std::string
GnuplotLegendEntry(const Figure& figure, std::size_t number, const std::string& title)
{
    const auto look = figure.series[number].look.value_or(number);
    switch (StyleOf(figure, figure.series[number]))
    {
    case FigureSeries::Style::STEPS:
        if (HasErrors(figure.series[number]))
        {
            break;
        }
        [[fallthrough]];
    case FigureSeries::Style::LINES:
        return "NaN with lines" + Lines(look) + Title(title);
    case FigureSeries::Style::BOUND:
        return "NaN with lines" + Bound(figure, number) + Title(title);
    case FigureSeries::Style::POINTS:
    case FigureSeries::Style::BOXES:
        return "NaN with points" + Color(look) + Points(look) + Title(title);
    case FigureSeries::Style::LINES_AND_POINTS:
        break;
    }
    return "NaN with linespoints" + Lines(look) + Points(look) + Title(title);
}

} // namespace coinference
} // namespace ns3
