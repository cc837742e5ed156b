/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DESIGN_PROBLEM_H
#define COINFERENCE_DESIGN_PROBLEM_H

#include "allocation.h"
#include "bit-width-set.h"
#include "split-option.h"

#include "ns3/compute-chip.h"
#include "ns3/workload.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * Relative slack of the feasibility checks T <= T0 and E <= E0: what rounding can take away from
 * a point that meets a budget with equality, and no more.
 */
constexpr double FEASIBILITY_SLACK = 1e-12;

/** Relative slack of the re-check of every answer, which may have been computed in other ways. */
constexpr double RECHECK_SLACK = 1e-9;

/**
 * @ingroup coinference-decision
 * @brief What a job takes.
 */
struct JobCost
{
    double time{0};   //!< [s]
    double energy{0}; //!< [J]
};

/**
 * @ingroup coinference-decision
 * @brief Problem (P1) of arXiv:2602.13052: choose the bit-width and both clocks for one agent.
 *
 * Delay and energy follow eq. 4 to 9, plus a fixed reserve for the communication that the paper
 * leaves out (0 by default, which gives the paper's problem).
 */
struct DesignProblem
{
    Workload workload;     //!< the model's part: work and weights
    BitWidthSet bitWidths; //!< B
    ComputeChip agent;     //!< the agent's chip; idle power plays no part in (P1)
    ComputeChip server{ComputeChip::PaperServer()}; //!< the server's chip
    double delayBudget{3.5};                        //!< T0 [s], >= 0
    double energyBudget{2};                         //!< E0 [J], >= 0
    double communicationDelay{0};  //!< reserve for both transmissions (and queues) [s], >= 0
    double communicationEnergy{0}; //!< reserve for the radio [J], >= 0
    double period{0}; //!< p, between sensings of a stream [s]; 0 for one inference alone
    /**
     * What a scheme that chooses the split may choose from, with a reserve each. Empty: its own
     * split and the two ends. Other schemes do not look at it.
     */
    std::vector<SplitOption> splits;

    /**
     * @brief Move the problem's work to where a placement runs it.
     * @param placement who is to run what
     * @return the problem with Workload::Placed(); AGENT: without communication
     */
    DesignProblem Placed(Placement placement) const;

    /**
     * @brief The problem that is left once it is decided how to divide the model.
     * @param option one of `splits`
     * @return the problem with the option's work and reserve
     */
    DesignProblem Decided(const SplitOption& option) const;

    /**
     * @brief The same for what an answer decides.
     * @param placement who runs what
     * @param split if SPLIT: which of the model's
     * @return Decided() of the option, or Placed() if it is none of `splits`
     */
    DesignProblem Decided(Placement placement, std::uint32_t split) const;

    /**
     * @brief Check every field.
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate() const;

    /**
     * @param bitWidth b^, any real number >= 0 (the relaxed problem needs fractions)
     * @return cycles of the agent's part, Workload::AgentCycles()
     */
    double AgentCycles(double bitWidth) const
    {
        return workload.AgentCycles(bitWidth, agent);
    }

    /** @return cycles of the server's part, Workload::ServerCycles() */
    double ServerCycles() const
    {
        return workload.ServerCycles(server);
    }

    /**
     * @param cycles clock cycles at the chip's flopsPerCycle, >= 0
     * @param chip who computes
     * @param frequency clock [Hz], >= 0
     * @return time that they take [s]; no work takes none at any clock, even a stopped one
     */
    static double ComputeDelay(double cycles, const ComputeChip& chip, double frequency)
    {
        return cycles == 0 ? 0 : ActualCycles(cycles, chip, frequency) / frequency;
    }

    /**
     * @param cycles clock cycles at the chip's flopsPerCycle, >= 0
     * @param chip who computes
     * @param frequency clock [Hz], >= 0
     * @return what they cost [J]; no work costs nothing
     */
    static double ComputeEnergy(double cycles, const ComputeChip& chip, double frequency)
    {
        return cycles == 0 ? 0
                           : ActualCycles(cycles, chip, frequency) * chip.EnergyPerCycle(frequency);
    }

    /** @return whether a side is counted phase by phase: its memory may be what it waits for */
    bool HasPhases() const
    {
        return workload.IsAgentPhased(agent) || workload.IsServerPhased(server);
    }

    /**
     * @param bitWidth b^
     * @param clocks f and f_m
     * @return time and energy of the agent's part [s], [J]
     */
    JobCost AgentCost(double bitWidth, const Clocks& clocks) const
    {
        return workload.IsAgentPhased(agent)
                   ? CostOf(workload.AgentWorks(bitWidth), agent, clocks.agent, clocks.agentMemory)
                   : CostOf(AgentCycles(bitWidth), agent, clocks.agent);
    }

    /**
     * @param clocks f~ and f~_m
     * @return time and energy of the server's part [s], [J]
     */
    JobCost ServerCost(const Clocks& clocks) const
    {
        return workload.IsServerPhased(server)
                   ? CostOf(workload.ServerWorks(), server, clocks.server, clocks.serverMemory)
                   : CostOf(ServerCycles(), server, clocks.server);
    }

