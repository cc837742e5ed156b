/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-run.h"

#include <algorithm>
#include <boost/filesystem.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

using namespace ns3::coinference;
using nlohmann::json;

namespace
{

const std::string RUN = "coinference-run";

typedef std::vector<std::string> Arguments;
typedef std::map<std::string, std::string> Row;

std::vector<std::string>
Split(const std::string& text, char separator)
{
    std::vector<std::string> parts(1);
    for (char letter : text)
    {
        letter == separator ? parts.emplace_back().clear() : parts.back().push_back(letter);
    }
    return parts;
}

/// The rows of a CSV file, each by its column's name without the unit.
std::vector<Row>
ReadCsv(const std::string& path)
{
    auto lines = Split(ReadFile(path), '\n');
    EXPECT_EQ(lines.back(), "");
    lines.pop_back();
    const auto header = Split(lines.at(0), ',');
    std::vector<Row> rows;
    for (std::size_t i = 1; i < lines.size(); ++i)
    {
        const auto cells = Split(lines[i], ',');
        EXPECT_EQ(cells.size(), header.size());
        rows.emplace_back();
        for (std::size_t j = 0; j < cells.size(); ++j)
        {
            rows.back()[header[j].substr(0, header[j].find(' '))] = cells[j];
        }
    }
    return rows;
}

double
Number(const std::string& text)
{
    return std::strtod(text.c_str(), nullptr);
}

/// A scheme's part of summary.json.
json
SchemeOf(const json& summary, const std::string& name)
{
    for (const auto& scheme : summary.at("schemes"))
    {
        if (scheme.at("scheme") == name)
        {
            return scheme;
        }
    }
    ADD_FAILURE() << "no scheme " << name;
    return {};
}

class CoinferenceRun : public ::testing::Test
{
  protected:
    /// Run the first-token problem of the paper, at which a small server carries many agents, with
    /// an output folder; the run must succeed.
    ProgramRun RunTo(const std::string& name, const Arguments& arguments)
    {
        Arguments all{"--model=blip-2",
                      "--interval=4",
                      "--spread=0.2",
                      "--delayBudget=3.5",
                      "--energyBudget=2"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return RunAsGivenTo(name, all);
    }

    /// Run with an output folder; the run must succeed.
    ProgramRun RunAsGivenTo(const std::string& name, Arguments arguments)
    {
        arguments.push_back("--output=" + (folder / name));
        const bool saysReport =
            std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
                return argument.rfind("--report=", 0) == 0;
            });
        if (!saysReport)
        {
            arguments.emplace_back("--report=off"); // which takes seconds
        }
        auto run = RunProgramOf(RUN, arguments);
        EXPECT_EQ(run.exitCode, 0) << run.error;
        EXPECT_EQ(run.error, "");
        return run;
    }

    json Summary(const std::string& name) const
    {
        return json::parse(ReadFile(folder / (name + "/summary.json")));
    }

    std::vector<Row> Inferences(const std::string& name) const
    {
        return ReadCsv(folder / (name + "/inferences.csv"));
    }

    void ExpectSameFiles(const std::string& first, const std::string& second) const
    {
        for (const std::string file : {"inferences.csv", "summary.json", "scenario.json"})
        {
            const auto path = "/" + file;
            EXPECT_TRUE(ReadFile(folder / (first + path)) == ReadFile(folder / (second + path)))
                << file << " of " << first << " and " << second;
        }
    }

    /// Rows and summary must tell the same, and nothing may be lost.
    void ExpectConsistent(const std::string& name) const
    {
        const auto summary = Summary(name);
        std::map<std::string, std::vector<Row>> rows;
        for (const auto& row : Inferences(name))
        {
            rows[row.at("scheme")].push_back(row);
        }
        for (const auto& scheme : summary.at("schemes"))
        {
            const auto& counts = scheme.at("counts");
            const auto count = [&counts](const char* field) {
                return counts.at(field).get<std::uint64_t>();
            };
            EXPECT_EQ(count("generated"),
                      count("done") + count("dropped") + count("timedOut") + count("inFlight"));
            std::map<std::string, std::uint64_t> outcomes;
            std::uint64_t met = 0;
            double delays = 0;
            for (const auto& row : rows[scheme.at("scheme").get<std::string>()])
            {
                ++outcomes[row.at("outcome")];
                met += row.at("deadlineMet") == "1";
                delays += row.at("outcome") == "done" ? Number(row.at("totalDelay")) : 0;
            }
            EXPECT_EQ(outcomes["done"], count("done"));
            EXPECT_EQ(outcomes["dropped"] + outcomes["battery-empty"], count("dropped"));
            EXPECT_EQ(outcomes["battery-empty"], count("batteryEmpty"));
            EXPECT_EQ(outcomes["timed-out"], count("timedOut"));
            EXPECT_EQ(met, count("deadlineMet"));
            if (count("done") > 0)
            {
                const double mean = delays / static_cast<double>(count("done"));
                EXPECT_NEAR(scheme.at("delay").at("mean"), mean, 1e-9);
            }
        }
    }

    ScratchFolder folder;
};

/// A refusal: arguments, and what the message has to name.
struct Refusal
{
    Arguments arguments;
    std::string message;
};

} // namespace

