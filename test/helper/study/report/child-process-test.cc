/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/child-process.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3::coinference;

namespace
{

ProgramExit
Shell(const std::string& script, std::vector<std::string>* lines = nullptr)
{
    return RunProgram({"sh", "-c", script}, [&](std::string_view line) {
        if (lines)
        {
            lines->emplace_back(line);
        }
    });
}

} // namespace

TEST(ChildProcess, PassesArgumentsWithoutAShell)
{
    std::vector<std::string> lines;
    const auto result = RunProgram({"printf", "%s\\n", "a b", "$HOME", "it's", ""},
                                   [&](std::string_view line) { lines.emplace_back(line); });
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(lines, (std::vector<std::string>{"a b", "$HOME", "it's", ""}));
}

TEST(ChildProcess, TellsHowTheProgramEnded)
{
    EXPECT_EQ(Shell("exit 7").status, 7);
    EXPECT_EQ(Shell("kill -KILL $$").status, 128 + 9);
    EXPECT_EQ(RunProgram({"true"}).status, 0);
}

TEST(ChildProcess, KeepsTheLastErrorLine)
{
    EXPECT_EQ(Shell("echo out; echo first >&2; printf 'last one \\n\\n' >&2").LastErrorLine(),
              "last one");
    EXPECT_EQ(Shell("printf unfinished >&2").LastErrorLine(), "unfinished");
    EXPECT_EQ(Shell("true").LastErrorLine(), "");
}

TEST(ChildProcess, DropsAnUnfinishedLine)
{
    std::vector<std::string> lines;
    Shell("printf 'whole\\nhal'", &lines);
    EXPECT_EQ(lines, std::vector<std::string>{"whole"});
}

TEST(ChildProcess, DrainsBothStreamsWithoutDeadlock)
{
    // Far more than a pipe holds, on both streams at once.
    std::vector<std::string> lines;
    const auto result = Shell("i=0; while [ $i -lt 20000 ]; do echo line $i; echo error $i >&2; "
                              "i=$((i+1)); done",
                              &lines);
    EXPECT_EQ(lines.size(), 20000);
    EXPECT_EQ(lines.back(), "line 19999");
    EXPECT_EQ(result.LastErrorLine(), "error 19999");
    EXPECT_LE(result.error.size(), 1 << 16);
}

TEST(ChildProcess, HasNothingToRead)
{
    std::vector<std::string> lines;
    EXPECT_EQ(Shell("cat; echo done", &lines).status, 0);
    EXPECT_EQ(lines, std::vector<std::string>{"done"});
}

TEST(ChildProcess, NamesTheProgramThatIsNotThere)
{
    try
    {
        RunProgram({"no-such-program-at-all"});
        FAIL() << "no error";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_STREQ(error.what(),
                     "cannot start no-such-program-at-all: No such file or directory");
    }
}

TEST(ChildProcess, EndsTheProgramWhenTheReaderThrows)
{
    EXPECT_THROW(RunProgram({"sh", "-c", "echo go; exec sleep 100"},
                            [](std::string_view) { throw std::runtime_error("enough"); }),
                 std::runtime_error);
}
