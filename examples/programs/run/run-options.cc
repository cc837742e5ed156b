/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-options.h"

#include "../common/figure-options.h"
#include "../common/load-libraries.h"
#include "../common/program-options.h"
#include "can-animate.h"
#include "cell-rates.h"
#include "design/design-field.h"
#include "profile/operating-points.h"
#include "profile/sensing-times.h"
#include "run-lte-cell.h"
#include "support/checked-field.h"
#include "support/json-fields.h"
#include "support/strict-json.h"

#include "ns3/allocation-scheme.h"
#include "ns3/chip-preset.h"
#include "ns3/coinference-version.h"
#include "ns3/phase-pass.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/shared-scheme.h"
#include "ns3/split-option.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::ordered_json Json;

const std::string PROGRAM = "coinference-run";
const std::string SHARED_PREFIX = "together-";
constexpr const char* USAGE =
    "Simulate co-inference of agents with an edge server, each allocation scheme in turn on the "
    "same seed. Prints a table; writes files if --output is given.";
constexpr double LARGEST_RUN = 1e18;

/// Told of the run, but not part of what is simulated.
const std::set<std::string> NOT_IN_SCENARIO{"scenario",
                                            "output",
                                            "report",
                                            "format",
                                            "width",
                                            "font",
                                            "timeline",
                                            "netanim",
                                            "progress",
                                            "environment",
                                            "step",
                                            "check",
                                            "groups"};

/// What may differ from group to group; of agentChip and its like see IsGroupOption().
const std::set<std::string> GROUP_OPTIONS{
    "model",
    "network",
    "interval",
    "sensing",
    "spread",
    "delayBudget",
    "energyBudget",
    "timeout",
    "maxInFlight",
    "priority",
    "splits",
    "keepInput",
    "activationBits",
    "bitWidths",
    "countWaiting",
    "speed",
    "linkRate",
    "linkDelay",
    "batteryEnergy",
    "uplinkRate",
    "streamTokens",
    "outputTokens",
    "computeScalesWithBits",
};

bool
IsGroupOption(const std::string& name)
{
    return GROUP_OPTIONS.count(name) > 0 || (name.rfind("agent", 0) == 0 && name != "agents");
}

void
AddChipOptions(ProgramOptions& table,
               const std::string& prefix,
               std::string& preset,
               ComputeChip& chip,
               std::string& frequencies,
               std::string& memoryPoints)
{
    table.push_back({prefix + "Chip",
                     prefix + "'s chip: jetson-agx-orin, jetson-orin-nano, jetson-thor, rtx-3090, "
                              "rtx-4090, a100-80gb, h100-sxm, b100 or a JSON file; empty for the "
                              "paper's. The options below override it",
                     &preset});
    const auto add =
        [&](const char* name, const char* help, ProgramOption::Place place, double low) {
            table.push_back({prefix + name, prefix + help, place, low, LARGEST_QUANTITY});
        };
    add("MaxFrequency", "'s highest clock [Hz]", &chip.maxFrequency, SMALLEST_QUANTITY);
    add("FlopsPerCycle", "'s FLOPs per cycle [FLOP/cycle]", &chip.flopsPerCycle, SMALLEST_QUANTITY);
    add("Pue", "'s power usage effectiveness", &chip.pue, SMALLEST_QUANTITY);
    add("PowerCoefficient", "'s psi in P = psi f^3 [W/(cycle/s)^3]", &chip.powerCoefficient, 0);
    add("StaticPower",
        "'s power while busy whatever the clock, before PUE [W]",
        &chip.staticPower,
        0);
    add("IdlePower",
        "'s idle power before PUE, drawn while busy too unless the operating points hold it [W]",
        &chip.idlePower,
        0);
    add("Memory", "'s memory for weights; 0: no limit [byte]", &chip.memory, 0);
    add("Frequencies",
        "'s operating points, separated by commas: clock [Hz], clock:power [Hz:W] or "
        "clock:power:throughput [Hz:W:FLOP/cycle]; empty for any clock",
        &frequencies,
        0);
    const std::string phased = ", for models that tell their phases";
    table.push_back(
        {prefix + "MemoryBandwidth",
         prefix + "'s memory bandwidth" + phased + "; 0: it is never in the way [byte/s]",
         &chip.memoryBandwidth,
         0,
         LARGEST_QUANTITY});
    add("Mfu", "'s share of c f that a phase's arithmetic reaches", &chip.mfu, SMALLEST_QUANTITY);
    add("Mbu", "'s share of the bandwidth that a phase reaches", &chip.mbu, SMALLEST_QUANTITY);
    add("LaunchOverhead", "'s time for each step of a phase besides [s]", &chip.launchOverhead, 0);
    add("MemoryPower", "'s power of the memory while a phase runs [W]", &chip.memoryPower, 0);
    add("MemoryEnergy", "'s energy of moving a byte [J/byte]", &chip.memoryEnergy, 0);
    add("MemoryPoints",
        "'s clocks of the memory, separated by commas: clock:bandwidth [Hz:byte/s] or "
        "clock:bandwidth:power [Hz:byte/s:W]; empty for one clock",
        &memoryPoints,
        0);
}

