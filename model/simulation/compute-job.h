/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPUTE_JOB_H
#define COINFERENCE_COMPUTE_JOB_H

#include "ns3/callback.h"
#include "ns3/nstime.h"

#include <cstdint>
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
 * @brief A job of a ComputeDevice, waiting or running.
 */
struct ComputeJob
{
    std::uint64_t id{0};                       //!< identity, the higher the younger
    double flops{0};                           //!< its work [FLOP]
    double frequency{0};                       //!< clock it asks for [Hz]; 0 for the device's
    std::uint64_t tag{0};                      //!< what the submitter gave to tell its jobs apart
    Time submitted;                            //!< when it was submitted
    Callback<void, const ComputeReport&> done; //!< called when it ends
    JobUrgency urgency;                        //!< what decides when its turn comes
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPUTE_JOB_H */
