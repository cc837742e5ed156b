/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Every preset's numbers, from the published configuration of its model. Work is twice the
// multiply-accumulates, attention's products with the whole context included; the head runs on the
// last token. Weights are those of matrices, embedding tables included; biases where it says so.

#include "ns3/model-profile.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace ns3::coinference;

namespace
{

/// A stack of transformer blocks.
struct Stack
{
    double layers;
    double width;
    double attention;   // width of queries and of what attention gives
    double keys;        // width of keys, and of values
    double hidden;      // of the multilayer perceptron
    double matrices{2}; // of it: 3 where it is gated

    double Block() const
    {
        return 2 * width * attention + 2 * width * keys + matrices * width * hidden;
    }

    double Weights() const
    {
        return layers * Block();
    }

    /// Of so many tokens that each see so many.
    double Flops(double tokens, double seen) const
    {
        return layers * (2 * tokens * Block() + 4 * attention * tokens * seen);
    }
};

/// A language model behind a prompt.
struct Language
{
    Stack stack;
    double vocabulary;

    double Table() const
    {
        return stack.width * vocabulary;
    }

    double Prefill(double prompt) const
    {
        return stack.Flops(prompt, prompt) + 2 * Table();
    }

    /// So many tokens one after the other.
    double Decode(double prompt, int tokens) const
    {
        double flops = 0;
        for (int token = 1; token <= tokens; ++token)
        {
            flops += stack.Flops(1, prompt + token) + 2 * Table();
        }
        return flops;
    }
};

const Stack VIT_B{12, 768, 768, 768, 3072};
const double PATCH_16 = 3 * 16 * 16 * 768;

double
VitB(double blocks)
{
    auto stack = VIT_B;
    stack.layers = blocks;
    return 2 * 196 * PATCH_16 + stack.Flops(197, 197);
}

/// SigLIP-So400m/14 of 224 x 224.
struct So400m
{
    Stack stack{27, 1152, 1152, 1152, 4304};
    double patch{3 * 14 * 14 * 1152};

    double Flops() const
    {
        return 2 * 256 * patch + stack.Flops(256, 256);
    }

