/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/draw-figure.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <set>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();

class FigureTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        m_folder = std::filesystem::temp_directory_path() /
                   ("coinference-figure-" + std::to_string(getpid()));
        std::filesystem::create_directories(m_folder);
        m_figure.title = "Delay_{of} 'both' schemes & more";
        m_figure.x = {"Agents", ""};
        m_figure.y = {"Delay", "s"};
        m_figure.series = {
            {"joint", {{1, 2.5, ConfidenceInterval{2.25, 2.625}}, {2, 3.5}}},
            {"fixed_frequency", {{1, 1e-3}, {2, INFINITE}, {3, 123456.789}}},
        };
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string Path() const
    {
        return (m_folder / "a figure").string();
    }

    std::string Read(const char* extension) const
    {
        std::ifstream file(Path() + extension, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::filesystem::path m_folder;
    Figure m_figure;
};

bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_F(FigureTest, CarriesItsDataInFullPrecision)
{
    const auto script = GnuplotScript(m_figure, Path());
    EXPECT_TRUE(Holds(script, "\n1 2.5 2.25 2.625\n2 3.5 3.5 3.5\n")) << script;
    EXPECT_TRUE(Holds(script, "123456.789")) << script;
}

TEST_F(FigureTest, InterruptsALineAtAnInfinitePoint)
{
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, Path()), "1 0.001 0.001 0.001\n\n3 123456.789"));
}

TEST_F(FigureTest, NamesAxesWithUnits)
{
    const auto script = GnuplotScript(m_figure, Path());
    EXPECT_TRUE(Holds(script, "set xlabel 'Agents' noenhanced"));
    EXPECT_TRUE(Holds(script, "set ylabel 'Delay [s]' noenhanced"));
    EXPECT_TRUE(Holds(script, "'Delay_{of} ''both'' schemes & more'"));
}

TEST_F(FigureTest, IsForAPaperWhereAsked)
{
    const auto plain = GnuplotScript(m_figure, "figure");
    EXPECT_FALSE(Holds(plain, "pdf"));
    FigurePaper paper;
    paper.SetFormats("format", "pdf,tikz");
    const auto script = GnuplotScript(m_figure, "figure", paper);
    EXPECT_EQ(script.substr(0, plain.size()), plain);
    EXPECT_TRUE(Holds(script, "set terminal pdfcairo size 8.8cm,")) << script;
    EXPECT_TRUE(Holds(script, "title 'fixed\\_frequency'")) << script;
    paper.width = 180;
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure", paper), "set terminal tikz size 18cm,"));
    EXPECT_THROW(paper.SetFormats("format", "eps"), std::invalid_argument);
    paper.width = 88;
    WriteFigure(m_figure, Path(), paper);
    EXPECT_EQ(Read(".pdf").substr(0, 5), "%PDF-");
    EXPECT_TRUE(Holds(Read(".tikz.tex"), "\\begin{tikzpicture}"));
    EXPECT_TRUE(Holds(Read(".tikz.tex"), "(8.800,"));
}

TEST_F(FigureTest, IsForNarrowScreensWhereAsked)
{
    FigurePaper paper;
    EXPECT_FALSE(Holds(GnuplotScript(m_figure, "figure", paper), "narrow"));
    paper.narrow = true;
    const auto script = GnuplotScript(m_figure, "figure", paper);
    EXPECT_TRUE(Holds(script, "size 420,")) << script;
    EXPECT_TRUE(Holds(script, "maxcols 2 ")) << script;
    m_figure.series[0].label = "a name of 18 chars";
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure", paper), "size 420,"));
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure", paper), "maxcols 1 "))
        << "gnuplot puts longer ones below each other, whatever it is told";
    WriteFigure(m_figure, Path(), paper);
    EXPECT_TRUE(Holds(Read("-narrow.svg"), "Delay_{of} 'both' schemes &amp; more"));
    WriteFigure({m_figure, m_figure}, Path(), paper);
    EXPECT_TRUE(Holds(Read("-narrow.svg"), "width=\"420\""));
    m_figure.x.categories = {"wi-fi", "it's wired"};
    m_figure.series = {{"", {{0, 1}, {1, 2}}}};
    EXPECT_FALSE(Holds(GnuplotScript(m_figure, "figure", paper), "set xtics rotate"));
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure", paper), "unset key"))
        << "an empty legend would keep its room";
}