ProgramOptions
OptionsOf(RunOptions& o)
{
    ProgramOptions table{
        {"agents", "number of agents", &o.agents, 1, 50000},
        {"schemes",
         "allocation schemes to simulate in turn, separated by commas; empty for all but ppo, "
         "layered and, without splits, split. One that decides for all agents together is "
         "together- and its name, as in sharedScheme",
         &o.schemes},
        {"sharedScheme",
         "schemes that decide for all agents together, after the others: joint, price-greedy, "
         "equal-share, proportional, one-width, each-alone, random-feasible; empty for none. Their "
         "reserve for the network is assumed",
         &o.sharedScheme},
        {"coordinatorMessages",
         "whether schemes that decide together hear and tell agents by messages over the network; "
         "otherwise at once",
         &o.coordinatorMessages},
        {"model",
         "model to run: blip-2-caption, git-base-caption, qwen2.5-vl-3b, openvla-7b, pi0, smolvla, "
         "llama-3.1-8b, llama-3.1-8b-answer, vit-b-16, mobilenet-v2, pp-ocrv4-reader, blip-2 and "
         "git-base (the paper's "
         "first-token problems), or a JSON file",
         &o.model},
        {"quality",
         "which of the model's tables of measured quality counts, by name or quantizer; empty for "
         "the first, if there is any",
         &o.quality},
        {"objective",
         "what scheme joint looks for: distortion, the least, or quality, the highest of the table",
         &o.objective,
         0,
         0,
         {"distortion", "quality"}},
        {"clocks",
         "which of the clocks that allow the most bits scheme joint takes: those of least-energy, "
         "which use up T0, or of least-delay, which leave the server time for others",
         &o.clocks,
         0,
         0,
         {"least-energy", "least-delay"}},
        {"network",
         "access network: wifi; csma, one shared segment; p2p, a link each to the gateway, from 17 "
         "agents on to routers with a link to it; or lte, a cell, where ns-3 has its module lte "
         "(over udp pacingRate has to be below what the uplink carries)",
         &o.network,
         0,
         0,
         {"wifi", "csma", "p2p", "lte"}},
        {"fidelity",
         "packet: all packets of all protocols; message: an embedding or a result is one transfer "
         "that shares the links with others, for thousands of agents; design, with environment: "
         "random problems (P1) around the paper's alone, as many at a time as agents, nothing "
         "simulated",
         &o.fidelity,
         0,
         0,
         {"packet", "message", "design"}},
        {"protocol", "transport: tcp or udp", &o.protocol, 0, 0, {"tcp", "udp"}},
        {"ipv6", "IPv6 instead of IPv4", &o.ipv6},
        {"duration", "simulated time, after 2 s to associate [s]", &o.duration, 0, LONGEST_TIME},
        {"sensing", "periodic, poisson, or a file of sensing times [s]", &o.sensing},
        {"interval", "time, or mean time, between sensings [s]", &o.interval, 1e-9, LONGEST_TIME},
        {"spread", "time over which the agents start, evenly [s]", &o.spread, 0, LONGEST_TIME},
        {"delayBudget", "delay budget T0 of an inference [s]", &o.delayBudget, 0, LONGEST_TIME},
        {"energyBudget",
         "energy budget E0 of an inference [J]",
         &o.energyBudget,
         0,
         LARGEST_QUANTITY},
        {"timeout",
         "an inference is given up after this; 0: never [s]",
         &o.timeout,
         0,
         LONGEST_TIME},
        {"maxInFlight",
         "a sensing is passed over while its agent has this many inferences under way; 0: no "
         "limit. "
         "Schemes that decide together guarantee T0 for 1",
         &o.maxInFlight,
         0,
         4294967295.0},
        {"priority",
         "priority of the agents' requests, for queue=priority: the higher the sooner",
         &o.priority,
         0,
         255},
        {"bitWidths", "bit-widths to choose from, as 1,2,4 or 1-8 [bit]", &o.bitWidths},
        {"splits",
         "places to cut the model that scheme split chooses from: names separated by commas, or "
         "all; empty: all, but only if schemes names split",
         &o.splits},
        {"keepInput",
         "whether the raw input may not leave the agent: scheme split does not compute all on the "
         "server",
         &o.keepInput},
        {"uplinkRate",
         "rate at which payloads of splits are expected to cross, beside communicationDelay, "
         "before they are measured; 0: in proportion to the reserve [bit/s]",
         &o.uplinkRate,
         0,
         1e15},
        {"activationBits",
         "bits per embedding value on the link; 0: the model's [bit]",
         &o.activationBits,
         0,
         64},
        {"streamTokens",
         "whether the tokens of an answer come back one by one; otherwise it comes back whole",
         &o.streamTokens},
        {"outputTokens",
         "tokens of an answer, rounded up: a number, uniform:LEAST:MOST or exponential:MEAN; empty "
         "for as many as the model says, for which designs are made as well",
         &o.outputTokens},
        {"computeScalesWithBits",
         "whether the agent's arithmetic shrinks with its bit-width, as in the paper, or the bytes "
         "of its weights alone; model: as the model says",
         &o.computeScalesWithBits,
         0,
         0,
         {"model", "true", "false"}},
        {"reserve",
         "part of the budgets kept for communication: none, assumed or measured",
         &o.reserve,
         0,
         0,
         {"none", "assumed", "measured"}},
        {"communicationDelay",
         "delay reserve if assumed; if measured, the one to begin with [s]",
         &o.communicationDelay,
         0,
         LONGEST_TIME},
        {"communicationEnergy",
         "energy reserve if assumed; if measured, the one to begin with [J]",
         &o.communicationEnergy,
         0,
         LARGEST_QUANTITY},
        {"countWaiting",
         "whether the radio's listening while the server has an inference counts towards E0; "
         "otherwise only the transfers do",
         &o.countWaiting},
        {"keepRate",
         "whether agent and server have to keep up with the mean time between sensings",
         &o.keepRate},
        {"missedResults",
         "inferences in a row without word from the server after which an agent computes alone, or "
         "pauses if it cannot; 0: never",
         &o.missedResults,
         0,
         4294967295.0},
        {"retryInterval",
         "time after which an agent without its server tries it again [s]",
         &o.retryInterval,
         1e-3,
         LONGEST_TIME},
        {"servers", "number of servers, each on a wire of its own", &o.servers, 1, 64},
        {"serverSelection",
         "which of several servers an agent takes: static (the first that answers), least-loaded "
         "or "
         "measured-delay",
         &o.serverSelection,
         0,
         0,
         {"static", "least-loaded", "measured-delay"}},
        {"serverStop",
         "the first server stops at this time, 0: never [s]",
         &o.serverStop,
         0,
         LONGEST_TIME},
        {"queue",
         "whose request the server computes next: fifo, edf (the earliest deadline, T0 after "
         "sensing) or priority; partitioned: side by side, each on its share of the clock; or "
         "continuous: step by step together, who comes joins and who is done leaves",
         &o.queue,
         0,
         0,
         {"fifo", "edf", "priority", "partitioned", "continuous"}},
        {"maxSequences",
         "requests that a processor of a continuous server works on at a time; 0: no limit",
         &o.maxSequences,
         0,
         4294967295.0},
        {"prefillChunk",
         "most tokens of prompts in a pass of a continuous server; 0: whole prompts",
         &o.prefillChunk,
         0,
         1e9},
        {"cacheMemory",
         "memory of a server's processor for the caches of its requests; 0: no limit [byte]",
         &o.cacheMemory,
         0,
         LARGEST_QUANTITY},
        {"serverProcessors", "processors of a server", &o.serverProcessors, 1, 4294967295.0},
        {"workConserving",
         "whether shares of a partitioned server grow while others are not used: sooner, at the "
         "energy of a higher clock",
         &o.workConserving},
        {"batch", "requests that a server may compute together", &o.batch, 1, 4294967295.0},
        {"batchWait",
         "how long a request waits at a free processor for others to be computed with [s]",
         &o.batchWait,
         0,
         LONGEST_TIME},
        {"batchFixedShare",
         "share of a request's work that a batch does once, a in t(n) = (a + (1 - a) n) N~/(f~ c~)",
         &o.batchFixedShare,
         0,
         1},
        {"dropLate",
         "whether the server refuses a request that can no longer be in time when its turn comes",
         &o.dropLate},
        {"linkRate", "rate of the wired links [bit/s]", &o.linkRate, 1, 1e15},
        {"linkDelay", "delay of the point-to-point links [s]", &o.linkDelay, 0, 1000},
        {"packetLoss", "share of packets lost on receipt from wired links", &o.packetLoss, 0, 1},
        {"cellRate",
         "payload that a Wi-Fi cell carries, whoever sends, with --fidelity=message; 0: what cells "
         "of packets carry, by --wifiStandard, --rateAdaptation and how far away the sender is "
         "[bit/s]",
         &o.cellRate,
         0,
         1e15},
        {"pacingRate", "rate of UDP senders; 0: in bursts [bit/s]", &o.pacingRate, 0, 1e15},
        {"lteBandwidth",
         "resource blocks of an LTE cell's up- and downlink: 6, 15, 25, 50, 75 or 100; 25 are 5 "
         "MHz",
         &o.lteBandwidth,
         6,
         100},
        {"wifiStandard",
         "of the Wi-Fi cell, on 80 MHz at 5 GHz: 802.11ac or 802.11ax",
         &o.wifiStandard,
         0,
         0,
         {"802.11ac", "802.11ax"}},
        {"rateAdaptation",
         "how Wi-Fi stations choose their rate: minstrel as Linux does, by trying, whose luck "
         "shows in every run; or ideal, by the signal",
         &o.rateAdaptation,
         0,
         0,
         {"minstrel", "ideal"}},
        {"speed", "speed of the agents in the Wi-Fi cell [m/s]", &o.speed, 0, 1000},
        {"area", "side of the Wi-Fi cell, access point in the middle [m]", &o.area, 1, 1e6},
        {"batteryEnergy",
         "an agent's battery, not with wifi; 0: it is on the mains [J]",
         &o.batteryEnergy,
         0,
         1e9},
    };
    AddChipOptions(table,
                   "agent",
                   o.agentPreset,
                   o.agentChip,
                   o.agentFrequencies,
                   o.agentMemoryPoints);
    AddChipOptions(table,
                   "server",
                   o.serverPreset,
                   o.serverChip,
                   o.serverFrequencies,
                   o.serverMemoryPoints);
    table.push_back(
        {"load", "shared libraries with schemes of one's own, with commas between", &o.load});
    table.push_back({"seed", "seed of the random numbers", &o.seed, 1, LARGEST_SEED});
    table.push_back({"run", "number of the independent repetition", &o.run, 0, LARGEST_RUN});
    table.push_back(
        {"groups",
         "JSON file of groups of agents that differ: a list of objects with name, "
         "count and any of the options that are of agents, such as model, agentChip, "
         "network, delayBudget, interval; the others are as given here. Replaces agents",
         &o.groups});
    table.push_back({"output",
                     "folder for inferences.csv, summary.json, scenario.json and the report; empty "
                     "for none",
                     &o.output});
    table.push_back(
        {"report",
         "whether output holds report.html and its figures, which gnuplot draws: on, off, "
         "or auto: where gnuplot is, and not with progress=off, as sweeps run it",
         &o.report,
         0,
         0,
         {"auto", "on", "off"}});
    AddFigureOptions(table, o.figureFormats, o.paper);
    table.push_back({"timeline",
                     "file for the run as a timeline (Trace Event format): open it at "
                     "ui.perfetto.dev or chrome://tracing",
                     &o.timeline});
    table.push_back(
        {"netanim",
         "file for NetAnim, which shows every frame on its way, of each scheme with its "
         "name added; where ns-3 has its module netanim",
         &o.netanim});
    table.push_back({"progress",
                     "progress on standard error: auto (on a terminal), on or off",
                     &o.progress,
                     0,
                     0,
                     {"auto", "on", "off"}});
    table.push_back({"environment",
                     "instead of schemes, a learner decides: one line of JSON to standard output "
                     "with what is observed, one from standard input with actions, in turn "
                     "(coinference.py's Environment does so)",
                     &o.environment});
    table.push_back({"step",
                     "with environment: time between actions; 0: the interval of sensing [s]",
                     &o.step,
                     0,
                     LONGEST_TIME});
    table.push_back({"check", "only read and check the options", &o.check});
    table.push_back({"scenario",
                     "scenario.json of an earlier run to repeat; other options override it",
                     &o.scenario});
    return table;
}

