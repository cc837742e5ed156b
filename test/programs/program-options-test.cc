/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// What all programs have in common: how they refuse and explain their options.

#include "program-run.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace ns3::coinference;

namespace
{

const std::vector<std::vector<std::string>> PROGRAMS{{"coinference-compare"},
                                                     {"coinference-design"},
                                                     {"coinference-paper"},
                                                     {"coinference-run"},
                                                     {"coinference-sweep", "run"},
                                                     {"coinference-sweep", "status"},
                                                     {"coinference-sweep", "export"},
                                                     {"coinference-sweep", "report"}};

ProgramRun
RunWith(std::vector<std::string> command, const std::string& argument)
{
    command.push_back(argument);
    const auto name = command[0];
    command.erase(command.begin());
    return RunProgramOf(name, command);
}

/// One line that holds a word, and nothing done.
void
ExpectRefused(const std::vector<std::string>& command,
              const std::string& argument,
              const std::string& word)
{
    const auto run = RunWith(command, argument);
    EXPECT_EQ(run.exitCode, 2) << command[0] << " " << argument;
    EXPECT_EQ(run.output, "");
    EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
    EXPECT_EQ(run.error.rfind(command[0] + ": ", 0), 0) << run.error;
    EXPECT_NE(run.error.find(word), std::string::npos) << run.error;
}

} // namespace

TEST(ProgramOptions, RefuseWhatNoProgramKnows)
{
    for (const auto& program : PROGRAMS)
    {
        ExpectRefused(program, "--agnets=4", "unknown option --agnets=4");
        ExpectRefused(program, "-threads=4", "unknown option -threads=4");
        ExpectRefused(program, "--ns3::NoSuchClass::Size=1", "--ns3::NoSuchClass::Size=1");
        ExpectRefused(program, "--ns3::UdpSocket::NoSuchSize=1", "--ns3::UdpSocket::NoSuchSize=1");
    }
}

TEST(ProgramOptions, RefuseWhatNs3CannotRead)
{
    for (const auto& program : PROGRAMS)
    {
        ExpectRefused(program, "--ChecksumEnabled=maybe", "ChecksumEnabled = maybe");
        ExpectRefused(program, "--ns3::TcpSocket::SegmentSize=big", "SegmentSize = big");
        ExpectRefused(program, "--ns3::TcpSocket::ConnTimeout=soon", "ConnTimeout = soon");
    }
}

TEST(ProgramOptions, RefuseValuesInOneLine)
{
    const std::vector<std::pair<std::vector<std::string>, std::string>> numbers{
        {{"coinference-compare"}, "problems"},
        {{"coinference-design"}, "threads"},
        {{"coinference-paper"}, "inferences"},
        {{"coinference-run"}, "agents"},
        {{"coinference-sweep", "run"}, "slurmTasks"},
        {{"coinference-sweep", "status"}, "precision"}};
    for (const auto& [program, name] : numbers)
    {
        for (const auto* value : {"", "many", "3x", " 3", "-1", "nan", "inf", "1e400"})
        {
            ExpectRefused(program, "--" + name + "=" + value, name + " = " + value + " is not");
        }
    }
    ExpectRefused({"coinference-compare"}, "--operatingPoints=maybe", "true or false");
    ExpectRefused({"coinference-paper"}, "--network=wire", "wifi, csma or p2p");
    ExpectRefused({"coinference-design"}, "problems.jsonl", "unexpected argument problems.jsonl");
    ExpectRefused({"coinference-run"}, "--output", "--output needs a value");
    ExpectRefused({"coinference-run", "--output"}, "--agents=3", "--output needs a value");
}

TEST(ProgramOptions, AreExplainedByHelp)
{
    for (const auto& program : PROGRAMS)
    {
        const auto run = RunWith(program, "--help");
        EXPECT_EQ(run.exitCode, 0);
        EXPECT_EQ(run.error, "");
        EXPECT_EQ(run.output.rfind(program[0], 0), 0) << run.output;
    }
}
