/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-figures.h"

#include "support/checked-field.h"
#include "sweep-labels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
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
constexpr std::size_t MOST_STEPS = 500;    // of a distribution, that anybody sees
constexpr const char* NOT_ABOVE_0 = "not above 0, which a logarithmic axis cannot show";

std::optional<double>
FiniteNumber(const std::string& text)
{
    const auto number = NumberFromText(text);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

bool
IsNumeric(const std::vector<std::string>& values)
{
    return std::all_of(values.begin(), values.end(), [](const auto& value) {
        return FiniteNumber(value).has_value();
    });
}

std::string
Describe(const SweepSpec& spec,
         const std::vector<std::string>& parameters,
         const std::vector<std::string>& values)
{
    std::string text;
    for (std::size_t i = 0; i < parameters.size(); ++i)
    {
        text += (i == 0 ? "" : ", ") + DescribeSweepValue(spec, parameters[i], values[i]);
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

/// Why a cell has nothing to show.
std::string
WhyEmpty(const SweepCell& cell)
{
    if (cell.done.empty())
    {
        return cell.failed.empty() ? "not run yet" : "failed";
    }
    return cell.infeasible.size() == cell.done.size() ? "infeasible" : "no value";
}

/// The mean over replications.
PointOrReason
MeanOf(const SweepCell& cell, const std::string& metric)
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
        return result;
    }
    result.reason = WhyEmpty(cell);
    return result;
}

/// Median, quartiles, and whiskers to the last value within 1.5 times the quartiles' distance.
PointOrReason
BoxOf(const SweepCell& cell, const std::string& column)
{
    PointOrReason result;
    result.point.y = std::numeric_limits<double>::infinity();
    const auto values = cell.inferences.find(column);
    if (values == cell.inferences.end())
    {
        result.reason = WhyEmpty(cell);
        return result;
    }
    SampleStatistics sample;
    for (const double value : values->second)
    {
        sample.Add(value);
    }
    const double first = *sample.GetPercentile(25);
    const double third = *sample.GetPercentile(75);
    result.point.y = *sample.GetPercentile(50);
    if (std::isinf(third))
    {
        result.point.y = std::numeric_limits<double>::infinity();
        result.reason = "infinite";
        return result;
    }
    FigureBox box{first, first, third, third};
    const double reach = 1.5 * (third - first);
    for (const double value : values->second)
    {
        if (value >= first - reach && value <= third + reach)
        {
            box.low = std::min(box.low, value);
            box.high = std::max(box.high, value);
        }
    }
    result.point.box = box;
    return result;
}

/// "1.5, 2", of long lists "0.1, 0.2, …, 8.7 (87 values)".
std::string
Places(const std::vector<std::string>& xs)
{
    constexpr std::size_t MOST = 8; // that anybody reads
    const auto join = [&](std::size_t end) {
        std::string text;
        for (std::size_t i = 0; i < end; ++i)
        {
            text += (i == 0 ? "" : ", ") + xs[i];
        }
        return text;
    };
    return xs.size() <= MOST
               ? join(xs.size())
               : join(2) + ", …, " + xs.back() + " (" + std::to_string(xs.size()) + " values)";
}

/// "fixed-frequency: infeasible at 1.5, 2; infinite at 4"
std::string
NoteOn(const std::string& series, const std::vector<PointOrReason>& points)
{
    std::vector<std::pair<std::string, std::vector<std::string>>> places;
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
            places.push_back({point.reason, {}});
            place = places.end() - 1;
        }
        if (!point.x.empty())
        {
            place->second.push_back(point.x);
        }
    }
    std::string note;
    for (const auto& [reason, where] : places)
    {
        note += (note.empty() ? series + ": " : "; ") + reason +
                (where.empty() ? "" : " at " + Places(where));
    }
    return note;
}

/// What is drawn as one line: cells with the values of the x axis.
typedef std::vector<std::pair<std::string, const SweepCell*>> CellsByX;
typedef std::vector<std::pair<std::vector<std::string>, CellsByX>> SeriesByKey;
typedef std::vector<std::pair<std::vector<std::string>, SeriesByKey>> PanelsByKey;
typedef std::vector<std::pair<std::vector<std::string>, PanelsByKey>> PicturesByKey;

