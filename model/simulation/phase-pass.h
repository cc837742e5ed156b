/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PHASE_PASS_H
#define COINFERENCE_PHASE_PASS_H

#include "ns3/nstime.h"
#include "ns3/phase-work.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Where a job stands that goes phase by phase.
 */
struct PhaseProgress
{
    std::shared_ptr<const PhaseWorks> works; //!< its phases, those left at least one
    std::uint32_t model{0};   //!< jobs of one model read its weights together; 0: of none
    bool streams{false};      //!< whether each token is told when it is there, not the first alone
    std::size_t phase{0};     //!< the phase it is in
    std::uint32_t step{0};    //!< steps of it that are done
    double promptDone{0};     //!< tokens done of a prompt that is worked on in chunks
    std::uint64_t tokens{0};  //!< tokens of the answer that are there
    std::uint32_t planned{0}; //!< steps of the pass under way
    double plannedPrompt{0};  //!< tokens of a prompt in the pass under way
    double share{0};          //!< of the pass's arithmetic, 0 to 1
    double energy{0};         //!< spent in the passes before [J]
    Time started;             //!< its first pass

    /** @return whether nothing is left */
    bool IsDone() const
    {
        return phase == works->size();
    }

    /** @return the phase that it is in */
    const PhaseWork& Work() const
    {
        return (*works)[phase];
    }

    /** @brief The pass under way is done. */
    void Advance();
};

/**
 * @ingroup coinference-simulation
 * @brief Plan what a processor does next for one job, or a batch of equal jobs: a whole phase, or a
 * step of DECODE where its token is waited for. A batch does each job's arithmetic and reads each
 * job's cache, the weights once.
 * @param jobs the jobs, all at the same place; their plan is set
 * @return what it asks of the chip
 */
PhaseWork PlanPass(std::vector<PhaseProgress>& jobs);

/**
 * @ingroup coinference-simulation
 * @brief Plan a pass of continuous batching: each job that has its prompt behind it does one step;
 * of the prompts a chunk is worked on, the oldest job's first; all of a model read its weights
 * once.
 * @param jobs the jobs, in order of admission; their plan is set
 * @param chunk most tokens of prompts in it; 0 for no limit
 * @return what it asks of the chip: one step
 */
PhaseWork PlanContinuousPass(std::vector<PhaseProgress>& jobs, double chunk);

/**
 * @ingroup coinference-simulation
 * @param works phases
 * @return the most that their cache holds at any time [byte]
 */
double CacheBytesOf(const PhaseWorks& works);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PHASE_PASS_H */
