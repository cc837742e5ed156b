/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_CSV_H
#define COINFERENCE_SWEEP_CSV_H

#include "sweep-spec.h"
#include "sweep-store.h"

#include <ostream>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Write a sweep's results as CSV: a row for each run that has ended, with its options, its
 * outcome and every value of its summary.
 *
 * The first line names the columns, with units. Nothing stands where there is no value.
 *
 * @param spec the sweep
 * @param store where the results are
 * @param output where to write; rows are by point, scheme and run
 */
void WriteSweepCsv(const SweepSpec& spec, SweepStore& store, std::ostream& output);

/**
 * @ingroup coinference-study
 * @brief Write all inferences that a sweep has kept: a line each, with the parameters of its point,
 * scheme and run, under one header.
 * @param spec the sweep
 * @param store its results
 * @param output where to
 * @throw std::invalid_argument if the sweep keeps none
 */
void WriteInferencesCsv(const SweepSpec& spec, SweepStore& store, std::ostream& output);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_CSV_H */
