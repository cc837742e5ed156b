/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figure.h"

#include "child-process.h"
#include "support/checked-field.h"
#include "tex-text.h"
#include "text-file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

// ns-3's own Gnuplot class is not used: it rounds to six digits, takes text as markup, and knows
// neither asymmetric error bars nor two pictures from one script.

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

/// Points of a series beyond which not all get their symbol.
constexpr std::size_t MOST_SYMBOLS = 25;

/// Text for gnuplot: within single quotes nothing but the quote has a meaning.
std::string
Quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
    {
        quoted += c == '\n' ? ' ' : c;
        if (c == '\'')
        {
            quoted += '\'';
        }
    }
    return quoted + "'";
}

/// For a comment, which ends with its line.
std::string
OneLine(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

/// Texts as a terminal takes them.
struct Writing
{
    bool isTex{false};

    std::string operator()(const std::string& text) const
    {
        return Quoted(isTex ? TexText(text) : text);
    }
};

std::string
AxisLabel(const FigureAxis& axis, const Writing& write)
{
    return write(axis.unit.empty() ? axis.label : axis.label + " [" + axis.unit + "]");
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

/// Ends of an axis.
struct Range
{
    double low{std::numeric_limits<double>::infinity()};
    double high{-std::numeric_limits<double>::infinity()};

    void Take(double value)
    {
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

/// Ends that leave air around what is drawn, and on a logarithmic axis at least two labels.
void
Widen(Range& range, const FigureAxis& axis)
{
    if (axis.logarithmic)
    {
        range.low = std::pow(10, std::floor(std::log10(range.low) + 1e-9));
        range.high = std::pow(10, std::ceil(std::log10(range.high) - 1e-9));
        range.high = range.high > range.low ? range.high : range.low * 10;
        return;
    }
    const double size = std::max(range.high - range.low, 1e-9 * std::abs(range.high));
    const double air = size > 0 ? 0.05 * size : 1;
    // An axis that begins near zero begins at zero: lengths then compare as values do.
    const bool fromZero = range.low >= 0 && range.low < 0.4 * range.high;
    range.low = fromZero ? std::min(0.0, range.low) : range.low - air;
    range.high += air;
}

/// The axis' ends: given, or around its points, or anything if there are none.
Range
FindRange(const FigureAxis& axis, Range range, bool hasPoints)
{
    if (!axis.categories.empty())
    {
        range = {-0.5, static_cast<double>(axis.categories.size()) - 0.5};
    }
    else if (hasPoints)
    {
        Widen(range, axis);
    }
    else
    {
        range = {1, 10};
    }
    return {axis.min.value_or(range.low), axis.max.value_or(range.high)};
}

/// Ranges of x and y that hold every point with its error bar.
std::pair<Range, Range>
FindRanges(const Figure& figure)
{
    Range x;
    Range y;
    bool hasPoints = false;
    for (const auto& series : figure.series)
    {
        for (const auto& point : series.points)
        {
            if (!std::isfinite(point.x) || !std::isfinite(point.y))
            {
                continue;
            }
            hasPoints = true;
            x.Take(point.x);
            y.Take(point.y);
            if (point.error)
            {
                y.Take(point.error->high);
                // A bar that leaves a logarithmic axis does not stretch it.
                y.Take(figure.y.logarithmic && point.error->low <= 0 ? point.y : point.error->low);
            }
        }
    }
    return {FindRange(figure.x, x, hasPoints), FindRange(figure.y, y, hasPoints)};
}

std::string
AxisScript(const std::string& name,
           const FigureAxis& axis,
           const Range& range,
           const Writing& write)
{
    std::string script = "set " + name + "label " + AxisLabel(axis, write) + " noenhanced\n";
    if (axis.logarithmic)
    {
        const bool isPlain = range.low >= 1e-3 && range.high <= 1e5;
        script += "set logscale " + name + " 10\nset format " + name +
                  (isPlain       ? " '%g'\n"
                   : write.isTex ? " '$10^{%T}$'\n"
                                 : " '10^{%T}'\n") +
                  "set m" + name + "tics 10\n";
    }
    if (!axis.categories.empty())
    {
        script += "set " + name + "tics noenhanced (";
        for (std::size_t i = 0; i < axis.categories.size(); ++i)
        {
            script += (i == 0 ? "" : ", ") + write(axis.categories[i]) + " " + std::to_string(i);
        }
        script += ")\n";
    }
    return script + "set " + name + "range [" + NumberToText(range.low) + ":" +
           NumberToText(range.high) + "]\n";
}

/// Where the error bar ends; a bar that leaves a logarithmic axis goes down to a tiny value.
double
LowEnd(const FigurePoint& point, const FigureAxis& axis)
{
    const double low = point.error ? point.error->low : point.y;
    return axis.logarithmic && low <= 0 ? point.y * 1e-9 : low;
}

/// One line a point: x, y, and the ends of the error bar.
std::string
DataBlock(const Figure& figure, std::size_t number)
{
    const auto& series = figure.series[number];
    // Side by side on an axis of categories, where all series share the same x.
    double shift = 0;
    if (!figure.x.categories.empty())
    {
        const auto count = static_cast<double>(figure.series.size());
        shift = (static_cast<double>(number) - (count - 1) / 2) * std::min(0.1, 0.7 / count);
    }
    std::string block = "$series" + std::to_string(number) + " << END\n";
    for (const auto& point : series.points)
    {
        CheckValue(series.label, figure.x, point.x);
        CheckValue(series.label, figure.y, point.y);
        if (!std::isfinite(point.x) || !std::isfinite(point.y))
        {
            block += "\n"; // gnuplot interrupts the line here
            continue;
        }
        block += NumberToText(point.x + shift) + " " + NumberToText(point.y) + " " +
                 NumberToText(LowEnd(point, figure.y)) + " " +
                 NumberToText(point.error ? point.error->high : point.y) + "\n";
    }
    return block + "END\n";
}

bool
HasPoints(const FigureSeries& series)
{
    return std::any_of(series.points.begin(), series.points.end(), [](const auto& point) {
        return std::isfinite(point.x) && std::isfinite(point.y);
    });
}

bool
HasErrors(const FigureSeries& series)
{
    return std::any_of(series.points.begin(), series.points.end(), [](const auto& point) {
        return point.error && std::isfinite(point.y);
    });
}

std::string
PlotElement(const Figure& figure, std::size_t number, const Writing& write)
{
    const auto& series = figure.series[number];
    const auto& look = LOOKS[number % LOOKS.size()];
    const std::string lines = std::string(" lc rgb '") + look.color + "' lw 1.6 dt " + look.dash;
    const std::string points = " pt " + std::to_string(look.symbol) + " ps 0.9";
    const std::string title = " title " + write(series.label);
    const std::string data = "$series" + std::to_string(number);
    if (!HasPoints(series))
    {
        // Kept in the legend: that a scheme has no point is a result.
        return "NaN with points lc rgb '" + std::string(look.color) + "'" + points + " title " +
               write(series.label + " (no point)");
    }
    auto style = figure.x.categories.empty() ? series.style : FigureSeries::Style::POINTS;
    if (style == FigureSeries::Style::LINES || style == FigureSeries::Style::STEPS)
    {
        const std::string how = style == FigureSeries::Style::LINES ? "lines" : "steps";
        return data + " using 1:2 with " + how + lines + title;
    }
    std::string element;
    if (HasErrors(series))
    {
        // Bars are solid: a dashed bar looks like several.
        element = data + " using 1:2:3:4 with yerrorbars lc rgb '" + look.color +
                  "' lw 1.2 dt solid" + points + " notitle, \\\n     ";
    }
    if (style == FigureSeries::Style::POINTS)
    {
        return element + data + " using 1:2 with points lc rgb '" + look.color + "'" + points +
               title;
    }
    if (series.points.size() <= MOST_SYMBOLS)
    {
        return element + data + " using 1:2 with linespoints" + lines + points + title;
    }
    // Symbols on a part of the points only, other ones in each series: else they hide the lines.
    const auto step = (series.points.size() + MOST_SYMBOLS - 1) / MOST_SYMBOLS;
    const auto first = number * step / figure.series.size();
    return element + data + " using 1:2 with lines" + lines + " notitle, \\\n     " + data +
           " every " + std::to_string(step) + "::" + std::to_string(first) +
           " using 1:2 with points lc rgb '" + look.color + "'" + points +
           " notitle, \\\n     NaN with linespoints" + lines + points + title;
}

/// Series that coincide as one, under all their names: one would hide the other.
Figure
Merged(const Figure& figure)
{
    const auto sameEnds = [](const std::optional<ConfidenceInterval>& a,
                             const std::optional<ConfidenceInterval>& b) {
        return a.has_value() == b.has_value() && (!a || (a->low == b->low && a->high == b->high));
    };
    const auto samePoint = [&](const FigurePoint& a, const FigurePoint& b) {
        return a.x == b.x && a.y == b.y && sameEnds(a.error, b.error);
    };
    Figure merged = figure;
    merged.series.clear();
    for (const auto& series : figure.series)
    {
        const auto twin =
            std::find_if(merged.series.begin(), merged.series.end(), [&](const auto& other) {
                return HasPoints(series) && other.style == series.style &&
                       std::equal(other.points.begin(),
                                  other.points.end(),
                                  series.points.begin(),
                                  series.points.end(),
                                  samePoint);
            });
        if (twin == merged.series.end())
        {
            merged.series.push_back(series);
        }
        else
        {
            twin->label += " = " + series.label;
        }
    }
    return merged;
}

} // namespace

void
FigurePaper::SetFormats(const std::string& field, const std::string& formats)
{
    for (const auto format : SplitList(formats, ','))
    {
        if (format == "pdf" || format == "tikz")
        {
            (format == "pdf" ? pdf : tikz) = true;
        }
        else if (!format.empty())
        {
            RejectField(field, ShortText(format), "pdf, tikz or both, with a comma between");
        }
    }
}

std::string
GnuplotScript(const Figure& given, const std::string& name, const FigurePaper& paper)
{
    const auto figure = given.x.categories.empty() ? Merged(given) : given;
    std::string script = "# Draws " + OneLine(name) +
                         ".png and .svg into the folder that it is called "
                         "in: gnuplot " +
                         OneLine(name) + ".gp\n";
    for (std::size_t i = 0; i < figure.series.size(); ++i)
    {
        script += DataBlock(figure, i);
    }
    const auto plotOf = [&](const Writing& write) {
        std::string plot;
        for (std::size_t i = 0; i < figure.series.size(); ++i)
        {
            plot += (i == 0 ? "plot " : ", \\\n     ") + PlotElement(figure, i, write);
        }
        // gnuplot refuses to plot nothing; an empty frame says the same.
        return (plot.empty() ? "plot NaN notitle" : plot) + "\n";
    };
    const auto [x, y] = FindRanges(figure);
    const auto axesOf = [&, xRange = x, yRange = y](const Writing& write) {
        return AxisScript("x", figure.x, xRange, write) + AxisScript("y", figure.y, yRange, write);
    };
    script += "set encoding utf8\n"
              "set border 3 lw 1.2\n"
              "set tics nomirror out\n"
              "set grid lc rgb '#CCCCCC' lw 0.6 dt solid\n"
              "set errorbars 0.7\n"
              "set key outside right top vertical Left reverse samplen 4 spacing 1.35 noenhanced\n";
    if (!figure.title.empty())
    {
        script += "set title " + Quoted(figure.title) + " noenhanced\n";
    }
    const auto plot = plotOf({});
    script += axesOf({}) +
              "set terminal pngcairo size 1800,960 fontscale 1.9 linewidth 2.2 pointscale 2.2\n"
              "set output " +
              Quoted(name + ".png") + "\n" + plot +
              "set terminal svg size 900,480 fontscale 1 font 'sans,12' enhanced\n"
              "set output " +
              Quoted(name + ".svg") + "\n" + plot;
    if (!paper.pdf && !paper.tikz)
    {
        return script;
    }
    // The legend below the axes, two names a line.
    const auto named = std::count_if(figure.series.begin(),
                                     figure.series.end(),
                                     [](const auto& series) { return !series.label.empty(); });
    constexpr double CENTIMETRES = 0.1; // a millimetre
    constexpr double LINE = 4;          // of the legend [mm]
    const double height = 0.62 * paper.width + LINE * static_cast<double>((named + 1) / 2);
    const auto size =
        NumberToText(CENTIMETRES * paper.width) + "cm," + NumberToText(CENTIMETRES * height) + "cm";
    script += "unset title\nset xlabel offset 0,0.4\nset ylabel offset 1,0\n"
              "set key outside center bottom horizontal Left reverse samplen 3 spacing 1 maxcols 2 "
              "noenhanced\n";
    if (paper.pdf)
    {
        script += "set terminal pdfcairo size " + size + " font " + Quoted(paper.font) +
                  " linewidth 0.8 pointscale 0.5\nset output " + Quoted(name + ".pdf") + "\n" +
                  plot;
    }
    if (paper.tikz)
    {
        const Writing tex{true};
        script += axesOf(tex) + "set terminal tikz size " + size +
                  " linewidth 0.8 fontscale 0.8\nset output " + Quoted(name + ".tikz.tex") + "\n" +
                  plotOf(tex);
    }
    return script;
}

void
WriteFigure(const Figure& figure, const std::string& path, const FigurePaper& paper)
{
    // Drawn in its folder, so that the script runs in any folder and any name of one will do.
    const std::filesystem::path file = path + ".gp";
    const auto name = std::filesystem::path(path).filename().string();
    WriteTextFile(file.string(), GnuplotScript(figure, name, paper));
    const auto result =
        RunProgram({"gnuplot", file.filename().string()}, {}, file.parent_path().string());
    if (result.status != 0)
    {
        throw std::runtime_error("gnuplot " + file.string() + " failed: " + result.LastErrorLine());
    }
}

} // namespace coinference
} // namespace ns3