Json
JsonOf(const ProgramOption::Place& place)
{
    return std::visit([](const auto* value) { return Json(*value); }, place);
}

std::vector<std::string>
SchemesOf(const std::string& text, const std::string& shared, bool withSplit)
{
    std::vector<std::string> names;
    for (const auto item : SplitList(text, ','))
    {
        names.emplace_back(item);
    }
    if (text.empty())
    {
        names = AllocationScheme::GetNames();
        const auto isSpecial = [withSplit](const std::string& name) {
            return name == "ppo" || name == "layered" || (name == "split" && !withSplit);
        };
        names.erase(std::remove_if(names.begin(), names.end(), isSpecial), names.end());
        // The scheme that matters first, then by name.
        std::stable_partition(names.begin(), names.end(), [](const std::string& name) {
            return name == "joint";
        });
    }
    for (const auto item : SplitList(shared, ','))
    {
        if (!shared.empty())
        {
            names.push_back(SHARED_PREFIX + std::string(item));
        }
    }
    for (const auto& name : names)
    {
        if (const auto sharedName = SharedSchemeOf(name); !sharedName.empty())
        {
            SharedScheme::Create(sharedName);
        }
        else
        {
            AllocationScheme::Create(name);
        }
    }
    if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
    {
        RejectField("schemes", text, "without repetition");
    }
    return names;
}

