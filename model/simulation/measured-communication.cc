/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measured-communication.h"

#include "compute-device.h"

#include "ns3/design-problem.h"

namespace ns3
{
namespace coinference
{

namespace
{

/// What a design takes the server's part of an inference for, at the clocks asked for.
Time
ServerTimeAlone(const InferenceRecord& record,
                const ModelProfile& model,
                const ComputeDevice& server)
{
    DesignProblem problem;
    problem.workload = WorkloadOf(record, model);
    problem.server = server.GetChip();
    Clocks clocks;
    clocks.server = record.askedServerFrequency == 0 ? problem.server.HighestFrequency()
                                                     : record.askedServerFrequency;
    clocks.serverMemory = record.serverMemoryFrequency;
    return Seconds(problem.ServerCost(clocks).time);
}

} // namespace

Workload
WorkloadOf(const InferenceRecord& record, const ModelProfile& model)
{
    return record.split == OWN_SPLIT ? model.At(record.placement) : model.AtSplit(record.split);
}

std::optional<Time>
MeasuredCommunication(const InferenceRecord& record,
                      const ModelProfile& model,
                      const ComputeDevice& server)
{
    if (record.placement == Placement::AGENT || !record.computeFinished)
    {
        return std::nullopt;
    }
    if (record.outcome == Outcome::DONE)
    {
        if (record.tokens == 0 && server.GetQueueing() != ComputeDevice::CONTINUOUS)
        {
            return record.CommunicationDelay();
        }
        // A server that works on others at the same time, or on a longer answer than the model's,
        // takes longer than a design knows of. Two steps of the clock are rounding.
        const auto more = *record.ServerComputeDelay() - ServerTimeAlone(record, model, server);
        return *record.CommunicationDelay() + (more > TimeStep(2) ? more : Time(0));
    }
    const bool isRefused = record.outcome == Outcome::DROPPED && record.serverReceived;
    if (isRefused || record.outcome == Outcome::BATTERY_EMPTY || record.server.IsInvalid())
    {
        return std::nullopt;
    }
    // What was lost would have taken longer still: no less than it was waited for.
    return Max(record.ended - *record.computeFinished - ServerTimeAlone(record, model, server),
               Time(0));
}

} // namespace coinference
} // namespace ns3
