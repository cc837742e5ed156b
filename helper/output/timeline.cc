/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "timeline.h"

#include "support/checked-field.h"

#include "ns3/coinference-version.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Microseconds, to the nanosecond.
std::string
Microseconds(Time time)
{
    char text[64];
    const auto nanoseconds = time.GetNanoSeconds();
    std::snprintf(text,
                  sizeof(text),
                  "%lld.%03lld",
                  static_cast<long long>(nanoseconds / 1000),
                  static_cast<long long>(nanoseconds % 1000));
    return text;
}

/// A name as JSON has it, in quotes.
std::string
Quoted(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The first of several rows that is free: what overlaps goes to the next.
class Rows
{
  public:
    /// In order of `from`.
    std::size_t Take(Time from, Time to)
    {
        std::size_t row = 0;
        while (row < m_until.size() && m_until[row] > from)
        {
            ++row;
        }
        m_until.resize(std::max(m_until.size(), row + 1));
        m_until[row] = to;
        return row;
    }

  private:
    std::vector<Time> m_until;
};

/// Writes the events of one trace, a process of its own.
class ProcessWriter
{
  public:
    ProcessWriter(const InferenceTrace& trace, std::size_t process, std::ostream& stream)
        : m_trace(trace),
          m_process(std::to_string(process)),
          m_stream(stream)
    {
    }

    void Write()
    {
        Name("process_name", "0", m_trace.scheme.empty() ? "run" : m_trace.scheme);
        WriteAgents();
        WriteServers();
        for (const auto& series : m_trace.counters)
        {
            for (const auto& [time, value] : series->values)
            {
                Event("C", "0", series->name, time);
                m_stream << ",\"args\":{" << Quoted(series->unit) << ":" << NumberToText(value)
                         << "}}";
            }
        }
    }

  private:
    /// Records by the time that a part of them began.
    template <typename Begin>
    std::vector<const InferenceRecord*> Sorted(Begin begin) const
    {
        std::vector<const InferenceRecord*> records;
        for (const auto& record : m_trace.records)
        {
            if (begin(record))
            {
                records.push_back(&record);
            }
        }
        std::stable_sort(records.begin(), records.end(), [&](const auto* a, const auto* b) {
            return *begin(*a) < *begin(*b);
        });
        return records;
    }

    void WriteAgents()
    {
        std::map<std::uint32_t, Rows> rows;
        const auto groups = GroupsOfAgents(m_trace);
        const auto begin = [](const InferenceRecord& record) {
            return std::optional<Time>(record.sensed);
        };
        for (const auto* record : Sorted(begin))
        {
            const auto row = rows[record->agent].Take(record->sensed, record->ended);
            const auto group = groups.find(record->agent);
            const auto track = Track({0, std::to_string(record->agent), row},
                                     "agent " + std::to_string(record->agent) +
                                         (group == groups.end() ? "" : ", " + group->second) +
                                         (row == 0 ? "" : " (" + std::to_string(row + 1) + ")"));
            Slice(track,
                  "inference " + std::to_string(record->sequence),
                  record->sensed,
                  record->ended);
            m_stream << ",\"args\":{\"outcome\":\"" << OutcomeName(record->outcome)
                     << "\",\"placement\":\"" << PlacementName(record->placement)
                     << "\",\"bits\":" << NumberToText(record->precision.Bits())
                     << ",\"agentFrequency [Hz]\":" << NumberToText(record->agentFrequency)
                     << ",\"serverFrequency [Hz]\":" << NumberToText(record->serverFrequency)
                     << ",\"energy [J]\":" << NumberToText(record->TotalEnergy())
                     << ",\"deadlineMet\":" << (record->deadlineMet ? "true" : "false") << "}}";
            WritePhases(track, *record);
        }
    }

    void WritePhases(const std::string& track, const InferenceRecord& record)
    {
        const std::pair<const char*, std::optional<Time>> ends[]{
            {"queue", record.computeStarted},
            {"compute", record.computeFinished},
            {"uplink", record.serverReceived},
            {"server queue", record.serverStarted},
            {"server compute", record.serverFinished},
            {"downlink",
             record.outcome == Outcome::DONE && record.serverFinished
                 ? std::optional<Time>(record.ended)
                 : std::nullopt}};
        Time from = record.sensed;
        for (const auto& [name, to] : ends)
        {
            if (to && *to > from)
            {
                Slice(track, name, from, *to);
                m_stream << "}";
            }
            from = to.value_or(from);
        }
    }

    void WriteServers()
    {
        std::map<std::string, Rows> rows;
        const auto begin = [](const InferenceRecord& record) {
            const bool isThere = record.serverFinished && record.placement != Placement::AGENT;
            return isThere ? record.serverStarted : std::nullopt;
        };
        for (const auto* record : Sorted(begin))
        {
            const auto server = ServerName(record->server);
            const auto row = rows[server].Take(*record->serverStarted, *record->serverFinished);
            const auto track = Track({1, server, row},
                                     "server " + server + " processor " + std::to_string(row + 1));
            Slice(track,
                  "agent " + std::to_string(record->agent) + " inference " +
                      std::to_string(record->sequence),
                  *record->serverStarted,
                  *record->serverFinished);
            m_stream << ",\"args\":{\"serverFrequency [Hz]\":"
                     << NumberToText(record->serverFrequency)
                     << ",\"energy [J]\":" << NumberToText(record->serverEnergy) << "}}";
        }
    }

    /// Kind (agents before servers), name, row.
    typedef std::tuple<int, std::string, std::size_t> TrackKey;

    /// A track's number, told at its first event.
    const std::string& Track(const TrackKey& key, const std::string& name)
    {
        auto& number = m_tracks[key];
        if (number.empty())
        {
            number = std::to_string(m_tracks.size());
            Name("thread_name", number, name);
        }
        return number;
    }

    void Name(const char* what, const std::string& track, const std::string& name)
    {
        Next();
        m_stream << "{\"ph\":\"M\",\"pid\":" << m_process << ",\"tid\":" << track << ",\"name\":\""
                 << what << "\",\"args\":{\"name\":" << Quoted(name) << "}}";
        if (track != "0")
        {
            Next();
            m_stream << "{\"ph\":\"M\",\"pid\":" << m_process << ",\"tid\":" << track
                     << ",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":" << track
                     << "}}";
        }
    }

    void Event(const char* kind, const std::string& track, const std::string& name, Time time)
    {
        Next();
        m_stream << "{\"ph\":\"" << kind << "\",\"pid\":" << m_process << ",\"tid\":" << track
                 << ",\"name\":" << Quoted(name) << ",\"ts\":" << Microseconds(time);
    }

    void Slice(const std::string& track, const std::string& name, Time from, Time to)
    {
        Event("X", track, name, from);
        m_stream << ",\"dur\":" << Microseconds(to - from);
    }

    void Next()
    {
        m_stream << (m_isFirst && m_process == "1" ? "\n" : ",\n");
        m_isFirst = false;
    }

    const InferenceTrace& m_trace;
    std::string m_process;
    std::ostream& m_stream;
    bool m_isFirst{true};
    std::map<TrackKey, std::string> m_tracks;
};

} // namespace

void
WriteTimelineTo(const std::vector<Ptr<InferenceTrace>>& traces, std::ostream& stream)
{
    stream << "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"coinference\":"
           << Quoted(ModuleVersion()) << "},\"traceEvents\":[";
    std::size_t process = 0;
    for (const auto& trace : traces)
    {
        ProcessWriter(*trace, ++process, stream).Write();
    }
    stream << "\n]}\n";
}

} // namespace coinference
} // namespace ns3