std::vector<Time>
SensingTimesOf(const std::string& sensing)
{
    if (sensing == "periodic" || sensing == "poisson")
    {
        return {};
    }
    if (!std::ifstream(sensing))
    {
        RejectField("sensing", sensing, "periodic, poisson or a file that can be read");
    }
    return ReadSensingTimes(sensing);
}

void
RequireKind(const Json& scenario, const char* field, bool (Json::*isKind)() const, const char* kind)
{
    if (!(scenario.at(field).*isKind)())
    {
        RejectField(field, ShortJson(scenario.at(field)), kind);
    }
}

void
SetOption(const ProgramOption& option, const Json& value)
{
    if (value.is_structured())
    {
        RejectField(option.name, ShortJson(value), "a number, a text, true or false");
    }
    option.Set(value.is_string() ? value.get<std::string>() : value.dump());
}

std::vector<Time>
SensingTimesIn(const Json& list)
{
    std::vector<Time> times;
    for (const auto& nanoseconds : list)
    {
        if (!nanoseconds.is_number_unsigned() || nanoseconds.get<double>() > LONGEST_TIME * 1e9)
        {
            RejectField("sensingTimes", ShortJson(nanoseconds), "a whole number up to 9e18");
        }
        times.push_back(NanoSeconds(nanoseconds.get<std::int64_t>()));
    }
    return times;
}

Json
SensingTimesTo(const std::vector<Time>& times)
{
    Json list = Json::array();
    for (const auto& time : times)
    {
        list.push_back(time.GetNanoSeconds());
    }
    return list;
}

/// Set what a scenario file says; returns its groups, or null.
Json
ParseScenario(const std::string& text, const ProgramOptions& table, RunOptions& options)
{
    const auto scenario = ParseStrictJson<Json>(text);
    for (const char* field : {"program", "options", "model", "ns3Arguments", "sensingTimes"})
    {
        if (!scenario.is_object() || !scenario.contains(field))
        {
            throw std::invalid_argument(std::string(field) + " is missing");
        }
    }
    if (scenario.at("program") != PROGRAM)
    {
        throw std::invalid_argument("it is not a scenario of " + PROGRAM);
    }
    if (scenario.contains("schemes") && scenario.at("schemes") == Json::array({ENVIRONMENT}))
    {
        throw std::invalid_argument("a learner decided in it: without its actions it cannot be "
                                    "repeated");
    }
    RequireKind(scenario, "options", &Json::is_object, "an object");
    RequireKind(scenario, "ns3Arguments", &Json::is_array, "a list of texts");
    RequireKind(scenario, "sensingTimes", &Json::is_array, "a list of whole numbers");
    for (const auto& [name, value] : scenario.at("options").items())
    {
        const auto option =
            std::find_if(table.begin(), table.end(), [&](const ProgramOption& known) {
                return known.name == name;
            });
        if (option == table.end() || NOT_IN_SCENARIO.count(name))
        {
            throw std::invalid_argument("unknown option " + ShortText(name));
        }
        SetOption(*option, value);
    }
    options.profile = ModelProfile::FromText(scenario.at("model").dump());
    LoadLibraries(options.load); // which attributes may be of
    for (const auto& argument : scenario.at("ns3Arguments"))
    {
        if (!argument.is_string())
        {
            RejectField("ns3Arguments", ShortJson(argument), "a text");
        }
        options.ns3Arguments.push_back(argument.get<std::string>());
        RequireNs3Argument(options.ns3Arguments.back());
    }
    options.sensingTimes = SensingTimesIn(scenario.at("sensingTimes"));
    return scenario.contains("groups") ? scenario.at("groups") : Json();
}

