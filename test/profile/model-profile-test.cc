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
#include <utility>
#include <vector>

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

TEST_F(ModelProfileFile, HoldsTablesOfQuality)
{
    const auto with = [](const std::string& tables) {
        return Changed("\"resultBytes\":4", "\"resultBytes\":4,\"quality\":" + tables);
    };
    const auto profile = ModelProfile::FromText(
        with(R"([{"name":"accuracy","unit":"1","quantizer":"uniform","bits":[2,4,16],)"
             R"("value":[0.1,0.9,0.95]},{"name":"accuracy","quantizer":"awq","bits":[3],)"
             R"("value":[0.8],"low":[0.7],"high":[0.9]}])"));
    const auto workload = profile.At(Placement::SPLIT);
    EXPECT_EQ(workload.QualityAt(Precision(4)), 0.9);
    EXPECT_DOUBLE_EQ(*workload.QualityAt(Precision(3)), 0.5) << "on the line between";
    EXPECT_FALSE(workload.QualityAt(Precision(1)));
    EXPECT_FALSE(workload.QualityAt(Precision(17)));
    EXPECT_EQ(profile.At(Placement::SERVER).QualityAt(Precision(16)), 0.95);
    EXPECT_FALSE(profile.At(Placement::AGENT).QualityAt(Precision(4)))
        << "measured with the agent's part quantized alone";
    EXPECT_TRUE(profile.quality[0].IsMeasured(4));
    EXPECT_FALSE(profile.quality[0].IsMeasured(3));

    auto other = ModelProfile::FromText(profile.ToText());
    EXPECT_EQ(other.ToText(), profile.ToText());
    other.UseQuality("quality", "awq");
    EXPECT_EQ(other.At(Placement::SPLIT).QualityAt(Precision(3)), 0.8);
    EXPECT_EQ(ModelProfile::FromText(other.ToText()).qualityUsed, 1);
    EXPECT_THROW(other.UseQuality("quality", "gptq"), std::invalid_argument);

    for (const auto& [tables, complaint] : std::vector<std::pair<std::string, std::string>>{
             {"3", "quality = 3 is not allowed: it must be a list of objects"},
             {"[3]", "quality[0] = 3 is not allowed: it must be an object"},
             {R"([{"name":"a","bits":[2],"value":[]}])", "quality[0].value = 0 numbers"},
             {R"([{"name":"a","bits":[],"value":[]}])", "quality[0].bits = []"},
             {R"([{"name":"a","bits":[4,2],"value":[1,2]}])", "quality[0].bits = 2"},
             {R"([{"name":"a","bits":["x"],"value":[1]}])", "bits = \"x\" is not allowed"},
             {R"([{"name":"","bits":[2],"value":[1]}])", "quality[0].name"}})
    {
        EXPECT_NE(Complaint(with(tables)).find(complaint), std::string::npos)
            << Complaint(with(tables));
    }
}

TEST(ModelProfile, Blip2sQualityIsThePublishedOne)
{
    const auto profile = ModelProfile::Load("blip-2-caption");
    ASSERT_EQ(profile.quality.size(), 3);
    EXPECT_EQ(profile.quality[0].At(6), 101.7);
    EXPECT_EQ(profile.quality[1].At(3), 127.5);
    EXPECT_EQ(profile.quality[2].At(2), 0.5);
    for (const auto& table : profile.quality)
    {
        EXPECT_EQ(table.At(16), 128.5) << table.quantizer;
    }
}
