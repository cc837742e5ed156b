/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "read-records.h"

#include "output/csv-text.h"
#include "support/checked-field.h"

#include "ns3/inference-record.h"

#include <cmath>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// The lines of a file of records.
class RecordReader
{
  public:
    explicit RecordReader(const std::string& path)
        : m_path(path),
          m_file(path)
    {
        if (!m_file)
        {
            throw std::runtime_error("cannot read " + path);
        }
        Next();
        m_header = m_cells;
    }

    /// @return whether there is another line
    bool Next()
    {
        std::string line;
        if (!std::getline(m_file, line))
        {
            return false;
        }
        ++m_line;
        if (!line.empty() && line.back() == '\r')
        {
            line.pop_back();
        }
        m_cells = CsvFields(line);
        if (!m_header.empty() && m_cells.size() != m_header.size())
        {
            Reject(std::to_string(m_cells.size()) + " fields",
                   std::to_string(m_header.size()) + ", as in the first line");
        }
        return true;
    }

    std::optional<std::size_t> FindColumn(const std::string& name) const
    {
        for (std::size_t i = 0; i < m_header.size(); ++i)
        {
            if (m_header[i].substr(0, m_header[i].find(" [")) == name)
            {
                return i;
            }
        }
        return std::nullopt;
    }

    std::size_t Column(const std::string& name) const
    {
        if (const auto column = FindColumn(name))
        {
            return *column;
        }
        throw std::invalid_argument(m_path + " has no column " + name +
                                    ": it must be as CoinferenceTraceHelper::WriteCsv() writes it");
    }

    const std::string& Text(std::size_t column) const
    {
        return m_cells[column];
    }

    double Number(std::size_t column) const
    {
        const auto number = NumberFromText(m_cells[column]);
        if (!number || !(*number >= 0 && std::isfinite(*number)))
        {
            Reject(column, "a number, 0 or more");
        }
        return *number;
    }

    /// May be below 0, and absent.
    std::optional<double> Quality(std::size_t column) const
    {
        const auto quality = NumberFromText(m_cells[column]);
        if (!quality && !m_cells[column].empty())
        {
            Reject(column, "a number or nothing");
        }
        return quality;
    }

    [[noreturn]] void Reject(std::size_t column, const std::string& allowed) const
    {
        Reject(m_header[column] + " = " + ShortText(m_cells[column]), allowed);
    }

  private:
    [[noreturn]] void Reject(const std::string& what, const std::string& allowed) const
    {
        throw std::invalid_argument(m_path + ", line " + std::to_string(m_line) + ": " + what +
                                    " is not allowed: it must be " + allowed);
    }

    std::string m_path;
    std::ifstream m_file;
    std::size_t m_line{0};
    std::vector<std::string> m_header;
    std::vector<std::string> m_cells;
};

bool
IsOutcome(const std::string& text)
{
    for (const auto outcome :
         {Outcome::DONE, Outcome::DROPPED, Outcome::TIMED_OUT, Outcome::BATTERY_EMPTY})
    {
        if (text == OutcomeName(outcome))
        {
            return true;
        }
    }
    return false;
}

/// Finds the samples of a scheme in a group, and makes them where they are missing.
class Places
{
  public:
    SchemeSamples& Of(const std::string& group,
                      const std::string& scheme,
                      std::vector<RecordGroup>& groups)
    {
        const auto [itsGroup, isNewGroup] = m_groups.try_emplace(group, groups.size());
        if (isNewGroup)
        {
            groups.emplace_back();
            groups.back().name = group;
        }
        auto& schemes = groups[itsGroup->second].schemes;
        const auto [place, isNew] =
            m_schemes.try_emplace({itsGroup->second, scheme}, schemes.size());
        if (isNew)
        {
            schemes.emplace_back();
            schemes.back().scheme = scheme;
        }
        return schemes[place->second];
    }

  private:
    std::map<std::string, std::size_t> m_groups;
    std::map<std::pair<std::size_t, std::string>, std::size_t> m_schemes;
};

} // namespace

std::vector<RecordGroup>
ReadRecords(const std::string& path)
{
    RecordReader reader(path);
    const auto scheme = reader.Column("scheme");
    const auto outcome = reader.Column("outcome");
    const auto delay = reader.Column("totalDelay");
    const auto energy = reader.Column("totalEnergy");
    const auto distortion = reader.Column("totalDistortion");
    const auto quality = reader.Column("quality");
    const auto group = reader.FindColumn("group"); // not of files written by hand
    std::vector<RecordGroup> groups;
    Places places;
    while (reader.Next())
    {
        auto& samples = places.Of(group ? reader.Text(*group) : "", reader.Text(scheme), groups);
        if (reader.Text(outcome) != OutcomeName(Outcome::DONE))
        {
            if (!IsOutcome(reader.Text(outcome)))
            {
                reader.Reject(outcome, "done, dropped, timed-out or battery-empty");
            }
            samples.AddLost();
            continue;
        }
        samples.AddDone(reader.Number(delay),
                        reader.Number(energy),
                        reader.Number(distortion),
                        reader.Quality(quality));
    }
    if (groups.empty())
    {
        groups.emplace_back();
    }
    for (auto& one : groups)
    {
        if (one.name.empty() && groups.size() > 1)
        {
            one.name = "in no group";
        }
    }
    return groups;
}

} // namespace coinference
} // namespace ns3
