/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-spec.h"

#include "output/inference-columns.h"
#include "report/quantity-label.h"
#include "support/checked-field.h"
#include "support/strict-json.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

/// Keeps the order of the file, in which the grid's parameters vary.
typedef nlohmann::ordered_json Json;

constexpr double MOST_POINTS = 1e8;
constexpr double MOST_REPLICATIONS = 1e6;

/// Options that the sweep itself gives to every run.
const std::set<std::string>
    OWN_OPTIONS{"schemes", "seed", "run", "output", "progress", "scenario", "check"};

[[noreturn]] void
Refuse(const std::string& field, const Json& value, const std::string& allowed)
{
    RejectField(field, ShortJson(value), allowed);
}

/// Refuses fields that are not in the list, most often misspelt.
void
CheckFields(const std::string& where, const Json& object, const std::vector<std::string>& known)
{
    for (const auto& [name, value] : object.items())
    {
        if (std::find(known.begin(), known.end(), name) == known.end())
        {
            std::string list;
            for (const auto& field : known)
            {
                list += (list.empty() ? "" : ", ") + field;
            }
            throw std::invalid_argument(where + ShortText(name) + " is no field: there are " +
                                        list);
        }
    }
}

std::string
ReadText(const std::string& field, const Json& value)
{
    if (!value.is_string() || value.get_ref<const std::string&>().empty())
    {
        Refuse(field, value, "a text");
    }
    return value;
}

bool
ReadFlag(const std::string& field, const Json& value)
{
    if (!value.is_boolean())
    {
        Refuse(field, value, "true or false");
    }
    return value;
}

double
ReadNumber(const std::string& field, const Json& value)
{
    if (!value.is_number() || !std::isfinite(value.get<double>()))
    {
        Refuse(field, value, "a number");
    }
    return value;
}

std::uint64_t
ReadCount(const std::string& field, const Json& value, double least, double most)
{
    if (!value.is_number_unsigned() || value.get<double>() < least || value.get<double>() > most)
    {
        Refuse(field,
               value,
               "a whole number from " + NumberToText(least) + " to " + NumberToText(most));
    }
    return value;
}

/// An option's value as the command line has it: equal values give equal text.
std::string
ReadOption(const std::string& field, const Json& value)
{
    if (value.is_boolean())
    {
        return value.get<bool>() ? "true" : "false";
    }
    if (value.is_number_integer())
    {
        return value.dump();
    }
    if (value.is_number())
    {
        return NumberToText(ReadNumber(field, value));
    }
    if (!value.is_string())
    {
        Refuse(field, value, "a number, a text, true or false");
    }
    const std::string text = value;
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' '; }))
    {
        Refuse(field, value, "a text without control characters");
    }
    return text;
}

void
CheckOptionName(const std::string& field, const std::string& name)
{
    if (OWN_OPTIONS.count(name) > 0)
    {
        throw std::invalid_argument(field + " is not allowed: the sweep itself gives " + name +
                                    " to its runs");
    }
    const auto isName = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::strchr("-_.:", c) != nullptr;
    };
    if (name.empty() || name[0] == '-' || !std::all_of(name.begin(), name.end(), isName))
    {
        throw std::invalid_argument(field + " is not allowed: an option's name has letters, "
                                            "digits and -_.: only");
    }
}

OptionMap
ReadOptions(const std::string& field, const Json& value)
{
    if (!value.is_object())
    {
        Refuse(field, value, "an object of options and their values");
    }
    OptionMap options;
    for (const auto& [name, option] : value.items())
    {
        const auto place = field + "." + ShortText(name);
        CheckOptionName(place, name);
        options[name] = ReadOption(place, option);
    }
    return options;
}

/// {"from": 1, "to": 4, "step": 0.5}, or with "points" and "log" instead of "step".
struct Range
{
    double from{0};
    double step{0}; // a factor if log
    bool isLog{false};
    std::uint64_t count{0};
};

