/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload.h"

#include "support/checked-field.h"

#include "ns3/rate-distortion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Distortions at lambda = 1 of each whole number of bits that there is: the functions take longer
/// than all else that answers a problem.
std::array<Distortions, MAX_FULL_PRECISION_BITS + 1>
UnitDistortions()
{
    std::array<Distortions, MAX_FULL_PRECISION_BITS + 1> all;
    for (std::uint32_t bits = 1; bits < all.size(); ++bits)
    {
        const double rate = bits - 1.0;
        all[bits] = {DistortionLowerBound(rate, 1),
                     DistortionRateFunction(rate, 1),
                     ScalarDistortion(rate, 1),
                     DistortionUpperBound(rate, 1),
                     0};
    }
    return all;
}

} // namespace

const char*
PlacementName(Placement placement)
{
    switch (placement)
    {
    case Placement::SPLIT:
        return "split";
    case Placement::AGENT:
        return "agent";
    case Placement::SERVER:
        break;
    }
    return "server";
}

Placement
PlacementFromName(const std::string& field, const std::string& name)
{
    for (const auto placement : {Placement::SPLIT, Placement::AGENT, Placement::SERVER})
    {
        if (name == PlacementName(placement))
        {
            return placement;
        }
    }
    RejectField(field, name, "split, agent or server");
}

namespace
{

/// Distortions of a weight at lambda = 1; its `total` is not set.
const Distortions&
UnitDistortionsAt(std::uint32_t bits)
{
    static const auto UNIT = UnitDistortions();
    if (bits < 1 || bits > MAX_FULL_PRECISION_BITS)
    {
        RejectField("bitWidth", std::to_string(bits), "from 1 to 64");
    }
    return UNIT[bits];
}

} // namespace

double
Workload::AgentMemory(const Precision& precision) const
{
    const auto* widths = precision.Widths();
    if (!widths)
    {
        return AgentMemory(precision.Bits());
    }
    double bits = 0;
    for (std::size_t i = 0; i < widths->size(); ++i)
    {
        bits += (*layers)[i].weights * (*widths)[i];
    }
    return (bits + weights * ScaleBits(precision.Bits())) / 8;
}

namespace
{

/// The phases of both parts in one.
std::shared_ptr<const ModelPhases>
Joined(const std::shared_ptr<const ModelPhases>& first,
       const std::shared_ptr<const ModelPhases>& second)
{
    if (!first || !second)
    {
        return first ? first : second;
    }
    auto all = *first;
    all.insert(all.end(), second->begin(), second->end());
    return std::make_shared<const ModelPhases>(std::move(all));
}

/// What phases ask for where a weight takes so many bits and arithmetic so much of its full work.
PhaseWorks
WorksOf(const std::shared_ptr<const ModelPhases>& phases,
        double weightBits,
        double cacheBits,
        double workShare)
{
    PhaseWorks works;
    for (std::size_t i = 0; phases && i < phases->size(); ++i)
    {
        const auto& phase = (*phases)[i];
        const double context = phase.FirstContext();
        const double growth = phase.ContextGrowth();
        const double cached = phase.CacheValuesPerPosition() * cacheBits / 8;
        PhaseWork work;
        work.kind = phase.kind;
        work.flops = workShare * (phase.PlainFlops() + phase.FlopsPerPosition() * context);
        work.flopsGrowth = workShare * phase.FlopsPerPosition() * growth;
        work.weightBytes = phase.AllWeights() * weightBits / 8;
        work.otherBytes = phase.otherBytes;
        work.cacheBytes = cached * context;
        work.cacheGrowth = cached * growth;
        work.tokens = phase.tokens;
        work.steps = phase.steps;
        work.givesToken = phase.kind == PhaseKind::PREFILL && TokensOf(*phases) > 0;
        works.push_back(work);
    }
    return works;
}

} // namespace

PhaseWorks
Workload::AgentWorks(double bits) const
{
    return WorksOf(agentPhases,
                   bits + ScaleBits(bits),
                   cacheBits,
                   computeScalesWithBits ? bits / fullPrecisionBits : 1);
}

PhaseWorks
Workload::ServerWorks() const
{
    return WorksOf(serverPhases, fullPrecisionBits, cacheBits, 1);
}

Precision
Workload::WithWidths(std::vector<std::uint8_t> widths) const
{
    const std::size_t count = layers ? layers->size() : 0;
    if (widths.size() != count)
    {
        RejectField("bitWidths",
                    std::to_string(widths.size()),
                    "one for each of the layers, " + std::to_string(count));
    }
    double work = 0;
    double bits = 0;
    double most = 0;
    for (std::size_t i = 0; i < count; ++i)
    {
        UnitDistortionsAt(widths[i]);
        work += (*layers)[i].flops;
        bits += (*layers)[i].flops * widths[i];
        most = std::max<double>(most, widths[i]);
    }
    // Without any work all precisions are the same to the processor.
    return Precision(std::move(widths), work == 0 ? most : bits / work);
}

