/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "inference-columns.h"

#include "support/checked-field.h"

#include <type_traits>

namespace ns3
{
namespace coinference
{

namespace
{

/// A delay, or nothing if one of its ends was not reached.
InferenceValue
IfReached(std::optional<Time> delay)
{
    return delay ? InferenceValue(*delay) : InferenceValue();
}

/// A clock, or nothing if the record does not tell it.
InferenceValue
IfKnown(double frequency)
{
    return frequency == 0 ? InferenceValue() : InferenceValue(frequency);
}

InferenceValue
Whole(std::int64_t value)
{
    return value;
}

/// A whole number, or of layers the mean by work.
InferenceValue
BitsOf(const Precision& precision)
{
    return precision.Widths() ? InferenceValue(precision.Bits()) : Whole(precision.BitWidth());
}

} // namespace

const std::vector<InferenceColumn>&
InferenceColumns()
{
    typedef const InferenceRecord& R;
    static const std::vector<InferenceColumn> columns{
        {"agent", "", [](R r) { return Whole(r.agent); }},
        {"sequence", "", [](R r) { return Whole(r.sequence); }},
        {"outcome", "", [](R r) { return InferenceValue(OutcomeName(r.outcome)); }},
        {"placement", "", [](R r) { return InferenceValue(PlacementName(r.placement)); }},
        {"server", "", [](R r) { return InferenceValue(ServerName(r.server)); }},
        {"start", "s", [](R r) { return InferenceValue(r.sensed); }},
        {"bitWidth", "bit", [](R r) { return BitsOf(r.precision); }},
        {"agentFrequency", "Hz", [](R r) { return IfKnown(r.agentFrequency); }},
        {"serverFrequency", "Hz", [](R r) { return IfKnown(r.serverFrequency); }},
        {"agentQueueDelay", "s", [](R r) { return IfReached(r.AgentQueueDelay()); }},
        {"agentComputeDelay", "s", [](R r) { return IfReached(r.AgentComputeDelay()); }},
        {"uplinkDelay", "s", [](R r) { return IfReached(r.UplinkDelay()); }},
        {"serverQueueDelay", "s", [](R r) { return IfReached(r.ServerQueueDelay()); }},
        {"serverComputeDelay", "s", [](R r) { return IfReached(r.ServerComputeDelay()); }},
        {"downlinkDelay", "s", [](R r) { return IfReached(r.DownlinkDelay()); }},
        {"totalDelay", "s", [](R r) { return InferenceValue(r.TotalDelay()); }},
        {"agentEnergy", "J", [](R r) { return InferenceValue(r.agentEnergy); }},
        {"serverEnergy",
         "J",
         [](R r) { return r.serverFinished ? InferenceValue(r.serverEnergy) : InferenceValue(); }},
        {"radioEnergy", "J", [](R r) { return InferenceValue(r.radioEnergy); }},
        {"radioWaitingEnergy", "J", [](R r) { return InferenceValue(r.radioWaitingEnergy); }},
        {"totalEnergy", "J", [](R r) { return InferenceValue(r.TotalEnergy()); }},
        {"distortionLower", "weight unit", [](R r) { return InferenceValue(r.distortionLower); }},
        {"distortionTrue", "weight unit", [](R r) { return InferenceValue(r.distortionTrue); }},
        {"distortionScalar", "weight unit", [](R r) { return InferenceValue(r.distortionScalar); }},
        {"distortionUpper", "weight unit", [](R r) { return InferenceValue(r.distortionUpper); }},
        {"totalDistortion", "weight unit", [](R r) { return InferenceValue(r.totalDistortion); }},
        {"deadlineMet", "", [](R r) { return Whole(r.deadlineMet); }},
        {"energyBudgetMet", "", [](R r) { return Whole(r.energyBudgetMet); }},
        // In the unit of the model's table.
        {"quality",
         "",
         [](R r) { return r.quality ? InferenceValue(*r.quality) : InferenceValue(); }},
        {"split", "", [](R r) { return r.split == OWN_SPLIT ? InferenceValue() : Whole(r.split); }},
        {"tokens", "", [](R r) { return r.tokens == 0 ? InferenceValue() : Whole(r.tokens); }},
        {"timeToFirstToken", "s", [](R r) { return IfReached(r.TimeToFirstToken()); }},
        {"timePerToken", "s", [](R r) { return IfReached(r.TimePerToken()); }},
        {"controlRate",
         "Hz",
         [](R r) { return r.ControlRate() ? InferenceValue(*r.ControlRate()) : InferenceValue(); }},
        {"agentMemoryFrequency", "Hz", [](R r) { return IfKnown(r.agentMemoryFrequency); }},
        {"serverMemoryFrequency", "Hz", [](R r) { return IfKnown(r.serverMemoryFrequency); }},
    };
    return columns;
}

std::string
SecondsToText(Time time)
{
    constexpr std::int64_t NANOSECONDS = 1'000'000'000;
    const auto total = time.GetNanoSeconds();
    std::string text = total < 0 ? "-" : "";
    text += std::to_string(std::abs(total / NANOSECONDS));
    const auto fraction = std::to_string(NANOSECONDS + std::abs(total % NANOSECONDS));
    const auto last = fraction.find_last_not_of('0');
    if (last != 0)
    {
        text += "." + fraction.substr(1, last);
    }
    return text;
}

void
AppendCsv(const InferenceValue& value, std::string& text)
{
    std::visit(
        [&text](const auto& held) {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::int64_t>)
            {
                text += std::to_string(held);
            }
            else if constexpr (std::is_same_v<Held, double>)
            {
                text += NumberToText(held);
            }
            else if constexpr (std::is_same_v<Held, Time>)
            {
                text += SecondsToText(held);
            }
            else if constexpr (std::is_same_v<Held, const char*> ||
                               std::is_same_v<Held, std::string>)
            {
                text += held;
            }
        },
        value);
}

} // namespace coinference
} // namespace ns3
