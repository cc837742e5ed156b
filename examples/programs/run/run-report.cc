/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-report.h"

#include "output/inference-summary.h"
#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iomanip>
#include <iostream>
#include <set>
#include <sstream>
#include <unistd.h>

namespace ns3
{
namespace coinference
{

namespace
{

/// A number with some digits after the point, three where these would show little of it; "-" if
/// there is none.
std::string
Fixed(std::optional<double> value, int digits, double unit = 1)
{
    if (!value)
    {
        return "-";
    }
    const double shown = *value / unit;
    const bool isSmall = shown != 0 && std::abs(shown) < 10 * std::pow(10, -digits);
    std::ostringstream text;
    if (isSmall && digits > 0)
    {
        text << std::setprecision(3) << shown;
    }
    else
    {
        text << std::fixed << std::setprecision(digits) << shown;
    }
    return text.str();
}

/// What the table shows of a trace: samples of the summary's statistics, made when asked for.
class TraceView
{
  public:
    TraceView(const InferenceTrace& trace, double weightRate, bool hasRadio)
        : m_trace(trace),
          m_weightRate(weightRate),
          m_hasRadio(hasRadio)
    {
    }

    const InferenceTrace& Trace() const
    {
        return m_trace;
    }

    SampleStatistics Sample(const std::string& name) const
    {
        return SampleOf(m_trace, name);
    }

    std::string Mean(const std::string& name, int digits, double unit = 1) const
    {
        return Fixed(Sample(name).GetMean(), digits, unit);
    }

    /// A radio's energy; 0 would be wrong where no model tells it.
    std::string Radio(const std::string& name) const
    {
        return m_hasRadio ? Mean(name, 3) : "-";
    }

    std::string Percentile(const std::string& name, double percent, int digits) const
    {
        return Fixed(Sample(name).GetPercentile(percent), digits);
    }

    /// A distortion in units of 1/lambda, four digits: comparable whatever the model.
    std::string Distortion(const std::string& name, double unit = 1) const
    {
        const auto mean = Sample(name).GetMean();
        if (!mean)
        {
            return "-";
        }
        std::ostringstream text;
        text << std::setprecision(4) << *mean * m_weightRate / unit;
        return text.str();
    }

    std::string Percentage(std::uint64_t met) const
    {
        const auto share = ShareMet(m_trace.counts, met);
        return Fixed(share ? std::optional<double>(*share * 100) : share, 1);
    }