Range
ReadRange(const std::string& field, const Json& value)
{
    CheckFields(field + ".", value, {"from", "to", "step", "points", "log"});
    for (const char* name : {"from", "to"})
    {
        if (!value.contains(name))
        {
            throw std::invalid_argument(field + "." + name + " is missing");
        }
    }
    Range range;
    range.from = ReadNumber(field + ".from", value["from"]);
    const double to = ReadNumber(field + ".to", value["to"]);
    range.isLog = value.contains("log") && ReadFlag(field + ".log", value["log"]);
    if (value.contains("step") == value.contains("points") ||
        (range.isLog && value.contains("step")))
    {
        throw std::invalid_argument(field + " needs either step or points, and points if log");
    }
    if (to < range.from)
    {
        Refuse(field + ".to", value["to"], "at least " + field + ".from");
    }
    if (range.isLog && range.from <= 0)
    {
        Refuse(field + ".from", value["from"], "> 0 if log");
    }
    if (value.contains("step"))
    {
        range.step = ReadNumber(field + ".step", value["step"]);
        const double steps = (to - range.from) / range.step;
        if (!(range.step > 0) || !(steps <= MOST_POINTS))
        {
            Refuse(field + ".step", value["step"], "> 0, and large enough for 1e8 values");
        }
        // The end belongs to it even if the step does not add up to it exactly.
        range.count = static_cast<std::uint64_t>(std::floor(steps * (1 + 1e-12) + 1e-9)) + 1;
    }
    else
    {
        range.count =
            ReadCount(field + ".points", value["points"], range.from == to ? 1 : 2, MOST_POINTS);
        const double last = std::max<double>(static_cast<double>(range.count) - 1, 1);
        range.step = range.isLog ? std::pow(to / range.from, 1 / last) : (to - range.from) / last;
    }
    return range;
}

std::vector<std::string>
ValuesOf(const Range& range)
{
    std::vector<std::string> values;
    for (std::uint64_t i = 0; i < range.count; ++i)
    {
        const auto n = static_cast<double>(i);
        const double exact =
            range.isLog ? range.from * std::pow(range.step, n) : range.from + range.step * n;
        // Twelve digits: 0.3, not 0.30000000000000004.
        std::ostringstream rounded;
        rounded.precision(12);
        rounded << exact;
        values.push_back(NumberToText(std::stod(rounded.str())));
    }
    return values;
}

void
CheckDistinct(const std::string& field, const std::vector<std::string>& values)
{
    std::set<std::string> seen;
    for (const auto& value : values)
    {
        if (!seen.insert(value).second)
        {
            throw std::invalid_argument(field + " holds " + value + " twice");
        }
    }
}

std::vector<std::string>
ReadTexts(const std::string& field, const Json& value)
{
    if (!value.is_array() || value.empty())
    {
        Refuse(field, value, "a list of texts that is not empty");
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < value.size(); ++i)
    {
        texts.push_back(ReadText(field + "[" + std::to_string(i) + "]", value[i]));
    }
    CheckDistinct(field, texts);
    return texts;
}

/// Refuses a sweep of too many points before the first of them is made.
void
CheckSize(const Json& json)
{
    double size = json.contains("list") && json["list"].is_array() && !json["list"].empty()
                      ? static_cast<double>(json["list"].size())
                      : 1;
    if (json.contains("grid") && json["grid"].is_object())
    {
        for (const auto& [name, values] : json["grid"].items())
        {
            size *= static_cast<double>(values.is_object()
                                            ? ReadRange("grid." + ShortText(name), values).count
                                            : std::max<std::size_t>(values.size(), 1));
        }
    }
    if (size > MOST_POINTS)
    {
        throw std::invalid_argument("grid has " + NumberToText(size) +
                                    " points: at most 1e8 are allowed");
    }
}

std::vector<SweepParameter>
ReadGrid(const Json& value)
{
    if (!value.is_object())
    {
        Refuse("grid", value, "an object of options and the values that they take");
    }
    std::vector<SweepParameter> grid;
    for (const auto& [name, values] : value.items())
    {
        const auto field = "grid." + ShortText(name);
        CheckOptionName(field, name);
        SweepParameter parameter{name, {}};
        if (values.is_object())
        {
            parameter.values = ValuesOf(ReadRange(field, values));
        }
        else if (values.is_array() && !values.empty())
        {
            for (std::size_t i = 0; i < values.size(); ++i)
            {
                parameter.values.push_back(
                    ReadOption(field + "[" + std::to_string(i) + "]", values[i]));
            }
        }
        else
        {
            Refuse(field,
                   values,
                   "a list of values that is not empty, or {\"from\", \"to\", \"step\"}");
        }
        CheckDistinct(field, parameter.values);
        grid.push_back(std::move(parameter));
    }
    return grid;
}