// The default scenario, shortened: each number against its formula.
TEST_F(CoinferenceRun, DefaultScenarioIsPlausible)
{
    const auto run = RunAsGivenTo("a", {"--duration=20"});
    ExpectConsistent("a");
    const auto summary = Summary("a");
    EXPECT_EQ(SchemeOf(summary, "joint").at("status"), "optimal");
    // f~_max alone costs the server 54 J.
    EXPECT_EQ(SchemeOf(summary, "fixed-frequency").at("status"), "infeasible");
    EXPECT_EQ(SchemeOf(summary, "fixed-frequency").at("reason"), "energy");
    EXPECT_EQ(SchemeOf(summary, "full-precision").at("reason"), "delay");
    EXPECT_EQ(SchemeOf(summary, "sca").at("status"), "feasible");
    std::set<std::string> agents;
    for (const auto& row : Inferences("a"))
    {
        if (row.at("scheme") != "joint")
        {
            continue;
        }
        agents.insert(row.at("agent"));
        EXPECT_EQ(row.at("outcome"), "done");
        EXPECT_EQ(row.at("placement"), "split");
        const double bits = Number(row.at("bitWidth"));
        EXPECT_TRUE(bits == 8) << bits;
        const double f = Number(row.at("agentFrequency"));
        const double g = Number(row.at("serverFrequency"));
        const double cycles = bits * 520.72e9 / (16 * 32);
        EXPECT_NEAR(Number(row.at("agentComputeDelay")), cycles / f, 2e-9);
        EXPECT_NEAR(Number(row.at("serverComputeDelay")), 344.18e9 / (g * 128), 2e-9);
        EXPECT_NEAR(Number(row.at("agentEnergy")), cycles * 2e-29 * f * f, 1e-9);
        EXPECT_NEAR(Number(row.at("serverEnergy")), 2 * 344.18e9 / 128 * 1e-28 * g * g, 1e-8);
        EXPECT_DOUBLE_EQ(Number(row.at("distortionLower")), std::pow(2, -bits) / 50);
        const double scalar = std::log1p(std::pow(2, 1 - bits)) / 50;
        EXPECT_DOUBLE_EQ(Number(row.at("distortionScalar")), scalar);
        EXPECT_DOUBLE_EQ(Number(row.at("totalDistortion")), 985.95e6 * scalar);
        EXPECT_GT(Number(row.at("distortionTrue")), Number(row.at("distortionLower")));
        EXPECT_LT(Number(row.at("distortionTrue")), scalar);
        EXPECT_GT(Number(row.at("distortionUpper")), scalar);
        EXPECT_EQ(row.at("server"), "10.1.0.2:4210");
        // 723,712 byte over some 100 Mbit/s of Wi-Fi and more agents; the radio draws some 0.9 W.
        EXPECT_GT(Number(row.at("uplinkDelay")), 0.02);
        EXPECT_LT(Number(row.at("uplinkDelay")), 0.5);
        EXPECT_GT(Number(row.at("radioEnergy")), 0.5 * Number(row.at("uplinkDelay")));
        EXPECT_LT(Number(row.at("radioEnergy")), 1);
        EXPECT_NEAR(Number(row.at("radioWaitingEnergy")),
                    0.273 * 3 * Number(row.at("serverComputeDelay")),
                    1e-6);
        EXPECT_EQ(row.at("deadlineMet"), Number(row.at("totalDelay")) <= 5 ? "1" : "0");
        EXPECT_NEAR(Number(row.at("totalDelay")),
                    Number(row.at("agentQueueDelay")) + Number(row.at("agentComputeDelay")) +
                        Number(row.at("uplinkDelay")) + Number(row.at("serverQueueDelay")) +
                        Number(row.at("serverComputeDelay")) + Number(row.at("downlinkDelay")),
                    1e-12);
    }
    EXPECT_EQ(agents.size(), 4U);
    // Why one splits: with a server behind it the agent's part gets more bits, and it is smaller.
    const auto total = [&summary](const char* scheme) {
        return SchemeOf(summary, scheme).at("totalDistortion").at("mean").get<double>();
    };
    EXPECT_LT(total("joint"), total("all-on-agent") / 3);
    EXPECT_EQ(SchemeOf(summary, "joint").at("deadlineMetShare"), 1);
    // The table has the same schemes, the infeasible among them.
    for (const auto& scheme : summary.at("schemes"))
    {
        EXPECT_NE(run.output.find("\n" + scheme.at("scheme").get<std::string>() + " "),
                  std::string::npos);
    }
    EXPECT_NE(run.output.find("infeasible: energy"), std::string::npos);
}

TEST_F(CoinferenceRun, MeasuredReserveMeetsDeadlines)
{
    RunTo("a", {"--schemes=joint", "--duration=60", "--network=csma"});
    const auto joint = SchemeOf(Summary("a"), "joint");
    EXPECT_GE(joint.at("counts").at("done"), 56);
    EXPECT_GE(joint.at("deadlineMetShare"), 0.95);
    EXPECT_EQ(joint.at("energyMetShare"), 1);
    EXPECT_GT(joint.at("serverQueueDelay").at("p95"), 0.01); // agents do meet at the server
}

TEST_F(CoinferenceRun, WithoutAReserveEveryDeadlineIsMissed)
{
    RunTo("a", {"--schemes=joint", "--duration=8", "--network=p2p", "--reserve=none"});
    EXPECT_EQ(SchemeOf(Summary("a"), "joint").at("deadlineMetShare"), 0);
    RunTo("b",
          {"--schemes=joint",
           "--duration=8",
           "--network=p2p",
           "--reserve=assumed",
           "--communicationDelay=0.4"});
    EXPECT_EQ(SchemeOf(Summary("b"), "joint").at("deadlineMetShare"), 1);
}

TEST_F(CoinferenceRun, ThePageShowsWhatHappened)
{
    RunTo("a", {"--duration=12", "--report=on"});
    const auto page = ReadFile(folder / "a/report.html");
    EXPECT_NE(page.find("T₀ = 3.5 s"), std::string::npos);
    EXPECT_NE(page.find("<p>4 agents, BLIP-2"), std::string::npos);
    for (const char* figure : {"delays", "energy", "distortion", "quality"})
    {
        const bool isThere =
            boost::filesystem::exists(folder / ("a/" + std::string(figure) + ".svg"));
        EXPECT_TRUE(isThere || figure == std::string("quality")) << figure;
    }
    EXPECT_NE(page.find("(max-width:40rem)"), std::string::npos) << "pictures for narrow screens";
    for (const auto& scheme : json::parse(ReadFile(folder / "a/summary.json")).at("schemes"))
    {
        const std::string name = scheme.at("scheme");
        EXPECT_NE(page.find("<td>" + name), std::string::npos) << name;
    }
    EXPECT_EQ(page.find("href="), std::string::npos);
    EXPECT_EQ(page.find("b^"), std::string::npos);
}

TEST_F(CoinferenceRun, TheTimelineHasEveryInference)
{
    RunTo(
        "a",
        {"--duration=25", "--schemes=joint,random-feasible", "--timeline=" + (folder / "t.json")});
    const auto events = nlohmann::json::parse(ReadFile(folder / "t.json"))["traceEvents"];
    std::map<std::string, std::string> processes;
    std::map<std::string, int> inferences;
    std::set<std::string> counters;
    for (const auto& event : events)
    {
        const auto process = event["pid"].dump();
        const std::string name = event["name"];
        if (name == "process_name")
        {
            processes[process] = event["args"]["name"];
        }
        inferences[processes[process]] += event["ph"] == "X" && name.rfind("inference ", 0) == 0;
        if (event["ph"] == "C")
        {
            counters.insert(name);
        }
    }
    std::map<std::string, int> rows;
    std::string server; // named as on its track
    for (const auto& row : ReadCsv(folder / "a/inferences.csv"))
    {
        ++rows[row.at("scheme")];
        server = std::max(server, "server " + row.at("server"));
    }
    EXPECT_EQ(inferences, rows);
    EXPECT_GT(rows["joint"], 4);
    for (const auto& counter :
         {std::string("agent 0 clock"), std::string("agent 3 power"), server + " queue"})
    {
        EXPECT_EQ(counters.count(counter), 1U) << counter;
    }
    const auto run = RunProgramOf(RUN, {"--timeline=/nowhere/t.json"});
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_NE(run.error.find("/nowhere"), std::string::npos);
    EXPECT_TRUE(run.output.empty()); // nothing was simulated
}

