/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "open-sweep.h"

#include "report/text-file.h"
#include "sweep/sweep-answers.h"

#include <filesystem>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

SweepSpec
ParseSweep(const std::string& where, const std::string& source, double precision)
{
    SweepSpec spec;
    try
    {
        spec = SweepSpec::Parse(source);
        if (spec.mode == SweepSpec::Mode::DESIGN)
        {
            CheckDesigns(spec);
        }
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(where + ": " + error.what());
    }
    if (precision > 0)
    {
        spec.SetPrecision(precision);
    }
    return spec;
}

} // namespace

Sweep
OpenSweep(const std::string& file, const std::string& database, double precision, Opening opening)
{
    Sweep sweep;
    if (file.empty() && database.empty())
    {
        throw std::invalid_argument("a sweep file is missing (or --db)");
    }
    if (!file.empty())
    {
        sweep.source = ReadTextFile(file);
        sweep.spec = ParseSweep(file, sweep.source, precision);
    }
    sweep.database = database.empty() ? sweep.spec.name + ".db" : database;
    // An empty file is what is left where its making was cut off.
    std::error_code error;
    const bool isThere = std::filesystem::exists(sweep.database, error) &&
                         (!std::filesystem::is_regular_file(sweep.database, error) ||
                          std::filesystem::file_size(sweep.database, error) > 0);
    if (!isThere && (opening == Opening::EXISTING || file.empty()))
    {
        throw std::runtime_error(
            sweep.database +
            (std::filesystem::exists(sweep.database, error) ? " is empty" : " is not there") +
            ": nothing has been run yet");
    }
    const bool isAside = !isThere && opening == Opening::ASIDE;
    sweep.store = std::make_unique<SweepStore>(isAside ? ":memory:" : sweep.database,
                                               isAside || opening == Opening::CREATE);
    if (file.empty())
    {
        const auto source = sweep.store->GetSpec();
        if (!source)
        {
            throw std::runtime_error(sweep.database + " holds no sweep yet");
        }
        sweep.source = *source;
        sweep.spec = ParseSweep(sweep.database, sweep.source, precision);
    }
    return sweep;
}

} // namespace coinference
} // namespace ns3
