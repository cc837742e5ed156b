/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_AGE_OF_INFORMATION_H
#define COINFERENCE_AGE_OF_INFORMATION_H

#include "sample-statistics.h"

#include "ns3/inference-record.h"

#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief How old an agent's newest result is, over time, and how often one comes: a value of each
 * agent that had at least two results.
 *
 * The age at a time is how long ago the input was sensed of which the newest result there is. It
 * rises with time and falls when a result of a newer input comes; results that overtook each other
 * count only where they are news. Times are looked at from an agent's first result to its last.
 */
struct AgeOfInformation
{
    SampleStatistics mean; //!< mean age over time [s]
    SampleStatistics peak; //!< mean of the ages just before each newer result [s]
    SampleStatistics rate; //!< results a second [Hz]
};

/**
 * @ingroup coinference-output
 * @param records of any number of agents, in the order in which they ended
 * @return the ages
 */
AgeOfInformation AgesOf(const std::vector<InferenceRecord>& records);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_AGE_OF_INFORMATION_H */
