/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DESIGN_ENVIRONMENT_H
#define COINFERENCE_DESIGN_ENVIRONMENT_H

#include "allocation.h"
#include "design-problem.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief What someone who learns to solve (P1) decides, free of units.
 */
struct DesignAction
{
    std::uint32_t bitWidth{8};             //!< b^, one of the problem's [bit]
    double agentClock{1};                  //!< f/f_max, in (0, 1]
    double serverClock{1};                 //!< f~/f~_max, in (0, 1]
    Placement placement{Placement::SPLIT}; //!< who runs what

    /**
     * @brief Check every field.
     * @param bitWidths what may be chosen from
     * @throw std::invalid_argument naming the field, the value and what is allowed
     */
    void Validate(const BitWidthSet& bitWidths) const;
};

/**
 * @ingroup coinference-decision
 * @brief What an answer to (P1) is worth to someone who learns: the reward that the policy of
 * PpoScheme was trained with, in units of eight bit.
 *
 * Within both budgets, log2 of how much smaller the objective is than at 2 bit, over 8: about 1/8
 * for each bit, 0 at 2 bit, -1/8 at 1 bit, where the objective itself is infinite. Beyond a budget
 * -violation - excess * min(ln(T/T0)+ + ln(E/E0)+, LARGEST_EXCESS).
 */
struct DesignReward
{
    /** What is beyond the budgets is charged up to e^5 times them. */
    static constexpr double LARGEST_EXCESS = 5;

    double violation{0.5}; //!< price of breaking a budget at all, >= 0
    double excess{0.5};    //!< price of each e-fold beyond it, >= 0

    /**
     * @param bits b^ of what was done; the full precision where all ran on the server
     * @param delayShare T/T0
     * @param energyShare E/E0
     * @param isMet whether both budgets are met
     * @return the reward
     */
    double Of(double bits, double delayShare, double energyShare, bool isMet) const;

    /** @return of an inference that came to nothing: as late as it is charged for */
    double OfLoss() const
    {
        return -violation - excess * LARGEST_EXCESS;
    }
};

/**
 * @ingroup coinference-decision
 * @param problem a valid problem, of work that shrinks with bits
 * @return what is seen of it: PpoPolicy::Observe() at each of its bit-widths
 */
std::vector<double> ObserveDesign(const DesignProblem& problem);

/**
 * @ingroup coinference-decision
 * @param bitWidths those of the problems
 * @return names of what ObserveDesign() gives, such as agentDelay@3
 */
std::vector<std::string> DesignObservationNames(const BitWidthSet& bitWidths);

/**
 * @ingroup coinference-decision
 * @brief An action as an agent takes it: whether it meets the budgets is for its future to show.
 * @param action a valid action
 * @param problem the problem that it answers
 * @return the allocation, feasible but for the memory: Limit::MEMORY if weights do not fit. Where a
 *         chip has operating points the clock is the nearest of them
 */
Allocation AllocationOf(const DesignAction& action, const DesignProblem& problem);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DESIGN_ENVIRONMENT_H */