Json
ReadScenario(const std::string& path, const ProgramOptions& table, RunOptions& options)
{
    Json groups;
    ReadJsonFile("scenario", path, [&](const std::string& text) {
        groups = ParseScenario(text, table, options);
    });
    return groups;
}

/// Take a chip's values from a preset, if one is given; options given besides override them.
void
SetPreset(const std::string& option,
          const std::string& preset,
          ComputeChip& chip,
          std::string& frequencies,
          std::string& memoryPoints)
{
    if (preset.empty())
    {
        return;
    }
    try
    {
        chip = LoadChip(preset);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(option + ": " + error.what());
    }
    frequencies = OperatingPointsToText(chip);
    memoryPoints = MemoryPointsToText(chip);
}

/// A preset's powers that its operating points hold go with them; what replaces them has to be
/// told.
void
CheckPower(const std::string& side, const std::string& preset, const ComputeChip& chip)
{
    if (!preset.empty() && chip.pointPowers.empty() && chip.powerCoefficient == 0)
    {
        RejectField(side + "PowerCoefficient",
                    "0",
                    "above 0: " + side + "Frequencies replaces the measured powers of " + preset);
    }
}

/// What an LTE cell needs, and what it cannot have.
void
CheckLte(const RunOptions& options)
{
    if (!HAS_LTE)
    {
        RejectField("network", "lte", "wifi, csma or p2p: built without ns-3's module lte");
    }
    if (options.ipv6)
    {
        RejectField("ipv6", "true", "false with --network=lte");
    }
    if (options.fidelity == "message")
    {
        RejectField("network",
                    "lte",
                    "wifi, csma or p2p with --fidelity=message, which is not calibrated for LTE");
    }
    const std::set<std::uint32_t> known{6, 15, 25, 50, 75, 100};
    if (known.count(options.lteBandwidth) == 0)
    {
        RejectField("lteBandwidth",
                    std::to_string(options.lteBandwidth),
                    "6, 15, 25, 50, 75 or 100 resource blocks");
    }
}

/// What follows from several options of a group of agents.
void
CheckGroup(const RunOptions& options)
{
    if (!(options.profile.agentFlops + options.profile.serverFlops > 0))
    {
        RejectField("model",
                    ShortText(options.model),
                    "a profile with work, agentFlops or serverFlops above 0: enter it, or have "
                    "coinference-profile count it with --input");
    }
    const bool isMessage = options.fidelity == "message";
    if (options.network == "lte")
    {
        CheckLte(options);
    }
    if (isMessage && options.network == "wifi" && options.area > LARGEST_MESSAGE_CELL)
    {
        RejectField(
            "area",
            NumberToText(options.area),
            "at most 72 with --network=wifi and --fidelity=message: farther away ns-3's stations "
            "lose the access point");
    }
    // ns-3 ends the process when a radio loses its power within a frame.
    if (options.network == "wifi" && options.batteryEnergy > 0 && !isMessage)
    {
        RejectField("batteryEnergy",
                    NumberToText(options.batteryEnergy),
                    "0 with --network=wifi: ns-3's Wi-Fi radios cannot be switched off safely");
    }
}

/// Whether a scheme knows no memory to wait for.
bool
KnowsCyclesAlone(const std::string& scheme)
{
    return scheme == "sca" || scheme == "ppo" || scheme == "layered" ||
           !SharedSchemeOf(scheme).empty();
}

/// What is not possible with groups that are counted phase by phase.
void
CheckPhased(const RunOptions& options)
{
    for (const auto& group : GroupsOf(options))
    {
        if (group.profile.phases && options.queue == "partitioned" &&
            (IsPhased(group) || options.streamTokens))
        {
            RejectField("queue",
                        options.queue,
                        "another one with " + group.profile.name +
                            ", whose phases wait for a memory that slices do not share");
        }
        if (options.cacheMemory > 0 && options.queue == "continuous")
        {
            const double cache = CacheBytesOf(group.profile.At(Placement::SPLIT).ServerWorks());
            if (cache > options.cacheMemory)
            {
                RejectField("cacheMemory",
                            NumberToText(options.cacheMemory),
                            "at least the cache of one request of " + group.profile.name + ", " +
                                NumberToText(cache) + ", or 0 for no limit");
            }
        }
        for (const auto& scheme : options.schemeNames)
        {
            if (!group.profile.computeScalesWithBits && KnowsCyclesAlone(scheme))
            {
                RejectField("schemes",
                            scheme,
                            "without sca, ppo, layered and those that decide together where "
                            "computeScalesWithBits is false: they count work by bits");
            }
            if (IsPhased(group) && KnowsCyclesAlone(scheme))
            {
                RejectField("schemes",
                            scheme,
                            "without sca, ppo, layered and those that decide together with " +
                                group.profile.name +
                                " on chips with a memory bandwidth, which they know nothing of");
            }
        }
    }
}

