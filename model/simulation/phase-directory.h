/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PHASE_DIRECTORY_H
#define COINFERENCE_PHASE_DIRECTORY_H

#include "ns3/phase-work.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Enter the phases of a server's part of a model where servers look it up: requests name it
 * by a number, as they would name a model that is loaded there.
 *
 * The number follows from the phases alone and so is the same in every run. Valid as long as the
 * process lives: simulations distributed over several processes cannot use it.
 *
 * @param works the phases; not empty
 * @return the number, not 0
 */
std::uint32_t EnterPhases(const PhaseWorks& works);

/**
 * @ingroup coinference-simulation
 * @brief Look up phases.
 * @param number what EnterPhases() gave
 * @return the phases, always the same for a number; null for one that is not entered
 */
std::shared_ptr<const PhaseWorks> FindPhases(std::uint32_t number);

/**
 * @ingroup coinference-simulation
 * @brief Give an answer a length of its own.
 * @param works phases with the mean length
 * @param tokens of this answer, >= 1; 0 leaves them as they are
 * @return the phases with a step of DECODE for each token but the first, which PREFILL gives
 */
std::shared_ptr<const PhaseWorks> WithTokens(const std::shared_ptr<const PhaseWorks>& works,
                                             std::uint32_t tokens);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PHASE_DIRECTORY_H */