TEST_F(CoinferenceRun, SameSeedSameBytes)
{
    const Arguments arguments{"--duration=6", "--sensing=poisson", "--schemes=random-feasible"};
    RunTo("a", arguments);
    RunTo("b", arguments);
    ExpectSameFiles("a", "b");
    auto other = arguments;
    other.emplace_back("--seed=2");
    RunTo("c", other);
    EXPECT_NE(ReadFile(folder / "a/inferences.csv"), ReadFile(folder / "c/inferences.csv"));
    other.back() = "--run=2";
    RunTo("d", other);
    EXPECT_NE(ReadFile(folder / "a/inferences.csv"), ReadFile(folder / "d/inferences.csv"));
}

// What a scheme's simulation gives must not depend on those before it in the process.
TEST_F(CoinferenceRun, SchemesInTurnGiveWhatEachGivesAlone)
{
    const std::string schemes[]{"all-on-server", "random-feasible", "joint"};
    const Arguments arguments{"--duration=6", "--sensing=poisson"};
    auto together = arguments;
    together.emplace_back("--schemes=all-on-server,random-feasible,joint");
    RunTo("together", together);
    std::string alone;
    for (const auto& scheme : schemes)
    {
        auto single = arguments;
        single.push_back("--schemes=" + scheme);
        RunTo(scheme, single);
        const auto text = ReadFile(folder / (scheme + "/inferences.csv"));
        alone += alone.empty() ? text : text.substr(text.find('\n') + 1);
        EXPECT_EQ(SchemeOf(Summary(scheme), scheme), SchemeOf(Summary("together"), scheme));
    }
    EXPECT_TRUE(alone == ReadFile(folder / "together/inferences.csv"));
}

TEST_F(CoinferenceRun, AScenarioRepeatsItsRun)
{
    WriteFile(folder / "times", "0.5\n1.25\n5\n");
    WriteFile(folder / "model.json",
              R"({"name":"mine","agentFlops":1e11,"serverFlops":1e10,"fullPrecisionBits":16,
                 "weightRate":50,"embeddingValues":1000,"resultBytes":10})");
    RunTo("a",
          {"--duration=8",
           "--network=csma",
           "--schemes=joint,random-feasible",
           "--model=" + (folder / "model.json"),
           "--sensing=" + (folder / "times"),
           "--agentFrequencies=0.5e9,1e9,1.5e9",
           "--ns3::TcpSocket::SegmentSize=500"});
    // It stands for itself: what it was made from may be gone.
    boost::filesystem::remove(folder / "times");
    boost::filesystem::remove(folder / "model.json");
    RunAsGivenTo("b", {"--scenario=" + (folder / "a/scenario.json")});
    ExpectSameFiles("a", "b");
    const auto scenario = json::parse(ReadFile(folder / "a/scenario.json"));
    EXPECT_EQ(scenario.at("program"), RUN);
    EXPECT_EQ(scenario.at("seed"), 1);
    EXPECT_FALSE(scenario.at("ns3Version").get<std::string>().empty());
    EXPECT_EQ(scenario.at("model").at("name"), "mine");
    EXPECT_EQ(scenario.at("options").at("network"), "csma");
    // The command line overrides it.
    RunAsGivenTo("c", {"--scenario=" + (folder / "a/scenario.json"), "--seed=5"});
    EXPECT_EQ(json::parse(ReadFile(folder / "c/scenario.json")).at("seed"), 5);
}

TEST_F(CoinferenceRun, EveryNetworkAndTransportWorks)
{
    for (const std::string network : {"wifi", "csma", "p2p"})
    {
        for (const std::string protocol : {"tcp", "udp"})
        {
            for (const std::string ipv6 : {"false", "true"})
            {
                const auto name = network + protocol + ipv6;
                RunTo(name,
                      {"--network=" + network,
                       "--protocol=" + protocol,
                       "--ipv6=" + ipv6,
                       "--agents=2",
                       "--schemes=joint",
                       "--duration=4"});
                ExpectConsistent(name);
                EXPECT_EQ(SchemeOf(Summary(name), "joint").at("counts").at("done"), 2) << name;
            }
        }
    }
}

// Where ns-3 has its module lte, and a refusal where it has not.
TEST_F(CoinferenceRun, AnLteCellWorks)
{
    const auto asked = RunProgramOf(RUN, {"--network=lte", "--check"});
    if (asked.exitCode == 2)
    {
        EXPECT_NE(asked.error.find("built without ns-3's module lte"), std::string::npos);
        return;
    }
    for (const std::string protocol : {"tcp", "udp"})
    {
        RunTo("lte" + protocol,
              {"--network=lte",
               "--protocol=" + protocol,
               "--pacingRate=5e6",
               "--agents=2",
               "--schemes=all-on-agent,joint",
               "--batteryEnergy=1000",
               "--duration=7"});
        ExpectConsistent("lte" + protocol);
        const auto counts = SchemeOf(Summary("lte" + protocol), "joint").at("counts");
        EXPECT_GE(counts.at("done"), 1) << counts;
    }
    // Alone it is the same as after another scheme.
    RunTo(
        "alone",
        {"--network=lte", "--agents=2", "--schemes=joint", "--batteryEnergy=1000", "--duration=7"});
    RunTo("after",
          {"--network=lte",
           "--agents=2",
           "--schemes=all-on-agent,joint",
           "--batteryEnergy=1000",
           "--duration=7"});
    EXPECT_EQ(SchemeOf(Summary("alone"), "joint"), SchemeOf(Summary("after"), "joint"));
    for (const auto& arguments :
         {Arguments{"--ipv6=true"}, {"--lteBandwidth=20"}, {"--fidelity=message"}})
    {
        auto all = arguments;
        all.emplace_back("--network=lte");
        EXPECT_EQ(RunProgramOf(RUN, all).exitCode, 2) << arguments[0];
    }
}

TEST_F(CoinferenceRun, TheStandardOfTheCellMatters)
{
    const auto of = [this](const std::string& standard) {
        RunTo(standard,
              {"--wifiStandard=" + standard,
               "--rateAdaptation=ideal",
               "--speed=0",
               "--agents=2",
               "--schemes=joint",
               "--duration=15"});
        ExpectConsistent(standard);
        return SchemeOf(Summary(standard), "joint").at("uplinkDelay").at("mean").get<double>();
    };
    // The longer symbols of 802.11ax waste less.
    EXPECT_LT(of("802.11ax"), 0.97 * of("802.11ac"));
}

