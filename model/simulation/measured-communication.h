/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MEASURED_COMMUNICATION_H
#define COINFERENCE_MEASURED_COMMUNICATION_H

#include "inference-record.h"

#include "ns3/model-profile.h"
#include "ns3/nstime.h"

#include <optional>

namespace ns3
{
namespace coinference
{

class ComputeDevice;

/**
 * @ingroup coinference-simulation
 * @param record a record
 * @param model the model that it is of
 * @return the work of its inference
 */
Workload WorkloadOf(const InferenceRecord& record, const ModelProfile& model);

/**
 * @ingroup coinference-simulation
 * @brief What an inference's communication took: its part of the delay that (P1) leaves out.
 * @param record a record
 * @param model the model that it is of
 * @param server the device of the server
 * @return uplink, server queue and downlink together, and what a server that works on several
 *         answers at a time took longer; of an inference that was lost, at least what it was waited
 *         for; nothing if it does not tell: one that sent nothing, was refused or lost its battery
 */
std::optional<Time> MeasuredCommunication(const InferenceRecord& record,
                                          const ModelProfile& model,
                                          const ComputeDevice& server);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MEASURED_COMMUNICATION_H */
