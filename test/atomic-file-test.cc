/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "temporary-folder.h"

#include "ns3/atomic-file.h"

#include <gtest/gtest.h>
#include <stdexcept>

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
    AtomicFile file(path);
    file.Stream() << "text";
    EXPECT_THROW(file.Commit(), std::runtime_error);
    EXPECT_TRUE(std::filesystem::is_directory(path));
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
