/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_INFERENCE_COLUMNS_H
#define COINFERENCE_INFERENCE_COLUMNS_H

#include "ns3/inference-record.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace coinference
{

/** @brief What a column holds of one record; nothing if the step was not reached. */
typedef std::variant<std::monostate, std::int64_t, double, Time, const char*, std::string>
    InferenceValue;

/**
 * @ingroup coinference-output
 * @brief A column of the table of inferences.
 */
struct InferenceColumn
{
    const char* name;                              //!< Name
    const char* unit;                              //!< Unit; empty for names and flags
    InferenceValue (*get)(const InferenceRecord&); //!< The record's value
};

/**
 * @ingroup coinference-output
 * @brief The columns in which records are written, to CSV and SQLite alike.
 * @return the columns, in order
 */
const std::vector<InferenceColumn>& InferenceColumns();

/**
 * @ingroup coinference-output
 * @brief Seconds as text, exact: ns-3 counts nanoseconds, a double would round them.
 * @param time any time
 * @return decimal text without trailing zeros, for example "3.25"
 */
std::string SecondsToText(Time time);

/**
 * @ingroup coinference-output
 * @brief Append a value as CSV: empty for nothing, "inf" for infinity, doubles so that they read
 * back identically.
 * @param value the value
 * @param text what to append to
 */
void AppendCsv(const InferenceValue& value, std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_INFERENCE_COLUMNS_H */
