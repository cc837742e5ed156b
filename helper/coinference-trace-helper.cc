/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-trace-helper.h"

#include "embodied-agent-helper.h"
#include "output/atomic-file.h"
#include "output/csv-text.h"
#include "output/inference-columns.h"
#include "output/inference-summary.h"
#include "output/report-program.h"
#include "output/timeline.h"
#include "support/checked-field.h"

#include "ns3/allocation-controller.h"
#include "ns3/compute-device.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#ifdef COINFERENCE_SQLITE
#include "output/sqlite-file.h"
#endif

namespace ns3
{
namespace coinference
{

namespace
{

void
Collect(Ptr<InferenceTrace> trace, const InferenceRecord& record)
{
    if (trace->open)
    {
        trace->records.push_back(record);
    }
}

template <typename Number>
void
Note(Ptr<CounterSeries> series, double scale, Number /* before */, Number now)
{
    if (series->open)
    {
        series->values.emplace_back(Simulator::Now(), scale * static_cast<double>(now));
    }
}

/// What the quality of a model's inferences is, unless another one's is something else.
void
TellQuality(InferenceTrace& trace, const ModelProfile& model)
{
    if (model.quality.empty())
    {
        return;
    }
    const auto& table = model.quality[model.qualityUsed];
    const auto unit = table.ShownUnit();
    if (!trace.quality)
    {
        trace.quality = {table.name, unit};
    }
    else if (trace.quality->name != table.name || trace.quality->unit != unit)
    {
        trace.quality = QualityMeaning{};
    }
}

/// Take an agent's counts, its quality and the state of its allocation into the trace.
void
CloseAgent(InferenceTrace& trace, const EmbodiedAgent& agent)
{
    TellQuality(trace, agent.GetModelProfile());
    auto counts = agent.GetCounts();
    // The agent forgets what is in flight when it is disposed of; the difference does not.
    counts.inFlight = counts.generated - counts.done - counts.dropped - counts.timedOut;
    trace.counts += counts;
    const auto controller = agent.GetObject<AllocationController>();
    if (!controller)
    {
        return;
    }
    trace.updates += controller->GetUpdates();
    trace.fallbacks += controller->GetFallbacks();
    trace.alone += controller->IsAlone();
    trace.infeasibleUpdates += controller->GetInfeasibleUpdates();
    const auto& allocation = controller->GetAllocation();
    // Statuses are declared from best to worst.
    if (!trace.status || allocation.status > *trace.status)
    {
        trace.status = allocation.status;
    }
    if (controller->GetInfeasibleUpdates() > 0)
    {
        trace.reason = controller->GetInfeasibleReason();
    }
}

/// The unit of all qualities; empty if there is none, or they differ.
std::string
QualityUnitOf(const std::vector<Ptr<InferenceTrace>>& traces)
{
    std::optional<std::string> unit;
    for (const auto& trace : traces)
    {
        if (trace->quality && unit.value_or(trace->quality->unit) != trace->quality->unit)
        {
            return "";
        }
        unit = trace->quality ? trace->quality->unit : unit;
    }
    return unit.value_or("");
}

#ifdef COINFERENCE_SQLITE
/// Binds a column's value to the ? of a number.
struct ValueBinder
{
    SQLite::Statement& statement;
    int index;

    void operator()(const Time& time) const
    {
        statement.bind(index, time.GetSeconds());
    }

    void operator()(std::monostate /* absent */) const
    {
        statement.bind(index);
    }

