/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-figures.h"

#include "report/quantity-label.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr std::size_t MOST_ANSWERS = 5000; // that are all drawn
constexpr std::size_t MOST_X = 101;        // values on an axis beyond that
constexpr std::size_t MOST_OTHERS = 4;     // values of each other parameter beyond that

std::optional<double>
NumberOf(const std::string& text)
{
    char* end;
    const double number = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(number))
    {
        return std::nullopt;
    }
    return number;
}

/// What the parameter takes, each value once, in the sweep's order.
std::vector<std::string>
ValuesOf(const SweepSpec& spec, const std::string& parameter)
{
    if (parameter == "scheme")
    {
        return spec.schemes;
    }
    for (const auto& candidate : spec.grid)
    {
        if (candidate.name == parameter)
        {
            return candidate.values;
        }
    }
    std::vector<std::string> values;
    for (const auto& entry : spec.list)
    {
        const auto& value = entry.at(parameter);
        if (std::find(values.begin(), values.end(), value) == values.end())
        {
            values.push_back(value);
        }
    }
    return values;
}

bool
IsNumeric(const std::vector<std::string>& values)
{
    return std::all_of(values.begin(), values.end(), [](const auto& value) {
        return NumberOf(value).has_value();
    });
}

/// A number with at most five digits, for people; other texts as they are.
std::string
Rounded(const std::string& value)
{
    const auto number = NumberOf(value);
    if (!number)
    {
        return value;
    }
    std::ostringstream text;
    text.precision(5);
    text << *number;
    return text.str();
}

/// "Delay budget T0 = 2 s"; schemes speak for themselves.
std::string
Describe(const std::string& parameter, const std::string& value)
{
    if (parameter == "scheme")
    {
        return value;
    }
    const auto label = LabelOf(parameter);
    return label.text + " = " + Rounded(value) + (label.unit.empty() ? "" : " " + label.unit);
}

std::string
Describe(const std::vector<std::string>& parameters, const std::vector<std::string>& values)
{
    std::string text;
    for (std::size_t i = 0; i < parameters.size(); ++i)
    {
        text += (i == 0 ? "" : ", ") + Describe(parameters[i], values[i]);
    }
    return text;
}

/// The element whose first is the key, appended if there is none.
template <typename T>
T&
FindOrAppend(std::vector<std::pair<std::vector<std::string>, T>>& elements,
             const std::vector<std::string>& key)
{
    for (auto& element : elements)
    {
        if (element.first == key)
        {
            return element.second;
        }
    }
    elements.emplace_back(key, T());
    return elements.back().second;
}

/// A point, or why it cannot be drawn.
struct PointOrReason
{
    FigurePoint point;
    std::string x;
    std::string reason;
};

PointOrReason
Evaluate(const SweepCell& cell, const std::string& metric)
{
    PointOrReason result;
    result.point.y = std::numeric_limits<double>::infinity();
    const auto sample = cell.Sample(metric);
    const auto mean = sample.GetMean();
    if (mean)
    {
        result.point.y = *mean;
        result.point.error = sample.GetConfidenceInterval();
        result.reason = std::isinf(*mean) ? "infinite" : "";
    }
    else if (cell.done.empty())
    {
        result.reason = cell.failed.empty() ? "not run yet" : "failed";
    }
    else
    {
        result.reason = cell.infeasible.size() == cell.done.size() ? "infeasible" : "no value";
    }
    return result;
}

/// "fixed-frequency: infeasible at 1.5, 2; infinite at 4"
std::string
NoteOn(const std::string& series, const std::vector<PointOrReason>& points)
{
    std::vector<std::pair<std::string, std::string>> places;
    for (const auto& point : points)
    {
        if (point.reason.empty())
        {
            continue;
        }
        auto place = std::find_if(places.begin(), places.end(), [&](const auto& candidate) {
            return candidate.first == point.reason;
        });
        if (place == places.end())
        {
            places.emplace_back(point.reason, Rounded(point.x));
        }
        else
        {
            place->second += ", " + Rounded(point.x);
        }
    }
    std::string note;
    for (const auto& [reason, where] : places)
    {
        note += (note.empty() ? series + ": " : "; ") + reason + " at " + where;
    }
    return note;
}

typedef std::vector<std::pair<std::vector<std::string>, std::vector<PointOrReason>>> SeriesByKey;
typedef std::vector<std::pair<std::vector<std::string>, SeriesByKey>> PicturesByKey;

/// Sorts every point of the sweep into its picture and series.
PicturesByKey
Sort(const SweepTable& table,
     const SweepFigure& wanted,
     const std::vector<std::string>& rest,
     const std::vector<std::string>& xValues)
{
    const auto& spec = table.GetSpec();
    const bool isNumeric = IsNumeric(xValues);
    PicturesByKey pictures;
    for (std::size_t i = 0; i < spec.GetPointCount(); ++i)
    {
        auto values = spec.GetPoint(i);
        for (std::size_t scheme = 0; scheme < spec.schemes.size(); ++scheme)
        {
            values["scheme"] = spec.schemes[scheme];
            const auto pick = [&](const std::vector<std::string>& parameters) {
                std::vector<std::string> picked;
                for (const auto& parameter : parameters)
                {
                    picked.push_back(values.at(parameter));
                }
                return picked;
            };
            auto point = Evaluate(table.Get(i, scheme), wanted.y);
            point.x = values.at(wanted.x);
            point.point.x =
                isNumeric ? *NumberOf(point.x)
                          : static_cast<double>(std::find(xValues.begin(), xValues.end(), point.x) -
                                                xValues.begin());
            auto& picture = FindOrAppend(pictures, pick(rest));
            FindOrAppend(picture, pick(wanted.series)).push_back(std::move(point));
        }
    }
    return pictures;
}