Distortions
Workload::DistortionsAt(const Precision& precision) const
{
    const auto* widths = precision.Widths();
    if (widths && (!layers || widths->size() != layers->size()))
    {
        RejectField("bitWidths",
                    std::to_string(widths->size()) + " widths",
                    "one for each layer of the agent's part");
    }
    const auto widthOf = [&](std::size_t i) {
        return widths ? (*widths)[i] : precision.BitWidth();
    };
    const auto& unit = UnitDistortionsAt(widths ? 1 : precision.BitWidth());
    Distortions all{unit.lower / weightRate,
                    unit.exact / weightRate,
                    unit.scalar / weightRate,
                    unit.upper / weightRate,
                    0};
    all.total = weights * all.scalar;
    if (!layers || weights == 0)
    {
        return all;
    }
    double count = 0;
    double total = 0;
    bool areAlike = !widths;
    Distortions sum;
    for (std::size_t i = 0; i < layers->size(); ++i)
    {
        const auto& layer = (*layers)[i];
        const auto& own = UnitDistortionsAt(widthOf(i));
        const double rate = layer.weightRate == 0 ? weightRate : layer.weightRate;
        areAlike = areAlike && rate == weightRate && layer.sensitivity == 1;
        count += layer.weights;
        sum.lower += layer.weights / rate * own.lower;
        sum.exact += layer.weights / rate * own.exact;
        sum.scalar += layer.weights / rate * own.scalar;
        sum.upper += layer.weights / rate * own.upper;
        total += layer.Importance(weightRate) * own.scalar;
    }
    if (areAlike)
    {
        return all;
    }
    // Where the layers' weights add up to the whole but for the whole's rounding.
    all.total = total * (weights / count);
    if (widths)
    {
        all.lower = sum.lower / count;
        all.exact = sum.exact / count;
        all.scalar = sum.scalar / count;
        all.upper = sum.upper / count;
    }
    return all;
}

Workload
Workload::Placed(Placement placement) const
{
    auto placed = *this;
    if (placement == Placement::AGENT)
    {
        placed.agentFlops = agentFlops + serverFlops;
        placed.serverFlops = 0;
        placed.weights = weights + serverWeights;
        placed.serverWeights = 0;
        placed.uplinkBytes = 0;
        placed.downlinkBytes = 0;
        placed.layers = nullptr;
        placed.quality = nullptr; // which is of the agent's part quantized alone
        placed.agentPhases = phases ? phases : Joined(agentPhases, serverPhases);
        placed.serverPhases = nullptr;
    }
    else if (placement == Placement::SERVER)
    {
        placed.agentFlops = 0;
        placed.serverFlops = agentFlops + serverFlops;
        placed.weights = 0;
        placed.serverWeights = serverWeights + weights;
        placed.layers = nullptr;
        placed.serverPhases = phases ? phases : Joined(agentPhases, serverPhases);
        placed.agentPhases = nullptr;
    }
    return placed;
}

void
Workload::ValidatePhasesOfParts() const
{
    const auto all = phases ? phases : Joined(agentPhases, serverPhases);
    for (const auto& part : {agentPhases, serverPhases, all})
    {
        if (part && part->size() > MOST_PHASES)
        {
            RejectField("phases", std::to_string(part->size()) + " of a part", "at most 16");
        }
        for (std::size_t i = 0; part && i < part->size(); ++i)
        {
            (*part)[i].Validate("phases[" + std::to_string(i) + "].");
        }
    }
}

void
Workload::Validate() const
{
    RequireNonNegative("", "agentFlops", agentFlops);
    RequireNonNegative("", "serverFlops", serverFlops);
    if (!(fullPrecisionBits >= 1 && fullPrecisionBits <= MAX_FULL_PRECISION_BITS &&
          fullPrecisionBits == std::floor(fullPrecisionBits)))
    {
        RejectField("fullPrecisionBits",
                    NumberToText(fullPrecisionBits),
                    "a whole number from 1 to 64");
    }
    RequirePositive("", "weightRate", weightRate);
    RequirePositive("", "weights", weights);
    RequireNonNegative("", "serverWeights", serverWeights);
    if (!(cacheBits >= 1 && cacheBits <= MAX_FULL_PRECISION_BITS))
    {
        RejectField("cacheBits", NumberToText(cacheBits), "from 1 to 64");
    }
    if (agentPhases || serverPhases || phases)
    {
        ValidatePhasesOfParts();
    }
    // With smaller groups fewer bits would not always be fewer bytes.
    if (group > 0 && group < 16)
    {
        RejectField("group", std::to_string(group), "0 for none, or at least 16");
    }
    for (std::size_t i = 0; layers && i < layers->size(); ++i)
    {
        const auto prefix = "layers[" + std::to_string(i) + "].";
        const auto& layer = (*layers)[i];
        RequirePositive(prefix, "weights", layer.weights);
        RequireNonNegative(prefix, "flops", layer.flops);
        RequireNonNegative(prefix, "weightRate", layer.weightRate);
        RequirePositive(prefix, "sensitivity", layer.sensitivity);
    }
}

} // namespace coinference
} // namespace ns3
