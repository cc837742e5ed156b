/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../../support/temporary-folder.h"
#include "output/atomic-file.h"

#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace ns3::coinference;

TEST(AtomicFile, AppearsWithItsContentWhenCommitted)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("a.txt");
    AtomicFile file(path);
    file.Stream() << "whole";
    EXPECT_FALSE(std::filesystem::exists(path));
    file.Commit();
    EXPECT_EQ(ReadAll(path), "whole");
    EXPECT_EQ(folder.CountFiles(), 1U);
}

TEST(AtomicFile, LeavesNothingAndHarmsNothingWithoutCommit)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("a.txt");
    {
        AtomicFile first(path);
        first.Stream() << "old";
        first.Commit();
    }
    {
        AtomicFile second(path);
        second.Stream() << "half of the ne";
    }
    EXPECT_EQ(ReadAll(path), "old");
    EXPECT_EQ(folder.CountFiles(), 1U);
}

TEST(AtomicFile, SaysWhichFileCannotBeWritten)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("missing/a.txt");
    try
    {
        AtomicFile file(path);
        FAIL() << "no exception";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
}

TEST(AtomicFile, DoesNotReplaceAFolder)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("a");
    std::filesystem::create_directory(path);
    EXPECT_THROW(AtomicFile file(path), std::runtime_error) << "at once, not after hours";
    EXPECT_EQ(folder.CountFiles(), 1U);
    AtomicFile file(folder.Path("b"));
    file.Stream() << "text";
    std::filesystem::create_directory(folder.Path("b"));
    EXPECT_THROW(file.Commit(), std::runtime_error);
    EXPECT_TRUE(std::filesystem::is_directory(folder.Path("b")));
}

TEST(AtomicFile, AWriteThatFailedIsAnErrorAtCommit)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("a.txt");
    {
        AtomicFile file(path);
        file.Stream().setstate(std::ios::badbit); // what a full disk leaves behind
        EXPECT_THROW(file.Commit(), std::runtime_error);
    }
    EXPECT_EQ(folder.CountFiles(), 0U);
}

TEST(AtomicFile, KeepsThePermissionsOfAnOlderFile)
{
    const TemporaryFolder folder;
    const auto path = folder.Path("a.sh");
    for (int i = 0; i < 2; ++i)
    {
        AtomicFile file(path);
        file.Stream() << "text";
        file.Commit();
        if (i == 0)
        {
            std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        }
    }
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
}

TEST(AtomicFile, WritesIntoWhatALinkLeadsTo)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder.Path("other"));
    std::filesystem::create_symlink("other/a.txt", folder.Path("link"));
    std::filesystem::create_symlink("link", folder.Path("link2"));
    for (const std::string text : {"first", "second"})
    {
        AtomicFile file(folder.Path("link2"));
        file.Stream() << text;
        file.Commit();
        EXPECT_TRUE(std::filesystem::is_symlink(folder.Path("link")));
        EXPECT_TRUE(std::filesystem::is_symlink(folder.Path("link2")));
        EXPECT_FALSE(std::filesystem::is_symlink(folder.Path("other/a.txt")));
        EXPECT_EQ(ReadAll(folder.Path("other/a.txt")), text);
    }
    std::filesystem::create_symlink("loop", folder.Path("loop"));
    EXPECT_THROW(AtomicFile(folder.Path("loop")).Commit(), std::runtime_error);
}

TEST(AtomicFile, WritesIntoTheProcessesOwnPipes)
{
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    {
        AtomicFile file("/proc/self/fd/" + std::to_string(ends[1]));
        file.Stream() << "through";
        file.Commit();
    }
    close(ends[1]);
    char got[16];
    EXPECT_EQ(std::string(got, read(ends[0], got, sizeof(got))), "through");
    close(ends[0]);
}

TEST(AtomicFile, NamesAFolderOfTemporaryFilesThatIsNotThere)
{
    const char* before = std::getenv("TMPDIR");
    const std::string kept = before ? before : "";
    const TemporaryFolder folder;
    setenv("TMPDIR", folder.Path("missing").c_str(), 1);
    std::string message;
    try
    {
        AtomicFile file("/dev/null");
    }
    catch (const std::runtime_error& error)
    {
        message = error.what();
    }
    before ? setenv("TMPDIR", kept.c_str(), 1) : unsetenv("TMPDIR");
    EXPECT_NE(message.find(folder.Path("missing")), std::string::npos) << message;
}

TEST(AtomicFile, WritesIntoDevicesAndPipes)
{
    const TemporaryFolder folder;
    const auto pipe = folder.Path("pipe");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    std::string got;
    std::thread reader([&] { got = ReadAll(pipe); });
    {
        AtomicFile file(pipe);
        file.Stream() << "through";
        file.Commit();
    }
    reader.join();
    EXPECT_EQ(got, "through");
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    EXPECT_EQ(folder.CountFiles(), 1U);
    {
        AtomicFile file("/dev/null");
        file.Stream() << "away";
        file.Commit();
    }
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
    AtomicFile full("/dev/full");
    full.Stream() << "text";
    EXPECT_THROW(full.Commit(), std::runtime_error);
}