TEST_F(CoinferenceRun, ManyAgentsReachTheServerThroughRouters)
{
    for (const std::string ipv6 : {"false", "true"})
    {
        const auto run = [&](const std::string& agents) {
            RunTo(agents + ipv6,
                  {"--network=p2p",
                   "--protocol=udp",
                   "--ipv6=" + ipv6,
                   "--agents=" + agents,
                   "--schemes=joint",
                   "--spread=3",
                   "--duration=7"});
            ExpectConsistent(agents + ipv6);
            return Inferences(agents + ipv6);
        };
        const auto direct = run("16");
        const auto routed = run("17");
        EXPECT_EQ(direct.size(), 16);
        EXPECT_EQ(routed.size(), 17);
        for (const auto& row : routed)
        {
            EXPECT_EQ(row.at("outcome"), "done");
        }
        // One more link: its delay, and the time that the last datagram takes to cross it.
        const double more =
            Number(routed[0].at("uplinkDelay")) - Number(direct[0].at("uplinkDelay"));
        EXPECT_GT(more, 0.0005);
        EXPECT_LT(more, 0.00052);
    }
}

TEST_F(CoinferenceRun, NothingIsLostOnLossyLinksAndEmptyBatteries)
{
    for (const std::string seed : {"1", "2", "3"})
    {
        RunTo("loss" + seed,
              {"--network=p2p",
               "--protocol=udp",
               "--packetLoss=0.001",
               "--duration=21",
               "--schemes=joint",
               "--seed=" + seed});
        ExpectConsistent("loss" + seed);
        const auto counts = SchemeOf(Summary("loss" + seed), "joint").at("counts");
        EXPECT_GT(counts.at("timedOut"), 0);
        EXPECT_GT(counts.at("done"), 0);
        RunTo("battery" + seed,
              {"--batteryEnergy=2",
               "--network=csma",
               "--duration=20",
               "--schemes=joint",
               "--seed=" + seed});
        ExpectConsistent("battery" + seed);
        EXPECT_GT(SchemeOf(Summary("battery" + seed), "joint").at("counts").at("batteryEmpty"), 0);
    }
}

TEST_F(CoinferenceRun, OptionsReachTheSimulation)
{
    RunTo("a",
          {"--agents=3",
           "--model=git-base",
           "--network=p2p",
           "--linkRate=1e8",
           "--delayBudget=2",
           "--bitWidths=2,3",
           "--activationBits=8",
           "--interval=6",
           "--spread=0.9",
           "--schemes=joint",
           "--duration=12"});
    const auto rows = Inferences("a");
    EXPECT_EQ(rows.size(), 6U);
    std::set<std::string> starts;
    for (const auto& row : rows)
    {
        starts.insert(row.at("start"));
        EXPECT_TRUE(row.at("bitWidth") == "2" || row.at("bitWidth") == "3");
        // 605,184 byte over two links of 100 Mbit/s.
        EXPECT_GT(Number(row.at("uplinkDelay")), 605184 * 8 / 1e8);
    }
    EXPECT_EQ(starts, (std::set<std::string>{"2", "2.3", "2.6", "8", "8.3", "8.6"}));
}

TEST_F(CoinferenceRun, ASchemeOfOnesOwnIsLoaded)
{
    const Arguments arguments{"--duration=6",
                              "--load=" OWN_SCHEME,
                              "--schemes=joint,equal-clocks",
                              "--ns3::coinference::EqualClocksScheme::MinBitWidth=3"};
    RunTo("a", arguments);
    const auto own = SchemeOf(Summary("a"), "equal-clocks");
    EXPECT_EQ(own.at("status"), "feasible");
    EXPECT_GT(own.at("counts").at("done"), 0);
    // And again from the scenario.
    RunAsGivenTo("b", {"--scenario=" + (folder / "a/scenario.json")});
    ExpectSameFiles("a", "b");
    const auto run = RunProgramOf(RUN, {"--load=/nowhere.so"});
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_NE(run.error.find("load = /nowhere.so is not allowed"), std::string::npos) << run.error;
}

TEST_F(CoinferenceRun, BadOptionsGiveOneLineAndNoFiles)
{
    WriteFile(folder / "unsorted", "2\n1\n");
    WriteFile(folder / "file", "");
    const std::vector<Refusal> refusals{
        {{"--agents=0"}, "agents = 0"},
        {{"--agents=-1"}, "agents = -1"},
        {{"--agents=1e3"}, "agents = 1e3"},
        {{"--agents=3000"}, "2007"},
        {{"--agents="}, "agents = "},
        {{"--foo=1"}, "unknown option --foo=1"},
        {{"foo"}, "unexpected argument foo"},
        {{"--schemes=joint,foo"}, "scheme = foo"},
        {{"--schemes=joint,joint"}, "without repetition"},
        {{"--schemes=,"}, "scheme = "},
        {{"--network=5g"}, "wifi, csma, p2p or lte"},
        {{"--delayBudget=nan"}, "delayBudget = nan"},
        {{"--delayBudget=-1"}, "delayBudget = -1"},
        {{"--delayBudget=3,5"}, "delayBudget = 3,5"},
        {{"--energyBudget=1e400"}, "energyBudget = 1e400"},
        {{"--bitWidths=0"}, "bitWidths = 0"},
        {{"--bitWidths=8-1"}, "bitWidths = 8-1"},
        {{"--bitWidths=1.5"}, "bitWidths = 1.5"},
        {{"--reserve=maybe"}, "none, assumed or measured"},
        {{"--model=gpt"}, "model = gpt"},
        {{"--model=/nonexistent.json"}, "/nonexistent.json"},
        {{"--sensing=/nonexistent"}, "sensing = /nonexistent"},
        {{"--sensing=" + (folder / "unsorted")}, "line 2"},
        {{"--interval=0"}, "interval = 0"},
        {{"--batteryEnergy=6"}, "batteryEnergy = 6"},
        {{"--ipv6=maybe"}, "true or false"},
        {{"--fidelity=rough"}, "packet, message or design"},
        {{"--quality=bleu"}, "quality = bleu"},
        {{"--model=git-base", "--objective=quality"}, "objective = quality"},
        {{"--fidelity=message", "--packetLoss=0.1"}, "packetLoss = 0.1"},
        {{"--fidelity=message", "--area=200"}, "area = 200"},
        {{"--splits=nowhere"}, "splits = nowhere"},
        {{"--queue=partitioned", "--batch=2"}, "batch = 2"},
        {{"--queue=partitioned", "--serverProcessors=2"}, "serverProcessors = 2"},
        {{"--batchFixedShare=2"}, "batchFixedShare = 2"},
        {{"--agentFrequencies=1e9,x"}, "agentFrequencies"},
        {{"--agentFrequencies=3e9", "--agentMaxFrequency=2e9"}, "agentMaxFrequency"},
        {{"--agentFrequencies=3e9"}, "agentMaxFrequency = 2e+09"},
        {{"--agentFrequencies=1e9,"}, "agentFrequencies = 1e9,"},
        {{"--agentFrequencies=1e9:4", "--agentIdlePower=5"}, "agentPowers = 4"},
        {{"--agentChip=toaster"}, "agentChip: chip = toaster"},
        {{"--agentChip=jetson-agx-orin", "--agentFrequencies=1e9"}, "agentPowerCoefficient = 0"},
        {{"--serverChip=jetson-agx-orin", "--serverFrequencies="}, "serverPowerCoefficient = 0"},
        {{"--schemes=joint,"}, "scheme = "},
        {{"--bitWidths=1,"}, "bitWidths = 1,"},
        {{"--serverPue=0"}, "serverPue = 0"},
        {{"--RngRun=3"}, "--run"},
        {{"--ns3::TcpSocket::NoSuch=1"}, "NoSuch"},
        {{"--scenario=/nonexistent"}, "/nonexistent"},
        {{"--scenario=" + (folder / "file")}, "scenario"},
        {{"--scenario=/"}, "cannot read scenario /"},
        {{"--output=" + (folder / "file")}, "must be a folder"},
        {{"--output=/proc/none/x"}, "must be a folder"},
    };
    for (const auto& refusal : refusals)
    {
        auto arguments = refusal.arguments;
        if (arguments[0].rfind("--output", 0) != 0)
        {
            arguments.push_back("--output=" + (folder / "out"));
        }
        const auto run = RunProgramOf(RUN, arguments);
        EXPECT_EQ(run.exitCode, 2) << arguments[0];
        EXPECT_EQ(run.output, "") << arguments[0];
        EXPECT_NE(run.error.find(refusal.message), std::string::npos) << run.error;
        EXPECT_EQ(run.error.find('\n'), run.error.size() - 1) << run.error;
        EXPECT_FALSE(boost::filesystem::exists(folder / "out")) << arguments[0];
    }
}

