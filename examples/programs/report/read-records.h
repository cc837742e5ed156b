/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_READ_RECORDS_H
#define COINFERENCE_READ_RECORDS_H

#include "report/record-figures.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * Read the records that CoinferenceTraceHelper::WriteCsv() wrote.
 * @param path the file
 * @return what figures show of them: groups in the file's order, or one without a name if there
 * are none; in each a scheme after the other as the file has them
 * @throw std::runtime_error if it cannot be read
 * @throw std::invalid_argument for a column that is missing or a value that is none, in one line
 */
std::vector<RecordGroup> ReadRecords(const std::string& path);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_READ_RECORDS_H */