std::vector<OptionMap>
ReadList(const Json& value)
{
    if (!value.is_array() || value.empty())
    {
        Refuse("list", value, "a list of objects that is not empty");
    }
    std::vector<OptionMap> list;
    std::set<OptionMap> seen;
    for (std::size_t i = 0; i < value.size(); ++i)
    {
        const auto field = "list[" + std::to_string(i) + "]";
        list.push_back(ReadOptions(field, value[i]));
        if (!seen.insert(list.back()).second)
        {
            throw std::invalid_argument(field + " is there twice");
        }
        const auto hasSameName = [](const auto& a, const auto& b) { return a.first == b.first; };
        if (!std::equal(list[0].begin(),
                        list[0].end(),
                        list[i].begin(),
                        list[i].end(),
                        hasSameName))
        {
            throw std::invalid_argument(field + " must have the same options as list[0]");
        }
    }
    return list;
}

/// One of some words.
template <typename T>
T
ReadWord(const std::string& field,
         const Json& value,
         const std::vector<std::pair<const char*, T>>& words)
{
    std::string list;
    for (const auto& [word, meaning] : words)
    {
        if (value == word)
        {
            return meaning;
        }
        list += (list.empty() ? "" : ", ") + std::string(word);
    }
    Refuse(field, value, "one of " + list);
}

std::pair<double, double>
ReadEnds(const std::string& field, const Json& value, bool isLog)
{
    if (!value.is_array() || value.size() != 2)
    {
        Refuse(field, value, "two numbers, the ends of the axis");
    }
    const double low = ReadNumber(field + "[0]", value[0]);
    const double high = ReadNumber(field + "[1]", value[1]);
    if (!(low < high) || (isLog && low <= 0))
    {
        Refuse(field, value, isLog ? "above 0 and rising on a logarithmic axis" : "rising");
    }
    return {low, high};
}

/// Reads one entry of figures.
class FigureReader
{
  public:
    FigureReader(std::string field, const Json& value, const SweepSpec& spec)
        : m_field(std::move(field)),
          m_value(value),
          m_spec(spec),
          m_known(spec.GetParameters())
    {
        m_known.emplace_back("scheme");
    }

    SweepFigure Read() const
    {
        if (!m_value.is_object())
        {
            Refuse(m_field, m_value, "an object");
        }
        CheckFields(m_field + ".",
                    m_value,
                    {"kind",
                     "title",
                     "x",
                     "y",
                     "series",
                     "facets",
                     "logX",
                     "logY",
                     "xRange",
                     "yRange",
                     "legend",
                     "columns"});
        SweepFigure figure;
        if (Has("kind"))
        {
            typedef SweepFigure::Kind Kind;
            figure.kind = ReadWord<Kind>(Name("kind"),
                                         m_value["kind"],
                                         {{"lines", Kind::LINES},
                                          {"steps", Kind::STEPS},
                                          {"cdf", Kind::CDF},
                                          {"box", Kind::BOX}});
        }
        ReadAxes(figure);
        ReadParameters(figure);
        figure.title = Has("title") ? ReadText(Name("title"), m_value["title"]) : "";
        if (Has("columns"))
        {
            const auto& columns = m_value["columns"];
            if (!columns.is_number_integer() || columns < 1 || columns > 3)
            {
                Refuse(Name("columns"), columns, "1, 2 or 3 panels beside each other");
            }
            figure.columns = columns.get<std::size_t>();
        }
        if (Has("legend"))
        {
            typedef Figure::Legend Legend;
            figure.legend = ReadWord<Legend>(Name("legend"),
                                             m_value["legend"],
                                             {{"right", Legend::RIGHT},
                                              {"below", Legend::BELOW},
                                              {"inside", Legend::INSIDE},
                                              {"none", Legend::NONE}});
        }
        return figure;
    }

  private:
    bool Has(const char* name) const
    {
        return m_value.contains(name);
    }

    std::string Name(const char* name) const
    {
        return m_field + "." + name;
    }

    std::string ReadParameter(const std::string& name, const Json& given) const
    {
        const auto text = ReadText(name, given);
        if (std::find(m_known.begin(), m_known.end(), text) == m_known.end())
        {
            std::string list;
            for (const auto& parameter : m_known)
            {
                list += (list.empty() ? "" : ", ") + parameter;
            }
            Refuse(name, given, "one of " + list);
        }
        return text;
    }