TEST_F(CoinferenceRun, HelpNamesEveryOptionWithItsUnit)
{
    const auto run = RunProgramOf(RUN, {"--help"});
    EXPECT_EQ(run.exitCode, 0);
    for (const auto* text : {"--agents:",
                             "--schemes:",
                             "--scenario:",
                             "--duration:",
                             "T0 of an inference [s]",
                             "E0 of an inference [J]",
                             "agent's highest clock [Hz]",
                             "server's psi in P = psi f^3 [W/(cycle/s)^3]",
                             "--seed:",
                             "--run:",
                             "--output:",
                             "--progress:"})
    {
        EXPECT_NE(run.output.find(text), std::string::npos) << text;
    }
}

TEST_F(CoinferenceRun, ProgressGoesToStandardErrorOnly)
{
    const Arguments arguments{"--schemes=all-on-agent", "--duration=4", "--network=csma"};
    const auto quiet = RunProgramOf(RUN, arguments);
    EXPECT_EQ(quiet.error, "");
    auto loud = arguments;
    loud.emplace_back("--progress=on");
    const auto run = RunProgramOf(RUN, loud);
    EXPECT_EQ(run.exitCode, 0);
    EXPECT_EQ(run.output, quiet.output);
    EXPECT_NE(run.error.find("scheme 1 of 1, all-on-agent: 0 %"), std::string::npos) << run.error;
}

TEST_F(CoinferenceRun, TakesChipsByNameAndWhatOverridesThem)
{
    const auto run = RunAsGivenTo("a",
                                  {"--schemes=joint",
                                   "--duration=5",
                                   "--network=p2p",
                                   "--agentChip=jetson-agx-orin",
                                   "--serverChip=rtx-3090",
                                   "--serverPue=1.5",
                                   "--energyBudget=200"});
    EXPECT_NE(run.output.find("memory bandwidth plays no part with BLIP-2"), std::string::npos);
    const auto row = Inferences("a").at(0);
    // Fastest, and for the power mode's budget also the cheapest.
    EXPECT_EQ(Number(row.at("agentFrequency")), 1300.5e6);
    const double bits = Number(row.at("bitWidth"));
    const double time = bits / 16 * 520.72e9 / (32768 * 1300.5e6);
    EXPECT_NEAR(Number(row.at("agentComputeDelay")), time, 2e-9);
    EXPECT_NEAR(Number(row.at("agentEnergy")), 60 * time, 1e-6);
    const auto options = json::parse(ReadFile(folder / "a/scenario.json")).at("options");
    EXPECT_EQ(options.at("agentMemory"), 64e9);
    EXPECT_EQ(options.at("serverPue"), 1.5);
    RunAsGivenTo("b", {"--scenario=" + (folder / "a/scenario.json")});
    ExpectSameFiles("a", "b");
}

TEST_F(CoinferenceRun, WithoutItsServerASchemeGoesOnAlone)
{
    // Every embedding of 517 fragments loses one.
    const auto run = RunAsGivenTo("a",
                                  {"--schemes=joint",
                                   "--network=p2p",
                                   "--protocol=udp",
                                   "--packetLoss=0.02",
                                   "--duration=300"});
    const auto joint = SchemeOf(Summary("a"), "joint");
    EXPECT_GT(joint.at("counts").at("done"), 30);
    EXPECT_EQ(joint.at("fallbacks"), 4);
    EXPECT_NE(joint.at("status"), "optimal");
    EXPECT_NE(run.output.find("had no word from the server"), std::string::npos);
    for (const auto& row : Inferences("a"))
    {
        EXPECT_EQ(row.at("outcome") == "done", row.at("placement") == "agent");
        EXPECT_EQ(row.at("server").empty(), row.at("placement") == "agent");
    }
    // Where the agent's memory holds its own part only, it pauses.
    RunAsGivenTo("b",
                 {"--schemes=joint",
                  "--network=p2p",
                  "--protocol=udp",
                  "--packetLoss=0.02",
                  "--agentMemory=4e8",
                  "--duration=300"});
    const auto paused = SchemeOf(Summary("b"), "joint");
    EXPECT_EQ(paused.at("counts").at("done"), 0);
    EXPECT_LT(paused.at("counts").at("generated"), joint.at("counts").at("generated"));
    EXPECT_EQ(paused.at("alone"), 4);
}

TEST_F(CoinferenceRun, TheSecondServerTakesOverWhereTheFirstStops)
{
    RunAsGivenTo("two",
                 {"--schemes=joint",
                  "--agents=2",
                  "--network=p2p",
                  "--servers=2",
                  "--serverStop=50",
                  "--duration=150"});
    const auto rows = Inferences("two");
    std::map<std::string, int> done;
    std::size_t lost = 0;
    for (const auto& row : rows)
    {
        done[row.at("server")] += row.at("outcome") == "done";
        lost += row.at("outcome") != "done";
    }
    ASSERT_EQ(done.size(), 2);
    EXPECT_GE(done[rows.front().at("server")], 8);
    EXPECT_GE(done.rbegin()->second, 10);
    // Two of each agent, and one each time that it is tried again.
    EXPECT_GE(lost, 4);
    EXPECT_LE(lost, 2 * (2 + 3));
    const auto servers = SchemeOf(Summary("two"), "joint").at("servers");
    ASSERT_EQ(servers.size(), 2U);
    for (const auto& server : servers)
    {
        EXPECT_EQ(server.at("done"), done[server.at("server")]);
    }
}

