/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "phase-pass.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>

namespace ns3
{
namespace coinference
{

namespace
{

/// The steps [first, first + steps) of a phase, each for so many jobs that read weights together.
PhaseWork
Steps(const PhaseWork& work, std::uint32_t first, std::uint32_t steps, double jobs)
{
    auto part = work;
    part.flops = jobs * work.FlopsOf(first);
    part.flopsGrowth *= jobs;
    part.cacheBytes = jobs * work.CacheBytesOf(first);
    part.cacheGrowth *= jobs;
    part.otherBytes *= jobs;
    part.steps = steps;
    return part;
}

/// Weights that a pass reads once for all jobs of a model.
class SharedWeights
{
  public:
    /// How many bytes more the pass reads for one more job.
    double Add(const PhaseProgress& job)
    {
        const auto& work = job.Work();
        const bool isLanguage = work.kind == PhaseKind::PREFILL || work.kind == PhaseKind::DECODE;
        const auto kind = isLanguage ? PhaseKind::DECODE : work.kind;
        for (auto& known : m_known)
        {
            if (job.model != 0 && known.model == job.model && known.kind == kind)
            {
                const double more = std::max(0.0, work.weightBytes - known.bytes);
                known.bytes += more;
                return more;
            }
        }
        m_known.push_back({job.model, kind, work.weightBytes});
        return work.weightBytes;
    }

  private:
    struct Known
    {
        std::uint32_t model;
        PhaseKind kind;
        double bytes;
    };

    boost::container::small_vector<Known, 8> m_known;
};

} // namespace

void
PhaseProgress::Advance()
{
    const auto& work = Work();
    std::uint32_t steps = planned;
    if (plannedPrompt > 0)
    {
        promptDone += plannedPrompt;
        // What a prompt is divided into may miss the whole by its rounding.
        constexpr double ROUNDING = 1e-9;
        steps = promptDone >= work.tokens * (1 - ROUNDING) ? 1 : 0;
        promptDone = steps == 0 ? promptDone : 0;
    }
    planned = 0;
    plannedPrompt = 0;
    step += steps;
    tokens += work.kind == PhaseKind::DECODE ? steps : 0;
    if (step >= work.steps)
    {
        tokens += work.givesToken ? 1 : 0;
        ++phase;
        step = 0;
    }
}

PhaseWork
PlanPass(std::vector<PhaseProgress>& jobs)
{
    const auto& first = jobs.front();
    const auto& work = first.Work();
    const auto left = work.steps - first.step;
    const bool isWaitedFor = work.kind == PhaseKind::DECODE && (first.streams || first.tokens == 0);
    const auto steps = isWaitedFor ? 1 : left;
    for (auto& job : jobs)
    {
        job.planned = steps;
        job.share = 1.0 / static_cast<double>(jobs.size());
    }
    return Steps(work, first.step, steps, static_cast<double>(jobs.size()));
}

PhaseWork
PlanContinuousPass(std::vector<PhaseProgress>& jobs, double chunk)
{
    PhaseWork pass;
    SharedWeights weights;
    double chunkLeft = chunk;
    bool isOfCycles = true;
    for (auto& job : jobs)
    {
        const auto& work = job.Work();
        double part = 1; // of a step
        job.planned = 1;
        job.plannedPrompt = 0;
        if (work.kind == PhaseKind::PREFILL)
        {
            const double left = work.tokens - job.promptDone;
            const double taken = chunk == 0 ? left : std::min(left, chunkLeft);
            chunkLeft -= taken;
            job.planned = 0;
            job.plannedPrompt = taken;
            part = taken / work.tokens;
        }
        job.share = part * work.FlopsOf(job.step);
        if (part > 0)
        {
            isOfCycles = isOfCycles && work.isOfCycles;
            pass.flops += job.share;
            pass.cacheBytes += part * work.CacheBytesOf(job.step);
            pass.otherBytes += part * work.otherBytes;
            pass.weightBytes += weights.Add(job);
        }
    }
    pass.isOfCycles = isOfCycles;
    for (auto& job : jobs)
    {
        job.share =
            pass.flops > 0 ? job.share / pass.flops : 1.0 / static_cast<double>(jobs.size());
    }
    return pass;
}

double
CacheBytesOf(const PhaseWorks& works)
{
    double most = 0;
    for (const auto& work : works)
    {
        most = std::max(most, work.CacheBytesOf(work.steps - 1.0));
    }
    return most;
}

} // namespace coinference
} // namespace ns3