    void ReadAxes(SweepFigure& figure) const
    {
        const bool isCdf = figure.kind == SweepFigure::Kind::CDF;
        for (const char* name : {"x", "y"})
        {
            if (!Has(name) && !(isCdf && std::string(name) == "y"))
            {
                throw std::invalid_argument(Name(name) + " is missing");
            }
        }
        if (isCdf && Has("y"))
        {
            throw std::invalid_argument(Name("y") + " is not allowed: of a distribution it is the "
                                                    "share of inferences");
        }
        figure.x =
            isCdf ? ReadText(Name("x"), m_value["x"]) : ReadParameter(Name("x"), m_value["x"]);
        figure.y = isCdf ? "" : ReadText(Name("y"), m_value["y"]);
        figure.logX = Has("logX") && ReadFlag(Name("logX"), m_value["logX"]);
        figure.logY = Has("logY") && ReadFlag(Name("logY"), m_value["logY"]);
        RefuseAxes(figure);
        if (Has("xRange"))
        {
            figure.xRange = ReadEnds(Name("xRange"), m_value["xRange"], figure.logX);
        }
        if (Has("yRange"))
        {
            figure.yRange = ReadEnds(Name("yRange"), m_value["yRange"], figure.logY);
        }
    }

    /// Whether the x axis has names instead of numbers.
    bool HasCategories(const SweepFigure& figure) const
    {
        if (figure.kind == SweepFigure::Kind::CDF)
        {
            return false;
        }
        const auto values = m_spec.ValuesOf(figure.x);
        return figure.kind == SweepFigure::Kind::BOX ||
               !std::all_of(values.begin(), values.end(), [](const auto& value) {
                   return NumberFromText(value).has_value();
               });
    }

    void RefuseColumn(const SweepFigure& figure) const
    {
        const auto column = figure.Column();
        const auto& columns = InferenceColumns();
        if (!column.empty() &&
            std::none_of(columns.begin(), columns.end(), [&](const InferenceColumn& one) {
                return column == one.name;
            }))
        {
            const char* axis = figure.kind == SweepFigure::Kind::CDF ? "x" : "y";
            Refuse(Name(axis), m_value[axis], "a column of inferences.csv, like totalDelay");
        }
    }

    /// Values of a parameter that a logarithmic axis cannot show.
    void RefuseZeros(const SweepFigure& figure) const
    {
        if (!figure.logX || figure.kind == SweepFigure::Kind::CDF || HasCategories(figure))
        {
            return;
        }
        for (const auto& value : m_spec.ValuesOf(figure.x))
        {
            if (!(NumberFromText(value).value_or(0) > 0))
            {
                throw std::invalid_argument(Name("logX") + " is not allowed: " + figure.x + " = " +
                                            value + " is not above 0");
            }
        }
    }

    /// What can never be drawn is refused before runs are made for it.
    void RefuseAxes(const SweepFigure& figure) const
    {
        if (figure.logY && figure.kind == SweepFigure::Kind::CDF)
        {
            throw std::invalid_argument(Name("logY") + " is not allowed: a distribution begins at "
                                                       "0");
        }
        RefuseColumn(figure);
        RefuseZeros(figure);
        if (HasCategories(figure) && (figure.logX || Has("xRange")))
        {
            throw std::invalid_argument(Name(figure.logX ? "logX" : "xRange") +
                                        " is not allowed: x has names, not numbers");
        }
    }

    void ReadParameters(SweepFigure& figure) const
    {
        std::set<std::string> used{figure.kind == SweepFigure::Kind::CDF ? "" : figure.x};
        const auto read = [&](const char* name, std::vector<std::string>& parameters) {
            parameters = ReadTexts(Name(name), m_value[name]);
            for (std::size_t i = 0; i < parameters.size(); ++i)
            {
                const auto place = Name(name) + "[" + std::to_string(i) + "]";
                ReadParameter(place, m_value[name][i]);
                if (!used.insert(parameters[i]).second)
                {
                    Refuse(place, m_value[name][i], "another parameter than x and those before");
                }
            }
        };
        if (Has("facets"))
        {
            read("facets", figure.facets);
        }
        if (Has("series"))
        {
            read("series", figure.series);
        }
        else if (used.count("scheme") == 0)
        {
            figure.series = {"scheme"};
        }
    }

    std::string m_field;
    const Json& m_value;
    const SweepSpec& m_spec;
    std::vector<std::string> m_known;
};