    template <typename T>
    void operator()(const T& value) const
    {
        statement.bind(index, value);
    }
};

void
WriteRows(const std::vector<Ptr<InferenceTrace>>& traces, const std::string& path)
{
    std::string names = "scheme"; // SQLite keeps comments with the table
    std::string places = "?";
    for (const auto& column : InferenceColumns())
    {
        names += std::string(",\n") + column.name;
        names += *column.unit ? std::string(" /* ") + column.unit + " */" : "";
        places += ",?";
    }
    names += ",\n\"group\""; // quoted: a word of SQL
    places += ",?";
    auto database = OpenSqlite(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    // A new file under a temporary name needs no journal.
    database.exec("PRAGMA journal_mode = OFF; CREATE TABLE inferences (" + names + ")");
    SQLite::Transaction transaction(database);
    SQLite::Statement insert(database, "INSERT INTO inferences VALUES (" + places + ")");
    for (const auto& trace : traces)
    {
        const auto groups = GroupsOfAgents(*trace);
        for (const auto& record : trace->records)
        {
            insert.bind(1, trace->scheme);
            int index = 1;
            for (const auto& column : InferenceColumns())
            {
                std::visit(ValueBinder{insert, ++index}, column.get(record));
            }
            if (const auto group = groups.find(record.agent); group != groups.end())
            {
                insert.bind(++index, group->second);
            }
            insert.exec();
            insert.reset();
            insert.clearBindings();
        }
    }
    transaction.commit();
}
#endif

} // namespace

void
CoinferenceTraceHelper::Connect(ApplicationContainer agents, const std::string& scheme)
{
    BeginTrace(scheme);
    Follow(agents, nullptr);
}

void
CoinferenceTraceHelper::Connect(const Groups& groups, const std::string& scheme)
{
    BeginTrace(scheme);
    for (const auto& [name, agents] : groups)
    {
        auto trace = Create<InferenceTrace>();
        trace->scheme = name;
        m_traces.back()->groups.push_back(trace);
        Follow(agents, trace);
    }
}

void
CoinferenceTraceHelper::BeginTrace(const std::string& scheme)
{
    Close();
    auto trace = Create<InferenceTrace>();
    trace->scheme = scheme;
    m_traces.push_back(trace);
}

void
CoinferenceTraceHelper::Follow(ApplicationContainer agents, Ptr<InferenceTrace> group)
{
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        const auto agent = EmbodiedAgentHelper::GetAgent(agents, i);
        m_agents.emplace_back(agent, group);
        agent->TraceConnectWithoutContext("Inference",
                                          MakeBoundCallback(&Collect, m_traces.back()));
        if (group)
        {
            agent->TraceConnectWithoutContext("Inference", MakeBoundCallback(&Collect, group));
        }
    }
}

void
CoinferenceTraceHelper::WatchDevices(NodeContainer nodes, const std::string& label)
{
    for (std::uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        WatchDevice(nodes.Get(i), label + " " + std::to_string(i));
    }
}

void
CoinferenceTraceHelper::WatchDevice(Ptr<Node> node, const std::string& label)
{
    if (m_traces.empty() || !m_traces.back()->open)
    {
        RejectField("devices", label, "watched after Connect()");
    }
    const auto device = node->GetObject<ComputeDevice>();
    if (!device)
    {
        return;
    }
    const auto watch = [&](const char* what, const char* unit, double now) {
        auto series = Create<CounterSeries>();
        series->name = label + " " + what;
        series->unit = unit;
        series->values.emplace_back(Simulator::Now(), now);
        m_traces.back()->counters.push_back(series);
        return series;
    };
    constexpr double GIGA = 1e-9;
    const auto clock = watch("clock", "GHz", GIGA * device->GetFrequency());
    device->TraceConnectWithoutContext("Clock", MakeBoundCallback(&Note<double>, clock, GIGA));
    const auto power = watch("power", "W", device->GetPower());
    device->TraceConnectWithoutContext("Power", MakeBoundCallback(&Note<double>, power, 1.0));
    const auto queue = watch("queue", "jobs", static_cast<double>(device->GetQueueLength()));
    device->TraceConnectWithoutContext("QueueLength",
                                       MakeBoundCallback(&Note<std::uint32_t>, queue, 1.0));
}

void
CoinferenceTraceHelper::AddInfeasible(const std::string& scheme, Limit reason)
{
    Close();
    auto trace = Create<InferenceTrace>();
    trace->scheme = scheme;
    trace->status = Allocation::Status::INFEASIBLE;
    trace->reason = reason;
    m_traces.push_back(trace);
}

void
CoinferenceTraceHelper::Close()
{
    for (const auto& [agent, group] : m_agents)
    {
        CloseAgent(*m_traces.back(), *agent);
        if (group)
        {
            CloseAgent(*group, *agent);
            group->open = false;
        }
    }
    m_agents.clear();
    if (!m_traces.empty())
    {
        m_traces.back()->open = false;
        for (const auto& series : m_traces.back()->counters)
        {
            series->open = false;
        }
    }
}

const std::vector<Ptr<InferenceTrace>>&
CoinferenceTraceHelper::GetTraces()
{
    Close();
    return m_traces;
}

void
CoinferenceTraceHelper::WriteCsv(const std::string& path)
{
    AtomicFile file(path);
    const auto& traces = GetTraces();
    const auto qualityUnit = QualityUnitOf(traces);
    std::string row = "scheme";
    for (const auto& column : InferenceColumns())
    {
        const std::string unit =
            column.name == std::string_view("quality") ? qualityUnit : column.unit;
        row += std::string(",") + column.name + (unit.empty() ? "" : " [" + unit + "]");
    }
    file.Stream() << row << ",group\n";
    for (const auto& trace : traces)
    {
        const auto scheme = CsvText(trace->scheme);
        const auto groups = GroupsOfAgents(*trace);
        for (const auto& record : trace->records)
        {
            row = scheme;
            for (const auto& column : InferenceColumns())
            {
                row += ",";
                AppendCsv(column.get(record), row);
            }
            const auto group = groups.find(record.agent);
            row += "," + (group == groups.end() ? "" : CsvText(group->second)) + "\n";
            file.Stream() << row;
        }
    }
    file.Commit();
}

void
CoinferenceTraceHelper::WriteSqlite(const std::string& path)
{
#ifdef COINFERENCE_SQLITE
    AtomicFile file(path);
    try
    {
        WriteRows(GetTraces(), file.GetTemporaryPath());
    }
    catch (const SQLite::Exception& error)
    {
        throw std::runtime_error(path + ": " + error.what());
    }
    file.Commit();
#else
    throw std::runtime_error(path + ": the module was built without SQLiteCpp");
#endif
}

void
CoinferenceTraceHelper::WriteTimeline(const std::string& path)
{
    AtomicFile file(path);
    WriteTimelineTo(GetTraces(), file.Stream());
    file.Commit();
}

void
CoinferenceTraceHelper::WriteReport(const std::string& folder, const std::string& title)
{
    const auto program = FindReportProgram();
    std::filesystem::create_directories(folder);
    for (const auto* old : {"/report.html", "/timeline.json"}) // of other records than those below
    {
        std::filesystem::remove(folder + old);
    }
    WriteCsv(folder + "/inferences.csv");
    WriteSummary(folder + "/summary.json");
    const auto& traces = GetTraces();
    if (std::any_of(traces.begin(), traces.end(), [](const auto& trace) {
            return !trace->counters.empty();
        }))
    {
        WriteTimeline(folder + "/timeline.json");
    }
    RunReportProgram(program, folder, title);
}

void
CoinferenceTraceHelper::WriteSummary(const std::string& path)
{
    AtomicFile file(path);
    file.Stream() << SummaryToJson(GetTraces());
    file.Commit();
}

} // namespace coinference
} // namespace ns3
