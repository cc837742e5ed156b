/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TIMELINE_H
#define COINFERENCE_TIMELINE_H

#include "inference-trace.h"

#include <iosfwd>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief Write what was seen in the Trace Event format, which Perfetto (ui.perfetto.dev) and
 * chrome://tracing open.
 *
 * A process a trace (a scheme), in it a track an agent, named with its group if it is in one: a
 * slice an inference, in it a slice each phase that it reached (queue, compute, uplink, server
 * queue, server compute, downlink). Inferences of an agent that overlap go to further tracks of its
 * own. Then a track each server's
 * processor, with a slice each job whose record came back; further ones where jobs overlap, on
 * further processors, on slices of one, or in a batch. And the counters that devices were watched
 * for.
 *
 * @param traces what was seen
 * @param stream where to write
 */
void WriteTimelineTo(const std::vector<Ptr<InferenceTrace>>& traces, std::ostream& stream);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TIMELINE_H */