/// Whether a label would ever be seen.
bool
IsInSweep(const SweepSpec& spec, const std::string& name)
{
    const auto isIn = [&name](const std::vector<std::string>& list) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    const auto parameters = spec.GetParameters();
    const bool isOfValue =
        std::any_of(parameters.begin(), parameters.end(), [&name](const auto& parameter) {
            return name.rfind(parameter + "=", 0) == 0;
        });
    const bool isOfFigure =
        std::any_of(spec.figures.begin(), spec.figures.end(), [&name](const auto& figure) {
            return figure.x == name || figure.y == name;
        });
    return isIn(spec.schemes) || isIn(parameters) || isOfValue || isOfFigure ||
           spec.options.count(name) > 0 || LabelOf(name).text != name;
}

/// What figures and tables call things.
OptionMap
ReadLabels(const Json& value, const SweepSpec& spec)
{
    if (!value.is_object())
    {
        Refuse("labels", value, "an object of names and what they are called");
    }
    OptionMap labels;
    for (const auto& [name, label] : value.items())
    {
        const auto field = "labels." + ShortText(name);
        labels[name] = ReadText(field, label);
        if (!IsInSweep(spec, name))
        {
            throw std::invalid_argument(field + " is of nothing in the sweep: neither a scheme, a "
                                                "parameter, PARAMETER=VALUE nor a metric");
        }
        for (const auto& [other, same] : labels)
        {
            if (other != name && same == labels[name])
            {
                throw std::invalid_argument(field + " is what labels." + ShortText(other) +
                                            " is called: they could not be told apart");
            }
        }
    }
    return labels;
}

std::string
ReadName(const Json& value)
{
    const auto name = ReadText("name", value);
    const auto isSafe = [](unsigned char c) {
        return std::isalnum(c) != 0 || std::strchr("-_.", c) != nullptr;
    };
    if (!std::all_of(name.begin(), name.end(), isSafe) || name[0] == '.' || name[0] == '-')
    {
        Refuse("name", value, "of letters, digits and -_. (it names files)");
    }
    return name;
}

SweepSpec::Mode
ReadMode(const Json& value)
{
    if (value == "simulation")
    {
        return SweepSpec::Mode::SIMULATION;
    }
    if (value != "design")
    {
        Refuse("mode", value, "\"simulation\" or \"design\"");
    }
    return SweepSpec::Mode::DESIGN;
}

/// No option may come from two places.
void
CheckDisjoint(const SweepSpec& spec)
{
    for (const auto& parameter : spec.GetParameters())
    {
        if (spec.options.count(parameter) > 0)
        {
            throw std::invalid_argument(parameter + " is in options, and in grid or list too");
        }
    }
    for (const auto& parameter : spec.grid)
    {
        if (!spec.list.empty() && spec.list[0].count(parameter.name) > 0)
        {
            throw std::invalid_argument(parameter.name + " is both in grid and in list");
        }
    }
}

void
ReadReplications(const Json& json, SweepSpec& spec)
{
    if (json.contains("seed"))
    {
        // ns-3 takes no seed 0.
        spec.seed = static_cast<std::uint32_t>(ReadCount("seed", json["seed"], 1, LARGEST_SEED));
    }
    if (json.contains("replications"))
    {
        spec.replications = ReadCount("replications", json["replications"], 1, MOST_REPLICATIONS);
    }
    if (json.contains("precisionOf"))
    {
        spec.precisionOf = ReadText("precisionOf", json["precisionOf"]);
    }
    if (json.contains("maxReplications"))
    {
        spec.maxReplications = ReadCount(
            "maxReplications",
            json["maxReplications"],
            static_cast<double>(std::max(spec.replications, SweepSpec::LEAST_FOR_PRECISION)),
            MOST_REPLICATIONS);
    }
    if (json.contains("precision"))
    {
        spec.SetPrecision(ReadNumber("precision", json["precision"]));
    }
}

} // namespace

std::string
SweepFigure::Column() const
{
    return kind == Kind::CDF ? x : kind == Kind::BOX ? y : "";
}

void
SweepSpec::SetPrecision(double relativeHalfWidth)
{
    if (!(relativeHalfWidth > 0 && relativeHalfWidth < 1))
    {
        RejectField("precision", NumberToText(relativeHalfWidth), "between 0 and 1");
    }
    if (mode == Mode::DESIGN)
    {
        throw std::invalid_argument("precision is not allowed: a design has no replications");
    }
    precision = relativeHalfWidth;
    // A single run tells nothing of its spread.
    replications = std::max<std::uint64_t>(replications, LEAST_FOR_PRECISION);
    maxReplications = std::max(maxReplications, replications);
}