/// Sorts every cell of the sweep into its picture, panel and series.
PicturesByKey
Sort(const SweepTable& table, const SweepFigure& wanted, const std::vector<std::string>& rest)
{
    const auto& spec = table.GetSpec();
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
            auto& picture = FindOrAppend(pictures, pick(rest));
            auto& panel = FindOrAppend(picture, pick(wanted.facets));
            FindOrAppend(panel, pick(wanted.series))
                .emplace_back(wanted.kind == SweepFigure::Kind::CDF ? "" : values.at(wanted.x),
                              &table.Get(i, scheme));
        }
    }
    return pictures;
}

/// A label within a sentence: without its capital, unless it is an acronym's or a symbol's.
std::string
Lowered(std::string label)
{
    const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto end = std::min(label.find_first_of(" ,"), label.size());
    if (end > 1 && isUpper(label[0]) &&
        std::all_of(label.begin() + 1, label.begin() + end, isLower))
    {
        label[0] = static_cast<char>(label[0] - 'A' + 'a');
    }
    return label;
}

/// Composes the pictures of a figure.
class Painter
{
  public:
    Painter(const SweepTable& table, const SweepFigure& wanted)
        : m_spec(table.GetSpec()),
          m_table(table),
          m_wanted(wanted),
          m_isCdf(wanted.kind == SweepFigure::Kind::CDF),
          m_xValues(m_isCdf ? std::vector<std::string>() : m_spec.ValuesOf(wanted.x)),
          // A box needs its place.
          m_isNumeric(wanted.kind != SweepFigure::Kind::BOX && IsNumeric(m_xValues))
    {
    }

    std::vector<SweepPicture> Paint() const
    {
        const auto rest = Rest();
        std::vector<SweepPicture> pictures;
        for (const auto& [key, panels] : Sort(m_table, m_wanted, rest))
        {
            SweepPicture picture;
            const auto fixed = Describe(m_spec, rest, key);
            picture.title = m_wanted.title.empty() || fixed.empty() ? m_wanted.title + fixed
                                                                    : m_wanted.title + ", " + fixed;
            // Of two facets one goes down, the other across.
            const auto across =
                m_wanted.facets.size() == 2 ? m_spec.ValuesOf(m_wanted.facets.back()).size() : 0;
            picture.columns = m_wanted.columns > 0 ? m_wanted.columns : across;
            const double furthest = FurthestOf(panels);
            for (const auto& [facet, series] : panels)
            {
                auto panel = PaintPanel(series, Describe(m_spec, m_wanted.facets, facet), picture);
                if (m_isCdf)
                {
                    ExtendTo(furthest, panel);
                }
                panel.title = m_wanted.facets.empty() ? picture.title
                                                      : Describe(m_spec, m_wanted.facets, facet);
                picture.panels.push_back(std::move(panel));
            }
            picture.shows = Shows(picture);
            pictures.push_back(std::move(picture));
        }
        return pictures;
    }

  private:
    /// Parameters that differ from picture to picture.
    std::vector<std::string> Rest() const
    {
        auto rest = m_spec.GetParameters();
        rest.emplace_back("scheme");
        const auto isUsed = [this](const std::string& parameter) {
            const auto isIn = [&](const std::vector<std::string>& list) {
                return std::find(list.begin(), list.end(), parameter) != list.end();
            };
            return (!m_isCdf && parameter == m_wanted.x) || isIn(m_wanted.series) ||
                   isIn(m_wanted.facets);
        };
        rest.erase(std::remove_if(rest.begin(), rest.end(), isUsed), rest.end());
        return rest;
    }

    /// The largest finite value of a picture's distributions.
    double FurthestOf(const PanelsByKey& panels) const
    {
        double furthest = -std::numeric_limits<double>::infinity();
        for (const auto& panel : panels)
        {
            for (const auto& series : panel.second)
            {
                for (const auto& cell : series.second)
                {
                    const auto found = cell.second->inferences.find(m_wanted.x);
                    for (const double value : found == cell.second->inferences.end()
                                                  ? std::vector<double>()
                                                  : found->second)
                    {
                        furthest = std::isfinite(value) ? std::max(furthest, value) : furthest;
                    }
                }
            }
        }
        return furthest;
    }

    /// Distributions go on a bit to the right, where nothing more comes: the last step has a tread.
    static void ExtendTo(double furthest, Figure& figure)
    {
        const double end = furthest + 0.04 * std::abs(furthest);
        for (auto& series : figure.series)
        {
            if (!series.points.empty())
            {
                series.points.push_back({end, series.points.back().y, {}, {}});
            }
        }
    }