TEST_F(FigureTest, NamesWithoutRoomAreSlanted)
{
    FigurePaper paper;
    paper.narrow = true;
    m_figure.series = {{"", {{0, 1}, {1, 2}}}};
    m_figure.x.categories = {"all-on-the-agent", "all-on-the-server", "fixed-frequency"};
    const auto count = [&](const std::string& script) {
        std::size_t n = 0;
        const std::string slant = "set xtics rotate by 35 right";
        for (auto at = script.find(slant); at != std::string::npos; at = script.find(slant, at + 1))
        {
            ++n;
        }
        return n;
    };
    EXPECT_EQ(count(GnuplotScript(m_figure, "figure")), 0U);
    EXPECT_EQ(count(GnuplotScript(m_figure, "figure", paper)), 1U) << "on the narrow screen";
    EXPECT_EQ(count(GnuplotScript({m_figure, m_figure, m_figure}, "figure")), 2U) << "PNG and SVG";
    m_figure.x.categories.insert(m_figure.x.categories.end(), 4, "another-scheme");
    EXPECT_EQ(count(GnuplotScript(m_figure, "figure")), 1U);
    paper.narrow = false;
    paper.pdf = true;
    EXPECT_EQ(count(GnuplotScript(m_figure, "figure", paper)), 2U);
    WriteFigure({m_figure, m_figure, m_figure}, Path(), paper); // gnuplot takes it
}

TEST_F(FigureTest, SlantedNamesHaveRoomOnTheLeft)
{
    m_figure.series = {{"", {{0, 1}, {1, 2}}}};
    m_figure.x.categories.assign(8, "each agent decides alone");
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set lmargin 15\n"))
        << GnuplotScript(m_figure, "figure");
    m_figure.x.categories.assign(8, std::string(100, 'x'));
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "'" + std::string(31, 'x') + "…' 0"));
    m_figure.x.categories.assign(8, "fixed-frequency");
    EXPECT_FALSE(Holds(GnuplotScript(m_figure, "figure"), "set lmargin 1"));
}

TEST_F(FigureTest, QuotesFollowEachOther)
{
    m_figure.series = {{"the \"best\" 5'' frames", {{0, 1}, {1, 2}}},
                       {"it's 'quoted'", {{0, 2}, {1, 3}}}};
    FigurePaper paper;
    paper.pdf = true;
    paper.tikz = true;
    WriteFigure(m_figure, Path(), paper);
    EXPECT_TRUE(Holds(Read(".svg"), "5'' frames"));
    EXPECT_TRUE(Holds(Read(".svg"), "it's 'quoted'"));
}

TEST_F(FigureTest, LongLabelsTakeTwoLines)
{
    m_figure.y.label = "Delay from sensing to result of the slowest group of all agents, "
                       "95th percentile";
    m_figure.y.unit = "s";
    const auto script = GnuplotScript(m_figure, "figure");
    EXPECT_TRUE(Holds(script, "of all'.\"\\n\".'agents, 95th percentile [s]'")) << script;
    WriteFigure(m_figure, Path(), FigurePaper());
    EXPECT_TRUE(Holds(Read(".svg"), "agents, 95th percentile [s]"));
    m_figure.title = "one row";
    const auto panels = GnuplotScript({m_figure, m_figure, m_figure}, "figure");
    EXPECT_TRUE(Holds(panels, "set label 1 ")) << "one for all, as it is longer than a panel";
    m_figure.y.label = "Delay";
    EXPECT_FALSE(Holds(GnuplotScript({m_figure, m_figure, m_figure}, "figure"), "set label 1 "));
}