  private:
    const InferenceTrace& m_trace;
    double m_weightRate; // lambda
    bool m_hasRadio;
};

std::string
StatusText(const InferenceTrace& trace)
{
    if (!trace.status)
    {
        return "-";
    }
    const std::string status = StatusName(*trace.status);
    return *trace.status == Allocation::Status::INFEASIBLE ? status + ": " + LimitName(trace.reason)
                                                           : status;
}

/// Bit-width, without a fraction if all inferences had the same.
std::string
BitWidthText(const TraceView& view)
{
    const auto sample = view.Sample("bitWidth");
    const bool isOne = sample.GetN() > 0 && sample.GetPercentile(0) == sample.GetPercentile(100);
    return Fixed(sample.GetMean(), isOne ? 0 : 2);
}

struct TableColumn
{
    const char* name;
    const char* unit;
    std::function<std::string(const TraceView&)> text;
};

const std::vector<TableColumn>&
TableColumns()
{
    typedef const TraceView& V;
    static const std::vector<TableColumn> columns{
        {"scheme", "", [](V v) { return v.Trace().scheme; }},
        {"status", "", [](V v) { return StatusText(v.Trace()); }},
        {"b^", "bit", BitWidthText},
        {"f", "GHz", [](V v) { return v.Mean("agentFrequency", 3, 1e9); }},
        {"f~", "GHz", [](V v) { return v.Mean("serverFrequency", 3, 1e9); }},
        {"sensed", "", [](V v) { return std::to_string(v.Trace().counts.generated); }},
        {"done", "", [](V v) { return std::to_string(v.Trace().counts.done); }},
        {"lost", "", [](V v) { return std::to_string(v.Trace().counts.dropped); }},
        {"late", "", [](V v) { return std::to_string(v.Trace().counts.timedOut); }},
        {"open", "", [](V v) { return std::to_string(v.Trace().counts.inFlight); }},
        {"delay", "s", [](V v) { return v.Mean("delay", 3); }},
        {"p95", "s", [](V v) { return v.Percentile("delay", 95, 3); }},
        {"network", "s", [](V v) { return v.Mean("communicationDelay", 3); }},
        {"<=T0", "%", [](V v) { return v.Percentage(v.Trace().counts.deadlineMet); }},
        {"energy", "J", [](V v) { return v.Mean("energy", 3); }},
        {"radio", "J", [](V v) { return v.Radio("radioEnergy"); }},
        {"waiting", "J", [](V v) { return v.Radio("radioWaitingEnergy"); }},
        {"<=E0", "%", [](V v) { return v.Percentage(v.Trace().counts.energyMet); }},
        {"D_L", "1/lambda", [](V v) { return v.Distortion("distortionLower"); }},
        {"D", "1/lambda", [](V v) { return v.Distortion("distortionTrue"); }},
        {"D_S", "1/lambda", [](V v) { return v.Distortion("distortionScalar"); }},
        {"D_U", "1/lambda", [](V v) { return v.Distortion("distortionUpper"); }},
        {"sum n D_S", "1e6/lambda", [](V v) { return v.Distortion("totalDistortion", 1e6); }},
        {"quality", "", [](V v) { return v.Mean("quality", 1); }},
    };
    return columns;
}

/// Columns of models whose answers are tokens.
const std::vector<TableColumn>&
TokenColumns()
{
    typedef const TraceView& V;
    static const std::vector<TableColumn> columns{
        {"tokens", "", [](V v) { return v.Mean("tokens", 1); }},
        {"TTFT", "s", [](V v) { return v.Mean("timeToFirstToken", 3); }},
        {"TPOT", "s", [](V v) { return v.Mean("timePerToken", 4); }},
        {"control", "Hz", [](V v) { return v.Mean("controlRate", 2); }},
    };
    return columns;
}

/// Inferences with a quality, and done ones.
std::pair<std::size_t, std::size_t>
MeasuredQuality(const InferenceTrace& trace)
{
    std::size_t measured = 0;
    std::size_t done = 0;
    for (const auto& record : trace.records)
    {
        done += record.outcome == Outcome::DONE ? 1 : 0;
        measured += record.outcome == Outcome::DONE && record.quality ? 1 : 0;
    }
    return {measured, done};
}

/// Bandwidths of memory that change nothing, which nobody would expect who gave them.
void
PrintUnusedBandwidth(const RunOptions& options, std::ostream& out)
{
    std::set<std::string> models;
    for (const auto& group : GroupsOf(options))
    {
        const auto& model = group.profile;
        if (!model.phases && (group.agentChip.HasRoofline() || group.serverChip.HasRoofline()) &&
            models.insert(model.name).second)
        {
            out << "\nthe chips' memory bandwidth plays no part with " << model.name
                << ", a model without phases (doc/token-models.rst)\n";
        }
    }
}

} // namespace

void
PrintNotes(const std::vector<Ptr<InferenceTrace>>& traces,
           const RunOptions& options,
           std::ostream& out)
{
    PrintUnusedBandwidth(options, out);
    for (const auto& trace : traces)
    {
        if (trace->infeasibleUpdates > 0)
        {
            out << "\n"
                << trace->scheme << ": " << trace->infeasibleUpdates << " of " << trace->updates
                << " solutions were infeasible (" << LimitName(trace->reason)
                << ") with the reserve, guessed or measured: those agents went on as fast as they "
                   "could (doc/how-to.rst, No deadline is met)\n";
        }
        if (trace->fallbacks > 0)
        {
            out << "\n"
                << trace->scheme << ": " << trace->fallbacks
                << " times an agent had no word from the server and went on alone, or paused; "
                << trace->alone << " agents did at the end\n";
        }
        const auto [measured, done] = MeasuredQuality(*trace);
        if (measured > 0 && measured < done)
        {
            out << "\n"
                << trace->scheme << ": no quality, as " << done - measured << " of " << done
                << " inferences ran where it was not measured: at bit-widths that the table lacks, "
                   "all on one side, or of a model without a table\n";
        }
    }
}

void
PrintScenario(const RunOptions& options, std::ostream& out)
{
    out << options.agents << " agents";
    for (const auto& group : options.groupOptions)
    {
        out << "; " << group.agents << " " << group.groupName << ": " << group.profile.name << ", "
            << group.network << ", T0 = " << NumberToText(group.delayBudget)
            << " s, E0 = " << NumberToText(group.energyBudget) << " J";
    }
    out << (options.groupOptions.empty() ? ", " : "\nwhere not said: ") << options.profile.name
        << ", " << options.network << ", " << options.protocol << " over "
        << (options.ipv6 ? "IPv6" : "IPv4") << ", " << NumberToText(options.duration)
        << " s; T0 = " << NumberToText(options.delayBudget)
        << " s, E0 = " << NumberToText(options.energyBudget) << " J, reserve " << options.reserve
        << "; seed " << options.seed << ", run " << options.run << "\n\n";
}

std::vector<std::vector<std::string>>
TableLines(const std::vector<Ptr<InferenceTrace>>& traces, const RunOptions& options)
{
    auto columns = TableColumns();
    std::vector<std::vector<std::string>> lines(2);
    for (const auto& column : columns)
    {
        lines[0].push_back(column.name);
        lines[1].push_back(column.unit);
    }
    if (!options.profile.quality.empty())
    {
        // What is measured, in its unit.
        const auto& table = options.profile.quality[options.profile.qualityUsed];
        lines[0].back() = table.name;
        lines[1].back() = table.ShownUnit();
    }
    const auto groups = GroupsOf(options);
    const auto hasTokens = [](const RunOptions& group) {
        return group.profile.phases && TokensOf(*group.profile.phases) > 0;
    };
    if (std::any_of(groups.begin(), groups.end(), hasTokens))
    {
        for (const auto& column : TokenColumns())
        {
            columns.push_back(column);
            lines[0].push_back(column.name);
            lines[1].push_back(column.unit);
        }
    }
    const auto hasRadio = [&options](const RunOptions& group) {
        return group.network == "wifi" && options.fidelity == "packet";
    };
    const auto addLine = [&](const InferenceTrace& trace, double weightRate, bool isOnRadio) {
        const TraceView view(trace, weightRate, isOnRadio);
        lines.emplace_back();
        for (const auto& column : columns)
        {
            lines.back().push_back(column.text(view));
        }
    };
    for (const auto& trace : traces)
    {
        addLine(*trace,
                options.profile.weightRate,
                std::any_of(groups.begin(), groups.end(), hasRadio));
        for (std::size_t g = 0; g < trace->groups.size(); ++g)
        {
            addLine(*trace->groups[g], groups[g].profile.weightRate, hasRadio(groups[g]));
            lines.back().front() = "  " + lines.back().front();
        }
    }
    return lines;
}

void
PrintTable(const std::vector<Ptr<InferenceTrace>>& traces,
           const RunOptions& options,
           std::ostream& out)
{
    const auto lines = TableLines(traces, options);
    std::vector<std::size_t> widths(lines[0].size());
    for (const auto& line : lines)
    {
        for (std::size_t i = 0; i < line.size(); ++i)
        {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    for (const auto& line : lines)
    {
        std::ostringstream text;
        for (std::size_t i = 0; i < line.size(); ++i)
        {
            // Names to the left, numbers to the right.
            text << (i < 2 ? std::left : std::right) << std::setw(static_cast<int>(widths[i]))
                 << line[i] << "  ";
        }
        auto shown = text.str();
        shown.erase(shown.find_last_not_of(' ') + 1);
        out << shown << "\n";
    }
    PrintNotes(traces, options, out);
}

SimulationProgress::SimulationProgress(const std::string& mode, std::size_t schemes)
    : m_isTerminal(isatty(STDERR_FILENO)),
      m_isOn(mode == "on" || (mode == "auto" && m_isTerminal)),
      m_schemes(schemes)
{
}

SimulationProgress::~SimulationProgress()
{
    if (m_isOn && m_isTerminal)
    {
        std::cerr << "\r\033[K" << std::flush;
    }
}

bool
SimulationProgress::IsOn() const
{
    return m_isOn;
}

void
SimulationProgress::Begin(const std::string& scheme)
{
    m_scheme = scheme;
    ++m_begun;
    m_lastShown = {};
    Show(0);
}

void
SimulationProgress::Show(double share)
{
    const auto now = std::chrono::steady_clock::now();
    const auto pause = m_isTerminal ? std::chrono::milliseconds(100) : std::chrono::seconds(5);
    if (!m_isOn || now - m_lastShown < pause)
    {
        return;
    }
    m_lastShown = now;
    std::cerr << (m_isTerminal ? "\r\033[K" : "") << "scheme " << m_begun << " of " << m_schemes
              << ", " << m_scheme << ": " << static_cast<int>(std::floor(share * 100)) << " %"
              << (m_isTerminal ? "" : "\n") << std::flush;
}

} // namespace coinference
} // namespace ns3