    std::string Shows(const SweepPicture& picture) const
    {
        const auto label = SweepLabel(m_spec, m_wanted.x).text;
        const auto x = m_spec.labels.count(m_wanted.x) ? label : Lowered(label);
        switch (m_wanted.kind)
        {
        case SweepFigure::Kind::CDF:
            return "Distribution of " + x +
                   " over the inferences of all replications; what is not done never comes.";
        case SweepFigure::Kind::BOX:
            return SweepLabel(m_spec, m_wanted.y).text + " against " + x +
                   ": median, quartiles, and whiskers to the last value within 1.5 times their "
                   "distance, over the done inferences of all replications.";
        case SweepFigure::Kind::LINES:
        case SweepFigure::Kind::STEPS:
            break;
        }
        const auto what = SweepLabel(m_spec, m_wanted.y).text + " against " + x + ".";
        if (m_spec.mode != SweepSpec::Mode::SIMULATION)
        {
            return what;
        }
        return what + (HasIntervals(picture) ? " Means over replications with 95 % intervals "
                                               "(Student t)."
                       : HasReplications()   ? " Means over replications."
                                             : " One run each: there are no intervals.");
    }

    bool HasReplications() const
    {
        for (std::size_t i = 0; i < m_spec.GetPointCount(); ++i)
        {
            for (std::size_t scheme = 0; scheme < m_spec.schemes.size(); ++scheme)
            {
                if (m_table.Get(i, scheme).done.size() > 1)
                {
                    return true;
                }
            }
        }
        return false;
    }

    static bool HasIntervals(const SweepPicture& picture)
    {
        for (const auto& panel : picture.panels)
        {
            for (const auto& series : panel.series)
            {
                if (std::any_of(series.points.begin(), series.points.end(), [](const auto& point) {
                        return point.error.has_value();
                    }))
                {
                    return true;
                }
            }
        }
        return false;
    }

    FigureAxis AxisOf(const std::string& name,
                      bool isLog,
                      const std::optional<std::pair<double, double>>& ends) const
    {
        const auto label = SweepLabel(m_spec, name);
        FigureAxis axis{label.text, label.unit, isLog, {}, {}, {}};
        if (ends)
        {
            axis.min = ends->first;
            axis.max = ends->second;
        }
        return axis;
    }

    Figure PaintPanel(const SeriesByKey& seriesByKey,
                      const std::string& facet,
                      SweepPicture& picture) const
    {
        Figure figure;
        figure.legend = m_wanted.legend;
        figure.x = AxisOf(m_wanted.x, m_wanted.logX, m_wanted.xRange);
        if (m_isCdf)
        {
            figure.y = {"Share of inferences", "", m_wanted.logY, 0.0, 1.02, {}};
            if (m_wanted.yRange)
            {
                figure.y.min = m_wanted.yRange->first;
                figure.y.max = m_wanted.yRange->second;
            }
        }
        else
        {
            figure.y = AxisOf(m_wanted.y, m_wanted.logY, m_wanted.yRange);
            // Intervals of a share may reach beyond what there is.
            constexpr std::string_view SHARE = "Share";
            const auto& name = m_wanted.y;
            if (!m_wanted.yRange && name.size() > SHARE.size() &&
                name.compare(name.size() - SHARE.size(), SHARE.size(), SHARE) == 0)
            {
                figure.y.max = 1.02;
            }
        }
        if (!m_isNumeric && !m_isCdf)
        {
            for (const auto& value : m_xValues)
            {
                figure.x.categories.push_back(SweepTickLabel(m_spec, m_wanted.x, value));
            }
        }
        for (const auto& [key, cells] : seriesByKey)
        {
            FigureSeries series;
            const auto name = m_wanted.series.empty()
                                  ? SweepLabel(m_spec, m_isCdf ? m_wanted.x : m_wanted.y).text
                                  : Describe(m_spec, m_wanted.series, key);
            series.label = m_wanted.series.empty() ? "" : name; // which an axis says
            series.style = StyleOf();
            const auto points = m_isCdf ? Distribution(cells) : PointsOf(cells);
            for (const auto& point : points)
            {
                if (!m_isCdf || point.reason.empty())
                {
                    series.points.push_back(point.point);
                }
            }
            const auto note = NoteOn(name + (facet.empty() ? "" : " (" + facet + ")"), points);
            picture.note += (picture.note.empty() || note.empty() ? "" : ". ") + note;
            figure.series.push_back(std::move(series));
        }
        return figure;
    }