TEST_F(FigureTest, ValuesThatAreTheSameLookTheSame)
{
    m_figure.series = {{"joint", {{1, 127}, {2, std::nextafter(127, 128)}}}};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set yrange [120.65:133.3"))
        << GnuplotScript(m_figure, "figure");
}

TEST_F(FigureTest, TellsSeriesApartWithoutColor)
{
    for (int i = 0; i < 8; ++i)
    {
        m_figure.series.push_back({"more", {{1, 1.0 + i}, {2, 2.0 + i}}});
    }
    const auto script = GnuplotScript(m_figure, Path());
    std::set<std::string> looks;
    std::size_t series = 0;
    for (auto at = script.find("linespoints"); at != std::string::npos;
         at = script.find("linespoints", at + 1))
    {
        const auto dash = script.find(" dt ", at);
        looks.insert(script.substr(dash, script.find(" ps ", dash) - dash));
        ++series;
    }
    EXPECT_EQ(series, 2 * m_figure.series.size()); // PNG and SVG
    EXPECT_EQ(looks.size(), m_figure.series.size());
}

TEST_F(FigureTest, GivesLongLinesFewSymbols)
{
    for (auto& series : m_figure.series)
    {
        series.points.clear();
        for (int i = 0; i < 100; ++i)
        {
            series.points.push_back(
                {static_cast<double>(i), 1.0 + (&series - m_figure.series.data())});
        }
    }
    const auto script = GnuplotScript(m_figure, Path());
    EXPECT_TRUE(Holds(script, "$series0 every 4::0 using 1:2 with points")) << script;
    EXPECT_TRUE(Holds(script, "$series1 every 4::2 using 1:2 with points")) << script;
    WriteFigure(m_figure, Path());
    EXPECT_TRUE(Holds(Read(".svg"), "fixed_frequency"));
}

TEST_F(FigureTest, SeriesThatCoincideAreOneWithBothNames)
{
    m_figure.series = {{"joint", {{1, 2}, {2, 3}}},
                       {"other", {{1, 2}, {2, 4}}},
                       {"sca", {{1, 2}, {2, 3}}}};
    const auto script = GnuplotScript(m_figure, "figure");
    EXPECT_TRUE(Holds(script, "title 'joint = sca'")) << script;
    EXPECT_FALSE(Holds(script, "$series2"));
    m_figure.series[0].label = "uniform, linear";
    m_figure.series[2].label = "uniform, ratio";
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "title 'uniform, linear = ratio'"));
    m_figure.series[0].label = "joint";
    m_figure.series[2].label = "sca";
    m_figure.series[2].points[0].error = {1, 3};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "title 'sca'"));
}

TEST_F(FigureTest, ASeriesLooksTheSameWhateverIsMerged)
{
    m_figure.series = {{"joint", {{1, 2}, {2, 3}}},
                       {"sca", {{1, 2}, {2, 3}}},
                       {"random", {{1, 1}, {2, 1}}}};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"),
                      "$series1 using 1:2 with linespoints lc "
                      "rgb '#0072B2'"));
    m_figure.series[1].points[0].y = 1.5; // now all three are drawn
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"),
                      "$series2 using 1:2 with linespoints lc "
                      "rgb '#0072B2'"));
}

TEST_F(FigureTest, NamesOfThePaperHaveTheirIndex)
{
    m_figure.y.label = "Σ n D_S";
    const auto script = GnuplotScript(m_figure, "GRID_SIZE D_S");
    EXPECT_TRUE(Holds(script, "Σ n Dₛ"));
    EXPECT_TRUE(Holds(script, "'GRID_SIZE D_S.png'")) << "files keep their names";
    m_figure.y.label = "GRID_SIZE";
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "'GRID_SIZE"));
}

TEST_F(FigureTest, DrawsStairsAsSteps)
{
    m_figure.series = {{"bits", {{1, 2}, {2, 3}}, FigureSeries::Style::STEPS}};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "$series0 using 1:2 with steps"));
    m_figure.series[0].points[1].error = {2.5, 3.5};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "$series0 using 1:2:3:4 with yerrorbars"));
}

TEST_F(FigureTest, ItsScriptRunsAnywhere)
{
    WriteFigure(m_figure, Path());
    const auto script = Read(".gp");
    EXPECT_FALSE(Holds(script, std::filesystem::path(Path()).parent_path().string())) << script;
}

TEST_F(FigureTest, DrawsBothPictures)
{
    WriteFigure(m_figure, Path());
    EXPECT_EQ(Read(".png").substr(1, 3), "PNG");
    const auto svg = Read(".svg");
    EXPECT_TRUE(Holds(svg, "<svg"));
    EXPECT_TRUE(Holds(svg, "Delay [s]"));
    EXPECT_TRUE(Holds(svg, "fixed_frequency"));
    EXPECT_TRUE(Holds(svg, "Delay_{of} 'both' schemes &amp; more")) << svg;
}

TEST_F(FigureTest, DrawsTheSameBytesAgain)
{
    WriteFigure(m_figure, Path());
    const auto png = Read(".png");
    const auto svg = Read(".svg");
    WriteFigure(m_figure, Path());
    EXPECT_EQ(Read(".png"), png);
    EXPECT_EQ(Read(".svg"), svg);
}

