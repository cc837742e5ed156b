/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_RUN_OPTIONS_H
#define COINFERENCE_RUN_OPTIONS_H

#include "report/draw-figure.h"

#include "ns3/compute-chip.h"
#include "ns3/design-problem.h"
#include "ns3/model-profile.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// Everything that determines one run of coinference-run: the fields are its options.
struct RunOptions
{
    std::uint32_t agents{4};
    std::string schemes;      // empty: all but ppo
    std::string sharedScheme; // empty: none
    bool coordinatorMessages{false};
    std::string model{"blip-2-caption"};
    std::string quality;
    std::string objective{"distortion"};
    std::string clocks{"least-energy"};
    std::string network{"wifi"};
    std::string fidelity{"packet"};
    std::string protocol{"tcp"};
    bool ipv6{false};
    double duration{100};
    std::string sensing{"periodic"};
    double interval{10};
    double spread{10};
    double delayBudget{5};
    double energyBudget{20};
    double timeout{10};
    std::uint32_t maxInFlight{0};
    std::uint32_t priority{0};
    std::string bitWidths{"1-8"};
    std::string splits;
    bool keepInput{false};
    double uplinkRate{0};
    std::uint32_t activationBits{0};
    bool streamTokens{false};
    std::string outputTokens; // empty: as the model says
    std::string computeScalesWithBits{"model"};
    std::string reserve{"measured"};
    double communicationDelay{0.3};
    double communicationEnergy{0};
    bool countWaiting{false};
    bool keepRate{true};
    std::uint32_t missedResults{3};
    double retryInterval{10};
    std::uint32_t servers{1};
    std::string serverSelection{"static"};
    double serverStop{0};
    std::string queue{"fifo"};
    bool dropLate{false};
    std::uint32_t serverProcessors{1};
    bool workConserving{false};
    std::uint32_t batch{1};
    double batchWait{0};
    double batchFixedShare{0};
    std::uint32_t maxSequences{256};
    double prefillChunk{512};
    double cacheMemory{0};
    double linkRate{1e9};
    double linkDelay{0.0005};
    double packetLoss{0};
    double cellRate{0};
    std::uint32_t lteBandwidth{25};
    std::string wifiStandard{"802.11ac"};
    double pacingRate{100e6};
    std::string rateAdaptation{"minstrel"};
    double speed{1};
    double area{40};
    double batteryEnergy{0};
    std::string agentPreset; // of the chip, which other options override
    ComputeChip agentChip;
    std::string agentFrequencies;
    std::string agentMemoryPoints;
    std::string serverPreset;
    ComputeChip serverChip{ComputeChip::PaperServer()};
    std::string serverFrequencies;
    std::string serverMemoryPoints;
    std::string load; // shared libraries
    std::uint32_t seed{1};
    std::uint64_t run{1};

    // Not part of the scenario: where it comes from, where the results go, what is seen of the run.
    std::string scenario;
    std::string output;
    std::string report{"auto"};
    std::string figureFormats;
    FigurePaper paper;
    std::string timeline;
    std::string netanim;
    std::string progress{"auto"};
    bool environment{false}; // decisions come from standard input
    double step{0};          // between them; 0: the sensing interval
    bool check{false};       // only read the options
    std::string groups;      // file of groups of agents; empty: all are alike

    // Derived from the options, kept in the scenario so that it does not depend on other files.
    std::vector<std::string> schemeNames;
    ModelProfile profile;
    std::vector<Time> sensingTimes; // of a sensing trace
    BitWidthSet bitWidthSet;
    std::vector<std::string> ns3Arguments; // attribute defaults and global values given

    std::string groupName;                // of the agents of these options; empty if all are alike
    std::vector<RunOptions> groupOptions; // of each group all options; empty if all are alike
};

/// @return whether an agent's or its server's part is counted phase by phase
bool IsPhased(const RunOptions& options);

/**
 * @param text option outputTokens, not empty
 * @return the random variable for attribute OutputTokens, as ns-3 writes it
 * @throw std::invalid_argument for anything else
 */
std::string TokensVariable(const std::string& text);

/// What the one scheme is called with option environment.
constexpr const char* ENVIRONMENT = "environment";

/// @return the options of each group of agents; those given if all are alike
std::vector<RunOptions> GroupsOf(const RunOptions& options);

/**
 * Read the command line, after a scenario file if one is named on it. Ends the process for --help
 * and the like.
 * @throw std::invalid_argument for anything that is not allowed, in one line
 */
RunOptions ReadRunOptions(int argc, char* argv[]);

/**
 * @param scheme name of a scheme to simulate
 * @return name of the SharedScheme, where it is one that decides for all agents together; or empty
 */
std::string SharedSchemeOf(const std::string& scheme);

/// The scenario as JSON, which ReadRunOptions() reads back with --scenario.
std::string ScenarioToJson(const RunOptions& options);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_RUN_OPTIONS_H */
