/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/text-file.h"
#include "sweep/sweep-run.h"

#include "ns3/coinference-version.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

const OptionMap OPTIONS{{"agents", "4"}, {"label", "it's \"odd\" ü"}};

} // namespace

TEST(SweepRun, HasAKeyOfAllThatDeterminesIt)
{
    ScenarioMaker maker("program");
    const SweepRun run{maker.Make(OPTIONS, "joint", 1), 1};
    EXPECT_EQ(run.Key(), (SweepRun{maker.Make(OPTIONS, "joint", 1), 1}.Key()));
    EXPECT_EQ(run.Key().size(), 36);
    auto otherOptions = OPTIONS;
    otherOptions["agents"] = "5";
    const std::set<std::string> keys{
        run.Key(),
        SweepRun{run.scenario, 2}.Key(),
        SweepRun{maker.Make(OPTIONS, "sca", 1), 1}.Key(),
        SweepRun{maker.Make(OPTIONS, "joint", 2), 1}.Key(),
        SweepRun{maker.Make(otherOptions, "joint", 1), 1}.Key(),
        SweepRun{maker.Make({}, "joint", 1), 1}.Key(),
        SweepRun{ScenarioMaker("x").Make(OPTIONS, "joint", 1), 1}.Key()};
    EXPECT_EQ(keys.size(), 7);
    EXPECT_NE(run.scenario.find("\"version\":\"" + ModuleVersion() + "\""), std::string::npos);
    EXPECT_NE(run.scenario.find("\"ns3Version\":\"" + Ns3Version() + "\""), std::string::npos);
}

TEST(SweepRun, KeepsItsKeyForGood)
{
    // Databases outlive the program: a change of this value makes all runs of a version run again.
    EXPECT_EQ((SweepRun{R"({"options":{"agents":"4"},"scheme":"joint"})", 7}.Key()),
              "9caf1118-af18-55e0-986b-ca37bf5bca5a");
}

TEST(SweepRun, IsACommandLine)
{
    ScenarioMaker maker("program");
    const SweepRun run{maker.Make(OPTIONS, "joint", 9), 12};
    EXPECT_EQ(run.Arguments(),
              (std::vector<std::string>{"--agents=4",
                                        "--label=it's \"odd\" ü",
                                        "--schemes=joint",
                                        "--seed=9",
                                        "--run=12"}));
}

TEST(SweepRun, ChangesItsKeyWithTheFilesThatItReads)
{
    const auto path = (std::filesystem::temp_directory_path() /
                       ("coinference-model-" + std::to_string(getpid()) + ".json"))
                          .string();
    const auto make = [&] { return ScenarioMaker("program").Make({{"model", path}}, "joint", 1); };
    const auto without = make();
    WriteTextFile(path, "{}");
    const auto first = make();
    WriteTextFile(path, "{ }");
    const auto second = make();
    WriteTextFile(path, "{}");
    EXPECT_EQ(make(), first);
    EXPECT_NE(first, second);
    EXPECT_NE(first, without);
    std::filesystem::remove(path);
}

TEST(SweepRun, TellsProgramsApartByTheirContent)
{
    const auto path = (std::filesystem::temp_directory_path() /
                       ("coinference-program-" + std::to_string(getpid())))
                          .string();
    const auto write = [&](const std::string& text) {
        WriteTextFile(path, text);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return ProgramIdentity(path);
    };
    const auto first = write("#!/bin/sh\n");
    EXPECT_NE(write("#!/bin/sh\ntrue\n"), first);
    EXPECT_EQ(write("#!/bin/sh\n"), first);
    setenv("LD_PRELOAD", path.c_str(), 1); // no program is started with it
    const auto preloaded = ProgramIdentity(path);
    unsetenv("LD_PRELOAD");
    EXPECT_NE(preloaded, first);
    EXPECT_EQ(ProgramIdentity("sh"), ProgramIdentity("sh"));
    // Runs take presets by name, or by default.
    const auto folder = path + "-data";
    std::filesystem::create_directories(folder + "/chips");
    const char* before = std::getenv("COINFERENCE_DATA");
    const std::string kept = before ? before : "";
    setenv("COINFERENCE_DATA", folder.c_str(), 1);
    const auto withData = [&](const std::string& text) {
        WriteTextFile(folder + "/chips/mine.json", text);
        return ProgramIdentity(path);
    };
    const auto withPreset = withData("{}");
    EXPECT_NE(withData("{ }"), withPreset);
    EXPECT_EQ(withData("{}"), withPreset);
    before ? setenv("COINFERENCE_DATA", kept.c_str(), 1) : unsetenv("COINFERENCE_DATA");
    std::filesystem::remove_all(folder);
    std::filesystem::remove(path);
    EXPECT_THROW(ProgramIdentity(path), std::runtime_error);
}