TEST_F(FigureTest, DrawsOddFigures)
{
    m_figure.series.clear();
    WriteFigure(m_figure, Path()); // nothing at all
    m_figure.series = {{"nothing", {}}, {"infinite", {{1, INFINITE}}}};
    WriteFigure(m_figure, Path()); // nothing that can be drawn
    m_figure.series = {{"one", {{3, 5}}}};
    WriteFigure(m_figure, Path()); // no extent
    m_figure.y.logarithmic = true;
    m_figure.series = {{"low", {{1, 1e-9, ConfidenceInterval{-1, 1e-8}}, {2, 1e9}}}};
    WriteFigure(m_figure, Path()); // a bar that leaves the axis
    m_figure.x.categories = {"wi-fi", "it's wired"};
    m_figure.series = {{"joint", {{0, 1}, {1, 2, ConfidenceInterval{1, 3}}}}, {"sca", {{1, 2}}}};
    WriteFigure(m_figure, Path());
    EXPECT_TRUE(Holds(Read(".svg"), "it's wired"));
}

TEST_F(FigureTest, RefusesWhatCannotBeDrawn)
{
    m_figure.series[0].points[0].y = std::nan("");
    EXPECT_THROW(GnuplotScript(m_figure, Path()), std::invalid_argument);
    m_figure.series[0].points[0].y = 0;
    GnuplotScript(m_figure, Path());
    m_figure.y.logarithmic = true;
    try
    {
        GnuplotScript(m_figure, Path());
        FAIL() << "no error";
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_STREQ(error.what(),
                     "Delay of joint = 0 is not allowed: it must be > 0 on a logarithmic axis");
    }
}

TEST_F(FigureTest, NamesTheFileThatCannotBeWritten)
{
    try
    {
        WriteFigure(m_figure, Path() + "/missing/figure");
        FAIL() << "no error";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_TRUE(Holds(error.what(), "missing/figure.gp")) << error.what();
    }
}

TEST_F(FigureTest, FewWholeNumbersAreTheTicks)
{
    m_figure.series = {{"joint", {{1, 0.5}, {2, 0.25}, {8, 0.75}}}};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set xtics (1, 2, 3, 4, 5, 6, 7, 8)"));
    m_figure.x.logarithmic = true;
    const auto script = GnuplotScript(m_figure, "figure");
    EXPECT_TRUE(Holds(script, "set xtics (1, 2, 8)")) << script;
    EXPECT_FALSE(Holds(script, "set ytics ("));
    m_figure.series[0].points.push_back({2.5, 1});
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set xtics (1, 2, 5, 10)"));
    m_figure.x.logarithmic = false;
    EXPECT_FALSE(Holds(GnuplotScript(m_figure, "figure"), "set xtics ("));
}

TEST_F(FigureTest, WithinADecadeLabelsAreOneTwoAndFive)
{
    m_figure.y.logarithmic = true;
    m_figure.series = {{"rates", {{1, 5.5}, {2, 17.25}}}};
    const auto script = GnuplotScript(m_figure, "figure");
    EXPECT_TRUE(Holds(script, "set yrange [5:20]")) << script;
    EXPECT_TRUE(Holds(script, "set ytics (5, 10, 20)"));
    m_figure.series = {{"rates", {{1, 0.05}, {2, 0.1}}}};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set yrange [0.0471")) << "off the axis";
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set ytics (0.05, 0.1)"));
    m_figure.series = {{"rates", {{1, 1e-7}, {2, 1e-5}}}};
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set yrange [9.4339")) << "off the axis";
    m_figure.series = {{"rates", {{1, 5.5}, {2, 55.5}}}}; // a decade and more
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set yrange [1:100]"));
    m_figure.series = {{"rates", {{1, 2e-7}, {2, 3e-7}}}}; // labels are powers of ten
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set yrange [1e-07:1e-06]"));
}

TEST_F(FigureTest, WhatIsUnderABoundShowsThrough)
{
    const std::vector<FigurePoint> line{{1, 1}, {2, 2}};
    m_figure.series = {{"measured", line, FigureSeries::Style::LINES},
                       {"above", {{1, 2}, {2, 3}}, FigureSeries::Style::BOUND},
                       {"below", {{1, 0.5}, {2, 1}}, FigureSeries::Style::BOUND}};
    const auto script = GnuplotScript(m_figure, "figure");
    EXPECT_TRUE(Holds(script, "with lines lc rgb '#000000' lw 2.2 dt (1.5,3.5) title 'above'"))
        << script;
    EXPECT_TRUE(Holds(script, "with lines lc rgb '#000000' lw 1 dt (10,4) title 'below'"));
}

TEST_F(FigureTest, LongNamesAreBelow)
{
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set key outside right top"));
    m_figure.series[0].label = "a scheme with a long name of its own";
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set key at screen 0.5"));
    m_figure.legend = Figure::Legend::RIGHT;
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "set key outside right top"));
    m_figure.legend = Figure::Legend::NONE;
    EXPECT_TRUE(Holds(GnuplotScript(m_figure, "figure"), "unset key"));
    // Within the axes there is room for it above what is drawn.
    m_figure.legend = Figure::Legend::INSIDE;
    m_figure.series = {{"joint", {{1, 1}, {2, 10}}}};
    const auto script = GnuplotScript(m_figure, "figure");
    EXPECT_TRUE(Holds(script, "set key inside right top"));
    EXPECT_TRUE(Holds(script, "set yrange [0.55:11.6875]")) << script;
}