/// Refuses what would have no effect, unless it is as it is by default.
void
RequireDefaults(const RunOptions& options, const std::set<std::string>& names, const char* why)
{
    auto given = options;
    RunOptions usual;
    const auto defaults = OptionsOf(usual);
    const auto table = OptionsOf(given);
    for (std::size_t i = 0; i < table.size(); ++i)
    {
        if (names.count(table[i].name) > 0 && table[i].ToText() != defaults[i].ToText())
        {
            RejectField(table[i].name,
                        table[i].ToText(),
                        (defaults[i].ToText().empty() ? "empty" : defaults[i].ToText()) + why);
        }
    }
}

/// What a learner outside decides, and what not.
void
CheckEnvironment(const RunOptions& options)
{
    if (!options.environment)
    {
        if (options.fidelity == "design")
        {
            RejectField("fidelity", "design", "packet or message, unless environment is true");
        }
        return;
    }
    RequireDefaults(options,
                    {"schemes",
                     "sharedScheme",
                     "splits",
                     "keepInput",
                     "objective",
                     "clocks",
                     "missedResults",
                     "retryInterval"},
                    " with environment, where a learner decides");
    if (options.fidelity == "design")
    {
        RequireDefaults(options,
                        {"model",
                         "network",
                         "duration",
                         "interval",
                         "delayBudget",
                         "energyBudget",
                         "reserve",
                         "batteryEnergy",
                         "agentChip",
                         "serverChip",
                         "groups",
                         "output",
                         "timeline",
                         "netanim"},
                        " with --fidelity=design, whose problems are drawn");
    }
    if (options.step > 0 && options.step < 1e-9)
    {
        RejectField("step", NumberToText(options.step), "0 or at least 1e-9");
    }
    for (const auto& group : GroupsOf(options))
    {
        if (group.bitWidthSet.ToText() != options.bitWidthSet.ToText())
        {
            RejectField("bitWidths", group.bitWidths, "the same in all groups with environment");
        }
        if (IsPhased(group) || !group.profile.computeScalesWithBits)
        {
            RejectField("environment",
                        "true",
                        "false with " + group.profile.name +
                            ", whose work a learner's observations do not describe: phases on "
                            "chips with a memory bandwidth, or work that does not shrink with "
                            "bits");
        }
    }
    if (options.servers > 1)
    {
        RejectField("servers", std::to_string(options.servers), "1 with environment");
    }
}

/// What follows from several options together.
void
CheckTogether(const RunOptions& options)
{
    constexpr std::uint32_t LARGEST_CELL = 2007;   // association identifiers of 802.11
    constexpr std::uint32_t LARGEST_LTE_CELL = 24; // beyond it ns-3.37's scheduler aborts
    std::uint32_t stations = 0;
    std::uint32_t users = 0;
    for (const auto& group : GroupsOf(options))
    {
        stations += group.network == "wifi" ? group.agents : 0;
        users += group.network == "lte" ? group.agents : 0;
        CheckGroup(group);
    }
    if (users > LARGEST_LTE_CELL)
    {
        RejectField("agents", std::to_string(users), "at most 24 with --network=lte");
    }
    if (stations > LARGEST_CELL)
    {
        RejectField("agents", std::to_string(stations), "at most 2007 with --network=wifi");
    }
    const bool isMessage = options.fidelity == "message";
    if (isMessage && options.packetLoss > 0)
    {
        RejectField("packetLoss",
                    NumberToText(options.packetLoss),
                    "0 with --fidelity=message, which has no packets");
    }
    if (!options.netanim.empty() && !CAN_ANIMATE)
    {
        RejectField("netanim", options.netanim, "empty: built without ns-3's module netanim");
    }
    CheckEnvironment(options);
    const bool isContinuous = options.queue == "continuous";
    if (isContinuous && options.batch > 1)
    {
        RejectField("batch", std::to_string(options.batch), "1 with --queue=continuous");
    }
    CheckPhased(options);
    const bool isPartitioned = options.queue == "partitioned";
    if (isPartitioned && options.serverProcessors > 1)
    {
        RejectField("serverProcessors",
                    std::to_string(options.serverProcessors),
                    "1 with --queue=partitioned");
    }
    if (isPartitioned && options.batch > 1)
    {
        RejectField("batch", std::to_string(options.batch), "1 with --queue=partitioned");
    }
    if (isPartitioned && options.workConserving && !options.serverFrequencies.empty())
    {
        RejectField("workConserving",
                    "true",
                    "false with operating points of the server, between which no share can grow");
    }
}

/// What follows from the options of a group of agents alone, or of all.
void
Derive(RunOptions& options)
{
    options.bitWidthSet = BitWidthSet::FromText("bitWidths", options.bitWidths);
    if (!options.quality.empty())
    {
        options.profile.UseQuality("quality", options.quality);
    }
    if (options.objective == "quality" && options.profile.quality.empty())
    {
        RejectField("objective",
                    "quality",
                    "distortion: " + options.profile.name + " has no table of quality");
    }
    SplitsFromText("splits", options.profile, options.splits);
    ReadOperatingPoints("agentFrequencies", options.agentFrequencies, options.agentChip);
    ReadOperatingPoints("serverFrequencies", options.serverFrequencies, options.serverChip);
    ReadMemoryPoints("agentMemoryPoints", options.agentMemoryPoints, options.agentChip);
    ReadMemoryPoints("serverMemoryPoints", options.serverMemoryPoints, options.serverChip);
    if (options.computeScalesWithBits != "model")
    {
        options.profile.computeScalesWithBits = options.computeScalesWithBits == "true";
    }
    if (!options.outputTokens.empty())
    {
        TokensVariable(options.outputTokens);
        if (options.profile.At(Placement::SPLIT).Tokens() == 0)
        {
            RejectField("outputTokens",
                        options.outputTokens,
                        "empty: " + options.profile.name + " gives no tokens");
        }
    }
    CheckPower("agent", options.agentPreset, options.agentChip);
    CheckPower("server", options.serverPreset, options.serverChip);
    options.agentChip.Validate("agent");
    options.serverChip.Validate("server");
}