/// Evenly spread, with both ends.
void
Thin(SweepParameter& parameter, std::size_t most, std::string& note)
{
    const auto size = parameter.values.size();
    if (size <= most)
    {
        return;
    }
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < most; ++i)
    {
        kept.push_back(parameter.values[i * (size - 1) / (most - 1)]);
    }
    note += (note.empty() ? "Shown: " : ", ") + std::to_string(most) + " of " +
            std::to_string(size) + " values of " + parameter.name;
    parameter.values = std::move(kept);
}

} // namespace

std::vector<SweepFigure>
FiguresOf(const SweepSpec& spec)
{
    if (!spec.figures.empty())
    {
        return spec.figures;
    }
    // The grid's before the list's, whose parameters tend to vary together.
    auto parameters = spec.GetParameters();
    std::rotate(parameters.begin(),
                parameters.end() - static_cast<std::ptrdiff_t>(spec.grid.size()),
                parameters.end());
    auto x = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) {
        const auto values = ValuesOf(spec, parameter);
        return values.size() > 1 && IsNumeric(values);
    });
    if (x == parameters.end())
    {
        x = parameters.begin();
    }
    std::vector<std::string> metrics{"delay.mean",
                                     "delay.p95",
                                     "energy.mean",
                                     "distortionScalar.mean",
                                     "totalDistortion.mean",
                                     "deadlineMetShare"};
    if (spec.mode == SweepSpec::Mode::DESIGN)
    {
        metrics = {"delay", "energy", "bitWidth", "distortionScalar", "totalDistortion"};
    }
    std::vector<SweepFigure> figures;
    for (const auto& metric : metrics)
    {
        SweepFigure figure;
        figure.x = x == parameters.end() ? "scheme" : *x;
        figure.y = metric;
        if (figure.x != "scheme")
        {
            figure.series = {"scheme"};
        }
        figures.push_back(figure);
    }
    return figures;
}

std::vector<SweepPicture>
DrawSweepFigure(const SweepTable& table, const SweepFigure& wanted)
{
    const auto& spec = table.GetSpec();
    auto rest = spec.GetParameters();
    rest.emplace_back("scheme");
    rest.erase(std::remove_if(rest.begin(),
                              rest.end(),
                              [&](const auto& parameter) {
                                  return parameter == wanted.x ||
                                         std::find(wanted.series.begin(),
                                                   wanted.series.end(),
                                                   parameter) != wanted.series.end();
                              }),
               rest.end());
    const auto xValues = ValuesOf(spec, wanted.x);
    const auto xLabel = LabelOf(wanted.x);
    const auto yLabel = LabelOf(wanted.y);

    std::vector<SweepPicture> pictures;
    for (auto& [key, seriesByKey] : Sort(table, wanted, rest, xValues))
    {
        SweepPicture picture;
        const auto fixed = Describe(rest, key);
        picture.figure.title = wanted.title.empty() || fixed.empty() ? wanted.title + fixed
                                                                     : wanted.title + ", " + fixed;
        picture.figure.x = {xLabel.text, xLabel.unit, wanted.logX};
        picture.figure.y = {yLabel.text, yLabel.unit, wanted.logY};
        const bool isNumeric = IsNumeric(xValues);
        if (!isNumeric)
        {
            picture.figure.x.categories = xValues;
        }
        for (auto& [seriesKey, points] : seriesByKey)
        {
            // A list may have its values in any order; lines go from left to right.
            std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
                return a.point.x < b.point.x;
            });
            FigureSeries series;
            series.label = wanted.series.empty() ? yLabel.text : Describe(wanted.series, seriesKey);
            for (const auto& point : points)
            {
                series.points.push_back(point.point);
            }
            const auto note = NoteOn(series.label, points);
            picture.note += (picture.note.empty() || note.empty() ? "" : ". ") + note;
            picture.figure.series.push_back(std::move(series));
        }
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

SweepSpec
ThinForFigures(const SweepSpec& spec, std::string& note)
{
    note.clear();
    SweepSpec thinned = spec;
    if (spec.GetPointCount() * spec.schemes.size() <= MOST_ANSWERS)
    {
        return thinned;
    }
    std::set<std::string> axes;
    for (const auto& figure : FiguresOf(spec))
    {
        axes.insert(figure.x);
    }
    for (auto& parameter : thinned.grid)
    {
        Thin(parameter, axes.count(parameter.name) > 0 ? MOST_X : MOST_OTHERS, note);
    }
    return thinned;
}

} // namespace coinference
} // namespace ns3