TEST_F(FigureTest, BoxesHaveQuartilesAndWhiskers)
{
    m_figure.x.categories = {"wifi", "p2p"};
    m_figure.series = {{"joint",
                        {{0, 3, {}, FigureBox{1, 2, 4, 9}}, {1, 5, {}, FigureBox{4, 4.5, 6, 7}}},
                        FigureSeries::Style::BOXES}};
    const auto script = GnuplotScript(m_figure, "figure");
    // x, median, first quartile, whiskers, third quartile.
    EXPECT_TRUE(Holds(script, "\n0 3 2 1 9 4\n1 5 4.5 4 7 6\n")) << script;
    WriteFigure(m_figure, Path());
    EXPECT_TRUE(Holds(Read(".svg"), "joint"));
}

TEST_F(FigureTest, PanelsShareAxesAndLegend)
{
    Figure other = m_figure;
    other.title = "second";
    other.series = {{"joint", {{5, 7}, {6, 8}}}, {"third", {{5, 1}}}};
    FigurePaper paper;
    paper.SetFormats("format", "pdf,tikz");
    const auto script = GnuplotScript({m_figure, other, other}, "figure", paper);
    // Of each terminal one picture of three plots and a legend of all names.
    std::size_t pictures = 0;
    for (auto at = script.find("\nset multiplot"); at != std::string::npos;
         at = script.find("\nset multiplot", at + 1))
    {
        const auto end = script.find("unset multiplot", at);
        const auto picture = script.substr(at, end - at);
        std::size_t plots = 0;
        for (auto plot = picture.find("\nplot "); plot != std::string::npos;
             plot = picture.find("\nplot ", plot + 1))
        {
            ++plots;
        }
        EXPECT_EQ(plots, 4) << picture;
        for (const auto* name : {"joint", "third", "second"})
        {
            EXPECT_TRUE(Holds(picture, name)) << picture;
        }
        const auto ends = picture.find("set yrange");
        const auto range = picture.substr(ends, picture.find('\n', ends) - ends);
        for (auto next = ends; next != std::string::npos;
             next = picture.find("set yrange", next + 1))
        {
            EXPECT_EQ(picture.substr(next, range.size() + 1), range + "\n");
        }
        EXPECT_EQ(range, "set yrange [-2469.13578:129629.6284]");
        ++pictures;
    }
    EXPECT_EQ(pictures, 4);
    // The third series has its color, though it is the second that the panel has.
    EXPECT_TRUE(Holds(script, "$series5 using 1:2 with linespoints lc rgb '#0072B2'")) << script;
    EXPECT_FALSE(Holds(script, "$series2 using")) << "of the first panel, which has none";
    WriteFigure({m_figure, other, other}, Path(), paper);
    EXPECT_TRUE(Holds(Read(".svg"), "fixed_frequency"));
    EXPECT_EQ(Read(".pdf").substr(0, 5), "%PDF-");
    EXPECT_TRUE(Holds(Read(".tikz.tex"), "\\begin{tikzpicture}"));
}

TEST_F(FigureTest, PanelsMergeWhatCoincidesInAll)
{
    m_figure.series = {{"joint", {{1, 2}, {2, 3}}}, {"sca", {{1, 2}, {2, 3}}}};
    Figure other = m_figure;
    EXPECT_TRUE(Holds(GnuplotScript({m_figure, other}, "figure"), "title 'joint = sca'"));
    other.series[1].points[0].y = 5;
    const auto script = GnuplotScript({m_figure, other}, "figure");
    EXPECT_TRUE(Holds(script, "title 'joint'"));
    EXPECT_TRUE(Holds(script, "title 'sca'"));
}
