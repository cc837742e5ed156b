/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "draw-figure.h"

#include "child-process.h"
#include "figure-measure.h"
#include "gnuplot-axes.h"
#include "gnuplot-series.h"
#include "panel-layout.h"
#include "support/checked-field.h"
#include "text-file.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Characters of a name beyond which a legend on the right takes too much of the width.
constexpr std::size_t LONGEST_ON_THE_RIGHT = 18;

/// For a comment, which ends with its line.
std::string
OneLine(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

bool
AreSame(const FigureSeries& a, const FigureSeries& b)
{
    const auto sameEnds = [](const std::optional<ConfidenceInterval>& one,
                             const std::optional<ConfidenceInterval>& other) {
        return one.has_value() == other.has_value() &&
               (!one || (one->low == other->low && one->high == other->high));
    };
    return a.style == b.style && std::equal(a.points.begin(),
                                            a.points.end(),
                                            b.points.begin(),
                                            b.points.end(),
                                            [&](const FigurePoint& one, const FigurePoint& other) {
                                                return one.x == other.x && one.y == other.y &&
                                                       sameEnds(one.error, other.error);
                                            });
}

/// Whether two series coincide in all panels that have them, and are to be seen in one at least.
bool
Coincide(const std::vector<Figure>& panels, std::size_t a, std::size_t b)
{
    const bool isSeen = std::any_of(panels.begin(), panels.end(), [&](const Figure& panel) {
        return HasPoints(panel.series[a]);
    });
    return isSeen && std::all_of(panels.begin(), panels.end(), [&](const Figure& panel) {
               return AreSame(panel.series[a], panel.series[b]);
           });
}

/// Every panel with the series of all, in the same order; those that it lacks have no points.
std::vector<Figure>
Aligned(const std::vector<Figure>& panels)
{
    std::vector<FigureSeries> all;
    const auto placeOf = [&all](const FigureSeries& series) {
        return std::find_if(all.begin(), all.end(), [&](const FigureSeries& other) {
            return other.label == series.label;
        });
    };
    for (const auto& panel : panels)
    {
        for (const auto& series : panel.series)
        {
            if (placeOf(series) == all.end())
            {
                all.push_back({series.label, {}, series.style, series.look});
            }
        }
    }
    auto aligned = panels;
    for (auto& panel : aligned)
    {
        auto own = std::exchange(panel.series, all);
        for (auto& series : own)
        {
            panel.series[placeOf(series) - all.begin()] = std::move(series);
        }
    }
    return aligned;
}

/// A name without what is before its comma if another begins with it: "uniform, linear = ratio".
std::string
WithoutBeginningOf(const std::string& other, const std::string& name)
{
    const auto comma = name.find(", ");
    const bool isSame =
        comma != std::string::npos && other.compare(0, comma + 2, name, 0, comma + 2) == 0;
    return isSame ? name.substr(comma + 2) : name;
}

/// Series that coincide as one, under all their names: one would hide the other. Those that have no
/// point anywhere keep their place in the legend: that a scheme has none is a result.
std::vector<Figure>
Prepared(const std::vector<Figure>& panels)
{
    auto prepared = panels.size() == 1 ? panels : Aligned(panels);
    const auto count = prepared.front().series.size();
    std::vector<std::string> labels(count);
    std::vector<bool> isKept(count, true);
    for (std::size_t i = 0; i < count; ++i)
    {
        labels[i] = prepared.front().series[i].label;
        for (std::size_t j = 0; j < i && prepared.front().x.categories.empty(); ++j)
        {
            if (isKept[j] && Coincide(prepared, i, j))
            {
                labels[j] += " = " + WithoutBeginningOf(labels[j], labels[i]);
                isKept[i] = false;
                break;
            }
        }
        const bool isSeen = std::any_of(prepared.begin(), prepared.end(), [i](const Figure& panel) {
            return HasPoints(panel.series[i]);
        });
        labels[i] += isSeen || labels[i].empty() ? "" : " (no point)";
    }
    for (auto& panel : prepared)
    {
        std::vector<FigureSeries> kept;
        for (std::size_t i = 0; i < count; ++i)
        {
            if (isKept[i])
            {
                kept.push_back(std::move(panel.series[i]));
                kept.back().label = labels[i];
                kept.back().look = kept.back().look.value_or(i);
            }
        }
        panel.series = std::move(kept);
    }
    return prepared;
}

/// Name of a series' data.
std::string
BlockOf(std::size_t panel, std::size_t series, std::size_t count)
{
    return "series" + std::to_string(panel * count + series);
}

/// A plot command of what there is in a panel.
std::string
PlotOf(const Figure& figure, std::size_t panel, const GnuplotText& write, bool hasLegend)
{
    std::string plot;
    for (std::size_t i = 0; i < figure.series.size(); ++i)
    {
        const auto& series = figure.series[i];
        const auto title = hasLegend && !series.label.empty() ? write(series.label) : "";
        plot += (i == 0 ? "plot " : ", \\\n     ") +
                GnuplotElement(figure, i, BlockOf(panel, i, figure.series.size()), title);
    }
    // gnuplot refuses to plot nothing; an empty frame says the same.
    return (plot.empty() ? "plot NaN notitle" : plot) + "\n";
}

constexpr const char* FRAME = "set border 3 lw 1.2\n"
                              "set tics nomirror out scale 1\n"
                              "set grid lc rgb '#CCCCCC' lw 0.6 dt solid\n";

/// Names of categories that do not fit beside each other.
constexpr const char* SLANT = "set xtics rotate by 35 right\n";
constexpr const char* NO_SLANT = "set xtics norotate autojustify\nset lmargin -1\nset rmargin -1\n";

/// gnuplot keeps room on the right for slanted names, which go to the left.
constexpr const char* NOTHING_RIGHT = "set rmargin 2\n";

/// Names of categories of a figure without panels that do not fit beside each other.
std::string
SlantOf(const Figure& figure, double characters)
{
    constexpr double USUAL = 9; // of the numbers and the label on the left
    const double overhang = SlantOverhang(figure, characters);
    return SLANT + (overhang > USUAL
                        ? "set lmargin " + NumberToText(std::round(overhang + 1)) + "\n"
                        : std::string());
}

/// A picture of one terminal.
struct Sheet
{
    GnuplotText write;
    std::string terminal; ///< but for the size, which SizeOf() tells
    std::string file;
    double width;                         ///< [em], of the terminal's font
    double em;                            ///< in the unit of the terminal's size
    std::string unit;                     ///< of the terminal's size
    std::optional<std::size_t> columns{}; ///< of panels; if absent as asked for
    double below{5};                      ///< the lowest panel, of its numbers and label [em]
};

std::string
SizeOf(const Sheet& sheet, double heightInEm)
{
    const auto length = [&sheet](double ems) {
        const double size = ems * sheet.em;
        return NumberToText(sheet.unit.empty() ? std::round(size) : std::round(size * 1e3) / 1e3) +
               sheet.unit;
    };
    return length(sheet.width) + "," + length(heightInEm);
}

/// The y axes' label once, drawn with the first panel, instead of each row's own.
std::string
SharedLabel(const FigureAxis& axis,
            std::size_t panel,
            const Sheet& sheet,
            const PanelLayout& layout)
{
    return std::string("unset ylabel\n") +
           (panel == 0 ? "set label 1 " +
                             sheet.write.InLines(AxisText(axis), layout.GetSharedLabelRoom()) +
                             " " + layout.PlaceOfSharedLabel()
                       : "unset label 1\n");
}

/// All panels, and a legend below them.
std::string
DrawPanels(const std::vector<Figure>& panels,
           const GnuplotAxes& axes,
           const Sheet& sheet,
           std::size_t columns)
{
    const PanelLayout layout(panels, sheet.width, columns, sheet.below);
    auto script = sheet.terminal + " size " + SizeOf(sheet, layout.GetHeight()) + "\nset output " +
                  sheet.file + "\nset multiplot\n" + FRAME + "unset key\n" +
                  (layout.IsSlanted() ? SLANT : "");
    for (std::size_t i = 0; i < panels.size(); ++i)
    {
        script += layout.Place(i) + "set title " + sheet.write(panels[i].title) +
                  " offset 0,-0.4 noenhanced\n" +
                  GnuplotAxisScript("x",
                                    panels[i].x,
                                    axes.x,
                                    sheet.write,
                                    layout.IsLowest(i, panels.size())) +
                  GnuplotAxisScript("y", panels[i].y, axes.y, sheet.write, layout.IsLeft(i)) +
                  (layout.HasSharedLabel() ? SharedLabel(panels[i].y, i, sheet, layout) : "") +
                  PlotOf(panels[i], i, sheet.write, false);
    }
    script += "unset title\nunset xlabel\nunset ylabel\nunset label 1\nunset border\nunset grid\n"
              "set tics scale 0\nset format ''\n"
              "unset logscale\nset margins 0,0,0,0\n" +
              layout.Legend();
    std::string entries;
    const auto& series = panels.front().series;
    for (std::size_t i = 0; i < series.size(); ++i)
    {
        if (!series[i].label.empty() && panels.front().legend != Figure::Legend::NONE)
        {
            entries +=
                (entries.empty() ? "plot [0:1][0:1] " : ", \\\n     ") +
                GnuplotLegendEntry(panels.front(),
                                   i,
                                   sheet.write(Shortened(series[i].label, layout.GetLegendRoom())));
        }
    }
    return script + (entries.empty() ? "" : entries + "\n") + "unset multiplot\n" +
           (layout.IsSlanted() ? NO_SLANT : "");
}

constexpr double CENTIMETRES = 0.1; // a millimetre

constexpr const char* SVG_TERMINAL = "set terminal svg fontscale 1 font 'sans,12' enhanced";

/// Size of a font as FigurePaper names it [pt]; a usual one where it does not tell.
double
FontSize(const std::string& font)
{
    const auto comma = font.rfind(',');
    const auto size =
        comma == std::string::npos ? std::nullopt : NumberFromText(font.substr(comma + 1));
    return size && *size > 0 ? *size : 8;
}

std::string
PanelsScript(const std::vector<Figure>& panels,
             const std::string& name,
             const FigurePaper& paper,
             std::size_t columns)
{
    const GnuplotText plain;
    const auto axes = GnuplotAxes::Around(panels);
    std::vector<Sheet> sheets{{{},
                               "set terminal pngcairo fontscale 1.9 linewidth 2.2 pointscale 2.2",
                               GnuplotName(name + ".png"),
                               60,
                               30,
                               ""},
                              {{}, SVG_TERMINAL, GnuplotName(name + ".svg"), 75, 12, ""}};
    if (paper.narrow)
    {
        sheets.push_back(
            {{}, SVG_TERMINAL, GnuplotName(name + NARROW_NAME + ".svg"), 35, 12, "", 1});
    }
    const double width = CENTIMETRES * paper.width;
    constexpr double POINT = 2.54 / 72; // [cm]
    if (paper.pdf)
    {
        const double em = POINT * FontSize(paper.font);
        sheets.push_back({{},
                          "set terminal pdfcairo font " + GnuplotName(paper.font) +
                              " linewidth 0.8 pointscale 0.5",
                          GnuplotName(name + ".pdf"),
                          width / em,
                          em,
                          "cm",
                          {},
                          3.2});
    }
    if (paper.tikz)
    {
        const double em = POINT * 8; // of ten points, scaled
        sheets.push_back({{true},
                          "set terminal tikz linewidth 0.8 fontscale 0.8",
                          GnuplotName(name + ".tikz.tex"),
                          width / em,
                          em,
                          "cm",
                          {},
                          3.2});
    }
    std::string script;
    for (const auto& sheet : sheets)
    {
        script += DrawPanels(panels, axes, sheet, sheet.columns.value_or(columns));
    }
    return script;
}

/// Names beside each other in a legend, as gnuplot fits them into so many characters.
std::size_t
ColumnsBelow(const Figure& figure, double characters)
{
    constexpr double SAMPLE = 7; // of a line, and what is between
    const double columns = characters / (static_cast<double>(LongestLabel(figure)) + SAMPLE);
    return std::max<std::size_t>(1, static_cast<std::size_t>(columns));
}

/// Lines of a legend with so many names beside each other.
std::size_t
LinesBelow(const Figure& figure, std::size_t columns)
{
    return (CountLabels(figure) + columns - 1) / columns;
}

/// A legend below the axis, of which the numbers (or names of categories, so many lines deep) and
/// the label need their room.
std::string
KeyBelow(std::size_t columns, std::size_t lines, double depth = 1)
{
    constexpr double SPACING = 1.35;
    constexpr double LABEL = 3.2; // lines of the label, and what is between
    const double margin = LABEL + depth + SPACING * static_cast<double>(lines);
    return "set bmargin " + NumberToText(std::round(100 * margin) / 100) +
           "\nset key at screen 0.5,0.01 center bottom horizontal Left reverse samplen 3 spacing " +
           NumberToText(SPACING) + " maxcols " + std::to_string(columns) + " noenhanced\n";
}

/// Where a figure's legend is, below names so many lines deep, and how many lines of it are below.
std::pair<std::string, double>
LegendOf(const Figure& figure, double depth)
{
    if (CountLabels(figure) == 0)
    {
        return {"unset key\n", 0}; // an empty one would keep its room
    }
    auto where = figure.legend;
    if (where == Figure::Legend::AUTO)
    {
        where = LongestLabel(figure) > LONGEST_ON_THE_RIGHT ? Figure::Legend::BELOW
                                                            : Figure::Legend::RIGHT;
    }
    constexpr double CHARACTERS = 90; // that gnuplot lets a line have
    const auto columns = ColumnsBelow(figure, CHARACTERS);
    switch (where)
    {
    case Figure::Legend::BELOW:
        return {KeyBelow(columns, LinesBelow(figure, columns), depth),
                static_cast<double>(LinesBelow(figure, columns))};
    case Figure::Legend::INSIDE:
        return {"set key inside right top vertical Left reverse samplen 4 spacing 1.35 "
                "noenhanced\n",
                0};
    case Figure::Legend::NONE:
        return {"unset key\n", 0};
    case Figure::Legend::RIGHT:
    case Figure::Legend::AUTO:
        break;
    }
    return {"set key outside right top vertical Left reverse samplen 4 spacing 1.35 noenhanced\n",
            0};
}

/// Whether the legend has room of its own beside the axes.
bool
IsLegendOutside(const Figure& figure)
{
    return CountLabels(figure) > 0 && figure.legend != Figure::Legend::INSIDE &&
           figure.legend != Figure::Legend::NONE;
}

/// As wide as a telephone: the legend below, without those that have no point, which the caption
/// then names, and names of categories slanted where they have no room.
std::string
NarrowScript(const Figure& wide, const GnuplotAxes& axes, const std::string& name)
{
    constexpr double WIDTH = 420;     // of the picture [px]
    constexpr double HEIGHT = 330;    // of it without what is below [px]
    constexpr double CHARACTERS = 48; // that fit beside each other
    constexpr double LABEL = 42;      // ... and above each other
    constexpr double LINE = 24;       // [px]
    constexpr double MANY = 4;        // lines of a legend, for which the axes grow as well
    auto figure = wide;
    for (auto& series : figure.series)
    {
        series.label = HasPoints(series) ? series.label : "";
    }
    const double depth = CategoryDepth(figure, CHARACTERS);
    const auto columns = ColumnsBelow(figure, CHARACTERS);
    const auto lines =
        IsLegendOutside(figure) ? static_cast<double>(LinesBelow(figure, columns)) : 0;
    const double height =
        HEIGHT + LINE * (depth + lines) + 0.7 * LINE * std::max(0.0, lines - MANY);
    std::string script = CountLabels(figure) == 0 ? "unset key\n" : "";
    script += lines > 0 ? KeyBelow(columns, LinesBelow(figure, columns), depth) : "";
    script += GnuplotAxisScript("x", figure.x, axes.x, {}, true, CHARACTERS) +
              GnuplotAxisScript("y", figure.y, axes.y, {}, true, LABEL);
    script += depth > 1 ? SlantOf(figure, CHARACTERS) + NOTHING_RIGHT : "";
    script += SVG_TERMINAL + std::string(" size ") + NumberToText(WIDTH) + "," +
              NumberToText(std::round(height)) + "\nset output " +
              GnuplotName(name + NARROW_NAME + ".svg") + "\n" + PlotOf(figure, 0, {}, true);
    return script + (depth > 1 ? NO_SLANT : "");
}

std::string
SingleScript(const Figure& figure, const std::string& name, const FigurePaper& paper)
{
    const GnuplotText plain;
    const auto axes = GnuplotAxes::Around({figure});
    const auto axesOf = [&](const GnuplotText& write, double room) {
        return GnuplotAxisScript("x", figure.x, axes.x, write) +
               GnuplotAxisScript("y", figure.y, axes.y, write, true, room);
    };
    constexpr double LABEL = 62;      // characters of it that fit above each other
    constexpr double CATEGORIES = 95; // and of names beside each other
    const double depth = CategoryDepth(figure, CATEGORIES);
    const auto [legend, linesBelow] = LegendOf(figure, depth);
    auto script = FRAME + std::string("set errorbars 0.7\n") + legend;
    if (!figure.title.empty())
    {
        script += "set title " + plain(figure.title) + " noenhanced\n";
    }
    const auto plot = PlotOf(figure, 0, plain, true);
    const double height = 480 + 24 * (linesBelow + depth - 1);
    script += depth > 1 ? SlantOf(figure, CATEGORIES) : "";
    script += axesOf(plain, LABEL) + "set terminal pngcairo size 1800," + NumberToText(2 * height) +
              " fontscale 1.9 linewidth 2.2 pointscale 2.2\nset output " +
              GnuplotName(name + ".png") + "\n" + plot + SVG_TERMINAL + " size 900," +
              NumberToText(height) + "\nset output " + GnuplotName(name + ".svg") + "\n" + plot;
    script += depth > 1 ? NO_SLANT : "";
    script += paper.narrow ? NarrowScript(figure, axes, name) : "";
    if (!paper.pdf && !paper.tikz)
    {
        return script;
    }
    const bool isOutside = IsLegendOutside(figure);
    constexpr double LINE = 4;               // of the legend [mm]
    constexpr double POINT = 25.4 / 72;      // [mm]
    constexpr double CHARACTER_WIDTH = 0.75; // of a font's size, as gnuplot takes it
    const double characters = paper.width / (CHARACTER_WIDTH * POINT * FontSize(paper.font));
    const auto columns = std::min<std::size_t>(2, ColumnsBelow(figure, characters));
    const auto lines = LinesBelow(figure, columns);
    const double paperDepth = CategoryDepth(figure, characters);
    const double paperHeight = 0.62 * paper.width + LINE * paperDepth +
                               (isOutside ? LINE * static_cast<double>(lines) : 0);
    const auto size = NumberToText(CENTIMETRES * paper.width) + "cm," +
                      NumberToText(CENTIMETRES * paperHeight) + "cm";
    // Powers of ten are wide.
    const auto offsets = std::string("set xlabel offset 0,0.4\nset ylabel offset ") +
                         (figure.y.logarithmic ? "0.2" : "1") + ",0\n";
    script += "unset title\n" + axesOf(plain, characters) + offsets;
    script += paperDepth > 1 ? SlantOf(figure, characters) + NOTHING_RIGHT : "";
    script += !isOutside ? "" : KeyBelow(columns, lines, paperDepth);
    if (paper.pdf)
    {
        script += "set terminal pdfcairo size " + size + " font " + GnuplotName(paper.font) +
                  " linewidth 0.8 pointscale 0.5\nset output " + GnuplotName(name + ".pdf") + "\n" +
                  plot;
    }
    if (paper.tikz)
    {
        const GnuplotText tex{true};
        script += axesOf(tex, characters) + offsets + "set terminal tikz size " + size +
                  " linewidth 0.8 fontscale 0.8\nset output " + GnuplotName(name + ".tikz.tex") +
                  "\n" + PlotOf(figure, 0, tex, true);
    }
    return script;
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
GnuplotScript(const std::vector<Figure>& given,
              const std::string& name,
              const FigurePaper& paper,
              std::size_t columns)
{
    const auto panels = Prepared(given);
    std::string script = "# Draws " + OneLine(name) +
                         ".png and .svg into the folder that it is called "
                         "in: gnuplot " +
                         OneLine(name) + ".gp\n";
    for (std::size_t panel = 0; panel < panels.size(); ++panel)
    {
        const auto count = panels[panel].series.size();
        for (std::size_t i = 0; i < count; ++i)
        {
            script += GnuplotData(panels[panel], i, BlockOf(panel, i, count));
        }
    }
    script += "set encoding utf8\n";
    return script + (panels.size() == 1 ? SingleScript(panels.front(), name, paper)
                                        : PanelsScript(panels, name, paper, columns));
}

std::string
GnuplotScript(const Figure& figure, const std::string& name, const FigurePaper& paper)
{
    return GnuplotScript(std::vector<Figure>{figure}, name, paper);
}

void
WriteFigure(const std::vector<Figure>& panels,
            const std::string& path,
            const FigurePaper& paper,
            std::size_t columns)
{
    // Drawn in its folder, so that the script runs in any folder and any name of one will do.
    const std::filesystem::path file = path + ".gp";
    const auto name = std::filesystem::path(path).filename().string();
    WriteTextFile(file.string(), GnuplotScript(panels, name, paper, columns));
    const auto result =
        RunProgram({"gnuplot", file.filename().string()}, {}, file.parent_path().string());
    if (result.status != 0)
    {
        throw std::runtime_error("gnuplot " + file.string() + " failed: " + result.LastErrorLine());
    }
}

void
WriteFigure(const Figure& figure, const std::string& path, const FigurePaper& paper)
{
    WriteFigure(std::vector<Figure>{figure}, path, paper);
}

} // namespace coinference
} // namespace ns3
