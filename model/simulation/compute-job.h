/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_JOB_H
#define COINFERENCE_COMPUTE_JOB_H

#include "ns3/callback.h"
#include "ns3/nstime.h"
#include "ns3/phase-work.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief How a job on a ComputeDevice went.
 */
struct ComputeReport
{
    std::uint64_t tag{0};        //!< what the submitter gave to tell its jobs apart
    Time submitted;              //!< when it was submitted
    std::optional<Time> started; //!< when it started; nothing if it never did
    Time finished;               //!< when it ended
    double frequency{0};         //!< clock it started at [Hz]; 0 if it never did
    double energy{0}; //!< spent on it [J], its time times ComputeChip::JobPower(); of a batch,
                      //!< its share
    std::uint32_t batch{0}; //!< jobs it started together with, itself included; 0 if it never did
    bool completed{false};  //!< false if it was canceled or the device switched off
    bool tooLate{false};    //!< dropped: it could no longer meet its deadline (DropLate)
};

/**
 * @ingroup coinference-simulation
 * @brief What decides when a job's turn comes, where the device looks at it.
 */
struct JobUrgency
{
    std::optional<Time> deadline; //!< when it is to have ended; nothing for any time
    std::uint8_t priority{0};     //!< the higher the sooner
};

/**
 * @ingroup coinference-simulation
 * @brief What a ComputeDevice is to do.
 */
struct ComputeTask
{
    double flops{0};           //!< the work [FLOP], >= 0; looked at without `phases`
    double frequency{0};       //!< clock to run it at [Hz]; 0 for the device's of that moment
    double memoryFrequency{0}; //!< clock of the memory [Hz]; 0 for the device's
    /// The work phase by phase, not empty; null where `flops` are all of it.
    std::shared_ptr<const PhaseWorks> phases;
    std::uint32_t model{
        0};              //!< of phases: tasks of one model can read its weights together; 0: none
    bool streams{false}; //!< of phases: whether each token is told, not the first alone
    /// Of phases: called with the tag when a token of the answer is there, and how many there are;
    /// not for the last, with which the task ends. May be null.
    Callback<void, std::uint64_t, std::uint64_t> token;
};

/**
 * @ingroup coinference-simulation
 * @brief A job of a ComputeDevice, waiting or running.
 */
struct ComputeJob
{
    std::uint64_t id{0};                       //!< identity, the higher the younger
    ComputeTask task;                          //!< what to do
    std::uint64_t tag{0};                      //!< what the submitter gave to tell its jobs apart
    Time submitted;                            //!< when it was submitted
    Callback<void, const ComputeReport&> done; //!< called when it ends
    JobUrgency urgency;                        //!< what decides when its turn comes
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_JOB_H */