TEST_F(CoinferenceRun, AgentsThatDecideTogetherAreInTime)
{
    RunAsGivenTo("together",
                 {"--agents=4",
                  "--network=p2p",
                  "--delayBudget=8",
                  "--energyBudget=4",
                  "--spread=1",
                  "--duration=60",
                  "--schemes=joint",
                  "--sharedScheme=joint"});
    std::map<std::string, std::pair<int, int>> inTime; // and all
    for (const auto& row : Inferences("together"))
    {
        auto& [met, all] = inTime[row.at("scheme")];
        met += row.at("deadlineMet") == "1";
        ++all;
    }
    EXPECT_EQ(inTime["together-joint"].first, inTime["together-joint"].second);
    EXPECT_GT(inTime["together-joint"].second, 15);
    EXPECT_LT(inTime["joint"].first, inTime["joint"].second);
}

TEST_F(CoinferenceRun, QualityStandsBesideDistortion)
{
    const Arguments common{"--network=p2p", "--schemes=joint", "--duration=30", "--quality=gptq"};
    auto best = common;
    best.emplace_back("--objective=quality");
    const auto run = RunAsGivenTo("bits", common);
    EXPECT_NE(run.output.find("CIDEr"), std::string::npos);
    RunAsGivenTo("quality", best);
    const auto bits = SchemeOf(Summary("bits"), "joint");
    const auto quality = SchemeOf(Summary("quality"), "joint");
    EXPECT_EQ(bits.at("bitWidth").at("mean"), 8);
    EXPECT_EQ(bits.at("quality").at("mean"), 122.2);
    EXPECT_EQ(quality.at("bitWidth").at("mean"), 6) << "8 bit are measured worse";
    EXPECT_EQ(quality.at("quality").at("mean"), 122.8);
    EXPECT_EQ(quality.at("quality").at("name"), "CIDEr");
    EXPECT_EQ(quality.at("quality").at("unit"), "1e-2");
    EXPECT_NE(ReadFile(folder / "quality/inferences.csv").find(",quality [1e-2],"),
              std::string::npos);
    for (const auto& row : Inferences("quality"))
    {
        EXPECT_EQ(row.at("quality"), "122.8");
    }
}

TEST_F(CoinferenceRun, GroupsOfAgentsDiffer)
{
    const std::string groups =
        R"([{"name":"robots","count":2,"network":"csma"},)"
        R"({"name":"drone","count":1,"network":"p2p","model":"git-base-caption",)"
        R"("agentChip":"jetson-orin-nano","delayBudget":2,"energyBudget":15,"interval":5,)"
        R"("sensing":"poisson","batteryEnergy":500,"bitWidths":"2,4"}])";
    WriteFile(folder / "groups", groups);
    for (const std::string fidelity : {"packet", "message"})
    {
        RunAsGivenTo(fidelity,
                     {"--groups=" + (folder / "groups"),
                      "--schemes=joint",
                      "--duration=50",
                      "--fidelity=" + fidelity});
        ExpectConsistent(fidelity);
        const auto joint = SchemeOf(Summary(fidelity), "joint");
        const auto& robots = joint.at("groups").at("robots");
        const auto& drone = joint.at("groups").at("drone");
        EXPECT_EQ(robots.at("counts").at("generated").get<int>() +
                      drone.at("counts").at("generated").get<int>(),
                  joint.at("counts").at("generated").get<int>());
        EXPECT_EQ(robots.at("counts").at("generated"), 10) << "every 10 s each";
        EXPECT_EQ(drone.at("bitWidth").at("p99"), 4);
        EXPECT_EQ(robots.at("bitWidth").at("p50"), 8);
        for (const auto& row : Inferences(fidelity))
        {
            // The drone's clock is one of its chip's.
            EXPECT_EQ(row.at("agent") == "2", Number(row.at("agentFrequency")) < 1.1e9);
        }
    }
    RunAsGivenTo("again", {"--scenario=" + (folder / "packet/scenario.json")});
    ExpectSameFiles("packet", "again");

    const std::vector<std::pair<std::string, std::string>> wrong{
        {"[]", "a list of at least one group"},
        {R"([{"name":"a"}])", "groups[0]: count is missing"},
        {R"([{"count":1}])", "groups[0]: name is missing"},
        {R"([{"name":"a","count":1},{"name":"a","count":1}])", "groups[1].name = a"},
        {R"([{"name":"a","count":1,"seed":3}])", "groups[0]: unknown option seed"},
        {R"([{"name":"a","count":1,"delayBudget":-3}])", "groups[0]: delayBudget = -3"},
        {R"([{"name":"a","count":1,"network":"wifi","batteryEnergy":3}])", "batteryEnergy = 3"},
        {"{", "bad JSON"}};
    for (const auto& [text, complaint] : wrong)
    {
        WriteFile(folder / "groups", text);
        const auto run = RunProgramOf(RUN, {"--groups=" + (folder / "groups")});
        EXPECT_EQ(run.exitCode, 2) << text;
        EXPECT_NE(run.error.find(complaint), std::string::npos) << run.error;
        EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
    }
}