    double Weights() const
    {
        return stack.Weights() + patch + 256 * 1152; // and places
    }
};

/// What a preset is to have, to the paper's 0.05 %.
void
ExpectParts(const ModelProfile& profile, double agentFlops, double serverFlops)
{
    constexpr double SHARE = 5e-4;
    EXPECT_NEAR(profile.agentFlops, agentFlops, SHARE * agentFlops);
    EXPECT_NEAR(profile.serverFlops, serverFlops, SHARE * serverFlops);
}

void
ExpectWeights(const ModelProfile& profile, double agent, double server, double official)
{
    EXPECT_NEAR(profile.agentWeights, agent, 5e-4 * agent);
    EXPECT_NEAR(profile.serverWeights, server, 5e-4 * server);
    EXPECT_NEAR(profile.agentWeights + profile.serverWeights, official, 0.01 * official);
}

TEST(PresetConfiguration, Blip2)
{
    const Stack vit{39, 1408, 1408, 1408, 6144}; // ViT-g/14
    const double patch = 3 * 14 * 14 * 1408;
    const double agent = 2 * 256 * patch + vit.Flops(257, 257);
    // Q-Former: 32 queries, every other layer looks at the picture.
    const Stack queries{12, 768, 768, 768, 3072};
    const double across = 2 * 32 * 2 * 768 * 768 + 2 * 257 * 2 * 1408 * 768 + 4.0 * 768 * 32 * 257;
    const double former = queries.Flops(32, 32) + 6 * across;
    const double projection = 2.0 * 32 * 768 * 2560;
    const Language opt{{32, 2560, 2560, 2560, 10240}, 50272};
    const auto caption = ModelProfile::Load("blip-2-caption");
    ExpectParts(caption, agent, former + projection + opt.Prefill(32) + opt.Decode(32, 32));
    const auto first = ModelProfile::Load("blip-2");
    EXPECT_NEAR(first.agentFlops + first.serverFlops, agent + former + projection, 5e-4 * 533.66e9);
    ASSERT_EQ(caption.splits.size(), 41U);
    for (std::size_t block = 0; block < 40; ++block)
    {
        auto part = vit;
        part.layers = double(block);
        EXPECT_DOUBLE_EQ(caption.splits[block].agentFlops, 2 * 256 * patch + part.Flops(257, 257));
    }
    EXPECT_NEAR(caption.splits[40].agentFlops, agent + former + projection, 1e-4 * agent);
    EXPECT_NEAR(caption.agentWeights + caption.serverWeights, 3.745e9, 0.01 * 3.745e9);
}

TEST(PresetConfiguration, GitBase)
{
    const auto caption = ModelProfile::Load("git-base-caption");
    const double projection = 2.0 * 6 * 197 * 768 * 768;
    const Language decoder{{6, 768, 768, 768, 3072}, 30522};
    ExpectParts(caption,
                6 * VitB(12),
                projection + decoder.Prefill(6 * 197 + 1) + decoder.Decode(6 * 197 + 1, 32));
    const auto first = ModelProfile::Load("git-base");
    EXPECT_NEAR(first.agentFlops + first.serverFlops,
                6 * VitB(12) + projection + 2 * (decoder.stack.Weights() + decoder.Table()),
                5e-4 * 212.27e9);
    EXPECT_NEAR(caption.agentWeights + caption.serverWeights, 176.62e6, 0.01 * 176.62e6);
}

TEST(PresetConfiguration, VitB16)
{
    const auto profile = ModelProfile::Load("vit-b-16");
    const double head = 768 * 1000;
    ExpectParts(profile, VitB(6), VitB(12) - VitB(6) + 2 * head);
    EXPECT_NEAR(profile.agentFlops + profile.serverFlops, 2 * 17.56e9, 5e-4 * 2 * 17.56e9);
    const double half = VIT_B.Weights() / 2;
    ExpectWeights(profile, PATCH_16 + half, half + head, 86567656);
    ASSERT_EQ(profile.splits.size(), 13U);
    for (std::size_t block = 0; block < 13; ++block)
    {
        EXPECT_DOUBLE_EQ(profile.splits[block].agentFlops, VitB(double(block)));
    }
}

TEST(PresetConfiguration, MobileNetV2)
{
    struct Bottlenecks
    {
        double expansion;
        double channels;
        int times;
        int stride;
    };

    const Bottlenecks rows[]{{1, 16, 1, 1},
                             {6, 24, 2, 2},
                             {6, 32, 3, 2},
                             {6, 64, 4, 2},
                             {6, 96, 3, 1},
                             {6, 160, 3, 2},
                             {6, 320, 1, 1}};
    const auto profile = ModelProfile::Load("mobilenet-v2");
    ASSERT_EQ(profile.splits.size(), 19U);
    double size = 112;
    double channels = 32;
    double flops = 2 * size * size * 27 * channels;
    double weights = 27 * channels + channels;
    std::size_t split = 0;
    const auto expectSplit = [&](double values) {
        EXPECT_DOUBLE_EQ(profile.splits[split].agentFlops, flops) << split;
        EXPECT_DOUBLE_EQ(profile.splits[split].agentWeights, weights) << split;
        EXPECT_EQ(double(profile.splits[split].embeddingValues), values) << split;
        ++split;
    };
    expectSplit(size * size * channels);
    for (const auto& row : rows)
    {
        for (int i = 0; i < row.times; ++i)
        {
            const double hidden = channels * row.expansion;
            if (row.expansion > 1)
            {
                flops += 2 * size * size * channels * hidden;
                weights += channels * hidden + hidden;
            }
            size /= i == 0 ? row.stride : 1;
            flops += 2 * size * size * (9 * hidden + hidden * row.channels);
            weights += 9 * hidden + hidden + hidden * row.channels + row.channels;
            channels = row.channels;
            expectSplit(size * size * channels);
        }
    }
    flops += 2 * size * size * channels * 1280;
    weights += channels * 1280 + 1280;
    expectSplit(1280);
    const double all = flops + 2 * 1280 * 1000;
    EXPECT_NEAR(all, 2 * 0.3008e9, 5e-4 * all);
    ExpectParts(profile, profile.splits[14].agentFlops, all - profile.splits[14].agentFlops);
    ExpectWeights(profile,
                  profile.splits[14].agentWeights,
                  weights + 1280 * 1000 + 1000 - profile.splits[14].agentWeights,
                  3504872);
}

TEST(PresetConfiguration, Llama31)
{
    const Language llama{{32, 4096, 4096, 1024, 14336, 3}, 128256};
    auto half = llama.stack;
    half.layers = 16;
    const auto profile = ModelProfile::Load("llama-3.1-8b");
    ExpectParts(profile, half.Flops(512, 512), llama.Prefill(512) - half.Flops(512, 512));
    ExpectWeights(profile,
                  half.Weights() + llama.Table(),
                  half.Weights() + llama.Table(),
                  8030261248);
}

TEST(PresetConfiguration, Llama31Answer)
{
    const Language llama{{32, 4096, 4096, 1024, 14336, 3}, 128256};
    const auto profile = ModelProfile::Load("llama-3.1-8b-answer");
    EXPECT_EQ(profile.agentFlops, 0);
    ExpectParts(profile, 0, llama.Prefill(512) + llama.Decode(512, 127));
    ExpectWeights(profile, llama.Table(), llama.stack.Weights() + llama.Table(), 8030261248);
}

/// Phases tell the same work as the configuration, phase by phase.
TEST(PresetConfiguration, Phases)
{
    const auto expect = [](const char* name, const std::vector<double>& flops) {
        const auto profile = ModelProfile::Load(name);
        ASSERT_TRUE(profile.phases) << name;
        ASSERT_EQ(profile.phases->size(), flops.size()) << name;
        for (std::size_t i = 0; i < flops.size(); ++i)
        {
            EXPECT_NEAR((*profile.phases)[i].TotalFlops(), flops[i], 5e-4 * flops[i])
                << name << " " << i;
        }
    };
    const Language llama{{32, 4096, 4096, 1024, 14336, 3}, 128256};
    expect("llama-3.1-8b", {llama.Prefill(512)});
    expect("llama-3.1-8b-answer", {llama.Prefill(512), llama.Decode(512, 127)});
    const Stack dino{24, 1024, 1024, 1024, 4096};
    const So400m siglip;
    const Language old{{32, 4096, 4096, 4096, 11008, 3}, 32064};
    const double projector = 2176.0 * 8704 + 8704.0 * 4096 + 4096.0 * 4096;
    expect("openvla-7b",
           {2 * 256 * 3.0 * 14 * 14 * 1024 + dino.Flops(261, 261),
            siglip.Flops(),
            2 * 256 * projector + old.Prefill(288),
            old.Decode(288, 6)});
    const Stack gemma{18, 2048, 2048, 256, 16384, 3};
    const Stack expert{18, 1024, 2048, 256, 4096, 3};
    const double ends = 2 * 32 * 1024 + 2048 * 1024 + 1024 * 1024 + 1024 * 32;
    expect("pi0",
           {3 * siglip.Flops(),
            2.0 * 768 * 1152 * 2048 + gemma.Flops(816, 816),
            10 * (expert.Flops(51, 867) + 2 * 50 * ends)});
    const Language qwen{{36, 2048, 2048, 256, 11008, 3}, 151936};
    const auto phases = *ModelProfile::Load("qwen2.5-vl-3b").phases;
    EXPECT_NEAR(phases[2].TotalFlops(), qwen.Prefill(288), 5e-4 * qwen.Prefill(288));
    EXPECT_NEAR(phases[3].TotalFlops(), qwen.Decode(288, 32), 5e-4 * qwen.Decode(288, 32));
    // Weights that a step reads are those of the parts: a table that is only looked up is not.
    EXPECT_EQ(phases[3].AllWeights(), qwen.stack.Weights() + qwen.Table());
    EXPECT_EQ(phases[3].CacheValuesPerPosition(), 2.0 * 36 * 256);
}

TEST(PresetConfiguration, Qwen25Vl)
{
    const Stack windows{28, 1280, 1280, 1280, 3420, 3};
    const Stack whole{4, 1280, 1280, 1280, 3420, 3};
    const double patch = 3 * 2 * 14 * 14 * 1280;
    const double merger = 5120.0 * 5120 + 5120 * 2048;
    const Language language{{36, 2048, 2048, 256, 11008, 3}, 151936}; // one table
    const auto profile = ModelProfile::Load("qwen2.5-vl-3b");
    ExpectParts(profile,
                2 * 1024 * patch + windows.Flops(1024, 64) + whole.Flops(1024, 1024) +
                    2 * 256 * merger,
                language.Prefill(288) + language.Decode(288, 32));
    ExpectWeights(profile,
                  windows.Weights() + whole.Weights() + patch + merger,
                  language.stack.Weights() + language.Table(),
                  3754622976);
}

TEST(PresetConfiguration, OpenVla)
{
    const Stack dino{24, 1024, 1024, 1024, 4096};
    const double patch = 3 * 14 * 14 * 1024;
    const So400m siglip;
    const double projector = 2176.0 * 8704 + 8704.0 * 4096 + 4096.0 * 4096;
    const Language llama{{32, 4096, 4096, 4096, 11008, 3}, 32064};
    const auto profile = ModelProfile::Load("openvla-7b");
    ExpectParts(profile,
                2 * 256 * patch + dino.Flops(261, 261) + siglip.Flops(), // a class and 4 registers
                2 * 256 * projector + llama.Prefill(288) + llama.Decode(288, 6));
    ExpectWeights(profile,
                  dino.Weights() + patch + siglip.Weights(),
                  projector + llama.stack.Weights() + 2 * llama.Table(),
                  7541237184);
}

TEST(PresetConfiguration, Pi0)
{
    const So400m siglip;
    const Stack gemma{18, 2048, 2048, 256, 16384, 3};
    const Stack expert{18, 1024, 2048, 256, 4096, 3};
    // A state of 32 values, noisy actions of 32, time, and actions again.
    const double projections = 2 * 32 * 1024 + 2048 * 1024 + 1024 * 1024 + 1024 * 32;
    const double prefix = 3 * 256 + 48;
    const double step = expert.Flops(51, prefix + 51) + 2 * 50 * projections;
    const auto profile = ModelProfile::Load("pi0");
    ExpectParts(profile,
                3 * siglip.Flops(),
                2.0 * 768 * 1152 * 2048 + gemma.Flops(prefix, prefix) + 10 * step);
    // PaliGemma has 2.923e9, openpi's gemma_300m 311e6.
    ExpectWeights(profile,
                  siglip.Weights(),
                  1152.0 * 2048 + gemma.Weights() + 2048.0 * 257152 + expert.Weights() +
                      projections,
                  2.923e9 + 311e6);
}

TEST(PresetConfiguration, SmolVla)
{
    const Stack vision{12, 768, 768, 768, 3072};
    const double connector = 16 * 768 * 960.0;
    const Stack language{16, 960, 960, 320, 2560, 3};
    const Stack own{8, 720, 960, 320, 2048, 3}; // layers that look at the actions, too
    const double across = 720 * 960 * 2.0 + 3 * 720 * 2048.0; // and those that look at the text's
    const double keys = 2 * 320 * 320.0;
    const double prefix = 2 * 64 + 48 + 1;
    const double projections = 2 * 32 * 720 + 1440 * 720 + 720 * 720;
    const double step = own.Flops(50, prefix + 50) +
                        8 * (2 * 50 * across + 2 * prefix * keys + 4 * 960 * 50 * prefix) +
                        2 * 50 * projections;
    const auto profile = ModelProfile::Load("smolvla");
    ExpectParts(profile,
                2 * (2 * 1024 * PATCH_16 + vision.Flops(1024, 1024) + 2 * 64 * connector),
                language.Flops(prefix, prefix) + 2 * 32 * 960 + 10 * step);
    ExpectWeights(profile,
                  vision.Weights() + PATCH_16 + 1024 * 768 + connector,
                  language.Weights() + 2 * 960 * 49280.0 + own.Weights() + 8 * (across + keys) +
                      projections + 32 * 960,
                  450046176);
}

} // namespace
