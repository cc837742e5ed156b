/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCRIPT_HELPER_H
#define COINFERENCE_SCRIPT_HELPER_H

#include "coinference-trace-helper.h"

#include "ns3/command-line.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Makes any ns-3 script one that coinference-sweep can run: `--program=`.
 *
 * Adds the options that a sweep sets to those of the script (schemes, seed, run, output, check,
 * progress) and report, simulates each scheme on random numbers of the same seed and run, and
 * writes what a sweep reads: inferences.csv, summary.json and scenario.json; with report also a
 * page with figures, CoinferenceTraceHelper::WriteReport(). Without an output folder a table is
 * printed.
 *
 * Schemes of one process see the same random numbers where the script assigns streams
 * (AllocationHelper::AssignStreams(), WifiHelper::AssignStreams(), ...), or from ns-3.43 on in any
 * case: before, a random variable without a stream takes the next one in the process. A sweep runs
 * a process a scheme.
 *
 *     CommandLine cmd(__FILE__);
 *     cmd.AddValue("robots", "How many robots", robots);
 *     CoinferenceScriptHelper script("joint,fixed-frequency");
 *     return script.Run(cmd, argc, argv, [&](const auto& scheme, auto& trace) {
 *         ... nodes, links, agents, AllocationHelper(scheme), trace.Connect(agents, scheme) ...
 *         Simulator::Stop(Seconds(duration));
 *         Simulator::Run();
 *     });
 */
class CoinferenceScriptHelper
{
  public:
    /**
     * @brief What the script simulates of one scheme, from nodes to Simulator::Run(). The simulator
     * is destroyed after it.
     */
    typedef std::function<void(const std::string& scheme, CoinferenceTraceHelper& trace)> Simulate;

    /** @param schemes schemes to simulate in turn if option schemes is not given, with commas */
    explicit CoinferenceScriptHelper(std::string schemes = "joint");

    /**
     * @brief Read the command line, simulate, and write or print.
     * @param cmd the script's options; those above are added. ns-3 ends the process for options
     *        that it does not know
     * @param argc,argv the command line
     * @param simulate simulates a scheme
     * @return exit status: 0; 2 after a message on standard error, if something was not allowed or
     *         could not be written, also by an exception out of `simulate`
     */
    int Run(CommandLine& cmd, int argc, char* argv[], const Simulate& simulate);

  private:
    void SimulateAll(const Simulate& simulate, const std::vector<std::string>& arguments);
    void Write(CoinferenceTraceHelper& trace, const std::vector<std::string>& arguments) const;

    std::string m_schemes;  //!< with commas between
    std::uint32_t m_seed;   //!< of ns-3's generator
    std::uint64_t m_run;    //!< independent repetition
    std::string m_output;   //!< folder; empty for none
    bool m_check{false};    //!< only read the options
    bool m_report{false};   //!< a page with figures in the folder
    std::string m_progress; //!< which a sweep switches off: there is none
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCRIPT_HELPER_H */