    FigureSeries::Style StyleOf() const
    {
        switch (m_wanted.kind)
        {
        case SweepFigure::Kind::CDF:
        case SweepFigure::Kind::STEPS:
            return FigureSeries::Style::STEPS;
        case SweepFigure::Kind::BOX:
            return FigureSeries::Style::BOXES;
        case SweepFigure::Kind::LINES:
            break;
        }
        return FigureSeries::Style::LINES_AND_POINTS;
    }

    std::vector<PointOrReason> PointsOf(const CellsByX& cells) const
    {
        std::vector<PointOrReason> points;
        for (const auto& [x, cell] : cells)
        {
            auto point = m_wanted.kind == SweepFigure::Kind::BOX ? BoxOf(*cell, m_wanted.y)
                                                                 : MeanOf(*cell, m_wanted.y);
            point.x = SweepTickLabel(m_spec, m_wanted.x, x);
            const double lowest = point.point.box ? point.point.box->low : point.point.y;
            if (m_wanted.logY && std::isfinite(point.point.y) && lowest <= 0)
            {
                point.point = {0, std::numeric_limits<double>::infinity(), {}, {}};
                point.reason = NOT_ABOVE_0;
            }
            point.point.x =
                m_isNumeric ? *FiniteNumber(x)
                            : static_cast<double>(std::find(m_xValues.begin(), m_xValues.end(), x) -
                                                  m_xValues.begin());
            points.push_back(std::move(point));
        }
        // A list may have its values in any order; lines go from left to right.
        std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) {
            return a.point.x < b.point.x;
        });
        return points;
    }

    /// Steps of a distribution, of long ones evenly spread quantiles.
    std::vector<PointOrReason> Distribution(const CellsByX& cells) const
    {
        std::vector<double> values;
        std::size_t lost = 0;
        std::vector<PointOrReason> points;
        for (const auto& [x, cell] : cells)
        {
            lost += cell->lost;
            const auto found = cell->inferences.find(m_wanted.x);
            if (found != cell->inferences.end())
            {
                values.insert(values.end(), found->second.begin(), found->second.end());
            }
        }
        // Of those done that have none, as of a link that was not used, the column does not tell.
        const auto known = static_cast<double>(values.size() + lost);
        std::sort(values.begin(), values.end());
        values.erase(std::find_if(values.begin(),
                                  values.end(),
                                  [](double value) { return std::isinf(value); }),
                     values.end());
        if (values.empty())
        {
            points.push_back({{}, "", WhyEmpty(*cells.front().second)});
            return points;
        }
        const auto stride = std::max<std::size_t>(1, values.size() / MOST_STEPS);
        // A logarithmic axis begins with what had come before.
        const auto shown = std::find_if(values.begin(), values.end(), [this](double value) {
            return !m_wanted.logX || value > 0;
        });
        if (shown == values.end())
        {
            points.push_back({{}, "", NOT_ABOVE_0});
            return points;
        }
        const auto before = static_cast<std::size_t>(shown - values.begin());
        points.push_back({{*shown, static_cast<double>(before) / known, {}, {}}, "", ""});
        for (auto i = before; i < values.size(); ++i)
        {
            if (i % stride == stride - 1 || i + 1 == values.size())
            {
                const auto share = static_cast<double>(i + 1) / known;
                points.push_back({{values[i], share, {}, {}}, "", ""});
            }
        }
        return points;
    }

    const SweepSpec& m_spec;
    const SweepTable& m_table;
    const SweepFigure& m_wanted;
    bool m_isCdf;
    std::vector<std::string> m_xValues;
    bool m_isNumeric;
};

/// Evenly spread, with both ends.
void
Thin(const SweepSpec& spec, SweepParameter& parameter, std::size_t most, std::string& note)
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
            std::to_string(size) + " values of " + Lowered(SweepLabel(spec, parameter.name).text);
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
        const auto values = spec.ValuesOf(parameter);
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
    return Painter(table, wanted).Paint();
}

std::vector<std::string>
ColumnsOf(const SweepSpec& spec)
{
    std::vector<std::string> columns;
    for (const auto& figure : FiguresOf(spec))
    {
        const auto column = figure.Column();
        if (!column.empty() && std::find(columns.begin(), columns.end(), column) == columns.end())
        {
            columns.push_back(column);
        }
    }
    return columns;
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
        Thin(spec, parameter, axes.count(parameter.name) > 0 ? MOST_X : MOST_OTHERS, note);
    }
    return thinned;
}

} // namespace coinference
} // namespace ns3
