/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DESIGN_FIELD_H
#define COINFERENCE_DESIGN_FIELD_H

#include "ns3/design-problem.h"

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A field of a design problem that is one number, as JSON and sweeps name it.
 */
struct DesignNumberField
{
    const char* name;                 //!< the name
    double* (*place)(DesignProblem&); //!< where a problem holds it
};

/** All fields that are one number. */
constexpr std::array<DesignNumberField, 35> DESIGN_NUMBER_FIELDS{{
    {"agentFlops", [](DesignProblem& p) { return &p.workload.agentFlops; }},
    {"serverFlops", [](DesignProblem& p) { return &p.workload.serverFlops; }},
    {"fullPrecisionBits", [](DesignProblem& p) { return &p.workload.fullPrecisionBits; }},
    {"agentMaxFrequency", [](DesignProblem& p) { return &p.agent.maxFrequency; }},
    {"serverMaxFrequency", [](DesignProblem& p) { return &p.server.maxFrequency; }},
    {"agentFlopsPerCycle", [](DesignProblem& p) { return &p.agent.flopsPerCycle; }},
    {"serverFlopsPerCycle", [](DesignProblem& p) { return &p.server.flopsPerCycle; }},
    {"agentPue", [](DesignProblem& p) { return &p.agent.pue; }},
    {"serverPue", [](DesignProblem& p) { return &p.server.pue; }},
    {"agentPowerCoefficient", [](DesignProblem& p) { return &p.agent.powerCoefficient; }},
    {"serverPowerCoefficient", [](DesignProblem& p) { return &p.server.powerCoefficient; }},
    {"delayBudget", [](DesignProblem& p) { return &p.delayBudget; }},
    {"energyBudget", [](DesignProblem& p) { return &p.energyBudget; }},
    {"communicationDelay", [](DesignProblem& p) { return &p.communicationDelay; }},
    {"communicationEnergy", [](DesignProblem& p) { return &p.communicationEnergy; }},
    {"weightRate", [](DesignProblem& p) { return &p.workload.weightRate; }},
    {"weights", [](DesignProblem& p) { return &p.workload.weights; }},
    {"serverWeights", [](DesignProblem& p) { return &p.workload.serverWeights; }},
    {"period", [](DesignProblem& p) { return &p.period; }},
    {"agentStaticPower", [](DesignProblem& p) { return &p.agent.staticPower; }},
    {"serverStaticPower", [](DesignProblem& p) { return &p.server.staticPower; }},
    {"agentMemory", [](DesignProblem& p) { return &p.agent.memory; }},
    {"serverMemory", [](DesignProblem& p) { return &p.server.memory; }},
    {"agentMemoryBandwidth", [](DesignProblem& p) { return &p.agent.memoryBandwidth; }},
    {"serverMemoryBandwidth", [](DesignProblem& p) { return &p.server.memoryBandwidth; }},
    {"agentMfu", [](DesignProblem& p) { return &p.agent.mfu; }},
    {"serverMfu", [](DesignProblem& p) { return &p.server.mfu; }},
    {"agentMbu", [](DesignProblem& p) { return &p.agent.mbu; }},
    {"serverMbu", [](DesignProblem& p) { return &p.server.mbu; }},
    {"agentLaunchOverhead", [](DesignProblem& p) { return &p.agent.launchOverhead; }},
    {"serverLaunchOverhead", [](DesignProblem& p) { return &p.server.launchOverhead; }},
    {"agentMemoryPower", [](DesignProblem& p) { return &p.agent.memoryPower; }},
    {"serverMemoryPower", [](DesignProblem& p) { return &p.server.memoryPower; }},
    {"agentMemoryEnergy", [](DesignProblem& p) { return &p.agent.memoryEnergy; }},
    {"serverMemoryEnergy", [](DesignProblem& p) { return &p.server.memoryEnergy; }},
}};

/**
 * @ingroup coinference-study
 * @param name a field of DESIGN_NUMBER_FIELDS
 * @return its index there; as many as there are fields for another name
 */
constexpr std::size_t
DesignNumberIndex(std::string_view name)
{
    std::size_t index = 0;
    while (index < DESIGN_NUMBER_FIELDS.size() && name != DESIGN_NUMBER_FIELDS[index].name)
    {
        ++index;
    }
    return index;
}

/** Sets one field of a problem to a value that was read before. */
typedef std::function<void(DesignProblem&)> DesignSetting;

/**
 * @ingroup coinference-study
 * @brief Read a field's value once, to set it in many problems.
 * @param field a number field; "bitWidths" (BitWidthSet::FromText()); "agentFrequencies" or
 *        "serverFrequencies" (ReadOperatingPoints(): the highest becomes the chip's maximum);
 *        "agentChip" or "serverChip" (a preset or a file: LoadChip()); or "model" (a preset or a
 *        file: sets what ModelProfile knows)
 * @param text the value, as an option of a program has it
 * @return what sets it
 * @throw std::invalid_argument naming the field, its value and what is allowed
 */
DesignSetting ReadDesignSetting(const std::string& field, const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DESIGN_FIELD_H */
