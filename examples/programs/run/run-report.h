/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_REPORT_H
#define COINFERENCE_RUN_REPORT_H

#include "run-options.h"

#include "ns3/inference-trace.h"
#include "ns3/ptr.h"

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// Print what is simulated, in two lines.
void PrintScenario(const RunOptions& options, std::ostream& out);

/// The table's cells: a line of names, one of units, then one for each scheme, and below it each
/// group of agents, whose name is indented.
std::vector<std::vector<std::string>> TableLines(const std::vector<Ptr<InferenceTrace>>& traces,
                                                 const RunOptions& options);

/// Print what a line of the table cannot tell: agents that went on with an allocation of before, or
/// options that change nothing.
void PrintNotes(const std::vector<Ptr<InferenceTrace>>& traces,
                const RunOptions& options,
                std::ostream& out);

/// Print a line for each scheme, and below it each group of agents, numbers under headings with
/// units.
void PrintTable(const std::vector<Ptr<InferenceTrace>>& traces,
                const RunOptions& options,
                std::ostream& out);

/// A line on standard error that tells how far the run is; on a terminal it overwrites itself.
class SimulationProgress
{
  public:
    /**
     * @param mode option progress: auto, on or off
     * @param schemes number of schemes to come
     */
    SimulationProgress(const std::string& mode, std::size_t schemes);

    /// Erases the line.
    ~SimulationProgress();

    /// Whether anything is shown.
    bool IsOn() const;

    /// Go on to a scheme.
    void Begin(const std::string& scheme);

    /// Show how far the scheme is, from 0 to 1.
    void Show(double share);

  private:
    bool m_isTerminal;
    bool m_isOn;
    std::size_t m_schemes;
    std::size_t m_begun{0};
    std::string m_scheme;
    std::chrono::steady_clock::time_point m_lastShown;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_REPORT_H */
