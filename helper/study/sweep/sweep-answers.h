/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_ANSWERS_H
#define COINFERENCE_SWEEP_ANSWERS_H

#include "output/sqlite-file.h"
#include "sweep-spec.h"

#include "ns3/allocation-scheme.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A number of a design's answer.
 */
struct DesignMetric
{
    const char* name;                                //!< its name, in tables and figures
    std::optional<double> (*get)(const Allocation&); //!< its value in a feasible answer
};

/** @return the numbers of an answer, in order */
const std::vector<DesignMetric>& DesignMetrics();

/**
 * @ingroup coinference-study
 * @brief Check options, values and schemes of a sweep of designs, without answering.
 * @param spec the sweep
 * @throw std::invalid_argument for options that are no fields of a design problem, values that are
 *        not allowed, and unknown schemes
 */
void CheckDesigns(const SweepSpec& spec);

/**
 * @ingroup coinference-study
 * @brief Answer all points of a sweep of designs, in this process.
 * @param spec the sweep, of mode DESIGN; its seed is ns-3's
 * @param threads number of threads, 1 to 256; answers do not depend on it
 * @param onAnswer called with number of the point, number of the scheme and answer, in order
 * @throw std::invalid_argument as CheckDesigns(), and for values that do not go together
 */
void AnswerDesigns(
    const SweepSpec& spec,
    std::uint32_t threads,
    const std::function<void(std::size_t, std::size_t, const Allocation&)>& onAnswer);

/**
 * @ingroup coinference-study
 * @brief Put the answers of a sweep of designs into the table `designs`, instead of those that it
 * held: all of them or none.
 * @param spec the sweep
 * @param threads number of threads
 * @param database the database
 * @throw std::invalid_argument as AnswerDesigns()
 */
void RecordDesigns(const SweepSpec& spec, std::uint32_t threads, SQLite::Database& database);

/**
 * @ingroup coinference-study
 * @brief Write a row for each answer of a sweep of designs as CSV, after a line with names and
 * units.
 * @param spec the sweep
 * @param threads number of threads
 * @param output where to write
 * @throw std::invalid_argument as AnswerDesigns()
 */
void WriteDesignsCsv(const SweepSpec& spec, std::uint32_t threads, std::ostream& output);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_ANSWERS_H */