    /**
     * @brief When the tokens of the answer are there: the first when all but DECODE is done.
     * @param bitWidth b^
     * @param clocks all clocks
     * @return the times; nothing for a model that gives no tokens
     */
    std::optional<TokenTimes> TokenTimesAt(double bitWidth, const Clocks& clocks) const;

    /**
     * @brief T, the delay of one inference (eq. 4, 5 and 8) with the communication reserve.
     * @param bitWidth b^
     * @param clocks f and f~
     * @return delay [s]; infinite if work is left at clock 0
     */
    double Delay(double bitWidth, const Clocks& clocks) const
    {
        return HasPhases()
                   ? communicationDelay + AgentCost(bitWidth, clocks).time + ServerCost(clocks).time
                   : communicationDelay + ComputeDelay(AgentCycles(bitWidth), agent, clocks.agent) +
                         ComputeDelay(ServerCycles(), server, clocks.server);
    }

    /**
     * @brief E, the energy of one inference (eq. 6, 7 and 9) with the communication reserve.
     * @param bitWidth b^
     * @param clocks f and f~
     * @return energy [J]
     */
    double Energy(double bitWidth, const Clocks& clocks) const
    {
        return HasPhases() ? communicationEnergy + AgentCost(bitWidth, clocks).energy +
                                 ServerCost(clocks).energy
                           : communicationEnergy +
                                 ComputeEnergy(AgentCycles(bitWidth), agent, clocks.agent) +
                                 ComputeEnergy(ServerCycles(), server, clocks.server);
    }

    /**
     * @param bitWidth b^
     * @param clocks f and f~
     * @param slack how far beyond the period a side may be, relatively
     * @return whether both sides keep up with a sensing every period
     */
    bool MeetsRate(double bitWidth, const Clocks& clocks, double slack = FEASIBILITY_SLACK) const
    {
        return period == 0 || (AgentCost(bitWidth, clocks).time <= period * (1 + slack) &&
                               ServerCost(clocks).time <= period * (1 + slack));
    }

    /** @return the longest time that a stream leaves one job; infinite without a period [s] */
    double LongestJob() const
    {
        return period == 0 ? std::numeric_limits<double>::infinity() : period;
    }

    /**
     * @param bitWidth b^
     * @return whether the agent's memory holds the quantized weights, n b^/8 byte, and the server's
     *         its own at full precision
     */
    bool FitsMemory(double bitWidth) const
    {
        return HoldsWeights(workload.AgentMemory(bitWidth));
    }

    /**
     * @brief Hold a design against all that is asked of it.
     * @param precision b^, or a width a layer
     * @param clocks f and f~
     * @param slack what rounding may take away, relatively
     * @return NONE if it meets all, otherwise what it breaks: MEMORY before DELAY and ENERGY, RATE
     *         last
     */
    Limit Broken(const Precision& precision,
                 const Clocks& clocks,
                 double slack = FEASIBILITY_SLACK) const;

    /**
     * @param delay a delay [s]
     * @param slack how far beyond T0 it may be, relative to T0
     * @return whether it meets T0 within the slack
     */
    bool MeetsDelay(double delay, double slack = FEASIBILITY_SLACK) const
    {
        return delay <= delayBudget * (1 + slack);
    }

    /**
     * @param energy an energy [J]
     * @param slack how far beyond E0 it may be, relative to E0
     * @return whether it meets E0 within the slack
     */
    bool MeetsEnergy(double energy, double slack = FEASIBILITY_SLACK) const
    {
        return energy <= energyBudget * (1 + slack);
    }

    /**
     * @brief Refuse a problem with phases, or of arithmetic that does not shrink with bits, for
     * those who know eq. 4 alone.
     * @param who who that is, for the message
     * @throw std::invalid_argument naming the field
     */
    void RequireWorkOfBits(const char* who) const;

  private:
    static JobCost CostOf(double cycles, const ComputeChip& chip, double frequency)
    {
        return {ComputeDelay(cycles, chip, frequency), ComputeEnergy(cycles, chip, frequency)};
    }

    static JobCost CostOf(const PhaseWorks& works,
                          const ComputeChip& chip,
                          double frequency,
                          double memoryFrequency);

    /// Whether the agent's memory holds so much [byte], and the server's its weights.
    bool HoldsWeights(double agentMemory) const
    {
        return (agent.memory == 0 || agentMemory <= agent.memory) &&
               (server.memory == 0 || workload.ServerMemory() <= server.memory);
    }

    /// Cycles where the chip does not do the same in each at every clock.
    static double ActualCycles(double cycles, const ComputeChip& chip, double frequency)
    {
        return chip.pointFlopsPerCycle.empty()
                   ? cycles
                   : cycles * (chip.flopsPerCycle / chip.FlopsPerCycleAt(frequency));
    }
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DESIGN_PROBLEM_H */