SweepSpec
SweepSpec::Parse(const std::string& text)
{
    const auto json = ParseStrictJson<Json>(text);
    if (!json.is_object())
    {
        throw std::invalid_argument("a sweep is a JSON object");
    }
    CheckFields("",
                json,
                {"name",
                 "title",
                 "mode",
                 "options",
                 "list",
                 "grid",
                 "schemes",
                 "seed",
                 "replications",
                 "maxReplications",
                 "precision",
                 "precisionOf",
                 "figures",
                 "keepInferences",
                 "labels"});
    for (const char* field : {"name", "schemes"})
    {
        if (!json.contains(field))
        {
            throw std::invalid_argument(std::string(field) + " is missing");
        }
    }
    SweepSpec spec;
    spec.name = ReadName(json["name"]);
    spec.title = json.contains("title") ? ReadText("title", json["title"]) : spec.name;
    spec.schemes = ReadTexts("schemes", json["schemes"]);
    if (json.contains("mode"))
    {
        spec.mode = ReadMode(json["mode"]);
    }
    if (json.contains("options"))
    {
        spec.options = ReadOptions("options", json["options"]);
    }
    CheckSize(json);
    if (json.contains("list"))
    {
        spec.list = ReadList(json["list"]);
    }
    if (json.contains("grid"))
    {
        spec.grid = ReadGrid(json["grid"]);
    }
    CheckDisjoint(spec);
    ReadReplications(json, spec);
    if (spec.mode == Mode::DESIGN && spec.replications > 1)
    {
        throw std::invalid_argument("replications is not allowed: a design has no replications");
    }
    if (json.contains("keepInferences"))
    {
        spec.keepInferences = ReadFlag("keepInferences", json["keepInferences"]);
        if (spec.keepInferences && spec.mode == Mode::DESIGN)
        {
            throw std::invalid_argument("keepInferences is not allowed: a design has none");
        }
    }
    if (json.contains("figures"))
    {
        if (!json["figures"].is_array())
        {
            Refuse("figures", json["figures"], "a list of figures");
        }
        for (std::size_t i = 0; i < json["figures"].size(); ++i)
        {
            const auto field = "figures[" + std::to_string(i) + "]";
            spec.figures.push_back(FigureReader(field, json["figures"][i], spec).Read());
            if (!spec.figures.back().Column().empty() && !spec.keepInferences)
            {
                throw std::invalid_argument(field + " shows inferences, of which none are kept: "
                                                    "set keepInferences to true");
            }
        }
    }
    if (json.contains("labels"))
    {
        spec.labels = ReadLabels(json["labels"], spec);
    }
    return spec;
}

std::size_t
SweepSpec::GetPointCount() const
{
    std::size_t count = std::max<std::size_t>(list.size(), 1);
    for (const auto& parameter : grid)
    {
        count *= parameter.values.size();
    }
    return count;
}

OptionMap
SweepSpec::GetPoint(std::size_t index) const
{
    OptionMap point = options;
    for (auto parameter = grid.rbegin(); parameter != grid.rend(); ++parameter)
    {
        const auto size = parameter->values.size();
        point[parameter->name] = parameter->values[index % size];
        index /= size;
    }
    if (!list.empty())
    {
        point.insert(list[index].begin(), list[index].end());
    }
    return point;
}

std::vector<std::string>
SweepSpec::ValuesOf(const std::string& parameter) const
{
    if (parameter == "scheme")
    {
        return schemes;
    }
    for (const auto& candidate : grid)
    {
        if (candidate.name == parameter)
        {
            return candidate.values;
        }
    }
    std::vector<std::string> values;
    for (const auto& entry : list)
    {
        const auto& value = entry.at(parameter);
        if (std::find(values.begin(), values.end(), value) == values.end())
        {
            values.push_back(value);
        }
    }
    return values;
}

std::vector<std::string>
SweepSpec::GetParameters() const
{
    std::vector<std::string> parameters;
    if (!list.empty())
    {
        for (const auto& [name, value] : list[0])
        {
            parameters.push_back(name);
        }
    }
    for (const auto& parameter : grid)
    {
        parameters.push_back(parameter.name);
    }
    return parameters;
}

} // namespace coinference
} // namespace ns3
