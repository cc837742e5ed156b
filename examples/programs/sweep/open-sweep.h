/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_OPEN_SWEEP_H
#define COINFERENCE_OPEN_SWEEP_H

#include "sweep/sweep-spec.h"
#include "sweep/sweep-store.h"

#include <memory>
#include <string>

namespace ns3
{
namespace coinference
{

/// A sweep with its text and its database.
struct Sweep
{
    std::string source;
    SweepSpec spec;
    std::unique_ptr<SweepStore> store;
    std::string database;
};

/// What happens to the database when a sweep is opened.
enum class Opening
{
    EXISTING, ///< it must be there
    CREATE,   ///< it is made if it is not there
    ASIDE     ///< if it is not there, nothing is written
};

/**
 * Read the sweep file, or else what the database was last run with.
 * @param file the sweep file; empty for none
 * @param database its database; empty for NAME.db with the sweep's name
 * @param precision what replaces the sweep's own precision; 0 for nothing
 * @param opening what happens to the database
 * @throw std::invalid_argument if the sweep is not allowed, or neither file nor database is given
 * @throw std::runtime_error if the one that is given is not there
 */
Sweep OpenSweep(const std::string& file,
                const std::string& database,
                double precision,
                Opening opening);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_OPEN_SWEEP_H */