/// Messages beside packets, of established connections: doc/coinference.rst, "Messages instead of
/// packets".
class CoinferenceRunFidelity : public CoinferenceRun
{
  protected:
    static Arguments With(Arguments arguments, const Arguments& more)
    {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    /// Mean transfer of an inference, both ways, of messages over that of packets.
    double RatioOf(const Arguments& arguments)
    {
        return MeanOf(arguments, "message") / MeanOf(arguments, "packet");
    }

  private:
    double MeanOf(const Arguments& arguments, const std::string& fidelity)
    {
        RunAsGivenTo("fidelity",
                     With(arguments,
                          {"--fidelity=" + fidelity,
                           "--schemes=fixed-frequency",
                           "--bitWidths=8",
                           "--reserve=none",
                           "--delayBudget=60",
                           "--energyBudget=1e5",
                           "--timeout=60",
                           "--agentMaxFrequency=1e12",
                           "--agentPowerCoefficient=1e-40",
                           "--serverMaxFrequency=1e12",
                           "--serverPowerCoefficient=1e-40"}));
        double sum = 0;
        int count = 0;
        for (const auto& row : Inferences("fidelity"))
        {
            if (Number(row.at("sequence")) >= 8 && row.at("outcome") == "done")
            {
                sum += Number(row.at("uplinkDelay")) + Number(row.at("downlinkDelay"));
                ++count;
            }
        }
        EXPECT_GT(count, 10);
        return sum / count;
    }
};

TEST_F(CoinferenceRunFidelity, MessagesTakeWhatPacketsTakeOnWires)
{
    const Arguments alone{"--agents=1", "--interval=2", "--duration=50"};
    const Arguments four{"--agents=4", "--interval=2", "--duration=30", "--spread=0"};
    for (const std::string network : {"p2p", "csma"})
    {
        const Arguments on{"--network=" + network};
        EXPECT_NEAR(RatioOf(With(on, alone)), 1, 0.02) << network;
        EXPECT_NEAR(RatioOf(With(on, With(four, {"--protocol=udp"}))), 1, 0.02) << network;
        EXPECT_NEAR(RatioOf(With(on, four)), 1, network == "p2p" ? 0.01 : 0.05) << network;
    }
    // A bus that is kept busy six tenths of the time, where results wait for what comes next and
    // behind acknowledgements.
    const std::vector<Arguments> busy{{"--agents=1", "--interval=0.0115", "--duration=0.7"},
                                      {"--agents=2", "--interval=0.023", "--duration=1.4"},
                                      {"--agents=4", "--interval=0.046", "--duration=2.8"}};
    for (const auto& load : busy)
    {
        const Arguments bus{"--network=csma", "--sensing=poisson", "--spread=0"};
        EXPECT_NEAR(RatioOf(With(bus, load)), 1, 0.05) << load[0];
    }
    const Arguments sixteen{"--network=csma", "--agents=16", "--spread=0"};
    EXPECT_NEAR(RatioOf(With(sixteen, {"--interval=2", "--duration=28"})), 1, 0.05);
    const Arguments slow{"--network=csma", "--agents=2", "--spread=0", "--linkRate=1e8"};
    EXPECT_NEAR(RatioOf(With(slow, {"--interval=20", "--duration=280"})), 1, 0.05);
}

TEST_F(CoinferenceRunFidelity, MessagesTakeWhatPacketsTakeOnWifi)
{
    for (const std::string speed : {"0", "1"})
    {
        const Arguments cell{"--network=wifi",
                             "--rateAdaptation=ideal",
                             "--interval=10",
                             "--speed=" + speed};
        for (const std::string agents : {"1", "16"})
        {
            const auto duration = agents == "1" ? "--duration=200" : "--duration=110";
            EXPECT_NEAR(RatioOf(With(cell, {"--agents=" + agents, duration})), 1, 0.15)
                << agents << " at " << speed;
        }
        const Arguments atOnce{"--agents=4", "--spread=0", "--duration=120"};
        EXPECT_NEAR(RatioOf(With(cell, atOnce)), 1, 0.15) << speed;
        const Arguments newer{"--agents=4", "--wifiStandard=802.11ax", "--duration=120"};
        EXPECT_NEAR(RatioOf(With(cell, newer)), 1, 0.15) << speed;
    }
}

TEST_F(CoinferenceRunFidelity, MessagesTakeWhatMinstrelsPacketsTakeOnAverage)
{
    double product = 1;
    const std::vector<Arguments> cells{
        {"--agents=1", "--interval=10", "--duration=200"},
        {"--agents=4", "--interval=10", "--duration=150"},
        {"--agents=8", "--interval=10", "--duration=150", "--sensing=poisson"}};
    for (const auto& cell : cells)
    {
        const double ratio = RatioOf(With(cell, {"--network=wifi", "--speed=0"}));
        EXPECT_NEAR(ratio, 1, 0.4) << cell[0]; // rate adaptation is a matter of luck
        product *= ratio;
    }
    EXPECT_NEAR(std::cbrt(product), 1, 0.15);
}

/// Whole inferences of the default scenario, which is what a sweep compares.
TEST_F(CoinferenceRunFidelity, InferencesOfTheDefaultScenarioTakeWhatTheyTakeWithPackets)
{
    const auto delay = [this](const Arguments& arguments, const std::string& fidelity) {
        RunTo("default", With(arguments, {"--schemes=joint", "--fidelity=" + fidelity}));
        return SchemeOf(Summary("default"), "joint").at("delay").at("mean").get<double>();
    };
    for (const std::string network : {"p2p", "csma", "wifi"})
    {
        for (const std::string agents : {"1", "16"})
        {
            const Arguments arguments{"--network=" + network,
                                      "--agents=" + agents,
                                      "--rateAdaptation=ideal",
                                      "--duration=40"};
            const double ratio = delay(arguments, "message") / delay(arguments, "packet");
            EXPECT_NEAR(ratio, 1, network == "wifi" ? 0.15 : 0.05) << network << " " << agents;
        }
    }
}

TEST_F(CoinferenceRun, TenThousandAgentsRunAsMessages)
{
    RunAsGivenTo("many",
                 {"--fidelity=message",
                  "--network=p2p",
                  "--agents=10000",
                  "--interval=1e5",
                  "--spread=1e5",
                  "--duration=1.5e5",
                  "--schemes=joint"});
    const auto counts = SchemeOf(Summary("many"), "joint").at("counts");
    EXPECT_EQ(counts.at("generated"), 15000);
    EXPECT_EQ(counts.at("done"), 15000);
    ExpectConsistent("many");
}

TEST_F(CoinferenceRun, SeedAndRunComeFromNs3sEnvironmentToo)
{
    const Arguments arguments{"--duration=6", "--sensing=poisson", "--schemes=joint"};
    auto given = arguments;
    given.insert(given.end(), {"--run=7", "--seed=3"});
    RunTo("a", given);
    setenv("NS_GLOBAL_VALUE", "RngRun=7;RngSeed=3", 1);
    RunTo("b", arguments);
    unsetenv("NS_GLOBAL_VALUE");
    ExpectSameFiles("a", "b");
}

TEST_F(CoinferenceRun, AFullDiskIsAnError)
{
    const auto run =
        RunShell("$BIN/coinference-run --schemes=all-on-agent --duration=1 > /dev/full");
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_EQ(run.error, "coinference-run: cannot write standard output\n");
}

TEST(MyFirstCoinference, IsShortAndPrintsItsInferences)
{
    const auto run = RunProgramOf("my-first-coinference", {});
    EXPECT_EQ(run.exitCode, 0) << run.error;
    EXPECT_EQ(run.OutputLines().size(), 9U);
    for (const auto& line : run.OutputLines())
    {
        EXPECT_NE(line.find(" bits in 3."), std::string::npos) << line;
    }
}

TEST(OwnQualityExample, FewerBitsAreBetterWhereTheTableSaysSo)
{
    const auto run = RunProgramOf("coinference-own-quality-example", {"--duration=20"});
    EXPECT_EQ(run.exitCode, 0) << run.error;
    std::istringstream lines(run.output);
    std::string line;
    std::getline(lines, line);
    std::string name;
    double bits[2];
    double accuracy[2];
    double energy[2];
    for (int i = 0; i < 2; ++i)
    {
        std::getline(lines, line);
        std::istringstream(line) >> name >> bits[i] >> accuracy[i] >> energy[i];
    }
    EXPECT_EQ(bits[0], 8);
    EXPECT_EQ(bits[1], 6);
    EXPECT_GT(accuracy[1], accuracy[0]);
    EXPECT_LT(energy[1], 0.7 * energy[0]);
}

TEST(TwoServersExample, TheCloudTakesOver)
{
    const auto run = RunProgramOf("coinference-two-servers-example", {"--duration=200"});
    EXPECT_EQ(run.exitCode, 0) << run.error;
    const auto inTimeAt = [&run](const std::string& server) {
        int ended = 0;
        int inTime = 0;
        const auto at = run.output.find(server + ": ");
        EXPECT_NE(at, std::string::npos) << run.output;
        std::sscanf(run.output.c_str() + at + server.size(),
                    ": %d inferences, %d in time",
                    &ended,
                    &inTime);
        EXPECT_GE(ended, 20);
        return static_cast<double>(inTime) / ended;
    };
    EXPECT_GT(inTimeAt("cloud"), 0.9);
    EXPECT_GT(inTimeAt("edge"), 0.7);
}

TEST(RoamingExample, GoesOnAtTheSecondAccessPoint)
{
    const auto run = RunProgramOf("coinference-roaming-example", {"--duration=90"});
    EXPECT_EQ(run.exitCode, 0) << run.error;
    const auto lines = run.OutputLines();
    ASSERT_EQ(lines.size(), 4) << run.output;
    EXPECT_NE(lines[0].find("associated"), std::string::npos);
    EXPECT_NE(lines[1].find("associated"), std::string::npos);
    for (const auto& line : {lines[2], lines[3]})
    {
        const auto count = line.find(": ");
        ASSERT_NE(count, std::string::npos) << line;
        EXPECT_GE(Number(line.substr(count + 2)), 4) << "in time at each: " << line;
    }
}

// Answers of tokens on chips whose memory they wait for: streamed, of random length, in passes that
// agents share.
TEST_F(CoinferenceRun, TokensAreStreamed)
{
    const Arguments tokens{"--model=qwen2.5-vl-3b",
                           "--agentChip=jetson-agx-orin",
                           "--serverChip=rtx-4090",
                           "--queue=continuous",
                           "--streamTokens=true",
                           "--outputTokens=uniform:1:60",
                           "--delayBudget=2",
                           "--energyBudget=300",
                           "--interval=2",
                           "--spread=2",
                           "--duration=20",
                           "--network=p2p",
                           "--schemes=joint,fixed-frequency"};
    const auto run = RunAsGivenTo("a", tokens);
    EXPECT_NE(run.output.find("TTFT"), std::string::npos) << run.output;
    ExpectConsistent("a");
    std::set<std::string> lengths;
    for (const auto& row : Inferences("a"))
    {
        if (row.at("outcome") != "done")
        {
            continue;
        }
        lengths.insert(row.at("tokens"));
        const double first = Number(row.at("timeToFirstToken"));
        const double total = Number(row.at("totalDelay"));
        const double more = Number(row.at("tokens")) - 1;
        EXPECT_NEAR(first + more * Number(row.at("timePerToken")), total, 1e-6);
        EXPECT_GT(first, 0.02);
        EXPECT_NEAR(Number(row.at("controlRate")) * total, 1, 1e-6);
    }
    EXPECT_GT(lengths.size(), 10U);
    const auto joint = SchemeOf(Summary("a"), "joint");
    // A pass reads 3.09e9 weights of 16 bit at 0.8 of 1.008 TB/s; passes with a prompt take longer.
    EXPECT_GT(joint.at("timePerToken").at("mean"), 3.09e9 * 2 / (0.8 * 1.008e12));
    EXPECT_LT(joint.at("timePerToken").at("mean"), 0.02);
    // The same again, from its scenario.
    RunAsGivenTo("b", {"--scenario=" + (folder / "a/scenario.json")});
    ExpectSameFiles("a", "b");
    // The default schemes are those that know memory.
    auto all = tokens;
    all.back() = "--duration=4";
    const auto schemes = RunAsGivenTo("c", all).output;
    EXPECT_EQ(schemes.find("sca"), std::string::npos) << schemes;
}

TEST_F(CoinferenceRun, TokensRefuseWhatDoesNotGoWithThem)
{
    const std::string chips = "--serverChip=rtx-4090";
    const Refusal refusals[]{
        {{"--outputTokens=30"}, "outputTokens = 30 is not allowed: it must be empty"},
        {{"--model=qwen2.5-vl-3b", "--outputTokens=uniform:5:1"}, "uniform:LEAST:MOST"},
        {{"--model=qwen2.5-vl-3b", "--outputTokens=0"}, "numbers above 0"},
        {{"--model=pi0", chips, "--schemes=sca"}, "schemes = sca is not allowed"},
        {{"--model=pi0", chips, "--schemes=joint", "--sharedScheme=joint"}, "together-joint"},
        {{"--model=pi0", chips, "--schemes=joint", "--queue=partitioned"}, "queue = partitioned"},
        {{"--queue=continuous", "--batch=2"}, "batch = 2 is not allowed"},
        {{"--model=qwen2.5-vl-3b", "--queue=partitioned", "--streamTokens=true"},
         "queue = partitioned"},
        {{"--model=qwen2.5-vl-3b", "--queue=continuous", "--cacheMemory=1e6"}, "cacheMemory"},
        {{"--computeScalesWithBits=false", "--schemes=joint", "--sharedScheme=joint"},
         "together-joint"},
        {{"--computeScalesWithBits=false", "--schemes=sca"}, "schemes = sca is not allowed"},
        {{"--agentMfu=2"}, "agentMfu"},
        {{"--agentMemoryPoints=1e9"}, "agentMemoryPoints"},
    };
    for (const auto& refusal : refusals)
    {
        const auto run = RunProgramOf(RUN, refusal.arguments);
        EXPECT_EQ(run.exitCode, 2) << run.error;
        EXPECT_NE(run.error.find(refusal.message), std::string::npos) << run.error;
        EXPECT_EQ(run.output, "");
    }
}

// A file a scheme where ns-3 has its module netanim, and a refusal where it has not.
TEST_F(CoinferenceRun, AnimatesWhereItCan)
{
    const auto path = folder / "anim.xml";
    const auto run = RunProgramOf(RUN,
                                  {"--duration=3",
                                   "--agents=2",
                                   "--network=csma",
                                   "--schemes=joint,all-on-agent",
                                   "--netanim=" + path});
    if (run.exitCode == 2)
    {
        EXPECT_NE(run.error.find("built without ns-3's module netanim"), std::string::npos);
        return;
    }
    EXPECT_EQ(run.exitCode, 0) << run.error;
    const auto text = ReadFile(folder / "anim-joint.xml");
    EXPECT_NE(text.find("agent 1"), std::string::npos);
    EXPECT_NE(text.find("server 0"), std::string::npos);
    EXPECT_NE(text.find("<p "), std::string::npos) << "no packet is shown";
    EXPECT_NE(text.find("</anim>"), std::string::npos);
    EXPECT_NE(ReadFile(folder / "anim-all-on-agent.xml").find("</anim>"), std::string::npos);
    EXPECT_EQ(RunProgramOf(RUN, {"--netanim=/nowhere/a.xml"}).exitCode, 2);
}
