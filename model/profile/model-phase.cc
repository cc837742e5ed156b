/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-phase.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

/// How far a cut may be from the end of a phase, relatively: presets are rounded.
constexpr double CUT_TOLERANCE = 1e-3;

constexpr PhaseKind KINDS[]{PhaseKind::VISION,
                            PhaseKind::PREFILL,
                            PhaseKind::DECODE,
                            PhaseKind::ACTION};

} // namespace

const char*
PhaseKindName(PhaseKind kind)
{
    switch (kind)
    {
    case PhaseKind::VISION:
        return "vision";
    case PhaseKind::PREFILL:
        return "prefill";
    case PhaseKind::DECODE:
        return "decode";
    case PhaseKind::ACTION:
        break;
    }
    return "action";
}

PhaseKind
PhaseKindFromName(const std::string& field, const std::string& name)
{
    for (const auto kind : KINDS)
    {
        if (name == PhaseKindName(kind))
        {
            return kind;
        }
    }
    RejectField(field, name, "vision, prefill, decode or action");
}

double
ModelPhase::TotalFlops() const
{
    const double meanContext = FirstContext() + ContextGrowth() * (steps - 1.0) / 2;
    return steps * (PlainFlops() + FlopsPerPosition() * meanContext);
}

ModelPhase
ModelPhase::Part(double share) const
{
    auto part = *this;
    part.weights *= share;
    part.headWeights *= share;
    part.flops *= share;
    part.otherBytes *= share;
    part.layers *= share;
    return part;
}

void
ModelPhase::Validate(const std::string& prefix) const
{
    RequireNonNegative(prefix, "weights", weights);
    RequireNonNegative(prefix, "headWeights", headWeights);
    RequireNonNegative(prefix, "flops", flops);
    RequireNonNegative(prefix, "layers", layers);
    RequireNonNegative(prefix, "width", width);
    RequireNonNegative(prefix, "cacheWidth", cacheWidth);
    RequireNonNegative(prefix, "otherBytes", otherBytes);
    if (!(tokens >= 1 && tokens <= LARGEST_QUANTITY))
    {
        RejectField(prefix + "tokens", NumberToText(tokens), "at least 1");
    }
    RequireNonNegative(prefix, "context", context);
    if (steps < 1 || steps > MOST_PHASE_STEPS)
    {
        RejectField(prefix + "steps", std::to_string(steps), "from 1 to 999999");
    }
    if (kind == PhaseKind::DECODE && tokens != 1)
    {
        RejectField(prefix + "tokens", NumberToText(tokens), "1 of a decode phase");
    }
    if (!(TotalFlops() > 0))
    {
        RejectField(prefix + "weights",
                    NumberToText(weights),
                    "above 0 where the phase has no other work");
    }
}

namespace
{

bool
HasKind(const ModelPhases& phases, PhaseKind kind)
{
    return std::any_of(phases.begin(), phases.end(), [kind](const ModelPhase& phase) {
        return phase.kind == kind;
    });
}

} // namespace

std::uint64_t
TokensOf(const ModelPhases& phases)
{
    std::uint64_t tokens = 0;
    for (const auto& phase : phases)
    {
        tokens += phase.kind == PhaseKind::DECODE ? phase.steps + 1ULL : 0;
    }
    return tokens;
}

void
ValidatePhases(const ModelPhases& phases)
{
    if (phases.size() > MOST_PHASES)
    {
        RejectField("phases", std::to_string(phases.size()) + " of them", "at most 16");
    }
    bool isPrompted = false;
    bool isAnswered = false;
    for (std::size_t i = 0; i < phases.size(); ++i)
    {
        const auto& phase = phases[i];
        const auto prefix = "phases[" + std::to_string(i) + "].";
        phase.Validate(prefix);
        isPrompted = isPrompted || phase.kind == PhaseKind::PREFILL;
        if (phase.kind == PhaseKind::DECODE && (!isPrompted || isAnswered))
        {
            RejectField(prefix + "kind",
                        "decode",
                        isAnswered ? "one of vision, prefill and action: there is a decode phase"
                                   : "behind a prefill phase, which gives the first token");
        }
        isAnswered = isAnswered || phase.kind == PhaseKind::DECODE;
    }
}

CutPhases
CutAt(const std::string& field, const ModelPhases& phases, double flops)
{
    // The boundary that is meant, if one is near enough.
    std::size_t meant = phases.size() + 1;
    double nearest = CUT_TOLERANCE;
    double done = 0;
    for (std::size_t i = 0; i <= phases.size(); ++i)
    {
        const double distance = std::abs(flops - done);
        if (distance <= nearest * done)
        {
            meant = i;
            nearest = done == 0 ? 0 : distance / done;
        }
        done += i < phases.size() ? phases[i].TotalFlops() : 0;
    }
    CutPhases cut;
    double begin = 0;
    for (std::size_t i = 0; i < phases.size(); ++i)
    {
        const auto& phase = phases[i];
        const double work = phase.TotalFlops();
        const double end = begin + work;
        const bool isMeant = meant <= phases.size();
        if (isMeant ? i < meant : flops >= end)
        {
            cut.before.push_back(phase);
        }
        else if (isMeant || flops <= begin)
        {
            cut.behind.push_back(phase);
        }
        else if (phase.steps > 1)
        {
            RejectField(field,
                        NumberToText(flops),
                        "outside of the " + std::string(PhaseKindName(phase.kind)) +
                            " phase, from " + NumberToText(begin) + " to " + NumberToText(end) +
                            " FLOP, each of whose steps would cross the cut");
        }
        else
        {
            const double share = (flops - begin) / work;
            cut.before.push_back(phase.Part(share));
            cut.behind.push_back(phase.Part(1 - share));
        }
        begin = end;
    }
    if (flops > begin * (1 + CUT_TOLERANCE))
    {
        RejectField(field,
                    NumberToText(flops),
                    "at most the work of all phases, " + NumberToText(begin));
    }
    const bool isCacheNeeded =
        HasKind(cut.behind, PhaseKind::DECODE) || HasKind(cut.behind, PhaseKind::ACTION);
    if (HasKind(cut.before, PhaseKind::PREFILL) && isCacheNeeded)
    {
        RejectField(field,
                    NumberToText(flops),
                    "before the prefill phase or behind all: what follows reads its cache");
    }
    return cut;
}

} // namespace coinference
} // namespace ns3
