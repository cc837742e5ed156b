/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/model-profile.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

using namespace ns3::coinference;

namespace
{

const std::string GOOD = R"({"name":"x","agentFlops":1e9,"serverFlops":2e9,"fullPrecisionBits":16,)"
                         R"("weightRate":50,"embeddingValues":100,"resultBytes":4})";

class ModelProfileFile : public testing::Test
{
  protected:
    ModelProfileFile()
    {
        char folder[] = "/tmp/coinference-profile-XXXXXX";
        m_folder = mkdtemp(folder);
    }

    ~ModelProfileFile() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string Write(const std::string& text) const
    {
        const auto path = (m_folder / "profile.json").string();
        std::ofstream(path) << text;
        return path;
    }

    std::string Complaint(const std::string& text) const
    {
        try
        {
            ModelProfile::Load(Write(text));
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "";
    }

    /// GOOD with one piece replaced.
    static std::string Changed(const std::string& from, const std::string& to)
    {
        auto text = GOOD;
        const auto found = text.find(from);
        EXPECT_NE(found, std::string::npos) << from;
        return text.replace(found, from.size(), to);
    }

    std::filesystem::path m_folder;
};

} // namespace

TEST(ModelProfile, PresetsAreTheoryMd)
{
    const auto blip = ModelProfile::Load("blip-2");
    EXPECT_DOUBLE_EQ(blip.agentFlops + blip.serverFlops, 533.66e9);
    EXPECT_EQ(blip.embeddingValues, 257u * 1408);
    EXPECT_EQ(blip.fullPrecisionBits, 16u);
    EXPECT_EQ(blip.At(Placement::SPLIT).uplinkBytes, 257u * 1408 * 2);
    const auto git = ModelProfile::Load("git-base");
    EXPECT_NEAR(git.agentFlops + git.serverFlops, 212.27e9, 5e-4 * 212.27e9);
    EXPECT_EQ(git.embeddingValues, 6u * 197 * 768);
    EXPECT_EQ(git.inputBytes, 6u * 224 * 224 * 3);
    EXPECT_NEAR(git.agentWeights + git.serverWeights, 176.62e6, 1e4);
    // The caption presets add the language model's work and change nothing of the agent's.
    const auto caption = ModelProfile::Load("blip-2-caption");
    EXPECT_NEAR(caption.serverFlops, 344e9, 0.5e9);
    EXPECT_NEAR(caption.agentFlops, blip.agentFlops, 1e-3 * blip.agentFlops);
    EXPECT_NEAR(caption.agentWeights + caption.serverWeights, 3.75e9, 0.01e9);
    EXPECT_EQ(caption.At(Placement::SPLIT).uplinkBytes, blip.At(Placement::SPLIT).uplinkBytes);
    const auto gitCaption = ModelProfile::Load("git-base-caption");
    EXPECT_NEAR(gitCaption.serverFlops, 1.39e9 + 126.3e9 + 32 * 0.154e9, 0.1e9);
    EXPECT_EQ(gitCaption.agentFlops, git.agentFlops);
    const auto names = ModelProfile::PresetNames();
    EXPECT_NE(std::find(names.begin(), names.end(), "blip-2"), names.end());
    for (const auto& name : names)
    {
        EXPECT_NO_THROW(ModelProfile::Load(name)) << name;
    }
}

TEST(ModelProfile, EmbeddingIsRoundedUpToBytes)
{
    ModelProfile profile;
    profile.embeddingValues = 3;
    profile.activationBits = 3;
    EXPECT_EQ(profile.At(Placement::SPLIT).uplinkBytes, 2u);
}

TEST(ModelProfile, UnknownPresetListsThoseThereAre)
{
    try
    {
        ModelProfile::Load("blip-3");
        FAIL();
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_NE(std::string(error.what()).find("blip-2"), std::string::npos) << error.what();
    }
    EXPECT_THROW(ModelProfile::Load("/nowhere/x.json"), std::invalid_argument);
    EXPECT_THROW(ModelProfile::Load(""), std::invalid_argument);
    EXPECT_THROW(ModelProfile::Load("/tmp/"), std::invalid_argument);
}

TEST_F(ModelProfileFile, ReadsWhatItShould)
{
    const auto profile = ModelProfile::Load(Write(GOOD));
    EXPECT_EQ(profile.name, "x");
    EXPECT_EQ(profile.agentFlops, 1e9);
    EXPECT_EQ(profile.activationBits, 16u);
    EXPECT_EQ(profile.inputBytes, 0u);
    EXPECT_EQ(profile.resultBytes, 4u);
}

TEST_F(ModelProfileFile, NamesFileAndField)
{
    const std::pair<std::string, std::string> cases[] = {
        {Changed("1e9", "-1"), "agentFlops = -1"},
        {Changed("1e9", "\"1\""), "agentFlops = \"1\""},
        {Changed("1e9", "1e400"), "1e400"},
        {Changed("1e9", "NaN"), "bad JSON at line 1, column 26"},
        {Changed("\"agentFlops\":1e9,", ""), "agentFlops is missing"},
        {Changed("\"name\"", "\"nmae\":1,\"name\""), "unknown field nmae"},
        {Changed(":16", ":65"), "fullPrecisionBits = 65"},
        {Changed(":16", ":1.5"), "fullPrecisionBits = 1.5"},
        {Changed(":100", ":0"), "embeddingValues = 0"},
        {Changed(":100", ":-1"), "embeddingValues = -1"},
        {Changed(":100", ":2000000000"), "embeddingValues = 2000000000"},
        {Changed(":4", ":0"), "resultBytes = 0"},
        {Changed(":4", ":3000000000"), "resultBytes = 3000000000"},
        {Changed(":50", ":0"), "weightRate = 0"},
        {Changed("\"x\"", "7"), "name = 7"},
        {Changed("\"x\"", "\"x\",\"name\":\"y\""), "name is given twice"},
        {"[]", "must be a JSON object"},
        {" ", "bad JSON at line 1, column 2: unexpected end of input"},
    };
    for (const auto& [text, expected] : cases)
    {
        const auto complaint = Complaint(text);
        EXPECT_NE(complaint.find("profile.json"), std::string::npos) << text;
        EXPECT_NE(complaint.find(expected), std::string::npos) << text << "\n" << complaint;
        EXPECT_EQ(complaint.find('\n'), std::string::npos) << complaint;
    }
}

TEST_F(ModelProfileFile, FolderOfPresetsCanBeReplaced)
{
    const char* before = std::getenv("COINFERENCE_DATA");
    const std::string kept = before ? before : "";
    Write(GOOD);
    setenv("COINFERENCE_DATA", m_folder.c_str(), 1);
    EXPECT_EQ(ModelProfile::PresetNames(), std::vector<std::string>{"profile"});
    EXPECT_EQ(ModelProfile::Load("profile").name, "x");
    EXPECT_THROW(ModelProfile::Load("blip-2"), std::invalid_argument);
    before ? setenv("COINFERENCE_DATA", kept.c_str(), 1) : unsetenv("COINFERENCE_DATA");
}
