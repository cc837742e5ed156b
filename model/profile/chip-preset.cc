/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chip-preset.h"

#include "operating-points.h"
#include "support/json-fields.h"

#include "ns3/coinference-data-folder.h"

namespace ns3
{
namespace coinference
{

namespace
{

std::string
ChipFolder()
{
    return (DataFolder() / "chips").string();
}

} // namespace

ComputeChip
ChipFromText(const std::string& json)
{
    JsonFields fields(json);
    ComputeChip chip;
    std::string name;
    std::string points;
    fields.Text("name", name, true);
    fields.Text("operatingPoints", points, false);
    ReadOperatingPoints("operatingPoints", points, chip);
    const bool hasPoints = !chip.operatingPoints.empty();
    const bool hasThroughputs = !chip.pointFlopsPerCycle.empty();
    if (hasPoints)
    {
        chip.maxFrequency = chip.operatingPoints.back();
    }
    if (hasThroughputs)
    {
        chip.flopsPerCycle = chip.pointFlopsPerCycle.back();
    }
    chip.powerCoefficient = 0;
    fields.Number("maxFrequency", chip.maxFrequency, !hasPoints);
    fields.Number("flopsPerCycle", chip.flopsPerCycle, !hasThroughputs);
    fields.Number("powerCoefficient", chip.powerCoefficient, chip.pointPowers.empty());
    fields.Number("staticPower", chip.staticPower, false);
    fields.Number("pue", chip.pue, false);
    fields.Number("idlePower", chip.idlePower, false);
    fields.Number("memory", chip.memory, false);
    std::string memoryPoints;
    fields.Number("memoryBandwidth", chip.memoryBandwidth, false);
    fields.Number("mfu", chip.mfu, false);
    fields.Number("mbu", chip.mbu, false);
    fields.Number("launchOverhead", chip.launchOverhead, false);
    fields.Number("memoryPower", chip.memoryPower, false);
    fields.Number("memoryEnergy", chip.memoryEnergy, false);
    fields.Text("memoryPoints", memoryPoints, false);
    ReadMemoryPoints("memoryPoints", memoryPoints, chip);
    fields.Finish();
    chip.Validate("");
    return chip;
}

ComputeChip
LoadChip(const std::string& nameOrPath)
{
    ComputeChip chip;
    ReadJsonFile("chip",
                 FindPreset("chip", ChipFolder(), nameOrPath),
                 [&chip](const std::string& text) { chip = ChipFromText(text); });
    return chip;
}

std::vector<std::string>
ChipNames()
{
    return PresetNamesIn(ChipFolder());
}

} // namespace coinference
} // namespace ns3