/// Set what an entry of the list of groups says.
void
ReadGroup(const Json& json, RunOptions& group)
{
    if (!json.is_object())
    {
        throw std::invalid_argument("it is " + ShortJson(json) + ": it must be an object");
    }
    const auto table = OptionsOf(group);
    const auto model = group.model;
    const auto sensing = group.sensing;
    if (json.contains("agentChip") && json["agentChip"].is_string())
    {
        SetPreset("agentChip",
                  json["agentChip"].get<std::string>(),
                  group.agentChip,
                  group.agentFrequencies,
                  group.agentMemoryPoints);
    }
    group.agents = 0;
    for (const auto& [name, value] : json.items())
    {
        if (name == "name" && value.is_string())
        {
            group.groupName = value.get<std::string>();
            continue;
        }
        if (name == "profile" || name == "sensingTimes")
        {
            continue;
        }
        const auto wanted = name == "count" ? "agents" : name;
        const auto option =
            std::find_if(table.begin(), table.end(), [&](const ProgramOption& known) {
                return known.name == wanted && (name == "count" || IsGroupOption(name));
            });
        if (option == table.end())
        {
            throw std::invalid_argument("unknown option " + ShortText(name) +
                                        " of a group: it must be name, count or an option that "
                                        "is of agents alone");
        }
        SetOption(*option, value);
    }
    if (group.groupName.empty() || group.agents == 0)
    {
        throw std::invalid_argument(group.agents == 0 ? "count is missing" : "name is missing");
    }
    // What a scenario holds does not depend on other files.
    if (json.contains("profile"))
    {
        group.profile = ModelProfile::FromText(json["profile"].dump());
    }
    else if (group.model != model)
    {
        group.profile = ModelProfile::Load(group.model);
    }
    if (json.contains("sensingTimes"))
    {
        group.sensingTimes = SensingTimesIn(json["sensingTimes"]);
    }
    else if (group.sensing != sensing)
    {
        group.sensingTimes = SensingTimesOf(group.sensing);
    }
    Derive(group);
}

/// Make the groups of a list, each as given but for what its entry says.
void
ReadGroups(const Json& list, RunOptions& options)
{
    if (!list.is_array() || list.empty())
    {
        throw std::invalid_argument("it must be a list of at least one group");
    }
    std::vector<RunOptions> groups;
    std::set<std::string> names;
    std::uint64_t agents = 0;
    for (const auto& json : list)
    {
        auto group = options;
        group.groups.clear();
        const auto place = "groups[" + std::to_string(groups.size()) + "]";
        try
        {
            ReadGroup(json, group);
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument(place + ": " + error.what());
        }
        if (group.groupName.find('.') != std::string::npos)
        {
            RejectField(place + ".name",
                        group.groupName,
                        "without a dot, as in groups.NAME.delay.mean");
        }
        if (!names.insert(group.groupName).second)
        {
            RejectField(place + ".name", group.groupName, "unlike all others'");
        }
        agents += group.agents;
        groups.push_back(std::move(group));
    }
    constexpr std::uint64_t MOST_AGENTS = 50000;
    if (agents > MOST_AGENTS)
    {
        RejectField("groups", std::to_string(agents) + " agents", "at most 50000 together");
    }
    options.agents = static_cast<std::uint32_t>(agents);
    options.groupOptions = std::move(groups);
}

/// A group as ReadGroup() reads it back, with all that it depends on.
Json
GroupToJson(const RunOptions& group)
{
    auto copy = group;
    Json json{{"name", group.groupName}, {"count", group.agents}};
    for (const auto& option : OptionsOf(copy))
    {
        if (IsGroupOption(option.name))
        {
            json[option.name] = JsonOf(option.place);
        }
    }
    json["profile"] = Json::parse(group.profile.ToText());
    json["sensingTimes"] = SensingTimesTo(group.sensingTimes);
    return json;
}

} // namespace

