/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TRACE_HELPER_H
#define COINFERENCE_TRACE_HELPER_H

#include "ns3/application-container.h"
#include "ns3/embodied-agent.h"
#include "ns3/inference-trace.h"
#include "ns3/node-container.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief Collects the agents' records and writes them: CSV, SQLite and a summary.
 *
 * Records are kept in memory (some 200 bytes each) and files written at the end: a file is there
 * whole or not at all. The helper may go before the simulation does.
 */
class CoinferenceTraceHelper
{
  public:
    /**
     * @brief Collect the records of some agents from now on, as one trace.
     * @param agents EmbodiedAgent applications
     * @param scheme name of the trace, goes to the column scheme
     */
    void Connect(ApplicationContainer agents, const std::string& scheme = "");

    /** @brief Names of groups of agents, and who is in them. */
    typedef std::vector<std::pair<std::string, ApplicationContainer>> Groups;

    /**
     * @brief Begin to collect what agents of several groups do; the summary then tells of each
     * group as well.
     * @param groups the groups, of distinct names
     * @param scheme label for people
     */
    void Connect(const Groups& groups, const std::string& scheme);

    /**
     * @brief Note from now on, in the trace that Connect() began, how clock, power and queue length
     * of the nodes' ComputeDevices change: for WriteTimeline(). Some 16 bytes a change.
     * @param nodes nodes; those without a device are left out
     * @param label what they are called, with their number in the container: "agent"
     */
    void WatchDevices(NodeContainer nodes, const std::string& label);

    /**
     * @brief The same of one node.
     * @param node a node; nothing is noted if it has no device
     * @param label what it is called: "server 10.1.1.1:4210", as ServerName() has it for its track
     */
    void WatchDevice(Ptr<Node> node, const std::string& label);

    /**
     * @brief Note a scheme that was not simulated, as it found no allocation.
     * @param scheme its name
     * @param reason why
     */
    void AddInfeasible(const std::string& scheme, Limit reason);

    /**
     * @brief Take the agents' counts and end the trace that Connect() began. Called by the next
     * Connect() and by all that follows; call it to let go of the agents.
     */
    void Close();

    /** @return the traces, in order */
    const std::vector<Ptr<InferenceTrace>>& GetTraces();

    /**
     * @brief Write a row for each inference, after a header line with units; see
     * InferenceColumns(). The first column is the scheme, the last the group, empty if all are
     * alike.
     * @param path the file; an older one is replaced
     * @throw std::runtime_error if it cannot be written
     */
    void WriteCsv(const std::string& path);

    /**
     * @brief Write the same rows to the table `inferences` of a new SQLite database.
     * @param path the file; an older one is replaced
     * @throw std::runtime_error if it cannot be written, or the module was built without SQLiteCpp
     */
    void WriteSqlite(const std::string& path);

    /**
     * @brief Write counts and statistics of each trace as JSON, see SummaryToJson().
     * @param path the file; an older one is replaced
     * @throw std::runtime_error if it cannot be written
     */
    void WriteSummary(const std::string& path);

    /**
     * @brief Write all traces in the Trace Event format, which Perfetto and chrome://tracing open:
     * a track an agent and one a server's processor, a slice a phase of an inference, and the
     * devices that were watched as counters.
     * @param path the file; an older one is replaced
     * @throw std::runtime_error if it cannot be written
     */
    void WriteTimeline(const std::string& path);

    /**
     * @brief Write a page that shows the run, report.html: a table of the schemes, when results
     * came, what inferences cost and what quantization costs, with intervals, and beside it each
     * figure as PNG, SVG and gnuplot script, the records (inferences.csv), the summary
     * (summary.json) and, if devices were watched, timeline.json.
     *
     * The program coinference-report draws it, which needs gnuplot: the one that environment
     * variable COINFERENCE_REPORT names, or the one beside this library, or the one in PATH. Called
     * by itself it takes options as well: budgets to be drawn, PDF and TikZ.
     * @param folder the folder, made if it is not there; files of these names are replaced. A
     *        scenario.json in it is shown as what was run
     * @param title of the page; if empty that it is the run of the folder's name
     * @throw std::runtime_error if a file cannot be written, or the program is not found or fails
     */
    void WriteReport(const std::string& folder, const std::string& title = "");

  private:
    void BeginTrace(const std::string& scheme);
    /// Collect what agents do into the latest trace, and into that of their group, if any.
    void Follow(ApplicationContainer agents, Ptr<InferenceTrace> group);

    std::vector<Ptr<InferenceTrace>> m_traces; //!< the last may be open
    std::vector<std::pair<Ptr<EmbodiedAgent>, Ptr<InferenceTrace>>> m_agents; //!< of the open trace
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TRACE_HELPER_H */
