/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-script-helper.h"

#include "clean-simulator.h"
#include "output/atomic-file.h"
#include "output/inference-summary.h"
#include "output/report-program.h"
#include "support/checked-field.h"

#include "ns3/coinference-version.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

std::vector<std::string>
NamesOf(const std::string& schemes)
{
    std::vector<std::string> names;
    for (const auto name : SplitList(schemes, ','))
    {
        if (name.empty() || std::count(names.begin(), names.end(), name) > 0)
        {
            RejectField("schemes", schemes, "names separated by commas, without repetition");
        }
        names.emplace_back(name);
    }
    return names;
}

/// The mean of a statistic of a trace; "-" without any.
std::string
MeanOf(const InferenceTrace& trace, const char* name)
{
    const auto mean = SampleOf(trace, name).GetMean();
    if (!mean)
    {
        return "-";
    }
    std::ostringstream text;
    text << std::fixed << std::setprecision(3) << *mean;
    return text.str();
}

void
Print(CoinferenceTraceHelper& trace, std::ostream& out)
{
    out << std::left << std::setw(20) << "scheme" << std::right << std::setw(8) << "sensed"
        << std::setw(8) << "done" << std::setw(12) << "in time [%]" << std::setw(12) << "delay [s]"
        << std::setw(12) << "energy [J]" << std::setw(8) << "bits"
        << "\n";
    const auto print = [&out](const InferenceTrace& one, const std::string& name) {
        const auto share = ShareMet(one.counts, one.counts.deadlineMet);
        std::ostringstream percent;
        percent << std::fixed << std::setprecision(1) << 100 * share.value_or(0);
        out << std::left << std::setw(20) << name << std::right << std::setw(8)
            << one.counts.generated << std::setw(8) << one.counts.done << std::setw(12)
            << (share ? percent.str() : "-") << std::setw(12) << MeanOf(one, "delay")
            << std::setw(12) << MeanOf(one, "energy") << std::setw(8) << MeanOf(one, "bitWidth")
            << "\n";
    };
    for (const auto& one : trace.GetTraces())
    {
        print(*one, one->scheme);
        for (const auto& group : one->groups)
        {
            print(*group, "  " + group->scheme);
        }
    }
}

} // namespace

CoinferenceScriptHelper::CoinferenceScriptHelper(std::string schemes)
    : m_schemes(std::move(schemes)),
      m_seed(RngSeedManager::GetSeed()),
      m_run(RngSeedManager::GetRun())
{
}

int
CoinferenceScriptHelper::Run(CommandLine& cmd, int argc, char* argv[], const Simulate& simulate)
{
    cmd.AddValue("schemes", "Allocation schemes, separated by commas", m_schemes);
    cmd.AddValue("seed", "Seed of the random numbers", m_seed);
    cmd.AddValue("run", "Number of the independent repetition", m_run);
    cmd.AddValue("output", "Folder for records and summary; empty for a table", m_output);
    cmd.AddValue("report", "A page with figures in the folder, too", m_report);
    cmd.AddValue("check", "Only read the options", m_check);
    cmd.AddValue("progress", "There is none: off, as sweeps say, or anything", m_progress);
    cmd.Parse(argc, argv);
    try
    {
        SimulateAll(simulate, std::vector<std::string>(argv, argv + argc));
    }
    catch (const std::exception& error)
    {
        std::cerr << cmd.GetName() << ": " << error.what() << std::endl;
        return 2;
    }
    return 0;
}

void
CoinferenceScriptHelper::SimulateAll(const Simulate& simulate,
                                     const std::vector<std::string>& arguments)
{
    const auto schemes = NamesOf(m_schemes);
    if (m_seed == 0 || m_seed > LARGEST_SEED)
    {
        RejectField("seed", std::to_string(m_seed), "from 1 to 4294944442");
    }
    if (m_report && m_output.empty())
    {
        RejectField("report", "true", "with --output=FOLDER");
    }
    if (m_report)
    {
        FindReportProgram(); // before hours of simulation
    }
    if (m_check)
    {
        return;
    }
    CoinferenceTraceHelper trace;
    for (const auto& scheme : schemes)
    {
        const CleanSimulator cleaner;
        RngSeedManager::SetSeed(m_seed);
        RngSeedManager::SetRun(m_run);
        const auto before = trace.GetTraces().size();
        simulate(scheme, trace);
        trace.Close();
        const auto& traces = trace.GetTraces();
        if (traces.size() != before + 1 || traces.back()->scheme != scheme)
        {
            throw std::logic_error("what simulates has to call trace.Connect(agents, \"" + scheme +
                                   "\") or trace.AddInfeasible(), once");
        }
    }
    if (m_output.empty())
    {
        Print(trace, std::cout);
        return;
    }
    Write(trace, arguments);
}

void
CoinferenceScriptHelper::Write(CoinferenceTraceHelper& trace,
                               const std::vector<std::string>& arguments) const
{
    std::filesystem::create_directories(m_output);
    const nlohmann::ordered_json scenario{{"program", arguments.front()},
                                          {"version", ModuleVersion()},
                                          {"ns3Version", Ns3Version()},
                                          {"seed", m_seed},
                                          {"run", m_run},
                                          {"schemes", NamesOf(m_schemes)},
                                          {"arguments", arguments}};
    AtomicFile file(m_output + "/scenario.json");
    file.Stream() << scenario.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
    file.Commit();
    if (m_report)
    {
        trace.WriteReport(m_output, std::filesystem::path(arguments.front()).filename().string());
        return;
    }
    trace.WriteCsv(m_output + "/inferences.csv");
    trace.WriteSummary(m_output + "/summary.json");
}

} // namespace coinference
} // namespace ns3