RunOptions
ReadRunOptions(int argc, char* argv[])
{
    RunOptions options;
    // As ns-3's environment variable NS_GLOBAL_VALUE may say.
    options.seed = RngSeedManager::GetSeed();
    options.run = RngSeedManager::GetRun();
    if (options.seed < 1 || options.seed > LARGEST_SEED)
    {
        RejectField("NS_GLOBAL_VALUE's RngSeed",
                    std::to_string(options.seed),
                    "from 1 to 4294944442");
    }
    if (options.run > LARGEST_RUN)
    {
        RejectField("NS_GLOBAL_VALUE's RngRun", std::to_string(options.run), "from 0 to 1e18");
    }
    // Before arguments are looked at, which may be attributes of what is in them.
    LoadLibraries(argc, argv);
    const auto table = OptionsOf(options);
    auto arguments = SortArguments(argc, argv, table);
    for (const auto& argument : arguments.ns3)
    {
        if (argument.rfind("--RngSeed=", 0) == 0 || argument.rfind("--RngRun=", 0) == 0)
        {
            throw std::invalid_argument(argument + " is not allowed: use --seed and --run");
        }
    }
    const auto scenario = arguments.given.find("scenario");
    const bool isRepetition = scenario != arguments.given.end() && !scenario->second.empty();
    Json groups; // of the scenario
    if (isRepetition)
    {
        groups = ReadScenario(scenario->second, table, options);
    }
    const auto model = options.model;
    const auto sensing = options.sensing;
    options.ns3Arguments.insert(options.ns3Arguments.end(),
                                arguments.ns3.begin(),
                                arguments.ns3.end());
    arguments.ns3 = options.ns3Arguments;
    ParseNs3Arguments(argv[0], PROGRAM, USAGE, table, arguments);
    const auto presetOf = [&arguments](const char* option) {
        const auto given = arguments.given.find(option);
        return given == arguments.given.end() ? std::string() : given->second;
    };
    SetPreset("agentChip",
              presetOf("agentChip"),
              options.agentChip,
              options.agentFrequencies,
              options.agentMemoryPoints);
    SetPreset("serverChip",
              presetOf("serverChip"),
              options.serverChip,
              options.serverFrequencies,
              options.serverMemoryPoints);
    SetGiven(arguments, table);
    options.schemeNames =
        options.environment
            ? std::vector<std::string>{ENVIRONMENT}
            : SchemesOf(options.schemes, options.sharedScheme, !options.splits.empty());
    const auto isShared = [](const std::string& name) { return !SharedSchemeOf(name).empty(); };
    if (options.servers > 1 &&
        std::any_of(options.schemeNames.begin(), options.schemeNames.end(), isShared))
    {
        RejectField("servers",
                    std::to_string(options.servers),
                    "1 with schemes that decide for all agents of a server together");
    }
    if (!isRepetition || options.model != model)
    {
        options.profile = ModelProfile::Load(options.model);
    }
    if (!isRepetition || options.sensing != sensing)
    {
        options.sensingTimes = SensingTimesOf(options.sensing);
    }
    options.paper.SetFormats("format", options.figureFormats);
    if (!options.figureFormats.empty() && options.output.empty())
    {
        RejectField("format", options.figureFormats, "with output, where the figures go");
    }
    Derive(options);
    if (!options.groups.empty())
    {
        ReadJsonFile("groups", options.groups, [&options](const std::string& text) {
            ReadGroups(ParseStrictJson<Json>(text), options);
        });
    }
    else if (!groups.is_null())
    {
        ReadGroups(groups, options);
    }
    const auto groupOptions = GroupsOf(options);
    const auto isOfBits = [](const RunOptions& group) {
        return group.profile.computeScalesWithBits && !IsPhased(group);
    };
    if (options.schemes.empty() && !std::all_of(groupOptions.begin(), groupOptions.end(), isOfBits))
    {
        auto& names = options.schemeNames;
        names.erase(std::remove(names.begin(), names.end(), "sca"), names.end());
    }
    CheckTogether(options);
    return options;
}

bool
IsPhased(const RunOptions& options)
{
    return options.profile.phases &&
           (options.agentChip.HasRoofline() || options.serverChip.HasRoofline());
}

std::string
TokensVariable(const std::string& text)
{
    constexpr double MOST = 1e6;
    const auto parts = SplitList(text, ':');
    std::vector<double> numbers;
    for (std::size_t i = parts.size() == 1 ? 0 : 1; i < parts.size(); ++i)
    {
        const auto number = NumberFromText(parts[i]);
        if (number && *number > 0 && *number <= MOST)
        {
            numbers.push_back(*number);
        }
    }
    const auto variable = [&numbers](const char* kind, const char* first, const char* second) {
        auto name = "ns3::" + std::string(kind) + "[" + first + "=" + NumberToText(numbers[0]);
        return name +
               (numbers.size() > 1 ? "|" + std::string(second) + NumberToText(numbers[1])
                                   : std::string()) +
               "]";
    };
    if (parts.size() == 1 && numbers.size() == 1)
    {
        return variable("ConstantRandomVariable", "Constant", "");
    }
    if (parts[0] == "uniform" && parts.size() == 3 && numbers.size() == 2 &&
        numbers[0] <= numbers[1])
    {
        return variable("UniformRandomVariable", "Min", "Max=");
    }
    if (parts[0] == "exponential" && parts.size() == 2 && numbers.size() == 1)
    {
        return "ns3::ExponentialRandomVariable[Mean=" + NumberToText(numbers[0]) +
               "|Bound=1000000]";
    }
    RejectField("outputTokens",
                ShortText(text),
                "a number, uniform:LEAST:MOST or exponential:MEAN, numbers above 0 and up to 1e6");
}

std::vector<RunOptions>
GroupsOf(const RunOptions& options)
{
    return options.groupOptions.empty() ? std::vector<RunOptions>{options} : options.groupOptions;
}

std::string
SharedSchemeOf(const std::string& scheme)
{
    return scheme.rfind(SHARED_PREFIX, 0) == 0 ? scheme.substr(SHARED_PREFIX.size()) : "";
}

std::string
ScenarioToJson(const RunOptions& options)
{
    auto copy = options;
    Json values;
    for (const auto& option : OptionsOf(copy))
    {
        if (!NOT_IN_SCENARIO.count(option.name))
        {
            values[option.name] = JsonOf(option.place);
        }
    }
    Json scenario{{"program", PROGRAM},
                  {"version", ModuleVersion()},
                  {"ns3Version", Ns3Version()},
                  {"seed", options.seed},
                  {"run", options.run},
                  {"schemes", options.schemeNames},
                  {"options", values},
                  {"ns3Arguments", options.ns3Arguments},
                  {"model", Json::parse(options.profile.ToText())},
                  {"sensingTimes", SensingTimesTo(options.sensingTimes)}};
    for (const auto& group : options.groupOptions)
    {
        scenario["groups"].push_back(GroupToJson(group));
    }
    return scenario.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace coinference
} // namespace ns3
