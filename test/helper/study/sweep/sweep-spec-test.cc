/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep/sweep-figures.h"
#include "sweep/sweep-labels.h"
#include "sweep/sweep-spec.h"

#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

/// A sweep file with further fields.
std::string
With(const std::string& fields)
{
    const std::string common = R"({"name": "try", "schemes": ["joint", "sca"])";
    return common + (fields.empty() ? "" : ", ") + fields + "}";
}

std::string
ErrorOf(const std::string& text)
{
    try
    {
        SweepSpec::Parse(text);
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "no error";
}

} // namespace

TEST(SweepSpec, HasOnePointWithoutParameters)
{
    const auto spec = SweepSpec::Parse(With(R"("options": {"agents": 4, "ipv6": true})"));
    EXPECT_EQ(spec.GetPointCount(), 1);
    EXPECT_EQ(spec.GetPoint(0), (OptionMap{{"agents", "4"}, {"ipv6", "true"}}));
    EXPECT_EQ(spec.title, "try");
    EXPECT_EQ(spec.replications, 1);
    EXPECT_FALSE(spec.precision);
}

TEST(SweepSpec, MultipliesListAndGrid)
{
    const auto spec = SweepSpec::Parse(With(R"(
        "options": {"duration": 60},
        "list": [{"model": "blip-2", "delayBudget": 3.5}, {"model": "git-base", "delayBudget": 2}],
        "grid": {"energyBudget": [1, 2.5], "agents": [1, 2, 4]})"));
    EXPECT_EQ(spec.GetParameters(),
              (std::vector<std::string>{"delayBudget", "model", "energyBudget", "agents"}));
    ASSERT_EQ(spec.GetPointCount(), 12);
    EXPECT_EQ(spec.GetPoint(0),
              (OptionMap{{"agents", "1"},
                         {"delayBudget", "3.5"},
                         {"duration", "60"},
                         {"energyBudget", "1"},
                         {"model", "blip-2"}}));
    // The grid's last parameter varies fastest, the list slowest.
    EXPECT_EQ(spec.GetPoint(1).at("agents"), "2");
    EXPECT_EQ(spec.GetPoint(3).at("energyBudget"), "2.5");
    EXPECT_EQ(spec.GetPoint(6).at("model"), "git-base");
    std::set<OptionMap> points;
    for (std::size_t i = 0; i < 12; ++i)
    {
        points.insert(spec.GetPoint(i));
    }
    EXPECT_EQ(points.size(), 12);
}

TEST(SweepSpec, MakesRanges)
{
    const auto values = [](const std::string& range) {
        return SweepSpec::Parse(With(R"("grid": {"a": )" + range + "}")).grid.at(0).values;
    };
    EXPECT_EQ(values(R"({"from": 1, "to": 3, "step": 0.5})"),
              (std::vector<std::string>{"1", "1.5", "2", "2.5", "3"}));
    // 0.1 has no exact double: neither the end nor the digits may suffer.
    EXPECT_EQ(values(R"({"from": 0.1, "to": 0.5, "step": 0.1})"),
              (std::vector<std::string>{"0.1", "0.2", "0.3", "0.4", "0.5"}));
    EXPECT_EQ(values(R"({"from": 1, "to": 4, "step": 2})"), (std::vector<std::string>{"1", "3"}));
    EXPECT_EQ(values(R"({"from": 1, "to": 2, "points": 5})"),
              (std::vector<std::string>{"1", "1.25", "1.5", "1.75", "2"}));
    EXPECT_EQ(values(R"({"from": 1, "to": 1000, "points": 4, "log": true})"),
              (std::vector<std::string>{"1", "10", "100", "1000"}));
    EXPECT_EQ(values(R"({"from": 2, "to": 2, "points": 1})"), std::vector<std::string>{"2"});
}

TEST(SweepSpec, HoldsAMillionPointsInLittleMemory)
{
    const auto spec = SweepSpec::Parse(With(R"("mode": "design", "grid": {
        "delayBudget": {"from": 1, "to": 4, "points": 1000},
        "energyBudget": {"from": 1, "to": 4, "points": 1000}})"));
    ASSERT_EQ(spec.GetPointCount(), 1000000);
    EXPECT_EQ(spec.GetPoint(999999), (OptionMap{{"delayBudget", "4"}, {"energyBudget", "4"}}));
}

TEST(SweepSpec, GivesEqualNumbersEqualText)
{
    const auto spec = SweepSpec::Parse(With(R"("grid": {"a": [2, 1e9, 0.1, 2.50, "x y"]})"));
    EXPECT_EQ(spec.grid[0].values, (std::vector<std::string>{"2", "1e+09", "0.1", "2.5", "x y"}));
    EXPECT_EQ(ErrorOf(With(R"("grid": {"a": [2, 2.0]})")), "grid.a holds 2 twice");
}

TEST(SweepSpec, RaisesReplicationsForAPrecision)
{
    auto spec = SweepSpec::Parse(With(R"("precision": 0.02)"));
    EXPECT_EQ(spec.precision, 0.02);
    EXPECT_EQ(spec.replications, 3);
    EXPECT_EQ(spec.maxReplications, 100);
    spec = SweepSpec::Parse(With(R"("precision": 0.02, "replications": 5, "maxReplications": 5)"));
    EXPECT_EQ(spec.replications, 5);
    EXPECT_EQ(spec.maxReplications, 5);
    EXPECT_THROW(spec.SetPrecision(0), std::invalid_argument);
    EXPECT_THROW(spec.SetPrecision(1), std::invalid_argument);
}

TEST(SweepSpec, ReadsFigures)
{
    const auto spec = SweepSpec::Parse(With(R"("grid": {"agents": [1, 2], "interval": [1, 2]},
        "figures": [{"x": "agents", "y": "delay.p95", "logY": true},
                    {"x": "scheme", "y": "energy.mean", "title": "A"},
                    {"x": "agents", "y": "delay.mean", "series": ["scheme", "interval"]}])"));
    ASSERT_EQ(spec.figures.size(), 3);
    EXPECT_EQ(spec.figures[0].series, std::vector<std::string>{"scheme"});
    EXPECT_TRUE(spec.figures[0].logY);
    EXPECT_FALSE(spec.figures[0].logX);
    EXPECT_TRUE(spec.figures[1].series.empty());
    EXPECT_EQ(spec.figures[1].title, "A");
    EXPECT_EQ(spec.figures[2].series, (std::vector<std::string>{"scheme", "interval"}));
}

TEST(SweepSpec, ReadsHowFiguresLook)
{
    const auto spec = SweepSpec::Parse(With(R"("grid": {"agents": [1, 2], "interval": [1, 2]},
        "keepInferences": true,
        "labels": {"joint": "Ours", "agents": "Robots", "interval=1": "fast", "delay.mean": "D [s]"},
        "figures": [{"x": "agents", "y": "bitWidth.mean", "kind": "steps", "facets": ["interval"],
                     "yRange": [0, 8], "legend": "below"},
                    {"kind": "cdf", "x": "totalDelay", "series": ["agents"]},
                    {"kind": "box", "x": "interval", "y": "totalEnergy"}])"));
    ASSERT_EQ(spec.figures.size(), 3);
    EXPECT_EQ(spec.figures[0].kind, SweepFigure::Kind::STEPS);
    EXPECT_EQ(spec.figures[0].facets, std::vector<std::string>{"interval"});
    EXPECT_EQ(spec.figures[0].yRange->second, 8);
    EXPECT_EQ(spec.figures[0].legend, Figure::Legend::BELOW);
    EXPECT_EQ(spec.figures[0].Column(), "");
    EXPECT_EQ(spec.figures[1].Column(), "totalDelay");
    EXPECT_EQ(spec.figures[1].series, std::vector<std::string>{"agents"});
    EXPECT_EQ(spec.figures[2].Column(), "totalEnergy");
    EXPECT_EQ(ColumnsOf(spec), (std::vector<std::string>{"totalDelay", "totalEnergy"}));
    EXPECT_TRUE(spec.keepInferences);
    EXPECT_EQ(SweepSchemeLabel(spec, "joint"), "Ours");
    EXPECT_EQ(SweepSchemeLabel(spec, "sca"), "sca");
    EXPECT_EQ(SweepLabel(spec, "delay.mean").WithUnit(), "D [s]");
    EXPECT_EQ(SweepLabel(spec, "agents").WithUnit(), "Robots");
    EXPECT_EQ(SweepLabel(spec, "delay.p95").text, "Inference delay, 95th percentile");
    EXPECT_EQ(DescribeSweepValue(spec, "interval", "1"), "fast");
    EXPECT_EQ(DescribeSweepValue(spec, "interval", "2.0000001"), "Sensing interval = 2 s");
    EXPECT_EQ(DescribeSweepValue(spec, "agents", "2"), "Robots = 2");
}

TEST(SweepSpec, NamesTheFieldThatIsWrong)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "bad JSON at line 1, column 1: unexpected end of input"},
        {"[]", "a sweep is a JSON object"},
        {R"({"name": "a"})", "schemes is missing"},
        {R"({"schemes": ["joint"]})", "name is missing"},
        {R"({"name": "a/b", "schemes": ["joint"]})", "name = \"a/b\" is not allowed"},
        {R"({"name": "a", "schemes": []})", "schemes = [] is not allowed"},
        {R"({"name": "a", "schemes": ["joint", 3]})", "schemes[1] = 3 is not allowed"},
        {R"({"name": "a", "schemes": ["sca", "sca"]})", "schemes holds sca twice"},
        {With(R"("gird": {})"), "gird is no field: there are name, title"},
        {With(R"("mode": "x")"), "mode = \"x\" is not allowed"},
        {With(R"("seed": 0)"), "seed = 0 is not allowed: it must be a whole number from 1"},
        {With(R"("seed": 1, "seed": 2)"), "seed is given twice"},
        {With(R"("options": {"a": 1, "a": 2})"), "options.a is given twice"},
        {With(R"("replications": 2.5)"), "replications = 2.5 is not allowed"},
        {With(R"("replications": -1)"), "replications = -1 is not allowed"},
        {With(R"("replications": 5, "maxReplications": 4)"), "maxReplications = 4 is not allowed"},
        {With(R"("precision": 2)"), "precision = 2 is not allowed"},
        {With(R"("mode": "design", "replications": 2)"), "replications is not allowed"},
        {With(R"("mode": "design", "precision": 0.1)"), "precision is not allowed"},
        {With(R"("options": {"a": null})"), "options.a = null is not allowed"},
        {With(R"("options": {"a": "x\ny"})"), "options.a = \"x\\ny\" is not allowed"},
        {With(R"("options": {"run": 3})"), "options.run is not allowed: the sweep itself"},
        {With(R"("options": {"a b": 3})"), "options.a b is not allowed"},
        {With(R"("grid": {"a": []})"), "grid.a = [] is not allowed"},
        {With(R"("grid": {"a": 3})"), "grid.a = 3 is not allowed"},
        {With(R"("grid": {"a": [[1]]})"), "grid.a[0] = [1] is not allowed"},
        {With(R"("grid": {"a": {"from": 1, "step": 1}})"), "grid.a.to is missing"},
        {With(R"("grid": {"a": {"from": 1, "to": 2}})"), "grid.a needs either step or points"},
        {With(R"("grid": {"a": {"from": 3, "to": 2, "step": 1}})"), "grid.a.to = 2 is not"},
        {With(R"("grid": {"a": {"from": 1, "to": 2, "step": 0}})"), "grid.a.step = 0 is not"},
        {With(R"("grid": {"a": {"from": 1, "to": 2, "step": 1e-12}})"), "grid.a.step = 1e-12"},
        {With(R"("grid": {"a": {"from": 0, "to": 2, "points": 3, "log": true}})"),
         "grid.a.from = 0 is not allowed: it must be > 0 if log"},
        {With(R"("grid": {"a": {"from": 1, "to": 2, "steps": 3}})"), "grid.a.steps is no field"},
        {With(R"("list": [{"a": 1}, {"b": 1}])"), "list[1] must have the same options as list[0]"},
        {With(R"("list": [{"a": 1}, {"a": 1.0}])"), "list[1] is there twice"},
        {With(R"("options": {"a": 1}, "grid": {"a": [1]})"),
         "a is in options, and in grid or list"},
        {With(R"("list": [{"a": 1}], "grid": {"a": [1]})"), "a is both in grid and in list"},
        {With(R"("figures": [{"x": "agents", "y": "delay.mean"}])"),
         "figures[0].x = \"agents\" is not allowed: it must be one of scheme"},
        {With(R"("figures": [{"x": "scheme"}])"), "figures[0].y is missing"},
        {With(R"("figures": [{"x": "scheme", "y": "a", "kind": "pie"}])"),
         "figures[0].kind = \"pie\" is not allowed: it must be one of lines, steps, cdf, box"},
        {With(R"("figures": [{"x": "scheme", "y": "a", "legend": "left"}])"),
         "figures[0].legend = \"left\" is not allowed"},
        {With(R"("figures": [{"x": "scheme", "y": "a", "yRange": [1]}])"),
         "figures[0].yRange = [1] is not allowed: it must be two numbers"},
        {With(R"("figures": [{"x": "scheme", "y": "a", "yRange": [0, 1], "logY": true}])"),
         "figures[0].yRange = [0,1] is not allowed: it must be above 0"},
        {With(R"("figures": [{"kind": "cdf", "x": "totalDelay"}])"),
         "figures[0] shows inferences, of which none are kept"},
        {With(R"("keepInferences": true, "figures": [{"kind": "cdf", "x": "d", "y": "e"}])"),
         "figures[0].y is not allowed: of a distribution"},
        {With(R"("grid": {"a": [1, 2]},
                 "figures": [{"x": "a", "y": "b", "facets": ["scheme"], "series": ["scheme"]}])"),
         "figures[0].series[0] = \"scheme\" is not allowed: it must be another parameter"},
        {With(R"("mode": "design", "keepInferences": true)"), "keepInferences is not allowed"},
        {With(R"("labels": {"jiont": "Ours"})"), "labels.jiont is of nothing in the sweep"},
        {With(R"("labels": {"joint": ""})"), "labels.joint = \"\" is not allowed"},
        {With(R"("labels": {"joint": "A", "scheme": "A"})"), "labels.scheme is what labels.joint"},
        {With(R"("keepInferences": true, "figures": [{"kind": "cdf", "x": "d", "logY": true}])"),
         "figures[0].logY is not allowed: a distribution begins at 0"},
        {With(R"("keepInferences": true, "grid": {"a": [1, 2]},
                 "figures": [{"kind": "box", "x": "a", "y": "totalDelay", "logX": true}])"),
         "figures[0].logX is not allowed: x has names"},
        {With(R"("keepInferences": true, "grid": {"a": [1, 2]},
                 "figures": [{"kind": "box", "x": "a", "y": "d"}])"),
         "figures[0].y = \"d\" is not allowed: it must be a column of inferences.csv"},
        {With(R"("keepInferences": true, "figures": [{"kind": "cdf", "x": "delay"}])"),
         "figures[0].x = \"delay\" is not allowed: it must be a column of inferences.csv"},
        {With(R"("grid": {"a": [0, 2]}, "figures": [{"x": "a", "y": "b", "logX": true}])"),
         "figures[0].logX is not allowed: a = 0 is not above 0"},
        {With(R"("grid": {"a": [1, 2]}, "figures": [{"x": "a", "y": "b", "columns": 4}])"),
         "figures[0].columns = 4 is not allowed: it must be 1, 2 or 3"},
        {With(R"("figures": [{"x": "scheme", "y": "a", "xRange": [0, 1]}])"),
         "figures[0].xRange is not allowed: x has names"},
        {With(R"("grid": {"a": {"from": 1, "to": 2, "points": 100000},
                          "b": {"from": 1, "to": 2, "points": 100000}})"),
         "grid has 1e+10 points"},
    };
    for (const auto& [text, message] : cases)
    {
        const auto error = ErrorOf(text);
        EXPECT_EQ(error.rfind(message, 0), 0) << text << "\n" << error;
        EXPECT_EQ(error.find('\n'), std::string::npos) << error;
    }
}
