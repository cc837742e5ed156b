/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What a change costs with many transfers under way: one is through, another begins, and the links
// are shared anew. It should not grow with how many there are, but for the depth of a tree.

#include "../support/random-problem.h"
#include "simulation/fair-shares.h"

#include <benchmark/benchmark.h>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Senders with a cable each behind which all share the server's.
void
ChangeOneOfMany(benchmark::State& state)
{
    const auto count = static_cast<std::size_t>(state.range(0));
    RandomProblem random(1);
    FairShares shares;
    const auto server = shares.AddLink(1e9);
    std::vector<FairShares::Transfer> transfers(count);
    for (auto& transfer : transfers)
    {
        transfer.owner = static_cast<std::uint64_t>(&transfer - transfers.data());
        transfer.Add(shares.AddLink(1e9), 1);
        transfer.Add(server, 1);
        shares.Begin(transfer, random.Uniform(1e6, 1e7), Time());
    }
    shares.Share(Time());
    std::vector<std::uint64_t> ended;
    for (auto _ : state)
    {
        const auto now = *shares.GetNextEnd();
        shares.TakeEnded(now, ended);
        for (const auto owner : ended)
        {
            shares.Begin(transfers[owner], random.Uniform(1e6, 1e7), now);
        }
        shares.Share(now);
    }
    shares.Clear();
    state.SetComplexityN(state.range(0));
}

} // namespace

BENCHMARK(ChangeOneOfMany)->RangeMultiplier(10)->Range(10, 100000)->Complexity();
